"""Real attachments for the demo city: a spreadsheet, a Word file, a PDF with pages, a scan."""

from __future__ import annotations

import io
from functools import cache
from pathlib import Path
from typing import Any

import docx
import pylopdf_fonts_zh_cn
import typst
import xlsxwriter
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from yangguang.apps.typesetting import typeset

_LAYOUT = """
#set page(paper: "a4", margin: 2.8cm, numbering: "1")
#set text(font: "Noto Serif SC", lang: "zh", size: 14pt)
#set par(first-line-indent: (amount: 2em, all: true), leading: 1em, justify: true)
#let data = json(bytes(sys.inputs.data))
#align(center, text(size: 20pt, weight: "bold", data.title))
#v(1em)
#for chapter in data.chapters {
  for line in chapter { par(line) }
  if chapter != data.chapters.last() { pagebreak() }
}
"""


def spreadsheet(title: str, rows: list[list[Any]]) -> bytes:
    """An xlsx file with a title line and a table, as offices send them."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        sheet = book.add_worksheet("明细")
        bold = book.add_format({"bold": True})
        sheet.write(0, 0, title, bold)
        for down, row in enumerate(rows, start=1):
            for right, value in enumerate(row):
                sheet.write(down, right, value)
        book.set_properties({"title": title, "author": "演示数据"})
    return target.getvalue()


def word_file(title: str, paragraphs: list[str]) -> bytes:
    """A docx file with a heading and paragraphs."""
    document = docx.Document()
    document.core_properties.title = title
    document.add_heading(title, level=1)
    for text in paragraphs:
        document.add_paragraph(text)
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


@cache
def _fonts() -> typst.Fonts:
    folder = str(Path(pylopdf_fonts_zh_cn.__file__).parent)
    return typst.Fonts(include_system_fonts=False, font_paths=[folder])


def pdf_file(title: str, chapters: list[list[str]]) -> bytes:
    """A PDF with one chapter a page (or more)."""
    return typeset(
        _LAYOUT.encode(), {"title": title, "chapters": chapters}, fonts=_fonts(), timestamp=0
    )


A4_AT_110 = (909, 1286)
_LINE = 31
"""Characters that fit into one line of the drawn page."""


def scanned_file(title: str, paragraphs: list[str]) -> bytes:
    """A PDF of one picture, as a scanner makes it of an old paper: a little askew, without a text."""
    font = str(Path(pylopdf_fonts_zh_cn.__file__).parent / "NotoSerifSC-Regular.otf")
    page = Image.new("L", A4_AT_110, 244)
    pen = ImageDraw.Draw(page)
    heading = ImageFont.truetype(font, 34)
    pen.text((A4_AT_110[0] // 2, 110), title[:24], font=heading, fill=30, anchor="mm")
    words = ImageFont.truetype(font, 25)
    lines = [
        line[start : start + _LINE]
        for line in ("　　" + paragraph for paragraph in paragraphs)
        for start in range(0, len(line), _LINE)
    ]
    for number, line in enumerate(lines[:22]):
        pen.text((70, 180 + 46 * number), line, font=words, fill=45)
    askew = page.rotate(0.6, fillcolor=244, resample=Image.Resampling.BICUBIC)
    target = io.BytesIO()
    askew.filter(ImageFilter.GaussianBlur(0.4)).save(target, "PDF", resolution=110)
    return target.getvalue()
