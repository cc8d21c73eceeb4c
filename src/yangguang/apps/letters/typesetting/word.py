"""Letters as Word files, in the same layout, naming the faces that offices have on their machines.

Word puts a face of its own in the place of one that is missing, so the official names
(仿宋_GB2312, 方正小标宋简体, 黑体, 楷体_GB2312) are written whatever this machine has.
"""

from __future__ import annotations

import io
import math
from datetime import UTC, datetime
from typing import Any

import docx
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from yangguang.apps.letters.composing import Block, Composition, Grid, Heading
from yangguang.apps.letters.kinds import Form
from yangguang.apps.letters.typesetting.fonts import WORD_FACES

BODY = 16.0
PITCH = 28.95
RED = RGBColor(0xC8, 0x10, 0x2E)
_DATE_INDENT = 4
_SIGNER_WIDTH = 22
"""Characters: the date's distance from the right, and the longest line of a name."""
_CENTRE = WD_ALIGN_PARAGRAPH.CENTER
_RIGHT = WD_ALIGN_PARAGRAPH.RIGHT
_LEFT = WD_ALIGN_PARAGRAPH.LEFT


def to_word(letter: Composition, *, at: datetime, pitch: float = PITCH) -> bytes:
    """The letter as a docx file, with lines as far apart as in the PDF."""
    document = docx.Document()
    _page(document, pitch)
    _normal(document, pitch)
    _footers(document, first_bare=letter.form is Form.LETTER)
    properties = document.core_properties
    properties.title, properties.author = letter.title, letter.signer
    properties.last_modified_by = letter.signer
    properties.created = properties.modified = at.astimezone(UTC).replace(tzinfo=None)
    properties.comments = ""
    _head(document, letter)
    _line(document, letter.title, "title", 22, align=_CENTRE, pitch=32)
    if letter.form is Form.PLAIN and letter.number:
        _line(document, letter.number, align=_CENTRE)
    _line(document, "")
    if letter.addressee:
        _line(document, f"{letter.addressee}：")
    for block in letter.blocks:
        _block(document, block)
    _attachment_note(document, letter)
    _signature(document, letter)
    if letter.remark:
        remark = _line(document, f"（{letter.remark}）")
        remark.paragraph_format.first_line_indent = Pt(2 * BODY)
    if letter.copies:
        copies = _line(document, f"抄送：{letter.copies}", size=14)
        copies.paragraph_format.left_indent = Pt(14)
        copies.paragraph_format.right_indent = Pt(14)
        _border(copies, "top", 8, "000000")
        _border(copies, "bottom", 8, "000000")
    _attachments(document, letter)
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def _page(document: Any, pitch: float) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.footer_distance = Mm(24)
    grid = section._sectPr.find(qn("w:docGrid"))
    if grid is None:
        grid = OxmlElement("w:docGrid")
        section._sectPr.append(grid)
    # 22 lines of 28 characters: lines by their exact pitch, characters by setting them a little
    # closer (see _normal); a grid of characters is read differently by each word processor.
    grid.set(qn("w:type"), "lines")
    grid.set(qn("w:linePitch"), str(round(pitch * 20)))


def _normal(document: Any, pitch: float) -> None:
    style = document.styles["Normal"]
    style.font.size = Pt(BODY)
    properties = style.element.get_or_add_rPr()
    _faces(properties, "body")
    closer = OxmlElement("w:spacing")
    closer.set(qn("w:val"), "-5")
    properties.insert_element_before(
        closer, "w:w", "w:kern", "w:position", "w:sz", "w:szCs", "w:highlight", "w:u", "w:lang"
    )
    spacing = style.paragraph_format
    spacing.space_before = spacing.space_after = Pt(0)
    spacing.line_spacing_rule = WD_LINE_SPACING.EXACTLY
    spacing.line_spacing = Pt(pitch)
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
    colour: RGBColor | None = None,
) -> Any:
    paragraph = holder.add_paragraph()
    paragraph.alignment = align
    if pitch:
        _own_pitch(paragraph, pitch)
    if indent:
        _first_line(paragraph, 200)
    run = paragraph.add_run(text)
    run.font.size = Pt(size)
    _faces(run._r.get_or_add_rPr(), role)
    if colour is not None:
        run.font.color.rgb = colour
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


def _first_line(paragraph: Any, hundredths: int) -> None:
    """Indent the first line by characters, as Chinese typesetting counts them."""
    properties = paragraph._p.get_or_add_pPr()
    indent = properties.get_or_add_ind()
    indent.set(qn("w:firstLineChars"), str(hundredths))
    indent.set(qn("w:firstLine"), str(int(BODY * 20 * hundredths / 100)))


def _border(paragraph: Any, side: str, eighths: int, colour: str, kind: str = "single") -> None:
    properties = paragraph._p.get_or_add_pPr()
    borders = properties.find(qn("w:pBdr"))
    if borders is None:
        borders = OxmlElement("w:pBdr")
        properties.insert_element_before(
            borders, "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:kinsoku", "w:wordWrap",
            "w:overflowPunct", "w:topLinePunct", "w:autoSpaceDE", "w:autoSpaceDN", "w:bidi",
            "w:adjustRightInd", "w:snapToGrid", "w:spacing", "w:ind", "w:contextualSpacing",
            "w:mirrorIndents", "w:suppressOverlap", "w:jc", "w:rPr",
        )  # fmt: skip
    edge = OxmlElement(f"w:{side}")
    for name, value in (("val", kind), ("sz", str(eighths)), ("space", "11"), ("color", colour)):
        edge.set(qn(f"w:{name}"), value)
    borders.append(edge)


