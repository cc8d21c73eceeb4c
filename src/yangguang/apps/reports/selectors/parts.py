"""The returns that make up another one: whose they are, what they say, and what they add up to.

A city adds up four hundred returns of two hundred cells whenever a page shows its own, so only the
numbers are read of each, and a nought costs no sum.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from django.db.models import Q, QuerySet

from yangguang.apps.agencies.models import AgencyKind
from yangguang.apps.reports.models import Return, ReturnScope, ReturnVersion

ZERO = Decimal(0)
HEAVY = ("cells", "findings", "parts", "missing", "evidence")
"""What a version holds beside its numbers, read only where it is shown."""
_SMALLEST = Decimal("0.000001")


def as_number(text: object) -> Decimal:
    """A number kept as text, without noughts behind."""
    return _read_number(str(text))


@lru_cache(maxsize=2**15)
def _read_number(text: str) -> Decimal:
    """Cells of four hundred returns are few different numbers, most of them 0."""
    value = Decimal(text).quantize(_SMALLEST).normalize()
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value


@dataclass(frozen=True, slots=True)
class Part:
    """A body's return as one part of the return above it; ``texts`` are its numbers as written."""

    row: Return
    version: ReturnVersion
    texts: Mapping[str, str]

    def value(self, code: str) -> Decimal | None:
        """What it says in a cell; None where it says nothing."""
        text = self.texts.get(code)
        return None if text is None else as_number(text)


def sums_of(parts: Iterable[Part]) -> dict[str, Decimal]:
    """The sum of each cell that some part fills in."""
    found: dict[str, Decimal] = {}
    for part in parts:
        if part.texts.keys() - found.keys():
            found = {**dict.fromkeys(part.texts, ZERO), **found}
        for code, text in part.texts.items():
            if text != "0":
                found[code] += as_number(text)
    return found


def members_of(row: Return) -> list[Return]:
    """The returns that belong to this one, whatever their state: of a region those of governments,
    else of bodies. Of their versions only the numbers are there."""
    below = _members(row)
    governments = Q(agency__kind=AgencyKind.GOVERNMENT)
    if row.scope == ReturnScope.OWN:
        found = below.filter(~governments, receiver=row.agency, scope=ReturnScope.OWN)
        return _of_round(row, found.order_by("agency__order", "agency__path"))
    own = _of_round(row, below.filter(agency=row.agency, scope=ReturnScope.OWN))
    regions = _of_round(
        row,
        below.filter(governments, receiver=row.agency).order_by("agency__order", "agency__path"),
    )
    wider = {one.agency_id for one in regions if one.scope == ReturnScope.REGION}
    return own + [
        one for one in regions if one.scope == ReturnScope.REGION or one.agency_id not in wider
    ]


def _members(row: Return) -> QuerySet[Return]:
    return (
        Return.objects.filter(round=row.round)
        .select_related("agency", "current")
        .defer("computed", *(f"current__{name}" for name in HEAVY))
    )


def _of_round(row: Return, found: QuerySet[Return]) -> list[Return]:
    rows = list(found)
    for one in rows:
        one.round = row.round
    return rows
