"""Pictures written into a page itself, as ``data:`` addresses.

They can be megabytes long, so a page is read with short addresses in their stead: a digest, by which
the picture is found again.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from urllib.parse import unquote_to_bytes

_BEGINS = re.compile(r"data:image/[a-z0-9.+-]{1,40}((?:;[a-z0-9=._-]{1,40}){0,4}),", re.IGNORECASE)
_ENDS = re.compile(r"[\s\"'<>)]")
_HARDLY_ANY = 160
"""Shorter ones are blanks and dots, which pages carry in the place of what comes later."""
_MOST = 1_000


@dataclass(frozen=True, slots=True)
class DataPicture:
    """Where a ``data:`` address stands in a text, and the short one that stands for it."""

    address: str
    start: int
    end: int
    payload: int
    encoded: bool


def data_pictures(text: str) -> Iterator[DataPicture]:
    """The pictures of a page, each once; no more than a thousand."""
    known: set[str] = set()
    for one in _all(text):
        if one.address not in known:
            known.add(one.address)
            yield one
            if len(known) >= _MOST:
                return


def with_short_addresses(text: str) -> str:
    """A tag's attributes with the pictures in them told by digests; blanks and dots are dropped."""
    pieces, at = [], 0
    for one in _all(text, least=0):
        long = one.end - one.start >= _HARDLY_ANY
        pieces += [text[at : one.start], one.address if long else ""]
        at = one.end
    return "".join((*pieces, text[at:]))


def content_of(text: str, address: str) -> bytes | None:
    """The bytes of a picture; None where the page has none of that address, or none that holds."""
    for one in _all(text):
        if one.address == address:
            return _bytes(text[one.payload : one.end], encoded=one.encoded)
    return None


def _all(text: str, *, least: int = _HARDLY_ANY) -> Iterator[DataPicture]:
    at = 0
    while (found := _BEGINS.search(text, at)) is not None:
        start, payload = found.span()
        quote = text[start - 1 : start]
        end = -1
        if quote in ('"', "'") and quote:
            end = text.find(quote, payload)
        if end < 0:
            closed = _ENDS.search(text, payload)
            end = closed.start() if closed else len(text)
        at = end
        if end - start >= least:
            digest = hashlib.sha256(text[start:end].encode("utf-8", "replace")).hexdigest()[:32]
            yield DataPicture(f"data:{digest}", start, end, payload, "base64" in found[1].lower())


def _bytes(payload: str, *, encoded: bool) -> bytes | None:
    raw = unquote_to_bytes(unescape(payload))
    if not encoded:
        return raw
    try:
        return base64.b64decode(raw)
    except (binascii.Error, ValueError):
        return None
