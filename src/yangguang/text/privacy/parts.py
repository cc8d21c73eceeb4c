"""What part the word before a name gives its bearer, read from the signs of the word.

`cues` knows words by heart, and offices make new ones daily: 稽核员, 财政复核, 带队干部, 授课教师. What a
word ends with and what it is made of tells whether its bearer is there for an office. ``parts.txt``
says how loud each piece is; ``python -m tests.text.privacy.fit_parts`` fits it to the labelled passages.
"""

from __future__ import annotations

import math
import re
from functools import cache, lru_cache
from importlib import resources

from yangguang.text.privacy import cues

LONGEST = 8
_LEAST = 2
"""A single sign says nothing: 1号：, 由."""
_TAILS = (1, 2, 3, 4)
_PIECES = (1, 2)
_GAP = re.compile(r"[：:→\s\u3000|｜│┃]{0,6}$")
_WORD = re.compile(r"[\u4e00-\u9fff]{1,8}$")
_LISTED = re.compile(
    r"(?<=[：:|｜│\t])[ ]?(?:[\u4e00-\u9fff·]{2,8}(?:[（(][^（）()\n]{1,24}[）)])?、){1,9}$"
)
_LIST_REACH = 60
_ENOUGH = {"colon": 0.3, "blank": 0.1, "none": 0.15}
"""How small the chance of a private person has to be before the word alone decides, by the gap."""
_ANYBODY = frozenset({"人员", "签收"})
"""Words of private people that say little behind others: 调解人员, 稽核人员."""
_DESK = re.compile(r"(?:[\u4e00-\u9fff][科室处股]|窗口|前台|总台|服务台|咨询台)$")
"""病案室：某某: who is named behind a desk sits there."""
_SPOKEN_TO = re.compile(
    r"[\u4e00-\u9fff·]{2,12}?(?:同志|先生|女士|同学)?(?:[您你]好|[，,：:!！][\s\u3000]{0,4}[您你])"
)
"""答复：某某同志，您…: whom an answer speaks to."""
_HEADINGS = ("公示", "公告", "通告", "声明", "启事")
"""What heads a text says nothing of who is named in it."""
_SILENT = {"colon": 0.6, "blank": 0.3, "none": 0.4}
_AGAINST_CUE = 0.5
"""Where the word ends with one that names private people (授课|教师), it has to be half as small."""


def word_before(text: str, at: int) -> tuple[str, str]:
    """The signs right before a name and how they are parted from it: colon, blank or none.

    Before the later members of a list it is what stands before the first: 稽核员：某某、某某.
    """
    line = text.rfind("\n", 0, at) + 1
    listed = _LISTED.search(text, max(line, at - _LIST_REACH), at)
    at = listed.start() if listed else at
    gap = _GAP.search(text, max(line, at - 6), at)
    start = gap.start() if gap else at
    word = _WORD.search(text, max(line, start - LONGEST), start)
    parted = text[start:at]
    how = "colon" if "：" in parted or ":" in parted else "blank" if parted else "none"
    return (word[0] if word else ""), how


def pieces(word: str, how: str) -> list[str]:
    """What is heard of a word: ``how`` it is parted, its ends, its beginning, all it is made of."""
    heard = [f"={how}"]
    heard += ["$" + word[-size:] for size in _TAILS if len(word) >= size]
    heard += sorted(
        {word[at : at + size] for size in _PIECES for at in range(len(word) - size + 1)}
    )
    if len(word) < LONGEST:
        heard.append("^" + word[:2])
    return heard


@cache
def _weights() -> dict[str, float]:
    table = resources.files("yangguang.text.privacy").joinpath("parts.txt")
    rows = (line.split("\t") for line in table.read_text(encoding="utf-8").splitlines())
    return {row[0]: int(row[1]) / 100 for row in rows if len(row) == 2}


@lru_cache(maxsize=20_000)
def private_chance(word: str, how: str) -> float:
    """The chance, 0 to 1, that who is named behind ``word`` is no one of an office."""
    weights = _weights()
    total = weights["bias"] + sum(weights.get(piece, 0.0) for piece in pieces(word, how))
    return 1 / (1 + math.exp(-total))


def is_part_in_office(text: str, at: int, *, silent: bool) -> bool:
    """Whether the word before a name that begins at ``at`` gives it a part in an office.

    A word that `cues` knows by heart for one of private people is believed. ``silent`` tells that
    nothing else near the name speaks of a private person: then the word need not say it so plainly.
    """
    word, how = word_before(text, at)
    if len(word) < _LEAST or word.endswith(_HEADINGS) or _SPOKEN_TO.match(text, at) is not None:
        return False
    if how == "colon" and _DESK.search(word) is not None:
        return True
    kind, cue = cues.before(word, len(word))
    known = kind == "private" and len(cue) > 1 and cue not in _ANYBODY
    if known and cue == word:
        return False
    enough = (_SILENT if silent else _ENOUGH)[how]
    return private_chance(word, how) < (enough * _AGAINST_CUE if known else enough)
