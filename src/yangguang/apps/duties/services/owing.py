"""Opening, moving and ending duties: what the owning app calls inside its own transaction."""

from __future__ import annotations

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from yangguang.apps.agencies.models import Agency, User
from yangguang.apps.agencies.verdicts import refuse
from yangguang.apps.audit.actors import Actor
from yangguang.apps.audit.services import Subject
from yangguang.apps.duties.models import Duty, DutyChange, Outcome
from yangguang.apps.duties.registry import kind_of
from yangguang.apps.duties.services.writing import (
    BASIS_LENGTH,
    TITLE_LENGTH,
    locked,
    locked_open,
    require_open,
    write_change,
)


def open_duty(
    *,
    kind: str,
    agency: Agency,
    subject: Subject,
    title: str,
    opened_on: date,
    due_on: date,
    by: Actor,
    at: datetime,
    slot: str = "",
    basis: str = "",
    provisional: bool = False,
    person: User | None = None,
) -> Duty:
    """The duty of this kind about this subject, opened if it is not there yet.

    Asked again for the same kind, subject and slot, it gives what is there, unchanged: a date
    moves by `move_duty`, a closed duty comes back by `reopen_duty`. ``basis`` defaults to what
    the kind registered. ``title`` is what lists, e-mails and messages show: a number and the
    act, never a person. Raises UnknownDutyKind, and Refused where the last day precedes the first.
    """
    registered = kind_of(kind)
    if due_on < opened_on:
        raise refuse("期限早于起始", f"期限 {due_on} 早于起始日期 {opened_on}，请核对日期。")
    with transaction.atomic():
        found = _find(kind, subject, slot)
        if found is not None:
            return found
        duty = Duty(
            agency=agency,
            kind=kind,
            subject_kind=subject.kind,
            subject_key=subject.key,
            slot=slot,
            title=title[:TITLE_LENGTH],
            opened_on=opened_on,
            due_on=due_on,
            provisional=provisional,
            basis=(basis or registered.basis)[:BASIS_LENGTH],
            person=person,
            opened_at=at,
        )
        try:
            with transaction.atomic():
                duty.save(force_insert=True)
        except IntegrityError:
            # Somebody opened the same one between the look and the insert.
            found = _find(kind, subject, slot)
            if found is None:
                raise
            return found
        write_change(
            duty,
            DutyChange.What.OPENED,
            "duty.open",
            by=by,
            at=at,
            citation=duty.basis,
            after={
                "category": registered.label,
                "due_on": due_on.isoformat(),
                "provisional": provisional,
                "person": person.name if person else None,
            },
        )
    return duty


def _find(kind: str, subject: Subject, slot: str) -> Duty | None:
    return Duty.objects.filter(
        kind=kind, subject_kind=subject.kind, subject_key=subject.key, slot=slot
    ).first()


def move_duty(
    *,
    duty: Duty,
    due_on: date,
    why: str,
    by: Actor,
    at: datetime,
    citation: str = "",
    provisional: bool = False,
    opened_on: date | None = None,
) -> Duty:
    """Give an open duty another last day; nothing happens where nothing changes.

    ``opened_on`` corrects its first day where that was entered wrongly. Raises Refused where it is
    closed or the day precedes its first.
    """
    with transaction.atomic():
        duty = locked_open(duty)
        first = opened_on or duty.opened_on
        if (duty.due_on, duty.provisional, duty.opened_on) == (due_on, provisional, first):
            return duty
        duty.opened_on = first
        if due_on < duty.opened_on:
            raise refuse(
                "期限早于起始", f"期限 {due_on} 早于起始日期 {duty.opened_on}，请核对日期。"
            )
        before = duty.due_on
        was = {"due_on": before.isoformat(), "provisional": duty.provisional}
        duty.due_on, duty.provisional = due_on, provisional
        duty.save(update_fields=["opened_on", "due_on", "provisional"])
        write_change(
            duty,
            DutyChange.What.MOVED,
            "duty.move",
            by=by,
            at=at,
            why=why,
            citation=citation,
            due_before=before,
            before=was,
            after={"due_on": due_on.isoformat(), "provisional": provisional},
        )
    return duty


