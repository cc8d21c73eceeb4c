"""The same figures for each of many bodies at once, and the records behind each, in few queries.

A city's returns are made for four hundred bodies in one go. Asking for each body by itself would read
the ledger four hundred times; here it is read once, in groups or record by record, and dealt out to
bodies and cells.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cache
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from yangguang.apps.requests.models import Counted, Fee, OpenSpell, Remedy, Tally
from yangguang.apps.requests.models.open_spells import UNTIL_FURTHER
from yangguang.apps.requests.selectors.figure_picks import Pick, Span, picks
from yangguang.apps.requests.selectors.figure_remedies import remedies_by_cell
from yangguang.apps.requests.selectors.figure_scope import Scope
from yangguang.apps.requests.selectors.figures import FEES
from yangguang.law.forms.load import load_form
from yangguang.law.forms.model import Form

_PARTICULARS = ("applicant_kind", "channel", "reply_kind", "late")
_Fact = tuple[Span, str, str, str, bool]


@dataclass(frozen=True, slots=True)
class Keys:
    """The records behind the cells of one body: keys of applications, cases and fees, unordered."""

    applications: Mapping[str, list[int]]
    remedies: Mapping[str, list[int]]
    fees: Mapping[str, list[int]]


def cells_of_bodies(
    form: Form, agencies: Collection[int] | None, year: int, *, as_of: datetime | None = None
) -> dict[int, dict[str, Decimal]]:
    """Body → cell → figure, for bodies with any; a cell that is absent is nought.

    The same figures as `request_cells` gives for each body alone. Six queries, whatever the number
    of bodies.
    """
    scope = _scope(agencies, year, as_of)
    found: dict[int, dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for agency, fact, count in _groups(scope):
        for cell in _cells(form.code, fact):
            found[agency][cell] += count
    for cell, keys in _remedies(form, scope):
        for agency, cases in keys.items():
            found[agency][cell] += len(cases)
    if form.code == "2014":
        for agency, amount in (
            fees_paid(scope).order_by().values_list("application__agency").annotate(n=Sum("amount"))
        ):
            found[agency][FEES] += amount / 10000
    return {agency: dict(cells) for agency, cells in found.items()}


def keys_of_bodies(
    form: Form, agencies: Collection[int] | None, year: int, *, as_of: datetime | None = None
) -> dict[int, Keys]:
    """Body → the keys of the records behind each of its cells, in six queries."""
    scope = _scope(agencies, year, as_of)
    found: dict[int, Keys] = defaultdict(
        lambda: Keys(defaultdict(list), defaultdict(list), defaultdict(list))
    )
    for agency, fact, key in _records(scope):
        cells = found[agency].applications
        for cell in _cells(form.code, fact):
            cells[cell].append(key)
    for cell, keys in _remedies(form, scope):
        for agency, cases in keys.items():
            found[agency].remedies[cell].extend(cases)
    if form.code == "2014":
        for agency, key in fees_paid(scope).order_by().values_list("application__agency", "pk"):
            found[agency].fees[FEES].append(key)
    return dict(found)


def _scope(agencies: Collection[int] | None, year: int, as_of: datetime | None) -> Scope:
    return Scope(None if agencies is None else tuple(sorted(set(agencies))), year, as_of)


@cache
def _cells(form: str, fact: _Fact) -> tuple[str, ...]:
    """The cells to which an application with these particulars adds one."""
    return tuple(cell for cell, pick in picks(load_form(form)).items() if _fits(fact, pick))


def _fits(fact: _Fact, pick: Pick) -> bool:
    span, applicant, channel, kind, late = fact
    return (
        span is pick.span
        and (pick.applicants is None or applicant in pick.applicants)
        and (pick.channels is None or channel in pick.channels)
        and (pick.kinds is None or kind in pick.kinds)
        and (pick.late is None or late is pick.late)
    )


def _groups(scope: Scope) -> Iterator[tuple[int, _Fact, int]]:
    """Body, particulars and number of the applications alike in them."""
    for what, span in _SPANS.items():
        rows = _entries(scope, what).values_list("agency", *_PARTICULARS).annotate(n=Sum("sign"))
        for agency, applicant, channel, kind, late, count in rows:
            if count:
                yield agency, (span, applicant, channel, kind, late), count
    for span in (Span.BEFORE, Span.AFTER):
        open_ones = _open(scope, span).values_list("agency", "applicant_kind")
        for agency, applicant, count in open_ones.annotate(n=Count("pk")):
            yield agency, (span, applicant, "", "", False), count


def _records(scope: Scope) -> Iterator[tuple[int, _Fact, int]]:
    """Body, particulars and key of each application: those whose entries were not taken back."""
    for what, span in _SPANS.items():
        rows = _entries(scope, what).values_list("agency", *_PARTICULARS, "application", "sign")
        if not _taken_back(scope, what):
            for agency, applicant, channel, kind, late, key, _ in rows.iterator():
                yield agency, (span, applicant, channel, kind, late), key
            continue
        net: dict[tuple[Any, ...], int] = defaultdict(int)
        for *row, sign in rows.iterator():
            net[tuple(row)] += sign
        for (agency, applicant, channel, kind, late, key), sign in net.items():
            if sign > 0:
                yield agency, (span, applicant, channel, kind, late), key
    for span in (Span.BEFORE, Span.AFTER):
        open_ones = _open(scope, span).values_list("agency", "applicant_kind", "application")
        for agency, applicant, key in open_ones.iterator():
            yield agency, (span, applicant, "", "", False), key


_SPANS = {Counted.RECEIVED: Span.RECEIVED, Counted.CLOSED: Span.CLOSED}


def _entries(scope: Scope, what: Counted) -> QuerySet[Tally]:
    found = Tally.objects.filter(what=what, day__gte=scope.first, day__lte=scope.last)
    if scope.as_of is not None:
        found = found.filter(recorded_at__lte=scope.as_of)
    return _of_bodies(found, scope).order_by()


def _taken_back(scope: Scope, what: Counted) -> bool:
    return _entries(scope, what).filter(sign__lt=0).exists()


def _open(scope: Scope, span: Span) -> QuerySet[OpenSpell]:
    """Those that stood open at the end of the year before, or of this one."""
    year = scope.year if span is Span.AFTER else scope.year - 1
    found = OpenSpell.objects.filter(first_year__lte=year, last_year__gte=year)
    if scope.as_of is None:
        found = found.filter(known_until=UNTIL_FURTHER)
    else:
        found = found.filter(known_until__gt=scope.as_of, known_from__lte=scope.as_of)
    return _of_bodies(found, scope).order_by()


def _of_bodies(found: QuerySet[Any], scope: Scope) -> QuerySet[Any]:
    return found if scope.agencies is None else found.filter(agency__in=scope.agencies)


def fees_paid(scope: Scope) -> QuerySet[Fee]:
    """The fees that applicants paid in the year."""
    found = Fee.objects.filter(paid_on__gte=scope.first, paid_on__lte=scope.last)
    if scope.agencies is not None:
        found = found.filter(application__agency__in=scope.agencies)
    if scope.as_of is not None:
        found = found.filter(payment_recorded_at__lte=scope.as_of)
    return found


def _remedies(form: Form, scope: Scope) -> Iterable[tuple[str, dict[int, list[int]]]]:
    """Cell → body → cases."""
    by_cell = remedies_by_cell(form, scope)
    found = Remedy.objects.all()
    if scope.agencies is not None:
        found = found.filter(application__agency__in=scope.agencies)
    wanted = {key for keys in by_cell.values() for key in keys}
    if not wanted:
        return
    span = Q(pk__gte=min(wanted), pk__lte=max(wanted))
    whose = dict(found.filter(span).values_list("pk", "application__agency"))
    for cell, keys in by_cell.items():
        dealt: dict[int, list[int]] = defaultdict(list)
        for key in keys:
            dealt[whose[key]].append(key)
        yield cell, dealt
