"""Decisions that were public and no longer stand: recorded with the reason, taken down in time.

依据：《行政处罚法》第四十八条第二款：公开的行政处罚决定被依法变更、撤销、确认违法或者确认无效的，行政机关应当在
三日内撤回行政处罚决定信息并公开说明理由；第八十五条：三日指工作日。国办发〔2018〕118号对其他执法决定。What the
definition's limits say holds; on the last day the row goes by itself, whoever forgot it.
"""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from yangguang.apps.agencies.verdicts import refuse
from yangguang.apps.audit.actors import Actor, system
from yangguang.apps.audit.services import record
from yangguang.apps.duties.calendars import calendar_of
from yangguang.apps.duties.models import Duty as Owed
from yangguang.apps.duties.services import cancel_duty, open_duty
from yangguang.apps.registers.definitions import definition_of
from yangguang.apps.registers.duty_kinds import WITHDRAW
from yangguang.apps.registers.models import ChangeSet, Revocation, Row, Version
from yangguang.apps.registers.services.owing import SUBJECT, due_day, subject_of_row
from yangguang.apps.registers.services.publishing import CLERK
from yangguang.apps.registers.services.undoing import take_down
from yangguang.law.registers import Definition
from yangguang.law.registers.grammar import Term
from yangguang.law.registers.model import Duty, Limit
from yangguang.law.registers.staying import earliest_repair
from yangguang.law.registers.values import terms_of

AT_ONCE = 500


def revoke_decision(
    *,
    version: Version,
    kind: Revocation.Kind,
    on: date,
    why: str,
    by: Actor,
    at: datetime,
    document: str = "",
) -> Revocation:
    """Record that the decision of a public row was changed, revoked, held unlawful or void on that
    day, and open the duty to take it down.

    ``why`` and ``document`` are shown to everybody; they must name nobody. Raises Refused without a
    reason, for a day to come or before the row was public, where the row is not live, and where one
    is recorded that waits.
    """
    if kind is Revocation.Kind.REPAIRED:
        raise refuse("情形不对", "信用修复请用“信用修复”登记。")
    return _record(version, kind, on, why, document, by, at)


def repair_credit(
    *, version: Version, on: date, why: str, by: Actor, at: datetime, document: str = ""
) -> Revocation:
    """Record that credit was repaired by a decision of that day, so that publicity ends early.

    Raises what `revoke_decision` raises, and Refused before the least time in public is over.
    """
    held = _live(version)
    definition = definition_of(held.register)
    first = held.row.versions.filter(number=1).values_list("valid_from", flat=True).first()
    terms = terms_of(definition, held.values)
    found = earliest_repair(definition, terms, first or timezone.localdate(at))
    if found is not None and on < found[0]:
        raise refuse(
            "未满最短公示期",
            f"“{held.title}”的最短公示期到{found[0]}届满，准予修复的日期{on}在此之前，不能停止公示。"
            f"请核对准予修复决定的日期（{found[1].basis}）。",
        )
    return _record(held, Revocation.Kind.REPAIRED, on, why, document, by, at)


def _record(
    version: Version, kind: Revocation.Kind, on: date, why: str, document: str, by: Actor,
    at: datetime,
) -> Revocation:  # fmt: skip
    if not why.strip():
        raise refuse("缺少理由", "请写明理由，例如“复议机关撤销了该处罚决定”；理由会对外公开。")
    today = timezone.localdate(at)
    if on > today:
        raise refuse("日期未到", f"发生日期{on}还没有到，请核对。")
    with transaction.atomic():
        Row.objects.select_for_update().get(pk=version.row_id)
        held = _live(version)
        definition = definition_of(held.register)
        terms = terms_of(definition, held.values)
        decided = terms.get(definition.date)
        if isinstance(decided, date) and on < decided:
            raise refuse("早于决定日期", f"发生日期{on}早于决定日期{decided}，请核对。")
        if waiting(held.row) is not None:
            raise refuse("已经登记", f"“{held.title}”已登记过撤销或修复，正等待撤下，不必再登记。")
        limit = _limit(definition, kind, terms)
        revocation = Revocation(
            row=held.row,
            kind=kind,
            on=on,
            document=document.strip()[:200],
            why=why.strip()[:200],
            basis=limit.basis if limit is not None else "",
            recorded_by_name=by.name,
            recorded_at=at,
        )
        if limit is not None:
            revocation.due_on, provisional = due_day(limit, on, calendar_of(held.agency, on=on))
        revocation.save(force_insert=True)
        if limit is not None and revocation.due_on is not None:
            open_duty(
                kind=WITHDRAW,
                agency=held.agency,
                subject=subject_of_row(held),
                title=limit.title or f"撤下{definition.row_name}",
                opened_on=on,
                due_on=revocation.due_on,
                provisional=provisional,
                basis=limit.basis,
                slot=_slot(revocation),
                by=by,
                at=at,
            )
        record(
            by=by, at=at, verb="register.revoke", subject=subject_of_row(held), reason=why,
            basis=revocation.basis,
            after={"kind": str(kind), "on": on.isoformat(), "document": revocation.document},
        )  # fmt: skip
    return revocation


