"""The ledger of an application's clock, and the due date that follows from it.

This is the only place that writes ``due_on``: an entry is added, ``law.clock`` reckons, the copy
on the application and the reply duty follow. While the clock waits, the duty rests.
"""

from __future__ import annotations

from datetime import date, datetime

from django.utils import timezone

from yangguang.apps.audit.actors import Actor
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
from yangguang.apps.requests.selectors.clock import (
    calendar_of_case,
    entries_of,
    ledger_of,
    standing,
)
from yangguang.apps.requests.selectors.readings import readings_of_case
from yangguang.apps.requests.services.case_readings import keep_readings
from yangguang.apps.requests.services.counting import count_receipt
from yangguang.apps.requests.services.steps import Step, subject_of
from yangguang.apps.requests.workflow import impossible
from yangguang.law.calendar import CalendarUnknown
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
        return reckoning_of(doing.application, doing.today)
    _write(doing, kind, day, key=key, days=days, until=until, letter=letter, citation=citation)
    if kind is EntryKind.START:
        keep_readings(doing.application, day, by=doing.by, at=doing.at)
        count_receipt(doing.application, day=day, at=doing.at)
    return settle(doing.application, by=doing.by, at=doing.at)


def _write(
    doing: Step,
    kind: str,
    day: date,
    *,
    key: str = "",
    days: int = 0,
    until: date | None = None,
    letter: Letter | None = None,
    citation: str = "",
    strikes: ClockEntry | None = None,
    reason: str = "",
) -> None:
    ClockEntry(
        application=doing.application,
        day=day,
        kind=EntryKind(kind).value,
        key=key,
        days=days,
        until=until,
        letter=letter,
        citation=(citation or doing.basis)[:80],
        strikes=strikes,
        reason=reason,
        by=doing.by.name[:80],
        recorded_at=doing.at,
    ).save(force_insert=True)


_REDATED_ONLY = frozenset(
    {
        EntryKind.SUPPLEMENT_ASKED,
        EntryKind.SUPPLEMENTED,
        EntryKind.RESUME,
        EntryKind.FEE_NOTICE,
        EntryKind.FEE_PAID,
        EntryKind.STOP,
    }
)
"""Entries with a record of their own beside them: their day may be wrong, the event is not."""


def strike_entry(
    doing: Step, entry: ClockEntry, *, reason: str, right_day: date | None = None
) -> Reckoning:
    """Take a mistaken entry out of the reckoning; both rows stay for everybody to see.

    With ``right_day`` the same entry stands on that day instead. A consultation goes out together
    with its end. Raises NotPossible for the receipt (`receiving.correct_receipt`), for the reply, and
    for what cannot be undone but only dated otherwise.
    """
    kind = EntryKind(entry.kind)
    if entry.application_id != doing.application.pk:
        raise impossible("记录不符", "这条期限记录不属于本办件。")
    if kind is EntryKind.START:
        raise impossible("收到之日", "收到申请之日不能删除；日期有误的，请“更正收到申请之日”。")
    if entry.strikes_id or hasattr(entry, "struck_by"):
        raise impossible("已经更正", "这条期限记录已经更正过。")
    if kind is EntryKind.STOP:
        raise impossible("已经答复", "答复之日由送达登记得出，不能单独更正。")
    if right_day is None and kind in _REDATED_ONLY:
        raise impossible(
            "已有登记", "这一事项另有登记，不能删除；日期有误的，请填写正确的日期后更正。"
        )
    why = doing.require_text(reason, "更正理由")
    if right_day is not None:
        doing.require_day(right_day, earliest=doing.application.received_on, what="正确的日期")
    struck = [entry]
    if right_day is None:
        struck += [
            row
            for row in standing(ledger_of(doing.application))
            if row.kind == EntryKind.RESUME and entry.key and row.key == entry.key
        ]
    for row in struck:
        _write(doing, row.kind, row.day, strikes=row, reason=why)
    if right_day is not None:
        _write(
            doing,
            kind,
            right_day,
            key=entry.key,
            days=entry.days,
            until=entry.until,
            letter=entry.letter,
            citation=entry.citation,
        )
    return settle(doing.application, by=doing.by, at=doing.at)


