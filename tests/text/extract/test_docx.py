"""Word files: what the office sees is what is read."""

from __future__ import annotations

import io
from typing import Any

import docx
import pytest
from docx.enum.section import WD_SECTION
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from tests.text.extract.files import a_docx, a_zip
from yangguang.text.cleaning import clean
from yangguang.text.document import Cell, Document, Paragraph, Table
from yangguang.text.extract import read
from yangguang.text.extract.docxnumbers import spell


def opened(document: Any) -> Document:
    out = io.BytesIO()
    document.save(out)
    return read(out.getvalue(), name="a.docx")


def test_headings_and_paragraphs_come_in_order_with_their_level():
    document = docx.Document()
    document.add_heading("年度报告", 0)
    document.add_heading("一、总体情况", 1)
    document.add_paragraph("全年\t公开\n信息。")
    assert opened(document).blocks == (
        Paragraph("年度报告", heading=1),
        Paragraph("一、总体情况", heading=1),
        Paragraph("全年\t公开"),
        Paragraph("信息。"),
    )


def test_merged_cells_keep_their_spans():
    document = docx.Document()
    table = document.add_table(3, 3)
    for y in range(3):
        for x in range(3):
            table.cell(y, x).text = f"{y}{x}"
    for corner, other, text in (((0, 0), (1, 0), "高"), ((2, 0), (2, 1), "宽")):
        merged = table.cell(*corner).merge(table.cell(*other))
        merged.text = text
    found = opened(document).blocks[0]
    assert isinstance(found, Table)
    assert found.rows == (
        (Cell("高", row_span=2), Cell("01"), Cell("02")),
        (Cell("11"), Cell("12")),
        (Cell("宽", column_span=2), Cell("22")),
    )
    assert found.grid() == [["高", "01", "02"], ["高", "11", "12"], ["宽", "宽", "22"]]


def test_a_table_that_only_frames_text_or_tables_is_unrolled():
    document = docx.Document()
    document.add_table(1, 1).cell(0, 0).text = "框内文字"
    outer = document.add_table(1, 2)
    outer.cell(0, 0).text = "左"
    inner = outer.cell(0, 1).add_table(1, 2)
    inner.cell(0, 0).text, inner.cell(0, 1).text = "收到", "5"
    blocks = opened(document).blocks
    assert blocks[:2] == (Paragraph("框内文字"), Paragraph("左"))
    assert isinstance(blocks[2], Table)
    assert blocks[2].rows == ((Cell("收到"), Cell("5")),)


NUMBERING = f"""<w:abstractNum {nsdecls("w")} w:abstractNumId="77">
<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCountingThousand"/><w:lvlText w:val="%1、"/></w:lvl>
<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="（%2）"/></w:lvl>
</w:abstractNum>"""


def numbered(document: Any, level: int, text: str) -> None:
    paragraph = document.add_paragraph(text)
    paragraph._p.get_or_add_pPr().append(
        parse_xml(
            f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level}"/><w:numId w:val="77"/></w:numPr>'
        )
    )


def test_automatic_numbers_are_spelled_out_as_word_shows_them():
    document = docx.Document()
    root = document.part.numbering_part.element
    root.insert(0, parse_xml(NUMBERING))
    root.append(
        parse_xml(f'<w:num {nsdecls("w")} w:numId="77"><w:abstractNumId w:val="77"/></w:num>')
    )
    for level, text in [(0, "总体情况"), (1, "公开"), (1, "申请"), (0, "存在问题"), (1, "不足")]:
        numbered(document, level, text)
    assert [b.text for b in opened(document).blocks if isinstance(b, Paragraph)] == [
        "一、总体情况",
        "（一）公开",
        "（二）申请",
        "二、存在问题",
        "（一）不足",
    ]


def test_headers_frame_the_text_and_bare_page_numbers_do_not():
    document = docx.Document()
    document.add_paragraph("正文")
    document.sections[0].header.paragraphs[0].text = "清源市人民政府文件"
    document.sections[0].footer.paragraphs[0].text = "— 1 —"
    document.add_section(WD_SECTION.NEW_PAGE)
    assert [b.text for b in opened(document).blocks if isinstance(b, Paragraph)] == [
        "清源市人民政府文件",
        "正文",
    ]


def test_page_breaks_count_pages():
    document = docx.Document()
    document.add_paragraph("第一页")
    document.add_page_break()
    document.add_paragraph("第二页")
    read_back = opened(document)
    assert [(b.text, b.page) for b in read_back.blocks if isinstance(b, Paragraph)] == [
        ("第一页", 1),
        ("第二页", 2),
    ]
    assert read_back.pages == 2


def runs(inner: str) -> list[str]:
    document = docx.Document()
    paragraph = document.add_paragraph()._p
    for each in parse_xml(f"<w:p {nsdecls('w')}>{inner}</w:p>"):
        paragraph.append(each)
    return [b.text for b in opened(document).blocks if isinstance(b, Paragraph)]


