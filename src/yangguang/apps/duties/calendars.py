"""The working calendar that counts for a body today: nation, region, and the office's own notices.

Calendars themselves are values of ``law.calendar``; here is only which of them holds for whom,
and the notices that an office adopted beside those shipped. Each calendar is built once and kept
by the set of notices it rests on, so that adopting one takes effect in every process at once.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from django.db.models import Q

from yangguang.apps.agencies.models import Agency
from yangguang.apps.agencies.selectors import in_force
from yangguang.apps.duties.models import AgencyCalendar, CalendarNotice
from yangguang.apps.remembering import remembered
from yangguang.law.calendar import (
    CalendarUnknown,
    Notice,
    WorkCalendar,
    parse_notice,
    regional,
    with_notices,
)

ONE_DAY = timedelta(days=1)


def adopted() -> list[CalendarNotice]:
    """The notices in use, in the order in which they were signed off."""
    return list(
        CalendarNotice.objects.filter(adopted_at__isnull=False, superseded_at__isnull=True)
        .order_by("adopted_at", "pk")
        .only("pk", "text")
    )


@lru_cache(maxsize=64)
def _notice(text: str) -> Notice:
    return parse_notice(text)


@lru_cache(maxsize=64)
def _built(region: str, notices: tuple[Notice, ...]) -> WorkCalendar:
    return with_notices(regional(region), notices, region=region)


@dataclass(frozen=True, slots=True)
class Calendars:
    """Every calendar by region, on top of one set of notices."""

    notices: tuple[Notice, ...] = ()

    def of(self, region: str) -> WorkCalendar:
        """The calendar of a region; ``""`` is the nation. Raises UnknownRegion, CalendarUnknown."""
        return _built(region, self.notices)

    def with_notice(self, notice: Notice) -> Calendars:
        """These calendars with one more notice on top."""
        return Calendars((*self.notices, notice))

    def without(self, notice: Notice) -> Calendars:
        """These calendars as if that notice had not been adopted."""
        return Calendars(tuple(one for one in self.notices if one != notice))


def current() -> Calendars:
    """The calendars by the notices that are in use now: one query."""
    return remembered("calendars", lambda: Calendars(tuple(_notice(row.text) for row in adopted())))


def in_use(on: date) -> list[AgencyCalendar]:
    """The rows that say which body follows which region on that day."""
    return remembered(
        ("regions", on),
        lambda: list(AgencyCalendar.objects.filter(in_force(on)).order_by("valid_from", "pk")),
    )


def nearest(agency: Agency, values: Mapping[int, object]) -> object | None:
    """What is set for the body itself or for the nearest one above it; None where nothing is."""
    chain = [int(part) for part in agency.path.strip("/").split("/") if part] or [agency.pk]
    return next((values[key] for key in reversed(chain) if key in values), None)


def region_of(agency: Agency, on: date) -> str:
    """The region whose calendar the body follows on that day; empty for the nation's."""
    found = nearest(agency, {row.agency_id: row.region for row in in_use(on)})
    return str(found) if found is not None else ""


def calendar_of(agency: Agency, on: date) -> WorkCalendar:
    """The working calendar of the body as it follows it on that day.

    The region is the body's own, else that of the nearest body above, else the nation; the
    notices are those in use now.
    """
    return current().of(region_of(agency, on))


@dataclass(frozen=True, slots=True)
class Forecast:
    """Working days counted for display: beyond what is arranged it goes on, and never fails.

    A light has to show something on every day. Past the last notice the statutory days alone
    count; where not even those reach, weekdays do. No date that is owed comes from here.
    """

    calendar: WorkCalendar

    def add(self, day: date, n: int) -> date:
        """The n-th working day after ``day``."""
        for source in (self.calendar, self.calendar.provisional()):
            try:
                return source.add(day, n)
            except CalendarUnknown:
                continue
        while n > 0:
            day += ONE_DAY
            n -= day.weekday() < 5
        return day

    def left(self, today: date, due: date) -> int:
        """Working days still to come, the last one included; negative: those gone by since."""
        if due < today:
            return -self._count(due, today)
        return self._count(today, due)

    def _count(self, after: date, through: date) -> int:
        for source in (self.calendar, self.calendar.provisional()):
            try:
                return source.count(after, through)
            except CalendarUnknown:
                continue
        days = (through - after).days
        return sum((after + ONE_DAY * (one + 1)).weekday() < 5 for one in range(days))

    def first_reaching(self, due: date, left: int) -> date:
        """The first day on which no more than ``left`` working days are left until ``due``.

        For a negative number, the first day on which so many have gone by since.
        """
        if left < 0:
            return self.add(due, -left)
        day = due
        while self.left(day - ONE_DAY, due) <= left:
            day -= ONE_DAY
        return day


def working_digest(calendar: WorkCalendar) -> str:
    """SHA-256 over every working day, the same in every process."""
    text = hashlib.sha256()
    day = calendar.first_known
    while day <= calendar.last_known:
        text.update(b"1" if calendar.is_working(day) else b"0")
        day += ONE_DAY
    text.update(f"{calendar.first_known}{calendar.last_known}".encode())
    return text.hexdigest()


def first_difference(one: WorkCalendar, other: WorkCalendar) -> date | None:
    """The first day on which the two disagree, None where they agree throughout.

    A day that only one of them knows is a disagreement. What was due before it cannot move.
    """
    if one == other:
        return None
    if one.first_known != other.first_known:
        return min(one.first_known, other.first_known)
    day = one.first_known
    end = min(one.last_known, other.last_known)
    while day <= end:
        if one.is_working(day) != other.is_working(day):
            return day
        day += ONE_DAY
    return None if one.last_known == other.last_known else day


def descendants(keys: Iterable[int]) -> list[tuple[int, str]]:
    """Key and path of these bodies and of all below them, in two queries."""
    below = Q(pk__in=[])
    for path in Agency.objects.filter(pk__in=list(keys)).values_list("path", flat=True):
        below |= Q(path__startswith=path)
    return list(Agency.objects.filter(below).values_list("pk", "path"))
