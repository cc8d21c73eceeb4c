"""A statutory table laid out for printing: head, rows in order, and which cell stands where.

Page, Word, PDF and the demo city all draw from this, so that a form looks the same everywhere.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from yangguang.law.forms.model import FormTable, HeaderCell


@dataclass(frozen=True, slots=True)
class PrintedRow:
    """One printed line. ``cells`` are full cell names, empty for a heading row."""

    label: str
    indent: int
    unit: str
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PrintedTable:
    """A table ready to draw; ``row_heads`` says whether each line begins with its label."""

    heading: str
    head: tuple[tuple[HeaderCell, ...], ...]
    rows: tuple[PrintedRow, ...]
    row_heads: bool
    has_units: bool
    label_columns: int
    note: str


def print_table(table: FormTable, printed: Collection[str] | None = None) -> PrintedTable:
    """The table as a report prints it; ``printed`` are the row codes the report has."""
    standing = {row.code for row in table.printed_rows(printed)}
    rows = [row for row in table.rows if row.heading or row.code in standing]
    if table.layout == "line":
        cells = tuple(
            table.cell(row.code, column.code)
            for row in rows
            if not row.heading
            for column in table.columns
        )
        line = PrintedRow("", 0, "", cells)
        return PrintedTable(table.heading, table.header, (line,), False, False, 0, table.note)
    has_units = any(row.unit for row in table.rows)
    return PrintedTable(
        heading=table.heading,
        head=table.header,
        rows=tuple(
            PrintedRow(
                row.label,
                row.indent,
                row.unit,
                ()
                if row.heading
                else tuple(table.cell(row.code, column.code) for column in table.columns),
            )
            for row in rows
        ),
        row_heads=True,
        has_units=has_units,
        label_columns=table.label_columns,
        note=table.note,
    )
