"""Mobile numbers, and whether they are a person's own or one an office gives out."""

from __future__ import annotations

import re

from yangguang.text.privacy import labels
from yangguang.text.privacy.digits import (
    Chain,
    Taken,
    Window,
    finding_of,
    joined_by_dash,
    stands_alone,
)
from yangguang.text.privacy.finding import Finding, Kind
from yangguang.text.privacy.leading import is_named
from yangguang.text.privacy.numberplans import area_length, is_mobile
from yangguang.text.privacy.rows import is_person_row
from yangguang.text.privacy.surroundings import Place, Subject, Surroundings

_SAID = 0.15
"""What the words say outright is not weighed again by whom it stands among."""
_AT = ("@", "＠")
"""13812345678@139.com is a mailbox."""
_COUNTRY = re.compile(r"(?<![0-9０-９])(?:\+|00|＋)?[(（]?(?:\+|＋)?86[)）]?[ \u3000\-－]{0,2}$")


def mobile(text: str, chain: Chain, at: int, around: Surroundings) -> Taken:
    groups = chain.groups
    first = groups[at].digits
    for window in chain.windows(text, at):
        used = window.used
        number, start = window.digits, window.start
        size = len(number)
        if size in (13, 15) and number[-11:-8] and first.startswith(("86", "0086")):
            number = number.removeprefix("00").removeprefix("86")
        elif (size == 12 and number[0] == "0" and area_length(number) != 3) or (
            size == 12 and number.startswith("01") and is_mobile(number[1:])
        ):
            number = number[1:]
        if (
            not is_mobile(number)
            or (window.broken and not _is_torn(text, window))
            or text[window.end : window.end + 1] in _AT
        ):
            continue
        begin = start
        if "86" in text[max(0, start - 8) : start]:
            country = _COUNTRY.search(text, max(0, start - 8), start)
            begin = country.start() if country else start
        if number is not window.digits and begin and text[begin - 1] in "+＋":
            begin -= 1
        if not stands_alone(text, begin, window.end) and not _TEL.search(
            text, max(0, begin - 8), begin
        ):
            continue
        if joined_by_dash(text, groups, at - 1) or joined_by_dash(text, groups, at + used - 1):
            continue
        if at > 1 and all(len(group.digits) == 4 for group in groups[:at]):
            # The tail of an account written in fours.
            continue
        place = around.place(begin, window.end)
        if (
            window.loose
            and not (labels.is_phone_label(place.label) or labels.is_phone_label(place.heading))
            and window.shape not in ((3, 4, 4), (3, 3, 5), (4, 4, 3), (2, 3, 4, 4), (2, 11))
            and not (window.shape in ((3, 8), (7, 4)) and _in_cell(text, begin, window.end))
            and not (window.used == 11 and _PHONE_SAID.search(place.clause))
        ):
            continue
        alone = used == len(groups)
        return _judged_mobile(text, begin, window, number, place, around, alone=alone), used
    return None


_DOTTED = re.compile(r"1[3-9][0-9][.．][0-9]{4}[.．][0-9]{4}(?![0-9.．]*[0-9])(?<![0-9.．].{13})")


