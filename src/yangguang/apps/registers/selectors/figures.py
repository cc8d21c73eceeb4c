"""Figures of a list, as they are kept: read, not added up."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Q, Sum

from yangguang.apps.agencies.models import Agency
from yangguang.apps.registers.models import ChangeSet, Kept, Register, Version, What
from yangguang.apps.registers.selectors.listing import versions_down


@dataclass(frozen=True, slots=True)
class Figure:
    """So many rows, and the sum of a field over them (0 where nothing is summed)."""

    rows: int = 0
    sum: Decimal = Decimal(0)


def figure_of(
    register: Register, *, of: str = "", agencies: Iterable[Agency] | None = None
) -> Figure:
    """The live rows of the whole list, or of these bodies."""
    return figure_by(register, "", of=of, agencies=agencies).get("", Figure())


def figure_by(
    register: Register, field: str, *, of: str = "", agencies: Iterable[Agency] | None = None
) -> dict[str, Figure]:
    """The same for each value of a field that is counted (`rows.figures_of`), most rows first."""
    kept = Kept.objects.filter(register=register, field=field, of=of)
    if agencies is not None:
        kept = kept.filter(agency__in=[one.pk for one in agencies])
    rows = kept.order_by().values("value").annotate(number=Sum("rows"), total=Sum("sum"))
    found = {row["value"]: Figure(row["number"], row["total"]) for row in rows if row["number"]}
    return dict(sorted(found.items(), key=lambda one: (-one[1].rows, one[0])))


def figure_by_body(register: Register, *, field: str = "", value: str = "") -> dict[int, int]:
    """The live rows of each body (its key → rows), or those with one value in a counted field."""
    kept = Kept.objects.filter(register=register, field=field, of="")
    if field:
        kept = kept.filter(value=value)
    rows = kept.order_by().values_list("agency").annotate(number=Sum("rows"))
    return {agency: number for agency, number in rows if number}


def rows_of_each(agency: Agency | None = None) -> dict[int, int]:
    """How many live rows each register holds, by its key; of one body, where one is named."""
    kept = Kept.objects.filter(field="", of="")
    if agency is not None:
        kept = kept.filter(agency=agency)
    return dict(kept.order_by().values_list("register").annotate(number=Sum("rows")))


def rows_on(register: Register, day: date) -> int:
    """How many rows the list held on that day, as far as they may still be shown.

    Added up from the change sets and not counted, so that a list of a million answers at once:
    what was added less what was removed until then, less the rows taken down since.
    """
    sets = ChangeSet.objects.filter(
        register=register, state=ChangeSet.State.PUBLISHED, in_force_on__lte=day
    )
    moved = sets.aggregate(added=Sum("added"), removed=Sum("removed"))
    hidden = (
        Version.objects.filter(pk__in=versions_down(register))
        .filter(published_at__isnull=False, valid_from__lte=day)
        .filter(Q(valid_to__isnull=True) | Q(valid_to__gt=day))
        .exclude(what=What.REMOVED)
    )
    return (moved["added"] or 0) - (moved["removed"] or 0) - hidden.count()
