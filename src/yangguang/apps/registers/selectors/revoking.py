"""Decisions that no longer stand: what waits to be taken down, and what may not come back."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from django.db.models import QuerySet

from yangguang.apps.agencies.models import Agency
from yangguang.apps.registers.models import Revocation, Version

AT_ONCE = 800


def waiting_revocations(agencies: QuerySet[Agency]) -> QuerySet[Revocation]:
    """What is recorded of public rows of these bodies and not carried out, the nearest limit first."""
    return (
        Revocation.objects.filter(
            change_set__isnull=True,
            dropped_at__isnull=True,
            row__versions__live=True,
            row__agency__in=agencies,
        )
        .select_related("row__register", "row__agency")
        .order_by("due_on", "pk")
    )


def revocations_of(versions: Collection[Version]) -> dict[int, Revocation]:
    """Row → what is recorded of it and was not dropped, the latest."""
    return _of([one.row_id for one in versions])


def barred_rows(rows: Iterable[int]) -> dict[int, Revocation]:
    """Which of these rows (keys) may not be made public again: revoked, held unlawful or void, or
    their credit repaired. A decision that was changed may come again as it now reads."""
    return {row: one for row, one in _of(list(rows)).items() if one.kind != Revocation.Kind.CHANGED}


def _of(rows: list[int]) -> dict[int, Revocation]:
    found: dict[int, Revocation] = {}
    for start in range(0, len(rows), AT_ONCE):
        for one in Revocation.objects.filter(
            row__in=rows[start : start + AT_ONCE], dropped_at__isnull=True
        ).order_by("pk"):
            found[one.row_id] = one
    return found
