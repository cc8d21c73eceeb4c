"""The language of templates: what it does, what it refuses, and that nothing gets past it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yangguang.apps.letters.templating import (
    FILTERS,
    LONGEST,
    Fault,
    FaultyTemplate,
    fill,
    guaranteed,
    mentioned,
    parse,
)

NAMES = {"day": "day", "日期": "day", "who": "who", "姓名": "who", "sum": "sum"}


def filled(text: str, **values: str) -> str:
    return fill(parse(text, NAMES), values, {"day": "date"})


def faults(text: str) -> list[str]:
    with pytest.raises(FaultyTemplate) as caught:
        parse(text, NAMES)
    return [str(fault) for fault in caught.value.faults]


def test_a_part_is_named_by_its_key_or_in_chinese() -> None:
    assert filled("{{ who }}／{{姓名}}", who="张三") == "张三／张三"


def test_dates_print_as_dates_unless_the_template_says_otherwise() -> None:
    assert filled("{{ 日期 }}", day="2026-03-02") == "2026年3月2日"
    assert filled("{{ 日期|原样 }}", day="2026-03-02") == "2026-03-02"
    assert filled("{{ 日期 }}", day="三月初") == "三月初"
    assert filled("{{ sum|金额 }}", sum="2700") == "2,700.00元"
    assert filled("{{ sum|金额 }}", sum="二百元") == "二百元"


def test_a_passage_stands_or_falls_with_its_part() -> None:
    text = "甲{% if 姓名 %}有{{ 姓名 }}{% else %}无{% endif %}{% if not 日期 %}，未定{% endif %}"
    assert filled(text, who="张三", day="2026-03-02") == "甲有张三"
    assert filled(text, who=" ") == "甲无，未定"


def test_a_value_is_never_read_as_a_template() -> None:
    value = "{{ day }}{% if day %}x{% endif %}"
    assert filled("{{ who }}", who=value, day="2026-03-02") == value


def test_a_value_cannot_leave_its_cell() -> None:
    assert filled("| 姓名 | {{ who }} |", who="张三\n| 李四") == "| 姓名 | 张三 | 李四 |"
    assert filled("说明\n{{ who }}", who="甲\n乙") == "说明\n甲\n乙"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("第一行\n{{ 姓明 }}", "第2行：这种文书没有“姓明”这个要素。是否应为“姓名”？"),
        ("{{ }}", "第1行：占位符是空的。名称只能是这种文书列出的要素，不能带标点、空格或运算。"),
        ("{{ who.name }}", "第1行：“who.name”不是占位符名称。名称只能是这种文书列出的要素，不能带标点、空格或运算。"),
        ("{{ who|upper }}", "第1行：“upper”不是可用的格式。可用的格式有：date、日期、money、金额、plain、原样，例如“{{ who|日期 }}”。"),
        ("{% include 'x' %}", "第1行：不认识“{% include 'x' %}”。模板只能使用“{% if 名称 %}”“{% if not 名称 %}”“{% else %}”“{% endif %}”。"),
        ("{% if who == day %}x{% endif %}", "第1行：不认识“{% if who == day %}”。模板只能使用“{% if 名称 %}”“{% if not 名称 %}”“{% else %}”“{% endif %}”。"),
        ("\n{% if who %}x", "第2行：这里的“{% if … %}”没有结尾。请在条件文字之后补上“{% endif %}”。"),
        ("x{% else %}", "第1行：“{% else %}”前面没有对应的“{% if … %}”。请删去，或补上条件的开头。"),
        ("{{ who }", "第1行：有不成对的“{{”。占位符写作“{{ 名称 }}”，条件写作“{% if 名称 %}……{% endif %}”，左右须成对且在同一行。"),
    ],
)  # fmt: skip
def test_a_mistake_names_its_line_and_what_to_mend(text: str, expected: str) -> None:
    assert expected in faults(text)


def test_all_mistakes_are_told_at_once() -> None:
    assert [fault[:4] for fault in faults("{{ a }}\n{{ b }}\n{% endif %}")] == [
        "第1行：",
        "第2行：",
        "第3行：",
    ]


def test_a_template_of_a_book_is_refused() -> None:
    assert "超过40000字" in faults("字" * (LONGEST + 1))[0]
    deep = "{% if who %}" * 9 + "x" + "{% endif %}" * 9
    assert faults(deep) == ["第1行：条件套了超过8层。请拆开写。"]


def test_what_is_guaranteed_survives_every_condition() -> None:
    nodes = parse("{{ who }}{% if day %}{{ sum }}{% else %}{{ day }}{{ sum }}{% endif %}", NAMES)
    assert guaranteed(nodes, frozenset()) == {"who", "sum"}
    assert mentioned(nodes) == {"who", "sum", "day"}
    inside = parse("{% if who %}{{ day }}{% endif %}", NAMES)
    assert guaranteed(inside, frozenset()) == frozenset()
    assert guaranteed(inside, frozenset({"who"})) == {"day"}


@given(st.text(alphabet="{}%|# \n姓名whoifendelsnt._'", max_size=80))
def test_any_text_is_either_read_or_refused_with_a_line(text: str) -> None:
    found: list[Fault] = []
    try:
        filled(text, who="张三")
    except FaultyTemplate as error:
        found = error.faults
    lines = text.count("\n") + 1
    assert all(1 <= fault.line <= lines for fault in found)


@given(st.text(max_size=200))
def test_no_filter_fails_on_any_value(value: str) -> None:
    for change in FILTERS.values():
        assert isinstance(change(value), str)


@given(st.text(max_size=120))
def test_a_value_comes_out_as_it_went_in(value: str) -> None:
    assert fill(parse("始{{ who }}终", NAMES), {"who": value}, {}) == f"始{value}终"
