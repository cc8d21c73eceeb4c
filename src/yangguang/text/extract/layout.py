"""From glyphs on a page to lines, paragraphs and tables.

Shared by PDF and OFD, which both only say where each glyph stands. Ruled tables come first,
then lines, then columns that stand apart for certain; what is left is paragraphs, joined over
their line breaks because here the margins are known.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from dataclasses import dataclass, replace
from statistics import median

from yangguang.text.document import Block, Cell, Paragraph, Table
from yangguang.text.extract.grids import Grid, Rule, find_grids
from yangguang.text.extract.traces import Trace

_STARTS = re.compile(
    r"(?:[一二三四五六七八九十百]{1,4}、|[（(][一二三四五六七八九十\d]{1,3}[)）]|\d{1,2}[.．、]|第[一二三四五六七八九十百\d]{1,5}[章节条]|附件?[\d一二三四五六]{0,2}[:：])"
)
_ENDS = "。！？：；.!?:;"
_COLUMN_GAP = 1.6
_WIDE_GAP = 0.8
# Digits of one number touch; a fifth of an em between two is already another cell.
_DIGIT_GAP = 0.18
_AROUND = [(dx, dy) for dx in (0, -1, 1) for dy in (0, -1, 1)]
_NUMBER = re.compile(r"[-+]?[\d,，]*\d(?:\.\d+)?[%％‰]?|[-—–/]{1,3}")


@dataclass(frozen=True, slots=True)
class Glyph:
    """One character and its box; y grows downwards, units are the page's own."""

    text: str
    x0: float
    y0: float
    x1: float
    y1: float
    size: float


@dataclass(slots=True)
class Line:
    """Glyphs on one base line, cut where wide gaps stand."""

    pieces: list[tuple[float, float, str]]
    y0: float
    y1: float
    size: float

    @property
    def x0(self) -> float:
        """Where the line begins."""
        return self.pieces[0][0]

    @property
    def x1(self) -> float:
        """Where the line ends."""
        return self.pieces[-1][1]

    @property
    def text(self) -> str:
        """The line; two blanks stand for a gap as wide as between columns."""
        return "  ".join(piece[2] for piece in self.pieces)


def lay_out(glyphs: list[Glyph], rules: list[Rule], page: int) -> list[tuple[Block, Trace]]:
    """The blocks of one page in reading order; `with_headings` wants those of all pages."""
    glyphs = _without_shadows(glyphs)
    if not glyphs:
        return []
    em = median(glyph.size for glyph in glyphs) or 1.0
    placed: list[tuple[float, float, Block, Trace]] = []
    rest = glyphs
    for grid in find_grids(rules, em * 0.25):
        table, rest = _fill(grid, rest, page)
        if table is not None:
            placed.append((grid.y0, grid.x0, table, Trace()))
    lines = _lines(rest)
    tops = sorted(top for top, *_ in placed)
    # Margins are the page's, not the run's: between two tables stand only short lines.
    full = [line for line in lines if len(line.pieces) == 1 and len(line.text) > 12] or lines
    left = min((line.x0 for line in full), default=0.0)
    right = max((line.x1 for line in full), default=0.0)
    for run in _runs_between(lines, tops):
        for top, block, trace in _flow(run, page, left, right):
            placed.append((top, 0.0, block, trace))
    placed.sort(key=lambda entry: (entry[0], entry[1]))
    return [(block, trace) for _, _, block, trace in placed]


def with_headings(placed: list[tuple[Block, Trace]]) -> list[tuple[Block, Trace]]:
    """Short paragraphs set clearly larger than the body of the whole document are headings."""
    weight: Counter[float] = Counter()
    for block, trace in placed:
        if isinstance(block, Paragraph):
            weight[round(trace.size, 1)] += len(block.text)
    if not weight:
        return placed
    body = weight.most_common(1)[0][0]
    return [
        (replace(block, heading=1), trace)
        if isinstance(block, Paragraph) and trace.size >= 1.2 * body and len(block.text) <= 80
        else (block, trace)
        for block, trace in placed
    ]


