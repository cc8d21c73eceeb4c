"""The whole check of a budget or a final account."""

from __future__ import annotations

from dataclasses import dataclass

from yangguang.law.budgets.check_between import check_between, check_prose
from yangguang.law.budgets.check_changes import check_changes
from yangguang.law.budgets.check_complete import check_complete
from yangguang.law.budgets.check_earlier import check_earlier
from yangguang.law.budgets.check_items import check_items
from yangguang.law.budgets.check_shares import check_shares
from yangguang.law.budgets.check_tables import check_tables
from yangguang.law.budgets.findings import BudgetFinding, BudgetLedger
from yangguang.law.budgets.model import BudgetReport
from yangguang.law.forms.model import Severity

_RANKS = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.INFO: 2}


@dataclass(frozen=True, slots=True)
class BudgetCheck:
    """What the checks gave: findings worst first, how many held, which could not be made."""

    findings: tuple[BudgetFinding, ...]
    held: int
    not_made: tuple[str, ...]

    @property
    def errors(self) -> int:
        """How many findings are errors."""
        return sum(one.severity is Severity.ERROR for one in self.findings)


def check_budget(report: BudgetReport, before: BudgetReport | None = None) -> BudgetCheck:
    """Checks a report against itself, and against an earlier one of the same body if given."""
    ledger = BudgetLedger()
    check_tables(report, ledger)
    check_between(report, ledger)
    check_prose(report, ledger)
    check_items(report, ledger)
    check_changes(report, ledger)
    check_shares(report, ledger)
    check_complete(report, ledger)
    if before is not None:
        check_earlier(report, before, ledger)
    findings = sorted(ledger.findings, key=lambda one: (_RANKS[one.severity], one.place.span))
    return BudgetCheck(tuple(findings), ledger.held, tuple(dict.fromkeys(ledger.not_made)))
