"""Which paragraphs say again what last year's report said, other numbers aside.

依据：年度报告与上年度重复率超过50%的，多地考核予以扣分；重复与否按五字连续片段计算，数字不计。
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from yangguang.text.similarity import shingles

MUCH = 0.5
_DIGITS = re.compile(r"\d+(?:\.\d+)?")
SHORTEST = 24
"""Headings and fixed phrases are alike every year by their nature."""


@dataclass(frozen=True, slots=True)
class Repeated:
    """A paragraph of which more than half stands in last year's; ``share`` 0 to 1."""

    text: str
    share: float
    like: str


def repeated(text: str, earlier: Sequence[str]) -> list[Repeated]:
    """The paragraphs of the text that repeat one of last year's, in order."""
    runs = [(words, _runs(words)) for words in earlier if len(words) >= SHORTEST]
    found = []
    for line in text.splitlines():
        words = line.strip()
        own = _runs(words) if len(words) >= SHORTEST else set()
        if not own:
            continue
        share, like = max(
            ((len(own & other) / len(own), past) for past, other in runs),
            default=(0.0, ""),
        )
        if share > MUCH:
            found.append(Repeated(words, share, like))
    return found


def _runs(words: str) -> set[str]:
    return shingles(_DIGITS.sub("", words))


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of characters; ``changed`` where the other side has something else."""

    text: str
    changed: bool


@dataclass(frozen=True, slots=True)
class Pair:
    """A paragraph before and now; one side is empty where it came or went."""

    before: tuple[Piece, ...]
    now: tuple[Piece, ...]


def compare_lines(before: Sequence[str], now: Sequence[str]) -> list[Pair]:
    """Paragraphs that differ, in order: like ones are paired and compared by character."""
    pairs: list[Pair] = []
    matcher = SequenceMatcher(None, list(before), list(now), autojunk=False)
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind == "equal":
            continue
        old, new = list(before[a:b]), list(now[c:d])
        for at in range(max(len(old), len(new))):
            was = old[at] if at < len(old) else ""
            is_now = new[at] if at < len(new) else ""
            pairs.append(_pair(was, is_now))
    return pairs


def _pair(before: str, now: str) -> Pair:
    if not before or not now:
        return Pair(_whole(before), _whole(now))
    left: list[Piece] = []
    right: list[Piece] = []
    for kind, a, b, c, d in SequenceMatcher(None, before, now, autojunk=False).get_opcodes():
        if b > a:
            left.append(Piece(before[a:b], kind != "equal"))
        if d > c:
            right.append(Piece(now[c:d], kind != "equal"))
    return Pair(tuple(left), tuple(right))


def _whole(text: str) -> tuple[Piece, ...]:
    return (Piece(text, changed=True),) if text else ()
