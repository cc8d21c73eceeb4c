"""Which rows of a ledger hold: on which days, for whom, as known at which moment."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, datetime

from django.db.models import Q, QuerySet

from yangguang.apps.agencies.models import Agency, User
from yangguang.apps.agencies.permissions import Permission
from yangguang.apps.agencies.selectors import Holding, visible_agencies
from yangguang.apps.resources.ledgers import Span, ledger_kind
from yangguang.apps.resources.models import Entry

Agencies = Collection[int] | QuerySet[Agency] | None
"""Keys of bodies or a query of them; None stands for all bodies."""


def known(as_of: datetime | None) -> Q:
    """Rows that hold as known at that moment; without one, those that hold now."""
    if as_of is None:
        return Q(voided_at__isnull=True)
    held = Q(voided_at__isnull=True) | Q(voided_at__gt=as_of)
    return Q(recorded_at__lte=as_of) & held


def within(agencies: Agencies) -> Q:
    """Rows of these bodies."""
    if agencies is None:
        return Q()
    return Q(agency__in=agencies if isinstance(agencies, QuerySet) else list(agencies))


def on_day(day: date) -> Q:
    """Rows of standing things that stand on that day, both ends included."""
    return Q(starts_on__lte=day) & (Q(ends_on__isnull=True) | Q(ends_on__gte=day))


def entries_of(
    ledger: str,
    *,
    agencies: Agencies = None,
    first: date,
    last: date,
    as_of: datetime | None = None,
) -> QuerySet[Entry]:
    """The rows that touch these days, both included: happenings on one of them, standing things
    that stood on at least one. Raises KeyError for an unknown ledger."""
    found = Entry.objects.filter(known(as_of), within(agencies), ledger=ledger)
    found = found.filter(starts_on__lte=last)
    if ledger_kind(ledger).span is Span.HAPPENING:
        return found.filter(starts_on__gte=first)
    return found.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=first))


def standing_on(
    ledger: str, day: date, *, agencies: Agencies = None, as_of: datetime | None = None
) -> QuerySet[Entry]:
    """The rows of standing things that stand on that day. Raises KeyError for an unknown ledger
    and ValueError for one of happenings."""
    if ledger_kind(ledger).span is not Span.STANDING:
        raise ValueError(f"{ledger} holds happenings, which stand on no day")
    return Entry.objects.filter(known(as_of), within(agencies), on_day(day), ledger=ledger)


def visible_entries(
    user: User,
    on: date,
    *,
    permission: Permission = Permission.LEDGER_VIEW,
    held: Iterable[Holding] | None = None,
) -> QuerySet[Entry]:
    """Every row, voided ones included, of the bodies whose ledgers the person may treat so."""
    return Entry.objects.filter(agency__in=visible_agencies(user, permission, on, held=held))


def recorded_after(moment: datetime, rows: QuerySet[Entry]) -> QuerySet[Entry]:
    """Those of the rows that were recorded after a moment, such as the day of the report."""
    return rows.filter(recorded_at__gt=moment)


def present(rows: Collection[int]) -> dict[int, Entry]:
    """First key of a chain → the row that holds now; chains that were voided are left out."""
    found = Entry.objects.filter(
        Q(pk__in=rows) | Q(origin__in=rows), voided_at__isnull=True
    ).select_related("agency")
    return {row.first_key: row for row in found}


def history(entry: Entry) -> QuerySet[Entry]:
    """All rows of the chain of corrections to which the row belongs, the newest first."""
    key = entry.first_key
    return Entry.objects.filter(Q(pk=key) | Q(origin=key)).order_by("-recorded_at", "-pk")
