"""Who reviews and which court hears, by the kind of body that replied and the day.

The names themselves are data of each agency; this says what office they must be of, so that the
desk can ask for the right one and warn where a stored name contradicts the law of that day.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from yangguang.law.citation import Citation, cite


class Body(StrEnum):
    """Kinds of bodies as the review law tells them apart."""

    DEPARTMENT = "department"
    GOVERNMENT = "government"
    TOWNSHIP = "township"
    DISPATCHED = "dispatched"
    BRANCH = "branch"
    AUTHORISED = "authorised"
    PROVINCE = "province"
    MINISTRY = "ministry"
    VERTICAL = "vertical"
    JUSTICE = "justice"

    @property
    def label(self) -> str:
        """The word a clerk reads."""
        return _LABELS[self]


_LABELS = {
    Body.DEPARTMENT: "县级以上地方人民政府工作部门",
    Body.GOVERNMENT: "设区的市级、县级人民政府",
    Body.TOWNSHIP: "乡（镇）人民政府",
    Body.DISPATCHED: "派出机关（街道办事处、区公所、行政公署）",
    Body.BRANCH: "派出机构",
    Body.AUTHORISED: "法律、法规、规章授权的组织",
    Body.PROVINCE: "省、自治区、直辖市人民政府",
    Body.MINISTRY: "国务院部门",
    Body.VERTICAL: "实行垂直领导的机关（海关、金融、外汇、税务、国家安全）",
    Body.JUSTICE: "司法行政部门",
}


@dataclass(frozen=True, slots=True)
class ReviewBody:
    """An office that may review, as the article names it."""

    role: str
    citation: Citation


@dataclass(frozen=True, slots=True)
class Court:
    """The level of the court of first instance; ``note`` where the level may differ."""

    level: str
    citation: Citation
    note: str = ""


_SINCE_2024 = {
    Body.DEPARTMENT: (("本级人民政府", "24/1/1"),),
    Body.GOVERNMENT: (("上一级人民政府", "24/1/2"),),
    Body.TOWNSHIP: (("上一级人民政府", "24/1/2"),),
    Body.DISPATCHED: (("设立该派出机关的人民政府", "24/1/3"),),
    Body.AUTHORISED: (("管理该组织的人民政府，或者管理该组织的部门的本级人民政府", "24/1/4"),),
    Body.BRANCH: (("设立该派出机构的部门的本级人民政府", "24/4"),),
    Body.PROVINCE: (("本机关", "24/2"),),
    Body.MINISTRY: (("本部门", "25//1"),),
    Body.VERTICAL: (("上一级主管部门", "27"),),
    Body.JUSTICE: (("本级人民政府", "28"), ("上一级司法行政部门", "28")),
}
_BEFORE_2024 = {
    Body.DEPARTMENT: (("本级人民政府", "12/1"), ("上一级主管部门", "12/1")),
    Body.GOVERNMENT: (("上一级地方人民政府", "13/1"),),
    Body.TOWNSHIP: (("上一级地方人民政府", "13/1"),),
    Body.DISPATCHED: (("设立该派出机关的人民政府", "15/1/1"),),
    Body.BRANCH: (
        ("设立该派出机构的部门", "15/1/2"),
        ("该部门的本级地方人民政府", "15/1/2"),
    ),
    Body.AUTHORISED: (
        ("直接管理该组织的地方人民政府、地方人民政府工作部门或者国务院部门", "15/1/3"),
    ),
    Body.PROVINCE: (("本机关", "14"),),
    Body.MINISTRY: (("本部门", "14"),),
    Body.VERTICAL: (("上一级主管部门", "12/2"),),
    Body.JUSTICE: (("本级人民政府", "12/1"), ("上一级主管部门", "12/1")),
}


def review_bodies(body: Body, decided_on: date) -> tuple[ReviewBody, ...]:
    """The offices that may review a decision of that day; several where the applicant may choose.

    依据：《行政复议法》（2023年）第二十四条至第二十八条；《行政复议法》（1999年）第十二条至第十五条。
    Reading: the articles of 2023 beyond the first paragraph of Art. 24, and those of 1999, are from
    memory. Not coded: provinces that concentrated review at the governments before 2024 (相对集中
    行政复议职责试点), and cities that let the government at the branch's seat review.
    """
    if decided_on >= date(2024, 1, 1):
        law, table = "review-law-2023", _SINCE_2024
    else:
        law, table = "review-law-1999", _BEFORE_2024
    return tuple(ReviewBody(role, cite(f"{law}/{place}")) for role, place in table[body])


def court_of(body: Body, decided_on: date) -> Court:
    """The level of the court that hears a suit against this body's decision.

    依据：《行政诉讼法》第十四条、第十五条第（一）项；《行政诉讼法》（1989年）第十三条、第十四条第（二）项；法释〔2008〕1号。
    Not coded: courts chosen for several districts (集中管辖, 跨行政区划法院), which are data of the
    agency; the defendant and the court after a review decision.
    """
    new = decided_on >= date(2015, 5, 1)
    law = "litigation-law-2014" if new else "litigation-law-1989"
    top = body in (Body.PROVINCE, Body.MINISTRY)
    if top or (new and body is Body.GOVERNMENT):
        return Court("中级人民法院", cite(f"{law}/15//1" if new else f"{law}/14//2"))
    note = ""
    if body is Body.GOVERNMENT:
        rule = cite("litigation-interpretation-2008")
        note = f"基层人民法院不适宜审理的，由中级人民法院管辖（{rule}）。"
    elif body is Body.VERTICAL:
        note = "海关处理的案件由中级人民法院管辖。"
    return Court("基层人民法院", cite(f"{law}/14" if new else f"{law}/13"), note)


def body_of(kind: str, level: str, *, vertical: bool = False, justice: bool = False) -> Body:
    """The review law's kind for an agency's kind and level as the directory records them.

    ``kind`` is one of government, office, department, dispatched, town, institution; ``level`` one of
    nation, province, city, county, town. Raises ValueError for a body whose replies are not subject
    to review (public enterprises: 申诉, 2019 Art. 55) or that is not known.
    """
    if vertical:
        return Body.VERTICAL
    if kind in ("department", "office"):
        if justice:
            return Body.JUSTICE
        return Body.MINISTRY if level == "nation" else Body.DEPARTMENT
    if kind == "government":
        by_level = {"province": Body.PROVINCE, "town": Body.TOWNSHIP, "nation": Body.MINISTRY}
        return by_level.get(level, Body.GOVERNMENT)
    known = {"dispatched": Body.DISPATCHED, "town": Body.TOWNSHIP, "institution": Body.AUTHORISED}
    if kind not in known:
        raise ValueError(
            f"机构类别“{kind}”作出的处理不属于行政复议范围，或者类别不明。"
            "公共企事业单位的信息公开争议向主管部门申诉（条例第五十五条第二款）。"
        )
    return known[kind]
