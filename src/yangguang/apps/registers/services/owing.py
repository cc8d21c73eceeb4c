"""The duties that follow from a row's dates: to publish it in time, to take it down in time.

依据: each limit names its own article in the definition; the working days are those of the body.
Rows dated before the register's limits began are old stock and owe nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.utils import timezone

from yangguang.apps.audit.actors import Actor
from yangguang.apps.audit.services import Subject
from yangguang.apps.duties.calendars import calendar_of
from yangguang.apps.duties.models import Duty as Owed
from yangguang.apps.duties.services import cancel_duty, discharge_duty, open_duty
from yangguang.apps.registers.duty_kinds import KIND_OF, PUBLISH, WITHDRAW
from yangguang.apps.registers.models import ChangeSet, Version, What
from yangguang.law.calendar import CalendarUnknown, WorkCalendar
from yangguang.law.registers import Definition
from yangguang.law.registers.grammar import Term
from yangguang.law.registers.model import Duty, Limit
from yangguang.law.registers.staying import ends_on, retention_for
from yangguang.law.registers.values import terms_of

SUBJECT = "register-row"


def subject_of_row(version: Version) -> Subject:
    """The row as duties and acts name it."""
    return Subject(SUBJECT, str(version.row_id), version.title, version.agency_id)


def due_day(limit: Limit, start: date, calendar: WorkCalendar) -> tuple[date, bool]:
    """The last day of a limit that starts on ``start``, and whether it is provisional.

    The day itself does not count (依据：《民法典》第二百零一条第一款).
    """
    if limit.by is not None:
        return date(start.year + 1, *limit.by), False
    if not limit.working:
        return start + timedelta(days=limit.days), False
    try:
        return calendar.add(start, limit.days), False
    except CalendarUnknown:
        return calendar.provisional().add(start, limit.days), True


def starts_on(limit: Limit, terms: dict[str, Term]) -> date | None:
    """The day a limit runs from for this row; None where it does not apply or has not begun."""
    if limit.when is not None and limit.when.value(terms) is not True:
        return None
    start = terms.get(limit.start)
    return start if isinstance(start, date) else None


def owe_publication(
    change_set: ChangeSet,
    drafts: Sequence[Version],
    definition: Definition,
    *,
    by: Actor,
    at: datetime,
) -> None:
    """Open the duties to publish for rows that are proposed for the first time."""
    limits = [one for one in definition.limits if one.act is Duty.PUBLISH]
    if limits:
        _owe(change_set, [one for one in drafts if one.what == What.ADDED], definition, limits,
             by=by, at=at)  # fmt: skip


def settle_duties(
    change_set: ChangeSet,
    versions: Sequence[Version],
    definition: Definition,
    *,
    by: Actor,
    at: datetime,
) -> None:
    """After publication: what was to be published is, what was to go is gone, and what a row's new
    dates demand next is owed from now on."""
    if not definition.limits:
        return
    keys = [str(one.row_id) for one in versions]
    open_now = {}
    for start in range(0, len(keys), 500):
        for owed in Owed.objects.filter(
            subject_kind=SUBJECT, subject_key__in=keys[start : start + 500], closed_at=None
        ):
            open_now[owed.subject_key, owed.kind] = owed
    today = timezone.localdate(at)
    gone = {str(one.row_id) for one in versions if one.what == What.REMOVED}
    for (key, kind), owed in open_now.items():
        if kind == PUBLISH or (kind == WITHDRAW and key in gone):
            discharge_duty(duty=owed, on=max(today, owed.opened_on), by=by, at=at)
        elif key in gone:
            cancel_duty(duty=owed, why="条目已取消", by=by, at=at)
    further = [one for one in definition.limits if one.act is not Duty.PUBLISH]
    standing = [one for one in versions if one.what != What.REMOVED]
    if further:
        _owe(change_set, standing, definition, further, by=by, at=at)


def drop_duties(versions: Sequence[Version], *, why: str, by: Actor, at: datetime) -> None:
    """Nothing is owed any more for rows whose first proposal was taken back."""
    keys = [str(one.row_id) for one in versions if one.what == What.ADDED]
    for owed in Owed.objects.filter(
        subject_kind=SUBJECT, subject_key__in=keys, kind=PUBLISH, closed_at=None
    ):
        cancel_duty(duty=owed, why=why, by=by, at=at)


def down_day(definition: Definition, version: Version, published: date) -> date | None:
    """The day on which the row comes down by itself; None where it stays."""
    terms = terms_of(definition, version.values)
    retention = retention_for(definition, terms)
    if retention is None:
        return None
    start = published if retention.start == "published" else terms.get(retention.start)
    return ends_on(retention, start) if isinstance(start, date) else None


def _owe(
    change_set: ChangeSet,
    versions: Sequence[Version],
    definition: Definition,
    limits: Sequence[Limit],
    *,
    by: Actor,
    at: datetime,
) -> None:
    register = change_set.register
    if register.duties_since is None:
        return
    calendars: dict[int, WorkCalendar] = {}
    for version in versions:
        terms = {"published": timezone.localdate(at), **terms_of(definition, version.values)}
        for limit in limits:
            start = starts_on(limit, terms)
            if start is None or start < register.duties_since:
                continue
            calendar = calendars.get(version.agency_id)
            if calendar is None:
                calendar = calendars[version.agency_id] = calendar_of(version.agency, on=start)
            due, provisional = due_day(limit, start, calendar)
            named = "" if definition.personal else f"“{version.row.key[:40]}”"
            open_duty(
                kind=KIND_OF[limit.act],
                agency=version.agency,
                subject=subject_of_row(version),
                title=limit.title or f"{_VERB[limit.act]}{definition.row_name}{named}",
                opened_on=start,
                due_on=due,
                provisional=provisional,
                basis=limit.basis,
                slot=limit.start,
                by=by,
                at=at,
            )


_VERB = {Duty.PUBLISH: "公示", Duty.WITHDRAW: "撤下", Duty.RENEW: "更新"}
