"""A year of a working calendar as twelve small tables."""

from __future__ import annotations

import calendar as weeks
from dataclasses import dataclass
from datetime import date

from yangguang.law.calendar import CalendarUnknown, DayKind, WorkCalendar

WORDS = {
    DayKind.WORKDAY: "上班",
    DayKind.WEEKEND: "周末",
    DayKind.HOLIDAY: "放假",
    DayKind.MAKE_UP: "调休上班",
}
MARKS = {DayKind.HOLIDAY: "休", DayKind.MAKE_UP: "班"}


@dataclass(frozen=True, slots=True)
class Cell:
    """One day: ``mark`` is the sign beside the number, ``words`` what a reader hears."""

    day: date
    kind: str
    mark: str
    words: str
    regional: bool
    today: bool


@dataclass(frozen=True, slots=True)
class Month:
    """Weeks from Monday to Sunday; None where a day belongs to another month."""

    number: int
    rows: list[list[Cell | None]]
    working: int


def days_in_words(days: list[date]) -> str:
    """``10月1日至7日（7 天）、10月10日``: runs of days as people write them."""
    runs: list[list[date]] = []
    for day in sorted(days):
        if runs and (day - runs[-1][-1]).days == 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    return "、".join(_run(run) for run in runs)


def _run(run: list[date]) -> str:
    first, last = run[0], run[-1]
    start = f"{first.month}月{first.day}日"
    if first == last:
        return f"{start}（{'一二三四五六日'[first.weekday()]}）"
    end = f"{last.day}日" if first.month == last.month else f"{last.month}月{last.day}日"
    return f"{start}至{end}（{len(run)} 天）"


def year_of(calendar: WorkCalendar, year: int, today: date) -> tuple[list[Month], bool] | None:
    """The months of a year and whether they are only expected; None for an unknown year."""
    source, expected = calendar, False
    if not calendar.first_known.year <= year <= calendar.last_known.year:
        source, expected = calendar.provisional(), True
    try:
        return [_month(source, year, number, today) for number in range(1, 13)], expected
    except CalendarUnknown:
        return None


def _month(calendar: WorkCalendar, year: int, number: int, today: date) -> Month:
    rows: list[list[Cell | None]] = []
    working = 0
    for week in weeks.Calendar().monthdatescalendar(year, number):
        row: list[Cell | None] = []
        for day in week:
            if day.month != number:
                row.append(None)
                continue
            status = calendar.status(day)
            working += status.working
            words = f"{WORDS[status.kind]}{f'（{status.name}）' if status.name else ''}"
            row.append(
                Cell(
                    day,
                    status.kind.value,
                    MARKS.get(status.kind, ""),
                    words,
                    bool(status.region),
                    day == today,
                )
            )
        rows.append(row)
    return Month(number, rows, working)
