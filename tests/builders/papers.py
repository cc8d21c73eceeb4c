"""Small files of every kind that redaction and the release check work on, with things to hide in them."""

from __future__ import annotations

import io
import zipfile
from functools import cache
from pathlib import Path

import docx
import openpyxl
import pylopdf_fonts_zh_cn
from fpdf import FPDF
from openpyxl.comments import Comment
from PIL import Image, ImageDraw

ID = "11010519491231002X"
NAME = "张建国"
FONT = Path(pylopdf_fonts_zh_cn.__file__).parent / "NotoSansSC-Regular.otf"


@cache
def a_pdf(
    *pages: str,
    white: str = "",
    covered: str = "",
    author: str = "",
    rotate: int = 0,
    invisible: str = "",
) -> bytes:
    """Lines of text on A4 pages; ``white`` and ``covered`` are there and cannot be seen.

    The same lines give the same file: every one reads a whole font for its few characters.
    """
    pdf = FPDF()
    pdf.add_font("noto", fname=str(FONT))
    if author:
        pdf.set_author(author)
    for text in pages or (f"申请人：{NAME}，身份证号{ID}，住清源市。\n以下内容可以公开。",):
        pdf.add_page()
        pdf.set_font("noto", size=14)
        for line in text.split("\n"):
            pdf.cell(0, 10, line, new_x="LMARGIN", new_y="NEXT")
    if white:
        pdf.set_text_color(255, 255, 255)
        pdf.cell(0, 10, white, new_x="LMARGIN", new_y="NEXT")
        pdf.set_text_color(0, 0, 0)
    if covered:
        y = pdf.get_y()
        pdf.cell(0, 10, covered, new_x="LMARGIN", new_y="NEXT")
        pdf.set_fill_color(0, 0, 0)
        pdf.rect(5, y, 200, 12, style="F")
    if invisible:
        with pdf.local_context(text_mode=3):
            pdf.cell(0, 10, invisible, new_x="LMARGIN", new_y="NEXT")
    data = bytes(pdf.output())
    return rotated(data, rotate) if rotate else data


def rotated(data: bytes, degrees: int) -> bytes:
    """The same pages, shown turned."""
    import pypdfium2

    file = pypdfium2.PdfDocument(data)
    for page in file:
        page.set_rotation(degrees)
    out = io.BytesIO()
    file.save(out)
    return out.getvalue()


def a_scan(*, boxes: bool = False) -> bytes:
    """A picture of a page with a black bar of "writing" at known places."""
    image = Image.new("RGB", (800, 1100), "white")
    draw = ImageDraw.Draw(image)
    for top in range(100, 1000, 60):
        draw.rectangle((80, top, 700, top + 14), fill=(40, 40, 40))
    if boxes:
        draw.ellipse((500, 800, 700, 1000), outline=(200, 0, 0), width=12)
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def a_photo() -> bytes:
    """A JPEG with a place, an author and a camera written in."""
    image = Image.new("RGB", (64, 48), (120, 160, 90))
    exif = Image.Exif()
    exif[0x013B] = "Wang Wu"
    exif[0x010F] = "Camera"
    gps = exif.get_ifd(0x8825)
    gps[1], gps[2] = "N", (30.0, 15.0, 0.0)
    out = io.BytesIO()
    image.save(out, "JPEG", exif=exif)
    return out.getvalue()


def a_word_file(
    *, author: str = "", comment: bool = False, hidden: str = "", white: str = ""
) -> bytes:
    """Two paragraphs and a table."""
    file = docx.Document()
    file.core_properties.author = author
    file.core_properties.comments = ""
    file.add_paragraph(f"申请人：{NAME}，身份证号{ID}。")
    paragraph = file.add_paragraph("以下内容可以公开。")
    if hidden:
        paragraph.add_run(hidden).font.hidden = True
    if white:
        run = paragraph.add_run(white)
        run.font.color.rgb = docx.shared.RGBColor(255, 255, 255)
    if comment:
        file.add_comment(paragraph.runs[0], text="这里要改", author="李四")
    table = file.add_table(rows=2, cols=2)
    for row, cells in zip(table.rows, (("姓名", "电话"), ("李梅", "13812345678")), strict=True):
        for cell, text in zip(row.cells, cells, strict=True):
            cell.text = text
    out = io.BytesIO()
    file.save(out)
    return out.getvalue()


def with_revisions(data: bytes) -> bytes:
    """The Word file with one tracked deletion and one insertion."""
    old = "<w:body>"
    new = (
        '<w:body><w:p><w:del w:id="1" w:author="王五"><w:r><w:delText>原拟意见</w:delText></w:r></w:del>'
        '<w:ins w:id="2" w:author="王五"><w:r><w:t>现意见</w:t></w:r></w:ins></w:p>'
    )
    return changed(data, "word/document.xml", old, new)


def changed(data: bytes, name: str, old: str, new: str) -> bytes:
    """A zip with one text replaced in one member."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w") as target:
        for member in source.namelist():
            body = source.read(member)
            if member == name:
                assert old.encode() in body
                body = body.replace(old.encode(), new.encode(), 1)
            target.writestr(member, body)
    return out.getvalue()


def with_member(data: bytes, name: str, body: bytes) -> bytes:
    """A zip with one member more."""
    out = io.BytesIO(data)
    with zipfile.ZipFile(out, "a") as target:
        target.writestr(name, body)
    return out.getvalue()


def a_workbook(
    *,
    hidden_sheet: bool = False,
    hidden_row: bool = False,
    hidden_column: bool = False,
    comment: bool = False,
    hidden_line: str = "",
    author: str = "",
) -> bytes:
    """A list of two people; ``hidden_line`` stands on the hidden sheet."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "名单"
    sheet.append(["姓名", "事项", "备注"])
    sheet.append(["某甲", "补贴", "无"])
    sheet.append(["某乙", "补贴", "无"])
    sheet.row_dimensions[3].hidden = hidden_row
    sheet.column_dimensions["C"].hidden = hidden_column
    if comment:
        sheet["A2"].comment = Comment("内部意见", "李四")
    if hidden_sheet or hidden_line:
        second = book.create_sheet("底稿")
        second.append([hidden_line or "底数"])
        second.sheet_state = "hidden"
    book.properties.creator = author
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
