"""The one place where rows of duties are changed: lock, history row, audit row, event."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from yangguang.apps.agencies.verdicts import refuse
from yangguang.apps.audit.actors import Actor
from yangguang.apps.audit.services import Subject, record
from yangguang.apps.duties.models import Duty, DutyChange
from yangguang.apps.events.services import emit
from yangguang.apps.rows import add_row

WHY_LENGTH = 500
BASIS_LENGTH = 300
TITLE_LENGTH = 200


def subject_of(duty: Duty) -> Subject:
    """How the record of acts names the duty."""
    return Subject("duty", str(duty.pk), duty.title, duty.agency_id)


def locked(duty: Duty) -> Duty:
    """The duty as it stands, held until the caller's transaction ends."""
    return Duty.objects.select_for_update().get(pk=duty.pk)


def locked_open(duty: Duty) -> Duty:
    """The same, for acts on what is still owed. Raises Refused where it is closed."""
    return require_open(locked(duty))


def require_open(duty: Duty) -> Duty:
    """The duty, where it is still owed. Raises Refused."""
    if not duty.is_open:
        raise refuse(
            "事项已结束",
            f"“{duty.title}”已于 {duty.closed_on} {duty.get_outcome_display()}，不能再变动。"
            "确需继续办理的，请先在原办件上重新打开。",
        )
    return duty


def write_change(
    duty: Duty,
    what: DutyChange.What,
    verb: str,
    *,
    by: Actor,
    at: datetime,
    why: str = "",
    citation: str = "",
    due_before: date | None = None,
    before: Mapping[str, object] | None = None,
    after: Mapping[str, object] | None = None,
) -> None:
    """Save nothing of the duty itself; add its history row, its audit row and its event."""
    add_row(
        DutyChange(
            duty=duty,
            what=what,
            due_before=due_before,
            due_after=duty.due_on,
            why=why[:WHY_LENGTH],
            citation=citation[:BASIS_LENGTH],
            by_name=by.name,
            at=at,
        )
    )
    record(
        by=by,
        at=at,
        verb=verb,
        subject=subject_of(duty),
        basis=citation,
        reason=why,
        before=before,
        after=after,
    )
    emit(at=at, kind=verb, subject_key=str(duty.pk), payload={"by": by.key})
