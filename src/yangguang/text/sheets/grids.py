"""Sheets laid out: every place knows its text, what is merged, and its address in the file.

A document's tables leave blank rows and columns out and keep merged cells once. Whoever looks for
heads and rows needs the plane that the person saw, with the addresses the person will look up.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from yangguang.text.document import Cell, Document, Paragraph, Table

PASTED = "粘贴的内容"
"""The name of the sheet that pasted text becomes."""


class Place(NamedTuple):
    """One place of a sheet. ``down``: a merged cell gave it the text of a row above; ``tall`` and
    ``wide``: it belongs to a cell merged over rows or columns."""

    text: str = ""
    down: bool = False
    tall: bool = False
    wide: bool = False


NOTHING = Place()


@dataclass(frozen=True, slots=True)
class Grid:
    """A sheet laid out; rows are equally long, and rows and columns bear the numbers of the file."""

    name: str
    rows: tuple[tuple[Place, ...], ...]
    row_numbers: tuple[int, ...]
    column_numbers: tuple[int, ...]

    def address(self, y: int, x: int) -> str:
        """C7, as a spreadsheet names the cell."""
        return f"{letters(self.column_numbers[x])}{self.row_numbers[y]}"

    def texts(self, y: int) -> list[str]:
        """What stands in a row, place by place."""
        return [place.text for place in self.rows[y]]

    def cut(self, columns: range) -> Grid:
        """The sheet without what stands left and right of the columns."""
        rows = tuple(row[columns.start : columns.stop] for row in self.rows)
        numbers = self.column_numbers[columns.start : columns.stop]
        return Grid(self.name, rows, self.row_numbers, numbers)


def grids_of(document: Document) -> list[Grid]:
    """Each table of the file laid out, merged cells repeated into every place they cover.

    A file that is plain lines (a list of one column) is one sheet of one column.
    """
    tables = [block for block in document.blocks if isinstance(block, Table)]
    if tables:
        return [laid_out(table) for table in tables]
    lines = [block.text for block in document.blocks if isinstance(block, Paragraph)]
    if not lines:
        return []
    # A text file that was saved from a spreadsheet keeps its columns apart by tabs.
    return [laid_out(Table(tuple(tuple(map(Cell, line.split("\t"))) for line in lines)))]


def laid_out(table: Table) -> Grid:
    """One table with its merged cells spread out."""
    covered: dict[tuple[int, int], Place] = {}
    rows: list[list[Place]] = []
    height, width = len(table.rows), 0
    for y, row in enumerate(table.rows):
        places: list[Place] = []
        for cell in row:
            while covered and (y, len(places)) in covered:
                places.append(covered.pop((y, len(places))))
            text = cell.text.strip()
            if cell.row_span == 1 and cell.column_span == 1:
                places.append(Place(text))
                continue
            tall = min(cell.row_span, height - y)
            wide = cell.column_span > 1
            x = len(places)
            for dy in range(1, tall):
                for dx in range(cell.column_span):
                    covered[y + dy, x + dx] = Place(text, True, True, wide)
            places += [Place(text, False, tall > 1, wide)] * cell.column_span
        while covered and (y, len(places)) in covered:
            places.append(covered.pop((y, len(places))))
        for place in [place for place in covered if place[0] == y]:
            # A merged cell right of a gap in a ragged row.
            places += [NOTHING] * (place[1] + 1 - len(places))
            places[place[1]] = covered.pop(place)
        rows.append(places)
        width = max(width, len(places))
    row_numbers = table.row_numbers or tuple(range(1, height + 1))
    column_numbers = table.column_numbers or tuple(range(1, width + 1))
    last = column_numbers[-1] if column_numbers else 0
    further = tuple(range(last + 1, last + 1 + width - len(column_numbers)))
    return Grid(
        table.caption or "表格",
        tuple(tuple(places + [NOTHING] * (width - len(places))) for places in rows),
        row_numbers,
        column_numbers + further,
    )


def pasted(text: str) -> Document:
    """Text copied out of a spreadsheet as a document of one sheet; rows count from 1 as pasted.

    A cell with a line break comes in quotation marks; text without a tab is one column. A mark
    that never closes is taken as a mere sign.
    """
    clean = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "").strip("\n")
    lines = list(csv.reader(io.StringIO(clean), delimiter="\t"))
    if clean.count('"') % 2 or any("\t" in cell and "\n" in cell for row in lines for cell in row):
        lines = [line.split("\t") for line in clean.split("\n")]
    numbered = [
        (number, tuple(Cell(cell.strip()) for cell in row))
        for number, row in enumerate(lines, 1)
        if any(cell.strip() for cell in row)
    ]
    table = Table(
        tuple(row for _, row in numbered),
        caption=PASTED,
        recovered="tabbed",
        row_numbers=tuple(number for number, _ in numbered),
    )
    return Document((table,) if numbered else (), media_type="text/tab-separated-values")


@lru_cache(maxsize=20_000)
def letters(number: int) -> str:
    """1 → A, 27 → AA."""
    found = ""
    while number:
        number, rest = divmod(number - 1, 26)
        found = chr(65 + rest) + found
    return found
