"""Brings a row's figures into its columns when their count does not fit.

A capture drops blank cells, tears a number in two or lets a stray number in. Each way of laying
the figures out is tried against the sums that the form itself implies; only if exactly one bears
them out is it taken. Sums choose between layouts, they never supply a figure.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import combinations, product
from math import comb, prod

from yangguang.law.forms.figures import Figure
from yangguang.law.forms.model import Equation

Cells = tuple[Figure | None, ...]
"""One row laid out: a figure for each column, None where nothing is printed."""

_MOST_LAYOUTS = 20_000
_MOST_JOINTS = 4_000


@dataclass(frozen=True, slots=True)
class Layouts:
    """Every way in which a row's figures may stand in its columns."""

    options: tuple[Cells, ...]
    certain: bool
    """True if there is one, and it needs no sums to be believed."""
    why: str = ""


def layouts(figures: Sequence[Figure], width: int, *, together: bool = False) -> Layouts:
    """Ways to lay figures out in ``width`` columns, in order; none if there are too many.

    ``together`` says that they are cells of one table row; then a last figure that is repeated is
    a merged cell.
    """
    count = len(figures)
    if count == width:
        if not any(figure.doubtful for figure in figures):
            return Layouts((tuple(figures),), True)
        return Layouts((tuple(figures),), False, "数字有疑似识别错误的字符")
    if count < width:
        pieces = [_pieces(figure) for figure in figures]
        if sum(map(len, pieces)) == width:
            return Layouts((tuple(f for piece in pieces for f in piece),), True)
        options = []
        for chosen in combinations(range(width), count):
            cells: list[Figure | None] = [None] * width
            for at, figure in zip(chosen, figures, strict=True):
                cells[at] = figure
            options.append(tuple(cells))
        return Layouts(
            tuple(options), False, f"这一行应有{width}个数，只读到{count}个，不能断定各属哪一列"
        )
    trimmed = _trimmed(list(figures), width)
    if len(trimmed) == width:
        return Layouts((tuple(trimmed),), not any(f.doubtful for f in trimmed))
    last = {figure.value for figure in trimmed[width - 1 :]}
    blank = all(figure.value is None for figure in trimmed)
    if together and len(last) == 1 and (None not in last or blank):
        return Layouts((tuple(trimmed[:width]),), not any(f.doubtful for f in trimmed[:width]))
    if len(trimmed) > 2 * width + 1:
        return Layouts((), False, f"这一行应有{width}个数，读到{count}个，无法对应")
    return Layouts(
        tuple(shrunk(trimmed, width)),
        False,
        f"这一行应有{width}个数，读到{count}个，不能断定如何对应",
    )


def _pieces(figure: Figure) -> list[Figure]:
    if not figure.torn:
        return [figure]
    return [replace(figure, value=value, torn=(), doubtful=False) for value in figure.torn]


def _trimmed(figures: list[Figure], width: int) -> list[Figure]:
    """Without surplus blanks at one end, unless it is unclear at which."""
    surplus = len(figures) - width
    empty = [figure.empty for figure in figures]
    for blank in (empty, [figure.value is None for figure in figures]):
        leading = next((i for i, is_blank in enumerate(blank) if not is_blank), len(blank))
        trailing = next((i for i, is_blank in enumerate(blank[::-1]) if not is_blank), len(blank))
        if leading >= surplus and not trailing:
            return figures[surplus:]
        if trailing >= surplus and not leading:
            return figures[:-surplus]
        if leading + trailing == surplus:
            return figures[leading : len(figures) - trailing]
    return figures


def shrunk(figures: Sequence[Figure], width: int) -> Iterator[Cells]:
    """Ways to join neighbours (a torn number) or leave one figure out (a stray one).

    Many joints are only tried where figures look like groups of thousands (``12 345``).
    """
    surplus = len(figures) - width
    places: Sequence[int] = range(len(figures) - 1)
    if surplus > 2:
        places = [i for i in places if _digits(figures[i + 1]) == 3 and _digits(figures[i]) <= 3]
        if comb(len(places), surplus) > _MOST_JOINTS:
            return
    for joints in combinations(places, surplus):
        if cells := _joined(figures, set(joints)):
            yield cells
    if surplus == 1:
        for stray in (0, len(figures) - 1):
            yield tuple(f for i, f in enumerate(figures) if i != stray)