def _head(document: Any, letter: Composition) -> None:
    if letter.form is Form.PLAIN or not letter.head:
        return
    count = len(letter.head)
    lines = -(-count // 20)
    largest = 40 if letter.form is Form.DOCUMENT else 32
    size = max(20, min(largest, int(440 / -(-count // lines))))
    per = -(-count // lines)
    for start in range(0, count, per):
        piece = letter.head[start : start + per]
        head = _line(document, piece, "title", size, align=_CENTRE, pitch=size * 1.3, colour=RED)
    if letter.form is Form.DOCUMENT:
        _line(document, "")
        number = _line(document, letter.number, align=_CENTRE)
        _border(number, "bottom", 12, "C8102E")
        _line(document, "")
    else:
        _border(head, "bottom", 18, "C8102E", "thickThinSmallGap")
        _line(document, letter.number, align=_RIGHT)


def _block(holder: Any, block: Block) -> None:
    if isinstance(block, Grid):
        _table(holder, block)
    elif isinstance(block, Heading):
        line = _line(holder, block.text, "head" if block.level == 1 else "kai", indent=True)
        line.paragraph_format.keep_with_next = True
    else:
        _line(holder, block.text, align=WD_ALIGN_PARAGRAPH.JUSTIFY, indent=True)


def _table(document: Any, grid: Grid) -> None:
    columns = max(1, len(grid.rows[0]))
    table = document.add_table(rows=0, cols=columns)
    table.style = "Table Grid"
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    widths = [Mm(156 * share) for share in grid.shares]
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    for at, row in enumerate(grid.rows):
        line = table.add_row()
        line._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        cells = line.cells
        for column, text in enumerate(row):
            first = (grid.head and at == 0) or (grid.labelled and column == 0)
            cells[column].width = widths[column]
            paragraph = cells[column].paragraphs[0]
            _own_pitch(paragraph, 18)
            if first:
                paragraph.alignment = _CENTRE
            run = paragraph.add_run(text)
            run.font.size = Pt(12)
            _faces(run._r.get_or_add_rPr(), "head" if first else "body")
        if grid.head and at == 0:
            properties = line._tr.get_or_add_trPr()
            repeat = OxmlElement("w:tblHeader")
            repeat.set(qn("w:val"), "true")
            properties.append(repeat)
    _line(document, "", size=6, pitch=8)


def _attachment_note(document: Any, letter: Composition) -> None:
    if not letter.attachments:
        return
    _line(document, "")
    many = len(letter.attachments) > 1
    for number, one in enumerate(letter.attachments, start=1):
        mark = f"{number}．" if many else ""
        lead = "附件：" if number == 1 else "　　　"
        line = _line(document, f"{lead}{mark}{one.title}")
        hang = 5 + (1.5 if many else 0)
        line.paragraph_format.left_indent = Pt(BODY * hang)
        line.paragraph_format.first_line_indent = Pt(-BODY * (hang - 2))


def _signature(document: Any, letter: Composition) -> None:
    """The date four characters from the right, the name centred over it; never alone on a page."""
    if not letter.signer and not letter.date:
        return
    if document.paragraphs:
        document.paragraphs[-1].paragraph_format.keep_with_next = True
    for _ in range(2):
        _line(document, "").paragraph_format.keep_with_next = True
    day, name = _width(letter.date), _width(letter.signer)
    lines = max(1, math.ceil(name / _SIGNER_WIDTH))
    per = math.ceil(len(letter.signer) / lines)
    pieces = [letter.signer[at : at + per] for at in range(0, len(letter.signer), per)]
    widest = max((_width(piece) for piece in pieces), default=0.0)
    # Where the name is the longer line, it keeps two characters from the edge and the date follows.
    centre = max(_DATE_INDENT + day / 2, 2 + widest / 2)
    for piece in [*pieces, letter.date]:
        line = _line(document, piece, align=_RIGHT)
        line.paragraph_format.right_indent = Pt(BODY * (centre - _width(piece) / 2))
        line.paragraph_format.keep_with_next = piece != letter.date


def _width(text: str) -> float:
    """In characters: a digit is half as wide as a Chinese character."""
    return sum(0.5 if ord(character) < 128 else 1.0 for character in text)


def _attachments(document: Any, letter: Composition) -> None:
    many = len(letter.attachments) > 1
    for number, one in enumerate(letter.attachments, start=1):
        blocks = one.blocks
        if not blocks:
            continue
        mark = _line(document, f"附件{number}" if many else "附件", "head")
        mark.paragraph_format.page_break_before = True
        _line(document, "")
        _line(document, one.title, "title", 22, align=_CENTRE, pitch=32)
        _line(document, "")
        for block in blocks:
            _block(document, block)


def _footers(document: Any, *, first_bare: bool) -> None:
    """— 1 — right on odd pages, left on even ones; the letter form bears none on its first page."""
    section = document.sections[0]
    document.settings.odd_and_even_pages_header_footer = True
    section.different_first_page_header_footer = first_bare
    if first_bare:
        # 信函格式: no number on the first page, two red lines, the thin one above.
        section.first_page_footer.is_linked_to_previous = False
        foot = section.first_page_footer.paragraphs[0]
        _border(foot, "bottom", 18, "C8102E", "thinThickSmallGap")
    _number(section.footer, _RIGHT)
    _number(section.even_page_footer, _LEFT)


def _number(footer: Any, align: Any) -> None:
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
