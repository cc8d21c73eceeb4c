"""Runs of digits read as one number, however a scanner or a typist grouped them."""

# ruff: noqa: RUF001 - characters that look alike are what scanners and typists mix up

from __future__ import annotations

import re
from typing import NamedTuple

from yangguang.text.privacy.finding import Finding, Kind
from yangguang.text.privacy.masks import masked_number

_GAP = (
    r"(?:[ \u3000\xa0]{0,3}[-－–—‐_·•][ \u3000\xa0]{0,3}|[ \u3000\xa0]{1,3}|[ \u3000]?\n[ \u3000]?)"
)
CHAIN = re.compile(
    # Seven digits need as many digits and gaps behind the first: most figures of a text end here.
    rf"[0-9０-９](?=[0-9０-９ \u3000\xa0\-－–—‐_·•\n]{{6}})[0-9０-９]*(?:{_GAP}[0-9０-９]+)*"
)
"""Seven digits and more that touch, or stand no further apart than in a number written in groups."""
NARROW = str.maketrans("０１２３４５６７８９", "0123456789")
ALNUM = frozenset(
    chr(code + shift)
    for shift in (0, 0xFEE0)
    for code in b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
)
"""Digits and Latin letters, half-width and full-width."""


class Group(NamedTuple):
    """Digits that touch."""

    start: int
    end: int
    digits: str


class Window(NamedTuple):
    """Neighbouring groups read as one number; ``loose`` when blanks or lines stand inside."""

    start: int
    end: int
    digits: str
    shape: tuple[int, ...]
    broken: bool
    """Whether a line break stands inside."""
    used: int
    """How many groups it is made of."""

    @property
    def loose(self) -> bool:
        return self.used > 1


Taken = tuple[Finding | None, int] | None
"""A judge's answer: a finding and the groups it used; no finding but groups used up; or nothing."""


class Chain:
    """Groups that stand near each other, and the numbers that can be read in them."""

    def __init__(self, groups: list[Group]) -> None:
        self.groups = groups
        self._windows: dict[int, list[Window]] = {}

    def windows(self, text: str, at: int) -> list[Window]:
        """Windows of growing length from group ``at``, each of at most `LONGEST` digits."""
        found = self._windows.get(at)
        if found is None:
            found = self._windows[at] = _windows(text, self.groups, at)
        return found


LONGEST = 19
"""Digits of the longest number looked for, a bank card's."""


def _windows(text: str, groups: list[Group], at: int) -> list[Window]:
    first = groups[at]
    if len(first.digits) > LONGEST:
        return []
    found = [Window(*first, (len(first.digits),), False, 1)]
    for group in groups[at + 1 :]:
        start, end, digits, shape, broken, used = found[-1]
        if len(digits) + len(group.digits) > LONGEST:
            break
        shape = (*shape, len(group.digits))
        broken = broken or "\n" in text[end : group.start]
        found.append(Window(start, group.end, digits + group.digits, shape, broken, used + 1))
    return found


def stands_alone(text: str, start: int, end: int) -> bool:
    """Whether a number does not run on into letters, digits, dashes or decimals beside it."""
    before, after = text[max(0, start - 2) : start], text[end : end + 2]
    if before[-1:] in ALNUM or after[:1] in ALNUM:
        return False
    if len(before) == 2 and before[1] in ".．-－_/:：" and before[0] in ALNUM:
        return before[1] in ":：/"
    return not (len(after) == 2 and after[0] in ".．-－_" and after[1] in ALNUM)


def free_behind(text: str, end: int) -> bool:
    """Whether no letter or digit stands right behind."""
    return text[end : end + 1] not in ALNUM


def joined_by_dash(text: str, groups: list[Group], index: int) -> bool:
    """Whether a dash ties the group at ``index`` to the next."""
    if index < 0 or index + 1 >= len(groups):
        return False
    return any(sign in "-－–—‐_" for sign in text[groups[index].end : groups[index + 1].start])


def finding_of(
    text: str, start: int, end: int, kind: Kind, confidence: float, why: str, masked: str = ""
) -> Finding:
    passage = text[start:end]
    return Finding(
        start, end, passage, kind, confidence, why, masked or masked_number(passage, kind)
    )
