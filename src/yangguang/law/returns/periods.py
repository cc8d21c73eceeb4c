"""The year, quarter or month that a return is about, and the day by which it is owed."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum


class PeriodKind(StrEnum):
    YEAR = "year"
    QUARTER = "quarter"
    MONTH = "month"

    @property
    def label(self) -> str:
        """The word for a return of this kind."""
        return {"year": "年报", "quarter": "季报", "month": "月报"}[self.value]

    @property
    def parts(self) -> int:
        """How many periods a year has; 0 where the year itself is the period."""
        return {"year": 0, "quarter": 4, "month": 12}[self.value]


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """``part`` is the quarter or the month, 0 for the whole year."""

    year: int
    part: int
    kind: PeriodKind

    def __post_init__(self) -> None:
        wanted = range(1, self.kind.parts + 1) if self.kind.parts else range(1)
        if self.part not in wanted:
            raise ValueError(f"{self.kind.label}没有第“{self.part}”期")

    @property
    def months(self) -> int:
        """How many months it spans."""
        return 12 // (self.kind.parts or 1)

    @property
    def first_day(self) -> date:
        """Its first day."""
        return date(self.year, (max(self.part, 1) - 1) * self.months + 1, 1)

    @property
    def last_day(self) -> date:
        """Its last day."""
        month = max(self.part, 1) * self.months
        return date(self.year, month, monthrange(self.year, month)[1])

    @property
    def label(self) -> str:
        """``2025年度``, ``2025年第3季度``, ``2025年7月``."""
        if self.kind is PeriodKind.YEAR:
            return f"{self.year}年度"
        if self.kind is PeriodKind.QUARTER:
            return f"{self.year}年第{self.part}季度"
        return f"{self.year}年{self.part}月"

    @property
    def year_before(self) -> Period:
        """The same period of the year before, with which it is compared."""
        return Period(self.year - 1, self.part, self.kind)

    def due_on(self, month: int, day: int) -> date:
        """The given day after its end: of that month of the next year for a year, else of the month
        that follows; the month's last day where it has fewer."""
        if self.kind is PeriodKind.YEAR:
            year = self.year + 1
        else:
            following = self.last_day + timedelta(days=1)
            year, month = following.year, following.month
        return date(year, month, min(day, monthrange(year, month)[1]))


def last_period(kind: PeriodKind, today: date) -> Period:
    """The newest period that is over on that day."""
    if kind is PeriodKind.YEAR:
        return Period(today.year - 1, 0, kind)
    months = 12 // kind.parts
    part = (today.month - 1) // months
    return Period(today.year, part, kind) if part else Period(today.year - 1, kind.parts, kind)
