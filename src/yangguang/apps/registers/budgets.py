"""The two registers behind 预决算公开, by name: the lines of reports, and the approvals that start the clock."""

from __future__ import annotations

from yangguang.apps.registers.models import Register

BUDGETS = "budgets"
APPROVALS = "budget-approvals"


def budget_register(code: str) -> Register:
    """The register of that code with its definition. Raises Register.DoesNotExist before it is installed."""
    return Register.objects.select_related("definition").get(code=code)


def find_budget_register(code: str) -> Register | None:
    """The same; None before it is installed."""
    return Register.objects.select_related("definition").filter(code=code).first()


def installed() -> bool:
    """Whether both registers are there."""
    return Register.objects.filter(code__in=(BUDGETS, APPROVALS)).count() == 2
