"""Digits that belong to a person: IDs, telephone numbers, bank cards.

All of them are found in one scan for chains: digits that touch, or stand no further apart than
blanks and dashes in a number written in groups (or torn apart by a scanner) do.
"""

# ruff: noqa: RUF001 - characters that look alike are what scanners and typists mix up

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import repeat

from yangguang.text.privacy import labels
from yangguang.text.privacy.checkdigits import (
    has_id_shape,
    id_check_digit,
    is_credit_code,
    is_id_number,
    passes_luhn,
)
from yangguang.text.privacy.finding import Finding, Kind
from yangguang.text.privacy.leading import is_named
from yangguang.text.privacy.masks import masked_landline, masked_number
from yangguang.text.privacy.nameshape import name_at
from yangguang.text.privacy.numberplans import (
    area_length,
    is_card_issuer,
    is_local,
    is_mobile,
    is_unionpay,
)
from yangguang.text.privacy.rows import Row, is_person_row
from yangguang.text.privacy.surroundings import Place, Subject, Surroundings

_GAP = r"(?:[ \u3000\xa0]{0,3}[-－–—‐_·•][ \u3000\xa0]{0,3}|[ \u3000\xa0]{1,3}|[ \u3000]?\n[ \u3000]?)?"
_CHAIN = re.compile(rf"[0-9０-９](?:{_GAP}[0-9０-９]){{6,}}")
_GROUP = re.compile(r"[0-9０-９]+")
_WIDE = str.maketrans("０１２３４５６７８９", "0123456789")
_LAST = re.compile(r"[ \u3000\-－]{0,3}([XxＸｘ×✕Χχ])(?![A-Za-z0-9Ａ-Ｚ０-９])")
_ALNUM = re.compile(r"[0-9A-Za-z０-９Ａ-Ｚａ-ｚ]")
_COUNTRY = re.compile(r"(?:\+|00|＋)?[(（]?(?:\+|＋)?86[)）]?[ \u3000\-－]{0,2}$")
_BRACKETED_AREA = re.compile(r"[(（【\[]\s?(0[0-9０-９]{2,3})\s?[)）】\]][ \u3000\-－—]{0,2}$")
_EXTENSION = re.compile(r"[ \u3000]?(?:[-－—转]|转分机|分机)[ \u3000]?[0-9]{1,5}(?![0-9])")
_TORN_ID = re.compile(r"(?:[0-9０-９OoQDlLiIＩ|｜ZzSsBbXxＸ×][ \u3000.,，。:：\-_]{0,2}){15,19}")
_LOOKALIKES = str.maketrans("OoQDlLiIＩ|｜ZzSsBb", "000011111" + "11" + "225588")
_ID_WORD = re.compile(r"身\s?份\s?证|身份号码|证件号")


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


def find_numbers(text: str, around: Surroundings) -> list[Finding]:
    """IDs, mobiles, landlines and cards in ``text``, in order, none overlapping another."""
    found: list[Finding] = []
    for match in _CHAIN.finditer(text):
        found.extend(_in_chain(text, match, around))
    if _ID_WORD.search(text):
        found.extend(_torn_ids(text, around, found))
    found.sort(key=lambda one: one.start)
    return found


def _in_chain(text: str, chain: re.Match[str], around: Surroundings) -> list[Finding]:
    groups = [
        Group(chain.start() + m.start(), chain.start() + m.end(), m[0].translate(_WIDE))
        for m in _GROUP.finditer(chain[0])
    ]
    found: list[Finding] = []
    if not _worth_reading(text, chain.start(), groups):
        return found
    at = 0
    while at < len(groups):
        for judge in (_id_number, _card, _mobile, _landline, _disability_certificate):
            taken = judge(text, groups, at, around)
            if taken is not None:
                finding, used = taken
                if finding is not None:
                    found.append(finding)
                at += used
                break
        else:
            at += 1
    return found


