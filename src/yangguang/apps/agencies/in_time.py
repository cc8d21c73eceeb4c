"""Reading dated rows: which hold on a day, and what a body was called and where it stood then."""

from __future__ import annotations

from datetime import date

from django.db.models import Q

from yangguang.apps.agencies.models import Agency, AgencyName, AgencyPlace


def in_force(on: date, prefix: str = "") -> Q:
    """Dated rows that hold on that day; ``valid_to`` is the first day on which one does not."""
    began = Q(**{f"{prefix}valid_from__lte": on})
    return began & (Q(**{f"{prefix}valid_to__isnull": True}) | Q(**{f"{prefix}valid_to__gt": on}))


def _held(on: date) -> Q:
    """As `in_force`, for rows whose beginning may be unknown."""
    return (Q(valid_from__isnull=True) | Q(valid_from__lte=on)) & (
        Q(valid_to__isnull=True) | Q(valid_to__gt=on)
    )


def name_on(agency: Agency, on: date) -> str:
    """The name the body bore on that day; its earliest known name for days before that."""
    row = AgencyName.objects.filter(_held(on), agency=agency).order_by("-valid_from", "-id").first()
    if row is not None:
        return row.name
    first = AgencyName.objects.filter(agency=agency).order_by("valid_from", "id").first()
    return first.name if first is not None else agency.name


def parent_on(agency: Agency, on: date) -> Agency | None:
    """The body above it on that day; the first known one for days before that."""
    rows = AgencyPlace.objects.filter(agency=agency).select_related("parent")
    row = rows.filter(_held(on)).order_by("-valid_from", "-id").first()
    if row is None:
        row = rows.order_by("valid_from", "id").first()
    return row.parent if row is not None else agency.parent


def superiors_on(agency: Agency, on: date) -> list[Agency]:
    """The bodies above it on that day, the nearest first."""
    found: list[Agency] = []
    above = parent_on(agency, on)
    while above is not None and above not in found:
        found.append(above)
        above = parent_on(above, on)
    return found
