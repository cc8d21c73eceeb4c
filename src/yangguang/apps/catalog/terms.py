"""Until when a document holds: the last day of its term, and the first day without force."""

from __future__ import annotations

from datetime import date, timedelta

from yangguang.apps.catalog.models import Item, Validity

HOLDS = (Validity.IN_FORCE, Validity.AMENDED)
"""Marks under which a document is in force, as long as its term runs."""
OVER = (Validity.EXPIRED, Validity.REPEALED)


def first_day_without_force(item: Item) -> date | None:
    """The day on which it lost or will lose its force; None where no end is known.

    有效期至 2026-12-31 holds on that day still: the first day without force is 2027-01-01.
    """
    if item.lost_force_on is not None:
        return item.lost_force_on
    return item.valid_until + timedelta(days=1) if item.valid_until is not None else None
