"""The shape of a statutory form: tables, rows, columns, and what must hold between the cells.

A form is data (see the TOML files beside this module). The same definition reads a published
report, checks it, and draws the form again, so it holds everything that is printed: titles,
header cells, row labels verbatim, indents, units and notes.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Literal


class Severity(StrEnum):
    """How much a broken check weighs, from a contradiction down to something worth knowing."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


Relation = Literal["=", "<="]
Each = Literal["once", "column", "row"]
Number = Literal["count", "amount", "change"]


@dataclass(frozen=True, slots=True)
class Section:
    """A numbered section that the report must have, for instance 一、总体情况."""

    number: str
    title: str
    variants: tuple[str, ...] = ()
    narrative: bool = False
    """True where the section is prose, False where it holds a table."""


@dataclass(frozen=True, slots=True)
class HeaderCell:
    """One printed cell of a table's head."""

    text: str
    columns: int = 1
    rows: int = 1


@dataclass(frozen=True, slots=True)
class Column:
    """One column of figures. ``code`` is empty where the table has a single, unnamed one."""

    code: str
    label: str
    unit: str = "件"
    number: Number = "count"
    """``count`` is a whole number from 0, ``amount`` may have decimals, ``change`` a sign."""
    variants: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """One printed row. A heading carries no figures of its own."""

    code: str
    label: str
    """Verbatim as printed, with its number: ``（一）予以公开``."""
    parent: str = ""
    """Code of the row under which this one is indented, empty at the top."""
    indent: int = 0
    unit: str = ""
    """The row's own unit (2014 form); elsewhere the column's unit counts."""
    number: Number | Literal[""] = ""
    heading: bool = False
    optional: bool = False
    """Not on the official form, but seen in reports in place of other rows."""
    parts: tuple[str, ...] = ()
    """Rows that this one replaces when a report prints it alone (一行“其他处理”)."""
    variants: tuple[str, ...] = ()
    """Other spellings of the whole label, seen in reports."""
    keys: tuple[str, ...] = ()
    """Fragments that no other row of the table has, for labels that were torn."""


@dataclass(frozen=True, slots=True)
class FormTable:
    """One printed table: its heading, head, rows and columns.

    ``layout`` is ``rows`` for an ordinary table, and ``line`` where all rows stand side by side
    in one printed line (table 4: fifteen figures).
    """

    code: str
    section: str
    heading: str
    header: tuple[tuple[HeaderCell, ...], ...]
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    layout: Literal["rows", "line"] = "rows"
    note: str = ""
    label_columns: int = 1
    variants: tuple[str, ...] = ()
    """Other spellings of the heading."""

    def cell(self, row: str, column: str) -> str:
        """The full name of a cell, ``3.3.2/natural``, or the bare row code without columns."""
        return f"{row}/{column}" if column else row

    def data_rows(self) -> tuple[Row, ...]:
        """Rows with figures as the official form prints them."""
        return tuple(row for row in self.rows if not row.heading and not row.optional)

    def row(self, code: str) -> Row:
        """The row with that code; raises KeyError."""
        for row in self.rows:
            if row.code == code:
                return row
        raise KeyError(code)

    def column(self, code: str) -> Column:
        """The column with that code; raises KeyError."""
        for column in self.columns:
            if column.code == code:
                return column
        raise KeyError(code)

    def printed_rows(self, printed: Collection[str] | None = None) -> tuple[Row, ...]:
        """Rows with figures that a report prints.

        ``printed`` names the rows found in a report; a row that stands alone for its parts then
        takes their place. Without it, the official form.
        """
        rows: list[Row] = []
        replaced = {
            part
            for row in self.rows
            if row.parts and printed is not None and row.code in printed
            for part in row.parts
        }
        shown = {
            part
            for row in self.rows
            if row.parts and printed is not None and row.code not in printed
            for part in row.parts
            if part in printed
        }
        for row in self.rows:
            if row.code in replaced:
                continue
            if row.parts:
                taken = row.code in printed if printed is not None else False
                standard = not row.optional and not row.heading
                if taken or (standard and not any(part in shown for part in row.parts)):
                    rows.append(row)
                continue
            if row.heading or (row.optional and row.code not in shown):
                continue
            rows.append(row)
        return tuple(rows)


@dataclass(frozen=True, slots=True)
class Term:
    """One cell in an equation. ``previous`` means the cell in last year's report."""

    cell: str
    sign: Literal[1, -1] = 1
    previous: bool = False


@dataclass(frozen=True, slots=True)
class Formula:
    """A relation as the definition writes it, for one cell or for each column or row."""

    code: str
    rule: str
    """The rule's name in answers: ``sum``, ``identity``, ``part-of``, ``carry-over`` …"""
    severity: Severity
    relation: Relation
    left: tuple[str, ...]
    right: tuple[str, ...]
    each: Each
    table: str
    statement: str
    """What must hold, as a sentence a clerk can read."""
    source: str
    scope: Literal["form", "years"] = "form"
    """``years`` needs last year's report."""
    at_fault: str = ""
    """The row or column to blame when it fails; by default the single term on the left."""


