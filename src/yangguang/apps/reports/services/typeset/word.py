"""The report as a Word file in the same layout, naming the faces that offices have on their machines."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import docx
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from yangguang.apps.letters.typesetting.official import (
    BODY,
    CENTRE,
    LEFT,
    add_line,
    keep_row_whole,
    lay_out_page,
    lay_out_text,
    number_pages,
    repeat_on_every_page,
    set_faces,
    set_own_pitch,
    set_spacing,
)
from yangguang.apps.reports.drafting.charting import Chart
from yangguang.apps.reports.drafting.pages import Block, GridCell, Heading, PageBreak, Sheet, Words
from yangguang.apps.reports.services.typeset.pdf import LONG_RUN, chart_picture, title_lines

TEXT_WIDTH = 156.0


def to_word(title: str, blocks: Sequence[Block], *, author: str, at: datetime) -> bytes:
    """The report as a docx file. Raises NotTypeset where a chart cannot be drawn."""
    document = docx.Document()
    lay_out_page(document)
    _styles(document)
    number_pages(document)
    properties = document.core_properties
    properties.title, properties.author, properties.last_modified_by = title, author, author
    properties.created = properties.modified = at.astimezone(UTC).replace(tzinfo=None)
    properties.comments = ""
    for line in title_lines(title):
        add_line(document, line, "title", 22, align=CENTRE, pitch=34)
    add_line(document, "")
    fresh = False
    for block in blocks:
        if isinstance(block, PageBreak):
            fresh = True
            continue
        made = _block(document, block)
        if fresh and made is not None:
            made.paragraph_format.page_break_before = True
            fresh = False
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def _block(document: Any, block: Block) -> Any:
    if isinstance(block, Sheet):
        _sheet(document, block)
        return None
    if isinstance(block, Chart):
        picture = document.add_paragraph()
        picture.alignment = CENTRE
        # A picture needs lines that grow with it; the page's exact pitch would cut it off.
        picture.paragraph_format.line_spacing_rule = WD_LINE_SPACING.SINGLE
        picture.paragraph_format.space_before = Pt(6)
        shape = picture.add_run().add_picture(
            io.BytesIO(chart_picture(block)), width=Mm(TEXT_WIDTH - 6)
        )
        shape._inline.docPr.set("descr", block.said)
        shape._inline.docPr.set("title", block.title)
        return picture
    if isinstance(block, Heading):
        if block.level == 0:
            return add_line(document, block.text, "head")
        line = add_line(
            document, block.text, "head" if block.level == 1 else "kai", indent=True,
            style=f"Heading {block.level}",
        )  # fmt: skip
        line.paragraph_format.keep_with_next = True
        return line
    if isinstance(block, Words):
        justified = LEFT if LONG_RUN.search(block.text) else WD_ALIGN_PARAGRAPH.JUSTIFY
        return add_line(document, block.text, align=justified, indent=True)
    return None


def _styles(document: Any) -> None:
    lay_out_text(document)
    # Headings are real ones, so that Word shows them in its outline; they look like the layout's.
    for level, role in ((1, "head"), (2, "kai")):
        style = document.styles[f"Heading {level}"]
        style.font.size, style.font.bold, style.font.italic = Pt(BODY), False, False
        style.font.color.rgb = None
        colour = style.element.get_or_add_rPr().find(qn("w:color"))
        if colour is not None:
            style.element.rPr.remove(colour)
        set_faces(style.element.get_or_add_rPr(), role)
        set_spacing(style)


def _sheet(document: Any, sheet: Sheet) -> None:
    titled = sheet.tall
    if sheet.caption:
        caption = add_line(
            document, sheet.caption, "title" if titled else "head", 18 if titled else 12,
            align=CENTRE if titled else LEFT, pitch=26 if titled else 22,
        )  # fmt: skip
        caption.paragraph_format.keep_with_next = True
        caption.paragraph_format.space_before = Pt(6)
    table = document.add_table(rows=len(sheet.lines), cols=sheet.width)
    table.style = "Table Grid"
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    _cell_margins(table, 40 if sheet.small else 80)
    widths = [Mm(TEXT_WIDTH * share) for share in sheet.shares]
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    grid = [list(row.cells) for row in table.rows]
    taken: set[tuple[int, int]] = set()
    for y, line in enumerate(sheet.lines):
        x = 0
        for cell in line:
            while (y, x) in taken:
                x += 1
            covered = {(y + dy, x + dx) for dy in range(cell.rows) for dx in range(cell.columns)}
            taken |= covered
            box = grid[y][x]
            if len(covered) > 1:
                box = box.merge(grid[y + cell.rows - 1][x + cell.columns - 1])
            box.width = sum(widths[x : x + cell.columns])
            _fill(box, cell, small=sheet.small)
            x += cell.columns
    _rows(table, sheet)
    add_line(document, "", size=6, pitch=10)


def _fill(box: Any, cell: GridCell, *, small: bool) -> None:
    box.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    paragraph = box.paragraphs[0]
    size = 9.5 if small else 12
    set_own_pitch(paragraph, size * 1.35)
    # A label over several lines, a head and a figure stand in the middle; a label of one line left.
    left = cell.kind == "label" and cell.rows == 1
    paragraph.alignment = LEFT if left else CENTRE
    if cell.indent:
        paragraph.paragraph_format.left_indent = Pt(size * cell.indent)
    run = paragraph.add_run(cell.text)
    run.font.size = Pt(size)
    set_faces(run._r.get_or_add_rPr(), "head" if cell.kind == "head" else "body")


def _rows(table: Any, sheet: Sheet) -> None:
    """Heads come again on every page, and no line is torn in two."""
    for at, row in enumerate(table.rows):
        keep_row_whole(row)
        if at < sheet.head_lines:
            repeat_on_every_page(row)
    if not sheet.tall:
        # A table that a page can hold stays on one.
        for row in table.rows[:-1]:
            for cell in row.cells:
                for paragraph in cell.paragraphs:
                    paragraph.paragraph_format.keep_with_next = True


def _cell_margins(table: Any, twentieths: int) -> None:
    properties = table._tbl.tblPr
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        edge = OxmlElement(f"w:{side}")
        edge.set(qn("w:w"), str(twentieths))
        edge.set(qn("w:type"), "dxa")
        margins.append(edge)
    properties.append(margins)
