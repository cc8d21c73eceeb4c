"""The ledger of an application's clock, and the due date that follows from it.

This is the only place that writes ``due_on``: an entry is added, ``law.clock`` reckons, the copy
on the application and the reply duty follow. While the clock waits, the duty rests.
"""

from __future__ import annotations

from datetime import date, datetime

from yangguang.apps.audit.actors import Actor
from yangguang.apps.duties.calendars import calendar_of
from yangguang.apps.duties.models import Duty, Outcome
from yangguang.apps.duties.services import (
    cancel_duty,
    discharge_duty,
    move_duty,
    open_duty,
    reopen_duty,
)
from yangguang.apps.letters.models import Letter
from yangguang.apps.requests.duty_kinds import REPLY
from yangguang.apps.requests.models import Application, ClockEntry
from yangguang.apps.requests.selectors.clock import entries_of
from yangguang.apps.requests.services.counting import count_receipt
from yangguang.apps.requests.services.steps import Step, subject_of
from yangguang.apps.requests.workflow import impossible
from yangguang.law.calendar import CalendarUnknown, WorkCalendar
from yangguang.law.clock import ClockError, EntryKind, Reckoning, State, reckon
from yangguang.law.regimes import NoRegime


def add_entry(
    doing: Step,
    kind: EntryKind,
    *,
    day: date,
    key: str = "",
    days: int = 0,
    until: date | None = None,
    letter: Letter | None = None,
    citation: str = "",
) -> Reckoning:
    """Add one entry and reckon anew. Raises NotPossible where the ledger would contradict itself.

    Once replied, the statutory clock has stopped for good: a case handled anew has the duty that
    the decision set, and its later steps add nothing here.
    """
    if kind is not EntryKind.STOP and doing.application.closed_on is not None:
        return reckoning_of(doing.application)
    entry = ClockEntry(
        application=doing.application,
        day=day,
        kind=kind.value,
        key=key,
        days=days,
        until=until,
        letter=letter,
        citation=citation or doing.basis,
        by=doing.by.name[:80],
        recorded_at=doing.at,
    )
    entry.save(force_insert=True)
    if kind is EntryKind.START:
        count_receipt(doing.application, day=day, at=doing.at)
    return settle(doing.application, by=doing.by, at=doing.at)


def strike_entry(doing: Step, entry: ClockEntry, *, reason: str) -> Reckoning:
    """Take a mistaken entry out of the reckoning; both rows stay for everybody to see."""
    if entry.application_id != doing.application.pk:
        raise impossible("记录不符", "这条期限记录不属于本办件。")
    if entry.kind == EntryKind.START:
        raise impossible("收到之日", "收到申请之日不能删除；日期有误的，请更正确认日期。")
    if entry.strikes_id or hasattr(entry, "struck_by"):
        raise impossible("已经更正", "这条期限记录已经更正过。")
    ClockEntry(
        application=doing.application,
        day=entry.day,
        kind=entry.kind,
        strikes=entry,
        reason=doing.require_text(reason, "更正理由"),
        by=doing.by.name[:80],
        recorded_at=doing.at,
    ).save(force_insert=True)
    return settle(doing.application, by=doing.by, at=doing.at)


def reckoning_of(application: Application, calendar: WorkCalendar | None = None) -> Reckoning:
    """The clock as its ledger stands. Raises NotPossible where it contradicts itself."""
    chosen = calendar or calendar_of(application.agency, on=application.arrived_on)
    try:
        return reckon(entries_of(application), chosen)
    except (ClockError, NoRegime, CalendarUnknown) as problem:
        raise impossible("期限计算", str(problem)) from problem


def settle(application: Application, *, by: Actor, at: datetime) -> Reckoning:
    """Write what the ledger gives: the copy on the application and the reply duty."""
    reckoning = reckoning_of(application)
    application.regime = reckoning.regime.value
    application.due_on = reckoning.best
    application.due_forecast = reckoning.due is None and reckoning.best is not None
    application.clock_state = reckoning.state.value
    application.extended_days = reckoning.extension
    application.save(
        update_fields=["regime", "due_on", "due_forecast", "clock_state", "extended_days"]
    )
    _keep_duty(application, reckoning, by=by, at=at)
    return reckoning


def duty_of(application: Application) -> Duty | None:
    """The duty to reply, if it was ever opened."""
    subject = subject_of(application)
    return Duty.objects.filter(
        kind=REPLY, subject_kind=subject.kind, subject_key=subject.key, slot=""
    ).first()


def _keep_duty(application: Application, reckoning: Reckoning, *, by: Actor, at: datetime) -> None:
    duty = duty_of(application)
    due = reckoning.best
    if reckoning.state is State.STOPPED:
        if duty is not None and duty.is_open and application.closed_on is not None:
            discharge_duty(duty=duty, on=application.closed_on, by=by, at=at)
        return
    if due is None:
        if duty is not None and duty.is_open:
            cancel_duty(duty=duty, why=reckoning.state.label, by=by, at=at)
        return
    provisional = reckoning.due is None
    last = reckoning.story[-1]
    if duty is None:
        open_duty(
            kind=REPLY,
            agency=application.agency,
            subject=subject_of(application),
            title=f"{application.number} 答复",
            opened_on=reckoning.received,
            due_on=due,
            provisional=provisional,
            person=application.handler,
            by=by,
            at=at,
        )
    elif duty.is_open:
        move_duty(
            duty=duty,
            due_on=due,
            why=last.sentence,
            citation=last.citation.short,
            provisional=provisional,
            by=by,
            at=at,
        )
    else:
        why = "重新办理" if duty.outcome != Outcome.CANCELLED else last.sentence
        reopen_duty(duty=duty, due_on=due, why=why, provisional=provisional, by=by, at=at)
