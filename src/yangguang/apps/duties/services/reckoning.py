"""Which open duties another calendar would move: the list that somebody has to read and sign."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from yangguang.apps.audit.services import Subject
from yangguang.apps.duties import calendars
from yangguang.apps.duties.calendars import Calendars, first_difference, nearest, working_digest
from yangguang.apps.duties.models import (
    AgencyCalendar,
    CalendarChange,
    CalendarMark,
    CalendarRevision,
    Duty,
)
from yangguang.apps.duties.registry import Move, Recompute, kinds, revision_kind
from yangguang.law.calendar import CalendarUnknown, WorkCalendar

BATCH = 500


def verb_of(revision: CalendarRevision, act: str) -> str:
    """The name of an act on a change: ``calendar.propose``, or with the word of its own kind."""
    kind = revision_kind(revision.kind)
    return f"{kind.verb if kind else 'calendar'}.{act}"


def subject_of(revision: CalendarRevision) -> Subject:
    """How the record of acts names a change of calendar."""
    return Subject("calendar-revision", str(revision.pk), revision.cause, revision.agency_id)


def differences(
    revision: CalendarRevision, before: Calendars, after: Calendars, *, on: date
) -> Iterator[Move]:
    """The open duties that stand on another day by the new calendars, in order of the body.

    ``on`` is the day whose assignment of regions counts. What is due before the first day on
    which two calendars differ cannot move and is not asked; after an update of the software the
    former calendar is no longer at hand, and all are asked.
    """
    everything = revision.notice_id is None and revision.agency_id is None
    asking = {kind.code: kind for kind in kinds() if kind.asking("") is not None}
    regions = {row.agency_id: row.region for row in calendars.in_use(on)}
    changed = dict(regions)
    if revision.agency_id is not None:
        changed[revision.agency_id] = revision.region
    first: dict[tuple[str, str], date | None] = {}
    rows = (
        Duty.objects.filter(closed_at__isnull=True, kind__in=list(asking))
        .select_related("agency")
        .order_by("agency__path", "due_on", "id")
    )
    if revision.agency_id is not None:
        below = [key for key, _ in calendars.descendants([revision.agency_id])]
        rows = rows.filter(agency__in=below)
    for duty in rows.iterator(chunk_size=BATCH):
        old_region = str(nearest(duty.agency, regions) or "")
        new_region = str(nearest(duty.agency, changed) or "")
        old, new = before.of(old_region), after.of(new_region)
        pair = (old_region, new_region)
        if pair not in first:
            first[pair] = first_difference(old, new)
        begins = first[pair]
        if not everything and (begins is None or duty.due_on < begins):
            continue
        ask = asking[duty.kind].asking(duty.slot)
        answer = recomputed(ask, duty.subject_key, new) if ask is not None else None
        if answer is not None and answer != (duty.due_on, duty.provisional):
            yield Move(duty, *answer)


def recomputed(
    ask: Recompute, subject_key: str, calendar: WorkCalendar
) -> tuple[date, bool] | None:
    """The last day by a calendar and whether it is only expected; None where none follows.

    Where the count leaves the arranged years it goes on with the forecast.
    """
    try:
        day = ask(subject_key, calendar)
    except CalendarUnknown:
        try:
            day = ask(subject_key, calendar.provisional())
        except CalendarUnknown:
            return None
    return None if day is None else (day, day > calendar.last_known)


def list_changes(revision: CalendarRevision, moved: list[Move]) -> None:
    CalendarChange.objects.bulk_create(
        [
            CalendarChange(
                revision=revision,
                duty=one.duty,
                due_before=one.due_before,
                due_after=one.due_on,
                provisional_before=one.duty.provisional,
                provisional_after=one.provisional,
            )
            for one in moved
        ],
        batch_size=BATCH,
    )


def regions_in_use() -> list[str]:
    rows = AgencyCalendar.objects.filter(valid_to__isnull=True).values_list("region", flat=True)
    return sorted({"", *rows})


def remember_marks(now: Calendars, at: datetime) -> None:
    for region in regions_in_use():
        CalendarMark.objects.update_or_create(
            region=region,
            defaults={"digest": working_digest(now.of(region)), "noted_at": at},
        )
