"""The retention schedule at work: listing what is due, and destroying it once a person signs."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction

from yangguang.apps.audit.actors import Actor, ActorKind
from yangguang.apps.audit.services import Subject, record
from yangguang.apps.vault.models import RetentionEntry
from yangguang.apps.vault.problems import NotAllowed
from yangguang.apps.vault.retention import Due, due_for_destruction
from yangguang.apps.vault.services.keys import destroy_subject

NOT_DUE = "其中 {count} 人的信息尚未到期或者仍在使用（如案件重新办理、涉诉），不能销毁。请刷新到期清单后重新选择。"


def list_due(*, by: Actor, at: datetime) -> int:
    """Bring the list of what is due up to date; gives how many people stand on it.

    Nothing is destroyed. Who came onto the list stays with the day of the first listing; who is
    needed again goes off it.
    """
    due = {one.subject_id: one for one in due_for_destruction(at)}
    with transaction.atomic():
        listed = {row.subject_id: row for row in RetentionEntry.objects.select_for_update()}
        stale = [row.pk for key, row in listed.items() if key not in due]
        for start in range(0, len(stale), 500):
            RetentionEntry.objects.filter(pk__in=stale[start : start + 500]).delete()
        fresh = [_entry(one, at) for key, one in due.items() if key not in listed]
        RetentionEntry.objects.bulk_create(fresh, batch_size=500)
        if fresh or stale:
            record(
                by=by,
                at=at,
                verb="person.list-due",
                subject=Subject("retention", "list", "到期个人信息清单"),
                after={"added": len(fresh), "removed": len(stale), "listed": len(due)},
            )
    return len(due)


def destroy_due(
    subjects: Collection[UUID], *, by: Actor, at: datetime, basis: str = ""
) -> list[UUID]:
    """Destroy listed people's data with one signature; all or none.

    ``basis`` may name the approval; the rule's own basis is kept with it. Raises NotAllowed where
    somebody is not on the list or no longer due, or nobody signs.
    """
    if by.kind is ActorKind.SYSTEM:
        raise NotAllowed("销毁个人信息须由工作人员签字确认，系统不能自行销毁。")
    wanted = set(subjects)
    with transaction.atomic():
        due = {one.subject_id: one for one in due_for_destruction(at)}
        listed = set(RetentionEntry.objects.values_list("subject_id", flat=True))
        wrong = [key for key in wanted if key not in due or key not in listed]
        if wrong:
            raise NotAllowed(NOT_DUE.format(count=len(wrong)))
        destroyed = sorted(wanted)
        for key in destroyed:
            one = due[key]
            destroy_subject(
                key,
                by=by,
                at=at,
                basis=f"{basis.strip()}；{one.rule.basis}" if basis.strip() else one.rule.basis,
                agency_key=one.agency_key,
            )
    return destroyed


def _entry(due: Due, at: datetime) -> RetentionEntry:
    return RetentionEntry(
        subject_id=due.subject_id,
        kind=due.rule.kind,
        label=due.label[:300],
        agency_key=due.agency_key,
        ended_on=due.ended_on,
        due_on=due.due_on,
        basis=due.rule.basis[:300],
        listed_at=at,
    )
