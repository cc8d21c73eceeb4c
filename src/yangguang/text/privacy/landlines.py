"""Fixed lines: a home's own, hardly ever told apart from an office's but by the words around it."""

from __future__ import annotations

import re
from collections.abc import Callable

from yangguang.text.privacy import labels
from yangguang.text.privacy.digits import (
    ALNUM,
    NARROW,
    Chain,
    Taken,
    finding_of,
    joined_by_dash,
)
from yangguang.text.privacy.finding import Finding, Kind
from yangguang.text.privacy.leading import is_named, sits_at_desk
from yangguang.text.privacy.masks import masked_landline
from yangguang.text.privacy.numberplans import area_length, is_local
from yangguang.text.privacy.rows import Row
from yangguang.text.privacy.surroundings import Subject, Surroundings

_BRACKETED_AREA = re.compile(r"[(（【\[]\s?(0[0-9０-９]{2,3})\s?[)）】\]][ \u3000\-－—]{0,2}$")
_EXTENSION = re.compile(r"[ \u3000]?(?:[-－—转]|转分机|分机)[ \u3000]?[0-9]{1,5}(?![0-9])")


def landline(text: str, chain: Chain, at: int, around: Surroundings) -> Taken:
    for window in chain.windows(text, at):
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
                area, begin = bracket[1].translate(NARROW), bracket.start()
            local = number
        if window.broken or (window.loose and not _phone_groups(window.shape)):
            continue
        if not _stands_alone_phone(text, begin, window.end):
            continue
        if at and joined_by_dash(text, chain.groups, at - 1):
            continue
        end = window.end
        extension = _EXTENSION.match(text, end)
        if extension is not None:
            end = extension.end()
        finding = _judged_landline(text, begin, end, area, local, around)
        if finding is None:
            return None
        return finding, window.used
    return None


_MASKS = ("*", "＊", "×", "●", "•")
"""What is left of a number that has been masked is no number."""


def _stands_alone_phone(text: str, start: int, end: int) -> bool:
    before, after = text[max(0, start - 2) : start], text[end : end + 1]
    if before[-1:] in ALNUM or after in ALNUM or after in ("@", "＠"):
        return False
    if before[-1:] in _MASKS or after in _MASKS:
        return False
    return not (len(before) == 2 and before[1] in ".-_" and before[0] in ALNUM)


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
    if _OFFICES_OWN.match(place.after):
        return None
    if _AT_HOME.match(text, end):
        return finding_of(
            text,
            start,
            end,
            Kind.LANDLINE,
            0.85,
            "固定电话，后面注明是住宅",
            masked_landline(area, local),
        )
    if _LEFT_LINE.search(words) and around.subject(start) is not Subject.OFFICE:
        return finding_of(
            text,
            start,
            end,
            Kind.LANDLINE,
            0.88,
            "固定电话，是当事人留下的",
            masked_landline(area, local),
        )
    if _RINGS_HOME.search(words):
        return finding_of(
            text,
            start,
            end,
            Kind.LANDLINE,
            0.85,
            "固定电话，前面写明打到家里",
            masked_landline(area, local),
        )
    personal = labels.PERSONAL_PHONE.search(words) or labels.PERSONAL_PHONE.search(place.heading)
    phone = labels.is_phone_label(words) or labels.is_phone_label(place.heading)
    if not area and not personal and not phone:
        return None
    if labels.AMOUNT_AFTER.match(place.after):
        return None

    def answer(confidence: float, why: str) -> Finding:
        return finding_of(
            text, start, end, Kind.LANDLINE, confidence, why, masked_landline(area, local)
        )

    if personal:
        return answer(0.93, "标明为个人或家庭电话")
    if labels.is_office_phone(words) or (not words and labels.is_office_heading(place.heading)):
        return answer(0.1, "标明为办公、咨询、举报等对外电话")
    if (
        not phone
        and labels.is_other_label(words or place.heading)
        and (place.heading or not labels.is_spent(text, start))
    ):
        return None
    if place.row is not None and place.row.headings:
        return _landline_in_table(text, place.row, start, around, answer)
    if _RANG_BACK.search(text, max(0, start - 4), start) and _WROTE_IN.search(
        around.sentence(start)
    ):
        return answer(0.7, "是回访来信、来电人的电话")
    if _CALLED_IN.search(text[max(0, start - 16) : start]):
        return answer(0.8, "来电人所用的电话")
    if _INVITES.search(place.clause) and not _LEFT_BEHIND.search(place.clause):
        return answer(0.1, "是请公众拨打的电话")
    if _INVITED.match(place.after):
        return answer(0.2, "后面写明请公众前来申报、领取")
    if _ALL_DESKS.search(text, end, end + 240):
        return answer(0.15, "后文写明以上都是办公电话")
    if _PORTER.match(place.after):
        return answer(0.2, "后面注明是单位、公用的电话")
    subject = around.subject(start)
    if _OF_STAFF.search(text, max(0, start - 24), start) or (
        subject is not Subject.OFFICE and sits_at_desk(text, start)
    ):
        return answer(0.2, "前面写明是单位的人员")
    if subject in (Subject.PERSON, Subject.NOBODY) and is_named(text, start):
        return answer(0.75, "固定电话，前面紧接人名")
    if subject is Subject.PERSON:
        named = around.names_person(start)
        return answer(0.7 if named else 0.4, "固定电话，前文说的是个人")
    if subject is not Subject.OFFICE and around.is_letter:
        return answer(0.6, "固定电话，个人来信里没有说是单位的")
    if subject is Subject.OFFICE:
        return answer(0.1, "固定电话，前文说的是单位")
    return answer(0.3, "固定电话，看不出属于个人")


