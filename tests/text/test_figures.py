"""Figures found in prose, with unit and how exactly they are meant."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yangguang.text.figures import Bound, find_figures


def brief(text: str) -> list[tuple[str, str]]:
    return [(format(f.value.normalize(), "f"), f.unit) for f in find_figures(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("收到申请1,393件", [("1393", "件")]),
        ("收到申请１，３９３件", [("1393", "件")]),
        ("收到申请 393 件，答复 12 宗", [("393", "件"), ("12", "宗")]),
        ("行政复议二例、行政诉讼十二件", [("2", "例"), ("12", "件")]),
        ("发布信息1.2万条", [("12000", "条")]),
        ("浏览3千余人次", [("3000", "人次")]),
        (
            "收费96171.6万元、3940元、1.5亿元",
            [("96171.6", "万元"), ("3940", "元"), ("1.5", "亿元")],
        ),
        ("占47.36%，占比超八成，百分之五十", [("47.36", "%"), ("80", "%"), ("50", "%")]),
        ("提高3.2个百分点，是去年的2倍", [("3.2", "个百分点"), ("2", "倍")]),
        ("总计1976条（次）", [("1976", "条（次）")]),
        ("培训5场次、200人次", [("5", "场次"), ("200", "人次")]),
        ("设置查阅点四个，", [("4", "个")]),
    ],
)
def test_figures_with_their_units(text: str, expected: list[tuple[str, str]]) -> None:
    assert brief(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "第二十条第（一）项",
        "2024年12月31日",
        "国办公开办函〔2021〕30号",
        "电话0517-83605210",
        "20个工作日内",
        "3-5件",
        "第三季度",
        "24小时",
        "统一条件，同一件，每一次",
        "GB2312",
    ],
)
def test_what_is_no_figure(text: str) -> None:
    assert [f for f in find_figures(text) if f.unit] == []


@pytest.mark.parametrize(
    ("text", "bound", "fits", "fails"),
    [
        ("12件", Bound.EXACT, 12, 13),
        ("5500余条", Bound.OVER, 5532, 5499),
        ("超过300件", Bound.OVER, 310, 299),
        ("近1400个", Bound.ABOUT, 1386, 900),
        ("约40件", Bound.ABOUT, 42, 60),
        ("不足10件", Bound.UNDER, 9, 11),
        ("1.2万条", Bound.EXACT, 12432, 14000),
    ],
)
def test_the_wording_limits_what_may_be_meant(
    text: str, bound: Bound, fits: int, fails: int
) -> None:
    figure = find_figures(text)[0]
    assert figure.bound is bound
    assert figure.allows(Decimal(fits))
    assert not figure.allows(Decimal(fails))


def test_money_is_told_in_ten_thousand_yuan() -> None:
    figures = find_figures("3940元、1.5亿元、12件")
    assert [f.in_ten_thousand_yuan() for f in figures[:2]] == [Decimal("0.394"), Decimal(15000)]
    with pytest.raises(ValueError, match="不是金额"):
        figures[2].in_ten_thousand_yuan()


@given(
    st.text(
        alphabet="0123456789０１,，.．万亿千百十一二三两件条元%％成约近超余第年月日（）〔〕 \n",
        max_size=80,
    )
)
def test_any_text_gives_figures_in_order_inside_it(text: str) -> None:
    end = 0
    for figure in find_figures(text):
        assert end <= figure.start <= figure.number_start < figure.end <= len(text)
        end = figure.end


@given(st.integers(min_value=0, max_value=10**8))
def test_a_count_written_with_separators_is_the_same_count(count: int) -> None:
    assert [f.value for f in find_figures(f"共{count:,}件")] == [Decimal(count)]
    assert [f.value for f in find_figures(f"共{count}件")] == [Decimal(count)]