def _worth_reading(text: str, start: int, groups: list[Group]) -> bool:
    """Whether a chain can hold a number at all; rows of plain figures cannot."""
    shape = [len(group.digits) for group in groups]
    if len(shape) == 1:
        return shape[0] in _SIZES
    if any(size in _SIZES for size in shape):
        return True
    written = "".join(map(_SHAPE_SIGNS.__getitem__, map(min, shape, repeat(9))))
    if any(form in written for form in _FORMS):
        return True
    return _ID_WORD.search(text, max(0, start - 40), start) is not None


_SIZES = frozenset({7, 8, 10, 11, 12, 13, 15, 16, 17, 18, 19, 20})
_SHAPE_SIGNS = "0123456789"
_FORMS = ("344", "335", "443", "684", "683", "4444", "6444", "1111111")
"""Shapes in which numbers are written in groups, or torn apart digit by digit."""


Taken = tuple[Finding | None, int] | None
"""A judge's answer: a finding and the groups it used; no finding but groups used up; or nothing."""


def _windows(text: str, groups: list[Group], at: int, longest: int) -> Iterator[tuple[Window, int]]:
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


def _stands_alone(text: str, start: int, end: int) -> bool:
    """Whether a number does not run on into letters, digits, dashes or decimals beside it."""
    before, after = text[max(0, start - 2) : start], text[end : end + 2]
    if before and _ALNUM.match(before[-1]):
        return False
    if after and _ALNUM.match(after[0]):
        return False
    if before[-1:] in ".．-－_/:：" and len(before) == 2 and _ALNUM.match(before[0]):
        return before[-1] in ":：/"
    return not (len(after) == 2 and after[0] in ".．-－_" and _ALNUM.match(after[1]))


def _id_number(text: str, groups: list[Group], at: int, around: Surroundings) -> Taken:
    for window, used in _windows(text, groups, at, 18):
        size = len(window.digits)
        if size == 17:
            last = _LAST.match(text, window.end)
            if last is None:
                continue
            number, end = window.digits + "X", last.end(1)
        elif size in (15, 18):
            number, end = window.digits, window.end
        else:
            continue
        if not has_id_shape(number):
            continue
        judged = _judged_id(text, window, number, end, around)
        if judged is not None:
            return judged, used
    return None


def _disability_certificate(text: str, groups: list[Group], at: int, around: Surroundings) -> Taken:
    """残疾人证: the holder's ID with one digit for the kind and one for the degree behind it."""
    group = groups[at]
    if len(group.digits) != 20 or not is_id_number(group.digits[:18]):
        return None
    place = around.place(group.start, group.end)
    if "残疾" not in place.label + place.heading:
        return None
    why = "残疾人证号码的前18位是身份证号码"
    return _finding(text, group.start, group.start + 18, Kind.ID_NUMBER, 0.95, why), 1


def _judged_id(
    text: str, window: Window, number: str, end: int, around: Surroundings
) -> Finding | None:
    start = window.start
    place = around.place(start, end)
    words = place.label or place.heading
    labelled = labels.ID_LABEL.search(words) is not None or "身份证" in place.heading
    other = not labelled and labels.OTHER_LABEL.search(words) is not None
    before = text[start - 1] if start else ""
    alone = _stands_alone(text, start, end)
    if len(number) == 18 and is_id_number(number):
        if not alone and not (before in "GLgl" and _after_free(text, end)):
            # A dash or letters beside a proven number: a school number, a file name.
            if _ALNUM.match(before or " ") or not _after_free(text, end):
                return None
            confidence, why = 0.75, "18位号码的地区、出生日期和校验码都符合身份证号码规则"
        elif labelled:
            confidence, why = 0.99, "标明为身份证号码，地区、出生日期和校验码都符合规则"
        elif other:
            confidence, why = 0.7, "虽标作其他编号，但地区、出生日期和校验码都符合身份证号码规则"
        else:
            confidence, why = 0.97, "18位号码的地区、出生日期和校验码都符合身份证号码规则"
        return _finding(text, start, end, Kind.ID_NUMBER, confidence, why)
    if not alone or window.broken:
        return None
    if len(number) == 18:
        if is_credit_code(number) and not labelled:
            return None
        if labelled:
            return _finding(
                text,
                start,
                end,
                Kind.ID_NUMBER,
                0.7,
                f"标明为身份证号码，但校验码应为{id_check_digit(number[:17])}，请核对是否抄录有误",
            )
        return None
    if labelled:
        return _finding(
            text, start, end, Kind.ID_NUMBER, 0.92, "标明为身份证号码，符合15位旧号码的规则"
        )
    if other or window.loose:
        return None
    near = around.subject(start) is Subject.PERSON or around.speaks_of_person(start)
    return _finding(
        text,
        start,
        end,
        Kind.ID_NUMBER,
        0.65 if near else 0.4,
        "15位号码的地区和出生日期符合旧身份证号码规则" + ("，前文说的是个人" if near else ""),
    )


