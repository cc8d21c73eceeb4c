"""Keeping coverage in line with what happens: items come and go, lists are adjusted, days pass."""

from __future__ import annotations

from datetime import datetime

from yangguang.apps.catalog.models import Item
from yangguang.apps.coverage.models import Followed
from yangguang.apps.coverage.reckoning import standing_registers
from yangguang.apps.coverage.services.refreshing import refresh_list
from yangguang.apps.events.models import Event

ITEMS = ("item.published", "item.withdrawn", "item.changed")
LISTS = ("register.changed", "column.changed", "agency.changed")
AT_ONCE = 20_000


def follow_events(at: datetime) -> None:
    """Reckon anew whatever the happenings since the last time touch: whole lists where a list, a
    column or a body changed, else the bodies whose items came or went."""
    followed, _ = Followed.objects.get_or_create(pk=1)
    events = list(
        Event.objects.filter(pk__gt=followed.event)
        .order_by("pk")
        .values_list("pk", "kind", "subject_key")[:AT_ONCE]
    )
    if not events:
        return
    registers = {register.pk: register for register, _ in standing_registers()}
    whole = {int(key) for _, kind, key in events if kind == "register.changed"} & set(registers)
    if any(kind in LISTS[1:] for _, kind, _ in events):
        whole = set(registers)
    items = sorted({int(key) for _, kind, key in events if kind in ITEMS})
    bodies: set[int] = set()
    for start in range(0, len(items), 500):
        piece = Item.objects.filter(pk__in=items[start : start + 500]).order_by()
        bodies |= set(piece.values_list("agency", flat=True))
    for key, register in registers.items():
        if key in whole:
            refresh_list(register=register, at=at)
        elif bodies:
            refresh_list(register=register, at=at, agencies=bodies)
    followed.event = events[-1][0]
    followed.save(update_fields=["event"])


def reckon_the_day(at: datetime) -> None:
    """Reckon every list anew: a new day may begin a new period."""
    for register, _ in standing_registers():
        refresh_list(register=register, at=at)
