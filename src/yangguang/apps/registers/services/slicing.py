"""Keeping the slices of long lists in line with their rows, in the transaction that changes them.

A stretch is made anew from its rows whenever one of them changed: what it says is never moved bit
by bit, so it cannot drift. Short lists need none and have none.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.db.models import Sum

from yangguang.apps.registers.models import SLOTS, ChangeSet, Register, Stretch, Version, What
from yangguang.apps.registers.sliced.packing import Cell, packed
from yangguang.apps.registers.sliced.whole import STRETCH

LEAST = 20_000
"""So many wordings must have been published before a list has slices."""
FIXED = ("agency", *SLOTS, "valid_from")
MOVING = ("live", "shown", "valid_to")


def keep_slices(
    register: Register, *, published: Iterable[int] = (), moved: Iterable[int] = ()
) -> None:
    """Bring the slices into line with wordings (by key) that were published, and with others that
    ceased to be live or to be shown. The caller holds the register's lock."""
    if not Stretch.objects.filter(register=register).exists():
        if _long(register):
            slice_register(register)
        return
    fresh = {key // STRETCH for key in published}
    standing = set(
        Stretch.objects.filter(
            register=register, number__in={key // STRETCH for key in moved} - fresh
        ).values_list("number", flat=True)
    )
    for number in sorted(fresh):
        _write(register, number)
    for number in sorted(standing):
        _write_moving(register, number)


def slice_register(register: Register) -> None:
    """Make all slices of a list anew, however short it is."""
    Stretch.objects.filter(register=register).delete()
    rows = Version.objects.filter(register=register, published_at__isnull=False)
    keys = rows.exclude(what=What.REMOVED).order_by("pk").values_list("pk", flat=True)
    key = keys.first()
    while key is not None:
        number = key // STRETCH
        _write(register, number)
        key = keys.filter(pk__gte=(number + 1) * STRETCH).first()


def has_slices(register: Register) -> bool:
    """Whether the list is long enough to have them."""
    return Stretch.objects.filter(register=register).exists()


def _long(register: Register) -> bool:
    sets = ChangeSet.objects.filter(register=register, state=ChangeSet.State.PUBLISHED)
    moved = sets.aggregate(added=Sum("added"), changed=Sum("changed"))
    return (moved["added"] or 0) + (moved["changed"] or 0) >= LEAST


def _rows(register: Register, number: int, *names: str) -> Sequence[tuple[Any, ...]]:
    rows = Version.objects.filter(
        register=register,
        pk__gte=number * STRETCH,
        pk__lt=(number + 1) * STRETCH,
        published_at__isnull=False,
    ).exclude(what=What.REMOVED)
    return list(rows.order_by("pk").values_list("pk", *names))


def _write(register: Register, number: int) -> None:
    fixed = _packed(_rows(register, number, *FIXED), FIXED)
    moving = _moving(register, number)
    Stretch.objects.update_or_create(
        register=register,
        number=number,
        defaults={"token": _token(), "fixed": fixed, "moving": moving},
    )


def _write_moving(register: Register, number: int) -> None:
    moving = _moving(register, number)
    Stretch.objects.filter(register=register, number=number).update(token=_token(), moving=moving)


def _moving(register: Register, number: int) -> bytes:
    rows: list[tuple[int, bool, bool, date | None]] = [
        (key, live, (version or 0) > down, ends)
        for key, live, version, down, ends in _rows(
            register, number, "live", "number", "row__down_upto", "valid_to"
        )
    ]
    return _packed(rows, MOVING)


def _packed(rows: Sequence[tuple[Any, ...]], names: Sequence[str]) -> bytes:
    columns: list[tuple[Cell, ...]] = list(zip(*rows, strict=True))
    offsets = [int(key) % STRETCH for (key, *_) in rows]
    return packed(offsets, dict(zip(names, columns[1:], strict=True)))


def _token() -> int:
    return secrets.randbits(62)