def _joined(figures: Sequence[Figure], joints: set[int]) -> Cells | None:
    cells: list[Figure] = []
    for i, figure in enumerate(figures):
        if i and i - 1 in joints:
            left = cells[-1]
            if left.value is None or figure.value is None or left.value == 0:
                return None
            if figure.value != figure.value.to_integral_value() or figure.value < 0:
                return None
            text = f"{left.value}{str(figure.value).rjust(_digits(figure), '0')}"
            cells[-1] = replace(left, value=Decimal(text), end=figure.end)
        else:
            cells.append(figure)
    return tuple(cells)


def _digits(figure: Figure) -> int:
    return max(1, figure.end - figure.start)


def value_of(figure: Figure | None) -> Decimal:
    """A blank counts as nought in sums."""
    return Decimal(0) if figure is None or figure.value is None else figure.value


def prints_noughts(rows: Iterable[Layouts]) -> bool:
    """Whether the rows that are certain print noughts as figures and not as blanks.

    Totals do not tell: they are printed even where all else is left blank.
    """
    return any(
        figure is not None and figure.value == 0
        for found in rows
        if found.certain
        for figure in _without_total(found.options[0])
    )


def _without_total(cells: Sequence[Figure | None]) -> Sequence[Figure | None]:
    return cells[:-1] if len(cells) >= 5 else cells


def choose(
    rows: Mapping[str, Layouts], columns: Sequence[str], equations: Sequence[Equation]
) -> dict[str, Cells]:
    """The rows whose layout is known: certain ones, and those that the sums leave only one way.

    Where noughts are printed, a figure that is missing is lost and not blank; then the layout must
    be the only one place by place. Else a blank and a nought are the same.

    ``equations`` are those of one table. A row with several layouts is settled by its own total
    first; rows that are then still open are settled together by the sums of the columns, if
    exactly one combination bears out every sum that it touches.
    """
    settled = {row: found.options[0] for row, found in rows.items() if found.certain}
    noughts = prints_noughts(rows.values())
    by_row = [e for e in equations if e.formula.each == "row"]
    by_column = [e for e in equations if e.formula.each == "column"]
    open_rows: dict[str, list[Cells]] = {}
    for row, found in rows.items():
        if found.certain:
            continue
        own = [e for e in by_row if e.left[0].cell.partition("/")[0] == row]
        options = [
            cells
            for cells in found.options
            if own and all(_holds(e, {row: cells}, columns) for e in own)
        ]
        if options:
            open_rows[row] = options
    known = set(settled) | set(open_rows)
    usable = [e for e in by_column if {_row(cell) for cell in e.cells()} <= known]
    touched = {row for e in usable for row in map(_row, e.cells())}
    together = [row for row in open_rows if row in touched]
    for row in [row for row in open_rows if row not in touched]:
        if (cells := _only(open_rows[row], noughts)) is not None:
            settled[row] = cells
    if (
        together
        and prod(len(_distinct(open_rows[row], noughts)) for row in together) <= _MOST_LAYOUTS
    ):
        fitting: list[tuple[Cells, ...]] = []
        for combination in product(*(_distinct(open_rows[row], noughts) for row in together)):
            trial = {**settled, **dict(zip(together, combination, strict=True))}
            if all(_holds(e, trial, columns) for e in usable):
                fitting.append(combination)
                if len(fitting) > 1:
                    break
        if len(fitting) == 1:
            settled.update(zip(together, map(borne_out, fitting[0]), strict=True))
            return settled
    for row in together:
        if (cells := _only(open_rows[row], noughts)) is not None:
            settled[row] = borne_out(cells)
    return settled


def borne_out(cells: Cells) -> Cells:
    """Figures that the sums have borne out are no longer doubtful."""
    return tuple(replace(cell, doubtful=False) if cell is not None else None for cell in cells)


def _distinct(options: Sequence[Cells], noughts: bool) -> list[Cells]:
    """One layout for each reading: place by place if noughts are printed, else by value.

    Of layouts with the same values the one whose figures stand furthest right is kept, because a
    total is printed even where the rest is left blank.
    """
    found: dict[tuple[Decimal | None, ...], Cells] = {}
    for cells in options:
        key = tuple(None if noughts and cell is None else value_of(cell) for cell in cells)
        found[key] = cells
    return list(found.values())


def _only(options: Sequence[Cells], noughts: bool) -> Cells | None:
    distinct = _distinct(options, noughts)
    return distinct[0] if len(distinct) == 1 else None


def _row(cell: str) -> str:
    return cell.partition("/")[0]


def _holds(equation: Equation, rows: Mapping[str, Cells], columns: Sequence[str]) -> bool:
    total = Decimal(0)
    for terms, side in ((equation.left, 1), (equation.right, -1)):
        for term in terms:
            row, _, column = term.cell.partition("/")
            total += side * term.sign * value_of(rows[row][columns.index(column)])
    return total == 0
