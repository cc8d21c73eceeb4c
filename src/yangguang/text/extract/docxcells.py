"""Cells of a Word table put together, and the pictures of a text parted from its words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from yangguang.text.document import Block, Cell, Table
from yangguang.text.extract.docxpictures import Found
from yangguang.text.extract.traces import Inside, Picture


@dataclass(frozen=True, slots=True)
class InCell:
    """A picture in a cell of the table that stands before it."""

    found: Found
    row: int
    cell: int


OnPage = Block | Found | InCell
"""What a reader finds on its way: words, or a picture where it stands."""
Line = list[tuple[int, Cell | None, int, list[Found]]]
"""A row under way: column, cell (None goes on with the one above), width, pictures."""


def merged(rows: list[Line], page: int) -> list[OnPage]:
    """The table with its vertical merges counted, and the pictures of its cells behind it.

    A continuation without a start stands as an empty cell.
    """
    heights: dict[tuple[int, int], int] = {}
    above: dict[int, tuple[int, int]] = {}
    shown: list[tuple[tuple[int, int], Found]] = []
    for y, row in enumerate(rows):
        now: dict[int, tuple[int, int]] = {}
        for at, (x, cell, _, pictures) in enumerate(row):
            if cell is None and x in above:
                heights[above[x]] += 1
                now[x] = above[x]
            else:
                heights[y, at] = 1
                now[x] = (y, at)
            shown += [(now[x], picture) for picture in pictures]
        above = now
    table = Table(
        tuple(
            tuple(
                Cell(cell.text, heights[y, at], cell.column_span, cell.header)
                if cell
                else Cell("", heights[y, at], wide)
                for at, (_, cell, wide, _) in enumerate(row)
                if (y, at) in heights
            )
            for y, row in enumerate(rows)
        ),
        page,
    )
    places = {
        (y, at): place
        for y, row in enumerate(rows)
        for place, at in enumerate(at for at in range(len(row)) if (y, at) in heights)
    }
    return [table, *(InCell(found, key[0], places[key]) for key, found in shown)]


def parted(
    found: Sequence[OnPage], ahead: int, most: int
) -> tuple[list[Block], list[tuple[Found, Picture]]]:
    """The words, and of the pictures (at most so many) the places among them; ``ahead`` blocks
    stand before the first."""
    blocks: list[Block] = []
    pictures: list[tuple[Found, Picture]] = []
    for one in found:
        if not isinstance(one, Found | InCell):
            blocks.append(one)
            continue
        if len(pictures) >= most:
            continue
        number, place = len(pictures) + 1, ahead + len(blocks)
        if isinstance(one, InCell):
            picture, inside = one.found, Inside(number, place - 1, one.row, one.cell)
        else:
            picture, inside = one, Inside(number, place)
        pictures.append((picture, Picture(picture.alternative, picture.address, inside=inside)))
    return blocks, pictures