def _after_free(text: str, end: int) -> bool:
    return not (end < len(text) and _ALNUM.match(text[end]))


def _card(text: str, groups: list[Group], at: int, around: Surroundings) -> Taken:
    """The longest window whose last digit proves it; else one that its label calls a card."""
    proven: Taken = None
    unproven: Taken = None
    for window, used in _windows(text, groups, at, 19):
        if len(window.digits) < 15 or not is_card_issuer(window.digits):
            continue
        if window.loose and not _card_groups(window.shape):
            continue
        if _joined_by_dash(text, groups, at + used - 1):
            continue
        if not _stands_alone(text, window.start, window.end):
            continue
        judged = _judged_card(text, window, around)
        if passes_luhn(window.digits):
            proven = judged, used
        elif judged is not None:
            unproven = judged, used
    return proven or unproven


def _judged_card(text: str, window: Window, around: Surroundings) -> Finding | None:
    place = around.place(window.start, window.end)
    words = place.label or place.heading
    if labels.OTHER_CARD.search(words):
        return None
    labelled = labels.CARD_LABEL.search(words) or "卡号" in place.heading
    explicit = labelled and "卡" in (words + place.heading)
    proven = passes_luhn(window.digits)
    if not proven and not (explicit and is_unionpay(window.digits)):
        return None
    if not labelled and labels.OTHER_LABEL.search(words):
        return None
    if not explicit and _is_public_account(place, around, window.start):
        return None
    if window.broken and not labelled:
        return None
    if not proven:
        confidence, why = 0.55, "标明为银行卡号，但末位校验不符，请核对是否抄录有误"
    elif labelled:
        confidence, why = 0.97, "标明为银行卡或个人账号，发卡机构号段和校验位都符合"
    elif is_unionpay(window.digits):
        confidence, why = 0.85, "银联卡号段，校验位符合"
    else:
        near = around.subject(window.start) is Subject.PERSON
        confidence = 0.7 if near else 0.4
        why = "发卡机构号段和校验位符合" + ("，前文说的是个人" if near else "")
    return _finding(text, window.start, window.end, Kind.BANK_CARD, confidence, why)


def _card_groups(shape: tuple[int, ...]) -> bool:
    """4-4-4-4, 4-4-4-4-3, 6-13 and what scanners make of them; never a row of long figures."""
    return (
        all(size == 4 for size in shape[:-1])
        or shape in ((6, 13), (6, 10), (8, 8), (8, 11), (6, 12))
        or (max(shape) <= 4 and len(shape) >= 4)
    )


def _is_public_account(place: Place, around: Surroundings, start: int) -> bool:
    """Whether the account's owner is a body: named as the holder, or else the one spoken of."""
    words = re.split(r"[，,；;]", place.label)
    if labels.PUBLIC_ACCOUNT.search(words[-1]):
        return True
    sentence = around.sentence(start)
    holders = list(_HOLDER.finditer(sentence))
    if holders:
        return name_at(sentence, holders[-1].end(), labelled=True) is None
    if around.speaks_of_person(start) or is_person_row(place.row):
        return False
    if len(words) > 1 and labels.PUBLIC_ACCOUNT.search(words[-2]):
        return True
    return around.subject(start) is Subject.OFFICE


