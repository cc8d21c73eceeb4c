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

from yangguang.apps.letters.typesetting.fonts import WORD_FACES
from yangguang.apps.reports.drafting.charting import Chart
from yangguang.apps.reports.drafting.pages import Block, GridCell, Heading, PageBreak, Sheet, Words
from yangguang.apps.reports.services.typeset.pdf import LONG_RUN, chart_picture, title_lines

BODY = 16.0
PITCH = 28.95
TEXT_WIDTH = 156.0
_CENTRE = WD_ALIGN_PARAGRAPH.CENTER
_LEFT = WD_ALIGN_PARAGRAPH.LEFT
_RIGHT = WD_ALIGN_PARAGRAPH.RIGHT


def to_word(title: str, blocks: Sequence[Block], *, author: str, at: datetime) -> bytes:
    """The report as a docx file. Raises NotTypeset where a chart cannot be drawn."""
    document = docx.Document()
    _page(document)
    _styles(document)
    _footers(document)
    properties = document.core_properties
    properties.title, properties.author, properties.last_modified_by = title, author, author
    properties.created = properties.modified = at.astimezone(UTC).replace(tzinfo=None)
    properties.comments = ""
    for line in title_lines(title):
        _line(document, line, "title", 22, align=_CENTRE, pitch=34)
    _line(document, "")
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
        picture.alignment = _CENTRE
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
            return _line(document, block.text, "head")
        line = _line(
            document, block.text, "head" if block.level == 1 else "kai", indent=True,
            style=f"Heading {block.level}",
        )  # fmt: skip
        line.paragraph_format.keep_with_next = True
        return line
    if isinstance(block, Words):
        justified = _LEFT if LONG_RUN.search(block.text) else WD_ALIGN_PARAGRAPH.JUSTIFY
        return _line(document, block.text, align=justified, indent=True)
    return None


def _page(document: Any) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.footer_distance = Mm(24)
    grid = section._sectPr.find(qn("w:docGrid"))
    if grid is None:
        grid = OxmlElement("w:docGrid")
        section._sectPr.append(grid)
    grid.set(qn("w:type"), "lines")
    grid.set(qn("w:linePitch"), str(round(PITCH * 20)))


def _styles(document: Any) -> None:
    normal = document.styles["Normal"]
    normal.font.size = Pt(BODY)
    properties = normal.element.get_or_add_rPr()
    _faces(properties, "body")
    closer = OxmlElement("w:spacing")
    closer.set(qn("w:val"), "-5")
    properties.insert_element_before(
        closer, "w:w", "w:kern", "w:position", "w:sz", "w:szCs", "w:highlight", "w:u", "w:lang"
    )
    _spacing(normal)
    # Headings are real ones, so that Word shows them in its outline; they look like the layout's.
    for level, role in ((1, "head"), (2, "kai")):
        style = document.styles[f"Heading {level}"]
        style.font.size, style.font.bold, style.font.italic = Pt(BODY), False, False
        style.font.color.rgb = None
        colour = style.element.get_or_add_rPr().find(qn("w:color"))
        if colour is not None:
            style.element.rPr.remove(colour)
        _faces(style.element.get_or_add_rPr(), role)
        _spacing(style)


def _spacing(style: Any) -> None:
    spacing = style.paragraph_format
    spacing.space_before = spacing.space_after = Pt(0)
    spacing.line_spacing_rule = WD_LINE_SPACING.EXACTLY
    spacing.line_spacing = Pt(PITCH)
    spacing.widow_control = False


def _faces(properties: Any, role: str) -> None:
    fonts = properties.find(qn("w:rFonts"))
    if fonts is None:
        fonts = OxmlElement("w:rFonts")
        properties.insert(0, fonts)
    for name in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{name}"), WORD_FACES[role])
    for name in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        if fonts.get(qn(f"w:{name}")) is not None:
            del fonts.attrib[qn(f"w:{name}")]


