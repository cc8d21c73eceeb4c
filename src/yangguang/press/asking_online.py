"""What a page of a static copy cannot answer is asked of the site itself.

A web server that only sends files gives the same page whatever the query says: the list of one year
would be the list of all years. So links that ask something, and forms that do, lead to the site, and
with them the ways to variants (large type, traditional characters) that the copy was made without.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from functools import lru_cache
from html import escape, unescape
from urllib.parse import unquote, urljoin, urlsplit

from yangguang.press.addresses import without_variant
from yangguang.press.questions import asks_of, is_question

_LINK = re.compile(r'(?<=<a)(\s(?:[^>]*?\s)?)href="([^"?#]*\?[^"]*)"')
_WAY = re.compile(r'(?<=<a)(\s(?:[^>]*?\s)?)href="(/[^"?]*)"')
_FORM = re.compile(r"<form\b([^>]*)>")
_ACTION = re.compile(r'\saction="([^"]*)"')
_POST = re.compile(r'\smethod="post"', re.IGNORECASE)
_HERE = "http://copy.invalid"


def asked_online(
    page: str, *, address: str, host: str, variants: Collection[str], lacks: Callable[[str], bool]
) -> str:
    """The page of this address with its questions led to ``host``, https://example.gov.cn, and what
    is in none of ``variants`` or a file that the copy ``lacks``."""

    def link(found: re.Match[str]) -> str:
        target = _led(found[2], address, host)
        return f'{found[1]}href="{target}"' if target else found[0]

    def form(found: re.Match[str]) -> str:
        given = _ACTION.search(found[1])
        target = _led(given[1] if given else "", address, host, typed=True)
        if not target or _POST.search(found[1]):
            return found[0]
        return f'<form{_ACTION.sub("", found[1])} action="{target}">'

    def way(found: re.Match[str]) -> str:
        path = found[2]
        variant = path[: len(path) - len(without_variant(path)) + 1]
        if variant in variants and not lacks(unquote(urlsplit(unescape(path)).path)):
            return found[0]
        return f'{found[1]}href="{host}{path}"'

    return _FORM.sub(form, _WAY.sub(way, _LINK.sub(link, page)))


def _led(written: str, address: str, host: str, *, typed: bool = False) -> str:
    """Where a question leads; empty for what is none or is asked elsewhere. ``typed``: in a form."""
    target = urljoin(f"{_HERE}{address}", unescape(written))
    if not target.startswith(f"{_HERE}/"):
        return ""
    parts = urlsplit(target)
    asks = _is_asked(unquote(parts.path)) if typed else _asks(unquote(parts.path), parts.query)
    return escape(host + target.removeprefix(_HERE)) if asks else ""


@lru_cache(maxsize=4096)
def _asks(path: str, query: str) -> bool:
    return is_question(path, query)


@lru_cache(maxsize=4096)
def _is_asked(path: str) -> bool:
    return asks_of(path) != frozenset()
