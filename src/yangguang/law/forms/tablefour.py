"""Table 4, whose fifteen figures stand in one line under a head that captures always break.

The head is of no use, so the figures are taken in order: all fifteen together, or five for each of
the three kinds of case. Fewer figures than that are laid out only if the totals allow one way.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations

from yangguang.law.forms.align import find_labels, in_order, vocabulary
from yangguang.law.forms.figures import Figure
from yangguang.law.forms.folding import han
from yangguang.law.forms.lines import Line
from yangguang.law.forms.model import Equation, FormTable
from yangguang.law.forms.regions import Span
from yangguang.law.forms.settle import Cells, borne_out, choose, layouts, shrunk, value_of
from yangguang.law.forms.stream import Group, Stream, lift


@dataclass(slots=True)
class FourRead:
    """Figures by cell, or the reason why there are none."""

    figures: dict[str, Figure | None] = field(default_factory=dict)
    why: str = "表四应有15个数，没有读到"


def read_table_four(
    lines: Sequence[Line], span: Span, table: FormTable, equations: Sequence[Equation]
) -> FourRead:
    """The cells of table 4 in the given lines."""
    rows, columns = len(table.rows), len(table.columns)
    whole = rows * columns
    heads = {han(text) for c in table.columns for text in (c.label, *c.variants)}
    stream = lift(lines, span.first, span.last, set(vocabulary(table)), whole, heads)
    groups = stream.groups = [
        tidy for group in stream.groups if (tidy := _tidy(group, columns, whole))
    ]
    names = [table.cell(row.code, column.code) for row in table.rows for column in table.columns]
    taken = _in_order(groups, rows, columns)
    if taken is None and (found := _by_label(stream, table, equations)):
        return found
    if taken is None and (found := _by_shape(lines, stream, names, equations)):
        return found
    if taken is None:
        figures = [figure for group in groups for figure in group.figures]
        stated = [figure for figure in figures if figure.value is not None]
        if len(stated) == whole:
            taken = list(stated)
        elif 0 < len(stated) < whole:
            return _by_totals(stated, names, equations)
    if taken is None:
        count = sum(len(group.figures) for group in groups)
        return FourRead(why=f"表四应有{whole}个数，读到{count}个，无法对应")
    return FourRead(dict(zip(names, taken, strict=True)))


def _tidy(group: Group, columns: int, whole: int) -> Group | None:
    """The run without cells that only fill up the grid; None where there is nothing else."""
    stated = any(figure.value is not None for figure in group.figures)
    if not stated and len(group.figures) < columns:
        return None
    for width in (columns, whole):
        if width < len(group.figures) < width + columns:
            found = layouts(group.figures, width, together=group.cells)
            if found.certain:
                return replace(group, figures=[f for f in found.options[0] if f is not None])
    return group


def _in_order(groups: Sequence[Group], rows: int, columns: int) -> list[Figure] | None:
    exact = [group for group in groups if len(group.figures) == rows * columns]
    if len(exact) == 1:
        return list(exact[0].figures)
    fives = [group for group in groups if len(group.figures) == columns]
    if len(fives) == rows:
        return [figure for group in fives for figure in group.figures]
    threes = [group for group in groups if len(group.figures) == rows]
    if len(threes) == columns and not fives:
        return [group.figures[row] for row in range(rows) for group in threes]
    return None


def _by_label(stream: Stream, table: FormTable, equations: Sequence[Equation]) -> FourRead | None:
    """One run of figures behind each kind of case, not all of them complete."""
    codes = [row.code for row in table.rows]
    columns = [column.code for column in table.columns]
    if len(stream.groups) != len(codes):
        return None
    chain = in_order(find_labels(stream.text, table.rows), stream, table.rows)
    places = [chain[i].start if i in chain else -1 for i in range(len(codes))]
    for number, group in enumerate(stream.groups):
        after = places[number + 1] if number + 1 < len(codes) else len(stream.text) + 1
        if places[number] < 0 or not places[number] < group.at <= after:
            return None
    laid = {
        code: layouts(group.figures, len(columns), together=group.cells)
        for code, group in zip(codes, stream.groups, strict=True)
    }
    settled = choose(laid, columns, equations)
    found = FourRead(why=f"这一组应有{len(columns)}个数，不能断定各属哪一格")
    for code in codes:
        if code in settled:
            for column, figure in zip(columns, settled[code], strict=True):
                found.figures[table.cell(code, column)] = figure
    return found


def _by_shape(
    lines: Sequence[Line], stream: Stream, names: Sequence[str], equations: Sequence[Equation]
) -> FourRead | None:
    """One run that is too short, because blanks at its ends are gone, or too long, because
    numbers came apart: the one layout that the totals bear out."""
    whole = len(names)
    if len(stream.groups) != 1:
        return None
    [group] = stream.groups
    count = len(group.figures)
    options: list[Cells] = []
    if count > whole:
        options = list(shrunk(group.figures, whole))
    elif group.cells and any(
        line.table == lines[group.line].table and len(line.cells) == whole for line in lines
    ):
        blanks: list[Figure | None] = [None] * (whole - count)
        options = [
            (*blanks[:lead], *group.figures, *blanks[lead:]) for lead in range(whole - count + 1)
        ]
    fitting = {
        tuple(map(value_of, cells)): cells
        for cells in options
        if all(_holds(equation, dict(zip(names, cells, strict=True))) for equation in equations)
    }
    if len(fitting) != 1:
        return None
    [cells] = fitting.values()
    return FourRead(dict(zip(names, borne_out(cells), strict=True)))


def _by_totals(
    stated: Sequence[Figure], names: Sequence[str], equations: Sequence[Equation]
) -> FourRead:
    why = f"表四应有{len(names)}个数，只读到{len(stated)}个，不能断定各属哪一格"
    if len(names) - len(stated) > 6:
        return FourRead(why=why)
    fitting: dict[tuple[object, ...], dict[str, Figure | None]] = {}
    for chosen in combinations(range(len(names)), len(stated)):
        trial: dict[str, Figure | None] = dict.fromkeys(names)
        for at, item in zip(chosen, stated, strict=True):
            trial[names[at]] = item
        if all(_holds(equation, trial) for equation in equations):
            fitting.setdefault(tuple(value_of(trial[name]) for name in names), trial)
            if len(fitting) > 1:
                return FourRead(why=why)
    if not fitting:
        return FourRead(why=why)
    return FourRead(next(iter(fitting.values())))


def _holds(equation: Equation, cells: dict[str, Figure | None]) -> bool:
    left = sum(value_of(cells[term.cell]) for term in equation.left)
    right = sum(value_of(cells[term.cell]) for term in equation.right)
    return left == right
