"""A report as lines with their places, whether the file gives text, paragraphs or marked tables."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from yangguang.text.document import Document, Paragraph, Table

MARKED = frozenset({"marked", "piped", "tabbed"})
"""Ways of recovery in which the column of a cell can be relied on; PDF columns are only guessed."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One cell of a marked table: its column in the laid-out grid and its text."""

    column: int
    width: int
    text: str
    start: int


@dataclass(frozen=True, slots=True)
class SourceLine:
    """One line: a line of text, or a row of a marked table (then with its cells)."""

    text: str
    start: int
    page: int
    cells: tuple[Piece, ...] = ()
    table: int = -1
    """Number of the block if the line is a row of a marked table."""
    caption: bool = False
    """True for a table's caption (the name of a sheet), which stands nowhere in the text."""

    @property
    def span(self) -> tuple[int, int]:
        """Where it stands in ``Document.text()``."""
        return self.start, self.start + len(self.text)


def source_lines(document: Document) -> list[SourceLine]:
    """Every line that is not blank, in reading order."""
    lines: list[SourceLine] = []
    offset = 0
    for number, block in enumerate(document.blocks):
        if isinstance(block, Paragraph):
            lines += _split(block.text, offset, block.page)
            offset += len(block.text) + 1
            continue
        if block.caption.strip():
            lines.append(SourceLine(block.caption, offset, block.page, caption=True))
        marked = block.recovered in MARKED
        columns = _columns(block) if marked else None
        for index, row in enumerate(block.rows):
            text = "\t".join(cell.text for cell in row)
            if columns is None:
                lines += _split(text, offset, block.page)
            elif text.strip():
                cells = tuple(_pieces(columns[index], row_texts(block, index), offset))
                lines.append(SourceLine(text, offset, block.page, cells, number))
            offset += len(text) + 1
    return lines


def row_texts(table: Table, index: int) -> list[str]:
    """The texts of one row's own cells."""
    return [cell.text for cell in table.rows[index]]


def _split(text: str, offset: int, page: int) -> Iterator[SourceLine]:
    for part in text.split("\n"):
        if part.strip():
            yield SourceLine(part, offset, page)
        offset += len(part) + 1


def _columns(table: Table) -> list[list[tuple[int, int]]]:
    """Column and width of every cell, row by row, with merged cells laid out."""
    occupied: set[tuple[int, int]] = set()
    laid: list[list[tuple[int, int]]] = []
    for y, row in enumerate(table.rows):
        x = 0
        places: list[tuple[int, int]] = []
        for cell in row:
            while (y, x) in occupied:
                x += 1
            places.append((x, cell.column_span))
            if cell.row_span > 1:
                occupied |= {
                    (y + dy, x + dx)
                    for dy in range(1, min(cell.row_span, len(table.rows) - y))
                    for dx in range(cell.column_span)
                }
            x += cell.column_span
        laid.append(places)
    return laid


def _pieces(places: list[tuple[int, int]], texts: list[str], offset: int) -> Iterator[Piece]:
    for (column, width), text in zip(places, texts, strict=True):
        yield Piece(column, width, text, offset)
        offset += len(text) + 1
