"""Numbers and addresses beside a private person's name are that person's.

Before names are known, a mobile behind 我中心 or an address without a label belongs to nobody in
particular. Once the name beside it is known to be private, it is raised.
"""

from __future__ import annotations

import re
from dataclasses import replace

from yangguang.text.privacy import labels
from yangguang.text.privacy.finding import SURE, Finding, Kind
from yangguang.text.privacy.surroundings import Surroundings

_REACH = 60
_RAISED = {
    Kind.MOBILE: 0.3,
    Kind.EMAIL: 0.15,
    Kind.ADDRESS: 0.3,
    Kind.LANDLINE: 0.4,
    Kind.PASSPORT: 0.4,
}
"""What is worth raising, and from which confidence on."""
_FULL_STOP = re.compile(r"[。\n]")
_TOUCHING = re.compile(r"[ \u3000]{0,2}(?:[（(，,：:、]|——?|——户主——)?[ \u3000]{0,2}")
_ADDRESS_WORD = re.compile(
    r"(?:(?:邮|快递)?寄(?:送|回)?[至到往]|送达[至到]|Add\.?|地址|住址|坐落|位于|住|门牌|所在地|房屋|套|由)[：:于在]?$"
)
_BODY = re.compile(
    r"我[局中镇乡单县市委办院校所站]|本(?:机关|局|单位|中心)|公司|[一-龥]{2}(?:局|政府|委员会|办公室|中心|法院|派出所|大队)|工作人员|承办|经办|客服|窗口|咨询|举报|监督|工作单位|单位地址|办公|(?<!申)请[将把于在]"
)


def raise_beside_names(
    text: str, around: Surroundings, others: list[Finding], names: list[Finding]
) -> list[Finding]:
    """``others`` with those raised to `SURE` that stand next to a private name."""
    private = [one for one in names if one.confidence >= SURE]
    if not private:
        return others
    return [_raised(text, around, one, others, private) for one in others]


def raise_behind_homes(text: str, found: list[Finding]) -> list[Finding]:
    """``found``, in order, with telephones and mailboxes raised that are given with a sure home.

    地址：…⏎电话：0592-… and 寄至…，联系电话…，电子邮箱…: one says all that belongs to the other.
    """
    raised: list[Finding] = []
    home_end = -1
    for one in found:
        if (
            one.kind in _WITH_HOME
            and home_end >= 0
            and _GIVEN_WITH.fullmatch(text, home_end, one.start)
        ):
            if 0.05 < one.confidence < SURE:
                one = replace(one, confidence=0.65, why="与住址写在一起")
            home_end = one.end
        elif one.kind is Kind.ADDRESS and one.confidence >= _SURE_HOME:
            home_end = one.end
        else:
            home_end = -1
        raised.append(one)
    return raised


_SURE_HOME = 0.7
_WITH_HOME = frozenset({Kind.MOBILE, Kind.LANDLINE, Kind.EMAIL})
_GIVEN_WITH = re.compile(
    r"[）)，,、；; \u3000\n]{1,4}(?:邮编[：:]?[ ]?[0-9]{6}[，,；; \u3000\n]{1,4})?(?:联系)?(?:电话|手机|座机|方式|固话|(?:电子)?(?:邮箱|信箱|邮件)|E-?mail)(?:号码?)?[：: 为]{0,2}",
    re.IGNORECASE,
)


def _in_own_row(text: str, one: Finding, others: list[Finding], private: list[Finding]) -> bool:
    """Whether an address stands in a line, or alone below one, that gives a person's name and number.

    Only marks of a list or row may part it from them: no sentence runs on through it.
    """
    begin = text.rfind("\n", 0, one.start) + 1
    end = text.find("\n", one.end)
    end = len(text) if end < 0 else end
    if text[begin:end].strip(" \u3000") == one.text and begin:
        # Name, number and address each in a line of their own.
        for _ in range(3):
            above = text.rfind("\n", 0, begin - 1) + 1
            if not 0 < begin - above <= 30:
                break
            begin = above
    if end - begin > 200 or _BODY.search(text, begin, end) or "。" in text[begin:end].rstrip("。"):
        return False
    if not (_CELL_EDGE.match(text[one.start - 1 : one.start]) or one.start == begin):
        return False
    if not (_CELL_EDGE.match(text[one.end : one.end + 1]) or one.end == end):
        return False
    named = any(begin <= name.start and name.end <= end for name in private)
    return named and any(
        begin <= other.start and other.end <= end and other.confidence >= SURE
        for other in others
        if other.kind in _OWN
    )


_WORKS = re.compile(
    r"(?:申报|债权|报名|办理|受理|领取|场所|场地|经营|营业|单位|办公|注册|登记|企业|店铺|地点|项目)[\u4e00-\u9fff]{0,4}$"
)
_BODYS_ADDRESS = re.compile(
    r"[\u4e00-\u9fff]{2}(?:[所局院校厅处站会]|中心|公司|大队|政府|窗口|单位)(?:的)?(?:地址|位于|坐落)[为是在于：:]{0,2}$"
)
_CELL_EDGE = re.compile(r"[ \u3000\t|｜│/／，,、；;：:\n（）()]")
_OWN = frozenset({Kind.ID_NUMBER, Kind.MOBILE, Kind.BANK_CARD, Kind.LANDLINE})


def _raised(
    text: str, around: Surroundings, one: Finding, others: list[Finding], private: list[Finding]
) -> Finding:
    least = _RAISED.get(one.kind)
    if least is None or not least <= one.confidence < SURE:
        return one
    label = around.place(one.start, one.end).label
    if one.kind in (Kind.MOBILE, Kind.LANDLINE) and labels.is_office_phone(label):
        return one
    if (
        one.kind is Kind.ADDRESS
        and not _WORKS.search(label)
        and _in_own_row(text, one, others, private)
    ):
        return replace(one, confidence=0.65, why="同一行里有此人的姓名和其他个人信息")
    for name in reversed(private):
        if name.end > one.start:
            continue
        between = text[name.end : one.start]
        if len(between) > _REACH or _FULL_STOP.search(between):
            return one
        touching = _TOUCHING.fullmatch(between) is not None
        if not touching and _BODY.search(between):
            return one
        if one.kind is Kind.ADDRESS and (
            _WORKS.search(label)
            or _BODYS_ADDRESS.search(text[max(0, one.start - 16) : one.start])
            or not (touching or _ADDRESS_WORD.search(label))
        ):
            return one
        return replace(one, confidence=0.7, why=f"紧接在{name.text}的名字之后")
    holder = _HOLDER.match(text, one.end)
    if (
        one.kind is Kind.ADDRESS
        and holder is not None
        and any(name.start == holder.end() for name in private)
    ):
        return replace(one, confidence=0.7, why="后面紧接住在那里的人")
    behind = next((name for name in private if name.start >= one.end), None)
    if (
        one.kind is Kind.ADDRESS
        and behind is not None
        and _BLANK.fullmatch(text, one.end, behind.start)
        and _RECEIVED.match(text, behind.end)
    ):
        return replace(one, confidence=0.7, why=f"后面紧接收件人{behind.text}")
    return one


_HOLDER = re.compile(r"(?:的|[，,、 ])?(?:户主|住户|居民|村民|业主|房主|屋主|承租人|租户)[：: ]?")
_BLANK = re.compile(r"[ \u3000，,。]{0,4}")
_RECEIVED = re.compile(r"[ \u3000（(]{0,3}(?:收|女士|先生|亲启|1[3-9]\d{9})")
