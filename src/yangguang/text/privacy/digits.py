"""Runs of digits read as one number, however a scanner or a typist grouped them."""

# ruff: noqa: RUF001 - characters that look alike are what scanners and typists mix up

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from yangguang.text.privacy.finding import Finding, Kind
from yangguang.text.privacy.masks import masked_number

NARROW = str.maketrans("０１２３４５６７８９", "0123456789")
ALNUM = re.compile(r"[0-9A-Za-z０-９Ａ-Ｚａ-ｚ]")


@dataclass(frozen=True, slots=True)
class Group:
    """Digits that touch."""

    start: int
    end: int
    digits: str


@dataclass(frozen=True, slots=True)
class Window:
    """Neighbouring groups read as one number; ``loose`` when blanks or lines stand inside."""

    start: int
    end: int
    digits: str
    shape: tuple[int, ...]
    broken: bool
    """Whether a line break stands inside."""

    @property
    def loose(self) -> bool:
        return len(self.shape) > 1


Taken = tuple[Finding | None, int] | None
"""A judge's answer: a finding and the groups it used; no finding but groups used up; or nothing."""


def windows(text: str, groups: list[Group], at: int, longest: int) -> Iterator[tuple[Window, int]]:
    """Windows of growing length from group ``at``."""
    digits = ""
    shape: list[int] = []
    broken = False
    for index in range(at, len(groups)):
        group = groups[index]
        digits += group.digits
        if len(digits) > longest:
            return
        shape.append(len(group.digits))
        if index > at and "\n" in text[groups[index - 1].end : group.start]:
            broken = True
        yield (
            Window(groups[at].start, group.end, digits, tuple(shape), broken),
            index - at + 1,
        )


def stands_alone(text: str, start: int, end: int) -> bool:
    """Whether a number does not run on into letters, digits, dashes or decimals beside it."""
    before, after = text[max(0, start - 2) : start], text[end : end + 2]
    if before and ALNUM.match(before[-1]):
        return False
    if after and ALNUM.match(after[0]):
        return False
    if before[-1:] in ".．-－_/:：" and len(before) == 2 and ALNUM.match(before[0]):
        return before[-1] in ":：/"
    return not (len(after) == 2 and after[0] in ".．-－_" and ALNUM.match(after[1]))


def free_behind(text: str, end: int) -> bool:
    return not (end < len(text) and ALNUM.match(text[end]))


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
