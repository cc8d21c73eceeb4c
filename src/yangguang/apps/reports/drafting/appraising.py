"""What a report says of appraisal: results of the body itself, and of the bodies it appraised.

依据：《政府信息公开条例》第五十条第一款第（四）项：各级人民政府的年度报告还应当包括工作考核、社会评议和责任追究结果
情况。Reading: what a report tells are the results about its year, whenever they came out before it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from yangguang.apps.reports.drafting.pen import Pen

APPRAISAL, OUTSIDE, PUBLIC, ACCOUNT = "工作考核", "第三方评估", "社会评议", "责任追究"
ASKED = (APPRAISAL, PUBLIC, ACCOUNT)
"""What a government's report has to tell."""
GRADES = ("优秀", "良好", "合格", "不合格")


@dataclass(frozen=True, slots=True)
class Appraisal:
    """One result, as the ledger holds it; ``key`` names its figures in the book."""

    key: int
    title: str
    kind: str
    organiser: str
    grade: str = ""
    outcome: str = ""
    published_in: str = ""
    score: Decimal | None = None
    rank: Decimal | None = None
    among: Decimal | None = None

    def figures(self) -> dict[str, Decimal]:
        """Its numbers under their names in the book."""
        numbers = {"score": self.score, "rank": self.rank, "among": self.among}
        return {
            f"appraisal.{self.key}.{name}": value
            for name, value in numbers.items()
            if value is not None
        }


@dataclass(frozen=True, slots=True)
class Appraised:
    """What one appraisal found of the bodies below: how many, and how many of each grade."""

    number: int
    title: str
    kind: str
    grades: Mapping[str, int]
    bodies: int

    def figures(self) -> dict[str, Decimal]:
        """Its numbers under their names in the book."""
        found = {f"appraised.{self.number}": Decimal(self.bodies)}
        for grade, count in self.grades.items():
            found[f"appraised.{self.number}.{GRADES.index(grade) + 1}"] = Decimal(count)
        return found


@dataclass(frozen=True, slots=True)
class Results:
    """All results that a report tells; ``below`` is empty but for governments."""

    own: Sequence[Appraisal] = ()
    below: Sequence[Appraised] = ()

    @property
    def kinds(self) -> frozenset[str]:
        """The kinds of which there is a result."""
        return frozenset({one.kind for one in self.own} | {one.kind for one in self.below})

    def figures(self) -> dict[str, Decimal]:
        """Every number in them under its name in the book."""
        found: dict[str, Decimal] = {}
        for own in self.own:
            found |= own.figures()
        for below in self.below:
            found |= below.figures()
        return found


def results_told(pen: Pen, results: Results) -> str:
    """The results in sentences, by kind; empty where there are none."""
    said = [_own(pen, one) for one in results.own]
    said += [_below(pen, one) for one in results.below]
    return "".join(one for one in said if one)


def _own(pen: Pen, one: Appraisal) -> str:
    if one.kind == ACCOUNT:
        told = _rest(one.outcome) or one.title
        return f"责任追究方面，{told}{_where(one)}。"
    found = []
    name = f"appraisal.{one.key}"
    if pen.knows(f"{name}.score"):
        found.append(f"得分{pen.fig(f'{name}.score')}分")
    if pen.knows(f"{name}.rank", f"{name}.among"):
        among, rank = pen.fig(f"{name}.among"), pen.fig(f"{name}.rank")
        found.append(f"在{among}个参评单位中排名第{rank}位")
    if one.grade:
        found.append(f"评定等次为{one.grade}")
    if one.outcome:
        found.append(_rest(one.outcome))
    whose = "" if one.organiser in one.title else f"{one.organiser}组织的"
    told = "，".join(found) or "已经完成"
    return f"在{whose}{_quoted(one.title)}中，{told}{_where(one)}。"


def _below(pen: Pen, one: Appraised) -> str:
    name = f"appraised.{one.number}"
    said = f"对{pen.fig(name)}个单位开展{_quoted(one.title)}"
    grades = [
        f"{grade}{pen.fig(f'{name}.{GRADES.index(grade) + 1}')}个"
        for grade in GRADES
        if one.grades.get(grade)
    ]
    return f"{said}{'，其中' + '、'.join(grades) if grades else ''}。"


def _where(one: Appraisal) -> str:
    return f"，结果已在{one.published_in}公布" if one.published_in else ""


def _rest(outcome: str) -> str:
    return outcome.strip().rstrip("。；，")


def _quoted(title: str) -> str:
    return title if title.startswith("《") else f"“{title}”"


def missing_kinds(results: Results) -> list[str]:
    """What a government's report has to tell and no result tells yet."""
    met = results.kinds | ({APPRAISAL} if OUTSIDE in results.kinds else frozenset())
    return [kind for kind in ASKED if kind not in met]
