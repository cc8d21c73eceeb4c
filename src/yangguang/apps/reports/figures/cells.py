"""Every cell of a year's statutory form that follows from records, with the records behind it.

Cells that no record gives stand in ``missing``: a return has them completed by hand, with a note
of the source. 依据：国办发〔2014〕32号、国办公开办函〔2019〕60号、国办公开办函〔2021〕30号。
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from yangguang.apps.reports.figures.behind import Of, Part, Records
from yangguang.apps.reports.figures.items import Figure, channels_kept, is_recorded
from yangguang.apps.reports.figures.scope import Scope
from yangguang.apps.reports.figures.supply import item_figures
from yangguang.apps.reports.figures.words import how_counted
from yangguang.apps.requests.models import Remedy
from yangguang.apps.requests.selectors.figure_picks import picks
from yangguang.apps.requests.selectors.figure_remedies import remedies_by_cell
from yangguang.apps.requests.selectors.figure_scope import Scope as RequestScope
from yangguang.apps.requests.selectors.figures import FEES, Cells, NoForm, request_cells
from yangguang.apps.requests.selectors.figures_of_bodies import cells_of_bodies, fees_paid
from yangguang.apps.resources.ledgers import Rule, counted_in
from yangguang.apps.resources.models import Entry
from yangguang.apps.resources.selectors import (
    cells_supplied,
    entries_behind,
    ledger_cells,
    ledger_cells_by_agency,
)
from yangguang.apps.resources.selectors.scope import known as entries_known
from yangguang.apps.resources.selectors.scope import within
from yangguang.law.forms.load import form_for_year
from yangguang.law.forms.model import Form

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class FormCells:
    """The figures of one form, by cell name; counts in the cell's own unit, amounts in 万元."""

    form: Form
    year: int
    agencies: tuple[int, ...] | None
    as_of: datetime | None
    values: Mapping[str, Decimal]
    missing: frozenset[str]

    @property
    def scope(self) -> Scope:
        """The bodies and days that are counted."""
        return Scope.of_year(self.agencies, self.year, as_of=self.as_of)

    def records(self, cell: str) -> Records:
        """What stands behind a cell, read when it is wanted; it adds up to the figure.

        Raises KeyError for a cell that records do not give.
        """
        if cell not in self.values:
            raise KeyError(cell)
        return Records(
            self.form.describe(cell),
            self.form.unit_of(cell),
            how_counted(self.form, cell),
            tuple(self._parts(cell)),
        )

    def _parts(self, cell: str) -> Iterable[Part]:
        scope = self.scope
        figure = item_figures(self.form.code).get(cell)
        if figure is not None:
            yield from figure.records(scope).parts
        if counted_in(self.form.code, cell):
            behind = entries_behind(
                self.form.code, cell, agencies=scope.agencies, first=scope.first,
                last=scope.last, as_of=scope.as_of,
            )  # fmt: skip
            yield Part(Of.ENTRIES, behind.added, behind.rule)
            if behind.rule is Rule.CHANGE:
                yield Part(Of.ENTRIES, behind.removed, behind.rule, -1)
        if figure is None and not counted_in(self.form.code, cell):
            yield self._asked(cell)

    def _asked(self, cell: str) -> Part:
        """Applications, or the cases and fees about them."""
        scope = RequestScope(self.agencies, self.year, self.as_of)
        if cell not in picks(self.form) and cell != FEES:
            keys = remedies_by_cell(self.form, scope)[cell]
            return Part(
                Of.REMEDIES, Remedy.objects.filter(pk__in=keys).order_by("received_on", "pk")
            )
        if cell == FEES:
            return Part(Of.FEES, fees_paid(scope).order_by("paid_on", "pk"))
        found = Cells(self.form, scope, self.values, {}).applications(cell)
        return Part(Of.APPLICATIONS, found.order_by("received_on", "pk"))


