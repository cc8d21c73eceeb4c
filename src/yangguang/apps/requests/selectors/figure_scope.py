"""Whose figures, of which year, as known at which moment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta


@dataclass(frozen=True, slots=True)
class Scope:
    """``agencies`` are keys, None for all bodies; what was recorded after ``as_of`` is not known."""

    agencies: tuple[int, ...] | None
    year: int
    as_of: datetime | None = None

    @property
    def first(self) -> date:
        """The first day of the year. 依据：年报统计期限为1月1日至12月31日."""
        return date(self.year, 1, 1)

    @property
    def last(self) -> date:
        """The last day of the year."""
        return date(self.year, 12, 31)

    @property
    def before(self) -> date:
        """The last day of the year before."""
        return self.first - timedelta(days=1)
