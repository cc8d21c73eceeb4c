"""What doubtful telephones, mailboxes and addresses stand among, weighed once names are known.

A rule decides by the words it knows; where it wavers, the company decides: a private person named
near by, other data of hers, and the signs around, with weights fitted to the labelled passages.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import replace

from yangguang.text.privacy.finding import SURE, Finding, Kind
from yangguang.text.privacy.houses import BODY_THERE
from yangguang.text.privacy.surroundings import Surroundings
from yangguang.text.privacy.weighing import chance, score

_LEFT, _RIGHT, _AHEAD = 40, 16, 12
_NEAR = 200
"""How far others of the passage are company."""
_SHOWN = 0.3
_LOUDNESS = {Kind.MOBILE: 0.5, Kind.LANDLINE: 0.5, Kind.EMAIL: 0.5, Kind.ADDRESS: 0.25}
"""How much the company weighs beside the rule."""
_DOUBTFUL = (0.25, 0.85)
"""What a rule is as sure of as this, or less, is weighed again."""
_OFFICE_AT = re.compile(
    r"(?:办[公税事理证]|领取|陈述|听证|营业|经营)(?:地址|地点|场所)[：: ]{0,2}$"
)
_SIGNS = {kind: chr(0x2460 + place) for place, kind in enumerate(Kind)}
_PLAIN = str.maketrans("：，（）；　\t｜０１２３４５６７８９", ":,();  |0123456789")
_DIGIT = re.compile("[0-9]")
_LATIN = re.compile("[A-Za-z]")


def weigh_in_company(text: str, around: Surroundings, found: Sequence[Finding]) -> list[Finding]:
    """``found``, in order, with the doubtful ones weighed again by what stands around them."""
    return [
        _weighed(text, around, one, found)
        if one.kind in _LOUDNESS and _DOUBTFUL[0] <= one.confidence <= _DOUBTFUL[1]
        else one
        for one in found
    ]


def _weighed(text: str, around: Surroundings, one: Finding, found: Sequence[Finding]) -> Finding:
    if one.kind is Kind.ADDRESS and (
        BODY_THERE.match(text, one.end) or _OFFICE_AT.search(text, max(0, one.start - 8), one.start)
    ):
        return one
    company = score(one.kind.value, company_voices(text, around, one, found))
    rule = math.log(one.confidence / (1 - one.confidence))
    likely = round(chance(rule + _LOUDNESS[one.kind] * company), 2)
    if (likely >= SURE) == (one.confidence >= SURE):
        return one
    if likely >= SURE:
        return replace(one, confidence=likely, why="与个人的姓名、证件等信息写在一起")
    return replace(one, confidence=likely, why="旁边没有说到个人，像是单位所用")


def company_voices(
    text: str, around: Surroundings, one: Finding, found: Sequence[Finding]
) -> list[str]:
    """What is heard of a finding: kinds of sure findings near it, whom the words speak of, and
    runs of one to four signs on both sides, by how near they stand."""
    others = [
        other
        for other in found
        if other is not one and other.start < one.end + _NEAR and other.end > one.start - _NEAR
    ]
    voices = {f"with:{other.kind.value}" for other in others if other.confidence >= SURE}
    voices.add(f"of:{around.subject(one.start).value}")
    left = _plain(text, max(0, one.start - _LEFT), one.start, others)
    right = _plain(text, one.end, one.end + _RIGHT, others)[:_AHEAD]
    for size in (1, 2, 3, 4):
        for at in range(len(left) - size + 1):
            far = len(left) - at - size
            reach = 0 if far == 0 else 1 if far < 4 else 2 if far < 12 else 3
            voices.add(f"left{reach}:{left[at : at + size]}")
        for at in range(len(right) - size + 1):
            reach = 0 if at == 0 else 1 if at < 5 else 2
            voices.add(f"right{reach}:{right[at : at + size]}")
    heading = _signs(around.place(one.start, one.end).heading)
    for size in (2, 3):
        voices |= {f"over:{heading[at : at + size]}" for at in range(len(heading) - size + 1)}
    return sorted(voices)


def _plain(text: str, start: int, end: int, others: Sequence[Finding]) -> str:
    """The signs between two offsets: other findings as one sign each, digits and letters alike."""
    pieces = []
    at = start
    for other in others:
        if other.confidence < _SHOWN or other.end <= at or other.start >= end:
            continue
        pieces += [_signs(text[at : max(at, other.start)]), _SIGNS[other.kind]]
        at = other.end
    return "".join([*pieces, _signs(text[at : max(at, end)])])


def _signs(words: str) -> str:
    return _LATIN.sub("a", _DIGIT.sub("0", words.translate(_PLAIN)))
