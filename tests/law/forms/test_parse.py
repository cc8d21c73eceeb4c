"""Single habits of captures, each in the smallest table that shows it."""

from __future__ import annotations

from decimal import Decimal
from itertools import islice

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yangguang.law.forms.figures import read_cell
from yangguang.law.forms.heading import read_heading
from yangguang.law.forms.load import load_form
from yangguang.law.forms.parse import classify_report, parse_report
from yangguang.law.forms.parsed import ParsedForm
from yangguang.text.document import Cell, Document, Paragraph, Table
from yangguang.text.extract import read

FORM = load_form("2021")
ROWS = FORM.table("3").data_rows()
STATISTICS = load_form("2014").tables[0].rows


def lines(*texts: str) -> Document:
    return Document(tuple(Paragraph(text) for text in texts), "text/plain")


def table_three(**changed: str) -> list[str]:
    """Table 3 with one application granted to a person, rows replaced by code (dots as _)."""
    ones = {"3.1", "3.3.1", "3.3.7"}
    rows = {row.code: f"{row.label} {'1 0 0 0 0 0 1' if row.code in ones else '0 0 0 0 0 0 0'}"
            for row in ROWS}  # fmt: skip
    rows |= {code.replace("_", ".").removeprefix("r"): text for code, text in changed.items()}
    return ["三、收到和处理政府信息公开申请情况", *(text for text in rows.values() if text)]


def table_two(*norms: str) -> list[str]:
    return [
        "二、主动公开政府信息情况",
        "第二十条第（一）项",
        "信息内容 本年制发件数 本年废止件数 现行有效件数",
        "规章 0 0 0",
        *(norms or ("行政规范性文件 3 1 20",)),
        "第二十条第（五）项",
        "信息内容 本年处理决定数量",
        "行政许可 1,234",
        "第二十条第（六）项",
        "信息内容 本年处理决定数量",
        "行政处罚 56",
        "行政强制 7",
        "第二十条第（八）项",
        "信息内容 本年收费金额（单位：万元）",
        "行政事业性收费 12.5",
    ]


TABLE_FOUR = [
    "四、政府信息公开行政复议、行政诉讼情况",
    "行政复议 行政诉讼",
    "结果维持 结果纠正 其他结果 尚未审结 总计 未经复议直接起诉 复议后起诉",
    "1 0 0 0 1 0 0 0 0 0 0 0 2 0 2",
    "五、存在的主要问题及改进情况",
]


def report(*, two: list[str] | None = None, three: list[str] | None = None) -> ParsedForm:
    [parsed] = parse_report(
        lines(
            "某某县人民政府2023年政府信息公开工作年度报告",
            *(table_two() if two is None else two),
            *(table_three() if three is None else three),
            *TABLE_FOUR,
        )
    )
    return parsed


def row(parsed: ParsedForm, code: str) -> list[Decimal | str | None]:
    """The cells of a row, ``?`` where unread."""
    table = next(t for t in FORM.tables if any(r.code == code for r in t.rows))
    return [parsed.cells.get(table.cell(code, column.code), "?") for column in table.columns]


def test_a_plain_report_is_read_whole() -> None:
    parsed = report()
    assert parsed.unread == ()
    assert len(parsed.cells) == 200
    assert row(parsed, "2.1.norms") == [3, 1, 20]
    assert row(parsed, "2.5.permits") == [1234]
    assert row(parsed, "2.8.fees") == [Decimal("12.5")]
    assert row(parsed, "3.3.1") == [1, 0, 0, 0, 0, 0, 1]
    assert row(parsed, "4.3") == [0, 0, 2, 0, 2]
    assert (parsed.year, parsed.agency, parsed.form_code) == (2023, "某某县人民政府", "2021")


def test_a_row_with_one_figure_too_few_is_unread_where_noughts_are_printed() -> None:
    parsed = report(three=table_three(r3_3_5_2="2.重复申请 0 0 0 0 0 0"))
    assert row(parsed, "3.3.5.2") == ["?"] * 7
    assert {unread.why for unread in parsed.unread} == {
        "这一行应有7个数，只读到6个，不能断定各属哪一列"
    }


