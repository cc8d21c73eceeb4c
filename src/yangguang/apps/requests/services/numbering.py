"""Register numbers: consecutive per body and year, without gaps, under any number of clerks."""

from __future__ import annotations

from django.db import connection

from yangguang.apps.agencies.models import Agency
from yangguang.apps.requests.models import RegisterCounter


def next_serial(*, agency: Agency, year: int) -> int:
    """The next serial of the body's register; call inside the transaction that registers.

    The counter's row stays locked until that transaction ends: two registrations never get the
    same serial, and one that is rolled back leaves no gap.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("A register number is given inside the transaction that registers.")
    RegisterCounter.objects.bulk_create(
        [RegisterCounter(agency=agency, year=year)], ignore_conflicts=True
    )
    counter = RegisterCounter.objects.select_for_update().get(agency=agency, year=year)
    counter.last += 1
    counter.save(update_fields=["last"])
    return counter.last


def number_of(agency: Agency, year: int, serial: int) -> str:
    """``11450100007566123A-2026-00012``: the body's code, the year, the serial."""
    return f"{agency.code}-{year}-{serial:05d}"
