"""Whose figures, of which days, as known at which moment."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta


@dataclass(frozen=True, slots=True)
class Scope:
    """``agencies`` are keys, None for all bodies. ``first`` and ``last`` are both included. What
    was recorded after ``as_of`` is not known; None stands for all that is recorded now."""

    agencies: tuple[int, ...] | None
    first: date
    last: date
    as_of: datetime | None = None

    @classmethod
    def of_year(
        cls, agencies: Collection[int] | None, year: int, *, as_of: datetime | None = None
    ) -> Scope:
        """A calendar year. 依据：年报统计期限为1月1日至12月31日."""
        keys = None if agencies is None else tuple(sorted(set(agencies)))
        return cls(keys, date(year, 1, 1), date(year, 12, 31), as_of)

    @property
    def before(self) -> date:
        """The last day before the time."""
        return self.first - timedelta(days=1)

    def a_year_earlier(self) -> Scope:
        """The same days of the year before, as they are known now; 29 February becomes the 28th."""
        return replace(self, first=_earlier(self.first), last=_earlier(self.last))

    def of(self, agencies: Collection[int] | None) -> Scope:
        """The same time for other bodies."""
        return replace(self, agencies=None if agencies is None else tuple(sorted(set(agencies))))


def _earlier(day: date) -> date:
    if (day.month, day.day) == (2, 29):
        return date(day.year - 1, 2, 28)
    return day.replace(year=day.year - 1)