def _without_shadows(glyphs: list[Glyph]) -> list[Glyph]:
    """Bold by printing twice gives each glyph twice, a hair apart; one of them is enough.

    A hair is much less than the glyph's own width, or the two digits of 11 would be one.
    """
    seen: dict[tuple[str, int, int], Glyph] = {}
    out: list[Glyph] = []
    for glyph in glyphs:
        step = max(glyph.size * 0.15, 0.01)
        x, y = int(glyph.x0 / step), int(glyph.y0 / step)
        hair = 0.3 * min(glyph.x1 - glyph.x0, 0.5 * glyph.size)
        shadow = False
        for dx, dy in _AROUND:
            other = seen.get((glyph.text, x + dx, y + dy))
            if other and abs(other.x0 - glyph.x0) <= hair and abs(other.y0 - glyph.y0) <= hair:
                shadow = True
                break
        if not shadow:
            seen[glyph.text, x, y] = glyph
            out.append(glyph)
    return out


def _fill(grid: Grid, glyphs: list[Glyph], page: int) -> tuple[Table | None, list[Glyph]]:
    """Puts glyphs into the grid's cells; a grid with fewer than two filled cells is a frame."""
    inside: dict[int, list[Glyph]] = {}
    outside: list[Glyph] = []
    unit: dict[tuple[int, int], int] = {}
    for at, box in enumerate(grid.boxes):
        for row in range(box.row, box.row + box.row_span):
            for column in range(box.column, box.column + box.column_span):
                unit[row, column] = at
    xs = sorted({box.x0 for box in grid.boxes} | {box.x1 for box in grid.boxes})
    ys = sorted({box.y0 for box in grid.boxes} | {box.y1 for box in grid.boxes})
    for glyph in glyphs:
        x, y = (glyph.x0 + glyph.x1) / 2, (glyph.y0 + glyph.y1) / 2
        place = (_index(ys, y), _index(xs, x))
        if place in unit:
            inside.setdefault(unit[place], []).append(glyph)
        else:
            outside.append(glyph)
    if len(inside) < 2:
        return None, glyphs
    rows: list[list[Cell]] = [[] for _ in range(grid.rows)]
    for at, box in enumerate(grid.boxes):
        text = _cell_text(_lines(inside.get(at, [])))
        rows[box.row].append(Cell(text, box.row_span, box.column_span))
    return Table(tuple(tuple(row) for row in rows), page, recovered="layout"), outside


def _index(places: list[float], value: float) -> int:
    """The interval a value falls into; -1 outside of all."""
    if not places or value < places[0] or value > places[-1]:
        return -1
    low, high = 0, len(places) - 1
    while high - low > 1:
        middle = (low + high) // 2
        if places[middle] <= value:
            low = middle
        else:
            high = middle
    return low


def _cell_text(lines: list[Line]) -> str:
    """Wrapped lines of a cell as one; two numbers under each other stay apart."""
    text = ""
    for line in lines:
        words = line.text.replace("  ", " ")
        if text and (text[-1].isascii() and words[0].isascii()):
            text += "\n" + words
        else:
            text += words
    return text


def _lines(glyphs: list[Glyph]) -> list[Line]:
    """Glyphs gathered into lines from top to bottom, each read from left to right."""
    groups: list[list[Glyph]] = []
    middle = 0.0
    for glyph in sorted(glyphs, key=lambda g: g.y0 + g.y1):
        centre = (glyph.y0 + glyph.y1) / 2
        if groups and centre - middle <= 0.45 * min(glyph.size, groups[-1][0].size):
            groups[-1].append(glyph)
            middle += (centre - middle) / len(groups[-1])
        else:
            groups.append([glyph])
            middle = centre
    return [line for group in groups if (line := _line(group)) is not None]