def _line(
    holder: Any,
    text: str,
    role: str = "body",
    size: float = BODY,
    *,
    align: Any = _LEFT,
    indent: bool = False,
    pitch: float = 0,
    style: str | None = None,
) -> Any:
    paragraph = holder.add_paragraph(style=style)
    paragraph.alignment = align
    if pitch:
        _own_pitch(paragraph, pitch)
    if indent:
        _first_line(paragraph)
    run = paragraph.add_run(text)
    run.font.size = Pt(size)
    _faces(run._r.get_or_add_rPr(), role)
    return paragraph


def _own_pitch(paragraph: Any, pitch: float) -> None:
    """Lines of another distance than the page's; without this mark they would snap to its grid."""
    properties = paragraph._p.get_or_add_pPr()
    off = OxmlElement("w:snapToGrid")
    off.set(qn("w:val"), "0")
    properties.insert_element_before(
        off, "w:spacing", "w:ind", "w:contextualSpacing", "w:mirrorIndents", "w:jc", "w:rPr"
    )
    paragraph.paragraph_format.line_spacing = Pt(pitch)


def _first_line(paragraph: Any) -> None:
    """Two characters, as Chinese typesetting counts them."""
    indent = paragraph._p.get_or_add_pPr().get_or_add_ind()
    indent.set(qn("w:firstLineChars"), "200")
    indent.set(qn("w:firstLine"), str(int(BODY * 40)))


def _sheet(document: Any, sheet: Sheet) -> None:
    titled = sheet.tall
    if sheet.caption:
        caption = _line(
            document, sheet.caption, "title" if titled else "head", 18 if titled else 12,
            align=_CENTRE if titled else _LEFT, pitch=26 if titled else 22,
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
    _line(document, "", size=6, pitch=10)


def _fill(box: Any, cell: GridCell, *, small: bool) -> None:
    box.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    paragraph = box.paragraphs[0]
    size = 9.5 if small else 12
    _own_pitch(paragraph, size * 1.35)
    # A label over several lines, a head and a figure stand in the middle; a label of one line left.
    left = cell.kind == "label" and cell.rows == 1
    paragraph.alignment = _LEFT if left else _CENTRE
    if cell.indent:
        paragraph.paragraph_format.left_indent = Pt(size * cell.indent)
    run = paragraph.add_run(cell.text)
    run.font.size = Pt(size)
    _faces(run._r.get_or_add_rPr(), "head" if cell.kind == "head" else "body")


def _rows(table: Any, sheet: Sheet) -> None:
    """Heads come again on every page, and no line is torn in two."""
    for at, row in enumerate(table.rows):
        properties = row._tr.get_or_add_trPr()
        properties.append(OxmlElement("w:cantSplit"))
        if at < sheet.head_lines:
            repeat = OxmlElement("w:tblHeader")
            repeat.set(qn("w:val"), "true")
            properties.append(repeat)
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


def _footers(document: Any) -> None:
    """— 1 — right on odd pages, left on even ones."""
    section = document.sections[0]
    document.settings.odd_and_even_pages_header_footer = True
    for footer, align in ((section.footer, _RIGHT), (section.even_page_footer, _LEFT)):
        footer.is_linked_to_previous = False
        paragraph = footer.paragraphs[0]
        paragraph.alignment = align
        if align is _RIGHT:
            paragraph.paragraph_format.right_indent = Pt(14)
        else:
            paragraph.paragraph_format.left_indent = Pt(14)
        for kind, text in (("", "— "), ("begin", ""), ("instr", " PAGE "), ("end", ""), ("", " —")):
            run = paragraph.add_run(text if not kind else "")
            run.font.size = Pt(14)
            _faces(run._r.get_or_add_rPr(), "song")
            if kind == "instr":
                code = OxmlElement("w:instrText")
                code.set(qn("xml:space"), "preserve")
                code.text = text
                run._r.append(code)
            elif kind:
                mark = OxmlElement("w:fldChar")
                mark.set(qn("w:fldCharType"), kind)
                run._r.append(mark)
