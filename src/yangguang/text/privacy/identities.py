"""Resident IDs: of 18 digits with their proof, of 15 without, and those a scanner misread."""

# ruff: noqa: RUF001 - characters that look alike are what scanners and typists mix up

from __future__ import annotations

import re

from yangguang.text.privacy import labels
from yangguang.text.privacy.checkdigits import (
    has_id_shape,
    id_check_digit,
    is_credit_code,
    is_id_number,
    is_region,
)
from yangguang.text.privacy.digits import (
    ALNUM,
    NARROW,
    Chain,
    Taken,
    Window,
    finding_of,
    free_behind,
    stands_alone,
)
from yangguang.text.privacy.finding import Finding, Kind
from yangguang.text.privacy.masks import masked_number
from yangguang.text.privacy.surroundings import Subject, Surroundings

_LAST = re.compile(r"[ \u3000\-－]{0,3}([XxＸｘ×✕Χχ])(?![A-Za-z0-9Ａ-Ｚ０-９])")
_KIND_AND_DEGREE = re.compile(r"[XxＸｘ](\d{2})(?!\d)")
_TORN_ID = re.compile(r"(?:[0-9０-９OoQDlLiIＩ|｜ZzSsBbXxＸ×][ \u3000.,，。:：\-_]{0,2}){15,19}")
_LOOKALIKES = str.maketrans("OoQDlLiIＩ|｜ZzSsBb", "000011111" + "11" + "225588")
ID_WORD = re.compile(r"[身证](?:(?<=身)(?:\s?份\s?证|份号码)|(?<=证)件号)")


def id_number(text: str, chain: Chain, at: int, around: Surroundings) -> Taken:
    # The longest reading first: the head of an ID of 18 digits may look like one of 15.
    for window in reversed(chain.windows(text, at)):
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
            miswritten = _miswritten(text, window, number, end, around)
            if miswritten is None:
                continue
            return miswritten, window.used
        judged = _judged_id(text, window, number, end, around)
        if judged is not None:
            return judged, window.used
    return None


def _miswritten(
    text: str, window: Window, number: str, end: int, around: Surroundings
) -> Finding | None:
    """What is called an identity number in so many words, but has a day of birth that never was."""
    if len(number) != 18 or window.loose or not is_region(number[:6]):
        return None
    place = around.place(window.start, end)
    if (
        "身" not in place.label
        or not labels.is_id_label(place.label)
        or not stands_alone(text, window.start, end)
    ):
        return None
    why = "标明为身份证号码，但出生日期不存在，请核对是否抄录有误"
    return finding_of(text, window.start, end, Kind.ID_NUMBER, 0.65, why)


_REISSUED = re.compile(r"B[0-9]{1,2}(?![0-9A-Za-z])")
"""…B1 at the end of a certificate that was issued again."""


def disability_certificate(text: str, chain: Chain, at: int, around: Surroundings) -> Taken:
    """残疾人证: the holder's ID with one digit for the kind and one for the degree behind it."""
    group = chain.groups[at]
    end = group.end
    number = group.digits
    if len(number) == 17:
        tail = _KIND_AND_DEGREE.match(text, end)
        if tail is None:
            return None
        end = tail.end()
        number += "X" + tail[1]
    if len(number) != 20 or not is_id_number(number[:18]):
        return None
    if not free_behind(text, end) and _REISSUED.match(text, end) is None:
        return None
    place = around.place(group.start, end)
    if "残疾" not in place.label + place.heading and "残疾" not in place.clause:
        return None
    why = "残疾人证号码，前18位是身份证号码"
    return finding_of(text, group.start, end, Kind.ID_NUMBER, 0.95, why), 1


