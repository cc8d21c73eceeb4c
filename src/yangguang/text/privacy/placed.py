"""Personal data in a `Document`: the same scan, with the paragraph or cell each finding stands in."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

from yangguang.text.document import Document, Paragraph
from yangguang.text.privacy.finding import Context, Finding
from yangguang.text.privacy.scan import find_personal


@dataclass(frozen=True, slots=True)
class Spot:
    """A paragraph or table cell: its block (from 0), its page (from 1), row and column (from 0).

    ``row`` and ``column`` are None for a paragraph; ``column`` counts the cells of the row as they
    were marked up, merged ones once.
    """

    block: int
    page: int
    row: int | None = None
    column: int | None = None


@dataclass(frozen=True, slots=True)
class PlacedFinding:
    """A finding whose offsets count within ``document.text()``, and within its own spot."""

    finding: Finding
    spot: Spot
    start: int
    end: int


def find_in_document(
    document: Document, *, context: Context | None = None, names: bool = True
) -> list[PlacedFinding]:
    """Personal data in a document, each with its place; ``start`` and ``end`` count in the spot.

    A finding that runs over two spots (an ID broken between paragraphs) is placed in the first;
    its ``end`` may then lie beyond the spot's text.
    """
    spots, starts, text = _spots(document)
    placed: list[PlacedFinding] = []
    for finding in find_personal(text, context=context, names=names):
        index = bisect_right(starts, finding.start) - 1
        base = starts[index]
        placed.append(
            PlacedFinding(finding, spots[index], finding.start - base, finding.end - base)
        )
    return placed


def _spots(document: Document) -> tuple[list[Spot], list[int], str]:
    """Every paragraph and cell with the offset at which it begins in ``document.text()``."""
    spots: list[Spot] = []
    starts: list[int] = []
    pieces: list[str] = []
    at = 0
    for number, block in enumerate(document.blocks):
        if isinstance(block, Paragraph):
            spots.append(Spot(number, block.page))
            starts.append(at)
            pieces.append(block.text)
            at += len(block.text) + 1
            continue
        lines: list[str] = []
        for y, row in enumerate(block.rows):
            for x, cell in enumerate(row):
                spots.append(Spot(number, block.page, y, x))
                starts.append(at)
                at += len(cell.text) + 1
            if not row:
                at += 1
            lines.append("\t".join(cell.text for cell in row))
        if not block.rows:
            at += 1
        pieces.append("\n".join(lines))
    return spots or [Spot(0, 1)], starts or [0], "\n".join(pieces)
