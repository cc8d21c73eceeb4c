"""Which paragraphs say again what last year's report said, other numbers aside.

依据：年度报告与上年度重复率超过50%的，多地考核予以扣分；重复与否按五字连续片段计算，数字不计。
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

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