@dataclass(frozen=True, slots=True)
class Equation:
    """A formula brought down to cells: Σ left (relation) Σ right, a blank counting as 0."""

    formula: Formula
    left: tuple[Term, ...]
    right: tuple[Term, ...]
    at_fault: tuple[str, ...]
    """Cells named in a finding when the equation fails."""

    def cells(self) -> tuple[str, ...]:
        """All cells of this year that take part."""
        return tuple(term.cell for term in (*self.left, *self.right) if not term.previous)


@dataclass(frozen=True, slots=True, eq=False)
class Form:
    """One statutory form. Two forms are the same only if they are one object (see `load_form`)."""

    code: str
    title: str
    first_year: int
    last_year: int | None
    """Report years for which it is in force; ``last_year`` is None while it still is."""
    source: str
    title_variants: tuple[str, ...]
    sections: tuple[Section, ...]
    tables: tuple[FormTable, ...]
    formulae: tuple[Formula, ...]
    note: str = ""

    def table(self, code: str) -> FormTable:
        """The table with that code; raises KeyError."""
        for table in self.tables:
            if table.code == code:
                return table
        raise KeyError(code)

    def rows(self) -> Iterator[tuple[FormTable, Row]]:
        """Every row of every table, headings and optional rows included, in printed order."""
        for table in self.tables:
            for row in table.rows:
                yield table, row

    def cell_names(self, printed: Collection[str] | None = None) -> tuple[str, ...]:
        """Full names of all cells, in printed order (see `FormTable.printed_rows`)."""
        return tuple(
            table.cell(row.code, column.code)
            for table in self.tables
            for row in table.printed_rows(printed)
            for column in table.columns
        )

    def place_of(self, cell: str) -> tuple[FormTable, Row, Column]:
        """The table, row and column of a cell name; raises KeyError."""
        row_code, _, column_code = cell.partition("/")
        for table in self.tables:
            for row in table.rows:
                if row.code == row_code:
                    return table, row, table.column(column_code)
        raise KeyError(cell)

    def describe(self, cell: str) -> str:
        """A cell in words for messages: ``表三“（一）予以公开”的“自然人”``; raises KeyError."""
        table, row, column = self.place_of(cell)
        where = (
            {"2": "表二", "3": "表三", "4": "表四"}.get(table.code[0], "") if column.code else ""
        )
        return f"{where}“{row.label}”" + (f"的“{column.label}”" if column.code else "")

    def unit_of(self, cell: str) -> str:
        """The unit in which a cell is counted; raises KeyError."""
        _, row, column = self.place_of(cell)
        return row.unit or column.unit

    def number_of(self, cell: str) -> Number:
        """Whether a cell holds a count, an amount or a change; raises KeyError."""
        _, row, column = self.place_of(cell)
        return row.number or column.number

    def equations(
        self, printed: Collection[str] | None = None, *, years: bool = False
    ) -> tuple[Equation, ...]:
        """Every formula brought down to cells.

        ``printed`` names the row codes that a report prints (``ParsedForm.printed``), so that a
        single row 其他处理 is added in place of its parts. With ``years`` the formulae that need
        last year's report come too.
        """
        if printed is not None:
            told_apart = {
                code for _, row in self.rows() if row.parts for code in (row.code, *row.parts)
            }
            printed = frozenset(told_apart.intersection(printed))
        return _equations(self, printed, years)

    def _expand(self, formula: Formula, printed: Collection[str] | None) -> Iterator[Equation]:
        if formula.each == "once":
            yield self._equation(formula, "", "", printed)
            return
        table = self.table(formula.table)
        if formula.each == "column":
            for column in table.columns:
                yield self._equation(formula, "", column.code, printed)
            return
        for row in table.printed_rows(printed):
            yield self._equation(formula, row.code, "", printed)

    def _equation(
        self, formula: Formula, row: str, column: str, printed: Collection[str] | None
    ) -> Equation:
        left = tuple(t for text in formula.left for t in self._terms(text, row, column, printed))
        right = tuple(t for text in formula.right for t in self._terms(text, row, column, printed))
        if formula.at_fault:
            blamed = tuple(t.cell for t in self._terms(formula.at_fault, row, column, printed))
        else:
            blamed = (left[0].cell,)
        return Equation(formula, left, right, blamed)

    def _terms(
        self, text: str, row: str, column: str, printed: Collection[str] | None
    ) -> Iterator[Term]:
        """``-previous:3.4`` → the term of sign -1 in last year's report, its parts if need be."""
        sign: Literal[1, -1] = -1 if text.startswith("-") else 1
        name = text.removeprefix("-")
        previous = name.startswith("previous:")
        name = name.removeprefix("previous:")
        if row:
            yield Term(f"{row}/{name}", sign, previous)
            return
        code, _, own_column = name.partition("/")
        for part in self._parts(code, printed):
            suffix = own_column or column
            yield Term(f"{part}/{suffix}" if suffix else part, sign, previous)

    def _parts(self, code: str, printed: Collection[str] | None) -> tuple[str, ...]:
        for table, row in self.rows():
            if row.code == code and row.parts:
                shown = {r.code for r in table.printed_rows(printed)}
                return (code,) if code in shown else row.parts
        return (code,)


@lru_cache(maxsize=64)
def _equations(form: Form, printed: frozenset[str] | None, years: bool) -> tuple[Equation, ...]:
    return tuple(
        equation
        for formula in form.formulae
        if years or formula.scope == "form"
        for equation in form._expand(formula, printed)
    )