def test_lost_noughts_leave_the_figures_that_the_sums_place() -> None:
    parsed = report(three=table_three(r3_3_1="（一）予以公开 1 1"))
    assert row(parsed, "3.3.1") == [1, "?", "?", "?", "?", "?", 1]
    assert {unread.why for unread in parsed.unread} == {"这一格没有读到数"}


def test_where_the_sums_allow_two_places_no_figure_is_placed() -> None:
    blank = [text.replace(" 0", "") for text in table_three()]
    parsed = report(three=blank)
    assert row(parsed, "3.3.1") == ["?"] * 7


def test_a_row_whose_label_is_lost_is_found_by_its_place() -> None:
    parsed = report(three=table_three(r3_3_5_2="0 2 0 0 0 0 2"))
    assert row(parsed, "3.3.5.2") == [0, 2, 0, 0, 0, 0, 2]


def test_a_missing_row_is_unread_and_moves_no_other() -> None:
    parsed = report(three=table_three(r3_3_4_2=""))
    assert row(parsed, "3.3.4.2") == ["?"] * 7
    assert row(parsed, "3.3.4.1") == [0] * 7
    assert row(parsed, "3.3.7") == [1, 0, 0, 0, 0, 0, 1]


def test_a_doubled_label_moves_no_row() -> None:
    parsed = report(
        three=table_three(
            r3_3_4_2="2.没有现成信息需要另行制作\n2.没有现成信息需要另行制作 5 0 0 0 0 0 5"
        )
    )
    assert row(parsed, "3.3.4.2") == [5, 0, 0, 0, 0, 0, 5]
    assert row(parsed, "3.3.4.3") == [0] * 7


def test_full_width_numbering_and_digits_are_read() -> None:
    parsed = report(three=table_three(r3_3_3_1="１．属于国家秘密 ２ ０ ０ ０ ０ ０ ２"))
    assert row(parsed, "3.3.3.1") == [2, 0, 0, 0, 0, 0, 2]


def test_a_label_run_into_its_figures_is_parted() -> None:
    parsed = report(three=table_three(r3_3_7="（七）总计1 0 0 0 0 0 1"))
    assert row(parsed, "3.3.7") == [1, 0, 0, 0, 0, 0, 1]


def test_letters_taken_for_digits_count_only_where_the_row_adds_up() -> None:
    good = report(three=table_three(r3_3_3_1="1.属于国家秘密 2 O 0 0 o 0 2"))
    assert row(good, "3.3.3.1") == [2, 0, 0, 0, 0, 0, 2]
    bad = report(three=table_three(r3_3_3_1="1.属于国家秘密 2 O 0 l 0 0 2"))
    assert row(bad, "3.3.3.1") == ["?"] * 7


def test_a_remark_inside_a_cell_is_noted_and_its_number_ignored() -> None:
    parsed = report(two=table_two("行政规范性文件 3（其中修订2件） 1 20"))
    assert row(parsed, "2.1.norms") == [3, 1, 20]


def test_a_row_of_table_two_with_two_of_three_figures_is_unread() -> None:
    parsed = report(two=table_two("行政规范性文件 3 20"))
    assert row(parsed, "2.1.norms") == ["?", "?", "?"]


def test_columns_in_another_order_are_read_by_the_head() -> None:
    two = table_two()
    two[2] = "信息内容 现行有效件数 本年制发件数 本年废止件数"
    parsed = report(two=two)
    assert row(parsed, "2.1.norms") == [1, 20, 3]
    assert [deviation.code for deviation in parsed.deviations] == ["column-order"]


def test_a_table_with_one_filled_column_keeps_it_in_place() -> None:
    rows = [(Cell("项目"), Cell(""), Cell(""), *(Cell("") for _ in range(7)))]
    for row_ in ROWS:
        said = "5" if row_.code in ("3.1", "3.3.1", "3.3.7") else ""
        rows.append((Cell(row_.label), Cell(""), Cell(""), Cell(said), *[Cell("")] * 6))
    head = [Paragraph("某某县2023年政府信息公开年度报告")]
    document = Document((*head, Table(tuple(rows), recovered="tabbed")), "text/plain")
    [parsed] = parse_report(document)
    assert row(parsed, "3.3.1") == [5, None, None, None, None, None, None]
    assert row(parsed, "3.2") == [None] * 7


