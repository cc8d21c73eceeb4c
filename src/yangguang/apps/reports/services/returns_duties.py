"""The duty to hand a return in: opened with its round, discharged by submitting, new when sent back."""

from __future__ import annotations

from datetime import date, datetime

from django.utils import timezone

from yangguang.apps.agencies.permissions import Permission
from yangguang.apps.audit.actors import Actor
from yangguang.apps.duties.models import Duty
from yangguang.apps.duties.registry import DutyKind
from yangguang.apps.duties.services import cancel_duty, discharge_duty, move_duty, open_duty
from yangguang.apps.duties.services import reopen_duty as reopen
from yangguang.apps.reports.models import Return
from yangguang.apps.reports.services.returns_writing import SUBJECT_KIND, subject_of

SUBMIT = "returns.submit"
KIND = DutyKind(SUBMIT, "报送统计报表", "《条例》第四十九条", Permission.RETURN_FILL, action="填报")


def owe(row: Return, *, by: Actor, at: datetime) -> Duty:
    """The duty to submit by the return's last day."""
    return open_duty(
        kind=SUBMIT,
        agency=row.agency,
        subject=subject_of(row),
        title=f"报送{row.round.title}",
        opened_on=min(timezone.localdate(at), row.due_on),
        due_on=row.due_on,
        basis=row.round.definition.basis,
        by=by,
        at=at,
    )


def owe_correction(row: Return, *, due_on: date, by: Actor, at: datetime) -> Duty:
    """The duty to correct and submit again what was sent back."""
    return open_duty(
        kind=SUBMIT,
        agency=row.agency,
        subject=subject_of(row),
        slot=f"correct-{row.times_back}",
        title=f"更正{row.round.title}",
        opened_on=timezone.localdate(at),
        due_on=due_on,
        basis=row.round.definition.basis,
        by=by,
        at=at,
    )


def duties_of(row: Return) -> list[Duty]:
    """Every duty to submit this return, oldest first."""
    return list(
        Duty.objects.filter(
            kind=SUBMIT, subject_kind=SUBJECT_KIND, subject_key=str(row.pk)
        ).order_by("pk")
    )


def done(row: Return, *, by: Actor, at: datetime) -> None:
    """End what is owed as done today, in time or late."""
    today = timezone.localdate(at)
    for duty in duties_of(row):
        if duty.is_open:
            discharge_duty(duty=duty, on=max(today, duty.opened_on), by=by, at=at)


def owe_again(row: Return, *, why: str, by: Actor, at: datetime) -> None:
    """What was handed in was taken back: the newest duty is owed again by its own day."""
    for duty in duties_of(row)[-1:]:
        if not duty.is_open:
            reopen(duty=duty, due_on=duty.due_on, why=why, by=by, at=at)


def move(row: Return, *, why: str, by: Actor, at: datetime) -> None:
    """The return's last day has changed."""
    for duty in duties_of(row)[:1]:
        if duty.is_open:
            move_duty(
                duty=duty, due_on=row.due_on, opened_on=min(duty.opened_on, row.due_on), why=why,
                by=by, at=at,
            )  # fmt: skip


def drop(row: Return, *, why: str, by: Actor, at: datetime) -> None:
    """The return is no longer owed."""
    for duty in duties_of(row):
        if duty.is_open:
            cancel_duty(duty=duty, why=why, by=by, at=at)
