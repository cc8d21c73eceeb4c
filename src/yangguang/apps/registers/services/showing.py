"""Whether a register is open to everybody, and since when its limits create duties."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from yangguang.apps.audit.actors import Actor
from yangguang.apps.audit.services import record
from yangguang.apps.events.services import emit
from yangguang.apps.registers.models import Register
from yangguang.apps.registers.services.defining import CHANGED, subject_of


def set_register(
    *, register: Register, shown: bool, duties_since: date | None, by: Actor, at: datetime
) -> Register:
    """Open or close a register to the public, and set the day from which rows owe what its limits
    demand (None: no duties). Rows that are older stay old stock."""
    with transaction.atomic():
        register = Register.objects.select_for_update(of=("self",)).get(pk=register.pk)
        before = {"shown": register.shown, "duties_since": _day(register.duties_since)}
        register.shown, register.duties_since = shown, duties_since
        after = {"shown": shown, "duties_since": _day(duties_since)}
        if before == after:
            return register
        register.save(update_fields=["shown", "duties_since"])
        record(
            by=by, at=at, verb="register.set", subject=subject_of(register), before=before,
            after=after,
        )  # fmt: skip
        emit(
            at=at, kind=CHANGED, subject_key=str(register.pk),
            payload={"change_set": None, "removed": not shown},
        )  # fmt: skip
    return register


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
