"""Which cost charge of a case is still open."""

from __future__ import annotations

from yangguang.apps.requests.models import Application, Fee


def open_costs(application: Application) -> Fee | None:
    """The cost charge that is neither paid nor waived; None without one."""
    fee: Fee | None = (
        application.fees.filter(basis=Fee.Basis.COST, paid_on__isnull=True, waived_on__isnull=True)
        .order_by("-id")
        .first()
    )
    return fee
