"""Digits that belong to a person: IDs, telephone numbers, bank cards.

All of them are found in one scan for chains: digits that touch, or stand no further apart than
blanks and dashes in a number written in groups (or torn apart by a scanner) do.
"""

from __future__ import annotations

import re
from itertools import repeat

from yangguang.text.privacy.cards import card
from yangguang.text.privacy.checkdigits import is_id_number, passes_luhn
from yangguang.text.privacy.digits import NARROW, Chain, Group, finding_of
from yangguang.text.privacy.finding import Finding, Kind
from yangguang.text.privacy.identities import (
    ID_WORD,
    disability_certificate,
    id_number,
    torn_ids,
)
from yangguang.text.privacy.landlines import landline
from yangguang.text.privacy.mobiles import dotted_mobiles, mobile
from yangguang.text.privacy.numberplans import is_mobile, is_unionpay
from yangguang.text.privacy.surroundings import Surroundings

_LEAST = 7
_GROUP = re.compile(r"[0-9０-９]+")


def find_numbers(text: str, around: Surroundings) -> list[Finding]:
    """IDs, mobiles, landlines and cards in ``text``, in order, none overlapping another."""
    found: list[Finding] = []
    for match in around.chains():
        if groups := _groups(match):
            found.extend(_in_chain(text, groups, around))
    found.extend(dotted_mobiles(text, around))
    if "身" in text or "证件号" in text:
        found.extend(torn_ids(text, around, found))
    found.sort(key=lambda one: one.start)
    return found


def _groups(match: re.Match[str]) -> list[Group]:
    """The groups of a chain; none where it has fewer than `_LEAST` digits."""
    whole, begin = match[0], match.start()
    if whole.isdecimal():
        # Digits that touch, as nearly all are.
        known = len(whole) in _SIZES
        return [Group(begin, match.end(), _narrow(whole))] if known else []
    groups = [
        Group(begin + one.start(), begin + one.end(), _narrow(one[0]))
        for one in _GROUP.finditer(whole)
    ]
    return groups if sum(len(group.digits) for group in groups) >= _LEAST else []


def _narrow(digits: str) -> str:
    return digits if digits.isascii() else digits.translate(NARROW)


def _in_chain(text: str, groups: list[Group], around: Surroundings) -> list[Finding]:
    chain = Chain(groups)
    if len(groups) == 1:
        # The count of digits tells what they can be.
        for judge in _BY_COUNT.get(len(groups[0].digits), ()):
            taken = judge(text, chain, 0, around)
            if taken is not None:
                return [] if taken[0] is None else [taken[0]]
        return _glued(text, groups[0])
    found: list[Finding] = []
    if not _worth_reading(text, groups):
        return found
    at = 0
    while at < len(groups):
        if len(groups[at].digits) + 1 in _GLUED or len(groups[at].digits) in _GLUED:
            found.extend(_glued(text, groups[at]))
            at += 1
            continue
        for judge in (disability_certificate, id_number, card, mobile, landline):
            taken = judge(text, chain, at, around)
            if taken is not None:
                finding, used = taken
                if finding is not None:
                    found.append(finding)
                at += used
                break
        else:
            at += 1
    return found


_PHONE_WORD = re.compile(r"(?:手机|电话|联系方式)(?:号码?)?[：: 是为]{0,2}$")


_AREA_BEFORE = re.compile(r"[(（]0[0-9０-９]{2,3}[)）][ ]?$")
_CARD_WORD = re.compile(r"(?:卡号?|[账帐]号)[：: 是为]{0,2}$")


def _worth_reading(text: str, groups: list[Group]) -> bool:
    """Whether a chain can hold a number at all; rows of plain figures cannot."""
    shape = [len(group.digits) for group in groups]
    if not _SIZES.isdisjoint(shape):
        return True
    written = "".join(map(_SHAPE_SIGNS.__getitem__, map(min, shape, repeat(9))))
    if any(form in written for form in _FORMS):
        return True
    start = groups[0].start
    if (
        len(shape) < 6
        and sum(shape) in (16, 17, 18, 19)
        and _CARD_WORD.search(text, max(0, start - 10), start)
    ):
        return True
    if sum(shape) in (7, 8) and _AREA_BEFORE.search(text, max(0, start - 8), start):
        return True
    if sum(shape) in (11, 13) and _PHONE_WORD.search(text, max(0, start - 10), start):
        return True
    return ID_WORD.search(text, max(0, start - 40), start) is not None


def _glued(text: str, group: Group) -> list[Finding]:
    """Two numbers written without a blank between: 138…330106…, each proven by its own rules."""
    if text[group.end : group.end + 1] in ("X", "x") and group.digits:
        group = Group(group.start, group.end + 1, group.digits + "X")
    for first, second in _GLUED.get(len(group.digits), ()):
        cut = group.start + len(group.digits[: _COUNTS[first]])
        halves = ((first, group.start, cut), (second, cut, group.end))
        if all(
            _PROVEN[kind](group.digits[a - group.start : b - group.start]) for kind, a, b in halves
        ):
            return [
                finding_of(text, a, b, kind, 0.85, "两个号码连写，各自符合规则")
                for kind, a, b in halves
            ]
    return []


def _is_card(number: str) -> bool:
    return is_unionpay(number) and passes_luhn(number)


_COUNTS = {Kind.MOBILE: 11, Kind.ID_NUMBER: 18, Kind.BANK_CARD: 19}
_PROVEN = {
    Kind.MOBILE: is_mobile,
    Kind.ID_NUMBER: is_id_number,
    Kind.BANK_CARD: _is_card,
}
_GLUED = {
    29: ((Kind.MOBILE, Kind.ID_NUMBER), (Kind.ID_NUMBER, Kind.MOBILE)),
    30: ((Kind.MOBILE, Kind.BANK_CARD), (Kind.BANK_CARD, Kind.MOBILE)),
    37: ((Kind.ID_NUMBER, Kind.BANK_CARD), (Kind.BANK_CARD, Kind.ID_NUMBER)),
}
_BY_COUNT = {
    7: (landline,),
    8: (landline,),
    10: (landline,),
    11: (mobile, landline),
    12: (mobile, landline),
    13: (mobile,),
    15: (id_number, card, mobile),
    16: (card,),
    17: (disability_certificate, id_number, card),
    18: (id_number, card),
    19: (card,),
    20: (disability_certificate,),
}
_SIZES = frozenset({7, 8, 10, 11, 12, 13, 15, 16, 17, 18, 19, 20, 28, 29, 30, 36, 37})
_SHAPE_SIGNS = "0123456789"
_FORMS = (
    "344",
    "335",
    "443",
    "684",
    "683",
    "667",
    "664",
    "676",
    "444",
    "434",
    "4444",
    "6444",
    "1111111",
)
"""Shapes in which numbers are written in groups, or torn apart digit by digit."""
