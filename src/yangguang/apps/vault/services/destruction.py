"""The retention schedule at work: listing what is due, and destroying it once two persons signed."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from yangguang.apps.audit.actors import Actor, ActorKind
from yangguang.apps.audit.services import Subject, record
from yangguang.apps.vault.models import Destruction, DestructionLine, RetentionEntry
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


def propose_destruction(
    subjects: Collection[UUID],
    *,
    by: Actor,
    at: datetime,
    approval: str = "",
    agency_keys: Collection[int] | None = None,
) -> Destruction:
    """Put listed people on one list to be destroyed; nothing is destroyed before another signs.

    ``approval`` may name the document that approves it. ``agency_keys`` are the bodies that the
    proposer answers for, None for all. Raises NotAllowed for nobody, for somebody who is not on
    the list of what is due, out of reach or on another list already, and for the system.
    """
    _require_person(by)
    wanted = sorted(set(subjects))
    if not wanted:
        raise NotAllowed("请在到期清单中勾选要销毁的条目。")
    with transaction.atomic():
        due = _due_and_listed(wanted, at)
        if agency_keys is not None and any(one.agency_key not in agency_keys for one in due):
            raise NotAllowed("所选条目中有不属于您管理范围的，请刷新到期清单后重新选择。")
        waiting = DestructionLine.objects.filter(
            subject__in=wanted, destruction__state=Destruction.State.PENDING
        ).count()
        if waiting:
            raise NotAllowed(f"其中 {waiting} 人已在待复核的销毁清册中，不需要重复提出。")
        made = Destruction.objects.create(
            approval=approval.strip()[:200],
            people=len(due),
            proposed_by_key=by.key,
            proposed_by=by.name[:100],
            proposed_at=at,
        )
        DestructionLine.objects.bulk_create(
            [
                DestructionLine(
                    destruction=made,
                    subject_id=one.subject_id,
                    kind=one.rule.kind,
                    label=one.label[:300],
                    agency_key=one.agency_key,
                    ended_on=one.ended_on,
                    due_on=one.due_on,
                    basis=one.rule.basis[:300],
                )
                for one in due
            ],
            batch_size=500,
        )
        _record(made, "propose", by, at, after={"people": len(due)})
    return made


def sign_destruction(destruction: Destruction, *, by: Actor, at: datetime) -> Destruction:
    """Destroy everybody of the list; all or none. The list becomes the numbered certificate.

    Raises NotAllowed for the proposer, for the system, for a list that is decided, and where
    somebody of it is needed again. 依据：《个人信息保护法》第四十七条. Reading: two persons, as files are
    destroyed by a signed and supervised list (销毁清册).
    """
    _require_person(by)
    with transaction.atomic():
        found = _locked(destruction)
        if by.key == found.proposed_by_key:
            raise NotAllowed("提出人不能自己复核，请由另一名负责人复核签字后销毁。")
        lines = list(found.lines.all())
        _due_and_listed([line.subject_id for line in lines], at)
        for line in lines:
            basis = f"{found.approval}；{line.basis}" if found.approval else line.basis
            destroy_subject(line.subject_id, by=by, at=at, basis=basis, agency_key=line.agency_key)
        found.state = Destruction.State.DONE
        found.decided_by_key, found.decided_by, found.decided_at = by.key, by.name[:100], at
        found.year = timezone.localdate(at).year
        found.serial = _next_serial(found.year)
        found.save()
        _record(
            found, "sign", by, at, after={"people": len(lines), "proposed_by": found.proposed_by}
        )
    return found


def drop_destruction(destruction: Destruction, *, why: str, by: Actor, at: datetime) -> Destruction:
    """Give a list up; nobody's data is touched. Raises NotAllowed without a reason."""
    reason = why.strip()
    if not reason:
        raise NotAllowed("放弃销毁须写明理由，请填写后再提交。")
    with transaction.atomic():
        found = _locked(destruction)
        found.state = Destruction.State.DROPPED
        found.decided_by_key, found.decided_by, found.decided_at = by.key, by.name[:100], at
        found.remark = reason[:300]
        found.save()
        _record(found, "drop", by, at, reason=reason)
    return found


def _require_person(by: Actor) -> None:
    if by.kind is ActorKind.SYSTEM:
        raise NotAllowed("销毁个人信息须由工作人员签字确认，系统不能自行销毁。")


def _due_and_listed(wanted: Collection[UUID], at: datetime) -> list[Due]:
    """The people asked for, longest due first. Raises NotAllowed where one is not due or listed."""
    due = {one.subject_id: one for one in due_for_destruction(at)}
    listed = set(RetentionEntry.objects.values_list("subject_id", flat=True))
    wrong = [key for key in wanted if key not in due or key not in listed]
    if wrong:
        raise NotAllowed(NOT_DUE.format(count=len(wrong)))
    return [due[key] for key in due if key in set(wanted)]


def _locked(destruction: Destruction) -> Destruction:
    found = Destruction.objects.select_for_update().get(pk=destruction.pk)
    if found.state != Destruction.State.PENDING:
        raise NotAllowed(f"这份清册{found.get_state_display()}，不能再处理。请刷新页面后再看。")
    return found


def _next_serial(year: int) -> int:
    # Two signatures at once would take one number; the constraint lets only one of them through,
    # so every pending list is locked first: signatures stand in line.
    list(Destruction.objects.select_for_update().filter(state=Destruction.State.PENDING))
    last = Destruction.objects.filter(year=year).aggregate(last=Max("serial"))["last"]
    return (last or 0) + 1


def _record(
    destruction: Destruction,
    act: str,
    by: Actor,
    at: datetime,
    *,
    reason: str = "",
    after: dict[str, object] | None = None,
) -> None:
    record(
        by=by,
        at=at,
        verb=f"destruction.{act}",
        subject=Subject("destruction", str(destruction.pk), str(destruction)),
        reason=reason,
        basis=destruction.approval,
        after=after,
    )


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
