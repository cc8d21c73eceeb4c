"""Consultation points: which are open on a day, and what was brought there and who came.

依据：《政府信息公开条例》第二十五条第一、二款（国家档案馆、公共图书馆、政务服务场所设置查阅场所）。
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, IntegerField, QuerySet, Sum
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, ExtractMonth

from yangguang.apps.resources.models import Entry, HandOver
from yangguang.apps.resources.selectors.scope import Agencies, on_day, standing_on, within

POINTS, VISITS, HANDOVERS = "points", "visits", "handovers"


@dataclass(slots=True)
class Use:
    """What happened at one point: visitors, telephone calls, copies and lists of materials."""

    visitors: int = 0
    calls: int = 0
    copies: int = 0
    pieces: int = 0


@dataclass(frozen=True, slots=True)
class Month:
    """The use of one month, 1 to 12."""

    number: int
    use: Use


def open_points(day: date, *, agencies: Agencies = None) -> QuerySet[Entry]:
    """The points that stand on that day, by the order of their bodies."""
    return (
        standing_on(POINTS, day, agencies=agencies)
        .filter(agency__proposed=False)
        .select_related("agency")
        .order_by("agency__order", "agency_id", "title", "pk")
    )


def points_within(agencies: Agencies) -> QuerySet[Entry]:
    """Every point of these bodies that was not voided, those that ended included."""
    return (
        Entry.objects.filter(within(agencies), ledger=POINTS, voided_at__isnull=True)
        .select_related("agency")
        .order_by("agency__order", "agency_id", "title", "pk")
    )


def is_open(point: Entry, day: date) -> bool:
    """Whether the point stands on that day."""
    return Entry.objects.filter(on_day(day), pk=point.pk, voided_at__isnull=True).exists()


def use_of(points: Iterable[Entry], *, first: date, last: date) -> dict[int, Use]:
    """First key of each point → its use on these days; one query."""
    found: dict[int, Use] = defaultdict(Use)
    keys = [point.first_key for point in points]
    rows = _summed(_uses(keys, first, last), "place", "ledger")
    for place, ledger, count, quantity, calls in rows:
        _add(found[place], ledger, count, quantity, calls)
    return found


def use_by_month(point: Entry, year: int) -> list[Month]:
    """The twelve months of a year at one point."""
    months: dict[int, Use] = defaultdict(Use)
    rows = _uses([point.first_key], date(year, 1, 1), date(year, 12, 31))
    by_month = rows.annotate(month=ExtractMonth("starts_on"))
    for month, ledger, count, quantity, calls in _summed(by_month, "month", "ledger"):
        _add(months[month], ledger, count, quantity, calls)
    return [Month(number, months[number]) for number in range(1, 13)]


def hand_overs_of(point: Entry) -> QuerySet[HandOver]:
    """The lists of materials given to a point, the newest first, with their pieces counted."""
    return (
        HandOver.objects.filter(place=point.first_key)
        .select_related("agency", "receipt", "made_by")
        .order_by("-on", "-pk")
    )


def pieces_of(hand_over: HandOver) -> QuerySet[Entry]:
    """What stands on a list and still holds, in the order it was chosen."""
    return (
        Entry.objects.filter(hand_over=hand_over, voided_at__isnull=True)
        .select_related("item")
        .defer("item__signature")
        .order_by("pk")
    )


def _uses(keys: list[int], first: date, last: date) -> QuerySet[Entry]:
    return Entry.objects.filter(
        place__in=keys,
        ledger__in=[VISITS, HANDOVERS],
        voided_at__isnull=True,
        starts_on__gte=first,
        starts_on__lte=last,
    ).order_by()


def _summed(rows: QuerySet[Entry], *names: str) -> Iterable[tuple[int, str, int, int, int]]:
    calls = Cast(KeyTextTransform("calls", "details"), IntegerField())
    return rows.values_list(*names).annotate(n=Count("pk"), q=Sum("quantity"), c=Sum(calls))


def _add(use: Use, ledger: str, count: int, quantity: int | None, calls: int | None) -> None:
    if ledger == VISITS:
        use.visitors += quantity or 0
        use.calls += calls or 0
    else:
        use.pieces += count
        use.copies += quantity or 0
