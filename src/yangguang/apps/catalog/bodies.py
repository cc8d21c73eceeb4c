"""A read document as an item's body: clean markup made anew, never the source's own.

Nothing of the source's HTML survives but its words, headings, tables and order, so there is no
script, style or tracking picture to forget.
"""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass

from yangguang.text.document import Document, Paragraph, Table
from yangguang.text.extract.traces import Picture


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture of a body: before which block it stands, its words, and the stored file, if any.

    With ``row`` and ``cell`` (from 0) it stands in that cell of the table instead.
    """

    before: int
    alternative: str
    sha256: str = ""
    row: int = -1
    cell: int = -1


def shown_at(before: int, picture: Picture, sha256: str = "", *, ahead: int = 0) -> Shown:
    """Where a picture of a read document stands in its body, when ``ahead`` blocks were left out
    before it: what stood in a cell that is left out stands by itself."""
    inside = picture.inside
    if inside is None or before < ahead:
        return Shown(max(0, before - ahead), picture.alternative, sha256)
    return Shown(before - ahead, picture.alternative, sha256, inside.row, inside.cell)


def body_html(document: Document, shown: Sequence[Shown] = ()) -> str:
    """The document as plain headings, paragraphs and tables, with the pictures ``shown`` in it."""
    lines: list[str] = []
    waiting = list(shown)
    for at, block in enumerate(document.blocks):
        here = []
        while waiting and waiting[0].before <= at:
            picture = waiting.pop(0)
            if picture.row >= 0 and picture.before == at and isinstance(block, Table):
                here.append(picture)
            else:
                lines.append(f"<p>{_picture(picture)}</p>")
        if isinstance(block, Table):
            lines.append(_table(block, here))
        elif block.text.strip():
            lines.append(_paragraph(block))
    lines += [f"<p>{_picture(picture)}</p>" for picture in waiting]
    return "\n".join(lines)


def _picture(picture: Shown) -> str:
    """A picture that is kept; of one that could not be had, its words and its place."""
    words = html.escape(picture.alternative)
    source = f' src="file:{picture.sha256}"' if picture.sha256 else ""
    return f'<img{source} alt="{words}">'


def _paragraph(block: Paragraph) -> str:
    text = html.escape(block.text.strip()).replace("\n", "<br>")
    if block.heading:
        level = min(6, block.heading + 1)
        return f"<h{level}>{text}</h{level}>"
    return f"<p>{text}</p>"


def _table(table: Table, shown: Sequence[Shown] = ()) -> str:
    pictures: dict[tuple[int, int], list[str]] = {}
    for picture in shown:
        pictures.setdefault((picture.row, picture.cell), []).append(_picture(picture))
    rows = []
    for y, row in enumerate(table.rows):
        cells = []
        for x, cell in enumerate(row):
            tag = "th" if cell.header else "td"
            spans = ""
            if cell.row_span > 1:
                spans += f' rowspan="{cell.row_span}"'
            if cell.column_span > 1:
                spans += f' colspan="{cell.column_span}"'
            text = html.escape(cell.text.strip()).replace("\n", "<br>")
            drawn = "".join(pictures.get((y, x), ()))
            inside = "<br>".join(part for part in (text, drawn) if part)
            cells.append(f"<{tag}{spans}>{inside}</{tag}>")
        rows.append(f"<tr>{''.join(cells)}</tr>")
    caption = f"<caption>{html.escape(table.caption)}</caption>" if table.caption else ""
    return f"<table>{caption}<tbody>{''.join(rows)}</tbody></table>"
