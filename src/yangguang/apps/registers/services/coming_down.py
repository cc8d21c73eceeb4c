"""What happens to registers by the day alone: sets come into force, rows come down.

Asks what is due and not done, so that a missed night is made up for.
"""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from yangguang.apps.audit.actors import system
from yangguang.apps.registers.definitions import definition_of
from yangguang.apps.registers.models import Version
from yangguang.apps.registers.services.publishing import CLERK, put_in_force
from yangguang.apps.registers.services.revoking import withdraw_what_is_due
from yangguang.apps.registers.services.undoing import take_down
from yangguang.law.registers.staying import retention_for
from yangguang.law.registers.values import terms_of

AT_ONCE = 500


def take_down_what_is_due(at: datetime) -> None:
    """Put approved sets in force, take down what was revoked, and rows whose time in public is over."""
    put_in_force(at=at)
    withdraw_what_is_due(at)
    due = (
        Version.objects.filter(live=True, down_on__lte=timezone.localdate(at))
        .select_related("register__definition")
        .order_by("down_on", "pk")[:AT_ONCE]
    )
    for version in due:
        definition = definition_of(version.register)
        retention = retention_for(definition, terms_of(definition, version.values))
        basis = f"（{retention.basis}）" if retention is not None else ""
        take_down(version=version, why=f"公示期满{basis}", by=system(CLERK), at=at)
