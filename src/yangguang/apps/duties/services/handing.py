"""Duties when people leave and bodies are put right: they pass on with everything else."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from yangguang.apps.agencies.models import Agency, User
from yangguang.apps.audit.actors import Actor
from yangguang.apps.audit.services import new_act, record_many
from yangguang.apps.duties.models import Duty, DutyChange
from yangguang.apps.duties.services.writing import subject_of

BATCH = 500


def count_of(user: User) -> int:
    """How many open duties lie with the person."""
    return Duty.objects.filter(person=user, closed_at__isnull=True).count()


def pass_on_duties(leaver: User, successor: User, by: Actor, at: datetime) -> int:
    """Lay every open duty of the leaver with the successor, in the caller's transaction."""
    duties = list(
        Duty.objects.select_for_update()
        .filter(person=leaver, closed_at__isnull=True)
        .order_by("pk")
    )
    Duty.objects.filter(pk__in=[duty.pk for duty in duties]).update(person=successor)
    why = f"离岗移交：{leaver.name} → {successor.name}"
    _remember(duties, DutyChange.What.ASSIGNED, why, by=by, at=at)
    record_many(
        new_act(
            by=by,
            at=at,
            verb="duty.assign",
            subject=subject_of(duty),
            reason="离岗移交",
            before={"person": leaver.name},
            after={"person": successor.name},
        )
        for duty in duties
    )
    return len(duties)


def repoint_duties(old: Agency, new: Agency, by: Actor, at: datetime) -> int:
    """Put every duty of one body under another, in the caller's transaction; gives how many."""
    duties = list(Duty.objects.select_for_update().filter(agency=old).order_by("pk"))
    Duty.objects.filter(agency=old).update(agency=new)
    for duty in duties:
        duty.agency = new
    why = f"归并机构：{old.name} → {new.name}"
    _remember(duties, DutyChange.What.HANDED, why, by=by, at=at)
    record_many(
        new_act(
            by=by,
            at=at,
            verb="duty.repoint",
            subject=subject_of(duty),
            before={"agency": old.pk, "name": old.name},
            after={"agency": new.pk, "name": new.name},
        )
        for duty in duties
    )
    return len(duties)


def _remember(
    duties: Iterable[Duty], what: DutyChange.What, why: str, *, by: Actor, at: datetime
) -> None:
    DutyChange.objects.bulk_create(
        [
            DutyChange(duty=duty, what=what, due_after=duty.due_on, why=why, by_name=by.name, at=at)
            for duty in duties
        ],
        batch_size=BATCH,
    )
