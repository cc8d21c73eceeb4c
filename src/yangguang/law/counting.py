"""Working days counted one by one, so that whoever doubts a date can point at a line.

Every period of this package that is measured in 工作日 (reply, supplement notice, third party's
answer, payment) is counted here and nowhere else: two engines would differ by a day.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple

from yangguang.law.calendar import CalendarUnknown, DayKind, DayStatus, WorkCalendar
from yangguang.law.calendar.days import chinese_date
from yangguang.law.citation import cite

ONE_DAY = timedelta(days=1)


class Why(StrEnum):
    """What a day is in a count."""

    RECEIPT = "receipt"
    COUNTED = "counted"
    MAKE_UP = "make-up"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    PAUSED = "paused"

    @property
    def label(self) -> str:
        """The word printed for the day."""
        return _LABELS[self]


_LABELS = {
    Why.RECEIPT: "期限开始之日，不计",
    Why.COUNTED: "计入",
    Why.MAKE_UP: "调休上班，计入",
    Why.WEEKEND: "休息日，不计",
    Why.HOLIDAY: "节假日，不计",
    Why.PAUSED: "扣除，不计",
}


class CountedDay(NamedTuple):
    """One day of a count: ``number`` is its place among the counted ones, 0 if not counted.

    ``provisional`` marks a day of a year whose holidays no notice has arranged yet.
    """

    day: date
    why: Why
    number: int
    basis: str
    note: str = ""
    provisional: bool = False

    @property
    def counted(self) -> bool:
        """Whether the day uses up one day of the period."""
        return self.number > 0


@dataclass(frozen=True, slots=True)
class Span:
    """Days taken out of a count: each day d with ``after`` < d ≤ ``through``; None = still open.

    Reading: the day on which the consultation is sent still counts, the day on which the opinion
    arrives does not, and sent and answered on one day takes out nothing.
    """

    after: date
    through: date | None
    basis: str
    note: str = ""

    def covers(self, day: date) -> bool:
        """Whether the day is taken out."""
        return self.after < day and (self.through is None or day <= self.through)


@dataclass(frozen=True, slots=True)
class Count:
    """A period as counted. ``end`` is its last day, None while an open span stops it.

    ``certain`` is False where the end lies past the last arranged year: then ``end`` is a
    forecast that a later holiday notice may move.
    """

    days: tuple[CountedDay, ...]
    end: date | None
    certain: bool


def count_days(
    start: date,
    need: int,
    calendar: WorkCalendar,
    *,
    spans: Iterable[Span] = (),
    start_basis: str = "",
    counted_basis: str = "",
    start_counts: bool = False,
) -> Count:
    """The day by day account from ``start`` until ``need`` working days have been counted.

    ``start`` itself is listed and not counted (期间开始的日不计算) unless ``start_counts``. Spans may
    overlap; a day is taken out once and names each of them. Past the calendar's last arranged day
    it goes on with the forecast and says so. An open span ends the account with no end: nothing
    after it can be known. Raises ValueError for a need below one, CalendarUnknown before the
    calendar begins and BeyondForecast (one of its kind) where not even a forecast reaches.
    依据：法释〔2018〕1号第四十八条（期间开始的日不计算），《条例》没有规定。
    """
    if need < 1:
        raise ValueError(f"期限应当至少为1个工作日，现为{need}")
    taken_out = sorted(spans, key=_place)
    look = _Sight(calendar)
    days: list[CountedDay] = []
    day = start
    if not start_counts:
        look.within(start)
        days.append(CountedDay(start, Why.RECEIPT, 0, start_basis or _START_BASIS))
        day += ONE_DAY
    number = 0
    certain = True
    freed = max((span.through or date.max for span in taken_out), default=start)
    while number < need:
        covering = [span for span in taken_out if span.covers(day)] if day <= freed else None
        if covering:
            if any(span.through is None for span in covering):
                return Count(tuple(days), None, certain)
            days.append(_paused(day, covering, look.within(day)))
        else:
            status = look.status(day)
            if status.provisional:
                certain = False
            if status.working:
                number += 1
            days.append(_listed(status, number, counted_basis))
        day += ONE_DAY
    return Count(tuple(days), days[-1].day, certain)


def carry_on(count: Count, until: date, calendar: WorkCalendar, basis: str, note: str) -> Count:
    """The count continued to the working day on or next after ``until``, no further day counting.

    For a period whose end an office has put off to a day of its own naming. As it was where it
    ends later anyway, or has no end. Raises CalendarUnknown as ``count_days`` does.
    依据：法释〔2018〕1号第四十八条（期限届满的最后一日是节假日的，以节假日后的第一日为届满的日期）。
    """
    if count.end is None or until <= count.end:
        return count
    look = _Sight(calendar)
    certain = count.certain
    days = list(count.days)
    day = count.end
    while True:
        day += ONE_DAY
        status = look.status(day)
        days.append(CountedDay(day, Why.PAUSED, 0, basis, note, status.provisional))
        if day >= until and status.working:
            return Count(tuple(days), day, certain and not status.provisional)


class BeyondForecast(CalendarUnknown):
    """Not even a forecast reaches the day: most likely a slip of the pen; the message says so."""

    def __init__(self, day: date, first_known: date, last_known: date) -> None:
        super().__init__(day, first_known, last_known)
        self.args = (
            f"{chinese_date(day)}太远，期限只能预计到{chinese_date(last_known)}为止，请核对日期。",
        )


class _Sight:
    """A calendar that goes on with its own forecast where what is arranged ends."""

    def __init__(self, calendar: WorkCalendar) -> None:
        self.calendar = calendar
        self.last_known = calendar.last_known

    def status(self, day: date) -> DayStatus:
        if day > self.last_known:
            forecast = self.calendar.provisional()
            if day > forecast.last_known:
                raise BeyondForecast(day, forecast.first_known, forecast.last_known)
            return forecast.status(day)
        return self.calendar.status(day)

    def within(self, day: date) -> bool:
        """Whether a day that is not counted lies past what is arranged.

        Raises CalendarUnknown past the forecast: a pause of a thousand years is a slip of the pen,
        not a thousand years of lines.
        """
        return day > self.last_known and self.status(day).provisional


def _place(span: Span) -> tuple[date, date, str, str]:
    return span.after, span.through or date.max, span.note, span.basis


def _paused(day: date, covering: list[Span], provisional: bool) -> CountedDay:
    if len(covering) == 1:
        basis, note = covering[0].basis, covering[0].note
    else:
        basis = "、".join(dict.fromkeys(span.basis for span in covering))
        note = "；".join(dict.fromkeys(span.note for span in covering if span.note))
    return CountedDay(day, Why.PAUSED, 0, basis, note, provisional)


def _listed(status: DayStatus, number: int, counted_basis: str) -> CountedDay:
    kind = status.kind
    if kind is DayKind.WORKDAY:
        basis = counted_basis or status.basis or _WORKDAY_BASIS
        return CountedDay(status.day, Why.COUNTED, number, basis, "", status.provisional)
    return CountedDay(
        status.day,
        _WHY[kind],
        number if kind is DayKind.MAKE_UP else 0,
        status.basis or _WEEKEND_BASIS,
        status.name,
        status.provisional,
    )


_WHY = {
    DayKind.MAKE_UP: Why.MAKE_UP,
    DayKind.HOLIDAY: Why.HOLIDAY,
    DayKind.WEEKEND: Why.WEEKEND,
}
_START_BASIS = cite("litigation-interpretation-2018/48").short
_WEEKEND_BASIS = cite("working-hours-1995/7").short
_WORKDAY_BASIS = _WEEKEND_BASIS
