"""Lines and rows of a document that go from its text because something else says them already."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from yangguang.text.document import Document, Paragraph, Table
from yangguang.text.extract.traces import TracedDocument

Part = tuple[int, int]
"""A block of the document, and the number of a line in it that is not blank (of a table: a row)."""


def without_told(
    document: Document, told: Collection[Part], gone: Collection[int]
) -> tuple[set[int], dict[int, Table]]:
    """The blocks that go as a whole, and the tables that lose rows, by block.

    Nothing goes where nothing would be left beside what is ``gone`` already, unless the page shows
    its matter in pictures.
    """
    parts: dict[int, set[int]] = {}
    for number, part in told:
        if number not in gone:
            parts.setdefault(number, set()).add(part)
    whole = {at for at, found in parts.items() if len(found) == parts_of(document, at)}
    others = (at for at in range(len(document.blocks)) if at not in whole and at not in gone)
    pictured = isinstance(document, TracedDocument) and bool(document.pictures)
    if not pictured and not any(parts_of(document, at) for at in others):
        return set(), {}
    shortened: dict[int, Table] = {}
    for at in parts.keys() - whole:
        block = document.blocks[at]
        if isinstance(block, Table) and all(c.row_span == 1 for row in block.rows for c in row):
            full = [row for row in block.rows if any(cell.text.strip() for cell in row)]
            rows = tuple(row for part, row in enumerate(full) if part not in parts[at])
            shortened[at] = replace(block, rows=rows, row_numbers=())
    return whole, shortened


def parts_of(document: Document, block: int) -> int:
    """How many parts a block has: lines of a paragraph or rows of a table that are not blank."""
    one = document.blocks[block]
    if isinstance(one, Paragraph):
        return sum(bool(line.strip()) for line in one.text.split("\n"))
    return sum(any(cell.text.strip() for cell in row) for row in one.rows)
