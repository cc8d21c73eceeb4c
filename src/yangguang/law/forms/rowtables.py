"""Tables whose figures stand in rows behind their labels: tables 2 and 3, and the form of 2014."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

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
from yangguang.law.forms.intake import NO_ROW, Reading
from yangguang.law.forms.model import FormTable, Row
from yangguang.law.forms.parsed import Deviation
from yangguang.law.forms.regions import Span
from yangguang.law.forms.settle import Layouts, choose, layouts, prints_noughts, value_of
from yangguang.law.forms.stream import Group, Stream, lift

_NO_FIGURE = "这一格没有读到数"
_UNSURE = "这一行的数与上下行分不清"


def read_rows(reading: Reading, tables: Sequence[FormTable], span: Span) -> None:
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
    shifted = _shifted(reading, groups, len(columns), stream)
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
            reading.give_up(table, row, NO_ROW)
    if orders.changed:
        reading.deviations.append(
            Deviation("column-order", "表头各列的顺序与表样不同，已按表头读取")
        )
    row_six = next((row for row in table.rows if row.parts), None)
    if row_six is not None and row_six.code in reading.printed and row_six.optional:
        reading.deviations.append(
            Deviation("single-row", "“（六）其他处理”只印了一行", (row_six.code,))
        )


def _shifted(
    reading: Reading, groups: Mapping[str, Group], width: int, stream: Stream
) -> dict[str, list[Figure]]:
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
        for group in stream.groups
        for figure in (group.figures[:-1] if len(group.figures) > 3 else group.figures)
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
