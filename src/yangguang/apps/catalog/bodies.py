"""A read document as an item's body: clean markup made anew, never the source's own.

Nothing of the source's HTML survives but its words, headings, tables and order, so there is no
script, style or tracking picture to forget.
"""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass

from yangguang.text.document import Document, Paragraph, Table


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture of a body: before which block it stands, its words, and the stored file, if any."""

    before: int
    alternative: str
    sha256: str = ""


def body_html(document: Document, shown: Sequence[Shown] = ()) -> str:
    """The document as plain headings, paragraphs and tables, with the pictures ``shown`` in it."""
    lines: list[str] = []
    waiting = list(shown)
    for at, block in enumerate(document.blocks):
        while waiting and waiting[0].before <= at:
            lines.append(_picture(waiting.pop(0)))
        if isinstance(block, Table):
            lines.append(_table(block))
        elif block.text.strip():
            lines.append(_paragraph(block))
    lines += map(_picture, waiting)
    return "\n".join(lines)


def _picture(picture: Shown) -> str:
    """A picture that is kept; of one that could not be had, its words and its place."""
    words = html.escape(picture.alternative)
    source = f' src="file:{picture.sha256}"' if picture.sha256 else ""
    return f'<p><img{source} alt="{words}"></p>'


def _paragraph(block: Paragraph) -> str:
    text = html.escape(block.text.strip()).replace("\n", "<br>")
    if block.heading:
        level = min(6, block.heading + 1)
        return f"<h{level}>{text}</h{level}>"
    return f"<p>{text}</p>"


def _table(table: Table) -> str:
    rows = []
    for row in table.rows:
        cells = []
        for cell in row:
            tag = "th" if cell.header else "td"
            spans = ""
            if cell.row_span > 1:
                spans += f' rowspan="{cell.row_span}"'
            if cell.column_span > 1:
                spans += f' colspan="{cell.column_span}"'
            text = html.escape(cell.text.strip()).replace("\n", "<br>")
            cells.append(f"<{tag}{spans}>{text}</{tag}>")
        rows.append(f"<tr>{''.join(cells)}</tr>")
    caption = f"<caption>{html.escape(table.caption)}</caption>" if table.caption else ""
    return f"<table>{caption}<tbody>{''.join(rows)}</tbody></table>"
