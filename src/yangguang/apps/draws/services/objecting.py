"""Objections to listings: raised, marked where everybody reads the row, decided in time.

依据: 国办发〔2020〕49号（健全异议、投诉制度；异议处理期间标注；认定有误的及时纠正、移出）.
"""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from yangguang.apps.agencies.verdicts import Verdict, no, refuse, yes
from yangguang.apps.audit.actors import Actor
from yangguang.apps.audit.services import Subject, record
from yangguang.apps.draws.duty_kinds import OBJECTION, OBJECTION_BASIS
from yangguang.apps.draws.models import Objection
from yangguang.apps.draws.slots import objection_due
from yangguang.apps.duties.calendars import calendar_of
from yangguang.apps.duties.models import Duty
from yangguang.apps.duties.services import discharge_duty, open_duty
from yangguang.apps.registers.models import ChangeSet, Version
from yangguang.apps.registers.services import (
    Proposed,
    open_change_set,
    propose_rows,
    publish_change_set,
    submit_change_set,
    take_down,
)
from yangguang.law.calendar import CalendarUnknown

LISTS = ("red-list", "black-list")
PENDING, REJECTED = "异议处理中", "异议不成立"


def subject_of_objection(objection: Objection) -> Subject:
    """The objection as acts and duties name it."""
    return Subject("objection", str(objection.pk), objection.title, objection.agency_id)


def may_object(version: Version) -> Verdict:
    """Whether an objection to this row can be taken: a live row of a list of names, none open."""
    if version.register.code not in LISTS:
        return no("不是名单条目", "只有红名单、黑名单的条目可以登记异议。")
    if not version.live:
        return no("不是现行条目", f"“{version.title}”已经不在名单上，不需要再提出异议。")
    if Objection.objects.filter(row=version.row_id, outcome=Objection.Outcome.OPEN).exists():
        return no("异议处理中", f"“{version.title}”已有异议正在处理，请在原异议中补充材料。")
    return yes(OBJECTION_BASIS)


def raise_objection(
    *,
    version: Version,
    capacity: Objection.Capacity,
    said: str,
    raised_on: date,
    by: Actor,
    at: datetime,
) -> Objection:
    """Take an objection, mark the row publicly, and owe a decision in fifteen working days.

    Raises Refused as `may_object` says, without content, and for a day in the future.
    """
    if not said.strip():
        raise refuse("缺少内容", "请写明异议的内容和证据材料。")
    if raised_on > timezone.localdate(at):
        raise refuse("日期有误", "提出异议的日期不能晚于今天。")
    with transaction.atomic():
        verdict = may_object(version)
        if not verdict:
            raise refuse(verdict.basis, verdict.sentence)
        made = Objection.objects.create(
            row=version.row, agency=version.agency, title=version.title, capacity=capacity,
            said=said.strip(), raised_on=raised_on, at=at, by_name=by.name,
        )  # fmt: skip
        _mark(version, PENDING, "登记异议", by, at)
        due, provisional = _due(made, timezone.localdate(at))
        open_duty(
            kind=OBJECTION, agency=version.agency, subject=subject_of_objection(made),
            title=f"处理名单异议：{version.title}", opened_on=raised_on, due_on=due,
            provisional=provisional, by=by, at=at,
        )  # fmt: skip
        record(
            by=by, at=at, verb="objection.raise", subject=subject_of_objection(made),
            basis=OBJECTION_BASIS, after={"raised_on": raised_on.isoformat()},
        )  # fmt: skip
    return made


def decide_objection(
    *,
    objection: Objection,
    upheld: bool,
    why: str,
    decided_by: str,
    decided_on: date,
    by: Actor,
    at: datetime,
) -> Objection:
    """Decide: upheld takes the row from public view at once, rejected says so on the row.

    Raises Refused without reason or who decided, twice, or for a day out of place.
    """
    if not why.strip() or not decided_by.strip():
        raise refuse("不完整", "请写明决定的理由和作出决定的负责人。")
    with transaction.atomic():
        held = Objection.objects.select_for_update().get(pk=objection.pk)
        if held.outcome != Objection.Outcome.OPEN:
            raise refuse("已经决定", f"这件异议已于{held.decided_on}决定，不能重复办理。")
        if not held.raised_on <= decided_on <= timezone.localdate(at):
            raise refuse("日期有误", "决定日期须在提出之日和今天之间，请核对。")
        held.outcome = Objection.Outcome.UPHELD if upheld else Objection.Outcome.REJECTED
        held.why, held.decided_by = why.strip()[:300], decided_by.strip()[:100]
        held.decided_on = decided_on
        held.save(update_fields=["outcome", "why", "decided_by", "decided_on"])
        live = (
            Version.objects.filter(row=held.row_id, live=True)
            .select_related("register__definition", "agency", "row")
            .first()
        )
        if live is not None and upheld:
            take_down(version=live, why=f"异议成立：{held.why}"[:300], by=by, at=at)
        elif live is not None:
            _mark(live, REJECTED, "异议不成立", by, at)
        subject = subject_of_objection(held)
        owed = Duty.objects.filter(
            kind=OBJECTION, subject_kind=subject.kind, subject_key=subject.key, closed_at=None
        ).first()
        if owed is not None:
            discharge_duty(duty=owed, on=decided_on, by=by, at=at)
        record(
            by=by, at=at, verb="objection.decide", subject=subject, reason=held.why,
            after={"outcome": held.outcome, "decided_by": held.decided_by},
        )  # fmt: skip
    return held


def _mark(version: Version, words: str, title: str, by: Actor, at: datetime) -> None:
    """Say on the row itself that it is disputed; the mark needs no second person, it protects."""
    change_set = open_change_set(
        register=version.register, agency=version.agency, kind=ChangeSet.Kind.RESULT,
        title=f"{title}：{version.title}"[:200], basis=OBJECTION_BASIS, by=by, at=at,
    )  # fmt: skip
    proposed = Proposed(
        version.agency,
        {**version.values, "objection": words},
        reason=title,
        decided=version.decided or title,
    )
    outcome = propose_rows(change_set=change_set, rows=[proposed], by=by, at=at)
    if outcome.nothing:
        change_set.delete()
        return
    submit_change_set(change_set=change_set, by=by, at=at)
    publish_change_set(change_set=change_set, by=by, at=at, own=True)


def _due(objection: Objection, today: date) -> tuple[date, bool]:
    calendar = calendar_of(objection.agency, today)
    key = str(objection.pk)
    try:
        due, provisional = objection_due(key, calendar), False
    except CalendarUnknown:
        due, provisional = objection_due(key, calendar.provisional()), True
    return due or objection.raised_on, provisional
