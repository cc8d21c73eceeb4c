"""Files for the platforms above, in the national format of a year."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator

import xlsxwriter
from django.utils import timezone

from yangguang.apps.registers.models import Version
from yangguang.law.registers import Definition, Edition
from yangguang.law.registers.exchanging import exchanged
from yangguang.text.sheets.harmless import harmless


def exchange_lines(
    definition: Definition, edition: Edition, versions: Iterable[Version]
) -> Iterator[list[str]]:
    """The codes as head, then a line for each row (with its body loaded).

    Numbers of persons were masked before they were stored; they are never in such a file whole.
    """
    yield [one.code for one in edition.columns]
    for one in versions:
        at = timezone.localtime(one.published_at) if one.published_at else None
        filled = {
            "@body": one.agency.name,
            "@body_code": one.agency.code,
            "@region": one.agency.region_code,
            "@published": f"{at:%Y-%m-%d %H:%M:%S}" if at else "",
        }
        yield exchanged(definition, edition, one.values, filled)


def exchange_csv(
    definition: Definition, edition: Edition, versions: Iterable[Version]
) -> Iterator[str]:
    """The same as a file of comma-separated lines, piece by piece."""
    line = io.StringIO()
    writer = csv.writer(line)
    yield "\ufeff"
    for cells in exchange_lines(definition, edition, versions):
        writer.writerow([harmless(one) for one in cells])
        yield line.getvalue()
        line.seek(0)
        line.truncate()


def exchange_workbook(
    definition: Definition, edition: Edition, versions: Iterable[Version]
) -> bytes:
    """The same as a workbook, every cell a text; a second sheet says what the codes mean."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(
        target, {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True}
    ) as book:
        text = book.add_format({"num_format": "@"})
        bold = book.add_format({"bold": True, "bottom": 1})
        sheet = book.add_worksheet("数据")
        sheet.set_column(0, len(edition.columns) - 1, 20, text)
        for y, cells in enumerate(exchange_lines(definition, edition, versions)):
            for x, cell in enumerate(cells):
                sheet.write_string(y, x, cell if y == 0 else harmless(cell), text if y else bold)
        sheet.freeze_panes(1, 0)
        told = book.add_worksheet("填写说明")
        told.set_column(0, 2, 36)
        told.write_string(0, 0, edition.name, bold)
        for y, column in enumerate(edition.columns, 1):
            codes = "；".join(f"{code}={choice}" for choice, code in column.values)
            for x, cell in enumerate((column.code, column.label, codes)):
                told.write_string(y, x, cell)
    return target.getvalue()
