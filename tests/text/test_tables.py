"""Tables as captures leave them behind, and lines that must stay lines."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yangguang.text.document import Block, Paragraph, Table
from yangguang.text.tables import find_tables, recover


def shape(text: str) -> list[str | list[list[str]]]:
    """Blocks as plain lists: a string for a paragraph, rows of cell texts for a table."""
    return [
        block.text
        if isinstance(block, Paragraph)
        else [[cell.text for cell in row] for row in block.rows]
        for block in recover(text.split("\n"))
    ]


def test_cells_each_ended_by_a_bar_on_its_own_line_become_rows():
    text = "附件\n|\n指标 |\n单位 |\n数量 |\n|\n一、主动公开情况 |\n—— |\n|\n|\n(一)公开信息数\n(同一信息计1条) |\n条 |\n49272 |\n|\n二、其中 |\n件 |\n0 |\n|\n|\n关联文件:"
    assert shape(text) == [
        "附件",
        [
            ["指标", "单位", "数量"],
            ["一、主动公开情况", "——", ""],
            ["(一)公开信息数(同一信息计1条)", "条", "49272"],
            ["二、其中", "件", "0"],
        ],
        "关联文件:",
    ]


def test_a_bar_broken_table_with_a_lost_cell_stays_lines():
    text = "|\n指标 |\n单位 |\n数量 |\n|\n甲 |\n件 |\n|\n乙 |\n件 |\n3 |\n|\n丙 |\n件 |\n4 |"
    assert all(isinstance(block, str) for block in shape(text))


def test_cells_each_on_a_tabbed_line_become_rows():
    text = (
        "（2016年度）\n\n\t统计指标\n\t单位\n\t统计数\n\n\t一、主动公开情况\n\t-----\n\t\n\n"
        "\t    （一）公开信息数\n\n         （同一信息计1条）\n\t条\n\t5533\n\n\t  其中\n\t件\n\t6\n\n说明"
    )
    assert shape(text) == [
        "（2016年度）",
        [
            ["统计指标", "单位", "统计数"],
            ["一、主动公开情况", "-----", ""],
            ["（一）公开信息数（同一信息计1条）", "条", "5533"],
            ["其中", "件", "6"],
        ],
        "说明",
    ]


def test_a_tabbed_table_with_rows_of_unequal_length_stays_lines():
    text = "\t指标\n\t数\n\n\t甲\n\t1\n\n\t乙\n\n\t丙\n\t3\n"
    assert shape(text) == ["指标", "数", "甲", "1", "乙", "丙", "3"]


def test_a_markdown_table_loses_its_drawing_and_nothing_else():
    text = (
        "表一\n| 信息内容 | 件数 |\n|:---|---:|\n| 规章 | 0 |\n| **文件**<br>（现行） | 6 |\n后文"
    )
    assert shape(text) == [
        "表一",
        [["信息内容", "件数"], ["规章", "0"], ["文件\n（现行）", "6"]],
        "后文",
    ]


def test_only_a_row_of_words_over_an_alignment_row_is_a_header():
    words, figures = recover(
        ["| 名称 | 数 |", "|---|---|", "| 甲 | 1 |", "", "甲", "| 乙 | 2 |", "|---|---|"]
    )[::2]
    assert isinstance(words, Table)
    assert [cell.header for cell in words.rows[0]] == [True, True]
    assert isinstance(figures, Table)
    assert [cell.header for cell in figures.rows[0]] == [
        False,
        False,
    ]


def test_an_alignment_row_in_the_middle_begins_a_new_table():
    text = "| 2 | 0 | 2 |\n|---|---|---|\n| 1.秘密 | 4 | 4 | |\n|---|---|---|---|\n| 2.禁止 | 0 | 0 | |"
    assert shape(text) == [
        [["2", "0", "2"]],
        [["1.秘密", "4", "4", ""], ["2.禁止", "0", "0", ""]],
    ]


def test_dashes_as_values_are_no_alignment_row():
    assert shape("| 商业 | 科研 |\n|---|---|\n| - | - |") == [[["商业", "科研"], ["-", "-"]]]


def test_markdown_without_outer_bars_is_read_by_its_alignment_row():
    assert shape("名称 | 数\n--- | ---\n甲 | 1\n乙 | 2") == [
        [["名称", "数"], ["甲", "1"], ["乙", "2"]]
    ]


def test_blank_lines_between_bounded_rows_do_not_split_a_table():
    assert shape("| 甲 | 1 |\n\n| 乙 | 2 |\n\n| 丙 | 3 |") == [
        [["甲", "1"], ["乙", "2"], ["丙", "3"]]
    ]


@pytest.mark.parametrize(
    "text",
    [
        "首页 | 政务公开 | 互动交流",
        "关于我们 | 网站地图\n联系我们 | 隐私声明",
        "某市统计公报 | 某市人民政府",
        "索 引 号：\t0001\t主题分类：\t工商\n发文机关：\t国务院\t成文日期：\t2019年\n发文字号：\t国发1号\t发布日期：\t2019年",
        "本报告由  办公室编制，共  3 页。\n全年受理  12 件，答复  11 件。\n另有  1 件  结转。",
        "予以公开 26  0  0\n部分公开 3  1  0\n不予公开 1  0  0",
        "规章 0 0 0\n行政规范性文件 3 0 8",
    ],
)
def test_what_is_not_surely_a_table_stays_as_lines(text: str):
    assert shape(text) == [line.strip() for line in text.split("\n")]


def test_columns_set_apart_by_wide_gaps_are_a_table_when_full_of_figures():
    text = "科目          预算数     决算数\n一般公共服务   1,234.50   1,200.00\n教育支出       12.50      11.00\n合计           1,247.00   1,211.00"
    assert shape(text) == [
        [
            ["科目", "预算数", "决算数"],
            ["一般公共服务", "1,234.50", "1,200.00"],
            ["教育支出", "12.50", "11.00"],
            ["合计", "1,247.00", "1,211.00"],
        ]
    ]


def test_rows_of_tabbed_figures_are_a_table():
    assert shape("年份\t收到\t答复\n2020\t5\t5\n2021\t7\t6") == [
        [["年份", "收到", "答复"], ["2020", "5", "5"], ["2021", "7", "6"]]
    ]


pieces = st.sampled_from(
    [
        "|",
        "| ",
        " |",
        "\t",
        "---",
        "|---|---|",
        "甲",
        "乙丙",
        "12",
        "3.5",
        "  ",
        "　",
        "<br>",
        "#",
        "\\|",
        "",
        "：",
        "-",
    ]
)
drawn_lines = st.lists(st.lists(pieces, max_size=6).map("".join), max_size=25)


def figures(blocks: list[Block]) -> list[str]:
    found: list[str] = []
    for block in blocks:
        texts = (
            [block.text]
            if isinstance(block, Paragraph)
            else [c.text for r in block.rows for c in r]
        )
        for text in texts:
            found += re.findall(r"\d+", text)
    return found


@given(drawn_lines)
def test_no_figure_is_lost_moved_or_run_together(lines: list[str]):
    assert figures(recover(lines)) == re.findall(r"\d+", "\n".join(lines))


@given(drawn_lines)
def test_found_tables_stand_in_order_and_never_overlap(lines: list[str]):
    at = 0
    for found in find_tables(lines):
        assert at <= found.start < found.stop <= len(lines)
        assert found.table.rows
        at = found.stop
