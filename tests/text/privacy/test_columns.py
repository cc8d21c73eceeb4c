"""Tables that arrive in other forms than rows of cells, and columns in which nobody is named."""

import pytest

from yangguang.text.privacy import SURE, find_personal
from yangguang.text.privacy.rows import Rows


def _sure(text: str) -> list[tuple[str, str]]:
    return [(one.kind.value, one.text) for one in find_personal(text) if one.confidence >= SURE]


TORN = """用水户登记
水表编号
户名
用户住址
联系电话
3440200338
曾连芳
石门村7组10号
18176949075
2327031544
高峰
陈家坝村10组42号
14948114110
公示期7天，有异议请反映。"""


def test_cells_on_lines_of_their_own_are_a_table_under_their_headings() -> None:
    rows = Rows(TORN).all()
    assert [row.is_heading for row in rows] == [True, False, False]
    assert rows[1].headings == ("水表编号", "户名", "用户住址", "联系电话")
    assert [TORN[slice(*cell)] for cell in rows[2].cells][1] == "高峰"
    assert _sure(TORN) == [
        ("name", "曾连芳"),
        ("address", "石门村7组10号"),
        ("mobile", "18176949075"),
        ("name", "高峰"),
        ("address", "陈家坝村10组42号"),
        ("mobile", "14948114110"),
    ]


def test_headings_without_rows_that_fit_them_are_no_table() -> None:
    assert (
        Rows("办理材料\n姓名\n身份证号\n联系电话\n请逐项填写后交到窗口。\n地址见下\n").all() == []
    )
    assert Rows("姓名\n身份证号\n电话\n甲乙\n丙丁\n戊己\n").all() == []


def test_no_column_but_that_of_names_holds_names() -> None:
    text = (
        "姓名,年级,身份证号,住村\n"
        "徐可欣,高一,110101200708152283,红旗村\n"
        "廖烨,高三,11010120070515123X,小营村\n"
    )
    assert {word for kind, word in _sure(text) if kind == "name"} == {"徐可欣", "廖烨"}


def test_who_stands_for_a_body_in_its_row_is_named_in_public() -> None:
    text = "单位名称\t统一社会信用代码\t法定代表人\t住所\n第一小学\t12450900MB1X00001X\t李俊成\t中山路3号\n"
    assert _sure(text) == []


def test_a_comma_in_quotes_parts_no_cell() -> None:
    text = '案号,标的额,被执行人,电话\n1,"32,589.19",王秀英,13812345678\n'
    row = Rows(text).all()[1]
    assert [text[slice(*cell)] for cell in row.cells] == ["1", "32,589.19", "王秀英", "13812345678"]


def test_a_word_that_comes_again_down_a_column_without_heading_is_no_name() -> None:
    text = "周庆山\t450101198001011230\t宁静轩\n陈志高\t450101198101011238\t宁静轩\n"
    names = [word for kind, word in _sure(text) if kind == "name"]
    assert names == ["周庆山", "陈志高"]


@pytest.mark.parametrize(
    ("text", "kept", "left"),
    [
        ("低保户张静家，身份证号450101198001011230", "张静", "张静家"),
        ("王秀英投诉一案（手机13812345678）。办理人员：张彬、易红；办公电话：0311-5861234", "王秀英", "易红"),
        ("王秀英，手机13812345678。联系人：林业局法规股王成、余光明；电话：0564-3786317", "王秀英", "余光明"),
        ("旅客陈忠持护照E81234567入境，手机13812345678", "陈忠", "陈忠持"),
        ("死者王秀英。经办人：卜秀兰（逝者之女），身份证号450101198001011230", "卜秀兰", "逝者"),
    ],
)  # fmt: skip
def test_who_acts_for_an_office_or_is_no_name_is_left_alone(
    text: str, kept: str, left: str
) -> None:
    names = [word for kind, word in _sure(text) if kind == "name"]
    assert kept in names
    assert left not in names