def discharge_duty(
    *, duty: Duty, on: date, by: Actor, at: datetime, why: str = "", citation: str = ""
) -> Duty:
    """Close an open duty as done on a day: in time up to and including its last day, else late.

    Discharging again with the same day changes nothing. Raises Refused where it is closed
    otherwise, or the day precedes its first.
    """
    with transaction.atomic():
        current = locked(duty)
        done = {Outcome.DONE.value, Outcome.LATE.value}
        if current.outcome in done and current.closed_on == on:
            return current
        require_open(current)
        if on < current.opened_on:
            raise refuse(
                "办结早于起始", f"办结日期 {on} 早于起始日期 {current.opened_on}，请核对日期。"
            )
        late = on > current.due_on
        _close(
            current,
            Outcome.LATE if late else Outcome.DONE,
            DutyChange.What.DISCHARGED,
            "duty.discharge",
            on=on,
            by=by,
            at=at,
            why=why,
            citation=citation,
        )
    return current


def cancel_duty(
    *,
    duty: Duty,
    why: str,
    by: Actor,
    at: datetime,
    on: date | None = None,
    citation: str = "",
) -> Duty:
    """Close an open duty that is no longer owed (withdrawn, transferred …); counts as neither.

    ``on`` is the day from which it is not owed, the day of ``at`` by default. Cancelling again changes nothing. Raises Refused where it is done, or without a reason.
    """
    with transaction.atomic():
        current = locked(duty)
        if current.outcome == Outcome.CANCELLED:
            return current
        require_open(current)
        if not why.strip():
            raise refuse("缺少理由", "取消应办事项须写明理由，请填写后再提交。")
        _close(
            current,
            Outcome.CANCELLED,
            DutyChange.What.CANCELLED,
            "duty.cancel",
            on=on or timezone.localdate(at),
            by=by,
            at=at,
            why=why.strip(),
            citation=citation,
        )
    return current


def _close(
    duty: Duty,
    outcome: Outcome,
    what: DutyChange.What,
    verb: str,
    *,
    on: date,
    by: Actor,
    at: datetime,
    why: str,
    citation: str,
) -> None:
    duty.closed_at, duty.closed_on, duty.outcome = at, on, outcome
    duty.save(update_fields=["closed_at", "closed_on", "outcome"])
    write_change(
        duty,
        what,
        verb,
        by=by,
        at=at,
        why=why,
        citation=citation,
        due_before=duty.due_on,
        after={"outcome": outcome.value, "closed_on": on.isoformat()},
    )


def reopen_duty(
    *,
    duty: Duty,
    due_on: date,
    why: str,
    by: Actor,
    at: datetime,
    citation: str = "",
    provisional: bool = False,
) -> Duty:
    """Owe a closed duty again, with its new last day.

    Raises Refused where it is open, without a reason, or where the day precedes its first.
    """
    with transaction.atomic():
        current = locked(duty)
        if current.is_open:
            raise refuse("事项未结束", f"“{current.title}”尚未结束，不需要重新打开。")
        if not why.strip():
            raise refuse("缺少理由", "重新打开应办事项须写明理由，请填写后再提交。")
        if due_on < current.opened_on:
            raise refuse(
                "期限早于起始", f"期限 {due_on} 早于起始日期 {current.opened_on}，请核对日期。"
            )
        before = current.due_on
        was = {
            "outcome": current.outcome,
            "closed_on": current.closed_on.isoformat() if current.closed_on else None,
            "due_on": before.isoformat(),
        }
        current.closed_at = current.closed_on = None
        current.outcome = ""
        current.due_on, current.provisional = due_on, provisional
        current.save(update_fields=["closed_at", "closed_on", "outcome", "due_on", "provisional"])
        write_change(
            current,
            DutyChange.What.REOPENED,
            "duty.reopen",
            by=by,
            at=at,
            why=why.strip(),
            citation=citation,
            due_before=before,
            before=was,
            after={"due_on": due_on.isoformat(), "provisional": provisional},
        )
    return current


def assign_duty(*, duty: Duty, person: User | None, by: Actor, at: datetime, why: str = "") -> Duty:
    """Lay an open duty with a person, or with nobody in particular.

    Raises Refused where it is closed or the person's account is.
    """
    with transaction.atomic():
        duty = locked_open(duty)
        if duty.person_id == (person.pk if person else None):
            return duty
        if person is not None and not person.is_active:
            raise refuse("账号已停用", f"{person.name}的账号已停用，请另选承办人。")
        before = duty.person.name if duty.person else None
        duty.person = person
        duty.save(update_fields=["person"])
        write_change(
            duty,
            DutyChange.What.ASSIGNED,
            "duty.assign",
            by=by,
            at=at,
            why=why or (f"承办人：{person.name}" if person else "不再指定承办人"),
            before={"person": before},
            after={"person": person.name if person else None},
        )
    return duty