def test_deleted_and_hidden_words_are_left_out_and_inserted_ones_read():
    assert runs(
        "<w:r><w:t>受理</w:t></w:r>"
        "<w:del><w:r><w:delText>12</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>17</w:t></w:r></w:ins>"
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>隐藏</w:t></w:r>"
        "<w:r><w:instrText> PAGE </w:instrText></w:r>"
        "<w:r><w:t>件</w:t></w:r>"
    ) == ["受理17件"]


def test_footnotes_come_last_and_core_properties_are_kept():
    document = docx.Document()
    document.core_properties.title = "关于某事的通知"
    document.core_properties.author = "办公室"
    document.add_paragraph("正文")
    read_back = opened(document)
    assert read_back.title == "关于某事的通知"
    assert read_back.meta["creator"] == "办公室"


@pytest.mark.parametrize(
    ("number", "style", "wanted"),
    [
        (1, "chineseCounting", "一"),
        (10, "chineseCounting", "十"),
        (12, "chineseCounting", "十二"),
        (20, "chineseCounting", "二十"),
        (105, "chineseCounting", "一百零五"),
        (110, "chineseCounting", "一百一十"),
        (3, "decimalEnclosedCircle", "③"),
        (4, "upperRoman", "IV"),
        (27, "lowerLetter", "aa"),
        (7, "decimalZero", "07"),
        (2, "ideographTraditional", "乙"),
        (5, "a style of tomorrow", "5"),
    ],
)
def test_a_count_is_spelled_in_words_own_styles(number: int, style: str, wanted: str):
    assert spell(number, style) == wanted


def test_plain_paragraphs_round_trip():
    texts = [f"第{n}条　为规范公开工作，制定本办法。" for n in range(200)]
    assert [b.text for b in read(a_docx(*texts)).blocks if isinstance(b, Paragraph)] == texts


def test_notes_are_marked_where_they_stand_and_numbered_where_they_are_told() -> None:
    body = (
        '<w:p><w:r><w:t>收入增长</w:t></w:r><w:r><w:footnoteReference w:id="2"/></w:r>'
        '<w:r><w:t>，支出下降</w:t></w:r><w:r><w:endnoteReference w:id="1"/></w:r></w:p>'
    )
    notes = '<w:footnote w:id="2"><w:p><w:r><w:t>按可比口径。</w:t></w:r></w:p></w:footnote>'
    ends = '<w:endnote w:id="1"><w:p><w:r><w:t>见附表。</w:t></w:r></w:p></w:endnote>'
    document = _read(body, footnotes=notes, endnotes=ends)
    assert document.text().split("\n") == [
        "收入增长[1]，支出下降[2]",
        "[1] 按可比口径。",
        "[2] 见附表。",
    ]


def test_what_is_printed_on_every_page_is_no_text_of_the_document() -> None:
    document = _read("<w:p><w:r><w:t>各单位：</w:t></w:r></w:p>", header="内部文稿管理系统")
    assert document.text().split("\n") == ["内部文稿管理系统", "各单位："]
    assert clean(document).document.text() == "各单位："


def test_rows_that_are_repeated_on_each_page_head_the_table() -> None:
    row = "<w:tr>{}<w:tc><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>2</w:t></w:r></w:p></w:tc></w:tr>"
    head = row.format("<w:trPr><w:tblHeader/></w:trPr>", "项目")
    document = _read(f"<w:tbl>{head}{row.format('', '收入')}</w:tbl>")
    table = document.blocks[0]
    assert isinstance(table, Table)
    assert [[cell.header for cell in line] for line in table.rows] == [[True] * 2, [False] * 2]


def _read(body: str, *, footnotes: str = "", endnotes: str = "", header: str = "") -> Document:
    """A Word file put together from the insides of its parts."""
    names = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
    reference = '<w:sectPr><w:headerReference r:id="h1"/></w:sectPr>' if header else ""
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": "<Types/>",
        "word/document.xml": f"<w:document {names}><w:body>{body}{reference}</w:body></w:document>",
    }
    if footnotes:
        parts["word/footnotes.xml"] = f"<w:footnotes {names}>{footnotes}</w:footnotes>"
    if endnotes:
        parts["word/endnotes.xml"] = f"<w:endnotes {names}>{endnotes}</w:endnotes>"
    if header:
        line = f"<w:p><w:r><w:t>{header}</w:t></w:r></w:p>"
        parts["word/header1.xml"] = f"<w:hdr {names}>{line}</w:hdr>"
        parts["word/_rels/document.xml.rels"] = (
            '<Relationships><Relationship Id="h1" Target="header1.xml"/></Relationships>'
        )
    return read(a_zip(parts), name="稿件.docx")
