"""A spreadsheet as the text of a draft: what stands over its table is the name, the first row its head."""

from __future__ import annotations

import re
from dataclasses import replace

from yangguang.text.document import Cell, Document, Table

SHEET_TYPES = frozenset(
    {
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "application/vnd.ms-excel",
        "application/vnd.oasis.opendocument.spreadsheet",
        "text/csv",
    }
)
"""Media types of workbooks: what counts as a page of one is a sheet."""
_UNNAMED = re.compile(r"(?:Sheet|工作表|表格?)\s*\d*", re.IGNORECASE)
_NUMBER = re.compile(r"[-+]?[\d.,，%％\s]+")


def sheets_in_order(document: Document) -> Document:
    """The same document, its tables captioned by their own title lines and with marked heads.

    A sheet's name stays as caption only where somebody gave it one.
    """
    blocks = [_in_order(block) if isinstance(block, Table) else block for block in document.blocks]
    return replace(document, blocks=tuple(blocks))


def title_of_sheets(document: Document) -> str:
    """The caption of the first table that has one; empty where none has."""
    captions = (block.caption for block in document.blocks if isinstance(block, Table))
    return next((caption for caption in captions if caption), "")


def _in_order(table: Table) -> Table:
    caption = "" if _UNNAMED.fullmatch(table.caption.strip()) else table.caption
    rows = list(table.rows)
    width = max((sum(cell.column_span for cell in row) for row in rows), default=0)
    if width > 1 and len(rows) > 1:
        said = [cell.text.strip() for cell in rows[0] if cell.text.strip()]
        if len(said) == 1 and all(cell.row_span == 1 for cell in rows[0]):
            caption, rows = said[0], rows[1:]
    if len(rows) > 1 and all(_names(cell) for cell in rows[0]):
        rows[0] = tuple(replace(cell, header=True) for cell in rows[0])
    return replace(table, caption=caption, rows=_filled(rows), row_numbers=())


def _filled(rows: list[tuple[Cell, ...]]) -> tuple[tuple[Cell, ...], ...]:
    """Every row as wide as the table: a sheet's last empty cells are kept by nobody, yet have a frame."""
    reached = [0] * len(rows)
    for at, row in enumerate(rows):
        for cell in row:
            for below in range(at, min(at + cell.row_span, len(rows))):
                reached[below] += cell.column_span
    width = max(reached, default=0)
    return tuple(
        (*row, *(Cell("") for _ in range(width - taken)))
        for row, taken in zip(rows, reached, strict=True)
    )


def _names(cell: Cell) -> bool:
    text = cell.text.strip()
    return bool(text) and not _NUMBER.fullmatch(text)
