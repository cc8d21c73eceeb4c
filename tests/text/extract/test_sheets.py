"""Workbooks and separated values: figures as the sheet shows them."""

from __future__ import annotations

import base64
import datetime
import io
import re
import zipfile
import zlib

import pytest
import xlsxwriter

from tests.text.extract.files import a_zip, an_xlsx
from yangguang.text.document import Cell, Document, Table, UnreadableDocument
from yangguang.text.extract import Limits, read
from yangguang.text.extract.sheetvalues import formatted, kind_of, plain

# An Excel 97 workbook with a merged title, a text, 1234.5 and a date.
OLD_WORKBOOK = (
    "eNrtWEtIVFEY/s6dGefBOA/TQAMbhLRMiQqijd4KylVibYoIUptLhTnKUMG0ybKBNkHQZpI2gi3a2GPRgx7UrkVg1CII"
    "gpnClRAEBS10bv//z701moEDJVjnu5z//M97/nue995XU/H8+J2GAhagEx4U7SCqynSKStAVYiC7bTPr1gEqtsaKQjBA"
    "A1nlw6Pql34eQx7vAgzc9j4nCnygchjD6B5KWYllxC7JoU9xDh1EFa6TJoJ6yapG6FGhq4TeEs/HQneI5rLQDvLNq0OY"
    "Mrtbtzuz+KDRJLYI+L73JeadaDajDi94Fp+7okq+PuxMn+g7ucIMjd4wJkAD2mWlrDTLUdxACMgQ2gcH25PJPGppsCfw"
    "1U4AX9xV/Syh9curVyD9t/l6/2/0ARrEhfqrhhcYgd0riySLMCJethhqm7XJmkULzQlIIbv/eC5HVSb36YyCGraIn7bW"
    "HiN+y+kQ7+6yG8Tm7QbVskrCRJOICh+XtRKjdGZvfn69t7/HPCKaETkBSufEOk4LNs5zBAVHxOL5QVslYqPQC3LXNcI3"
    "CK2lhKlu7qlzmD2j4nNRrM3UzlbBG7OljF9PfHZm34PG7EdzA/GTXYWztZNvzXE00bmVpHi+RtGm2tTYNcZD062Vs6e8"
    "F1r/y/4SMGJO7rZzGEYxxyuKEBf6VCTuHe4f9leL+CvxZ1qS3N4sSQZJHqc1Y5FoQ6K5Z59Ivhw9c8lP/Nhdg+RppwWZ"
    "AOg0anCPQ2hH/IkQNDQ0NDQ0NDQ0/l8oeVMsvZN7nQ8Ffuv3O/915qgU9W+Sfxb7MUTXKfqo3I0U1WlkKpo/q+FT7r3U"
    "EmPc/4WMA9R6GgPolzwGKp6/9BWkyp9nyYGxP7eEKm2/WEmef7n978s31yU="
)


def grid(document: Document, at: int = 0) -> list[list[str]]:
    table = document.blocks[at]
    assert isinstance(table, Table)
    return [[cell.text for cell in row] for row in table.rows]


def test_each_sheet_is_a_table_under_its_name_and_a_page_of_its_own():
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    for name in ("收入", "支出"):
        book.add_worksheet(name).write_row(0, 0, ["项目", 5])
    hidden = book.add_worksheet("底稿")
    hidden.hide()
    hidden.write(0, 0, "草")
    book.close()
    document = read(out.getvalue(), name="a.xlsx")
    assert [(b.caption, b.page) for b in document.blocks if isinstance(b, Table)] == [
        ("收入", 1),
        ("支出", 2),
    ]
    assert document.warnings == ("工作表“底稿”是隐藏的，没有读取。",)


def test_percentages_dates_and_whole_numbers_read_as_shown():
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet()
    sheet.write(0, 0, 0.1746, book.add_format({"num_format": "0.00%"}))
    sheet.write_datetime(
        0, 1, datetime.datetime(2021, 1, 2), book.add_format({"num_format": 'yyyy"年"m"月"d"日"'})
    )
    sheet.write(0, 2, 9487)
    sheet.write(0, 3, 4068.208)
    sheet.write(0, 4, 0.1 + 0.2)
    sheet.write_formula(0, 5, "=1+1", None, 2)
    sheet.write_boolean(0, 6, True)
    book.close()
    assert grid(read(out.getvalue())) == [
        ["17.46%", "2021-01-02", "9487", "4068.208", "0.3", "2", "TRUE"]
    ]


def test_merged_ranges_are_spans():
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet()
    sheet.merge_range("A1:C1", "标题")
    sheet.merge_range("A2:A3", "高")
    sheet.write_row(1, 1, ["乙", 1])
    sheet.write_row(2, 1, ["丙", 2])
    book.close()
    table = read(out.getvalue()).blocks[0]
    assert isinstance(table, Table)
    assert table.rows == (
        (Cell("标题", column_span=3),),
        (Cell("高", row_span=2), Cell("乙"), Cell("1")),
        (Cell("丙"), Cell("2")),
    )


def test_a_cell_a_million_rows_away_costs_nothing():
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet()
    sheet.write("A1", "近")
    sheet.write("XFD1048576", "远")
    book.close()
    assert grid(read(out.getvalue())) == [["近"], ["", "远"]]


def test_too_many_cells_are_refused_in_plain_words():
    with pytest.raises(UnreadableDocument) as caught:
        read(an_xlsx([[1] * 10] * 20), limits=Limits(sheet_cells=100))
    assert caught.value.code == "too-large"
    assert "超过100个单元格" in str(caught.value)