def dotted_mobiles(text: str, around: Surroundings) -> list[Finding]:
    """Mobiles written with full stops between their groups: 185.5741.5271."""
    found = []
    for match in _DOTTED.finditer(text):
        start, end = match.span()
        number = re.sub(r"[.．]", "", match[0])
        if is_mobile(number):
            window = Window(start, end, number, (3, 4, 4), broken=False, used=3)
            place = around.place(start, end)
            found.append(_judged_mobile(text, start, window, number, place, around, alone=True))
    return found


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
        return finding_of(text, begin, window.end, Kind.MOBILE, confidence, why)

    words = place.label
    if number in around.context.official_numbers:
        return answer(0.05, "是本机关已公布的电话")
    if labels.AMOUNT_AFTER.match(place.after):
        return answer(0.05, "后面跟着计量单位，是数量")
    if labels.PERSONAL_PHONE.search(words) or labels.PERSONAL_PHONE.search(place.heading):
        return answer(0.96, "标明为个人电话")
    if words[-1:] in labels.LEFT_ENDS and labels.LEFT_PHONE.search(words):
        return answer(0.92, "是当事人登记、预留的电话")
    if _RECEIVED.search(text, max(0, begin - 60), begin) and _HANDED_IN.match(text, window.end):
        return answer(0.85, "是申请人、来信人随文所留的电话")
    if (
        _STATION.match(text, window.end)
        or _DESK_ANSWERS.search(place.clause)
        or _PUT_UP.search(place.clause)
    ):
        return answer(_SAID, "后面注明是单位所用")
    if _CALLED_BACK.match(place.after) or (_RANG.search(place.clause) and _RUNG.match(place.after)):
        return answer(0.7, "是办理人员回访、联系的个人电话")
    if _LIVES_THERE.search(text, max(0, begin - 40), begin) and _RESIDENTS.search(
        text, max(0, begin - 300), begin
    ):
        return answer(0.75, "居民、村民名单里的电话")
    if _NAMED_IN_BRACKET.search(text, max(0, begin - 24), begin) and (
        is_named(text, begin) and not _AT_BODY.search(text, max(0, begin - 32), begin)
    ):
        return answer(0.78, "写在人名之后的括号里")
    heading_office = not words and labels.is_office_heading(place.heading)
    if labels.is_office_phone(words) or heading_office:
        if _CALLERS.search(words) and around.subject(begin) is Subject.PERSON:
            return answer(0.7, "来电、报警人的电话，前文说的是个人")
        return answer(_SAID, "标明为办公、值班、举报等对外电话")
    phone = labels.is_phone_label(words) or labels.is_phone_label(place.heading)
    if (
        not phone
        and labels.is_other_label(words or place.heading)
        and (place.heading or not labels.is_spent(text, begin))
    ):
        return answer(0.2, "标明为其他编号")
    subject = around.subject(begin)
    if _KEYED.search(text, max(0, begin - 6), begin):
        return answer(_SAID, "是记录的编号")
    if subject is Subject.CONTACT and around.is_bodys_contact(begin):
        return answer(0.4, "是文件、公告所留的联系人的电话")
    if phone:
        if subject is not Subject.PERSON and _OFFERS.search(place.clause) and "手机" not in words:
            return answer(0.4, "是请公众拨打的电话")
        if subject is Subject.CONTACT and around.has_unnamed_contact(begin):
            return answer(_SAID, "是单位联系人的电话，未具全名")
        if subject is not Subject.PERSON and _OWN_FORM.search(text, max(0, begin - 200), begin):
            return answer(0.8, "同一表单里有此人的身份证号码")
        if (
            subject is Subject.OFFICE
            and "手机" not in words + place.heading
            and not is_person_row(place.row)
        ):
            return answer(0.4, "是单位公布的联系电话")
        return answer(0.93, "11位手机号码，标明为电话")
    if subject is Subject.CONTACT and around.has_unnamed_contact(begin):
        return answer(_SAID, "是单位联系人的电话，未具全名")
    if subject is Subject.PERSON:
        return answer(0.9, "11位手机号码，前文说的是个人")
    if subject is Subject.OFFICE:
        return answer(0.45, "11位手机号码，前文说的是单位")
    if _CODES.search(place.clause) and not is_named(text, begin):
        return answer(0.3, "前文说的是准考证号、岗位代码等编号")
    if window.loose:
        return answer(0.55 if alone else 0.4, "分段书写的11位手机号码")
    if _OFFERS.search(place.clause) and not is_named(text, begin):
        return answer(0.4, "是请公众拨打的电话")
    if _STAFF.search(text, max(0, begin - 24), begin):
        return answer(0.4, "前面写明是单位技术、值班人员")
    return answer(0.75, "11位手机号码")


def _is_torn(text: str, window: Window) -> bool:
    """Whether a line ended inside a number right behind its label: 手机号：1380000⏎0000."""
    return window.used == 2 and _TORN_LABEL.search(text, 0, window.start) is not None


def _in_cell(text: str, start: int, end: int) -> bool:
    """Whether marks set it off on both sides: ，157 44539153⏎."""
    left, right = text[max(0, start - 1) : start], text[end : end + 1]
    return left != "" and left in "，,/／；;、：:|｜\t" and right in "，,/／；;。、|｜\t\n"


