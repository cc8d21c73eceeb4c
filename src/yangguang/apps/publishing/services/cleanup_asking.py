"""What other bodies say of documents in a clean-up: asked, answered, taken over or not.

Who drafted or carries out a document knows best whether it is still needed; who runs the round
decides. 依据：国务院对规范性文件清理的要求（谁起草、谁实施，谁提出清理意见）.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from yangguang.apps.agencies.models import Agency
from yangguang.apps.agencies.permissions import Permission
from yangguang.apps.audit.actors import Actor
from yangguang.apps.audit.services import Subject, record
from yangguang.apps.duties.models import Duty
from yangguang.apps.duties.services import (
    cancel_duty,
    discharge_duty,
    move_duty,
    open_duty,
    reopen_duty,
)
from yangguang.apps.notices.recipients import Staffing
from yangguang.apps.publishing.duty_kinds import CLEANUP
from yangguang.apps.publishing.models import CleanupLine, CleanupRound
from yangguang.apps.publishing.workflow import impossible

Outcome = CleanupLine.Outcome
CLEANING = "规范性文件清理"


def ask_body(
    *, lines: Iterable[CleanupLine], asked: Agency, due_on: date, by: Actor, at: datetime
) -> int:
    """Ask a body what should become of these documents; gives how many. An earlier opinion goes.

    Whoever was asked about them before, and about nothing else, owes nothing any more.

    Raises NotPossible where nothing is chosen, the round is past deciding, the day has passed, or
    nobody at that body could answer.
    """
    chosen, today = list(lines), timezone.localdate(at)
    if not chosen:
        raise impossible(CLEANING, "还没有勾选文件，请先勾选再请机构提意见。")
    if due_on < today:
        raise impossible(CLEANING, f"提出意见的期限 {due_on} 已过，请填写今天或以后的日期。")
    if not Staffing(today).at(asked, Permission.ITEM_DRAFT):
        raise impossible(
            CLEANING,
            f"{asked.name}在本系统中没有可以办理的人员，请联系管理员为其登记任职，或者在线下征求意见后直接认定。",
        )
    with transaction.atomic():
        row = _open_round(chosen[0].round_id)
        before = Agency.objects.filter(cleanup_questions__in=[line.pk for line in chosen]).exclude(
            pk=asked.pk
        )
        relieved = list(before.distinct())
        count = row.lines.filter(pk__in=[line.pk for line in chosen]).update(
            asked=asked, asked_due_on=due_on, opinion="", opinion_reason="",
            opinion_at=None, opinion_by_key="", opinion_by_name="",
        )  # fmt: skip
        _owe(row, asked, due_on=due_on, by=by, at=at)
        for one in relieved:
            _relieve(row, one, by=by, at=at)
        _record(row, "cleanup.ask", by=by, at=at, asked=asked.name, documents=count)
    return count


def give_opinion(
    *, lines: Iterable[CleanupLine], outcome: CleanupLine.Outcome, reason: str = "", by: Actor,
    at: datetime,
) -> int:  # fmt: skip
    """Say what should become of documents that one's body was asked about; gives how many.

    Raises NotPossible where nothing is chosen, a reason is missing, or the round is past deciding.
    """
    chosen = list(lines)
    if not chosen:
        raise impossible(CLEANING, "还没有勾选文件，请先勾选再提出意见。")
    if outcome == Outcome.UNDECIDED:
        raise impossible(CLEANING, "请选择意见。")
    if outcome != Outcome.KEEP and not reason.strip():
        raise impossible(CLEANING, f"建议“{outcome.label}”须写明理由。")
    with transaction.atomic():
        count = 0
        for key in {line.round_id for line in chosen}:
            row = _open_round(key)
            count += row.lines.filter(
                pk__in=[line.pk for line in chosen], asked__isnull=False
            ).update(
                opinion=outcome, opinion_reason=reason.strip()[:300],
                opinion_at=at, opinion_by_key=by.key, opinion_by_name=by.name,
            )  # fmt: skip
            for asked in Agency.objects.filter(
                pk__in={line.asked_id for line in chosen if line.round_id == key}
            ):
                if not row.lines.filter(asked=asked, opinion="").exists():
                    _end(row, asked, by=by, at=at)
            _record(row, "cleanup.opinion", by=by, at=at, outcome=outcome.value, documents=count)
    return count


def adopt_opinions(*, round_: CleanupRound, by: Actor, at: datetime) -> int:
    """Conclude as the bodies proposed wherever nothing is concluded yet; gives how many."""
    with transaction.atomic():
        row = _open_round(round_.pk)
        lines = list(row.lines.filter(outcome="").exclude(opinion=""))
        if not lines:
            raise impossible(
                CLEANING, "没有可以采纳的意见：文件都已有结论，或者机构还没有提出意见。"
            )
        for line in lines:
            line.outcome, line.reason = line.opinion, line.opinion_reason
            line.decided_at, line.decided_by_key, line.decided_by_name = at, by.key, by.name
        CleanupLine.objects.bulk_update(
            lines, ["outcome", "reason", "decided_at", "decided_by_key", "decided_by_name"]
        )
        _record(row, "cleanup.adopt", by=by, at=at, documents=len(lines))
    return len(lines)


def end_questions(row: CleanupRound, *, by: Actor, at: datetime) -> None:
    """No opinion is owed any more: the round is concluded or given up."""
    for duty in _duties(row):
        if duty.is_open:
            cancel_duty(duty=duty, why=f"本次清理{row.get_state_display()}", by=by, at=at)


def _open_round(key: int) -> CleanupRound:
    row = CleanupRound.objects.select_for_update(of=("self",)).select_related("agency").get(pk=key)
    if row.state != CleanupRound.State.OPEN:
        raise impossible(CLEANING, f"本次清理{row.get_state_display()}，不再征求和提出意见。")
    return row


def _subject(row: CleanupRound) -> Subject:
    return Subject("cleanup-round", str(row.pk), row.title, row.agency_id)


def _duties(row: CleanupRound) -> list[Duty]:
    found = Duty.objects.filter(kind=CLEANUP, subject_kind="cleanup-round", subject_key=str(row.pk))
    return list(found)


def _owe(row: CleanupRound, asked: Agency, *, due_on: date, by: Actor, at: datetime) -> None:
    slot = str(asked.pk)
    title = f"对“{row.title}”提出清理意见"
    found = next((one for one in _duties(row) if one.slot == slot), None)
    if found is None:
        open_duty(
            kind=CLEANUP, agency=asked, subject=_subject(row), title=title,
            opened_on=timezone.localdate(at), due_on=due_on, slot=slot, by=by, at=at,
        )  # fmt: skip
    elif not found.is_open:
        reopen_duty(duty=found, due_on=due_on, why="又请对其他文件提出意见", by=by, at=at)
    else:
        # Owed by the first day on which an answer is awaited: one duty stands for all documents.
        waited = row.lines.filter(asked=asked, opinion="").order_by("asked_due_on").first()
        if waited is not None and waited.asked_due_on is not None:
            move_duty(
                duty=found, due_on=waited.asked_due_on, why="征求意见的期限有变化", by=by, at=at
            )


def _relieve(row: CleanupRound, asked: Agency, *, by: Actor, at: datetime) -> None:
    left = row.lines.filter(asked=asked)
    if left.filter(opinion="").exists():
        return
    if left.exists():
        _end(row, asked, by=by, at=at)
        return
    for duty in _duties(row):
        if duty.slot == str(asked.pk) and duty.is_open:
            cancel_duty(duty=duty, why="改请其他机构提出意见", by=by, at=at)


def _end(row: CleanupRound, asked: Agency, *, by: Actor, at: datetime) -> None:
    for duty in _duties(row):
        if duty.slot == str(asked.pk) and duty.is_open:
            today = timezone.localdate(at)
            discharge_duty(duty=duty, on=max(today, duty.opened_on), by=by, at=at)


def _record(row: CleanupRound, verb: str, *, by: Actor, at: datetime, **after: object) -> None:
    record(
        by=by, at=at, verb=verb, subject=_subject(row), basis=row.basis, after=dict(after)
    )  # fmt: skip
