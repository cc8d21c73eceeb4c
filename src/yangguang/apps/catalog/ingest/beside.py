"""Where a file that a page links to may lie among what is taken over with the page.

Saved pages write relative addresses, mirrored sites absolute ones, and both write them with signs
escaped; a file that belongs to a page is its attachment and no document of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

PAGE_SUFFIXES = frozenset({".html", ".htm", ".shtml"})
_LINKED = re.compile(
    rb"""(?:href|src|data)\s*=\s*["']?([^"'<>\s]{1,500}?\.(?:docx?|pdf|ofd|txt|xml|md))(?=["'\s>?#])""",
    re.IGNORECASE,
)
_LARGEST = 5 * 1024**2


def places_of(href: str, page: str) -> Iterator[str]:
    """Names relative to the root under which the file of ``href`` may lie; ``page`` is its page's own.

    Nothing outside the root is ever named.
    """
    href = href.strip()
    if not href or href.lower().startswith(("#", "mailto:", "javascript:", "data:")):
        return
    try:
        parts = urlsplit(href)
    except ValueError:
        return
    if parts.scheme and parts.scheme.lower() not in ("http", "https"):
        return
    seen: set[str] = set()
    for path in (parts.path, unquote(parts.path)):
        around = [str(PurePosixPath(page).parent)]
        if parts.netloc:
            around = [parts.netloc, ""]
        elif path.startswith("/"):
            # A mirror keeps its host as the first folder, or is the host's own root.
            around = ["", *PurePosixPath(page).parts[:1]]
        for folder in around:
            name = _joined(folder, path.lstrip("/"))
            if name and name not in seen:
                seen.add(name)
                yield name


def linked_names(pages: Iterable[tuple[str, bytes]]) -> set[str]:
    """The names, relative to the root, of all documents that these pages link to."""
    found: set[str] = set()
    for page, data in pages:
        for raw in _LINKED.findall(data[:_LARGEST]):
            for encoding in ("utf-8", "gb18030"):
                try:
                    href = raw.decode(encoding)
                except UnicodeDecodeError:
                    continue
                found.update(name for name in places_of(href, page) if name != page)
                break
    return found


def _joined(folder: str, path: str) -> str:
    parts: list[str] = []
    for part in (*PurePosixPath(folder).parts, *PurePosixPath(path).parts):
        if part == "..":
            if not parts:
                return ""
            parts.pop()
        elif part not in (".", "/"):
            parts.append(part)
    return "/".join(parts)
