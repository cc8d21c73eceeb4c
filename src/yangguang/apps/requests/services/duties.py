"""The smaller duties of a case, found and ended by their kind."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from yangguang.apps.agencies.models import User
from yangguang.apps.audit.actors import Actor
from yangguang.apps.duties.calendars import calendar_of
from yangguang.apps.duties.models import Duty
from yangguang.apps.duties.services import (
    assign_duty,
    cancel_duty,
    discharge_duty,
    move_duty,
    open_duty,
    reopen_duty,
)
from yangguang.apps.requests.duty_kinds import HANDLING_KINDS
from yangguang.apps.requests.models import Application
from yangguang.apps.requests.services.steps import Step, subject_of
from yangguang.law.calendar import WorkCalendar
from yangguang.law.counting import Count, count_days


@dataclass(frozen=True, slots=True)
class Limit:
    """A last day; ``provisional`` where it rests on a year whose holidays are not arranged yet."""

    day: date
    provisional: bool = False


def find_duty(kind: str, application: Application, slot: str = "") -> Duty | None:
    """The duty of this kind about the application, open or closed."""
    subject = subject_of(application)
    return Duty.objects.filter(
        kind=kind, subject_kind=subject.kind, subject_key=subject.key, slot=slot
    ).first()


def owe(
    doing: Step,
    kind: str,
    *,
    title: str,
    opened_on: date,
    due_on: date,
    slot: str = "",
    basis: str = "",
    provisional: bool = False,
    person: User | None = None,
) -> Duty:
    """Open the duty, or set it to this day where it is there already."""
    application = doing.application
    found = open_duty(
        kind=kind,
        agency=application.agency,
        subject=subject_of(application),
        title=f"{application.number} {title}",
        opened_on=opened_on,
        due_on=due_on,
        slot=slot,
        basis=basis,
        provisional=provisional,
        person=person or application.handler,
        by=doing.by,
        at=doing.at,
    )
    if not found.is_open:
        return reopen_duty(
            duty=found, due_on=due_on, why=title, provisional=provisional, by=doing.by, at=doing.at
        )
    first = min(opened_on, found.opened_on)
    if (found.due_on, found.provisional, found.opened_on) == (due_on, provisional, first):
        return found
    return move_duty(
        duty=found,
        due_on=due_on,
        why=title,
        provisional=provisional,
        opened_on=first,
        by=doing.by,
        at=doing.at,
    )


def done(doing: Step, kind: str, *, on: date, slot: str = "") -> None:
    """End the duty as done, where it is open."""
    duty = find_duty(kind, doing.application, slot)
    if duty is not None and duty.is_open:
        discharge_duty(duty=duty, on=max(on, duty.opened_on), by=doing.by, at=doing.at)


def drop(doing: Step, kind: str, *, why: str, slot: str = "") -> None:
    """End the duty as no longer owed, where it is open."""
    duty = find_duty(kind, doing.application, slot)
    if duty is not None and duty.is_open:
        cancel_duty(duty=duty, why=why, by=doing.by, at=doing.at)


def drop_handling(doing: Step, *, why: str) -> None:
    """End every open duty of handling as no longer owed.

    What is owed to a court, to an objector or to the archive stays.
    """
    for duty in open_duties(doing.application):
        if duty.kind in HANDLING_KINDS:
            cancel_duty(duty=duty, why=why, by=doing.by, at=doing.at)


def lay_with(application: Application, person: User | None, *, by: Actor, at: datetime) -> None:
    """Every open duty of the case lies with this person from now on."""
    for duty in open_duties(application):
        assign_duty(duty=duty, person=person, by=by, at=at)


def open_duties(application: Application) -> list[Duty]:
    """What is still owed in this case."""
    subject = subject_of(application)
    return list(
        Duty.objects.filter(
            subject_kind=subject.kind, subject_key=subject.key, closed_at__isnull=True
        ).order_by("due_on", "id")
    )


def calendar_for(application: Application, on: date) -> WorkCalendar:
    """The working calendar of the application's body."""
    return calendar_of(application.agency, on=on)


def limit_of(count: Count) -> Limit:
    """The last day of a counted period. Raises ValueError for one that an open span stops."""
    if count.end is None:
        raise ValueError("the period has no end yet")
    return Limit(count.end, not count.certain)


def limit_after(calendar: WorkCalendar, day: date, need: int) -> Limit:
    """The last day of a period of working days from the day after."""
    return limit_of(count_days(day, need, calendar))


def due_after(calendar: WorkCalendar, day: date, need: int) -> date:
    """The same as a bare day, for first values of forms."""
    return limit_after(calendar, day, need).day
