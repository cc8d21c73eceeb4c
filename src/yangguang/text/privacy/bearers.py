"""Whose papers or telephone it is, where a sentence tells a number and no name that was sure enough.

Somebody bears an identity number, a card, a car or a mobile. Where its sentence names nobody else, the
span that looks most like a name, and stands by itself or between words that lead to one, names him.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from yangguang.text.privacy import cues
from yangguang.text.privacy.candidates import Candidate
from yangguang.text.privacy.finding import Finding, Kind
from yangguang.text.privacy.lexicon import NOT_NAMES
from yangguang.text.privacy.nameshape import is_plain_word

_BORNE = frozenset({Kind.ID_NUMBER, Kind.MOBILE, Kind.BANK_CARD, Kind.PASSPORT, Kind.PLATE})
_LEAST = -0.9
"""What is less like a name than this names nobody."""
_LEAST_LED = -1.6
"""The same between a colon and a comma: 校车驾驶人审核：经学军，."""
_STOP = re.compile(r"[。；;\n]")
_HAN = re.compile("[\u4e00-\u9fff]")


def bearers(
    text: str,
    all_: Sequence[Candidate],
    shapes: Sequence[float],
    named: Sequence[tuple[int, int]],
    sure: Sequence[Finding],
) -> Iterator[int]:
    """Indices of candidates that bear one of ``sure``, in whose sentence none of ``named`` stands."""
    stops = [stop.start() for stop in _STOP.finditer(text)]
    begins = sorted(begin for begin, _ in named)
    order = sorted(range(len(all_)), key=lambda index: all_[index].start)
    starts = [all_[index].start for index in order]
    for one in sure:
        if one.kind not in _BORNE:
            continue
        before = bisect_left(stops, one.start)
        after = bisect_left(stops, one.end)
        start = stops[before - 1] + 1 if before else 0
        end = stops[after] if after < len(stops) else len(text)
        if bisect_left(begins, end) > bisect_left(begins, start):
            continue
        fits = [
            index
            for index in order[bisect_left(starts, start) : bisect_left(starts, end)]
            if all_[index].end <= end
            and shapes[index] >= (_LEAST_LED if _is_led(text, all_[index]) else _LEAST)
            and _stands_free(text, all_[index], start)
        ]
        if fits:
            yield max(fits, key=shapes.__getitem__)


def _is_led(text: str, one: Candidate) -> bool:
    return text[one.start - 1 : one.start] in ("：", ":") and text[one.end : one.end + 1] in (
        "，",
        ",",
    )


def _stands_free(text: str, one: Candidate, start: int) -> bool:
    """Whether a span is no word, and marks or words that go with names stand on both sides."""
    name = text[one.start : one.end]
    if name in NOT_NAMES or is_plain_word(name) or cues.is_role(name):
        return False
    if one.start > start and _HAN.match(text[one.start - 1]):
        kind, word = cues.before(text, one.start)
        if kind not in ("private", "lead") or len(word) < 2:
            return False
    if _HAN.match(text[one.end : one.end + 1]):
        kind, word = cues.behind(text, one.end)
        return kind == "private" and len(word) > 1
    return True