def _line(group: list[Glyph]) -> Line | None:
    group.sort(key=lambda glyph: glyph.x0)
    size = median(glyph.size for glyph in group)
    pieces: list[tuple[float, float, str]] = []
    text, start, end = "", 0.0, 0.0
    blank = False
    for glyph in group:
        if glyph.text.isspace():
            blank = bool(text)
            continue
        gap = (glyph.x0 - end) / size if size else 0.0
        if text and gap >= _COLUMN_GAP:
            pieces.append((start, end, text))
            text = ""
        elif text and (
            gap >= _WIDE_GAP
            or ((blank or gap > 0.3) and text[-1].isascii() and glyph.text.isascii())
            or (gap > _DIGIT_GAP and text[-1].isdigit() and glyph.text.isdigit())
        ):
            text += " "
        if not text:
            start = glyph.x0
        text += glyph.text
        end = max(end, glyph.x1) if text != glyph.text else glyph.x1
        blank = False
    if text:
        pieces.append((start, end, text))
    if not pieces:
        return None
    return Line(pieces, min(g.y0 for g in group), max(g.y1 for g in group), size)


def _runs_between(lines: list[Line], tops: list[float]) -> list[list[Line]]:
    """Lines cut into runs where a table stands between them."""
    runs: list[list[Line]] = [[]]
    waiting = list(tops)
    for line in lines:
        while waiting and waiting[0] <= line.y0:
            waiting.pop(0)
            runs.append([])
        runs[-1].append(line)
    return [run for run in runs if run]


def _flow(
    lines: list[Line], page: int, left: float, right: float
) -> list[tuple[float, Block, Trace]]:
    """Paragraphs, and tables without rules where the columns are beyond doubt."""
    out: list[tuple[float, Block, Trace]] = []
    at = 0
    while at < len(lines):
        stop = _columns_end(lines, at)
        if stop > at:
            out.append((lines[at].y0, _columns(lines[at:stop], page), Trace()))
            at = stop
            continue
        stop = at + 1
        while stop < len(lines) and _continues(lines[stop - 1], lines[stop], left, right):
            stop += 1
        text = lines[at].text
        for line in lines[at + 1 : stop]:
            text = joined(text, line.text)
        first, last = lines[at], lines[stop - 1]
        trace = Trace(
            indent=max(0, round(2 * (first.x0 - left) / (first.size or 1.0))),
            size=first.size,
            runs_on=len(last.pieces) == 1 and _is_full(last, right) and text[-1] not in _ENDS,
        )
        out.append((first.y0, Paragraph(text, page), trace))
        at = stop
    return out


def joined(text: str, more: str) -> str:
    """Two lines of one paragraph; a blank only between Latin words or numbers."""
    glue = " " if text[-1:].isalnum() and text[-1:].isascii() and more[:1].isascii() else ""
    return text + (glue if more[:1].isalnum() else "") + more


def _is_full(line: Line, right: float) -> bool:
    return line.x1 >= right - 2.2 * line.size


def _continues(above: Line, line: Line, left: float, right: float) -> bool:
    """Whether ``line`` carries on the sentence of the line above."""
    size = line.size
    return (
        len(above.pieces) == 1
        and len(line.pieces) == 1
        and abs(above.size - size) < 0.12 * size
        and _is_full(above, right)
        and line.x0 <= left + 0.9 * size
        and line.y0 - above.y1 < 2.0 * size
        and line.x1 - line.x0 > 0
        and not (above.text[-1] in _ENDS and _STARTS.match(line.text))
    )


def _columns_end(lines: list[Line], at: int) -> int:
    """End of a run of lines that surely is a table: same columns, apart, mostly numbers."""
    width = len(lines[at].pieces)
    if width < 3:
        return at
    spans = [(x0, x1) for x0, x1, _ in lines[at].pieces]
    stop = at + 1
    while stop < len(lines) and len(lines[stop].pieces) == width:
        merged = [
            (min(a0, b0), max(a1, b1))
            for (a0, a1), (b0, b1, _) in zip(spans, lines[stop].pieces, strict=True)
        ]
        if any(left[1] >= right[0] for left, right in itertools.pairwise(merged)):
            break
        spans = merged
        stop += 1
    if stop - at < 3:
        return at
    cells = [text for line in lines[at + 1 : stop] for _, _, text in line.pieces[1:]]
    numbers = sum(_NUMBER.fullmatch(text) is not None for text in cells)
    return stop if numbers >= 0.8 * len(cells) else at


def _columns(lines: list[Line], page: int) -> Table:
    return Table(
        tuple(tuple(Cell(text) for _, _, text in line.pieces) for line in lines),
        page,
        recovered="layout",
    )