def drop_revocation(*, revocation: Revocation, why: str, by: Actor, at: datetime) -> Revocation:
    """Strike out what was recorded by mistake: a row that was taken down for it may then be proposed
    again. Raises Refused without a reason, or where it was struck out before."""
    if not why.strip():
        raise refuse("缺少理由", "请写明作废的理由。")
    with transaction.atomic():
        held = _standing(revocation)
        held.dropped_at, held.dropped_why = at, why.strip()[:300]
        held.save(update_fields=["dropped_at", "dropped_why"])
        for owed in Owed.objects.filter(
            kind=WITHDRAW, subject_kind=SUBJECT, subject_key=str(held.row_id), slot=_slot(held),
            closed_at=None,
        ):  # fmt: skip
            cancel_duty(duty=owed, why=why, by=by, at=at)
        last = held.row.versions.order_by("-pk")[0]
        record(
            by=by, at=at, verb="register.drop-revocation", subject=subject_of_row(last), reason=why
        )
    return held


def withdraw_revoked(*, revocation: Revocation, by: Actor, at: datetime) -> ChangeSet:
    """Take the row from public view for the reason that was recorded; its page then says it.

    Raises Refused where that was done or dropped, or where the row is not live any more.
    """
    with transaction.atomic():
        held = _held(revocation)
        live = Version.objects.filter(row=held.row, live=True).first()
        if live is None:
            raise refuse("不是现行条目", "这一条已经不在公开的清单里，不必再撤。")
        change_set = take_down(version=live, why=reason_of(held), by=by, at=at)
        held.change_set = change_set
        held.save(update_fields=["change_set"])
    return change_set


def withdraw_what_is_due(at: datetime) -> int:
    """Take down every row whose last day has come and that nobody took down; gives how many."""
    due = list(
        Revocation.objects.filter(
            change_set__isnull=True,
            dropped_at__isnull=True,
            due_on__lte=timezone.localdate(at),
            row__versions__live=True,
        ).order_by("due_on", "pk")[:AT_ONCE]
    )
    for revocation in due:
        withdraw_revoked(revocation=revocation, by=system(CLERK), at=at)
    return len(due)


def reason_of(revocation: Revocation) -> str:
    """What the public page says: what happened, when, by which paper, and on which ground."""
    day = f"{revocation.on.year}年{revocation.on.month}月{revocation.on.day}日"
    paper = f"（{revocation.document}）" if revocation.document else ""
    ground = f"依据：{revocation.basis}。" if revocation.basis else ""
    sentence = f"{day}{revocation.get_kind_display()}{paper}：{revocation.why.rstrip('。')}。"
    return sentence + ground if len(sentence + ground) <= 300 else sentence[:300]


def waiting(row: Row) -> Revocation | None:
    """What is recorded of a row and not carried out yet."""
    return Revocation.objects.filter(
        row=row, change_set__isnull=True, dropped_at__isnull=True
    ).first()


def _limit(definition: Definition, kind: Revocation.Kind, terms: dict[str, Term]) -> Limit | None:
    start = "repaired" if kind is Revocation.Kind.REPAIRED else "revoked"
    for one in definition.limits:
        applies = one.when is None or one.when.value(terms) is True
        if one.act is Duty.WITHDRAW and one.start == start and applies:
            return one
    return None


def _slot(revocation: Revocation) -> str:
    return f"revocation-{revocation.pk}"


def _live(version: Version) -> Version:
    live = (
        Version.objects.filter(row=version.row_id, live=True)
        .select_related("register__definition", "agency", "row")
        .first()
    )
    if live is None:
        raise refuse("不是现行条目", f"“{version.title}”没有公开，或已经撤下，不能登记。")
    return live


def _standing(revocation: Revocation) -> Revocation:
    held = (
        Revocation.objects.select_for_update(of=("self",))
        .select_related("row")
        .get(pk=revocation.pk)
    )
    if held.dropped_at is not None:
        raise refuse("已经作废", "这次登记已经作废，请刷新后再看。")
    return held


def _held(revocation: Revocation) -> Revocation:
    held = _standing(revocation)
    if held.change_set_id is not None:
        raise refuse("已经撤下", "这一条已经按这次登记撤下，不必再撤。")
    return held
