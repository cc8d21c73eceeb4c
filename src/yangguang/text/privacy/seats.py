"""Places beside somebody's own data where nothing but that person's name can stand.

``：方向，13540882617``, ``时间 211322…``, ``┃姓名┃黄河┃``, ``我叫高兴，``: whatever else the signs mean,
there they name the one whose number, cell or letter it is. Words for duties and desks stand in the
same places before a telephone; those are left to be weighed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from yangguang.text.privacy import cues
from yangguang.text.privacy.finding import Finding, Kind
from yangguang.text.privacy.lexicon import (
    COMPOUND_SURNAMES,
    DUTIES,
    NOT_GIVEN,
    NOT_NAMES,
    PERSON_ROLES,
    SELDOM_SURNAMES,
    SURNAMES,
)
from yangguang.text.privacy.likeness import likeness
from yangguang.text.privacy.nameable import (
    BANKS,
    EDGE,
    HAN_SIGN,
    NO_END,
    Place,
    can_be_name,
    is_called,
)
from yangguang.text.privacy.nameshape import is_plain_word
from yangguang.text.privacy.shapes import FIELD_WORD
from yangguang.text.privacy.spelt import spelt_out
from yangguang.text.privacy.surroundings import Surroundings

_ALL_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff]+")
_REACH = 28
# What may part a name from its bearer's number, read backwards from the number.
_LABEL = (
    r"(?:其|本人|二代|公民|居民|有效|原|家长|监护人|家属|配偶)?(?:身份证?(?:件)?|证件|护照|残疾人?证|联系|移动|银行卡?|手机|电话|卡|账号|社保卡|一卡通|农行卡|工行卡|建行卡|车牌|号牌|车号)"
    r"(?:电话|方式|手机)?(?:号码?)?[：: 为是]{0,2}[ \u3000\t|｜│┃]{0,2}"
)
_UP_TO_NUMBER = re.compile(
    r"(?:(?:(?<![账帐开])户|爸爸|妈妈|爷爷|奶奶|外公|外婆|姥姥|姥爷|家长)?(?:[（(，,：: \u3000\t|｜│┃/／]|——|--){1,4}"
    rf"(?:(?:男|女)[，,、 \u3000\t|｜│┃/]{{1,3}})?(?:{_LABEL})?|(?P<bare>(?:的?{_LABEL}(?:应为|更正为|[（(](?:号码?[：:]?)?)?|(?:使用|用)(?:手机|号码)?)))$"
)
_OWN = frozenset({Kind.ID_NUMBER, Kind.BANK_CARD, Kind.MOBILE, Kind.PASSPORT, Kind.PLATE})
_CALLS = frozenset({Kind.MOBILE, Kind.LANDLINE})
# 家庭电话 0851-…（洪玉书家）
_AT_WHOSE = re.compile(r"[（(]([\u4e00-\u9fff]{2,3})家[）)]")
_BANK_LABEL = re.compile(r"(?:开户行|银行|行别|开户机构|网点)[：: \u3000\t]{0,2}$")
_NO_KIND_END = frozenset("族镇保残类级等户籍院屯寨社")
_RECEIVER = re.compile(
    r"[，,、 \u3000]{1,2}([\u4e00-\u9fff]{2,3})(?=[ \u3000]?[（(]?收[）)]?(?:[\s，,。；（(0-9]|$))"
)
# 住某屯7号的某某于2021年…
_LIVES_THERE = re.compile(
    r"的(?:村民|居民|住户|业主|户主)?([\u4e00-\u9fff]{2,3})(?=[于在因与、，,（(。系将未擅违驾涉])"
)


def seats(
    text: str, around: Surroundings, sure: Iterable[Finding], start: int, end: int
) -> set[Place]:
    """Spans between two offsets that are a name by what they stand beside."""
    found = {place for place in spelt_out(text, start, end) if not _in_heading(around, place[0])}
    for one in sure:
        if one.kind is Kind.ADDRESS and start <= one.start < end:
            receiver = _RECEIVER.match(text, one.end)
            if receiver is None:
                receiver = _LIVES_THERE.match(text, one.end)
                if receiver is not None and is_plain_word(receiver[1][:2]):
                    # …的房屋
                    receiver = None
            if receiver is not None and can_be_name(receiver[1], desk=False):
                found.add(receiver.span(1))
        if one.kind in _CALLS and start <= one.start < end:
            home = _AT_WHOSE.match(text, one.end)
            if home is not None and can_be_name(home[1], desk=False):
                found.add(home.span(1))
        if one.kind in _OWN and start <= one.start < end:
            place = _before(text, one)
            if place is not None and not _in_heading(around, place[0]):
                found.add(place)
    return found


def _in_heading(around: Surroundings, at: int) -> bool:
    row = around.row(at)
    return row is not None and row.is_heading


def _before(text: str, one: Finding) -> Place | None:
    """The run of signs set off on both sides that leads up to somebody's number."""
    # A desk has a telephone and a car, but no papers: before those a duty is a name.
    desk = one.kind in (Kind.MOBILE, Kind.PLATE)
    floor = max(0, one.start - _REACH)
    led = _UP_TO_NUMBER.search(text, floor, one.start)
    if led is None:
        return _behind_role(text, floor, one.start, desk)
    if led["bare"]:
        # No mark: 监护人向日葵手机138….
        return _behind_role(text, floor, led.start(), desk)
    stop = begin = led.start()
    spaced = _SPACED.search(text, floor, stop)
    if spaced is not None and _is_spaced_name(spaced[1], spaced[2]):
        return spaced.start(1), stop
    while begin > floor and stop - begin < 5 and HAN_SIGN.match(text[begin - 1]):
        begin -= 1
    if (text[begin] == "班" and text[begin - 1] in ("）", ")")) or (
        text[begin] in "房室班组" and text[begin - 1].isdigit()
    ):
        # 初二（3）班费凡, 201房戚磊.
        begin += 1
    elif begin and text[begin - 1] not in EDGE:
        return _behind_role(text, floor, stop, desk)
    if one.kind in (Kind.ID_NUMBER, Kind.BANK_CARD) and _is_bearers_cell(text, begin, stop):
        return begin, stop
    if one.kind is Kind.PASSPORT and stop - begin == 4 and not _is_worded(text[begin:stop]):
        # 山本健一，护照号TR….
        return begin, stop
    if stop - begin > 3 and not can_be_name(text[begin:stop], desk=False):
        return _behind_role(text, floor, stop, desk)
    if one.kind is Kind.BANK_CARD and (
        text[begin : begin + 2] in BANKS or _BANK_LABEL.search(text, max(0, begin - 8), begin)
    ):
        return None
    return (begin, stop) if can_be_name(text[begin:stop], desk=desk) else None


