"""What is owed to readers, for the worker, the doctor and tests."""

from __future__ import annotations

from django.db.models import Count, Q

from yangguang.apps.events.models import Delivery

ATTEMPTS_BEFORE_ALARM = 5


def owed_by_reader() -> dict[str, tuple[int, int]]:
    """Reader → (undelivered events, of which failed at least five times)."""
    rows = Delivery.objects.values("reader").annotate(
        owed=Count("id"), stuck=Count("id", filter=Q(attempts__gte=ATTEMPTS_BEFORE_ALARM))
    )
    return {row["reader"]: (row["owed"], row["stuck"]) for row in rows}
