"""Figures of a list, as they are kept: read, not added up."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Sum

from yangguang.apps.agencies.models import Agency
from yangguang.apps.registers.models import Kept, Register


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