# 打家里0458-…, 家里座机: where it rings.
_RINGS_HOME = re.compile(
    r"(?:(?:家里|家中|屋里)的|[打拨](?:到|往|至)?(?:他|她|我|其|俺)?(?:家|家里|家中|屋里)|[家宅](?:里|中|庭)?(?:的)?(?:座机|固话|电话)(?:是|为|也行|也可以|也能打|也通)?|(?:座机|固话|电话)[（(](?:家[里中庭]?|住?宅)[）)]|宅电|(?:座机|固话|电话)[：: ]{1,2}(?:住?宅|家[里中庭]?))$"
)
_LEFT_LINE = re.compile(
    r"[你您其]预留的[^，。；]{0,30}(?:固定电话|座机|固话)$|预留的?(?:座机|固话|固定电话)$|留的(?:座机|固话|电话|号码)[是为]?$|(?:留有|留下|所留|预留)(?:的|了)?(?:联系方式|联系电话|电话|号码)[：: 为是]{0,2}(?:座机|固话|固定电话|电话)?$"
)
# 退役军人事务局胡某某，电话…: who is named right behind a body sits there.
_OF_STAFF = re.compile(
    r"(?:团队长|法官|检察官|书记员|民警|警官|律师|调解员|承办人|经办人|网格员|联系医生)[\u4e00-\u9fff]{2,3}[，,（( ：:]{1,2}(?:联系|办公)?(?:电话|座机)?[：:]?[ ]?$|"
    r"(?:会务|业务|报名|咨询|值班|办公)(?:联系)?(?:人)?[：:][\u4e00-\u9fff]{2,3}[，, ]{1,2}(?:电话|座机)?[：:]?$|(?:[局委办院校站所科股室]|中心|公司|政府)[\u4e00-\u9fff]{2,3}[，,（( ：:]{1,2}(?:联系|办公)?(?:电话|座机|固话)?(?:号码)?[：:]?[ （(]{0,2}$"
)
_INVITED = re.compile(r"[）)]?(?:申报|报名|咨询|领取|认领)")
_CALLED_IN = re.compile(r"(?<![欢请迎可勿以])[\u4e00-\u9fff]来电[（(]$")
_RANG_BACK = re.compile(r"[，,]回[电复访]$")
_WROTE_IN = re.compile(r"(?:来信|来电|来访|信访|投诉|咨询|反映|求助)人[\u4e00-\u9fff]")
_LEFT_BEHIND = re.compile(r"留有|留下|所留|预留|留的")
_ALL_DESKS = re.compile(
    r"(?:以上|上述|上列|所列)[^。；\n]{0,6}(?:均|都|全部|皆)?(?:为|是|系)[^。；\n]{0,8}(?:办公|值班|单位|对外|公务)[^。；\n]{0,3}(?:座机|电话|固话|号码)"
)
_PORTER = re.compile(
    r"[，,）)]?(?:是|为|系)?[\u4e00-\u9fff]{0,8}(?:传达室|公用|门卫|值班室|办公室|单位的|宿舍)"
)
_OFFICES_OWN = re.compile(
    r"[ ，,）)]?(?:为|是|系)[^，。；]{0,8}(?:我局|本局|我单位|本单位|热线|咨询|办公|客服|值班|投诉|举报)"
)
_AT_HOME = re.compile(
    r"[，,]?[系为是](?:[其他她]|本人)?的?(?:家庭|住宅|家里|家中|家)的?(?:电话|座机|固话)|[ \u3000]?[（(](?:住宅|宅电?|家里?|家庭|家中)(?:电话|座机|固话)?[）)]"
)
_INVITES = re.compile(
    r"拨打|致电|回电(?!家|我|他|她|俺|本人)|咨询|可联系|请联系|请与|来电(?!人)|欢迎|疑问|异议|详询|洽询|垂询|反映(?!人)|举报(?!人)|投诉(?!人|编号)|窗口|前来|认领|领取"
)
_AT_BODY = re.compile(
    r"(?:政府|办公室|村委会|居委会|街道办|[\u4e00-\u9fff]{2}[局科站所院])[ ]?(?:[）)\t|｜│\n]|$)"
)
_MOBILE = re.compile(r"(?<!\d)[1１][3-9３-９]\d[ -]?\d{4}[ -]?\d{4}(?!\d)")
_PERSON_COLUMNS = re.compile(
    r"^(?:序号)?(?:姓名|户主|申请人|学生|患者|业主|农户|家长|当事人)|身份证|住址|家庭"
)
_BODY_COLUMNS = re.compile(r"单位|机构|部门|名称|科室|职务|窗口|企业|医院|学校|办公|网点|站点|公司")


def _landline_in_table(
    text: str, row: Row, start: int, around: Surroundings, answer: Callable[[float, str], Finding]
) -> Finding:
    column = row.column(start)
    if _AT_BODY.search(text, row.start, row.end) is not None and any(
        column < len(other.cells) and _MOBILE.search(text, *other.cells[column])
        for other in around.rows()
        if other is not row
    ):
        return answer(0.2, "表中其他人留的是手机，这一行像是单位人员")
    headings = [heading.replace(" ", "") for heading in row.headings]
    bodies = any(_BODY_COLUMNS.search(heading) for heading in headings)
    people = any(_PERSON_COLUMNS.search(heading) for heading in headings)
    if people and not bodies:
        return answer(0.75, "表中一行是一个人，电话属于个人")
    return answer(0.15, "表中一行是一个单位，电话属于单位")
