"""How long a column may stand without an update before a site inspection holds it against the site.

The inspection indicators name kinds of columns with the longest time without an update, and how
many stale or empty columns fail a whole site. An office may promise itself less, never more.
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta

from yangguang.law.citation import Citation, cite

INSPECTION = "site-inspection-2019"


@dataclass(frozen=True, slots=True)
class UpdateLimit:
    """The longest time without an update: so many weeks, or so many calendar months."""

    code: str
    label: str
    weeks: int
    months: int
    citation: Citation
    decides: bool
    """Whether staleness counts towards failing the site outright, and does not only cost points."""

    @property
    def words(self) -> str:
        """``2 周`` or ``6 个月``."""
        return f"{self.weeks} 周" if self.weeks else f"{self.months} 个月"

    @property
    def shortest_days(self) -> int:
        """Days that are within the limit whatever the months are: a stricter limit is at most this."""
        return self.weeks * 7 if self.weeks else SHORTEST_MONTHS[self.months]


SHORTEST_MONTHS = {3: 89, 6: 181}
"""The fewest days that three and six months in a row have (December to March, September to March)."""

LIMITS: dict[str, UpdateLimit] = {
    limit.code: limit
    for limit in (
        UpdateLimit("news", "动态要闻类", 2, 0, cite(INSPECTION), decides=True),
        UpdateLimit("notices", "通知公告类", 0, 6, cite(INSPECTION), decides=True),
        UpdateLimit("policy", "政策文件类", 0, 6, cite(INSPECTION), decides=True),
        UpdateLimit("service-figures", "办事统计类", 0, 3, cite(INSPECTION), decides=False),
    )
}
"""依据：国办秘函〔2019〕19号《政府网站与政务新媒体检查指标》: 动态要闻 two weeks, 通知公告 and 政策文件 six
months (单项否决), 办事统计 three months (扣分).

Not coded: answers to messages (two and three months), which are clocks of each message and not of a
column; columns that the indicators name without a length.
"""
HOME_WEEKS = 2
"""首页 without an update. 依据：同上（单项否决）。"""
STALE_FIRST_LEVEL = 5
"""So many stale first-level columns of the deciding kinds fail the site. 依据：同上。"""
STALE_ANY = 10
"""So many columns that should have been updated and were not fail the site. 依据：同上。"""
EMPTY = 5
"""So many empty columns fail the site. 依据：同上。"""


def last_day(
    updated_on: date, limit: UpdateLimit | None, own_days: int | None = None
) -> date | None:
    """The last day on which the next update is in time; None where nothing limits the column.

    Reading: two weeks without an update end with the fourteenth day after the last one, months with
    the day of the same number, or the month's last day where it has none.
    """
    days = [updated_on + timedelta(days=own_days)] if own_days is not None else []
    if limit is not None:
        if limit.weeks:
            days.append(updated_on + timedelta(weeks=limit.weeks))
        else:
            days.append(_months_later(updated_on, limit.months))
    return min(days, default=None)


def home_last_day(updated_on: date) -> date:
    """The last day on which the next update of the home page is in time."""
    return updated_on + timedelta(weeks=HOME_WEEKS)


def _months_later(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