_HOLDER = re.compile(
    r"(?:户名|账户名称?|帐户名称?|开户名称?|收款人|收款单位|收款方|单位名称|账户姓名|户主|姓名)(?:全称)?[：:为是 ]{1,3}"
)


def _joined_by_dash(text: str, groups: list[Group], index: int) -> bool:
    """Whether a dash ties the group at ``index`` to the next."""
    if index < 0 or index + 1 >= len(groups):
        return False
    return any(sign in "-－–—‐_" for sign in text[groups[index].end : groups[index + 1].start])


def _mobile(text: str, groups: list[Group], at: int, around: Surroundings) -> Taken:
    first = groups[at].digits
    for window, used in _windows(text, groups, at, 16):
        number, start = window.digits, window.start
        size = len(number)
        if size in (13, 15) and number[-11:-8] and first.startswith(("86", "0086")):
            number = number.removeprefix("00").removeprefix("86")
        elif (size == 12 and number[0] == "0" and area_length(number) != 3) or (
            size == 12 and number.startswith("01") and is_mobile(number[1:])
        ):
            number = number[1:]
        if not is_mobile(number) or window.broken:
            continue
        country = _COUNTRY.search(text, max(0, start - 8), start)
        begin = country.start() if country else start
        if number is not window.digits and begin and text[begin - 1] in "+＋":
            begin -= 1
        if not _stands_alone(text, begin, window.end) and not _TEL.search(
            text, max(0, begin - 8), begin
        ):
            continue
        if _joined_by_dash(text, groups, at - 1) or _joined_by_dash(text, groups, at + used - 1):
            continue
        place = around.place(begin, window.end)
        words = place.label or place.heading
        phone = labels.PHONE_LABEL.search(words) or labels.PHONE_LABEL.search(place.heading)
        if (
            window.loose
            and not phone
            and window.shape not in ((3, 4, 4), (3, 3, 5), (4, 4, 3), (2, 3, 4, 4), (2, 11))
        ):
            continue
        alone = used == len(groups)
        return _judged_mobile(text, begin, window, number, place, around, alone=alone), used
    return None


def _judged_mobile(
    text: str,
    begin: int,
    window: Window,
    number: str,
    place: Place,
    around: Surroundings,
    *,
    alone: bool,
) -> Finding:
    def answer(confidence: float, why: str) -> Finding:
        return _finding(text, begin, window.end, Kind.MOBILE, confidence, why)

    words = place.label
    if number in around.context.official_numbers:
        return answer(0.1, "是本机关已公布的电话")
    if labels.AMOUNT_AFTER.match(place.after):
        return answer(0.05, "后面跟着计量单位，是数量")
    if labels.PERSONAL_PHONE.search(words) or labels.PERSONAL_PHONE.search(place.heading):
        return answer(0.96, "标明为个人电话")
    subject = around.subject(begin)
    heading_office = not words and labels.OFFICE_PHONE.search(place.heading)
    if labels.OFFICE_PHONE.search(words) or heading_office:
        if subject is Subject.PERSON and _CALLERS.search(words):
            return answer(0.7, "来电、报警人的电话，前文说的是个人")
        return answer(0.3, "标明为办公、值班、举报等对外电话")
    phone = labels.PHONE_LABEL.search(words) or labels.PHONE_LABEL.search(place.heading)
    if not phone and labels.OTHER_LABEL.search(words or place.heading):
        return answer(0.2, "标明为其他编号")
    if phone:
        if subject is not Subject.PERSON and _OFFERS.search(place.clause) and "手机" not in words:
            return answer(0.4, "是请公众拨打的电话")
        if subject is Subject.CONTACT and around.has_unnamed_contact(begin):
            return answer(0.4, "是单位联系人的电话，未具全名")
        if subject is Subject.OFFICE and "手机" not in words + place.heading:
            return answer(0.4, "是单位公布的联系电话")
        return answer(0.93, "11位手机号码，标明为电话")
    if subject is Subject.CONTACT and around.has_unnamed_contact(begin):
        return answer(0.4, "是单位联系人的电话，未具全名")
    if subject is Subject.PERSON:
        return answer(0.9, "11位手机号码，前文说的是个人")
    if subject is Subject.OFFICE:
        return answer(0.45, "11位手机号码，前文说的是单位")
    if _CODES.search(place.clause):
        return answer(0.3, "前文说的是准考证号、岗位代码等编号")
    if window.loose:
        return answer(0.55 if alone else 0.4, "分段书写的11位手机号码")
    if _OFFERS.search(place.clause):
        return answer(0.4, "是请公众拨打的电话")
    return answer(0.75, "11位手机号码")


