"""What every workbook of rows has in common, whoever takes it away: typed cells, heads, no formula."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import IO, Any

import xlsxwriter

from yangguang.apps.registers.sheets.written import LONGEST_CELL, Cell, cell_of
from yangguang.law.registers import Field, FieldType, Value, show_value
from yangguang.text.sheets.harmless import harmless

MOST_ROWS = 1_000_000
"""Rows that a sheet holds below its head."""
MOST_AT_ONCE = 50_000
"""A workbook for visitors is made whole before it is sent; more rows are for CSV and JSON."""
NUMBERS = (FieldType.NUMBER, FieldType.MONEY)
DAYS = "yyyy-mm-dd"
FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\（）'", " "))
Lined = tuple[str, Sequence[str], Iterable[Sequence[Cell]]]
"""Name, heads and lines of a sheet."""


def plain(field: Field, value: Value) -> str:
    """A value as a text: numbers without separators and days in ISO form, so that they sort."""
    if value is None:
        return ""
    if isinstance(value, str) and field.type in (*NUMBERS, FieldType.DATE, FieldType.MONTH):
        return value
    if isinstance(value, list):
        return "/".join(one or "" for one in value)
    return show_value(field, value)


def typed(field: Field, value: Value) -> Cell:
    """A value as a cell: numbers as numbers as long as a workbook keeps them whole, days as days,
    all else as `plain` says it."""
    if isinstance(value, str) and field.type in (*NUMBERS, FieldType.DATE):
        return cell_of(field, value)
    return plain(field, value)


def write_cell(sheet: Any, y: int, x: int, value: Cell, day: Any) -> None:
    """Write a cell; ``day`` is the book's format for days. No text runs as a formula, and one that
    is too long is cut, since a workbook would lose all of it."""
    if value is None or value == "":
        return
    if isinstance(value, date):
        sheet.write_datetime(y, x, datetime(value.year, value.month, value.day), day)  # noqa: DTZ001 (a workbook's days carry no zone)
    elif isinstance(value, Decimal):
        sheet.write_number(y, x, value)
    else:
        sheet.write_string(y, x, harmless(value)[:LONGEST_CELL])


def sheet_name(name: str) -> str:
    """A name a workbook takes: at most 31 signs, none of those it forbids."""
    return name.translate(FORBIDDEN).strip()[:31] or "清单"


def lined_book(sheets: Iterable[Lined]) -> IO[bytes]:
    """A workbook with these sheets in a temporary file that the caller closes, written line by
    line as they come."""
    target = tempfile.TemporaryFile()  # noqa: SIM115 (sent by the response, which closes it)
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(target, options) as book:
        bold = book.add_format({"bold": True, "bottom": 1})
        dated = book.add_format({"num_format": DAYS})
        for name, heads, lines in sheets:
            sheet = book.add_worksheet(sheet_name(name))
            sheet.set_column(0, len(heads) - 1, 18)
            sheet.freeze_panes(1, 0)
            for x, head in enumerate(heads):
                sheet.write_string(0, x, harmless(head), bold)
            for y, line in enumerate(lines, start=1):
                for x, cell in enumerate(line):
                    write_cell(sheet, y, x, cell, dated)
    target.seek(0)
    return target
