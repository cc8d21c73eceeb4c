"""What of a page says nothing but what its header holds, and what must stay."""

import pytest

from yangguang.text.cleaning import HEADER, clean
from yangguang.text.document import Cell, Document, Paragraph, Table
from yangguang.text.header import read_header

TITLE = "云岭市水务局关于做好城区节水工作的通知"
TEXT = (
    "各县（市、区）水务局：",
    "为做好城区节水工作，现将有关事项通知如下。",
    "一、加强计划用水管理",
    "云岭市水务局",
    "2025年5月6日",
)


def left(*lines: str | Table) -> list[str]:
    """What stays of a page of these blocks."""
    blocks = tuple(Paragraph(line) if isinstance(line, str) else line for line in lines)
    document = Document(blocks, "text/html")
    told = read_header(document).told
    return [line for line in clean(document, told=told).document.text().split("\n") if line]


def table(*rows: tuple[str, ...]) -> Table:
    return Table(tuple(tuple(map(Cell, row)) for row in rows))


HEAD = (
    ("索 引 号：", "015223344/2025-00031", "主题分类：", "水利"),
    ("发文机关：", "云岭市水务局", "成文日期：", "2025年05月06日"),
    ("标　　题：", TITLE, "发文字号：", "云水发〔2025〕9号"),
)


def test_the_table_at_the_head_goes_and_the_text_stays_whole() -> None:
    assert left(table(*HEAD), TITLE, "云水发〔2025〕9号", *TEXT) == list(TEXT)


def test_a_row_that_no_field_holds_stays() -> None:
    kept = left(table(*HEAD, ("备案号：", "YLGS-2025-004", "", "")), TITLE, *TEXT)
    assert kept[0].split("\t")[:2] == ["备案号：", "YLGS-2025-004"]
    assert kept[1:] == list(TEXT)


def test_values_below_their_labels_go_with_them() -> None:
    stacked = (
        "索引号：", "015223344/2025-00031", "发布机构：", "云岭市水务局", "发布日期：", "2025-05-07",
        "公开方式：", "主动公开", "公开范围：", "面向社会",
    )  # fmt: skip
    assert left(*stacked, TITLE, *TEXT) == list(TEXT)


def test_a_title_after_an_empty_field_is_no_value_of_it() -> None:
    head = ("索引号：015223344/2025-00031", "发文机关：云岭市水务局", "主题词：")
    broken = ("云岭市水务局关于做好", "城区节水工作的通知")
    assert left(*head, f"标题：{TITLE}", "主题词：", *broken, *TEXT) == list(TEXT)


def test_the_source_line_and_the_names_of_editors_go() -> None:
    source = "来源：云岭市水务局　发布时间：2025-05-07 09:12　浏览次数：15次　【字体：大 中 小】"
    assert left(TITLE, source, *TEXT, "信息来源：云岭市水务局", "责任编辑：某某") == list(TEXT)


@pytest.mark.parametrize(
    "line",
    [
        "时间：2025年5月20日上午9时",
        "截止日期：2025年6月1日",
        "名称：云岭市城区节水项目",
        "联系单位：云岭市水务局",
        "抄送：云岭市发展和改革委员会。",
        "监督电话：0000-1111111",
        "资料来源：云岭市水务局统计年报",
        "备注：以上金额均为含税价",
    ],
)
def test_a_line_of_the_text_that_looks_like_a_label_stays(line: str) -> None:
    assert left(TITLE, *TEXT[:3], line, *TEXT[3:]) == [*TEXT[:3], line, *TEXT[3:]]


def test_a_value_that_differs_from_what_was_read_stays() -> None:
    kept = left(
        "索引号：015223344/2025-00031",
        "发文机关：云岭市水务局",
        "成文日期：2025年5月6日",
        "有效期至：见正文第十条",
        TITLE,
        *TEXT,
    )
    assert kept == ["有效期至：见正文第十条", *TEXT]


def test_the_title_of_what_an_order_brings_stays_in_the_text() -> None:
    order = (
        "标题：云岭市节约用水办法",
        "云岭市人民政府令",
        "第12号",
        "《云岭市节约用水办法》已经市人民政府常务会议通过，现予公布，自2025年7月1日起施行。",
        "2025年5月6日",
        "云岭市节约用水办法",
        "第一条　为了节约用水，制定本办法。",
    )
    assert "云岭市节约用水办法" in left(*order)


def test_what_goes_is_told_with_its_reason() -> None:
    document = Document(tuple(map(Paragraph, (TITLE, *TEXT))), "text/html")
    cleaned = clean(document, told=read_header(document).told)
    assert [(one.text, one.why) for one in cleaned.removed] == [(TITLE, HEADER)]


def test_a_page_of_nothing_but_its_head_keeps_it() -> None:
    assert left(TITLE, "来源：云岭市水务局　发布时间：2025-05-07") != []


def test_a_page_that_says_it_is_only_for_applicants_is_doubted() -> None:
    head = ("索引号：015223344/2025-00031", "发文机关：云岭市水务局", "公开方式：依申请公开")
    doubts = read_header(Document(tuple(map(Paragraph, (*head, TITLE, *TEXT))), "text/html")).unsure
    assert [one.value for one in doubts if one.field == "attribute"] == ["依申请公开"]
