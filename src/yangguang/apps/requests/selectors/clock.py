"""The clock ledger as ``law.clock`` reads it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from yangguang.apps.duties.calendars import calendar_of
from yangguang.apps.requests.models import Application, ClockEntry
from yangguang.law.calendar import WorkCalendar
from yangguang.law.clock import Entry, EntryKind


def ledger_of(application: Application) -> list[ClockEntry]:
    """Every row, struck ones and their strikes too, in the order in which they were written."""
    return list(
        ClockEntry.objects.filter(application=application)
        .select_related("letter", "strikes")
        .order_by("id")
    )


def standing(rows: Iterable[ClockEntry]) -> list[ClockEntry]:
    """The rows that count: neither struck nor a strike."""
    listed = list(rows)
    struck = {row.strikes_id for row in listed if row.strikes_id}
    return [row for row in listed if row.pk not in struck and row.strikes_id is None]


def as_entry(row: ClockEntry) -> Entry:
    """The row as the pure engine takes it."""
    return Entry(
        row.day,
        EntryKind(row.kind),
        key=row.key,
        days=row.days,
        until=row.until,
        document=row.letter.number if row.letter and row.letter.number else "",
    )


def entries_of(application: Application) -> list[Entry]:
    """The ledger of one application, ready to be reckoned."""
    rows = list(
        ClockEntry.objects.filter(application=application)
        .order_by("id")
        .values_list("pk", "strikes", "day", "kind", "key", "days", "until", "letter__number")
    )
    struck = {strikes for _, strikes, *_ in rows if strikes is not None}
    return [
        Entry(day, EntryKind(kind), key=key, days=days, until=until, document=number or "")
        for pk, strikes, day, kind, key, days, until, number in rows
        if strikes is None and pk not in struck
    ]


def calendar_of_case(application: Application, today: date) -> WorkCalendar:
    """By which calendar the case counts: its body's as followed today, or on the day of the reply
    once there is one, so that the proof of a closed case stays as it was."""
    return calendar_of(application.agency, on=application.closed_on or today)
