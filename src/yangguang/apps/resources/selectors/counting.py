"""Cells of statutory forms as the ledgers give them, in four queries whatever the number of bodies.

Every rule is a sum over rows, so the rows behind a cell can be listed and add up to it, and a
figure for many bodies is the sum of theirs.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db.models import Count, Q, QuerySet, Sum

from yangguang.apps.resources.ledgers import LedgerKind, Rule, Span, counted_in, ledger_kinds
from yangguang.apps.resources.models import Entry
from yangguang.apps.resources.selectors.scope import Agencies, known, on_day, within

ZERO = Decimal(0)
MICRO = Decimal("0.000001")
_ALL = 0
"""The group in which bodies are added up together."""


@dataclass(frozen=True, slots=True)
class Behind:
    """The rows behind a cell: what they add up to is ``added`` less ``removed`` by the rule.

    ``removed`` is empty but for a change: rows that stood at the end of the time before and no
    longer stand. Rows of a cell of topics list every answer; each topic of a body counts once.
    """

    rule: Rule
    added: QuerySet[Entry]
    removed: QuerySet[Entry]

    def value(self) -> Decimal:
        """The figure, added up from the rows one by one."""
        return _plain(self.rule, self.added) - _plain(self.rule, self.removed)


def cells_supplied(form: str) -> tuple[str, ...]:
    """The cells of a form that ledgers supply, in the order of the ledgers."""
    cells = [row.cell for kind in ledger_kinds() for row in kind.counts if row.form == form]
    return tuple(dict.fromkeys(cells))


def ledger_cells(
    form: str,
    *,
    agencies: Agencies = None,
    first: date,
    last: date,
    as_of: datetime | None = None,
) -> dict[str, Decimal]:
    """Every cell of the form that ledgers supply, for these bodies together and these days.

    Counts in the cell's own unit, amounts in 万元. Standing things as they stand on the last day.
    """
    sums = _read(form, agencies, first, last, as_of, by_agency=False).get(_ALL, _Sums())
    return {cell: sums.cell(form, cell) for cell in cells_supplied(form)}


def ledger_cells_by_agency(
    form: str,
    *,
    agencies: Agencies = None,
    first: date,
    last: date,
    as_of: datetime | None = None,
) -> dict[int, dict[str, Decimal]]:
    """The same for each body that has rows, by its key; a body that is absent has none."""
    found = _read(form, agencies, first, last, as_of, by_agency=True)
    cells = cells_supplied(form)
    return {key: {cell: sums.cell(form, cell) for cell in cells} for key, sums in found.items()}


def counted(
    form: str,
    cell: str,
    *,
    agencies: Agencies = None,
    first: date,
    last: date,
    as_of: datetime | None = None,
) -> Decimal:
    """One cell for these bodies together. Raises KeyError where no ledger supplies it."""
    sums = _read(form, agencies, first, last, as_of, by_agency=False, cell=cell)
    return sums.get(_ALL, _Sums()).cell(form, cell)


def counted_by_agency(
    form: str,
    cell: str,
    *,
    agencies: Agencies = None,
    first: date,
    last: date,
    as_of: datetime | None = None,
) -> dict[int, Decimal]:
    """One cell for each body that has rows. Raises KeyError where no ledger supplies it."""
    found = _read(form, agencies, first, last, as_of, by_agency=True, cell=cell)
    return {key: sums.cell(form, cell) for key, sums in found.items()}


def entries_behind(
    form: str,
    cell: str,
    *,
    agencies: Agencies = None,
    first: date,
    last: date,
    as_of: datetime | None = None,
) -> Behind:
    """The rows behind one cell. Raises KeyError where no ledger supplies it."""
    suppliers = _suppliers(form, cell)
    rule = suppliers[0][1]
    ledgers = [kind.code for kind, _ in suppliers]
    rows = Entry.objects.filter(known(as_of), within(agencies), ledger__in=ledgers)
    before = first - timedelta(days=1)
    none = Entry.objects.none()
    if rule is Rule.PREVIOUS:
        return Behind(rule, rows.filter(on_day(before)), none)
    if rule is Rule.CHANGE:
        now, then = rows.filter(on_day(last)), rows.filter(on_day(before))
        return Behind(rule, now.exclude(on_day(before)), then.exclude(on_day(last)))
    if suppliers[0][0].span is Span.STANDING:
        return Behind(rule, rows.filter(on_day(last)), none)
    rows = rows.filter(starts_on__gte=first, starts_on__lte=last)
    if rule is Rule.MARKED:
        rows = rows.filter(mark=True)
    if rule is Rule.TOPICS:
        rows = rows.exclude(topic="")
    return Behind(rule, rows, none)


@dataclass(frozen=True, slots=True)
class _Row:
    """What one ledger's rows of one group add up to."""

    entries: int = 0
    quantity: int = 0
    amount: Decimal = ZERO
    marked: int = 0


