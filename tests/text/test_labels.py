import pytest

from yangguang.text.labels import find_declared
from yangguang.text.lines import Line


def pairs(*texts: str) -> list[tuple[str, str]]:
    lines = [Line(text, number) for number, text in enumerate(texts)]
    return [(one.field, one.value) for one in find_declared(lines)]


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (["索 引 号：\t0001/2019-1\t主题分类：\t科技"], [("index", "0001/2019-1"), ("subject", "科技")]),
        (["标　　题：\t某通知"], [("title", "某通知")]),
        (["索引号", "0001/2019-1"], [("index", "0001/2019-1")]),
        (["发布机构：", "某局", "发布日期：", "2019-1-1"], [("agency", "某局"), ("published", "2019-1-1")]),
        (["【发布日期】2019-1-1"], [("published", "2019-1-1")]),
        (["[ 发文字号 ] 国发〔2019〕1号"], [("number", "国发〔2019〕1号")]),
        (["来源：某局　时间：2019-1-1　浏览：3"], [("source", "某局"), ("dated", "2019-1-1"), ("noise", "3")]),
        (["2019-01-01 10:00 来源：某局"], [("dated", "2019-01-01 10:00"), ("source", "某局")]),
        (["发佈日期：2019-1-1"], [("published", "2019-1-1")]),
        (["文号：国发〔2019〕1号发布日期：2019-1-1"], [("number", "国发〔2019〕1号"), ("published", "2019-1-1")]),
    ],
)  # fmt: skip
def test_a_label_is_paired_with_its_value(
    texts: list[str], expected: list[tuple[str, str]]
) -> None:
    assert pairs(*texts) == expected


@pytest.mark.parametrize(
    "text",
    [
        "会议时间：2023年5月1日",
        "处罚决定书文号：1号",
        "联系电话：123",
        "本办法所称来源：如下",
        "http://a.cn",
    ],
)
def test_a_word_inside_another_is_no_label(text: str) -> None:
    assert pairs(text) == []


def test_a_row_of_labels_takes_its_values_from_the_row_below() -> None:
    lines = [
        Line("索引号\t发布机构", 0, 0, ("索引号", "发布机构")),
        Line("0001/2019-1\t某局", 0, 0, ("0001/2019-1", "某局")),
    ]
    assert [(one.field, one.value) for one in find_declared(lines)] == [
        ("index", "0001/2019-1"),
        ("agency", "某局"),
    ]
