"""Links inside an exported copy to which no file answers."""

from __future__ import annotations

import re
from collections.abc import Collection
from html import unescape
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

from yangguang.press.addresses import relative, without_variant

_LINK = re.compile(r'\shref="([^"]+)"')
_HERE = "http://copy.invalid"


def dead_links(copy: Path, variants: Collection[str]) -> list[str]:
    """Addresses of pages that pages of the copy lead to and that it lacks, in its own variants.

    Items are left out: one that is not there was withdrawn, and no page may speak of it.
    """
    asked: dict[str, bool] = {}
    for page in copy.rglob("index.html"):
        here = f"{_HERE}/{page.parent.relative_to(copy).as_posix()}/".replace("/./", "/")
        for link in set(_LINK.findall(page.read_text(encoding="utf-8"))):
            target = urljoin(here, unescape(link))
            if not target.startswith(f"{_HERE}/"):
                continue
            path = unquote(urlsplit(target).path)
            if path not in asked:
                asked[path] = _is_dead(copy, path, variants)
    return sorted(path for path, dead in asked.items() if dead)


def _is_dead(copy: Path, path: str, variants: Collection[str]) -> bool:
    own = without_variant(path)
    if not path.endswith("/") or path[: len(path) - len(own) + 1] not in variants:
        return False
    place = relative(path)
    return place is not None and not own.startswith("/item/") and not (copy / place).exists()
