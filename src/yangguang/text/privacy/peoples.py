"""Names of peoples without Chinese surnames: 德吉卓玛, 乌云其其格, 古丽巴哈尔, 吉克阿依.

They have no first sign to be known by, but are made of few pieces that hardly anything else is made
of. Two pieces in a row, or one long one, are such a name; a short one only where it stands alone.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib import resources

_LONG = 3
_MOST = 4
_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff]")


@cache
def _pieces() -> tuple[re.Pattern[str], frozenset[str]]:
    source = resources.files("yangguang.text.privacy").joinpath("peoples.toml")
    table = tomllib.loads(source.read_text(encoding="utf-8"))
    words = {word for words in table.values() for word in words.split()}
    pieces = sorted((word for word in words if len(word) > 1), key=len, reverse=True)
    one = "|".join(pieces)
    return re.compile(f"(?:{one}){{1,{_MOST}}}"), frozenset(pieces)


def folk_names(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Where such names stand between two offsets."""
    pattern, pieces = _pieces()
    for match in pattern.finditer(text, start, end):
        whole = match[0]
        left, right = text[match.start() - 1 : match.start()], text[match.end() : match.end() + 1]
        if whole not in pieces or len(whole) >= _LONG:
            yield match.span()
            # One more sign is part of the name as often as not: 桑吉卓措, 更尕拉毛吉.
            if _HAN.match(right) and not _HAN.match(text[match.end() + 1 : match.end() + 2]):
                yield match.start(), match.end() + 1
        elif not _HAN.match(right):
            yield match.span()
        elif not _HAN.match(left) and not _HAN.match(text[match.end() + 1 : match.end() + 2]):
            yield match.start(), match.end() + 1


@cache
def _is_folk(name: str) -> bool:
    pattern, pieces = _pieces()
    match = pattern.match(name)
    if match is None or len(name) - match.end() > 1:
        return False
    return name not in pieces or len(name) >= _LONG


def folk_likeness(name: str) -> str:
    """``whole`` for two pieces or a long one, ``piece`` for one short piece, else empty."""
    if _is_folk(name):
        return "whole"
    return "piece" if name in _pieces()[1] else ""
