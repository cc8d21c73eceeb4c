"""Which published item meets which period of a row that is owed anew each month, quarter or year.

One item meets one period. Otherwise whoever publishes the third quarter's figures would be rid of the
first and second, which nobody ever saw.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from yangguang.law.calendar import WorkCalendar
from yangguang.law.registers.standing import Period, TimeLimit, Window, window_on
from yangguang.text.dates import add_months
from yangguang.text.folding import fold

WINDOW_NAME = 32
MOST = 24
"""Periods looked back on: two years of months, six of quarters."""
_QUARTER = re.compile(r"(?:(20\d\d)年?)?第?([一二三四1234])季度?")
_HALF = re.compile(r"(?:(20\d\d)年?)?([上下])半年")
_MONTH = re.compile(r"(?:(20\d\d)年)?(?<!\d)(1[0-2]|[1-9])月(?!\d)")
_YEAR = re.compile(r"(20\d\d)年")
_FIGURES = {"一": 1, "二": 2, "三": 3, "四": 4}


@dataclass(frozen=True, slots=True)
class Found:
    """A published item that fits a row: day, key, title."""

    day: date
    item: int
    title: str


@dataclass(frozen=True, slots=True)
class Following:
    """The period after the present one, and the first day of the present one."""

    window: Window
    before: date


def windows_until(
    period: Period, limit: TimeLimit | None, since: date, today: date, calendar: WorkCalendar
) -> tuple[list[Window], Following]:
    """The periods that are owed up to today, oldest first, and the one that follows.

    Owed is each whose last day did not lie before the row came upon the list.
    """
    current = window_on(period, limit, today, calendar)
    found: list[Window] = []
    window = current
    while window.due >= since and len(found) < MOST:
        found.append(window)
        window = window_on(period, limit, window.opens - timedelta(days=1), calendar)
    step = period.weeks * 7
    after = (
        current.opens + timedelta(days=step) if step else add_months(current.opens, period.months)
    )
    following = window_on(period, limit, after, calendar)
    return found[::-1], Following(following, current.opens)


def met_by(period: Period, windows: Sequence[Window], found: Sequence[Found]) -> dict[Window, date]:
    """The day on which each period was met, each item counted once.

    Reading: an item whose title names the period that a report afterwards tells of (一季度收支 in a row
    due 季度结束后15日内) belongs to that period, however late; any other to the period in whose time it
    was published. What is left over is counted for the oldest that has none yet, so that a gap can
    be filled later. Not coded: two periods reported in one document.
    """
    met: dict[Window, date] = {}
    spare: list[Found] = []
    for one in sorted(found, key=lambda one: (one.day, one.item)):
        open_then = [window for window in windows if window.opens <= one.day]
        if not open_then:
            continue
        told = [window for window in open_then if period.after and _names(one, window, period)]
        window = (told or open_then)[-1]
        if window in met:
            spare.append(one)
        else:
            met[window] = one.day
    for one in spare:
        gap = next(
            (window for window in windows if window not in met and window.opens <= one.day), None
        )
        if gap is not None:
            met[gap] = one.day
    return met


def _names(one: Found, window: Window, period: Period) -> bool:
    """Whether the title names the period of which the window tells, the day before it opens."""
    title, told = fold(one.title), window.opens - timedelta(days=1)
    if period.months == 12:
        found = _YEAR.search(title)
        return found is not None and int(found[1]) == told.year
    if period.months == 6:
        return _is(_HALF.search(title), told, "上" if told.month <= 6 else "下")
    if period.months == 3:
        number = (told.month + 2) // 3
        match = _QUARTER.search(title)
        said = _FIGURES.get(match[2], match[2]) if match else ""
        return _is(match, told, match[2] if match and str(said) == str(number) else "-")
    if period.months == 1:
        return _is(_MONTH.search(title), told, str(told.month))
    return False


def _is(match: re.Match[str] | None, told: date, wanted: str) -> bool:
    return match is not None and match[2] == wanted and int(match[1] or told.year) == told.year
