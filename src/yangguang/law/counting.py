"""Working days counted one by one, so that whoever doubts a date can point at a line.

Every period of this package that is measured in 工作日 (reply, supplement notice, third party's
answer, payment) is counted here and nowhere else: two engines would differ by a day.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from yangguang.law.calendar import CalendarUnknown, DayKind, DayStatus, WorkCalendar
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
    Why.RECEIPT: "起算日（当日不计）",
    Why.COUNTED: "计入",
    Why.MAKE_UP: "调休上班，计入",
    Why.WEEKEND: "休息日，不计",
    Why.HOLIDAY: "节假日，不计",
    Why.PAUSED: "扣除，不计",
}


@dataclass(frozen=True, slots=True)
class CountedDay:
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

    ``start`` itself is listed and not counted (期间开始的日不计算) unless ``start_counts``. Past
    the calendar's last arranged day it goes on with the forecast and says so. An open span ends
    the account with no end: nothing after it can be known. Raises ValueError for a need below
    one and CalendarUnknown where not even a forecast reaches.
    依据：法释〔2018〕1号第四十八条（期间开始的日不计算），《条例》没有规定。
    """
    if need < 1:
        raise ValueError(f"期限应当至少为1个工作日，现为{need}")
    taken_out = sorted(spans, key=lambda span: span.after)
    days: list[CountedDay] = []
    number = 0
    certain = True
    source = calendar
    day = start
    if not start_counts:
        days.append(CountedDay(start, Why.RECEIPT, 0, start_basis or _START_BASIS))
        day += ONE_DAY
    while number < need:
        span = next((span for span in taken_out if span.covers(day)), None)
        if span is not None:
            if span.through is None:
                return Count(tuple(days), None, certain)
            days.append(CountedDay(day, Why.PAUSED, 0, span.basis, span.note))
            day += ONE_DAY
            continue
        try:
            status = source.status(day)
        except CalendarUnknown:
            if source is not calendar or day < calendar.first_known:
                raise
            source = calendar.provisional()
            status = source.status(day)
        certain = certain and not status.provisional
        if status.working:
            number += 1
        days.append(_listed(status, number, counted_basis))
        day += ONE_DAY
    return Count(tuple(days), days[-1].day, certain)


def _listed(status: DayStatus, number: int, counted_basis: str) -> CountedDay:
    if status.kind is DayKind.WORKDAY:
        basis = counted_basis or status.basis
        return CountedDay(status.day, Why.COUNTED, number, basis, "", status.provisional)
    why = {
        DayKind.MAKE_UP: Why.MAKE_UP,
        DayKind.HOLIDAY: Why.HOLIDAY,
        DayKind.WEEKEND: Why.WEEKEND,
    }[status.kind]
    basis = status.basis or (_WEEKEND_BASIS if why is Why.WEEKEND else "")
    return CountedDay(
        status.day,
        why,
        number if status.working else 0,
        basis,
        status.name,
        status.provisional,
    )


_START_BASIS = cite("litigation-interpretation-2018/48").short
_WEEKEND_BASIS = cite("working-hours-1995/7").short


def merge_spans(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Overlapping spans united, so that no day is taken out twice; notes are joined."""
    merged: list[Span] = []
    for span in sorted(spans, key=lambda one: (one.after, one.through or date.max)):
        last = merged[-1] if merged else None
        if last is None or (last.through is not None and span.after > last.through):
            merged.append(span)
            continue
        through = (
            None
            if last.through is None or span.through is None
            else max(last.through, span.through)
        )
        notes = [note for note in (last.note, span.note) if note]
        merged[-1] = Span(last.after, through, last.basis, "；".join(dict.fromkeys(notes)))
    return tuple(merged)
