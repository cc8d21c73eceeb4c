"""Ruled tables out of drawn lines.

PDF and OFD know no tables, only glyphs and strokes. But the statutory tables are printed with
rules, and rules say for certain which glyph stands in which cell and what is merged.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from dataclasses import dataclass

_MOST_RULES = 2_500


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight stroke; y grows downwards; one of width and height is (nearly) nothing."""

    x0: float
    y0: float
    x1: float
    y1: float


@dataclass(frozen=True, slots=True)
class Box:
    """One cell of a grid: its place in rows and columns, and on the page."""

    row: int
    column: int
    row_span: int
    column_span: int
    x0: float
    y0: float
    x1: float
    y1: float


@dataclass(frozen=True, slots=True)
class Grid:
    """A ruled table: its outline and its cells, row by row."""

    x0: float
    y0: float
    x1: float
    y1: float
    boxes: tuple[Box, ...]
    rows: int
    columns: int


Line = tuple[float, float, float]


def find_grids(rules: Iterable[Rule], tolerance: float) -> list[Grid]:
    """Grids of two cells and more, top to bottom; rules nearer than ``tolerance`` are one."""
    flat: list[Line] = []
    upright: list[Line] = []
    for rule in rules:
        if rule.y1 - rule.y0 <= rule.x1 - rule.x0:
            flat.append(((rule.y0 + rule.y1) / 2, rule.x0, rule.x1))
        else:
            upright.append(((rule.x0 + rule.x1) / 2, rule.y0, rule.y1))
    across, down = _joined(flat, tolerance), _joined(upright, tolerance)
    if len(across) > _MOST_RULES or len(down) > _MOST_RULES or not down:
        return []
    grids = [
        grid
        for lines_across, lines_down in _clusters(across, down, tolerance)
        if (grid := _grid(lines_across, lines_down, tolerance)) is not None
    ]
    return sorted(grids, key=lambda grid: (grid.y0, grid.x0))


def _joined(lines: list[Line], tolerance: float) -> list[Line]:
    """Collinear pieces that touch or nearly touch, as one line each."""
    lines.sort()
    groups: list[list[Line]] = []
    for line in lines:
        if groups and line[0] - groups[-1][-1][0] <= tolerance / 2:
            groups[-1].append(line)
        else:
            groups.append([line])
    out: list[Line] = []
    for group in groups:
        at = sum(line[0] for line in group) / len(group)
        pieces = sorted((start, end) for _, start, end in group)
        start, end = pieces[0]
        for further, stop in pieces[1:]:
            if further <= end + tolerance:
                end = max(end, stop)
            else:
                out.append((at, start, end))
                start, end = further, stop
        out.append((at, start, end))
    return [line for line in out if line[2] - line[1] > 2 * tolerance]


def _clusters(
    across: list[Line], down: list[Line], tolerance: float
) -> list[tuple[list[Line], list[Line]]]:
    """Lines that cross or touch one another, group by group."""
    parent = list(range(len(across) + len(down)))

    def root(at: int) -> int:
        while parent[at] != at:
            parent[at] = parent[parent[at]]
            at = parent[at]
        return at

    for i, (y, x0, x1) in enumerate(across):
        for j, (x, y0, y1) in enumerate(down):
            if x0 - tolerance <= x <= x1 + tolerance and y0 - tolerance <= y <= y1 + tolerance:
                parent[root(len(across) + j)] = root(i)
    groups: dict[int, tuple[list[Line], list[Line]]] = {}
    for i, line in enumerate(across):
        groups.setdefault(root(i), ([], []))[0].append(line)
    for j, line in enumerate(down):
        groups.setdefault(root(len(across) + j), ([], []))[1].append(line)
    return [group for group in groups.values() if len(group[0]) > 1 and group[1]]


def _places(values: list[float], tolerance: float) -> list[float]:
    """Distinct positions in order, near ones taken together."""
    out: list[list[float]] = []
    for value in sorted(values):
        if out and value - out[-1][-1] <= tolerance:
            out[-1].append(value)
        else:
            out.append([value])
    return [sum(group) / len(group) for group in out]


def _grid(across: list[Line], down: list[Line], tolerance: float) -> Grid | None:
    left = min([x for x, _, _ in down] + [x0 for _, x0, _ in across])
    right = max([x for x, _, _ in down] + [x1 for _, _, x1 in across])
    top, bottom = min(y for y, _, _ in across), max(y for y, _, _ in across)
    # Many tables leave their outer sides open; the ends of the cross rules are their sides.
    xs = _places([left, right, *(x for x, _, _ in down)], tolerance)
    ys = _places([top, bottom, *(y for y, _, _ in across)], tolerance)
    columns, rows = len(xs) - 1, len(ys) - 1
    if columns < 1 or rows < 1 or columns * rows < 2 or columns * rows > 100_000:
        return None
    walls = _walls(down, xs, ys, tolerance)
    floors = _walls(across, ys, xs, tolerance)
    boxes = _boxes(rows, columns, xs, ys, walls, floors)
    if len(boxes) < 2:
        return None
    return Grid(xs[0], ys[0], xs[-1], ys[-1], tuple(boxes), rows, columns)


def _walls(
    lines: list[Line], at: list[float], along: list[float], tolerance: float
) -> set[tuple[int, int]]:
    """Pairs (index of the line's place, index of the unit beside it) that are really drawn."""
    drawn: set[tuple[int, int]] = set()
    middles = [(a + b) / 2 for a, b in itertools.pairwise(along)]
    for place, start, end in lines:
        near = min(range(len(at)), key=lambda i: abs(at[i] - place))
        if abs(at[near] - place) <= tolerance:
            drawn.update(
                (near, unit) for unit, middle in enumerate(middles) if start <= middle <= end
            )
    return drawn


def _boxes(
    rows: int,
    columns: int,
    xs: list[float],
    ys: list[float],
    walls: set[tuple[int, int]],
    floors: set[tuple[int, int]],
) -> list[Box]:
    """Units without a rule between them grow into one box, as long as it stays a rectangle."""
    taken: set[tuple[int, int]] = set()
    out: list[Box] = []
    for row in range(rows):
        for column in range(columns):
            if (row, column) in taken:
                continue
            wide = 1
            while (
                column + wide < columns
                and (column + wide, row) not in walls
                and (row, column + wide) not in taken
            ):
                wide += 1
            tall = 1
            while (
                row + tall < rows
                and all(
                    (row + tall, c) not in floors and (row + tall, c) not in taken
                    for c in range(column, column + wide)
                )
                and all((c, row + tall) not in walls for c in range(column + 1, column + wide))
            ):
                tall += 1
            taken.update(
                (r, c) for r in range(row, row + tall) for c in range(column, column + wide)
            )
            out.append(
                Box(row, column, tall, wide, xs[column], ys[row], xs[column + wide], ys[row + tall])
            )
    return out
