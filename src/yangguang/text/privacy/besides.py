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
_ADDRESS_WORD = re.compile(r"(?:Add\.?|地址|住址|坐落|位于|住|门牌|所在地|房屋|套|由)[：:于在]?$")
_BODY = re.compile(
    r"我[局中镇乡单县市委办院校所站]|本(?:机关|局|单位|中心)|公司|[一-龥]{2}(?:局|政府|委员会|办公室|中心|法院|派出所|大队)|工作人员|承办|经办|客服|窗口|咨询|举报|监督|工作单位|单位地址|办公"
)


def raise_beside_names(
    text: str, around: Surroundings, others: list[Finding], names: list[Finding]
) -> list[Finding]:
    """``others`` with those raised to `SURE` that stand next to a private name."""
    private = [one for one in names if one.confidence >= 0.6]
    if not private:
        return others
    return [_raised(text, around, one, private) for one in others]


def _raised(text: str, around: Surroundings, one: Finding, private: list[Finding]) -> Finding:
    least = _RAISED.get(one.kind)
    if least is None or not least <= one.confidence < SURE:
        return one
    label = around.place(one.start, one.end).label
    if one.kind in (Kind.MOBILE, Kind.LANDLINE) and labels.OFFICE_PHONE.search(label):
        return one
    for name in reversed(private):
        if name.end > one.start:
            continue
        between = text[name.end : one.start]
        if len(between) > _REACH or _FULL_STOP.search(between):
            return one
        touching = _TOUCHING.fullmatch(between) is not None
        if not touching and _BODY.search(between):
            return one
        if one.kind is Kind.ADDRESS and not touching and not _ADDRESS_WORD.search(label):
            return one
        return replace(one, confidence=0.7, why=f"紧接在{name.text}的名字之后")
    behind = next((name for name in private if name.start >= one.end), None)
    if (
        one.kind is Kind.ADDRESS
        and behind is not None
        and _BLANK.fullmatch(text, one.end, behind.start)
        and _RECEIVED.match(text, behind.end)
    ):
        return replace(one, confidence=0.7, why=f"后面紧接收件人{behind.text}")
    return one


_BLANK = re.compile(r"[ \u3000，,。]{0,4}")
_RECEIVED = re.compile(r"[ \u3000（(]{0,3}(?:收|女士|先生|亲启|1[3-9]\d{9})")
