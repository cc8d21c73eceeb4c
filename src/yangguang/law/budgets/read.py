"""Reads a whole budget or final account out of a document.

`read_budget` divides the text into tables and prose, reads every table in the manner of its layout,
and says aloud which lines with figures it could not place.
"""

from __future__ import annotations

from yangguang.law.budgets.coded import (
    head_columns,
    is_flat,
    read_coded_text,
)
from yangguang.law.budgets.coded_grid import read_coded_grid
from yangguang.law.budgets.heading import read_heading
from yangguang.law.budgets.model import BudgetLine, BudgetReport, BudgetTable, Unread
from yangguang.law.budgets.pages import without_pages
from yangguang.law.budgets.paired import read_paired_grid, read_paired_text
from yangguang.law.budgets.prose import make_prose
from yangguang.law.budgets.regions import Region, divide
from yangguang.law.budgets.said import find_said
from yangguang.law.budgets.source import source_lines
from yangguang.law.budgets.three_public import read_three_public
from yangguang.text.document import Document


def read_budget(document: Document) -> BudgetReport:
    """The report in a document. A file that is none gives no tables, no year and no kind.

    Reading: where a file holds a table twice (the department's and its own unit's), the first counts
    and the other is named in ``unread``.
    """
    lines = without_pages(source_lines(document))
    heading = read_heading(lines, document.title)
    divided = divide(lines)
    tables: list[BudgetTable] = []
    unread: list[Unread] = []
    for region in divided.regions:
        table = _read_table(region, heading.kind or "budget", heading.year)
        earlier = next((one for one in tables if one.code == table.code), None)
        if earlier is None:
            tables.append(table)
        elif not earlier.lines and (table.lines or table.empty):
            tables.remove(earlier)
            tables.append(table)
        elif table.lines:
            unread.append(
                Unread(table.code, table.title, "同名的表在文件中不止一张，只取第一张", table.page)
            )
    unread += [one for table in tables for one in table.unread]
    prose = make_prose(divided.prose)
    return BudgetReport(
        title=heading.title,
        body=heading.body,
        year=heading.year,
        kind=heading.kind,
        level=heading.level,
        tables=tuple(tables),
        said=tuple(find_said(prose)),
        unread=tuple(unread),
        prose=prose,
        text=document.text(),
    )


def _read_table(region: Region, kind: str, year: int | None) -> BudgetTable:
    lines: list[BudgetLine]
    grid = any(line.cells for line in region.lines)
    shape = region.form.shape
    if shape == "three_public":
        lines, unread = read_three_public(region, kind, year)
    elif shape == "paired":
        lines, unread = read_paired_grid(region) if grid else read_paired_text(region)
    else:
        lines, unread = read_coded_grid(region) if grid else read_coded_text(region)
    return BudgetTable(
        code=region.form.code,
        title=region.title,
        unit=region.unit,
        lines=tuple(lines),
        columns=tuple(one.code for one in head_columns(region)),
        flat=is_flat(region),
        empty=region.empty,
        page=region.page,
        span=region.span,
        unread=tuple(unread),
        grid=grid,
    )