_TORN_LABEL = re.compile(r"(?:手机|电话|联系方式)(?:号码?)?[：: 是为]{0,2}$")
_PHONE_SAID = re.compile(r"手机|电话|号码|联系")
# A form of one person: his identity number in a line above, and no field of a body since.
_OWN_FORM = re.compile(
    r"(?:身份证|证件|身份)(?:件)?号?码?[ ]?[：:][ ]?[0-9０-９ ]{17,22}[0-9０-９Xx\uff38\uff58]?\n(?:(?![^\n]{0,8}(?:单位|机关|机构|公司|局|部门|办公|咨询|监督|联系人)[^\n]{0,4}[：:])[^\n]{0,60}\n){0,5}[^\n：:]{0,10}[ ]?[：:][ ]?$"
)
# ID=138…: the key of a record; an identity number never has eleven digits.
_KEYED = re.compile(r"(?<![A-Za-z])(?:ID|Id|id)[ ]?[=＝:：][ ]?$")
# 公司拖欠工人某某（151…）: whose name stands before the bracket, not that of who owes.
_NAMED_IN_BRACKET = re.compile(
    r"[\u4e00-\u9fff·]{2,4}[（(](?:联系)?(?:手机|电话|联系方式|号码)?(?:号码?)?[：: ]{0,2}$"
)
_AT_BODY = re.compile(
    r"(?:[局委办院校站所科股室厂店行]|中心|公司|政府|大队|支队|小组)(?:的)?[\u4e00-\u9fff]{2,3}[（(][^（）()]{0,8}$"
)
_STATION = re.compile(
    r"[，,][ ]?由(?:当班|值班|值守|轮值|专人|工作)[\u4e00-\u9fff]{0,8}(?:接听|负责|保管)|[ ]?[（(][\u4e00-\u9fff]{0,8}?(?:站用|公用|值班|对外|办公|单位|工作)[\u4e00-\u9fff]{0,4}[）)]"
)
# 另设咨询手机一部，号码138…: what a body has opened to the public.
_PUT_UP = re.compile(
    r"(?:开通|设立|设置|公布|另设|公开|启用|配备)[^，。；]{0,12}(?:手机|电话|热线)[^，。；]{0,6}[，,](?:手机|电话)?(?:号码)?[：:为是]?$"
)
# 联系人：办公室，电话138…: a desk answers, whoever sits at it.
_DESK_ANSWERS = re.compile(
    r"联系人[：:][\u4e00-\u9fff]{0,12}[室科股办处局委站所队部组][，,、 ]{1,2}[\u4e00-\u9fff]{0,6}[：:]?$"
)
# 收到某某（联系电话：138…；…）提出的…申请
_RECEIVED = re.compile(r"收到[\u4e00-\u9fff·]{2,12}[（(][^（）()]{0,40}$")
_HANDED_IN = re.compile(r"[^（）()]{0,80}[）)](?:提出|提交|寄来|发来|申请|来信|反映|邮寄)")
_STAFF = re.compile(
    r"(?:运维|工程师|技术员|技术支持|管理员|值班员|客服|调度员|安全员|检修员|巡检员|水管员|电管员|网格员|维修员)(?:[（(][^（）()]{0,8}[）)])?[ \u3000：:，,]{0,2}[\u4e00-\u9fff]{2,4}[ \u3000：:，,（(]{1,2}(?:手机|电话)?[：:]?$"
)
_CALLED_BACK = re.compile(
    r"联系(?![我本你您请]|工作|客服|经办|承办|窗口|单位|电话|方式|人)[\u4e00-\u9fff·]{2,4}[，,、。；;（(]|告知[其他她]|[）)]?(?:多次|反复|数次)?(?:进行)?(?:电话)?(?:联系[均未不仍]|回访|核实|联系到|联系上|联系了|与其联系|与(?:其|本人|家属|当事人|申请人)[\u4e00-\u9fff]{0,4}联系|无法接通|无人接听|关机|停机)"
)
# 工作人员致电138…后，其将车移走: whoever was rung up, and what came of it.
_RANG = re.compile(
    r"(?<![请可以您])(?:致电|拨打|打电话给|电话联系|拨通|电话通知)(?:了|其|当事人|本人)?$"
)
_RUNG = re.compile(
    r"后[，,]?[其该对告得被]|[，,](?:其(?!他)|[\u4e00-\u9fff]{2,4}(?:均|都|仍|拒绝|未接)|对方|接听人|无人接听|告知[其对])"
)
# 1、某某 文昌社区 138…, in a list of residents: where somebody lives parts him from his number.
_LIVES_THERE = re.compile(
    r"(?:^|\n)[ \u3000]*(?:[0-9]{1,3}[、.．)）][ ]?)?[\u4e00-\u9fff·]{2,12}[ \u3000，,、\t]{1,2}[\u4e00-\u9fff]{1,8}(?:社区|村|小区|[一二三四五六七八九十0-9]组|屯|寨|苑|园)[ \u3000，,、：:\t]{1,2}$"
)
_RESIDENTS = re.compile(
    r"(?:居民|村民|业主|群众|住户|家长|学员|报名|签到)(?!委员会|小组长|委)[\u4e00-\u9fff）)]{0,8}[\n：:]"
)
_CODES = re.compile(
    r"岗位代码|准考证|考号|考生编号|编码|编号|代码|流水|批次|面试名单|入围名单|条码"
)
_TEL = re.compile(r"(?:[Tt]el|TEL|[Pp]hone|PHONE|[Mm]obile|MOBILE|MP|QQ/微信|VX|vx)$")
_CALLERS = re.compile(
    r"报名手机(?:号码?)?$|(?:报警|报案|来电|求助|投诉|反映|预约|访视|随访|回访|预留|登记)(?:电话|号码|手机)(?:号码?)?$"
)
_OFFERS = re.compile(
    r"有意者|招聘|报名|咨询|拨打|详询|洽谈|订购|垂询|意见|建议|征集|提供线索|疑问|异议"
)
