"""The disclosure attribute of a document: open by itself, on request, or withheld, and why.

It is decided where a document is made, before anybody reviews or prints it, and what is not open
needs a reason. Everything after it (reviews, the day by which it must be public, the catalogue on
request, the yearly look at what was withheld) follows from this one decision.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any

from yangguang.law.citation import Citation, cite
from yangguang.law.exemptions import exemption, exemptions_for
from yangguang.law.regimes import regime_of
from yangguang.law.verdict import Verdict, allow, refuse

AT_THE_SOURCE = cite("openness-rules-2016")
SHORTEST_REASON = 6
"""A reason of fewer characters explains nothing (“不宜公开” is the ground again, not a reason)."""


class Attribute(StrEnum):
    """The three attributes. 依据：国办发〔2016〕80号：拟制公文时明确主动公开、依申请公开、不予公开等属性。"""

    PROACTIVE = "proactive"
    ON_REQUEST = "on-request"
    WITHHELD = "withheld"

    @property
    def label(self) -> str:
        """The words of the law."""
        return {
            Attribute.PROACTIVE: "主动公开",
            Attribute.ON_REQUEST: "依申请公开",
            Attribute.WITHHELD: "不予公开",
        }[self]

    @property
    def mark(self) -> str:
        """The mark printed on the document itself (附注)."""
        return {
            Attribute.PROACTIVE: "此件公开发布",
            Attribute.ON_REQUEST: "此件依申请公开",
            Attribute.WITHHELD: "此件不公开",
        }[self]

    @property
    def needs_reason(self) -> bool:
        """Whether a reason has to be written beside the ground."""
        return self is not Attribute.PROACTIVE


@dataclass(frozen=True, slots=True)
class AttributeGround:
    """On what an attribute rests. ``facet`` is the item of Art. 20 that it files under, or empty.

    ``keeps_content`` is False where neither text nor file may enter the system (state secrets).
    """

    key: str
    attribute: Attribute
    label: str
    citation: Citation
    since: date
    until: date | None = None
    facet: str = ""
    keeps_content: bool = True
    confirmed: bool = False

    def in_force(self, day: date) -> bool:
        """Whether a decision of that day may rest on it."""
        return self.since <= day and (self.until is None or day < self.until)


@cache
def attribute_grounds() -> tuple[AttributeGround, ...]:
    """Every ground of every attribute, the grounds for withholding among them.

    依据：2019年条例第十四条至第十六条、第十九条至第二十一条、第二十七条、第四十四条；2007年条例第九条至第十四条。
    Not coded: what sector laws want published; it is filed under Art. 20(15) with the law named.
    """
    text = files(__package__).joinpath("attributes.toml").read_text("utf-8")
    own = [_read(key, row) for key, row in tomllib.loads(text).items()]
    for regime in {ground.since: regime_of(ground.since) for ground in own}.values():
        own += [
            AttributeGround(
                key=one.key,
                attribute=Attribute.WITHHELD,
                label=one.label,
                citation=one.articles[0],
                since=max(one.since, regime.first_day),
                until=regime.until,
                keeps_content=one.store_content,
                confirmed=one.confirmed,
            )
            for one in exemptions_for(regime)
        ]
    return tuple(own)


def grounds_for(attribute: Attribute, on: date) -> tuple[AttributeGround, ...]:
    """The grounds from which a clerk chooses on that day, in the order of the articles."""
    return tuple(
        ground
        for ground in attribute_grounds()
        if ground.attribute is attribute and ground.in_force(on)
    )


def attribute_ground(key: str) -> AttributeGround:
    """The ground of this key; raises KeyError naming it."""
    for ground in attribute_grounds():
        if ground.key == key:
            return ground
    raise KeyError(f"no ground {key!r} for an attribute")


def may_assign(attribute: Attribute, *, ground: str, reason: str, on: date) -> Verdict:
    """Whether a document may bear this attribute, on this ground and with this reason.

    依据：国办发〔2016〕80号（拟不公开的，要依法依规说明理由）；《条例》第五条（以公开为常态、不公开为例外）、
    第十三条至第十六条。Reading: a document kept for those who ask is not open either, so it needs a
    reason as well.
    """
    choices = grounds_for(attribute, on)
    found = next((one for one in choices if one.key == ground), None)
    if found is None:
        return refuse(
            f"定为“{attribute.label}”须选定一项依据，所选依据不适用于{on.year}年{on.month}月{on.day}日。"
            if ground
            else f"定为“{attribute.label}”须选定一项依据。",
            AT_THE_SOURCE,
            "请从列出的条款中选择。",
        )
    if attribute.needs_reason and len("".join(reason.split())) < SHORTEST_REASON:
        return refuse(
            f"定为“{attribute.label}”须说明理由，现在没有写或者过于简单。",
            AT_THE_SOURCE,
            "请写明该文件的哪些内容、为什么属于这一情形。",
        )
    warnings = ""
    if attribute is Attribute.WITHHELD:
        warnings = "".join(exemption(found.key).warnings[:1])
    return allow(found.citation, f"可以定为“{attribute.label}”。", warnings)


def _read(key: str, row: dict[str, Any]) -> AttributeGround:
    return AttributeGround(
        key=key,
        attribute=Attribute(row["attribute"]),
        label=row["label"],
        citation=cite(row["article"]),
        since=row["since"],
        until=row.get("until"),
        facet=row.get("facet", ""),
        confirmed=row["source"] == "text",
    )
