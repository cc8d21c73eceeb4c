"""Web archives (MHTML), which browsers and Word save and offices then rename to ``.doc``."""

from __future__ import annotations

import email
import email.message
import email.policy
import re

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
    # Splitting a header of a million parameters takes quadratic time; no real one is long.
    if any(len(header[0]) > _LONGEST_HEADER for header in _CONTENT_TYPE.finditer(data)):
        raise damaged("网页归档的结构不完整")
    try:
        # The old policy takes every malformed header as it comes; the new one raises on some.
        message = email.message_from_bytes(data, policy=email.policy.compat32)
        found = _page(message)
    except (ValueError, IndexError, LookupError, RecursionError) as slip:
        raise damaged("网页归档的结构不完整") from slip
    if found is None:
        raise damaged("网页归档里没有页面")
    page, declared = found
    return read_html(page, declared=declared, limits=limits)


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
