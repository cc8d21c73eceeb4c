"""Turns a published report into the cells of its statutory form.

The road: lines (`stream`), the stretch of each table (`regions`), row labels and runs of figures
(`align`), columns (`settle`). Whatever is not certain at one of these steps ends in `unread` with
the reason; no figure is ever supplied that does not stand in the source.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from yangguang.law.forms import heading
from yangguang.law.forms.folding import han
from yangguang.law.forms.intake import Reading, cells_of, settle_empty
from yangguang.law.forms.lines import Line, read_lines
from yangguang.law.forms.load import load_form
from yangguang.law.forms.model import Form, FormTable
from yangguang.law.forms.parsed import Deviation, Kind, ParsedForm, Unread
from yangguang.law.forms.regions import (
    TABLE_TWO_2019,
    TABLE_TWO_2021,
    AnnualRegion,
    Index,
    Span,
    annual_regions,
    statistics_regions,
)
from yangguang.law.forms.rowtables import read_rows
from yangguang.law.forms.tablefour import read_table_four
from yangguang.text.document import Document

_MOST_FORMS = 20
"""A file with more tables than this is not read further."""
_NO_TABLE = "报告中没有找到这张表"


def parse_report(document: Document) -> list[ParsedForm]:
    """Every set of statutory tables in a document, in order; usually none or one.

    Never raises for any content. A document without a statutory table gives an empty list.
    """
    lines = read_lines(document)
    index = Index(lines)
    text = document.text()
    form_2014, form_2021 = load_form("2014"), load_form("2021")
    found: list[tuple[int, Reading]] = []
    for region in annual_regions(lines, index, form_2021)[:_MOST_FORMS]:
        reading = _annual(lines, text, index, region)
        if reading is not None and _is_table(reading):
            first = min(span.first for span in (region.two, region.three, region.four) if span)
            found.append((first, reading))
    for span in statistics_regions(lines, index, form_2014)[:_MOST_FORMS]:
        statistics = Reading(form_2014, text, lines)
        read_rows(statistics, form_2014.tables, span)
        settle_empty(statistics)
        if statistics.places:
            found.append((span.first, statistics))
    found.sort(key=lambda item: item[0])
    return _finish(document, lines, found)


def _is_table(reading: Reading) -> bool:
    """Prose can name the rows of table 3 with a figure each, but not with seven."""
    rows = {cell.partition("/")[0] for cell in reading.places}
    return len(rows) > 2


def classify_report(document: Document) -> Kind:
    """Whether a document is an annual report, a work summary, or something else."""
    return heading.read_heading(document, bool(parse_report(document))).kind


def _finish(
    document: Document, lines: Sequence[Line], found: Sequence[tuple[int, Reading]]
) -> list[ParsedForm]:
    head = heading.read_heading(document, bool(found))
    answers: list[ParsedForm] = []
    for number, (first, reading) in enumerate(found):
        year = head.year
        if len(found) > 1 or year is None:
            floor = found[number - 1][0] if number else 0
            year = heading.year_above(lines, first, floor) or (None if number else year)
        form = reading.form
        if year is not None and not (
            form.first_year <= year and (form.last_year is None or year <= form.last_year)
        ):
            reading.deviations.append(
                Deviation("form-year", f"{year}年度的报告使用了{form.code}年的表样")
            )
        answers.append(
            ParsedForm(
                form_code=form.code,
                cells=_sorted(form, reading.cells),
                unread=tuple(
                    Unread(cell, why) for cell, why in _sorted(form, reading.unread).items()
                ),
                places=reading.places,
                printed=frozenset(reading.printed),
                agency=head.agency,
                year=year,
                title=head.title,
                kind=head.kind,
                deviations=tuple(reading.deviations),
            )
        )
    return answers


def _sorted(form: Form, cells: Mapping[str, Any]) -> dict[str, Any]:
    order = {name: place for place, name in enumerate(_every_cell(form))}
    return {name: cells[name] for name in sorted(cells, key=order.__getitem__)}


def _every_cell(form: Form) -> list[str]:
    return [
        table.cell(row.code, column.code)
        for table in form.tables
        for row in table.rows
        for column in table.columns
    ]


def _annual(lines: Sequence[Line], text: str, index: Index, region: AnnualRegion) -> Reading | None:
    form = load_form(_form_code(lines, region))
    reading = Reading(form, text, lines)
    two = tuple(table for table in form.tables if table.section == "二")
    if region.two is not None:
        read_rows(reading, two, region.two)
    if region.three is not None:
        read_rows(reading, (form.table("3"),), region.three)
    if region.four is not None:
        _read_four(reading, form.table("4"), region.four)
    settle_empty(reading)
    if not reading.places:
        return None
    for tables, span, name in (
        (two, region.two, "二"),
        ((form.table("3"),), region.three, "三"),
        ((form.table("4"),), region.four, "四"),
    ):
        names = [c for t in tables for r in t.printed_rows() for c in cells_of(t, r)]
        if not any(cell in reading.cells for cell in names):
            reading.deviations.append(Deviation("missing-table", f"没有找到表{name}"))
            if span is None:
                reading.unread.update(dict.fromkeys(names, _NO_TABLE))
    return reading


def _form_code(lines: Sequence[Line], region: AnnualRegion) -> str:
    if region.two is None:
        return "2021"
    words = "".join(han(line.text()) for line in lines[region.two.first : region.two.last])
    older = sum(key in words for key in TABLE_TWO_2019)
    newer = sum(key in words for key in TABLE_TWO_2021)
    return "2019" if older > newer else "2021"


def _read_four(reading: Reading, table: FormTable, span: Span) -> None:
    """Table 4: fifteen figures in line."""
    equations = [e for e in reading.form.equations() if e.formula.table == table.code]
    found = read_table_four(reading.lines, span, table, equations)
    for row in table.rows:
        reading.printed.add(row.code)
        for column in table.columns:
            cell = table.cell(row.code, column.code)
            if cell in found.figures:
                reading.take(cell, found.figures[cell])
            else:
                reading.unread[cell] = found.why