@pytest.mark.parametrize("text", ["O", "\uff2f", "o", "〇", "○", "无"])
def test_a_letter_alone_in_a_cell_says_nought(text: str) -> None:
    found = read_cell(text)
    assert found is not None
    assert (found.value, found.doubtful) == (Decimal(0), False)


def test_a_page_number_between_the_halves_of_a_table_is_no_row() -> None:
    def half(*rows: str) -> Table:
        return Table(tuple(tuple(Cell(text) for text in row.split("|")) for row in rows))

    head = "信息内容|上一年项目数量|本年增/减|处理决定数量"
    upper = half(
        "第二十条第（一）项", "信息内容|本年新制作数量|本年新公开数量|对外公开总数量",
        "规章|0|0|0", "规范性文件|4|4|101", "第二十条第（五）项", head,
        "行政许可|15|0|9229", "其他对外管理服务事项|103|0|4", "第二十条第（六）项",
    )  # fmt: skip
    lower = half(head, "行政处罚|119|0|35095", "行政强制|0|0|0")
    title = Paragraph("二、主动公开政府信息情况")
    found = parse_report(Document((title, upper, Paragraph("- 3 -"), lower), "text/html"))
    row = {code: value for code, value in found[0].cells.items() if "other_services" in code}
    assert row == {
        "2.5.other_services/previous": Decimal(103),
        "2.5.other_services/change": Decimal(0),
        "2.5.other_services/decisions": Decimal(4),
    }


def test_a_page_break_inside_the_table_adds_no_figure() -> None:
    three = table_three()
    three[9:9] = ["- 3 -", "某某县人民政府2023年政府信息公开工作年度报告"]
    three[15:15] = ["第 4 页 共 6 页"]
    assert report(three=three).unread == ()


def test_a_fee_given_in_yuan_is_converted_and_noted() -> None:
    two = table_two()
    two[-1] = "行政事业性收费 125000元"
    parsed = report(two=two)
    assert row(parsed, "2.8.fees") == [Decimal("12.5")]
    assert [deviation.code for deviation in parsed.deviations] == ["unit"]


def test_a_single_row_of_other_handling_takes_the_place_of_three() -> None:
    three = [text for text in table_three() if "不再处理" not in text and "3.其他" not in text]
    three.insert(-2, "（六）其他处理 0 0 0 0 0 0 0")
    parsed = report(three=three)
    assert parsed.unread == ()
    assert row(parsed, "3.3.6") == [0] * 7
    assert "3.3.6" in parsed.printed
    assert "3.3.6.1" not in parsed.printed
    assert [deviation.code for deviation in parsed.deviations] == ["single-row"]


def test_a_report_without_table_two_says_so() -> None:
    parsed = report(two=[])
    assert [deviation.code for deviation in parsed.deviations] == ["missing-table"]
    assert row(parsed, "2.5.permits") == ["?"]
    assert row(parsed, "3.3.1") == [1, 0, 0, 0, 0, 0, 1]


def test_a_report_of_2022_in_the_older_form_is_noted() -> None:
    two = [
        "二、主动公开政府信息情况",
        "第二十条第（一）项",
        "信息内容 本年新制作数量 本年新公开数量 对外公开总数量",
        "规章 0 0 0",
        "规范性文件 2 2 9",
        "第二十条第（五）项",
        "信息内容 上一年项目数量 本年增/减 处理决定数量",
        "行政许可 100 -5 2000",
        "其他对外管理服务事项 30 +2 40",
    ]
    [parsed] = parse_report(
        lines("某某县2022年政府信息公开年度报告", *two, *table_three(), *TABLE_FOUR)
    )
    assert parsed.form_code == "2019"
    assert parsed.cells["2.5.permits/change"] == -5
    assert parsed.cells["2.5.other_services/change"] == 2
    assert "form-year" in [deviation.code for deviation in parsed.deviations]


def test_prose_that_names_the_rows_is_no_table() -> None:
    prose = (
        "全年予以公开5件，部分公开2件，不予公开3件（其中属于国家秘密1件，其他法律行政法规禁止公开1件，"
        "保护第三方合法权益1件），本机关不掌握相关政府信息4件，重复申请1件，信访举报投诉类申请2件，"
        "结转下年度继续办理0件。"
    )
    assert parse_report(lines("某局2023年政府信息公开工作年度报告", prose)) == []


