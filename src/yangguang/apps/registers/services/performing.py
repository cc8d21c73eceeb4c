"""What projects owe by an agreed day: a duty for each lot, opened, moved and discharged as the
project's rows say.

依据: the limit is the contract's own day (履约期限); what must be public after it the register's
definition names with its basis. Rows dated before the register's limits began owe nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.utils import timezone

from yangguang.apps.audit.actors import Actor
from yangguang.apps.audit.services import Subject
from yangguang.apps.duties.models import Duty, Outcome
from yangguang.apps.duties.services import (
    cancel_duty,
    discharge_duty,
    move_duty,
    open_duty,
    reopen_duty,
)
from yangguang.apps.registers.duty_kinds import PERFORM
from yangguang.apps.registers.models import Register, Version
from yangguang.apps.registers.selectors.projects import (
    Performance,
    Project,
    Promise,
    projects_of,
)
from yangguang.law.registers import Definition
from yangguang.law.registers.model import Owed

SUBJECT = "register-project"
SLOT_LENGTH = 32
MOVED = "约定的履约期限有变动"


def subject_of_project(project: Project) -> Subject:
    """The project as duties name it: by the row that bears its number first, which leads to its page."""
    first = min(project.notices, key=lambda one: one.row_id)
    return Subject(SUBJECT, str(first.row_id), project.name[:200], first.agency_id)


def settle_projects(
    register: Register,
    definition: Definition,
    versions: Sequence[Version],
    *,
    by: Actor,
    at: datetime,
) -> None:
    """Bring the duties of the projects to which these rows belong into line with what is public.

    In the caller's transaction, after the rows have become live or ceased to be.
    """
    timeline = definition.timeline
    if timeline is None or timeline.owed is None:
        return
    today = timezone.localdate(at)
    bases = [one.base for one in versions if one.base is not None]
    touched = {one.row_id: one for one in [*bases, *versions]}
    standing = _standing(touched)
    kept: set[int] = set()
    for project in projects_of(register, [*bases, *versions], today):
        subject = subject_of_project(project)
        for promise in project.promises:
            duty = _settle(register, project, promise, subject, timeline.owed, by=by, at=at)
            if duty is not None:
                kept.add(duty.pk)
        rows = {one.row_id: one for one in project.notices}
        standing |= {one.pk: one for one in _standing(rows).values()}
    for duty in standing.values():
        if duty.pk not in kept and duty.is_open:
            cancel_duty(duty=duty, why="公告已撤下或不再约定履约期限", by=by, at=at)


def _standing(rows: Iterable[int]) -> dict[int, Duty]:
    """The open duties that hang on these rows."""
    found: dict[int, Duty] = {}
    keys = [str(one) for one in rows]
    for start in range(0, len(keys), 500):
        for duty in Duty.objects.filter(
            subject_kind=SUBJECT, subject_key__in=keys[start : start + 500], closed_at=None
        ):
            found[duty.pk] = duty
    return found


def _settle(
    register: Register,
    project: Project,
    promise: Promise,
    subject: Subject,
    owed: Owed,
    *,
    by: Actor,
    at: datetime,
) -> Duty | None:
    stated, due = promise.stated, promise.due_on
    if stated is None or due is None or stated.d1 is None or register.duties_since is None:
        return None
    if promise.performance is Performance.ENDED:
        return None
    slot = promise.part[:SLOT_LENGTH]
    duty = Duty.objects.filter(
        kind=PERFORM, subject_kind=SUBJECT, subject_key=subject.key, slot=slot
    ).first()
    if duty is None:
        if stated.d1 < register.duties_since:
            return None
        named = f"“{project.name[:60]}”" + (f"（{promise.part[:20]}）" if promise.part else "")
        duty = open_duty(
            kind=PERFORM, agency=stated.agency, subject=subject,
            title=f"公开{owed.stage}信息：{named}", opened_on=min(stated.d1, due), due_on=due,
            slot=slot, basis=owed.basis, by=by, at=at,
        )  # fmt: skip
    elif not duty.is_open and (promise.met is None or duty.outcome == Outcome.CANCELLED):
        duty = reopen_duty(
            duty=duty, due_on=max(due, duty.opened_on), why="履约信息仍应公开", by=by, at=at
        )
    elif duty.is_open and duty.due_on != due:
        duty = move_duty(
            duty=duty, due_on=due, opened_on=min(duty.opened_on, due), why=MOVED, by=by, at=at
        )
    if promise.met is not None and duty.is_open:
        met_on = promise.met_on or due
        duty = discharge_duty(duty=duty, on=max(met_on, duty.opened_on), by=by, at=at)
    return duty
