"""The statutory form as the live page draws it: each figure with its records and its rule."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse

from yangguang.apps.reports.charts import thousands
from yangguang.apps.reports.figures.cells import FormCells
from yangguang.apps.reports.figures.words import how_counted
from yangguang.law.forms.layout import print_table
from yangguang.law.forms.model import FormTable, HeaderCell


@dataclass(frozen=True, slots=True)
class Shown:
    """One figure. ``missing``: no record gives it, it is filled in by hand."""

    text: str
    label: str
    address: str
    missing: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One printed row; ``figures`` is empty for a heading. ``rules``: how its cells are counted."""

    label: str
    indent: int
    unit: str
    figures: tuple[Shown, ...]
    rules: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One printed table."""

    heading: str
    head: tuple[tuple[HeaderCell, ...], ...]
    label_columns: int
    columns: int
    rows: tuple[Row, ...]
    has_units: bool


def sheets_of(cells: FormCells, query: dict[str, str]) -> list[Sheet]:
    """Every table of the form; ``query`` keeps what was chosen."""
    return [_sheet(cells, table, query) for table in cells.form.tables]


def _sheet(cells: FormCells, table: FormTable, query: dict[str, str]) -> Sheet:
    printed = print_table(table)
    shown = {row.code for row in table.printed_rows()}
    rows = []
    for row in table.rows:
        if row.code not in shown and not row.heading:
            continue
        if row.heading and row.parts and row.code not in shown and row.optional:
            rows.append(Row(row.label, row.indent, row.unit, (), ()))
            continue
        names = [table.cell(row.code, column.code) for column in table.columns]
        figures = tuple(_shown(cells, name, query) for name in names) if row.code in shown else ()
        rules = _rules(cells, table, row.code) if figures else ()
        rows.append(Row(row.label, row.indent, row.unit, figures, rules))
    in_rows = table.layout == "rows" and printed.row_heads
    labels = tuple(column.label for column in table.columns)
    head = printed.head if in_rows else (tuple(map(HeaderCell, ("案件", *labels))),)
    return Sheet(
        printed.heading, head, table.label_columns if in_rows else 1, len(labels), tuple(rows),
        printed.has_units,
    )  # fmt: skip


def _rules(cells: FormCells, table: FormTable, row: str) -> tuple[tuple[str, str], ...]:
    """The rules of a row: one where all its columns are counted alike, else one a column."""
    found = [
        (column.label, how_counted(cells.form, table.cell(row, column.code)))
        for column in table.columns
    ]
    if len({rule for _, rule in found}) == 1:
        return (("", found[0][1]),)
    return tuple(found)


def _shown(cells: FormCells, cell: str, query: dict[str, str]) -> Shown:
    label = cells.form.describe(cell)
    if cell not in cells.values:
        return Shown("", label, "", True)
    address = f"{reverse('statistics-records')}?{urlencode({**query, 'cell': cell})}"
    return Shown(thousands(cells.values[cell]), label, address, False)