_CODES = re.compile(
    r"岗位代码|准考证|考号|考生编号|编码|编号|代码|流水|批次|面试名单|入围名单|条码"
)
_TEL = re.compile(r"(?:[Tt]el|TEL|[Pp]hone|PHONE|[Mm]obile|MOBILE|MP|QQ/微信|VX|vx)$")
_CALLERS = re.compile(r"(?:报警|报案|来电|求助|投诉|反映)(?:电话|号码|手机)(?:号码)?$")
_OFFERS = re.compile(
    r"有意者|招聘|报名|咨询|拨打|详询|洽谈|订购|垂询|意见|建议|征集|提供线索|疑问|异议"
)


def _landline(text: str, groups: list[Group], at: int, around: Surroundings) -> Taken:
    for window, used in _windows(text, groups, at, 12):
        number = window.digits
        area = ""
        begin = window.start
        length = area_length(number)
        if length and is_local(number[length:]):
            area, local = number[:length], number[length:]
        else:
            bracket = _BRACKETED_AREA.search(text, max(0, begin - 10), begin)
            if bracket is None and window.loose:
                continue
            if not is_local(number):
                continue
            if bracket is not None:
                area, begin = bracket[1].translate(_WIDE), bracket.start()
            local = number
        if window.broken or (window.loose and not _phone_groups(window.shape)):
            continue
        if not _stands_alone_phone(text, begin, window.end):
            continue
        if at and _joined_by_dash(text, groups, at - 1):
            continue
        end = window.end
        extension = _EXTENSION.match(text, end)
        if extension is not None:
            end = extension.end()
        finding = _judged_landline(text, begin, end, area, local, around)
        if finding is None:
            return None
        return finding, used
    return None


def _stands_alone_phone(text: str, start: int, end: int) -> bool:
    if start and _ALNUM.match(text[start - 1]):
        return False
    if end < len(text) and _ALNUM.match(text[end]):
        return False
    before = text[max(0, start - 2) : start]
    return not (len(before) == 2 and before[1] in ".-_" and _ALNUM.match(before[0]))


def _phone_groups(shape: tuple[int, ...]) -> bool:
    """0571-88888888, 0571 8888 8888, 010-6666-6666; with torn digits only single ones."""
    return len(shape) <= 3 or max(shape) <= 4