def undo_entry(doing: Step, kind: EntryKind, *, reason: str) -> Reckoning:
    """Strike the last standing entry of this kind, for an act that undoes what it recorded."""
    rows = [row for row in standing(ledger_of(doing.application)) if row.kind == kind]
    if rows:
        _write(doing, kind, rows[-1].day, strikes=rows[-1], reason=reason)
    return settle(doing.application, by=doing.by, at=doing.at)


def restart_from(doing: Step, day: date, *, reason: str, citation: str) -> Reckoning:
    """Correct the day of receipt: the old entry is struck, the right one stands instead."""
    for row in standing(ledger_of(doing.application)):
        if row.kind == EntryKind.START:
            _write(doing, row.kind, row.day, strikes=row, reason=reason)
    _write(doing, EntryKind.START, day, citation=citation)
    keep_readings(doing.application, day, by=doing.by, at=doing.at)
    count_receipt(doing.application, day=day, at=doing.at)
    return settle(doing.application, by=doing.by, at=doing.at)


def last_event_day(application: Application) -> date | None:
    """The day of the newest entry that stands: the reply cannot have gone out before it."""
    return max((row.day for row in standing(ledger_of(application))), default=None)


def reckoning_of(application: Application, today: date) -> Reckoning:
    """The clock as its ledger stands. Raises NotPossible where it contradicts itself."""
    try:
        return reckon(
            entries_of(application),
            calendar_of_case(application, today),
            readings=readings_of_case(application),
        )
    except (ClockError, NoRegime, CalendarUnknown) as problem:
        raise impossible("期限计算", str(problem)) from problem


def settle(application: Application, *, by: Actor, at: datetime, why: str = "") -> Reckoning:
    """Write what the ledger gives: the copy on the application and the reply duty.

    ``why`` the duty moves is told by the last entry, unless something else has moved it.
    """
    reckoning = reckoning_of(application, timezone.localdate(at))
    copy_onto(application, reckoning)
    _keep_duty(application, reckoning, by=by, at=at, why=why)
    return reckoning


def copy_onto(application: Application, reckoning: Reckoning) -> None:
    """Keep on the application what lists and searches need of its clock."""
    application.regime = reckoning.regime.value
    application.due_on = reckoning.best
    application.due_forecast = reckoning.due is None and reckoning.best is not None
    application.clock_state = reckoning.state.value
    application.extended_days = reckoning.extension
    application.save(
        update_fields=["regime", "due_on", "due_forecast", "clock_state", "extended_days"]
    )


_DONE = (Outcome.DONE.value, Outcome.LATE.value)


def duty_of(application: Application) -> Duty | None:
    """The duty to reply, if it was ever opened."""
    subject = subject_of(application)
    return Duty.objects.filter(
        kind=REPLY, subject_kind=subject.kind, subject_key=subject.key, slot=""
    ).first()


def _keep_duty(
    application: Application, reckoning: Reckoning, *, by: Actor, at: datetime, why: str
) -> None:
    duty = duty_of(application)
    due = reckoning.best
    if reckoning.state is State.STOPPED:
        if duty is None or application.closed_on is None or duty.outcome in _DONE:
            return
        if not duty.is_open and due is not None:
            # Replied while a consultation was still open: the reply was owed, and was given.
            duty = reopen_duty(duty=duty, due_on=due, why="征求意见期间答复", by=by, at=at)
        if duty.is_open:
            discharge_duty(duty=duty, on=application.closed_on, by=by, at=at)
        return
    if due is None:
        if duty is not None and duty.is_open:
            cancel_duty(duty=duty, why=why or reckoning.state.label, by=by, at=at)
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
            why=why or last.sentence,
            citation="" if why else last.citation.short,
            provisional=provisional,
            opened_on=reckoning.received,
            by=by,
            at=at,
        )
    else:
        again = "重新办理" if duty.outcome != Outcome.CANCELLED else last.sentence
        reopen_duty(duty=duty, due_on=due, why=why or again, provisional=provisional, by=by, at=at)
