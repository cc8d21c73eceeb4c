import pytest
from hypothesis import given
from hypothesis import strategies as st

from yangguang.text.structure import Node, opening_of, outline, path_to


def shape(node: Node) -> list[object]:
    return [
        child.label if not child.children else [child.label, *shape(child)]
        for child in node.children
    ]


@pytest.mark.parametrize(
    ("text", "marker", "number"),
    [
        ("一、总体要求", "han", 1),
        ("十二、附则", "han", 12),
        ("一．总体要求", "han", 1),
        ("（一）指导思想。", "han-bracket", 1),
        ("(二)基本原则", "han-bracket", 2),
        ("（ 三 ）主要目标", "han-bracket", 3),
        ("1.加强领导。", "digit", 1),
        ("1．加强领导", "digit", 1),
        ("２、落实责任", "digit", 2),
        ("3）完善机制", "digit", 3),
        ("（1）按时上报", "digit-bracket", 1),
        ("（１２）按时上报", "digit-bracket", 12),
        ("①名单", "circle", 1),
        ("第一章　总　则", "chapter", 1),
        ("第三节 监督", "section", 3),
        ("第十二条　本办法所称", "article", 12),
        ("第十二条【适用】本办法", "article", 12),
        ("第二十条本办法自公布之日起施行", "article", 20),
        ("第一部分 部门概况", "part", 1),
        ("附件", "attachment", 1),
        ("附件2", "attachment", 2),
        ("附 件 3：", "attachment", 3),
    ],
)
def test_a_number_is_told_with_its_level(text: str, marker: str, number: int) -> None:
    opening = opening_of(text)
    assert opening is not None
    assert (opening.marker, opening.number) == (marker, number)


@pytest.mark.parametrize(
    "text",
    ["", "2023年，全市上下", "2.5万元用于补助", "1,393件", "一是加强领导", "第三条规定的情形", "第十二条第二款所称",
     "一九九六年", "附件所列事项", "一致同意", "（此件公开发布）", "（2023年4月12日）", "12345热线", "三农工作"],
)  # fmt: skip
def test_a_sentence_that_begins_with_a_figure_is_no_section(text: str) -> None:
    assert opening_of(text) is None


def test_levels_nest_by_their_kind() -> None:
    root = outline(
        [
            "关于加强管理的意见",
            "一、总体要求",
            "坚持以人民为中心。",
            "（一）指导思想。以……为指导。",
            "（二）基本原则。",
            "1.依法行政。",
            "2.便民高效。",
            "（1）减材料",
            "二、主要任务",
            "（一）健全机制。",
            "某某局",
        ]
    )
    assert shape(root) == [
        ["一、", "（一）", ["（二）", "1.", ["2.", "（1）"]]],
        ["二、", "（一）"],
    ]
    assert root.paragraphs == ["关于加强管理的意见"]
    assert root.children[0].heading == "总体要求"
    assert root.children[0].paragraphs == ["一、总体要求", "坚持以人民为中心。"]
    assert root.children[1].children[0].paragraphs == ["（一）健全机制。", "某某局"]


def test_articles_stand_in_chapters() -> None:
    root = outline(
        ["第一章 总则", "第一条 为了规范，制定本办法。", "第二条 本办法适用于：", "（一）甲；", "（二）乙。",
         "第二章 附则", "第三条 自公布之日起施行。"]
    )  # fmt: skip
    assert shape(root) == [
        ["第一章", "第一条", ["第二条", "（一）", "（二）"]],
        ["第二章", "第三条"],
    ]


def test_an_attachment_begins_anew() -> None:
    root = outline(["一、申请条件", "附件1", "申报指南", "一、范围", "附件2", "一、表格"])
    assert shape(root) == ["一、", ["附件1", "一、"], ["附件2", "一、"]]


def test_a_figure_out_of_turn_stays_text() -> None:
    root = outline(["一、收入情况", "1.一般公共预算", "37.其他收入较上年减少", "2.政府性基金"])
    assert shape(root) == [["一、", "1.", "2."]]
    assert "37.其他收入较上年减少" in root.children[0].children[0].paragraphs


def test_a_skipped_number_is_told() -> None:
    root = outline(["一、甲", "二、乙", "四、丁"])
    assert [(node.number, node.skipped) for node in root.children] == [
        (1, False),
        (2, False),
        (4, True),
    ]


def test_the_units_around_a_paragraph_are_found() -> None:
    root = outline(["一、甲", "（一）子", "正文", "二、乙", "正文"])
    assert [node.label for node in path_to(root, 2)] == ["一、", "（一）"]
    assert [node.label for node in path_to(root, 4)] == ["二、"]
    assert path_to(outline(["正文"]), 0) == []


@given(
    st.lists(
        st.text(alphabet="一二三、（）()1234.．第章条节附件 ①②　正文。", max_size=20), max_size=60
    )
)
def test_every_paragraph_is_kept_once_and_in_order(paragraphs: list[str]) -> None:
    root = outline(paragraphs)
    assert [line for node in root.walk() for line in node.paragraphs] == paragraphs


@pytest.mark.timeout(120)
def test_numbers_out_of_turn_stay_text_however_many_children_stand_above() -> None:
    # Looking for an elder among all children above would take the square of 200,000.
    root = outline(["（一）甲", "五、乙"] * 200_000)
    assert len(root.children) == 200_000
    assert {(node.marker, len(node.paragraphs)) for node in root.children} == {("han-bracket", 2)}


@pytest.mark.timeout(120)
def test_a_hundred_thousand_paragraphs_are_each_kept_under_their_headings() -> None:
    paragraphs = ["一、甲", "（一）乙", "1.丙", "（1）丁", "①戊", "正文" * 20] * 17_000
    root = outline(paragraphs)
    assert [line for node in root.walk() for line in node.paragraphs] == paragraphs
    assert len(root.children) == 17_000
    assert [node.label for node in path_to(root, 101_999)] == ["一、", "（一）", "1.", "（1）", "①"]