class _Sums:
    """The ledgers of one group, at the end of the time and (standing things) before it."""

    def __init__(self) -> None:
        self.now: dict[str, _Row] = {}
        self.before: dict[str, _Row] = {}
        self.topics = 0

    def cell(self, form: str, cell: str) -> Decimal:
        suppliers = _suppliers(form, cell)
        if suppliers[0][1] is Rule.TOPICS:
            return Decimal(self.topics)
        return sum((self._part(kind, rule) for kind, rule in suppliers), ZERO)

    def _part(self, kind: LedgerKind, rule: Rule) -> Decimal:
        now = self.now.get(kind.code, _Row())
        before = self.before.get(kind.code, _Row())
        if rule is Rule.PREVIOUS:
            return Decimal(before.quantity)
        if rule is Rule.CHANGE:
            return Decimal(now.quantity - before.quantity)
        if rule is Rule.AMOUNT:
            return now.amount
        found = {Rule.ENTRIES: now.entries, Rule.QUANTITY: now.quantity, Rule.MARKED: now.marked}
        return Decimal(found[rule])


def _suppliers(form: str, cell: str) -> tuple[tuple[LedgerKind, Rule], ...]:
    found = counted_in(form, cell)
    if not found:
        raise KeyError(f"{form}:{cell}")
    return found


def _read(
    form: str,
    agencies: Agencies,
    first: date,
    last: date,
    as_of: datetime | None,
    *,
    by_agency: bool,
    cell: str = "",
) -> Mapping[int, _Sums]:
    """The sums of each group for the ledgers that supply the form, or one cell of it."""
    kinds = [
        kind
        for kind in ledger_kinds()
        if any(row.form == form and cell in {"", row.cell} for row in kind.counts)
    ]
    if not kinds:
        raise KeyError(f"{form}:{cell}")
    rules = {
        row.rule
        for kind in kinds
        for row in kind.counts
        if row.form == form and cell in {"", row.cell}
    }
    rows = Entry.objects.filter(known(as_of), within(agencies)).order_by()
    groups: dict[int, _Sums] = defaultdict(_Sums)
    happenings = [kind.code for kind in kinds if kind.span is Span.HAPPENING]
    if happenings:
        span = rows.filter(ledger__in=happenings, starts_on__gte=first, starts_on__lte=last)
        if rules != {Rule.TOPICS}:
            for key, ledger, row in _added(span, by_agency):
                groups[key].now[ledger] = row
        if Rule.TOPICS in rules:
            _add_topics(groups, span, by_agency)
    standing = [kind.code for kind in kinds if kind.span is Span.STANDING]
    if standing:
        here = rows.filter(ledger__in=standing)
        for key, ledger, row in _added(here.filter(on_day(last)), by_agency):
            groups[key].now[ledger] = row
        if rules & {Rule.PREVIOUS, Rule.CHANGE}:
            before = here.filter(on_day(first - timedelta(days=1)))
            for key, ledger, row in _added(before, by_agency):
                groups[key].before[ledger] = row
    return groups


def _added(rows: QuerySet[Entry], by_agency: bool) -> Iterator[tuple[int, str, _Row]]:
    names = ("agency", "ledger") if by_agency else ("ledger",)
    found = rows.values_list(*names).annotate(
        n=Count("pk"),
        q=Sum("quantity"),
        a=Sum("amount"),
        m=Count("pk", filter=Q(mark=True)),
    )
    for *group, entries, quantity, amount, marked in found:
        key = group[0] if by_agency else _ALL
        # SQLite adds amounts up as binary fractions; they are kept to a millionth of a 万元.
        exact = _shortest((amount or ZERO).quantize(MICRO))
        yield key, group[-1], _Row(entries, quantity or 0, exact, marked)


def _shortest(amount: Decimal) -> Decimal:
    """The same amount without noughts behind it: 39.15, not 39.150000."""
    return amount.quantize(Decimal(1)) if amount == amount.to_integral() else amount.normalize()


def _add_topics(groups: dict[int, _Sums], rows: QuerySet[Entry], by_agency: bool) -> None:
    """One for each topic that a body answered, whatever the number and the ways of answers.

    依据：国办发〔2014〕32号附表第二（一）项“不同方式回应同一热点或舆情计1次”。
    Reading: the rule speaks of ways, not of bodies; what two bodies answer counts for each, so
    that a government's figure is the sum of its bodies' figures.
    """
    named = rows.exclude(topic="")
    if by_agency:
        for key, topics in named.values_list("agency").annotate(n=Count("topic", distinct=True)):
            groups[key].topics = topics
    else:
        groups[_ALL].topics = named.values("agency", "topic").distinct().count()


def _plain(rule: Rule, rows: QuerySet[Entry]) -> Decimal:
    found = list(rows.values("agency", "topic", "quantity", "amount"))
    if rule in {Rule.ENTRIES, Rule.MARKED}:
        return Decimal(len(found))
    if rule is Rule.TOPICS:
        return Decimal(len({(row["agency"], row["topic"]) for row in found}))
    if rule is Rule.AMOUNT:
        return sum((row["amount"] or ZERO for row in found), ZERO)
    return Decimal(sum(row["quantity"] or 0 for row in found))
