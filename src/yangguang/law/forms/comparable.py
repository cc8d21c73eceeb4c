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


REFUSED = tuple(f"3.3.3.{number}" for number in range(1, 9))
NOT_AVAILABLE = tuple(f"3.3.4.{number}" for number in range(1, 4))

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
    Comparable("refused", "不予公开", "件", {"2014": ("3.3.4",), **_new(*REFUSED)}),
    Comparable(
        "unavailable", "无法提供", "件", _new(*NOT_AVAILABLE), "2014 表式没有这一项。"
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
