"""PDF and OFD: the same page in both gives the same blocks."""

from __future__ import annotations

import pytest

from tests.text.extract.files import PdfPage, a_pdf, an_ofd
from yangguang.text.cleaning import clean
from yangguang.text.document import Cell, Document, Paragraph, Table
from yangguang.text.extract import TracedDocument, read

BOTH = pytest.mark.parametrize("make", [a_pdf, an_ofd], ids=["pdf", "ofd"])
LINE = "为进一步规范政府信息公开申请的办理工作提高答复的质量和效率"


def texts(document: Document) -> list[str | list[list[str]]]:
    return [
        b.text if isinstance(b, Paragraph) else [[c.text for c in row] for row in b.rows]
        for b in document.blocks
    ]


@BOTH
def test_lines_of_one_paragraph_are_joined_and_short_ones_stand_alone(make):
    page = PdfPage().lines(72, 100, 14, LINE, LINE, "现通知如下。", "一、总体要求", LINE, "。")
    assert texts(read(make(page))) == [LINE + LINE + "现通知如下。", "一、总体要求", LINE + "。"]


@BOTH
def test_the_title_set_larger_is_a_heading(make):
    page = PdfPage().lines(150, 60, 22, "年度工作报告").lines(72, 130, 12, LINE, LINE, LINE + "。")
    first = read(make(page, title="文件标题")).blocks[0]
    assert first == Paragraph("年度工作报告", heading=1)
    assert read(make(page, title="文件标题")).title == "文件标题"


@BOTH
def test_a_ruled_table_keeps_every_figure_in_its_cell(make):
    rows = [
        ["信息内容", "制发", "有效"],
        ["规章", "1", "11"],
        ["规范性文件", "", "66"],
        ["其他", "3", "0"],
    ]
    page = PdfPage().lines(72, 80, 12, LINE + "。").table(72, 150, [120, 60, 60], rows)
    page.lines(72, 300, 12, "表后文字。")
    document = read(make(page))
    assert texts(document) == [LINE + "。", rows, "表后文字。"]
    assert isinstance(document.blocks[1], Table)
    assert document.blocks[1].recovered == "layout"


@BOTH
def test_cells_merged_in_a_ruled_table_come_back_with_their_spans(make):
    page = PdfPage()
    # Outline and rules of a 3 × 3 grid with a high first column and a wide heading.
    for y, x0 in ((100, 72), (120, 152), (140, 152), (160, 72)):
        page.rules.append((x0, y, 312, y))
    for x, y0 in ((72, 100), (152, 100), (232, 120), (312, 100)):
        page.rules.append((x, y0, x, 160))
    for x, y, text in (
        (76, 134, "结果"), (200, 114, "复议"), (160, 134, "维持"), (240, 134, "纠正"),
        (160, 154, "12"), (240, 154, "3"),
    ):  # fmt: skip
        page.texts.append((x, y, 10, text))
    table = read(make(page)).blocks[0]
    assert isinstance(table, Table)
    assert table.rows == (
        (Cell("结果", row_span=3), Cell("复议", column_span=2)),
        (Cell("维持"), Cell("纠正")),
        (Cell("12"), Cell("3")),
    )


@BOTH
def test_a_label_wrapped_in_its_cell_is_one_and_two_figures_stay_two(make):
    page = PdfPage()
    for y in (100, 140):
        page.rules.append((72, y, 232, y))
    for x in (72, 152, 232):
        page.rules.append((x, 100, x, 140))
    page.lines(76, 114, 10, "要求行政机关", "重新出具").lines(160, 114, 10, "12", "34")
    table = read(make(page)).blocks[0]
    assert isinstance(table, Table)
    assert [cell.text for cell in table.rows[0]] == ["要求行政机关重新出具", "12\n34"]


@BOTH
def test_figures_in_columns_without_rules_are_a_table_when_beyond_doubt(make):
    page = PdfPage()
    rows = [
        ["科目", "预算数", "决算数"],
        ["教育支出", "12.50", "11.00"],
        ["住房保障", "3.20", "3.20"],
        ["合计", "15.70", "14.20"],
    ]
    for at, row in enumerate(rows):
        for x, text in zip((72, 200, 300), row, strict=True):
            page.texts.append((x, 100 + 20 * at, 11, text))
    assert texts(read(make(page))) == [rows]


@BOTH
def test_words_set_apart_without_rules_stay_a_line(make):
    page = PdfPage()
    for x, text in ((72, "抄送"), (200, "市委办公室"), (320, "市人大")):
        page.texts.append((x, 100, 11, text))
    assert texts(read(make(page))) == ["抄送  市委办公室  市人大"]


@BOTH
def test_pages_are_numbered_and_a_sentence_over_the_break_is_rejoined_by_cleaning(make):
    first = PdfPage().lines(72, 100, 14, "　　" + LINE[:-2], LINE)
    first.lines(280, 780, 12, "- 1 -")
    second = PdfPage().lines(72, 100, 14, "第二页的开头。").lines(280, 780, 12, "- 2 -")
    document = read(make(first, second))
    assert document.pages == 2
    assert [block.page for block in document.blocks] == [1, 1, 2, 2]
    cleaned = clean(document)
    assert texts(cleaned.document) == [LINE[:-2] + LINE + "第二页的开头。"]
    assert cleaned.locate(0, len(LINE) * 2) == (2, 2)
    assert isinstance(cleaned.document, TracedDocument)


def test_a_page_without_text_among_others_is_named():
    page = PdfPage().lines(72, 100, 14, LINE)
    assert read(a_pdf(page, PdfPage(), page)).warnings == ("第2页没有文字层，未能读取。",)
    assert read(an_ofd(page, PdfPage(), page)).warnings == ("第2页没有文字，未能读取。",)


@pytest.mark.parametrize("rotate", [0, 180])
def test_a_page_shown_upside_down_is_read_as_it_is_shown(rotate: int):
    page = PdfPage(rotate=rotate).lines(72, 100, 14, "甲乙丙丁", "戊己庚辛")
    found = "".join(str(text) for text in texts(read(a_pdf(page))))
    assert found == ("甲乙丙丁戊己庚辛" if rotate == 0 else "辛庚己戊丁丙乙甲")


def test_a_landscape_page_is_read_as_it_is_shown():
    page = PdfPage(rotate=90).lines(72, 100, 14, LINE, "第二行，3件。")
    assert texts(read(a_pdf(page))) == [LINE + "第二行，3件。"]


def test_bold_by_printing_twice_is_read_once():
    page = PdfPage().lines(72, 100, 14, "重要通知")
    page.lines(72.4, 100, 14, "重要通知")
    assert texts(read(a_pdf(page))) == ["重要通知"]


def test_narrow_digits_side_by_side_are_never_taken_for_one_printed_twice():
    for gap in (1.5, 2.5, 4.0, 6.0):
        page = PdfPage()
        for at in range(3):
            page.texts.append((100 + at * gap, 100, gap * 2, "1"))
        assert texts(read(a_pdf(page))) == ["111"]


def test_a_long_pdf_is_refused_by_its_pages():
    from yangguang.text.document import UnreadableDocument
    from yangguang.text.extract import Limits

    with pytest.raises(UnreadableDocument) as caught:
        read(a_pdf(*[PdfPage().lines(72, 100, 14, "页")] * 5), limits=Limits(pages=4))
    assert caught.value.code == "too-large"