@pytest.mark.parametrize(
    ("title", "kind", "agency", "year"),
    [
        ("某某市2016年政府信息公开年度报告", "annual-report", "某某市", 2016),
        ("2024年某某县财政局政府信息公开工作年度报告", "annual-report", "某某县财政局", 2024),
        ("某某区教育局政府信息公开工作年度报告（2021年）", "annual-report", "某某区教育局", 2021),
        (
            "某某镇人民政府二〇二三年政府信息公开工作年度报告",
            "annual-report",
            "某某镇人民政府",
            2023,
        ),
        ("某某区2016年政府信息公開工作年度報告", "annual-report", "某某区", 2016),
        ("某某市2017年政务公开工作总结", "work-summary", "某某市", 2017),
        ("某某市人民政府关于印发信访工作办法的通知", "other", None, None),
        ("国务院办公厅关于印发政府信息公开工作年度报告格式的通知", "other", None, None),
    ],
)
def test_the_title_tells_kind_body_and_year(
    title: str, kind: str, agency: str | None, year: int | None
) -> None:
    document = lines("首页", "当前位置：首页>政府信息公开", title, "一、概述", "工作平稳。")
    head = read_heading(document, has_table=False)
    assert (head.kind, head.agency, head.year) == (kind, agency, year)
    assert classify_report(document) == kind


def test_a_title_broken_over_lines_is_joined() -> None:
    head = read_heading(
        lines("正文", "2025 年某某市人民政府办公厅政府信息公开", "工作年度报告", "正文内容。"),
        False,
    )
    assert (head.agency, head.year) == ("某某市人民政府办公厅", 2025)


fragments = st.sampled_from(
    [row.label for row in (*ROWS, *STATISTICS)]
    + ["1 0 0 0 0 0 1", "0", "3", "12,345", "1.5万元", "-", "—", "｜", "|", "\t", "（", "）", "计1条",
       "第二十条第（一）项", "信息内容", "本年制发件数", "结果维持", "未经复议直接起诉", "复议后起诉",
       "行政复议", "O", "〇", "增5", "-3", "99999999999999999999", "1 2 3 4 5 6 7 8 9", "。", "\n", "- 3 -"]
)  # fmt: skip
texts = st.lists(fragments, max_size=60).map(" ".join) | st.text(max_size=200)


@settings(max_examples=150, deadline=None)
@given(blocks=st.lists(texts | st.lists(st.lists(texts, max_size=9), max_size=6), max_size=12))
def test_no_content_raises_and_no_cell_is_both_read_and_unread(
    blocks: list[str | list[list[str]]],
) -> None:
    document = Document(
        tuple(
            Paragraph(block)
            if isinstance(block, str)
            else Table(tuple(tuple(Cell(text) for text in cells) for cells in block))
            for block in blocks
        ),
        "text/plain",
    )
    for parsed in parse_report(document):
        assert parsed.cells.keys().isdisjoint({unread.cell for unread in parsed.unread})
        for place in parsed.places.values():
            assert 0 <= place.start < place.end <= len(document.text())


def test_a_row_whose_blanks_are_bare_tabs_at_its_end_keeps_its_columns() -> None:
    five = {"3.1", "3.3.1", "3.3.7"}
    body = [
        # Every third line has a tab too many, so that no table is certain and the lines stay.
        f"{row.label}\t{'5' if row.code in five else ''}{chr(9) * (7 if at % 3 else 8)}"
        for at, row in enumerate(ROWS)
    ]
    document = read("\n".join(["三、收到和处理申请情况", *body]).encode(), name="a.txt")
    (parsed,) = parse_report(document)
    assert len(parsed.cells) == 7 * len(ROWS)
    assert {cell: value for cell, value in parsed.cells.items() if value is not None} == {
        "3.1/natural": 5,
        "3.3.1/natural": 5,
        "3.3.7/natural": 5,
    }


def marked(rows: list[list[str]]) -> Document:
    return Document((Table(tuple(tuple(Cell(text) for text in row) for row in rows)),), "text/html")


