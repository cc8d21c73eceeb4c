"""The applications behind a figure: which ones they are, in order, without reading them all.

The figure itself says how many there are. Those received or answered in a year are read from the
ledger's index in the order of their days, as far as the page goes; those that stood open at the end
of a year are looked up in the spells that are kept of it.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Protocol

from django.db.models import F, Min, Q, QuerySet, Sum

from yangguang.apps.requests.models import Application, Counted, OpenSpell, Tally
from yangguang.apps.requests.models.open_spells import UNTIL_FURTHER
from yangguang.apps.requests.selectors.figure_picks import Pick, Span
from yangguang.apps.requests.selectors.figure_scope import Scope

FEW_BODIES = 5
"""Up to so many bodies are read by their own part of the ledger's index."""


class _Keys(Protocol):
    """Keys of applications in order, cut by a slice."""

    def __getitem__(self, cut: slice) -> Any: ...


class CasesBehind:
    """A list to page through: as many as the figure says, a slice at a time."""

    def __init__(self, keys: _Keys, total: int) -> None:
        self._keys, self._total = keys, total

    def count(self) -> int:
        """How many there are, as counted by the figure."""
        return self._total

    def __len__(self) -> int:
        return self._total

    def __getitem__(self, cut: slice) -> list[Application]:
        """The applications of one page, with body and handler, without their texts."""
        keys = list(self._keys[cut])
        found = (
            Application.objects.select_related("agency", "handler")
            .defer("signature", "wanted")
            .in_bulk(keys)
        )
        return [found[key] for key in keys]


def keys_behind(scope: Scope, pick: Pick) -> QuerySet[Any, Any]:
    """The keys of the applications that a pick adds up: by day of receipt or of the reply, and those
    carried over as they were registered."""
    if pick.span in (Span.BEFORE, Span.AFTER):
        found = _open_at(scope, pick.span, pick.applicants)
        return found.order_by("application").values_list("application", flat=True)
    return (
        _within(scope, pick)
        .values("day", "application")
        .annotate(net=Sum("sign"))
        .filter(net__gt=0)
        .order_by("day", "application")
        .values_list("application", flat=True)
    )


def _within(scope: Scope, pick: Pick) -> QuerySet[Tally]:
    """The entries of the year that a pick adds up."""
    found = Tally.objects.filter(
        what=Counted.RECEIVED if pick.span is Span.RECEIVED else Counted.CLOSED,
        day__gte=scope.first,
        day__lte=scope.last,
    )
    narrowed = Q()
    if pick.applicants is not None:
        narrowed &= Q(applicant_kind__in=pick.applicants)
    if pick.channels is not None:
        narrowed &= Q(channel__in=pick.channels)
    if pick.kinds is not None:
        narrowed &= Q(reply_kind__in=pick.kinds)
    if pick.late is not None:
        narrowed &= Q(late=pick.late)
    if scope.as_of is not None:
        narrowed &= Q(recorded_at__lte=scope.as_of)
    return _of_bodies(found.filter(narrowed), scope)


def _of_bodies(entries: QuerySet[Tally], scope: Scope) -> QuerySet[Tally]:
    """Of many bodies the entries stay in the order of their days, so that a page ends early."""
    if scope.agencies is None:
        return entries
    if len(scope.agencies) <= FEW_BODIES:
        return entries.filter(agency__in=scope.agencies)
    # As a sum, so that no database takes the bodies one by one and has to sort.
    return entries.alias(body=F("agency_id") + 0).filter(body__in=scope.agencies)


def _open_at(scope: Scope, span: Span, applicants: Collection[str] | None) -> QuerySet[OpenSpell]:
    """Those that stood open at the end of the year before, or of this one.

    Each year of receipt is looked up by itself, and in it what was known until after the moment:
    of a year long past, only the few that were still open then.
    """
    year = scope.year if span is Span.AFTER else scope.year - 1
    earliest = OpenSpell.objects.aggregate(year=Min("first_year"))["year"] or year
    found = OpenSpell.objects.filter(first_year__in=range(earliest, year + 1), last_year__gte=year)
    if scope.as_of is None:
        found = found.filter(known_until=UNTIL_FURTHER)
    else:
        found = found.filter(known_until__gt=scope.as_of, known_from__lte=scope.as_of)
    if scope.agencies is not None:
        found = found.filter(agency__in=scope.agencies)
    if applicants is not None:
        found = found.filter(applicant_kind__in=applicants)
    return found
