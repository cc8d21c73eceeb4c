"""Web archives (MHTML), which browsers and Word save and offices then rename to ``.doc``."""

from __future__ import annotations

import email
import email.message
import email.policy
import re
from collections.abc import Iterator
from urllib.parse import unquote

from yangguang.text.extract.archive import damaged
from yangguang.text.extract.html import read_html
from yangguang.text.extract.limits import DEFAULT, Limits
from yangguang.text.extract.traces import TracedDocument

_MOST_PARTS = 2_000
_LONGEST_HEADER = 4_000
_CONTENT_TYPE = re.compile(rb"(?im)^content-type:[^\n]*+(?:\n[ \t][^\n]*+)*+")


def looks_like_mhtml(head: bytes) -> bool:
    """Whether a file begins as a web archive does."""
    start = head[:2000].lower()
    return b"mime-version:" in start and b"multipart/related" in start


def read_mhtml(data: bytes, *, limits: Limits = DEFAULT) -> TracedDocument:
    """The page an archive was made of; raises UnreadableDocument ``damaged`` if it holds none."""
    message = _opened(data)
    try:
        found, own = _page(message), _addresses(message)
    except (ValueError, IndexError, LookupError, RecursionError) as slip:
        raise damaged("网页归档的结构不完整") from slip
    if found is None:
        raise damaged("网页归档里没有页面")
    page, declared = found
    return read_html(page, declared=declared, limits=limits, own=own)


def part_pictures(data: bytes) -> tuple[str, ...]:
    """The addresses (``part:…``) of an archive's pictures. Raises UnreadableDocument."""
    return tuple(f"part:{at}" for at, _ in _pictures(_opened(data)))


def part_content(data: bytes, address: str) -> bytes | None:
    """The bytes of one of them; None where there is none. Raises UnreadableDocument."""
    for at, part in _pictures(_opened(data)):
        if address == f"part:{at}":
            content = part.get_payload(decode=True)
            return content if isinstance(content, bytes) else None
    return None


def _opened(data: bytes) -> email.message.Message:
    # Splitting a header of a million parameters takes quadratic time; no real one is long.
    if any(len(header[0]) > _LONGEST_HEADER for header in _CONTENT_TYPE.finditer(data)):
        raise damaged("网页归档的结构不完整")
    try:
        # The old policy takes every malformed header as it comes; the new one raises on some.
        return email.message_from_bytes(data, policy=email.policy.compat32)
    except (ValueError, IndexError, LookupError, RecursionError) as slip:
        raise damaged("网页归档的结构不完整") from slip


def _pictures(message: email.message.Message) -> Iterator[tuple[int, email.message.Message]]:
    for at, part in enumerate(message.walk()):
        if at > _MOST_PARTS:
            return
        if part.get_content_maintype() == "image":
            yield at, part


def _addresses(message: email.message.Message) -> dict[str, str]:
    """How the page may name the pictures that came with it, each with its address here.

    Word names them by the end of their location only (``名称.files/image001.png``).
    """
    own: dict[str, str] = {}
    for at, part in _pictures(message):
        location = str(part.get("Content-Location", "")).strip()[:2_000]
        name = str(part.get("Content-ID", "")).strip()[:2_000].strip("<>")
        ends = unquote(location).replace("\\", "/").split("/")
        for key in (location, f"cid:{name}" if name else "", "/".join(ends[-2:]), ends[-1]):
            if key:
                own.setdefault(key, f"part:{at}")
    return own


def _page(message: email.message.Message) -> tuple[bytes, str] | None:
    """The first page of an archive, with the charset its part declares."""
    for at, part in enumerate(message.walk()):
        if at > _MOST_PARTS:
            break
        if part.get_content_type() in ("text/html", "application/xhtml+xml"):
            page = part.get_payload(decode=True)
            if isinstance(page, bytes) and page.strip():
                charset = part.get_param("charset", "")
                return page, charset if isinstance(charset, str) else ""
    return None
