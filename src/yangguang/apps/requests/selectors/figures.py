"""The cells of a year's statutory form, from the applications, with the applications behind each.

Every figure is a sum over the ledger of tallies (``models.counting``), so the sums printed on the
form hold by construction and the figures of any moment can be made again.
依据：国办发〔2014〕32号（2014至2018年度）、国办公开办函〔2019〕60号（2019、2020年度）、国办公开办函〔2021〕30号。
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Case, F, QuerySet, Sum, When

from yangguang.apps.requests.models import Application, Counted, Fee, Tally
from yangguang.apps.requests.models.counting import Summed, TallyFold, TallySum
from yangguang.apps.requests.selectors.figure_cases import FEW_BODIES, CasesBehind, keys_behind
from yangguang.apps.requests.selectors.figure_picks import Pick, Span, picks
from yangguang.apps.requests.selectors.figure_remedies import remedies_by_cell
from yangguang.apps.requests.selectors.figure_scope import Scope
from yangguang.law.forms.checks import check_cells
from yangguang.law.forms.findings import Ledger
from yangguang.law.forms.load import form_for_year
from yangguang.law.forms.model import Form
from yangguang.law.forms.parsed import ParsedForm
from yangguang.law.forms.sheet import Sheet

FEES = "7"
"""The cell of the form of 2014 that holds what was collected, in 万元."""
SHORT_TAIL = 5_000
"""Up to so many entries after the last fold are read one by one."""
_NET = Sum("sign")
_CARRIED = Sum(Case(When(what=Counted.RECEIVED, then=F("sign")), default=-F("sign")))


class NoForm(LookupError):
    """A year for which there is no national form; the message is for the clerk."""


@dataclass(frozen=True, slots=True)
class Cells:
    """The figures of one year. ``values`` holds every cell that follows from applications, named as
    the form names it (``3.3.1/natural``, ``3.1.2``); counts in 件, fees in 万元.

    ``remedies`` gives the cases behind a cell of review and suit.
    """

    form: Form
    scope: Scope
    values: Mapping[str, Decimal]
    remedies: Mapping[str, tuple[int, ...]]

    def applications(self, cell: str) -> QuerySet[Application]:
        """The applications behind a cell, read when they are wanted. Raises KeyError.

        Behind a cell of review and suit: those that the cases are about.
        """
        if cell not in self.values:
            raise KeyError(cell)
        if cell in self.remedies:
            return Application.objects.filter(remedies__in=self.remedies[cell]).distinct()
        if cell == FEES and self.form.code == "2014":
            return Application.objects.filter(fees__in=_paid(self.scope)).distinct()
        keys = keys_behind(self.scope, picks(self.form)[cell])
        return Application.objects.filter(pk__in=keys.order_by())

    def ids(self, cell: str) -> QuerySet[Application, int]:
        """The keys of those applications. Raises KeyError."""
        return self.applications(cell).order_by("pk").values_list("pk", flat=True)

    def cases(self, cell: str) -> CasesBehind:
        """The same to page through, in the order of the days that count. Raises KeyError."""
        pick = picks(self.form).get(cell)
        if pick is None:
            keys = self.ids(cell)
            return CasesBehind(keys, keys.count())
        return CasesBehind(keys_behind(self.scope, pick), int(self.values[cell]))


def request_cells(
    agencies: Collection[int] | None, year: int, *, as_of: datetime | None = None
) -> Cells:
    """The cells of the form of that year for these bodies together; None stands for all bodies.

    What was recorded after ``as_of`` does not count; without it, everything counts that is there.
    Ten queries at most, whatever the number of applications. Raises NoForm before 2014.
    """
    form = form_for_year(year)
    if form is None:
        raise NoForm(
            f"{year}年度没有全国统一的统计表（国办发〔2014〕32号自2014年度起施行），请选择2014年以后的年度。"
        )
    scope = Scope(None if agencies is None else tuple(sorted(set(agencies))), year, as_of)
    groups = list(_groups(scope))
    values = {
        cell: Decimal(sum(group.count for group in groups if group.fits(pick)))
        for cell, pick in picks(form).items()
    }
    remedies = remedies_by_cell(form, scope)
    values |= {cell: Decimal(len(found)) for cell, found in remedies.items()}
    if form.code == "2014":
        values[FEES] = fees_collected(scope)
    return Cells(form, scope, values, remedies)


def check_figures(cells: Cells) -> Ledger:
    """What the checks of the form say of these cells; checks that need other cells are left out."""
    printed = frozenset(cell.partition("/")[0] for cell in cells.values)
    parsed = ParsedForm(cells.form.code, dict(cells.values), printed=printed, year=cells.scope.year)
    ledger, _ = check_cells(Sheet(cells.form, parsed))
    ledger.not_assessable = [
        one for one in ledger.not_assessable if all(cell in cells.values for cell in one.cells)
    ]
    return ledger


def fees_collected(scope: Scope) -> Decimal:
    """What applicants paid in the year, in 万元."""
    paid = _paid(scope).aggregate(sum=Sum("amount"))["sum"]
    return (paid or Decimal(0)) / 10000


@dataclass(frozen=True, slots=True)
class _Group:
    """A number of applications alike in everything that a form asks. ``sign`` is folded in."""

    span: Span
    applicant: str
    channel: str
    kind: str
    late: bool
    count: int

    def fits(self, pick: Pick) -> bool:
        return (
            self.span is pick.span
            and (pick.applicants is None or self.applicant in pick.applicants)
            and (pick.channels is None or self.channel in pick.channels)
            and (pick.kinds is None or self.kind in pick.kinds)
            and (pick.late is None or self.late is pick.late)
        )


def _groups(scope: Scope) -> Iterator[_Group]:
    """The ledger in a few hundred groups. What is carried on to the next year is what came over
    from the last one, and what came in, less what was closed."""
    before, within = _read(scope)
    for applicant, count in before:
        come_over = _Group(Span.BEFORE, applicant, "", "", False, count)
        yield come_over
        yield replace(come_over, span=Span.AFTER)
    for applicant, what, channel, kind, late, net in within:
        closed = what == Counted.CLOSED
        group = _Group(
            Span.CLOSED if closed else Span.RECEIVED, applicant, channel, kind, late, net
        )
        yield group
        yield replace(group, span=Span.AFTER, count=-net if closed else net)


def _read(scope: Scope) -> tuple[list[tuple[Any, ...]], list[tuple[Any, ...]]]:
    """Groups of what was carried over (applicant, net) and of what happened within the year.

    For many bodies the sums are read and, from the ledger, the entries that they do not hold: those
    after the last one folded and, for figures as of a day, those recorded since its new year.
    """
    if scope.agencies is not None and len(scope.agencies) <= FEW_BODIES:
        parts = [_ledger(scope, until=scope.last)]
        return _carried(scope, parts), _within(scope, parts)
    while True:
        through = _folded_through()
        parts = []
        if scope.as_of is not None:
            recent = _ledger(scope, until=scope.last).filter(
                pk__lte=through, recorded_at__gte=_new_year(scope.as_of)
            )
            parts.append(recent)
        tail = _tail(scope, through)
        if tail is None:
            parts.append(_ledger(scope, until=scope.last).filter(pk__gt=through))
        carried, within = _added_up(scope, tail or [])
        found = (
            carried + _carried(scope, parts) + _sums_before(scope),
            within + _within(scope, parts) + _sums_within(scope),
        )
        # A fold that ended in between has moved entries from the ledger's part to the sums.
        if _folded_through() == through:
            return found


def _tail(scope: Scope, through: int) -> list[Tally] | None:
    """The entries after the last one folded, where they are few; None where they are many.

    Read by their keys and sorted out here: a database would rather read all that the bodies have.
    """
    rows = list(Tally.objects.filter(pk__gt=through).order_by("pk")[: SHORT_TAIL + 1])
    if len(rows) > SHORT_TAIL:
        return None
    return [
        row
        for row in rows
        if row.day <= scope.last
        and (scope.agencies is None or row.agency_id in scope.agencies)
        and (scope.as_of is None or row.recorded_at <= scope.as_of)
    ]


def _added_up(
    scope: Scope, entries: list[Tally]
) -> tuple[list[tuple[Any, ...]], list[tuple[Any, ...]]]:
    """The two groupings of `_read` for entries at hand."""
    carried = [
        (row.applicant_kind, row.sign if row.what == Counted.RECEIVED else -row.sign)
        for row in entries
        if row.day <= scope.before
    ]
    within = [
        (row.applicant_kind, row.what, row.channel, row.reply_kind, row.late, row.sign)
        for row in entries
        if row.day >= scope.first
    ]
    return carried, within


def _carried(scope: Scope, parts: list[QuerySet[Tally]]) -> list[tuple[Any, ...]]:
    return [
        row
        for part in parts
        for row in part.filter(day__lte=scope.before)
        .values_list("applicant_kind")
        .annotate(net=_CARRIED)
    ]


def _within(scope: Scope, parts: list[QuerySet[Tally]]) -> list[tuple[Any, ...]]:
    return [
        row
        for part in parts
        for row in part.filter(day__gte=scope.first)
        .values_list("applicant_kind", "what", "channel", "reply_kind", "late")
        .annotate(net=_NET)
    ]


def _sums_before(scope: Scope) -> list[tuple[Any, ...]]:
    rows = _sums(scope).filter(what=Summed.CARRIED, year__lt=scope.year)
    return list(rows.values_list("applicant_kind").annotate(sum=Sum("net")))


def _sums_within(scope: Scope) -> list[tuple[Any, ...]]:
    rows = _sums(scope).filter(what__in=Counted.values, year=scope.year)
    names = ("applicant_kind", "what", "channel", "reply_kind", "late")
    return list(rows.values_list(*names).annotate(sum=Sum("net")))


def _sums(scope: Scope) -> QuerySet[TallySum]:
    """Whole recorded years; the one in which ``as_of`` lies is read from the ledger."""
    found = TallySum.objects.all()
    if scope.agencies is not None:
        found = found.filter(agency__in=scope.agencies)
    if scope.as_of is not None:
        found = found.filter(recorded_year__lt=scope.as_of.astimezone(UTC).year)
    return found


def _folded_through() -> int:
    return TallyFold.objects.values_list("through", flat=True).first() or 0


def _new_year(moment: datetime) -> datetime:
    """When the year in which the moment lies began, in UTC as the sums count recorded years."""
    return datetime(moment.astimezone(UTC).year, 1, 1, tzinfo=UTC)


def _ledger(scope: Scope, *, since: date | None = None, until: date) -> QuerySet[Tally]:
    found = Tally.objects.filter(day__lte=until, what__in=Counted.values)
    if since is not None:
        found = found.filter(day__gte=since)
    if scope.agencies is not None:
        found = found.filter(agency__in=scope.agencies)
    if scope.as_of is not None:
        found = found.filter(recorded_at__lte=scope.as_of)
    return found


def _paid(scope: Scope) -> QuerySet[Fee]:
    found = Fee.objects.filter(paid_on__gte=scope.first, paid_on__lte=scope.last)
    if scope.agencies is not None:
        found = found.filter(application__agency__in=scope.agencies)
    if scope.as_of is not None:
        found = found.filter(payment_recorded_at__lte=scope.as_of)
    return found


__all__ = ["FEES", "Cells", "NoForm", "Scope", "check_figures", "fees_collected", "request_cells"]
