"""The official layout in Word that letters and reports share: page, faces, lines, page numbers.

依据：GB/T 9704—2012 5、6、7（幅面、版式、页码）。Word puts a face of its own in the place of one that is missing,
so the official names are written whatever this machine has.
"""

from __future__ import annotations

from typing import Any

from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from yangguang.apps.letters.typesetting.fonts import WORD_FACES

BODY = 16.0
PITCH = 28.95
"""Points: the size of the text, and the distance of its lines."""
CENTRE = WD_ALIGN_PARAGRAPH.CENTER
RIGHT = WD_ALIGN_PARAGRAPH.RIGHT
LEFT = WD_ALIGN_PARAGRAPH.LEFT


def lay_out_page(document: Any, pitch: float = PITCH) -> None:
    """A4 with the margins of the standard, 22 lines of 28 characters."""
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
    # closer (see lay_out_text); a grid of characters is read differently by each word processor.
    grid.set(qn("w:type"), "lines")
    grid.set(qn("w:linePitch"), str(round(pitch * 20)))


def lay_out_text(document: Any, pitch: float = PITCH) -> None:
    """仿宋 of size three, lines at an exact distance, characters a little closer."""
    style = document.styles["Normal"]
    style.font.size = Pt(BODY)
    properties = style.element.get_or_add_rPr()
    set_faces(properties, "body")
    closer = OxmlElement("w:spacing")
    closer.set(qn("w:val"), "-5")
    properties.insert_element_before(
        closer, "w:w", "w:kern", "w:position", "w:sz", "w:szCs", "w:highlight", "w:u", "w:lang"
    )
    set_spacing(style, pitch)


def set_spacing(style: Any, pitch: float = PITCH) -> None:
    """Lines at an exact distance, nothing between paragraphs."""
    spacing = style.paragraph_format
    spacing.space_before = spacing.space_after = Pt(0)
    spacing.line_spacing_rule = WD_LINE_SPACING.EXACTLY
    spacing.line_spacing = Pt(pitch)
    spacing.widow_control = False


def set_faces(properties: Any, role: str) -> None:
    """The faces of one role (`WORD_FACES`) for every script, in the place of a theme's."""
    fonts = properties.find(qn("w:rFonts"))
    if fonts is None:
        fonts = OxmlElement("w:rFonts")
        properties.insert(0, fonts)
    for name in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{name}"), WORD_FACES[role])
    for name in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        if fonts.get(qn(f"w:{name}")) is not None:
            del fonts.attrib[qn(f"w:{name}")]


def add_line(
    holder: Any,
    text: str,
    role: str = "body",
    size: float = BODY,
    *,
    align: Any = LEFT,
    indent: bool = False,
    pitch: float = 0,
    colour: RGBColor | None = None,
    style: str | None = None,
) -> Any:
    """One paragraph of one run; ``pitch`` is its own distance of lines in points, if not the page's."""
    paragraph = holder.add_paragraph(style=style)
    paragraph.alignment = align
    if pitch:
        set_own_pitch(paragraph, pitch)
    if indent:
        indent_first_line(paragraph)
    run = paragraph.add_run(text)
    run.font.size = Pt(size)
    set_faces(run._r.get_or_add_rPr(), role)
    if colour is not None:
        run.font.color.rgb = colour
    return paragraph


def set_own_pitch(paragraph: Any, pitch: float) -> None:
    """Lines of another distance than the page's; without this mark they would snap to its grid."""
    properties = paragraph._p.get_or_add_pPr()
    off = OxmlElement("w:snapToGrid")
    off.set(qn("w:val"), "0")
    properties.insert_element_before(
        off, "w:spacing", "w:ind", "w:contextualSpacing", "w:mirrorIndents", "w:jc", "w:rPr"
    )
    paragraph.paragraph_format.line_spacing = Pt(pitch)


def indent_first_line(paragraph: Any) -> None:
    """Two characters, as Chinese typesetting counts them."""
    indent = paragraph._p.get_or_add_pPr().get_or_add_ind()
    indent.set(qn("w:firstLineChars"), "200")
    indent.set(qn("w:firstLine"), str(int(BODY * 40)))


def repeat_on_every_page(row: Any) -> None:
    """Have a table's row come again at the top of every page."""
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(mark)


def keep_row_whole(row: Any) -> None:
    """Never part a row between two pages."""
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))


def number_pages(document: Any) -> None:
    """— 1 — right on odd pages, left on even ones."""
    section = document.sections[0]
    document.settings.odd_and_even_pages_header_footer = True
    _number(section.footer, RIGHT)
    _number(section.even_page_footer, LEFT)


def _number(footer: Any, align: Any) -> None:
    footer.is_linked_to_previous = False
    paragraph = footer.paragraphs[0]
    paragraph.alignment = align
    if align is RIGHT:
        paragraph.paragraph_format.right_indent = Pt(14)
    else:
        paragraph.paragraph_format.left_indent = Pt(14)
    for kind, text in (("", "— "), ("begin", ""), ("instr", " PAGE "), ("end", ""), ("", " —")):
        run = paragraph.add_run(text if not kind else "")
        run.font.size = Pt(14)
        set_faces(run._r.get_or_add_rPr(), "song")
        if kind == "instr":
            code = OxmlElement("w:instrText")
            code.set(qn("xml:space"), "preserve")
            code.text = text
            run._r.append(code)
        elif kind:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
            run._r.append(mark)
