"""Numbers of lists: written where a browser showed them, never twice, never where they were off."""

import time

import pytest

from yangguang.text.extract.html import read_page


def texts(body: str, css: str = "") -> list[str]:
    """The lines of a page with this body and style sheet."""
    document = read_page(
        f"<html><head><style>{css}</style></head><body><div class='art'>{body}</div></body></html>"
    )
    return [line for block in document.text().split("\n") if (line := block.strip())]


def test_the_rows_of_a_numbered_list_bear_their_numbers() -> None:
    assert texts("<ol><li>申请</li><li><p>受理</p><p>五日内。</p></li></ol>") == [
        "1.申请",
        "2.受理",
        "五日内。",
    ]


def test_a_list_goes_on_from_the_number_it_names() -> None:
    assert texts("<ol start=4><li>甲项</li><li value=7>乙项</li><li>丙项</li></ol>") == [
        "4.甲项",
        "7.乙项",
        "8.丙项",
    ]


@pytest.mark.parametrize(
    ("opening", "first"),
    [
        ("<ol type=a>", "a."),
        ("<ol type=I>", "I."),
        ('<ol style="list-style-type: cjk-ideographic">', "一、"),
        ('<ol style="list-style:upper-alpha inside">', "A."),
    ],
)
def test_a_list_is_numbered_in_its_own_style(opening: str, first: str) -> None:
    assert texts(f"{opening}<li>公开</li><li>保密</li></ol>")[0] == f"{first}公开"


@pytest.mark.parametrize(
    "rows",
    [
        ("1、公开内容", "2、公开时限"),
        ("（一）公开内容", "（二）公开时限"),
        ("第一条 公开内容", "第二条 公开时限"),
        ("① 公开内容", "② 公开时限"),
        ("● 公开内容", "● 公开时限"),
        ("1", "2"),
    ],
)
def test_rows_that_number_themselves_are_not_numbered_twice(rows: tuple[str, ...]) -> None:
    assert texts("<ol>" + "".join(f"<li>{row}</li>" for row in rows) + "</ol>") == list(rows)


@pytest.mark.parametrize(
    "css",
    [
        "ol{list-style:none}",
        "*{margin:0} ul, ol, li {padding:0;list-style-type:none !important}",
        ".art ol{list-style:none outside}",
        "div.art > ol{list-style:none}",
        ".art li{list-style:none}",
    ],
)
def test_numbers_that_the_style_sheet_switches_off_are_not_written(css: str) -> None:
    assert texts("<ol><li>甲</li><li>乙</li></ol>", css) == ["甲", "乙"]


@pytest.mark.parametrize(
    "css",
    [
        ".menu ol{list-style:none}",
        "ol{list-style:none} .art ol{list-style:decimal}",
        "ul{list-style:none}",
        "ol.tabs{list-style:none}",
        "ol{color:red}",
    ],
)
def test_rules_for_other_lists_leave_the_numbers(css: str) -> None:
    assert texts("<ol><li>甲</li><li>乙</li></ol>", css) == ["1.甲", "2.乙"]


def test_a_list_says_itself_whether_it_is_numbered() -> None:
    body = "<ol style='list-style-type:decimal'><li>甲</li></ol><ol style='list-style:none'><li>乙</li></ol>"
    assert texts(body, "ol{list-style:none}") == ["1.甲", "乙"]


def test_lists_in_lists_and_in_cells_count_for_themselves() -> None:
    assert texts(
        "<ol><li>甲<ol type=a><li>子</li></ol></li><li>乙<ul><li>丑</li></ul></li></ol>"
    ) == [
        "1.甲",
        "a.子",
        "2.乙",
        "丑",
    ]
    cells = "<table><tr><td>项目</td><td>要求</td></tr><tr><td>一</td><td><ol><li>甲<li>乙</ol></td></tr></table>"
    assert texts(cells)[-2:] == ["一\t1.甲", "2.乙"]


def test_menus_are_not_numbered() -> None:
    menu = "<ol><li><a href=/a>政务公开</a></li><li><a href=/b>办事服务</a></li></ol>"
    assert texts(menu) == ["政务公开", "办事服务"]


def test_a_list_that_is_never_closed_is_numbered_all_the_same() -> None:
    assert texts("<ol><li>甲<li>乙</div>") == ["1.甲", "2.乙"]


def test_a_page_of_nothing_but_lists_and_rules_is_read_in_time() -> None:
    css = "".join(f".a{n} .b ol,.c{n} li{{list-style:none}}" for n in range(400))
    started = time.process_time()
    assert len(texts("<ol class='x y'><li>甲项</li></ol>" * 20_000, css)) == 20_000
    assert time.process_time() - started < 8
