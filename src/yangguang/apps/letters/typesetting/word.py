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
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from yangguang.apps.letters.composing import Block, Composition, Grid, Heading
from yangguang.apps.letters.kinds import Form
from yangguang.apps.letters.typesetting.official import (
    BODY,
    CENTRE,
    PITCH,
    RIGHT,
    add_line,
    keep_row_whole,
    lay_out_page,
    lay_out_text,
    number_pages,
    repeat_on_every_page,
    set_faces,
    set_own_pitch,
)

RED = RGBColor(0xC8, 0x10, 0x2E)
_DATE_INDENT = 4
_SIGNER_WIDTH = 22
"""Characters: the date's distance from the right, and the longest line of a name."""


def to_word(letter: Composition, *, at: datetime, pitch: float = PITCH) -> bytes:
    """The letter as a docx file, with lines as far apart as in the PDF."""
    document = docx.Document()
    lay_out_page(document, pitch)
    lay_out_text(document, pitch)
    _footers(document, first_bare=letter.form is Form.LETTER)
    properties = document.core_properties
    properties.title, properties.author = letter.title, letter.signer
    properties.last_modified_by = letter.signer
    properties.created = properties.modified = at.astimezone(UTC).replace(tzinfo=None)
    properties.comments = ""
    _head(document, letter)
    add_line(document, letter.title, "title", 22, align=CENTRE, pitch=32)
    if letter.form is Form.PLAIN and letter.number:
        add_line(document, letter.number, align=CENTRE)
    add_line(document, "")
    if letter.addressee:
        add_line(document, f"{letter.addressee}：")
    for block in letter.blocks:
        _block(document, block)
    _attachment_note(document, letter)
    _signature(document, letter)
    if letter.remark:
        remark = add_line(document, f"（{letter.remark}）")
        remark.paragraph_format.first_line_indent = Pt(2 * BODY)
    if letter.copies:
        copies = add_line(document, f"抄送：{letter.copies}", size=14)
        copies.paragraph_format.left_indent = Pt(14)
        copies.paragraph_format.right_indent = Pt(14)
        _border(copies, "top", 8, "000000")
        _border(copies, "bottom", 8, "000000")
    _attachments(document, letter)
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


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
        head = add_line(document, piece, "title", size, align=CENTRE, pitch=size * 1.3, colour=RED)
    if letter.form is Form.DOCUMENT:
        add_line(document, "")
        number = add_line(document, letter.number, align=CENTRE)
        _border(number, "bottom", 12, "C8102E")
        add_line(document, "")
    else:
        _border(head, "bottom", 18, "C8102E", "thickThinSmallGap")
        add_line(document, letter.number, align=RIGHT)


def _block(holder: Any, block: Block) -> None:
    if isinstance(block, Grid):
        _table(holder, block)
    elif isinstance(block, Heading):
        line = add_line(holder, block.text, "head" if block.level == 1 else "kai", indent=True)
        line.paragraph_format.keep_with_next = True
    else:
        add_line(holder, block.text, align=WD_ALIGN_PARAGRAPH.JUSTIFY, indent=True)


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
        keep_row_whole(line)
        cells = line.cells
        for column, text in enumerate(row):
            first = (grid.head and at == 0) or (grid.labelled and column == 0)
            cells[column].width = widths[column]
            paragraph = cells[column].paragraphs[0]
            set_own_pitch(paragraph, 18)
            if first:
                paragraph.alignment = CENTRE
            run = paragraph.add_run(text)
            run.font.size = Pt(12)
            set_faces(run._r.get_or_add_rPr(), "head" if first else "body")
        if grid.head and at == 0:
            repeat_on_every_page(line)
    add_line(document, "", size=6, pitch=8)


def _attachment_note(document: Any, letter: Composition) -> None:
    if not letter.attachments:
        return
    add_line(document, "")
    many = len(letter.attachments) > 1
    for number, one in enumerate(letter.attachments, start=1):
        mark = f"{number}．" if many else ""
        lead = "附件：" if number == 1 else "　　　"
        line = add_line(document, f"{lead}{mark}{one.title}")
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
        add_line(document, "").paragraph_format.keep_with_next = True
    day, name = _width(letter.date), _width(letter.signer)
    lines = max(1, math.ceil(name / _SIGNER_WIDTH))
    per = math.ceil(len(letter.signer) / lines)
    pieces = [letter.signer[at : at + per] for at in range(0, len(letter.signer), per)]
    widest = max((_width(piece) for piece in pieces), default=0.0)
    # Where the name is the longer line, it keeps two characters from the edge and the date follows.
    centre = max(_DATE_INDENT + day / 2, 2 + widest / 2)
    for piece in [*pieces, letter.date]:
        line = add_line(document, piece, align=RIGHT)
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
        mark = add_line(document, f"附件{number}" if many else "附件", "head")
        mark.paragraph_format.page_break_before = True
        add_line(document, "")
        add_line(document, one.title, "title", 22, align=CENTRE, pitch=32)
        add_line(document, "")
        for block in blocks:
            _block(document, block)


def _footers(document: Any, *, first_bare: bool) -> None:
    """— 1 — right on odd pages, left on even ones; the letter form bears none on its first page."""
    section = document.sections[0]
    section.different_first_page_header_footer = first_bare
    if first_bare:
        # 信函格式: no number on the first page, two red lines, the thin one above.
        section.first_page_footer.is_linked_to_previous = False
        foot = section.first_page_footer.paragraphs[0]
        _border(foot, "bottom", 18, "C8102E", "thinThickSmallGap")
    number_pages(document)