def _judged_landline(
    text: str, start: int, end: int, area: str, local: str, around: Surroundings
) -> Finding | None:
    place = around.place(start, end)
    words = place.label
    if area + local in around.context.official_numbers or local in around.context.official_numbers:
        return None
    personal = labels.PERSONAL_PHONE.search(words) or labels.PERSONAL_PHONE.search(place.heading)
    phone = labels.PHONE_LABEL.search(words) or labels.PHONE_LABEL.search(place.heading)
    if not area and not personal and not phone:
        return None
    if labels.AMOUNT_AFTER.match(place.after):
        return None

    def answer(confidence: float, why: str) -> Finding:
        return _finding(
            text, start, end, Kind.LANDLINE, confidence, why, masked_landline(area, local)
        )

    if personal:
        return answer(0.93, "标明为个人或家庭电话")
    if labels.OFFICE_PHONE.search(words) or (
        not words and labels.OFFICE_PHONE.search(place.heading)
    ):
        return answer(0.1, "标明为办公、咨询、举报等对外电话")
    if not phone and labels.OTHER_LABEL.search(words or place.heading):
        return None
    if place.row is not None and place.row.headings:
        return _landline_in_table(place.row, answer)
    if _INVITES.search(place.clause):
        return answer(0.1, "是请公众拨打的电话")
    subject = around.subject(start)
    if subject is Subject.PERSON or (subject is Subject.NOBODY and is_named(text, start)):
        return answer(0.75, "固定电话，前文说的是个人")
    if subject is Subject.OFFICE:
        return answer(0.1, "固定电话，前文说的是单位")
    return answer(0.3, "固定电话，看不出属于个人")


_INVITES = re.compile(
    r"拨打|致电|咨询|可联系|请联系|请与|来电|欢迎|疑问|异议|详询|洽询|垂询|反映|举报|投诉|窗口|前来|认领|领取"
)
_PERSON_COLUMNS = re.compile(
    r"^(?:序号)?(?:姓名|户主|申请人|学生|患者|业主|农户|家长|当事人)|身份证|住址|家庭"
)
_BODY_COLUMNS = re.compile(r"单位|机构|部门|名称|科室|职务|窗口|企业|医院|学校|办公|网点|站点|公司")


def _landline_in_table(row: Row, answer: Callable[[float, str], Finding]) -> Finding:
    headings = [heading.replace(" ", "") for heading in row.headings]
    bodies = any(_BODY_COLUMNS.search(heading) for heading in headings)
    people = any(_PERSON_COLUMNS.search(heading) for heading in headings)
    if people and not bodies:
        return answer(0.75, "表中一行是一个人，电话属于个人")
    return answer(0.15, "表中一行是一个单位，电话属于单位")


def _torn_ids(text: str, around: Surroundings, found: list[Finding]) -> list[Finding]:
    """IDs behind their label that a scanner read with letters for digits."""
    taken = {one.start for one in found}
    out: list[Finding] = []
    for word in _ID_WORD.finditer(text):
        match = _TORN_ID.search(text, word.end(), word.end() + 60)
        if match is None or match.start() - word.end() > 16:
            continue
        raw = match[0].rstrip(" \u3000.,，。:：-_")
        if (
            not any(sign in "OoQDlLiIＩ|｜ZzSsBb" for sign in raw)
            and "." not in raw
            and "," not in raw
        ):
            continue
        start, end = match.start(), match.start() + len(raw)
        if any(start <= one < end for one in taken) or not _after_free(text, end):
            continue
        signs = re.sub(r"[ \u3000.,，。:：\-_]", "", raw)
        head = signs[:-1].translate(_LOOKALIKES).translate(_WIDE)
        tail = signs[-1].replace("×", "X").replace("Ｘ", "X").upper()
        tail = tail if tail == "X" else tail.translate(_LOOKALIKES).translate(_WIDE)
        if len(signs) == 18 and is_id_number(head + tail):
            out.append(
                _finding(
                    text,
                    start,
                    end,
                    Kind.ID_NUMBER,
                    0.9,
                    "标明为身份证号码，改正扫描误识的字符后校验码符合",
                    masked_number(head + tail, Kind.ID_NUMBER),
                )
            )
            taken.add(start)
    return out


def _finding(
    text: str, start: int, end: int, kind: Kind, confidence: float, why: str, masked: str = ""
) -> Finding:
    passage = text[start:end]
    return Finding(
        start, end, passage, kind, confidence, why, masked or masked_number(passage, kind)
    )
