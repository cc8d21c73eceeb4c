"""The figures that can be compared between bodies and years, across the changes of form.

The forms count some things alike and others not at all. Only what both forms count the same way
stands here under one name; where the count differs, the note says how.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Comparable:
    """One figure: for each form the cells whose sum it is. A form left out does not count it."""

    code: str
    name: str
    unit: str
    cells: Mapping[str, tuple[str, ...]]
    note: str = ""

    def codes(self) -> set[str]:
        """Every cell that any form needs for it."""
        return {cell for cells in self.cells.values() for cell in cells}

    def read(
        self, form: str, values: Mapping[str, Decimal | None], unread: frozenset[str] = frozenset()
    ) -> Decimal | None:
        """Its value in one report: a blank counts as 0, as in the forms' own sums.

        None where the form does not count it, where none of its cells was found, or where one
        of them could not be read.
        """
        wanted = self.cells.get(form, ())
        if not wanted or any(cell in unread for cell in wanted):
            return None
        found = [cell for cell in wanted if cell in values]
        if not found:
            return None
        return sum((values[cell] or Decimal(0) for cell in found), Decimal(0))


def _new(*rows: str) -> dict[str, tuple[str, ...]]:
    cells = tuple(f"{row}/total" for row in rows)
    return {"2019": cells, "2021": cells}


_REFUSED = tuple(f"3.3.3.{number}" for number in range(1, 9))
_NOT_AVAILABLE = tuple(f"3.3.4.{number}" for number in range(1, 4))

COMPARABLES: tuple[Comparable, ...] = (
    Comparable(
        "received", "新收申请", "件", {"2014": ("3.1",), **_new("3.1")},
        "2014 表式为“收到申请数”，2019 年起为“本年新收政府信息公开申请数量”。",
    ),
    Comparable(
        "answered", "办理结果总计", "件", {"2014": ("3.3",), **_new("3.3.7")},
        "2014 表式为“申请答复数”。",
    ),
    Comparable(
        "granted", "予以公开", "件", {"2014": ("3.3.1", "3.3.2"), **_new("3.3.1")},
        "2014 表式为“属于已主动公开范围”与“同意公开答复”之和。",
    ),
    Comparable("partly", "部分公开", "件", {"2014": ("3.3.3",), **_new("3.3.2")}),
    Comparable("refused", "不予公开", "件", {"2014": ("3.3.4",), **_new(*_REFUSED)}),
    Comparable(
        "unavailable", "无法提供", "件", _new(*_NOT_AVAILABLE), "2014 表式没有这一项。"
    ),
    Comparable("carried", "结转下年度", "件", _new("3.4"), "2014 表式没有这一项。"),
    Comparable("reviews", "行政复议", "件", {"2014": ("4",), **_new("4.1")}),
    Comparable(
        "reviews-corrected", "行政复议被纠正", "件",
        {"2014": ("4.2",), "2019": ("4.1/corrected",), "2021": ("4.1/corrected",)},
    ),
    Comparable("lawsuits", "行政诉讼", "件", {"2014": ("5",), **_new("4.2", "4.3")}),
    Comparable(
        "norms", "制发行政规范性文件", "件",
        {"2014": ("1.1.b",), "2019": ("2.1.norms/made",), "2021": ("2.1.norms/made",)},
    ),
)  # fmt: skip
BY_CODE = {one.code: one for one in COMPARABLES}


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a whole in a chart."""

    label: str
    value: Decimal


RESULTS = (
    ("予以公开", ("3.3.1",)),
    ("部分公开", ("3.3.2",)),
    ("不予公开", _REFUSED),
    ("无法提供", _NOT_AVAILABLE),
    ("不予处理", tuple(f"3.3.5.{number}" for number in range(1, 6))),
    ("其他处理", ("3.3.6", "3.3.6.1", "3.3.6.2", "3.3.6.3")),
)
APPLICANTS = (
    ("自然人", "natural"), ("商业企业", "business"), ("科研机构", "research"),
    ("社会公益组织", "welfare"), ("法律服务机构", "legal"), ("其他", "other"),
)  # fmt: skip
RESULTS_2014 = (
    ("已主动公开", "3.3.1"), ("同意公开", "3.3.2"), ("同意部分公开", "3.3.3"),
    ("不同意公开", "3.3.4"), ("不属于本机关公开", "3.3.5"), ("信息不存在", "3.3.6"),
    ("告知更改补充", "3.3.7"), ("通过其他途径办理", "3.3.8"),
)  # fmt: skip
CHANNELS_2014 = (
    ("政府公报", "1.2.1"), ("政府网站", "1.2.2"), ("政务微博", "1.2.3"),
    ("政务微信", "1.2.4"), ("其他方式", "1.2.5"),
)  # fmt: skip


def parts_of(form: str, values: Mapping[str, Decimal | None]) -> list[tuple[str, list[Part]]]:
    """The wholes of a report that are worth a chart, each with its parts that are not all 0."""
    wholes: list[tuple[str, list[Part]]] = []
    if form == "2014":
        wholes.append(("公开渠道（条）", _single(CHANNELS_2014, values)))
        wholes.append(("申请答复（件）", _single(RESULTS_2014, values)))
    else:
        wholes.append(
            (
                "办理结果（件）",
                [
                    Part(
                        label,
                        sum((values.get(f"{row}/total") or Decimal(0) for row in rows), Decimal(0)),
                    )
                    for label, rows in RESULTS
                ],
            )
        )
        wholes.append(
            (
                "新收申请的申请人（件）",
                [
                    Part(label, values.get(f"3.1/{column}") or Decimal(0))
                    for label, column in APPLICANTS
                ],
            )
        )
    return [(name, parts) for name, parts in wholes if any(part.value for part in parts)]


def _single(cells: tuple[tuple[str, str], ...], values: Mapping[str, Decimal | None]) -> list[Part]:
    return [Part(label, values.get(cell) or Decimal(0)) for label, cell in cells]