def form_cells(
    agencies: Collection[int] | None, year: int, *, as_of: datetime | None = None
) -> FormCells:
    """The cells of the form of that year for these bodies together; None stands for all bodies.

    What was recorded after ``as_of`` does not count. Raises NoForm before 2014.
    """
    form = _form(year)
    scope = Scope.of_year(agencies, year, as_of=as_of)
    values = dict(request_cells(agencies, year, as_of=as_of).values)
    channels = channels_kept(scope).get(None, frozenset())
    values |= {
        cell: Decimal(one.value(scope))
        for cell, one in item_figures(form.code).items()
        if is_recorded(one, channels)
    }
    kept = _kept(scope).get(None, frozenset())
    _add_ledgers(
        form, values, kept,
        ledger_cells(
            form.code, agencies=scope.agencies, first=scope.first, last=scope.last, as_of=as_of
        ),
    )  # fmt: skip
    return _cells(form, year, scope.agencies, as_of, values)


def form_cells_by_agency(
    agencies: Collection[int], year: int, *, as_of: datetime | None = None
) -> dict[int, FormCells]:
    """The same for each of these bodies alone, in a fixed number of queries. Raises NoForm."""
    form = _form(year)
    scope = Scope.of_year(agencies, year, as_of=as_of)
    asked = cells_of_bodies(form, scope.agencies, year, as_of=as_of)
    counts = {cell: one.by_agency(scope) for cell, one in item_figures(form.code).items()}
    ledgers = ledger_cells_by_agency(
        form.code, agencies=scope.agencies, first=scope.first, last=scope.last, as_of=as_of
    )
    kept = _kept(scope, by_agency=True)
    channels = channels_kept(scope, by_agency=True)
    names = request_names(form)
    found = {}
    for agency in scope.agencies or ():
        own = asked.get(agency, {})
        values = {cell: own.get(cell, ZERO) for cell in names}
        known = channels.get(agency, frozenset())
        values |= {
            cell: Decimal(counts[cell].get(agency, 0))
            for cell, one in item_figures(form.code).items()
            if is_recorded(one, known)
        }
        empty = dict.fromkeys(cells_supplied(form.code), ZERO)
        _add_ledgers(form, values, kept.get(agency, frozenset()), ledgers.get(agency, empty))
        found[agency] = _cells(form, year, (agency,), as_of, values)
    return found


def request_names(form: Form) -> tuple[str, ...]:
    """The cells of a form that applications, reviews, suits and fees fill."""
    if form.code == "2014":
        return (*picks(form), "4", "4.1", "4.2", "4.3", "5", "5.1", "5.2", "5.3", "6", FEES)
    table = form.table("4")
    appeals = [
        table.cell(row.code, column.code)
        for row in table.printed_rows()
        for column in table.columns
    ]
    return (*picks(form), *appeals)


def _form(year: int) -> Form:
    form = form_for_year(year)
    if form is None:
        raise NoForm(
            f"{year}年度没有全国统一的统计表（国办发〔2014〕32号自2014年度起施行），请选择2014年以后的年度。"
        )
    return form


def _cells(
    form: Form,
    year: int,
    agencies: tuple[int, ...] | None,
    as_of: datetime | None,
    values: dict[str, Decimal],
) -> FormCells:
    names = form.cell_names()
    missing = frozenset(names) - values.keys()
    ordered = {cell: values[cell] for cell in names if cell in values}
    ordered |= {cell: value for cell, value in values.items() if cell not in ordered}
    return FormCells(form, year, agencies, as_of, ordered, missing)


def _add_ledgers(
    form: Form, values: dict[str, Decimal], kept: frozenset[str], sums: Mapping[str, Decimal]
) -> None:
    """Add what the ledgers give; a cell of which no ledger was ever kept is left to be filled in.

    Reading: an empty ledger does not say that nothing happened, only that nobody wrote it down.
    Where items give the cell as well, it is given in any case.
    """
    for cell, value in sums.items():
        if cell in values:
            values[cell] += value
        elif any(kind.code in kept for kind, _ in counted_in(form.code, cell)):
            values[cell] = value


def _kept(scope: Scope, *, by_agency: bool = False) -> dict[int | None, frozenset[str]]:
    """Body (or None for all together) → the ledgers in which anything stands, of whatever day."""
    rows = Entry.objects.filter(entries_known(scope.as_of), within(scope.agencies))
    found: dict[int | None, set[str]] = defaultdict(set)
    for agency, ledger in rows.order_by().values_list("agency", "ledger").distinct():
        found[agency if by_agency else None].add(ledger)
    return {key: frozenset(ledgers) for key, ledgers in found.items()}


__all__ = ["Figure", "FormCells", "NoForm", "form_cells", "form_cells_by_agency"]
