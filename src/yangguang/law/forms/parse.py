"""Turns a published report into the cells of its statutory form.

The road: lines (`stream`), the stretch of each table (`regions`), row labels and runs of figures
(`align`), columns (`settle`). Whatever is not certain at one of these steps ends in `unread` with
the reason; no figure is ever supplied that does not stand in the source.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from yangguang.law.forms import heading
from yangguang.law.forms.align import (
    Hit,
    Match,
    add_damaged,
    find_labels,
    give_figures,
    in_order,
    spellings,
    vocabulary,
)
from yangguang.law.forms.columns import ColumnOrders
from yangguang.law.forms.figures import Figure
from yangguang.law.forms.folding import han
from yangguang.law.forms.lines import Line, read_lines
from yangguang.law.forms.load import load_form
from yangguang.law.forms.model import Equation, Form, FormTable, Row
from yangguang.law.forms.parsed import Deviation, Kind, ParsedForm, Place, Unread
from yangguang.law.forms.regions import (
    TABLE_TWO_2019,
    TABLE_TWO_2021,
    AnnualRegion,
    Index,
    Span,
    annual_regions,
    statistics_regions,
)
from yangguang.law.forms.settle import (
    Cells,
    Layouts,
    choose,
    layouts,
    prints_noughts,
    value_of,
)
from yangguang.law.forms.stream import Group, Stream, lift
from yangguang.law.forms.tablefour import read_table_four
from yangguang.text.document import Document

_MOST_FORMS = 20
"""A file with more tables than this is not read further."""
_NO_ROW = "表中找不到这一行的数"
_NO_TABLE = "报告中没有找到这张表"
_NO_FIGURE = "这一格没有读到数"
_UNSURE = "这一行的数与上下行分不清"


@dataclass(slots=True)
class Reading:
    """What has been read of one form so far."""

    form: Form
    text: str
    lines: Sequence[Line]
    cells: dict[str, Decimal | None] = field(default_factory=dict)
    unread: dict[str, str] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)
    printed: set[str] = field(default_factory=set)
    deviations: list[Deviation] = field(default_factory=list)
    empty: list[tuple[FormTable, Row]] = field(default_factory=list)
    """Rows whose label stands there without any figure."""

    def place(self, figure: Figure) -> Place:
        """Where a figure stands, with its line as quotation."""
        at = self.lines[bisect_right(self.lines, figure.start, key=lambda line: line.start) - 1]
        return Place(at.block, figure.start, figure.end, self.text[at.start : at.end].strip())

    def take(self, cell: str, figure: Figure | None) -> None:
        """Records one cell; a doubtful figure goes to `unread`."""
        if figure is None:
            self.cells[cell] = None
            return
        value = figure.value
        if figure.doubtful:
            self.unread[cell] = "数字有疑似识别错误的字符，不能断定"
            return
        place = self.place(figure)
        if value is not None and self.form.unit_of(cell) == "万元" and figure.unit:
            if figure.unit == "元":
                value = value / 10000
            elif figure.unit == "亿元":
                value = value * 10000
            if figure.unit in ("元", "亿元"):
                self.deviations.append(
                    Deviation("unit", f"金额以“{figure.unit}”填写，已换算为万元", (cell,), place)
                )
        if figure.note and value is not None:
            self.deviations.append(
                Deviation("annotated", f"单元格内有附注{figure.note}", (cell,), place)
            )
        self.cells[cell] = value
        if figure.end > figure.start:
            self.places[cell] = place

    def give_up(self, table: FormTable, row: Row, why: str) -> None:
        """All cells of a row are unread."""
        for column in table.columns:
            self.unread[table.cell(row.code, column.code)] = why


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
        _read_rows(statistics, form_2014.tables, span)
        _settle_empty(statistics)
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
        _read_rows(reading, two, region.two)
    if region.three is not None:
        _read_rows(reading, (form.table("3"),), region.three)
    if region.four is not None:
        read_four(reading, form.table("4"), region.four)
    _settle_empty(reading)
    if not reading.places:
        return None
    for tables, span, name in (
        (two, region.two, "二"),
        ((form.table("3"),), region.three, "三"),
        ((form.table("4"),), region.four, "四"),
    ):
        names = [c for t in tables for r in t.printed_rows() for c in _cells(t, r)]
        if not any(cell in reading.cells for cell in names):
            reading.deviations.append(Deviation("missing-table", f"没有找到表{name}"))
            if span is None:
                reading.unread.update(dict.fromkeys(names, _NO_TABLE))
    return reading


def _cells(table: FormTable, row: Row) -> list[str]:
    return [table.cell(row.code, column.code) for column in table.columns]


def _form_code(lines: Sequence[Line], region: AnnualRegion) -> str:
    if region.two is None:
        return "2021"
    words = "".join(han(line.text()) for line in lines[region.two.first : region.two.last])
    older = sum(key in words for key in TABLE_TWO_2019)
    newer = sum(key in words for key in TABLE_TWO_2021)
    return "2019" if older > newer else "2021"


def _read_rows(reading: Reading, tables: Sequence[FormTable], span: Span) -> None:
    """Reads tables whose figures stand in rows behind their labels."""
    table_of = {row.code: table for table in tables for row in table.rows}
    widths = {len(table.columns) for table in tables}
    words: set[str] = set()
    for table in tables:
        words |= vocabulary(table)
    width = widths.pop() if len(widths) == 1 else 0
    heads = {
        han(text)
        for table in tables
        for column in table.columns
        for text in (column.label, *column.variants)
    }
    stream = lift(reading.lines, span.first, span.last, words, width, heads if not width else set())
    rows = _rows_in_use([row for table in tables for row in table.rows], stream.text)
    columns = [len(table_of[row.code].columns) for row in rows]
    hits = find_labels(stream.text, rows)
    chain = in_order(hits, stream, rows)
    add_damaged(chain, stream.text, rows)
    matches = {rows[m.row].code: m for m in give_figures(stream, chain, rows, columns)}
    _add_out_of_order(matches, stream, hits, rows, columns)
    found = {rows[i].code for i in chain} | set(matches)
    reading.printed |= {row.code for row in rows if not row.heading}
    for table in tables:
        _fill(reading, table, matches, stream, found)


def _rows_in_use(rows: Sequence[Row], text: str) -> list[Row]:
    """The rows as this report prints them: 其他处理 as a heading over its parts, or alone."""
    used = list(rows)
    for row in rows:
        if not row.parts:
            continue
        parts = [other for other in rows if other.code in row.parts]
        seen = any(
            spelling in text for part in parts for spelling in spellings(part) if len(spelling) >= 4
        )
        alone = not seen and any(spelling in text for spelling in spellings(row))
        if not seen and not alone:
            alone = not row.optional
        if alone:
            used = [
                replace(other, heading=False, optional=False) if other is row else other
                for other in used
                if other.code not in row.parts
            ]
        else:
            used = [
                replace(other, heading=other is row, optional=False)
                if other is row or other.code in row.parts
                else other
                for other in used
            ]
    return used


def _add_out_of_order(
    matches: dict[str, Match],
    stream: Stream,
    hits: Sequence[Hit],
    rows: Sequence[Row],
    columns: Sequence[int],
) -> None:
    """A row torn out of order still counts where its label and all its figures share one line."""
    used = {match.group for match in matches.values()}
    for number, group in enumerate(stream.groups):
        if number in used or not group.labelled:
            continue
        rows_here = {
            hit.row
            for hit in hits
            if stream.line_of[hit.start] == group.line == stream.line_of[hit.end - 1]
            and not rows[hit.row].heading
        }
        if len(rows_here) != 1:
            continue
        row = rows_here.pop()
        if rows[row].code not in matches and len(group.figures) == columns[row]:
            matches[rows[row].code] = Match(row, number, True)


def _fill(
    reading: Reading,
    table: FormTable,
    matches: Mapping[str, Match],
    stream: Stream,
    found: set[str],
) -> None:
    columns = [column.code for column in table.columns]
    rows = table.printed_rows(reading.printed)
    equations = [
        e for e in reading.form.equations(reading.printed) if e.formula.table == table.code
    ]
    laid: dict[str, Layouts] = {}
    groups: dict[str, Group] = {}
    for row in rows:
        match = matches.get(row.code)
        if match is None or not match.sure:
            continue
        groups[row.code] = stream.groups[match.group]
    shifted = _shifted(reading, groups, len(columns))
    orders = ColumnOrders(reading.lines, table)
    for code, group in groups.items():
        figures = shifted.get(code, group.figures)
        found_layouts = layouts(figures, len(columns), together=group.cells)
        laid[code] = orders.statutory(found_layouts, group.line)
    _lay_without_totals(reading, table, laid, groups)
    settled = choose(laid, columns, equations)
    noughts = prints_noughts(laid.values())
    for row in rows:
        if row.code in settled:
            cells = settled[row.code]
            for column, figure in zip(columns, cells, strict=True):
                cell = table.cell(row.code, column)
                if figure is None and noughts and not laid[row.code].certain:
                    reading.unread[cell] = _NO_FIGURE
                else:
                    reading.take(cell, figure)
        elif row.code in laid:
            reading.give_up(table, row, laid[row.code].why or _UNSURE)
        elif row.code in matches:
            reading.give_up(table, row, _UNSURE)
        elif row.code in found:
            reading.empty.append((table, row))
        else:
            reading.give_up(table, row, _NO_ROW)
    if orders.changed:
        reading.deviations.append(
            Deviation("column-order", "表头各列的顺序与表样不同，已按表头读取")
        )
    row_six = next((row for row in table.rows if row.parts), None)
    if row_six is not None and row_six.code in reading.printed and row_six.optional:
        reading.deviations.append(
            Deviation("single-row", "“（六）其他处理”只印了一行", (row_six.code,))
        )


def _shifted(reading: Reading, groups: Mapping[str, Group], width: int) -> dict[str, list[Figure]]:
    """Rows of a captured table that may have lost a cell, without the blanks at their end.

    A capture that loses a cell moves the rest to the left and leaves a blank at the end. That is
    suspected where noughts or dashes are printed and no other row ends blank; marked tables do not shift.
    """
    rows = {
        code: group for code, group in groups.items() if len(group.figures) == width and width > 1
    }
    blank = [code for code, group in rows.items() if group.figures[-1].empty]
    noughts = any(
        figure.value == 0 or (figure.value is None and not figure.empty)
        for group in rows.values()
        for figure in group.figures[:-1]
    )
    if not noughts or (len(blank) > 1 and 3 * len(blank) > len(rows)):
        return {}
    found: dict[str, list[Figure]] = {}
    for code in blank:
        group = rows[code]
        figures = list(group.figures)
        while figures and figures[-1].empty:
            figures.pop()
        inner = any(figure.empty for figure in figures)
        if figures and not inner and group.cells and not reading.lines[group.line].marked:
            found[code] = figures
    return found


def _lay_without_totals(
    reading: Reading, table: FormTable, laid: dict[str, Layouts], groups: Mapping[str, Group]
) -> None:
    """A table in which every row has one figure too few leaves out its column of totals.

    Believed only if some row shows that its last figure is not the sum of the others.
    """
    width = len(table.columns)
    if width < 4 or table.columns[-1].code != "total" or len(groups) < 8:
        return
    rows: dict[str, list[Figure]] = {}
    for code, group in groups.items():
        figures = group.figures
        if len(figures) == width and figures[-1].value is None:
            figures = figures[:-1]
        if len(figures) != width - 1:
            return
        rows[code] = figures
    if all(value_of(f[-1]) == sum(map(value_of, f[:-1])) for f in rows.values()):
        return
    for code, figures in rows.items():
        laid[code] = Layouts(((*figures, None),), True)
    reading.deviations.append(Deviation("missing-column", "表中没有“总计”一列的数"))


def _settle_empty(reading: Reading) -> None:
    """Rows whose label stands there without any figure: left blank, or lost by the capture?

    An office that prints its noughts does not leave a row blank; one that prints none does. A
    blank is believed only in the second case, and only if the sums allow it.
    """
    noughts = any(
        value == 0 for cell, value in reading.cells.items() if not cell.endswith("/total")
    )
    blank = {cell for table, row in reading.empty for cell in _cells(table, row)}
    fits = all(
        _holds(equation, {**reading.cells, **dict.fromkeys(blank)})
        for equation in reading.form.equations(reading.printed)
        if blank.intersection(equation.cells())
        and equation.formula.rule in ("sum", "identity")
        and all(cell in blank or cell in reading.cells for cell in equation.cells())
    )
    for table, row in reading.empty:
        if noughts or not fits:
            reading.give_up(table, row, _NO_ROW)
        else:
            reading.cells.update(dict.fromkeys(_cells(table, row)))


def _holds(equation: Equation, cells: Mapping[str, Decimal | None]) -> bool:
    left = sum(term.sign * (cells[term.cell] or 0) for term in equation.left)
    right = sum(term.sign * (cells[term.cell] or 0) for term in equation.right)
    return left == right


def read_four(reading: Reading, table: FormTable, span: Span) -> None:
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


__all__ = ["Cells", "classify_report", "parse_report", "value_of"]