def test_a_total_heading_alone_in_the_seventh_column_is_no_reason_to_fail() -> None:
    body = [[row.label, "1", "0", "0", "0", "0", "0", "1"] for row in ROWS]
    (parsed,) = parse_report(marked([["", "", "", "", "", "", "总计", ""], *body]))
    assert parsed.cells["3.1/natural"] == 1
    assert parsed.cells["3.1/total"] == 1


pieces = st.sampled_from(
    ["", "1", "0", "3", "x", "-", "/", "1,234", "（1）", "①", "12 34", "O", "无", "自然人", "总计", "1件", " ", "5."]
)  # fmt: skip


@settings(max_examples=150)
@given(
    st.lists(st.lists(pieces, min_size=6, max_size=10), min_size=len(ROWS), max_size=len(ROWS)),
    st.dictionaries(st.integers(0, len(ROWS) - 1), st.lists(pieces, max_size=12), max_size=3),
    st.booleans(),
)
def test_no_disorder_in_the_columns_makes_the_reader_fail(
    figures: list[list[str]], strangers: dict[int, list[str]], as_lines: bool
) -> None:
    rows = []
    for number, (row, cells) in enumerate(zip(ROWS, figures, strict=True)):
        rows += [strangers[number]] if strangers.get(number) else []
        rows.append([row.label, *cells])
    document = lines(*(f"|{'|'.join(row)}|" for row in rows)) if as_lines else marked(rows)
    for parsed in parse_report(document):
        assert parsed.cells.keys().isdisjoint({unread.cell for unread in parsed.unread})


def test_a_table_whose_figures_wander_through_all_columns_is_read_past() -> None:
    # Every window of columns fits as many of its rows as any other.
    head = [f"{row.label} 1 0 0 0 0 0 1" for row in ROWS]
    steps = []
    for column in range(99):
        blanks = [""] * 100
        blanks[column : column + 2] = ["1", "1"]
        steps += [f"|x|{'|'.join(blanks)}|y|"] * 10
    (parsed,) = parse_report(lines(*head[:5], *steps, *head[5:]))
    # The row that the strange table interrupts is doubted; no other is.
    read = {cell.partition("/")[0] for cell in parsed.cells}
    assert read == {row.code for row in ROWS} - {ROWS[4].code}
    assert len(parsed.cells) == 7 * 24


SIZE = 1_700_000
"""Chinese characters in five megabytes."""
ONE_TABLE = ["2021"]
HOSTILE = {
    "rows without end": (
        "".join(f"{row.label} 1 0 0 0 0 0 1\n" for row in ROWS),
        ["2021"] * 20,
    ),
    "statistics without end": (
        "".join(f"{row.label} 件 1\n" for row in STATISTICS),
        [*ONE_TABLE, *["2014"] * 20],
    ),
    "labels in one line": ("".join(row.label for row in ROWS), ONE_TABLE),
    "open brackets": ("(中", ONE_TABLE),
    "figures": ("1 2 3 ", ONE_TABLE),
    "figures line by line": ("1\n", ONE_TABLE),
    "letters": ("a", ONE_TABLE),
    "commas": ("1,111,", ONE_TABLE),
    "pipes": ("|1|2|3|4|5|6|7|\n", ONE_TABLE),
    "prose": ("中华人民共和国\n", ONE_TABLE),
}


@pytest.mark.timeout(120)
@pytest.mark.parametrize("name", HOSTILE)
def test_five_hostile_megabytes_below_a_table_leave_its_figures_as_they_are(name: str) -> None:
    unit, forms = HOSTILE[name]
    head = "\n".join(f"{row.label} 1 0 0 0 0 0 1" for row in ROWS)
    text = head + "\n" + unit * (SIZE // len(unit))
    # Work that grows with the square of these two hundred thousand lines would take hours.
    found = parse_report(lines(*islice(text.split("\n"), 200_000)))
    assert [parsed.form_code for parsed in found] == forms
    table = FORM.table("3")
    printed = {
        table.cell(row.code, column.code): Decimal(column in (table.columns[0], table.columns[-1]))
        for row in ROWS
        for column in table.columns
    }
    assert found[0].cells.items() <= printed.items()
    # Only the last row may be doubted, where loose figures follow it.
    assert set(printed) - set(found[0].cells) <= {
        table.cell(ROWS[-1].code, column.code) for column in table.columns
    }