# 成　敏／3209…: a name of two signs set as wide as one of three.
_SPACED = re.compile(
    r"(?:^|(?<=[\n\t|｜│┃／/，,；;：:、（(])|(?<=[\u4e00-\u9fff0-9]{2}[ \u3000])|(?<=[|｜│┃] ))"
    r"([\u4e00-\u9fff])[ \u3000]{1,3}([\u4e00-\u9fff])$"
)


def _is_spaced_name(surname: str, given: str) -> bool:
    return surname in SURNAMES and can_be_name(surname + given, desk=False)


def _is_worded(name: str) -> bool:
    """Whether signs are words of a form or a text, and nobody's name."""
    return (
        FIELD_WORD.search(name) is not None
        or name[-2:] in PERSON_ROLES
        or cues.is_role(name[-2:])
        or name[-1] in NO_END | _NO_KIND_END
        or name[:2] in NOT_NAMES
        or is_plain_word(name)
    )


def _is_bearers_cell(text: str, begin: int, stop: int) -> bool:
    """Whether signs stand first in a line that goes on to a resident ID or card, and are no word.

    Who has no surname of the Han is known by that place alone: 才让东智|男|6325…, 色拉（身份证….
    """
    first = begin == 0 or text[begin - 1] == "\n" or _ITEM.search(text, max(0, begin - 5), begin)
    bracketed = text[begin - 1 : begin] in _SET_OFF and text[stop : stop + 4] in _BY_PAPERS
    name = text[begin:stop]
    return (
        (bracketed or (bool(first) and text[stop : stop + 1] in _CELL_ENDS))
        and 2 <= len(name) <= 5
        and not (FIELD_WORD.search(name) or name in DUTIES)
        and not (name in PERSON_ROLES or cues.is_role(name) or is_plain_word(name))
        and name[-1] not in NO_END | _NO_KIND_END
        and name[-1] != "通"
    )


_SET_OFF = ("：", ":", "；", ";", "、")
_BY_PAPERS = ("（身份证", "(身份证")
_ITEM = re.compile(r"[0-9]{1,3}[.．、)）][ ]?$")
_CELL_ENDS = frozenset("|｜│┃\t \u3000，,")


def _behind_role(text: str, floor: int, stop: int, desk: bool) -> Place | None:
    """The signs that a person's role leads up to, or the end of a phrase that says where he lives."""
    fits = [
        (at, stop)
        for at in (stop - 2, stop - 3, stop - 4)
        if at > floor
        and (stop - at < 4 or text[at : at + 2] in COMPOUND_SURNAMES)
        and _ALL_HAN.fullmatch(text, at, stop)
        and _leads(text, at, text[at:stop], desk)
    ]
    return fits[0] if len(fits) == 1 else None


def _leads(text: str, at: int, name: str, desk: bool) -> bool:
    kind, word = cues.before(text, at)
    if word.endswith("姓名"):
        return is_called(name)
    if FIELD_WORD.search(name):
        return False
    led = kind in ("private", "lead") and (
        len(word) > 1 or (word in _KIN and text[at - 2 : at - 1] in _CLAUSE_HEADS)
    )
    if word == "请" or text[at - 1] in _COMES_FROM:
        led = led or not (name in NOT_NAMES or is_plain_word(name))
    if kind == "private" and len(word) > 1 and len(name) == 3 and name[0] in SELDOM_SURNAMES:
        # 所有人招水胜（138…: behind a role even a seldom surname is one.
        return can_be_name("王" + name[1:], desk=desk)
    if kind == "private" and len(word) > 2 and len(name) == 3 and name[0] not in NOT_GIVEN:
        # 来信人星占梅（手机…: what is given reads as a name, whatever the surname.
        as_if = "王" + name[1:]
        return led and (
            can_be_name(name, desk=desk)
            or (
                can_be_name(as_if, desk=desk)
                and likeness(as_if) >= _LIKE_A_NAME
                and not is_plain_word(name)
            )
        )
    return led and can_be_name(name, desk=desk)


_LIKE_A_NAME = 3.0
_KIN = frozenset("父母夫妻子女")
_CLAUSE_HEADS = tuple("，,；;：:、（( \u3000\n")
"""，母储美兰3401…: a sign for kin at the head of a clause."""
_COMES_FROM = frozenset("的村组镇乡屯寨班")
"""Signs that end where somebody comes from: 三官村祝有田, 初二（3）班费凡."""