def _judged_id(
    text: str, window: Window, number: str, end: int, around: Surroundings
) -> Finding | None:
    start = window.start
    place = around.place(start, end)
    words = place.label or place.heading
    labelled = labels.is_id_label(words) or "身份证" in place.heading
    other = not labelled and labels.is_other_label(words)
    before = text[start - 1] if start else ""
    alone = stands_alone(text, start, end)
    if len(number) == 18 and is_id_number(number):
        if not alone and not (before in "GLgl" and free_behind(text, end)):
            # A dash or letters beside a proven number: a school number, a file name.
            if before in ALNUM or not free_behind(text, end):
                return None
            confidence, why = 0.75, "18位号码的地区、出生日期和校验码都符合身份证号码规则"
        elif labelled:
            confidence, why = 0.99, "标明为身份证号码，地区、出生日期和校验码都符合规则"
        elif other and int(number[6:10]) >= _OF_A_CHILD and _COUNTED_PAPER.search(words):
            # 签证单编号：450881 20220723 0075: place, day and count; one in eleven fits the check digit.
            confidence, why = 0.4, "标作单据编号，由地区、日期和流水号组成，校验码可能是巧合"
        elif other:
            confidence, why = 0.7, "虽标作其他编号，但地区、出生日期和校验码都符合身份证号码规则"
        else:
            confidence, why = 0.97, "18位号码的地区、出生日期和校验码都符合身份证号码规则"
        return finding_of(text, start, end, Kind.ID_NUMBER, confidence, why)
    if not alone or window.broken:
        return None
    if len(number) == 18:
        if is_credit_code(number) and not labelled:
            return None
        if labelled:
            return finding_of(
                text,
                start,
                end,
                Kind.ID_NUMBER,
                0.7,
                f"标明为身份证号码，但校验码应为{id_check_digit(number[:17])}，请核对是否抄录有误",
            )
        return None
    if labelled:
        return finding_of(
            text, start, end, Kind.ID_NUMBER, 0.92, "标明为身份证号码，符合15位旧号码的规则"
        )
    if other or window.loose:
        return None
    near = (
        around.subject(start) is Subject.PERSON
        or around.speaks_of_person(start)
        or _SET_OFF.search(text, max(0, start - 8), start) is not None
    )
    if _KEPT_BOOK.search(place.clause):
        near = False
    return finding_of(
        text,
        start,
        end,
        Kind.ID_NUMBER,
        0.65 if near else 0.4,
        "15位号码的地区和出生日期符合旧身份证号码规则" + ("，前文说的是个人" if near else ""),
    )


_OF_A_CHILD = 2015
"""Years in which the bearer of an identity number would be a child, and a paper's number is recent."""
_COUNTED_PAPER = re.compile(
    r"(?:[单表书函证票据同案件]|项目|工程|合同|流水|受理|业务|订)(?:的)?(?:编号|单号|流水号?|号)(?:码)?[：:为是]?$"
)

# A place and a date of birth in the right digits are hardly chance where words lead up to them.
_SET_OFF = re.compile(r"[\u4e00-\u9fff·]{2,}[，,（( \u3000]{1,2}$")
_KEPT_BOOK = re.compile(
    r"编号|编码|序列|设备|资产|订单|流水|单号|运单|快递|物联|卡号|账[号户]|缴费|户号|表号|条码|批号|串号|合同|凭证|发票|票据|学号|工号|备案|登记号|宗地|图斑|小班"
)


def torn_ids(text: str, around: Surroundings, found: list[Finding]) -> list[Finding]:
    """IDs behind their label that a scanner read with letters for digits."""
    taken = {one.start for one in found}
    out: list[Finding] = []
    for word in ID_WORD.finditer(text):
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
        if any(start <= one < end for one in taken) or not free_behind(text, end):
            continue
        signs = re.sub(r"[ \u3000.,，。:：\-_]", "", raw)
        head = signs[:-1].translate(_LOOKALIKES).translate(NARROW)
        tail = signs[-1].replace("×", "X").replace("Ｘ", "X").upper()
        tail = tail if tail == "X" else tail.translate(_LOOKALIKES).translate(NARROW)
        if len(signs) == 18 and is_id_number(head + tail):
            out.append(
                finding_of(
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
