"""Reading dated rows: which hold on a day, and what a body was called and where it stood then."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TypeVar

from django.db.models import Q

from yangguang.apps.agencies.models import Agency, AgencyName, AgencyPlace
from yangguang.apps.remembering import remembered


def in_force(on: date, prefix: str = "") -> Q:
    """Dated rows that hold on that day; ``valid_to`` is the first day on which one does not."""
    began = Q(**{f"{prefix}valid_from__lte": on})
    return began & (Q(**{f"{prefix}valid_to__isnull": True}) | Q(**{f"{prefix}valid_to__gt": on}))


Dated = TypeVar("Dated", AgencyName, AgencyPlace)


def _held(rows: Sequence[Dated], on: date) -> Dated | None:
    """The row that holds on that day, the newest where several do; else the earliest. A row
    without a beginning held always."""
    held = [
        row
        for row in rows
        if (row.valid_from is None or row.valid_from <= on)
        and (row.valid_to is None or row.valid_to > on)
    ]
    if held:
        return max(held, key=_beginning)
    return min(rows, key=_beginning, default=None)


def _beginning(row: AgencyName | AgencyPlace) -> tuple[date, int]:
    return (row.valid_from or date.min, row.pk)


def name_on(agency: Agency, on: date) -> str:
    """The name the body bore on that day; its earliest known name for days before that."""
    rows = remembered(
        ("names", agency.pk), lambda: list(AgencyName.objects.filter(agency=agency).order_by("id"))
    )
    row = _held(rows, on)
    return row.name if row is not None else agency.name


def parent_on(agency: Agency, on: date) -> Agency | None:
    """The body above it on that day; the first known one for days before that."""
    rows = remembered(
        ("places", agency.pk),
        lambda: list(
            AgencyPlace.objects.filter(agency=agency).select_related("parent").order_by("id")
        ),
    )
    row = _held(rows, on)
    return row.parent if row is not None else agency.parent


def superiors_on(agency: Agency, on: date) -> list[Agency]:
    """The bodies above it on that day, the nearest first."""
    found: list[Agency] = []
    above = parent_on(agency, on)
    while above is not None and above not in found:
        found.append(above)
        above = parent_on(above, on)
    return found
