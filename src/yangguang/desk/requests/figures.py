"""The year's form as the desk draws and exports it: rows, figures with their links, how counted."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from io import BytesIO, StringIO
from urllib.parse import urlencode

import xlsxwriter
from django.urls import reverse

from yangguang.apps.requests.selectors.figure_words import how_counted
from yangguang.apps.requests.selectors.figures import Cells
from yangguang.desk.cells import neutral
from yangguang.law.forms.layout import print_table
from yangguang.law.forms.model import FormTable, HeaderCell


@dataclass(frozen=True, slots=True)
class Shown:
    """One figure: its cell, what is printed (empty for nought), and the list behind it."""

    cell: str
    value: Decimal
    label: str
    address: str

    @property
    def text(self) -> str:
        """The figure as printed; nought stays blank, as a form is read more easily so."""
        return plain(self.value) if self.value else ""


@dataclass(frozen=True, slots=True)
class Line:
    """One printed row. ``figures`` is empty for a heading."""

    code: str
    label: str
    indent: int
    unit: str
    figures: tuple[Shown, ...]
    how: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """One printed table. ``columns`` are the printed names of its columns of figures."""

    heading: str
    note: str
    head: tuple[tuple[HeaderCell, ...], ...]
    label_columns: int
    columns: tuple[str, ...]
    lines: tuple[Line, ...]
    has_units: bool


def sheets_of(cells: Cells, query: dict[str, str]) -> list[Sheet]:
    """The tables of the form that follow from applications; ``query`` keeps what was chosen."""
    if cells.form.code == "2014":
        return [_sheet(cells, cells.form.table("1"), query)]
    return [_sheet(cells, cells.form.table(code), query) for code in ("3", "4")]


def _sheet(cells: Cells, table: FormTable, query: dict[str, str]) -> Sheet:
    """The rows that are filled, with the headings above them; table four a case a row."""
    printed = print_table(table)
    lines = []
    for row in table.rows:
        names = tuple(table.cell(row.code, column.code) for column in table.columns)
        filled = all(name in cells.values for name in names)
        if not filled and not (row.heading and _heads(table, row.code, cells)):
            continue
        figures = tuple(_shown(cells, name, query) for name in names) if filled else ()
        how = how_counted(cells.form, row.code) if filled else ""
        lines.append(Line(row.code, row.label, row.indent, row.unit, figures, how))
    in_rows = table.layout == "rows" and printed.row_heads
    columns = tuple(column.label for column in table.columns)
    head = printed.head if in_rows else (tuple(map(HeaderCell, ("案件", *columns))),)
    return Sheet(
        printed.heading, printed.note if in_rows else "", head, table.label_columns, columns,
        tuple(lines), printed.has_units,
    )  # fmt: skip


def _heads(table: FormTable, code: str, cells: Cells) -> bool:
    """Whether filled rows stand below this heading."""
    return any(
        row.code.startswith(f"{code}.") and table.cell(row.code, column.code) in cells.values
        for row in table.rows
        for column in table.columns
    )


def _shown(cells: Cells, cell: str, query: dict[str, str]) -> Shown:
    address = f"{reverse('request-figures-cell')}?{urlencode({**query, 'cell': cell})}"
    return Shown(cell, cells.values[cell], cells.form.describe(cell), address)


def plain(value: Decimal) -> str:
    """``3`` and ``0.125``, without noughts behind."""
    return f"{value:f}".rstrip("0").rstrip(".") if "." in f"{value:f}" else f"{value:f}"


def rows_of(sheets: list[Sheet]) -> Iterator[list[str]]:
    """Every table as plain rows for a spreadsheet, noughts written out."""
    for sheet in sheets:
        yield [sheet.heading]
        yield ["项目", *(["单位"] if sheet.has_units else []), *sheet.columns, "怎么算的"]
        for line in sheet.lines:
            unit = [line.unit] if sheet.has_units else []
            figures = [plain(one.value) for one in line.figures] or [""] * len(sheet.columns)
            yield ["　" * line.indent + line.label, *unit, *figures, line.how]
        yield []


def as_csv(about: list[str], sheets: list[Sheet]) -> str:
    """The tables as a CSV that a spreadsheet opens without running anything in it."""
    target = StringIO()
    writer = csv.writer(target)
    for text in about:
        writer.writerow([neutral(text)])
    writer.writerow([])
    for row in rows_of(sheets):
        writer.writerow([neutral(cell) for cell in row])
    return "\ufeff" + target.getvalue()


def as_xlsx(about: list[str], sheets: list[Sheet], *, made_at: datetime) -> bytes:
    """The tables as a workbook, a sheet each; numbers as numbers, words never as formulas."""
    target = BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True, "strings_to_formulas": False}) as book:
        book.set_properties({"created": made_at.replace(tzinfo=None)})
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "border": 1})
        wrapped = book.add_format({"text_wrap": True, "valign": "top", "border": 1})
        for number, sheet in enumerate(sheets, start=1):
            page = book.add_worksheet(f"表{number}")
            page.set_column(0, 0, 44)
            place = 0
            for text in [sheet.heading, *about]:
                page.write_string(place, 0, text)
                place += 1
            units = ["单位"] if sheet.has_units else []
            for x, text in enumerate(["项目", *units, *sheet.columns, "怎么算的"]):
                page.write_string(place, x, text, bold)
            for line in sheet.lines:
                place += 1
                page.write_string(place, 0, "　" * line.indent + line.label, wrapped)
                if units:
                    page.write_string(place, 1, line.unit, wrapped)
                begin = 1 + len(units)
                for x, one in enumerate(line.figures, start=begin):
                    page.write_number(place, x, float(one.value), wrapped)
                page.write_string(place, begin + len(sheet.columns), line.how, wrapped)
            page.set_column(1 + len(units) + len(sheet.columns), 8 + len(sheet.columns), 60)
    return target.getvalue()
