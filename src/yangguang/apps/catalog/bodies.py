"""A read document as an item's body: clean markup made anew, never the source's own.

Nothing of the source's HTML survives but its words, headings, tables and order, so there is no
script, style or tracking picture to forget.
"""

from __future__ import annotations

import html

from yangguang.text.document import Document, Paragraph, Table


def body_html(document: Document) -> str:
    """The document as plain headings, paragraphs and tables."""
    return "\n".join(
        _paragraph(block) if isinstance(block, Paragraph) else _table(block)
        for block in document.blocks
        if not isinstance(block, Paragraph) or block.text.strip()
    )


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
