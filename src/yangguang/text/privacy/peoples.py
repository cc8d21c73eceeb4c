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

from yangguang.text.privacy.nameshape import is_plain_word

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


# Signs that sounds of other tongues are written with; four and more in a row are hardly a word.
_SOUNDS = re.compile(
    "[阿艾伊依亚尔力里丽江木尼古买提吐托麦迪热卡克库赛沙萨帕努玛那娜哈海巴布拜别达德多额格合胡吉加居喀凯肯拉兰勒洛马曼米莫穆纳欧普其恰切日肉如瑞塞山苏索塔太坦铁图外瓦乌吾西谢牙叶尤玉再扎孜祖汗甫夫娅莎佐罕敏明斯蒂卜则孙逊不都惹友么]{4,7}"
)


# Surnames that peoples put before such a name: 包巴特尔, 白乌云其其格.
_SURNAMES = frozenset("包白敖齐吴陈王张李鲍何佟韩金康孟乌暴奇邰云赵刘高梁马")


def _sounds(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Names written by their sound alone, set off on their right: 伊力亚尔江，阿卜力克木，."""
    for match in _SOUNDS.finditer(text, start, end):
        if not _HAN.match(text[match.end() : match.end() + 1]) and not is_plain_word(match[0]):
            yield match.span()


def folk_names(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Where such names stand between two offsets."""
    yield from _sounds(text, start, end)
    pattern, pieces = _pieces()
    for match in pattern.finditer(text, start, end):
        whole = match[0]
        left, right = text[match.start() - 1 : match.start()], text[match.end() : match.end() + 1]
        if whole not in pieces or len(whole) >= _LONG:
            yield match.span()
            if left in _SURNAMES and not _HAN.match(text[match.start() - 2 : match.start() - 1]):
                yield match.start() - 1, match.end()
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
    if name[:1] in _SURNAMES and len(name) > _LONG and pattern.fullmatch(name[1:]):
        return True
    match = pattern.match(name)
    if match is None or len(name) - match.end() > 1:
        return False
    return name not in pieces or len(name) >= _LONG


def is_of_pieces(name: str) -> bool:
    """Whether a name is nothing but two or more pieces: no part of it is a name of its own."""
    pattern, pieces = _pieces()
    return len(name) > _LONG and name not in pieces and pattern.fullmatch(name) is not None


def folk_likeness(name: str) -> str:
    """``whole`` for two pieces or a long one, ``sounds``, ``piece`` for a short one, else empty."""
    if _is_folk(name):
        return "whole"
    if _SOUNDS.fullmatch(name):
        return "sounds"
    return "piece" if name in _pieces()[1] else ""
