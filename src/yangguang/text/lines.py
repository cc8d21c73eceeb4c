"""A document as lines: what the readers of header, signature and attachments walk over.

Captures give lines, html gives paragraphs, tables give rows; a page's identity is printed across all
three, so they are laid side by side once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from yangguang.text.document import Document, Paragraph, Table

_BLANK = re.compile(r"[\s\u3000\xa0\u2002\u2003\u2009\u200b]+")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a page: a paragraph's line, or a table row (then with its cells)."""

    text: str
    block: int
    heading: int = 0
    cells: tuple[str, ...] = ()


def lines_of(document: Document, limit: int = 200_000) -> list[Line]:
    """The document as lines in reading order, blank ones left out, at most ``limit`` of them."""
    lines: list[Line] = []
    for number, block in enumerate(document.blocks):
        if isinstance(block, Paragraph):
            text = block.text
            if "\n" not in text:
                text = text.strip()
                if text:
                    lines.append(Line(text, number, block.heading))
            else:
                for part in text.split("\n"):
                    part = part.strip()
                    if part:
                        lines.append(Line(part, number, block.heading))
        else:
            lines.extend(_rows(block, number))
        if len(lines) >= limit:
            del lines[limit:]
            break
    return lines


def _rows(table: Table, number: int) -> Iterator[Line]:
    for row in table.rows:
        cells = tuple(
            cell.text if cell.text.isalnum() else _BLANK.sub(" ", cell.text).strip() for cell in row
        )
        if any(cells):
            yield Line("\t".join(cells), number, 0, cells)
