"""What a single day is: worked or not, why, and on whose word.

The clock prints one line a day from these values, so each carries the name of the holiday and the
instrument that arranged it. A day that nobody has arranged yet has no value: asking for it raises
``CalendarUnknown``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class DayKind(StrEnum):
    """The four kinds of day: 工作日, 周末, 放假, 调休上班."""

    WORKDAY = "workday"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    MAKE_UP = "make-up"


@dataclass(frozen=True, slots=True)
class DayStatus:
    """One day of a calendar.

    ``name`` is the holiday or regional day (国庆节; on a make-up day the holiday it makes up for)
    and ``basis`` the notice or decree that says so; both are empty for ordinary days. ``region``
    is the code of the region whose layer decided, empty for the nation. ``provisional`` marks a
    day whose arrangement has not been published (预计).
    """

    day: date
    kind: DayKind
    name: str = ""
    basis: str = ""
    region: str = ""
    provisional: bool = False

    @property
    def working(self) -> bool:
        """Whether the day counts as a working day."""
        return self.kind in (DayKind.WORKDAY, DayKind.MAKE_UP)


class CalendarUnknown(Exception):
    """The day lies outside the years whose arrangement is known; the message is for the desk.

    ``day`` is the first day that could not be answered, ``last_known`` the last one that could
    (None where nothing is known at all).
    """

    def __init__(self, day: date, first_known: date | None, last_known: date | None) -> None:
        self.day = day
        self.last_known = last_known
        if first_known is None or last_known is None:
            text = "工作日历中还没有任何节假日安排，无法计算工作日；请先导入节假日安排通知。"
        elif day < first_known:
            text = (
                f"工作日历从{chinese_date(first_known)}起，无法判断{chinese_date(day)}是否上班；"
                "请核对日期，更早的期限请人工计算。"
            )
        else:
            text = (
                f"{chinese_date(day)}的工作日安排尚未公布：现有安排到{chinese_date(last_known)}为止。"
                f"请在国务院办公厅公布{day.year}年节假日安排通知后导入工作日历，"
                "在此之前可先使用标明“预计”的日期。"
            )
        super().__init__(text)


def chinese_date(day: date) -> str:
    """``2026年10月1日``, without leading zeros."""
    return f"{day.year}年{day.month}月{day.day}日"
