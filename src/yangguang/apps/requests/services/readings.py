"""Choosing how a body reads what the law leaves open: proposed with what it would move, then signed.

A choice reaches applications that are received from its day on. Open ones among those that are
there already are listed with their old and new last day; they move only with the signature, and
whatever was answered before keeps the answers it was counted by.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial

from django.db import transaction
from django.utils import timezone

from yangguang.apps.agencies.models import Agency
from yangguang.apps.agencies.verdicts import refuse
from yangguang.apps.audit.actors import Actor
from yangguang.apps.duties.models import CalendarRevision, Duty, Outcome
from yangguang.apps.duties.registry import Move, RevisionKind
from yangguang.apps.duties.services.dated import require_begun
from yangguang.apps.duties.services.owing import move_duty
from yangguang.apps.duties.services.proposing import store_revision
from yangguang.apps.duties.services.reckoning import recomputed
from yangguang.apps.requests import duty_kinds as kinds
from yangguang.apps.requests import recomputing
from yangguang.apps.requests.models import Application, ReadingChoice
from yangguang.apps.requests.selectors.clock import calendar_of_case
from yangguang.apps.requests.selectors.readings import choices, decided, readings_of_case
from yangguang.apps.requests.services.case_readings import move_readings
from yangguang.apps.requests.services.clock import settle
from yangguang.apps.requests.services.steps import Step, write_event
from yangguang.law.calendar import WorkCalendar
from yangguang.law.clock import ClockError, spoken
from yangguang.law.readings import DEFAULT_READINGS, Readings, reading_of

KIND = "readings"
CAUSE_LENGTH = 300
REASON_LENGTH = 300

_COUNTED: dict[str, Callable[[str, str, WorkCalendar, Readings], date | None]] = {
    kinds.REPLY: lambda key, slot, calendar, by: recomputing.reply_due(key, calendar, by),
    kinds.SERVE: recomputing.service_due,
    kinds.SUPPLEMENT_NOTICE: lambda key, slot, calendar, by: recomputing.supplement_limit(
        key, calendar, by
    ),
    kinds.CONSULTATION: recomputing.opinion_due,
}
"""The duties of a case whose day an answer may move, with how it is counted."""


@dataclass(frozen=True, slots=True)
class Reached:
    """One open case that a choice would reach, with what it would count by and what would move."""

    application: Application
    readings: Readings
    moves: list[Move]


def reached_by(
    *, agency: Agency, name: str, value: bool | None, since: date, on: date
) -> list[Reached]:
    """The open cases of the body and those below that the choice would reach, oldest first.

    Reads only: this is what is looked at before anything is proposed. ``on`` is today, whose
    calendars count. Raises UnknownReading.
    """
    reading_of(name)
    proposed = ReadingChoice(agency=agency, name=name, value=value, valid_from=since)
    rows = [*choices(), proposed]
    found = []
    for application in _open_cases(agency, since):
        row = decided(rows, application.agency, name, application.received_on or since)
        answer = getattr(DEFAULT_READINGS, name) if row is None else bool(row.value)
        now = readings_of_case(application)
        if getattr(now, name) is not answer:
            then = replace(now, **{name: answer})
            found.append(Reached(application, then, _moves(application, then, on)))
    return found


def propose_reading(
    *,
    agency: Agency,
    name: str,
    value: bool | None,
    since: date,
    reason: str,
    by: Actor,
    at: datetime,
) -> CalendarRevision:
    """Propose that a body, with those below it, answer a question so from a day of receipt on.

    ``value`` None: it follows the body above again. Gives the pending change with every last day it
    would move; nothing counts by it before `sign_off_change`. Raises UnknownReading, and Refused
    without a reason, for a day to come, or where nothing would change.
    """
    reading = reading_of(name)
    require_begun(since, at)
    why = reason.strip()
    if not why:
        raise refuse("缺少理由", "请写明改用这一计算口径的理由和依据（文件、判例、意见），再提交。")
    if len(why) > REASON_LENGTH:
        raise refuse("理由过长", f"理由请写在 {REASON_LENGTH} 字以内。")
    with transaction.atomic():
        rows = choices()
        proposed = ReadingChoice(agency=agency, name=name, value=value, valid_from=since)
        today = timezone.localdate(at)
        before = decided(rows, agency, name, today)
        after = decided([*rows, proposed], agency, name, today)
        own = before is not None and before.agency_id == agency.pk
        usual = getattr(DEFAULT_READINGS, name)
        told = reading.told(usual if after is None else bool(after.value))
        if value is None and not own:
            raise refuse("口径未变", f"“{agency.name}”没有自行选择这一口径，本来就随上级。")
        if own and before is not None and before.value is value and before.valid_from <= since:
            raise refuse(
                "口径未变", f"“{agency.name}”自 {before.valid_from} 起已按此计算，不需要调整。"
            )
        if CalendarRevision.objects.filter(
            kind=KIND,
            agency=agency,
            detail__name=name,
            state=CalendarRevision.State.PENDING,
        ).exists():
            raise refuse(
                "正在等待签核", "这一口径已有一项变更等待签核，请先签核或者放弃，再提出新的变更。"
            )
        reached = reached_by(agency=agency, name=name, value=value, since=since, on=today)
        cause = f"{agency.name}自 {since} 收到的申请起：{reading.question}——"
        cause += told if value is not None else f"随上级（{told}）"
        return store_revision(
            CalendarRevision(
                kind=KIND,
                cause=cause[:CAUSE_LENGTH],
                agency=agency,
                since=since,
                detail={"name": name, "value": value, "reason": why, "cases": len(reached)},
            ),
            [move for one in reached for move in one.moves],
            by=by,
            at=at,
        )


def revisions() -> RevisionKind:
    """How the list of changes counts and applies a choice; registered at start."""
    return RevisionKind(KIND, "期限计算口径", "reading", _differences, _apply)


def _reached(revision: CalendarRevision, on: date) -> list[Reached]:
    detail = revision.detail
    agency, since = _about(revision)
    return reached_by(agency=agency, name=detail["name"], value=detail["value"], since=since, on=on)


def _about(revision: CalendarRevision) -> tuple[Agency, date]:
    if revision.agency is None or revision.since is None:
        raise AssertionError("a choice has a body and a day")
    return revision.agency, revision.since


def _differences(revision: CalendarRevision, on: date) -> list[Move]:
    return [move for one in _reached(revision, on) for move in one.moves]


def _apply(revision: CalendarRevision, by: Actor, at: datetime) -> None:
    """Enter the choice and move every open case that it reaches."""
    reached = _reached(revision, timezone.localdate(at))
    detail = revision.detail
    agency, since = _about(revision)
    ReadingChoice(
        agency=agency,
        name=detail["name"],
        value=detail["value"],
        valid_from=since,
        reason=detail["reason"],
        revision=revision,
        by=by.name[:100],
        recorded_at=at,
    ).save(force_insert=True)
    for one in reached:
        _move_case(revision, one, by=by, at=at)


def _move_case(revision: CalendarRevision, reached: Reached, *, by: Actor, at: datetime) -> None:
    """The ledger counts by the new answers; the duties and what bears their day follow it."""
    found = Application.objects.select_for_update(of=("self",)).select_related("agency")
    application = found.get(pk=reached.application.pk)
    before = application.due_on
    why = f"期限计算口径变更：{revision.cause}"[:500]
    move_readings(application, reached.readings, by=by, at=at, revision=revision)
    settle(application, by=by, at=at, why=why)
    for move in reached.moves:
        if move.duty.kind == kinds.REPLY or move.due_on is None:
            continue
        move_duty(
            duty=move.duty,
            due_on=move.due_on,
            provisional=move.provisional,
            why=why,
            by=by,
            at=at,
        )
        if move.duty.kind == kinds.CONSULTATION:
            recomputing.opinion_moved(move.duty.subject_key, move.duty.slot, by, at)
    application.version += 1
    application.save(update_fields=["version"])
    reading = reading_of(revision.detail["name"])
    told = reading.told(getattr(reached.readings, reading.name))
    doing = Step(application, "reading-changed", by, at, timezone.localdate(at))
    doing.before, doing.after = (
        {"due_on": before and before.isoformat()},
        {"due_on": application.due_on},
    )
    public = ""
    if application.due_on != before:
        public = (
            f"因期限计算口径调整，答复期限至{spoken(application.due_on)}。"
            if application.due_on
            else "因期限计算口径调整，答复期限暂停计算。"
        )
    doing.say(f"改按新的口径计算期限：{reading.question}——{told}", public=public)
    write_event(doing, source=application.state, target=application.state)


def _open_cases(agency: Agency, since: date) -> list[Application]:
    return list(
        Application.objects.filter(
            agency__path__startswith=agency.path, closed_on__isnull=True, received_on__gte=since
        )
        .select_related("agency")
        .order_by("received_on", "pk")
    )


def _moves(application: Application, then: Readings, on: date) -> list[Move]:
    """Duties of the case that stand on another day by these answers, rest or begin to run."""
    calendar = calendar_of_case(application, on)
    duties = Duty.objects.filter(
        subject_kind="application", subject_key=str(application.pk), kind__in=list(_COUNTED)
    ).select_related("agency")
    found = []
    for duty in duties.order_by("pk"):
        resting = duty.kind == kinds.REPLY and duty.outcome == Outcome.CANCELLED
        if not duty.is_open and not resting:
            continue
        ask = partial(_asked, duty, then)
        try:
            answer = recomputed(ask, duty.subject_key, calendar)
        except ClockError as problem:
            raise refuse(
                "期限台账不容改动",
                f"{application.number} 不能改按此口径计算：{problem}请把启用日期定在该件收到之后，"
                "或者先更正该件的期限台账。",
            ) from problem
        move = Move(duty, *answer) if answer is not None else Move(duty, None, False)
        if move.due_on is None and duty.kind != kinds.REPLY:
            continue
        if (move.due_on, move.provisional) != (
            move.due_before,
            duty.provisional if duty.is_open else False,
        ):
            found.append(move)
    return found


def _asked(duty: Duty, then: Readings, subject_key: str, calendar: WorkCalendar) -> date | None:
    return _COUNTED[duty.kind](subject_key, duty.slot, calendar, then)