def test_an_old_binary_workbook_is_read():
    document = read(zlib.decompress(base64.b64decode(OLD_WORKBOOK)), name="a.xls")
    assert grid(document) == [["标题"], ["项目", "数", "日期"], ["甲", "1234.5", "2021-01-02"]]
    assert document.warnings == ()


ODS = (
    '<office:document-content xmlns:office="urn:o" xmlns:table="urn:t" xmlns:text="urn:x">'
    '<office:body><office:spreadsheet><table:table table:name="表">{}</table:table>'
    "</office:spreadsheet></office:body></office:document-content>"
)


def an_ods(rows: str) -> bytes:
    return a_zip(
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "content.xml": ODS.format(rows),
        }
    )


SHEETML = (
    '<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" '
    'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet ss:Name="目录"><Table>{}'
    "</Table></Worksheet></Workbook>"
)


def test_an_xml_spreadsheet_named_xls_is_read():
    cell = '<Cell{}><Data ss:Type="{}">{}</Data></Cell>'
    rows = (
        "<Row>" + cell.format(' ss:MergeAcross="1"', "String", "标题") + "</Row>",
        '<Row ss:Index="3">'
        + cell.format("", "String", "编码")
        + cell.format("", "String", "日期"),
        "</Row><Row>" + cell.format(' ss:Index="2"', "DateTime", "2024-03-05T00:00:00.000"),
        "</Row>",
    )
    table = read(SHEETML.format("".join(rows)).encode(), name="a.xls").blocks[0]
    assert isinstance(table, Table)
    assert (table.caption, table.row_numbers) == ("目录", (1, 3, 4))
    assert table.rows == (
        (Cell("标题", column_span=2),),
        (Cell("编码"), Cell("日期")),
        (Cell(""), Cell("2024-03-05")),
    )
    for broken in ("<Row>", '<Row ss:Index="99999999999">', "<Row><Cell/></Row>"):
        with pytest.raises(UnreadableDocument):
            read(SHEETML.format(broken).encode(), name="a.xls")


def test_an_open_document_sheet_is_read_as_shown():
    row = "<table:table-row>{}</table:table-row>"
    cell = "<table:table-cell {}><text:p>{}</text:p></table:table-cell>"
    data = an_ods(
        row.format(
            cell.format('table:number-columns-spanned="2"', "标题") + "<table:covered-table-cell/>"
        )
        + row.format(cell.format("", "比例") + cell.format('office:value="0.1746"', "17.46%"))
        + '<table:table-row table:number-rows-repeated="1048000"><table:table-cell '
        'table:number-columns-repeated="16384"/></table:table-row>'
    )
    table = read(data, name="a.ods").blocks[0]
    assert isinstance(table, Table)
    assert table.caption == "表"
    assert table.rows == ((Cell("标题", column_span=2),), (Cell("比例"), Cell("17.46%")))


def test_an_open_document_cell_repeated_without_end_is_refused():
    data = an_ods(
        '<table:table-row table:number-rows-repeated="1048576"><table:table-cell '
        'table:number-columns-repeated="16384"><text:p>满</text:p></table:table-cell></table:table-row>'
    )
    with pytest.raises(UnreadableDocument) as caught:
        read(data)
    assert caught.value.code == "too-large"


def test_a_workbook_that_lost_a_sheet_is_damaged():
    source = zipfile.ZipFile(io.BytesIO(an_xlsx([["甲"]])))
    members = {n: source.read(n) for n in source.namelist() if not n.endswith("sheet1.xml")}
    with pytest.raises(UnreadableDocument) as caught:
        read(a_zip(members))
    assert caught.value.code == "damaged"
    assert re.search("缺少工作表表一", str(caught.value))


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("项目,件数\n收到,5\n", [["项目", "件数"], ["收到", "5"]]),
        ("项目\t件数\n收到\t5\n", [["项目", "件数"], ["收到", "5"]]),
        ('项目;说明\n甲;"一；\n二"\n', [["项目", "说明"], ["甲", "一；\n二"]]),
        ('项目,金额\n甲,"1,234.5"\n乙,2\n', [["项目", "金额"], ["甲", "1,234.5"], ["乙", "2"]]),
    ],
)
def test_separated_values_are_one_table(text: str, rows: list[list[str]]):
    assert grid(read(text.encode("gb18030"), name="a.csv")) == rows


def test_a_csv_without_a_separator_is_plain_text():
    document = read("第一行\n第二行\n".encode(), name="a.csv")
    assert document.text() == "第一行\n第二行"


@pytest.mark.parametrize(
    ("number", "code", "kind"),
    [
        (0, "", "plain"),
        (9, "", "percent"),
        (14, "", "date"),
        (164, "0.0%", "percent"),
        (164, '0.00"%"', "plain"),
        (165, "yyyy-mm-dd;@", "date"),
        (166, "#,##0.00_ ", "plain"),
        (167, '0"h"', "plain"),
        (168, "[$-804]General", "plain"),
        (169, "[h]:mm", "date"),
        (170, "[Red]0.00", "plain"),
    ],
)
def test_number_formats_that_change_the_meaning_are_known(number: int, code: str, kind: str):
    assert kind_of(number, code) == kind


def test_numbers_are_written_out_in_full():
    assert plain(1e14) == "100000000000000"
    assert (plain(1e15), plain(360102198801011234.0)) == ("1E+15", "3.60102198801011E+17")
    assert plain(0.000001) == "0.000001"
    assert plain(float("nan")) == ""
    assert formatted(0.175, "percent") == "17.5%"
    assert formatted(1.0, "percent") == "100%"
    assert formatted(44198.5, "date") == "2021-01-02 12:00:00"
    assert formatted(0.5, "date") == "12:00"
    assert formatted(1.0, "date", since_1904=True) == "1904-01-02"
    assert formatted(9e99, "date") == "9E+99"
