"""Taking a budget or final account that was read and checked into the register of budgets.

The register is never typed: what it holds are the lines of a published report, each with the item
that published it and the place in the report, so that every number leads back to its record.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from yangguang.apps.agencies.models import Agency
from yangguang.apps.agencies.verdicts import refuse
from yangguang.apps.audit.actors import Actor
from yangguang.apps.catalog.models import Item
from yangguang.apps.registers.budgets import BUDGETS, budget_register
from yangguang.apps.registers.definitions import definition_of
from yangguang.apps.registers.models import ChangeSet, Version
from yangguang.apps.registers.rows import Values, key_of
from yangguang.apps.registers.selectors import live_rows
from yangguang.apps.registers.services.matching import Proposed
from yangguang.apps.registers.services.proposing import (
    Outcome,
    open_change_set,
    propose_removal,
    propose_rows,
)
from yangguang.law.budgets.check import BudgetCheck
from yangguang.law.budgets.model import KIND_LABELS, BudgetReport
from yangguang.law.budgets.summary import entries


@dataclass(frozen=True, slots=True)
class TakenIn:
    """The draft that came of a report, and what it proposes."""

    change_set: ChangeSet
    outcome: Outcome
    removed: int


def take_in_report(
    *,
    agency: Agency,
    report: BudgetReport,
    check: BudgetCheck,
    item: Item | None,
    file_name: str,
    sha256: str,
    by: Actor,
    at: datetime,
    despite: str = "",
) -> TakenIn:
    """A draft change set with the lines of a report; lines that the register held for the same year,
    kind and scope and the report has no more are proposed for removal.

    Raises Refused where year or kind could not be read, where no line could be taken, where the check
    found errors and ``despite`` gives no reason to take the report as it is published, and where the
    register reads so already.
    """
    if report.year is None or report.kind is None:
        raise refuse(
            "年度或种类不明",
            "没有读出这是哪一年度的预算还是决算。请在文件首页写明“××年度部门预算（决算）”后重新上传。",
        )
    if check.errors and not despite.strip():
        raise refuse(
            "核对有错误",
            f"核对发现{check.errors}处错误。请先更正报告；已经公开、确需照原样收录的，请写明理由。",
        )
    rows = proposals_of(report, agency, item)
    if not rows:
        raise refuse("没有可收录的数字", "没有从文件里读出预决算报表的数字，请核对文件是否完整。")
    kind = KIND_LABELS[report.kind]
    register = budget_register(BUDGETS)
    definition = definition_of(register)
    scope = report.level or "部门"
    with transaction.atomic():
        change_set = open_change_set(
            register=register,
            agency=agency,
            kind=ChangeSet.Kind.IMPORT,
            title=f"{agency.name}{report.year}年{scope}{kind}",
            reason=despite,
            file_name=file_name,
            sha256=sha256,
            by=by,
            at=at,
        )
        outcome = propose_rows(change_set=change_set, rows=rows, by=by, at=at)
        kept = {key_of(definition, one.values) for one in rows}
        gone = [
            one for one in _standing(agency, report.year, kind, scope) if one.row.key not in kept
        ]
        if gone:
            propose_removal(
                change_set=change_set,
                versions=gone,
                reason="重新公开的报告中没有这一项",
                by=by,
                at=at,
            )
        if outcome.nothing and not gone:
            raise refuse("没有变化", "这份报告的数字和现有记录完全相同，没有需要变更的内容。")
    return TakenIn(change_set, outcome, len(gone))


def proposals_of(report: BudgetReport, agency: Agency, item: Item | None) -> list[Proposed]:
    """The lines of a report as rows of the register."""
    rows = []
    for one in entries(report):
        values: Values = {
            "year": str(report.year),
            "kind": KIND_LABELS.get(report.kind or "", ""),
            "scope": report.level or "部门",
            "table": one.table,
            "code": one.code,
            "name": one.name,
            "level": one.level,
            "amount": f"{one.amount:f}",
            "item": item.index_number if item is not None else None,
            "place": one.place,
        }
        rows.append(Proposed(agency, values, one.place[:120]))
    return rows


def _standing(agency: Agency, year: int, kind: str, scope: str) -> list[Version]:
    rows = live_rows(budget_register(BUDGETS), agency).filter(t1=str(year), t2=kind, t3=scope)
    return list(rows.select_related("row"))
