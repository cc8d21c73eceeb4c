"""What happens to a report's characters between the office and the reader, whatever the file format.

Printed files come out in radicals that only look like characters, titles come spaced out, sites
show themselves in traditional script, editors leave empty rows and columns at a table's edge.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from functools import cache

import opencc

from tests.builders.reports.blocks import Aside, Block, Box, Grid, Heading, Para

_RADICALS = str.maketrans(
    "一人大工行方日月文自面生立目比小用页入口力十言走金高黑",
    "⼀⼈⼤⼯⾏⽅⽇⽉⽂⾃⾯⽣⽴⽬⽐⼩⽤⾴⼊⼝⼒⼗⾔⾛⾦⾼⿊",
)


def draw_dress(rng: random.Random, dialect: str) -> tuple[str, ...]:
    """Which of these befall one report; most reports none."""
    worn: list[str] = []
    if dialect in ("pdf", "pdf-file") and rng.random() < 0.12:
        worn.append("radicals")
    if rng.random() < 0.05:
        worn.append("spaced")
    if dialect in ("html", "txt-tabs", "docx") and rng.random() < 0.05:
        worn.append("traditional")
    if dialect in ("html", "docx") and rng.random() < 0.12:
        worn.append("edges")
    if dialect in ("html", "docx", "txt-pipes", "markdown") and rng.random() < 0.1:
        worn.append("torn-labels")
    if dialect in ("html", "docx") and rng.random() < 0.12:
        worn.append("narrow-heads")
    if dialect in ("html", "docx") and rng.random() < 0.06:
        worn.append("empty-rows")
    if dialect == "html" and rng.random() < 0.06:
        worn.append("wrong-spans")
    return tuple(worn)


def dress(rng: random.Random, blocks: list[Block], worn: tuple[str, ...]) -> list[Block]:
    """The blocks as they arrive."""
    for name in worn:
        if name == "edges":
            blocks = [_edged(rng, block) if isinstance(block, Grid) else block for block in blocks]
        elif name == "torn-labels":
            blocks = [_torn(rng, block) if isinstance(block, Grid) else block for block in blocks]
        elif name == "narrow-heads":
            blocks = [_narrow(block) if isinstance(block, Grid) else block for block in blocks]
        elif name == "empty-rows":
            blocks = [_aired(rng, block) if isinstance(block, Grid) else block for block in blocks]
        elif name == "wrong-spans":
            blocks = [_misspanned(rng, b) if isinstance(b, Grid) else b for b in blocks]
        elif name == "spaced":
            blocks = [_spaced(block) for block in blocks]
        elif name == "radicals":
            blocks = [_each(block, lambda text: text.translate(_RADICALS)) for block in blocks]
        else:
            convert = _traditional(rng.choice(("s2t", "s2twp")))
            blocks = [_each(block, convert) for block in blocks]
    return blocks


@cache
def _traditional(kind: str) -> Callable[[str], str]:
    converter = opencc.OpenCC(kind)
    return cache(lambda text: str(converter.convert(text)))


def _each(block: Block, change: Callable[[str], str]) -> Block:
    """The block with every text but the figures changed."""
    if isinstance(block, Grid):
        rows = tuple(
            tuple(box if box.cell else replace(box, text=change(box.text)) for box in row)
            for row in block.rows
        )
        return replace(block, rows=rows, caption=change(block.caption))
    return replace(block, text=change(block.text))


def _spaced(block: Block) -> Block:
    """Headings set wide: a space between any two characters of the short ones."""
    if isinstance(block, Grid):
        rows = tuple(
            tuple(
                replace(box, text=" ".join(box.text)) if box.header and len(box.text) < 5 else box
                for box in row
            )
            for row in block.rows
        )
        return replace(block, rows=rows)
    if isinstance(block, Heading) and block.level == 1 and len(block.text) < 10:
        return replace(block, text=" ".join(block.text))
    assert isinstance(block, (Heading, Para, Aside))
    return block


def _edged(rng: random.Random, grid: Grid) -> Grid:
    """An empty column at the right or an empty row below, as editors leave them."""
    rows = grid.rows
    if rng.random() < 0.6:
        rows = tuple((*row, Box("")) for row in rows)
    if rng.random() < 0.6:
        width = sum(box.columns for box in rows[0])
        rows = (*rows, tuple(Box("") for _ in range(width)))
    return replace(grid, rows=rows)


def _narrow(grid: Grid) -> Grid:
    """Column heads broken over two lines, as narrow columns need."""

    def fold(box: Box) -> Box:
        if not box.header or not 4 <= len(box.text) <= 6:
            return box
        half = len(box.text) // 2
        return replace(box, text=f"{box.text[:half]}\n{box.text[half:]}")

    return replace(grid, rows=tuple(tuple(fold(box) for box in row) for row in grid.rows))


def _aired(rng: random.Random, grid: Grid) -> Grid:
    """An empty row somewhere among the rows of a table without merged rows, or at its top."""
    width = sum(box.columns for box in grid.rows[0])
    empty = tuple(Box("") for _ in range(width))
    if any(box.rows > 1 for row in grid.rows for box in row):
        return replace(grid, rows=(empty, *grid.rows))
    at = rng.randrange(1, len(grid.rows) + 1)
    return replace(grid, rows=(*grid.rows[:at], empty, *grid.rows[at:]))


def _misspanned(rng: random.Random, grid: Grid) -> Grid:
    """A label spanning one row too many or too few, as hand-made pages have it; each row is whole."""
    tall = [
        (y, x)
        for y, row in enumerate(grid.rows)
        for x, box in enumerate(row)
        if box.rows > 2 and not box.header
    ]
    if not tall:
        return grid
    at = rng.choice(tall)
    by = rng.choice((-1, 1))
    rows = tuple(
        tuple(
            replace(box, rows=box.rows + by) if (y, x) == at else box for x, box in enumerate(row)
        )
        for y, row in enumerate(grid.rows)
    )
    return replace(grid, rows=rows)


def _torn(rng: random.Random, grid: Grid) -> Grid:
    """Labels with a space where the source broke the line."""

    def tear(text: str) -> str:
        if len(text) < 6 or rng.random() < 0.5:
            return text
        at = rng.randrange(3, len(text) - 1)
        return f"{text[:at]} {text[at:]}"

    rows = tuple(
        tuple(box if box.cell else replace(box, text=tear(box.text)) for box in row)
        for row in grid.rows
    )
    return replace(grid, rows=rows)
