"""Laying on a round: every body that owes it gets its return, filled from records, and its duty."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from yangguang.apps.agencies.in_time import parent_on
from yangguang.apps.agencies.models import Agency, AgencyKind
from yangguang.apps.agencies.selectors import agencies_in_force
from yangguang.apps.agencies.verdicts import refuse
from yangguang.apps.audit.actors import Actor, system
from yangguang.apps.audit.services import Subject, record
from yangguang.apps.reports.models import (
    LocalDefinition,
    Return,
    ReturnRound,
    ReturnScope,
    ReturnState,
)
from yangguang.apps.reports.returns_workflow import BASIS
from yangguang.apps.reports.selectors.returns import records_of_bodies
from yangguang.apps.reports.services import returns_duties as duties
from yangguang.apps.reports.services.returns_filling import take_records
from yangguang.apps.reports.services.returns_writing import count_findings, note
from yangguang.law.returns.load import annual_definition
from yangguang.law.returns.model import ANNUAL, ReturnDefinition
from yangguang.law.returns.periods import Period, PeriodKind, last_period

log = logging.getLogger(__name__)


def round_subject(row: ReturnRound) -> Subject:
    """How the record of acts names a round."""
    return Subject("return-round", str(row.pk), row.title)


def newest_definition(code: str) -> LocalDefinition | None:
    """The version of a local form in use; None where there is none or it was retired."""
    found = LocalDefinition.objects.filter(code=code).order_by("-version").first()
    return found if found is not None and found.retired_at is None else None


def definition_for(code: str, year: int) -> tuple[ReturnDefinition, LocalDefinition | None]:
    """The definition with which a round of that year begins. Raises Refused where there is none."""
    if code == ANNUAL:
        statutory = annual_definition(year)
        if statutory is None:
            raise refuse("没有表式", f"{year}年度没有全国统一的统计表，请选择2014年以后的年度。")
        return statutory, None
    row = newest_definition(code)
    if row is None:
        raise refuse("没有表式", "该本地表式不存在或者已经停用，请先在“表式”中上传并起用。")
    found = row.definition
    last = found.form.last_year
    if year < found.form.first_year or (last is not None and year > last):
        raise refuse(
            "不在使用年度",
            f"“{found.title}”自{found.form.first_year}年起使用，不能布置{year}年的报表。",
        )
    return found, row


def open_round(
    *, code: str, year: int, part: int = 0, by: Actor, at: datetime, compute: bool = True
) -> ReturnRound:
    """The round of that period, with a return for every body that owes it.

    Asked again, it adds what an interrupted opening left out. Raises Refused without a definition,
    for a period that does not exist or that has not ended.
    """
    definition, row = definition_for(code, year)
    try:
        period = Period(year, part, definition.period)
    except ValueError as error:
        raise refuse("没有这一期", f"{error}，请重新选择。") from error
    if period.last_day >= timezone.localdate(at):
        raise refuse("期末未到", f"{period.label}尚未结束，期末（{period.last_day}）之后才能布置。")
    found = _round(definition, row, period, by=by, at=at)
    standing = set(
        Return.objects.filter(round=found, scope=ReturnScope.OWN).values_list("agency", flat=True)
    )
    owing = [agency for agency in _owing(definition, period) if agency.pk not in standing]
    values: Mapping[int, Mapping[str, Decimal]] = {}
    if compute:
        values = records_of_bodies(definition, [one.pk for one in owing], period, as_of=at)
    for agency in owing:
        open_return(
            round=found, agency=agency, by=by, at=at, compute=compute, values=values.get(agency.pk)
        )
    # Roll-ups see the parts only once all of them are there.
    if found.complete_at is None:
        for one in found.returns.filter(state=ReturnState.OPEN, agency__kind=AgencyKind.GOVERNMENT):
            count_findings(one)
        found.complete_at = at
        found.save(update_fields=["complete_at"])
    return found


def _round(
    definition: ReturnDefinition,
    row: LocalDefinition | None,
    period: Period,
    *,
    by: Actor,
    at: datetime,
) -> ReturnRound:
    bodies, governments = definition.due, definition.government_due
    with transaction.atomic():
        found, made = ReturnRound.objects.get_or_create(
            code=definition.code,
            year=period.year,
            part=period.part,
            defaults={
                "definition_row": row,
                "kind": period.kind.value,
                "title": definition.named(period),
                "due_on": period.due_on(bodies.month, bodies.day),
                "government_due_on": period.due_on(governments.month, governments.day),
                "opened_at": at,
            },
        )
        if made:
            record(
                by=by, at=at, verb="return.open-round", subject=round_subject(found),
                basis=definition.basis, after={"due_on": found.due_on.isoformat()},
            )  # fmt: skip
    return found


def _owing(definition: ReturnDefinition, period: Period) -> list[Agency]:
    """Bodies in force on the last day of the period whose kind owes the return, higher ones first."""
    return list(
        agencies_in_force(period.last_day).filter(kind__in=definition.bodies).order_by("path", "pk")
    )


def open_return(
    *,
    round: ReturnRound,
    agency: Agency,
    by: Actor,
    at: datetime,
    scope: str = ReturnScope.OWN,
    compute: bool = True,
    values: Mapping[str, Decimal] | None = None,
) -> Return:
    """One body's return of the round with its duty, filled from its records; the one that stands,
    if any. A return of a whole region is made on demand and owed by nobody. ``values`` is what records
    give, where that was counted for many bodies together."""
    government = agency.kind == AgencyKind.GOVERNMENT
    with transaction.atomic():
        row, made = Return.objects.get_or_create(
            round=round,
            agency=agency,
            scope=scope,
            defaults={
                "receiver": parent_on(agency, round.period.last_day),
                "due_on": round.government_due_on if government else round.due_on,
            },
        )
        if not made:
            return row
        note(row, "open", by=by, at=at, after={"due_on": row.due_on.isoformat()})
        if compute and scope == ReturnScope.OWN:
            take_records(row, at=at, values=values)
        count_findings(row)
        if scope == ReturnScope.OWN:
            duties.owe(row, by=by, at=at)
    return row


def move_round(
    *,
    round: ReturnRound,
    due_on: date,
    government_due_on: date,
    why: str,
    by: Actor,
    at: datetime,
) -> ReturnRound:
    """Other last days for a round: returns not handed in and their duties move with it.

    Raises Refused for the statutory return, whose days the regulation fixes, without a reason, or
    for a day before the period is over.
    """
    if round.code == ANNUAL:
        raise refuse("法定期限", f"年度报告的期限由{BASIS}规定，不能改动。")
    if not why.strip():
        raise refuse("缺少理由", "调整期限须写明理由，请填写后再提交。")
    if min(due_on, government_due_on) <= round.period.last_day:
        raise refuse("期限过早", f"期限须在期末（{round.period.last_day}）之后，请核对日期。")
    with transaction.atomic():
        before = {"due_on": round.due_on.isoformat()}
        round.due_on, round.government_due_on = due_on, government_due_on
        round.save(update_fields=["due_on", "government_due_on"])
        rows = round.returns.filter(first_submitted_on__isnull=True).select_related(
            "agency", "round"
        )
        for row in rows:
            government = row.agency.kind == AgencyKind.GOVERNMENT
            row.due_on = government_due_on if government else due_on
            row.save(update_fields=["due_on"])
            duties.move(row, why=why.strip(), by=by, at=at)
        record(
            by=by, at=at, verb="return.move-round", subject=round_subject(round),
            reason=why.strip(), before=before, after={"due_on": due_on.isoformat()},
        )  # fmt: skip
    return round


def owe_returns(at: datetime) -> list[ReturnRound]:
    """Lay on what is due: the newest period that is over of every form in use, while its days run.

    A platform that starts in November does not begin with overdue returns about a year it has not
    seen; such a round is laid on by hand.
    """
    today = timezone.localdate(at)
    by = system("布置统计报表")
    opened = []
    kinds = {ANNUAL: PeriodKind.YEAR}
    for row in LocalDefinition.objects.order_by("code", "version"):
        kinds[row.code] = row.definition.period
        if row.retired_at is not None:
            kinds.pop(row.code)
    for code, kind in kinds.items():
        period = last_period(kind, today)
        standing = ReturnRound.objects.filter(code=code, year=period.year, part=period.part).first()
        if standing is not None and standing.complete_at is not None:
            continue
        if standing is None and not _runs(code, period, today):
            continue
        opened.append(open_round(code=code, year=period.year, part=period.part, by=by, at=at))
    if opened:
        log.info("Laid on %d rounds of returns", len(opened))
    return opened


def _runs(code: str, period: Period, today: date) -> bool:
    if code == ANNUAL:
        definition = annual_definition(period.year)
    else:
        row = newest_definition(code)
        definition = row.definition if row is not None else None
        if definition is not None and period.year < definition.form.first_year:
            return False
    if definition is None:
        return False
    days = (definition.due, definition.government_due)
    return today <= max(period.due_on(one.month, one.day) for one in days)


def run_returns(at: datetime) -> None:
    """What the worker does for returns."""
    owe_returns(at)
