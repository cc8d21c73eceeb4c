"""Rules of definitions: parsed into a tree, never run as code, kind to empty fields."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yangguang.law.registers.grammar import BadRule, Term, read_rule

ROW: dict[str, Term] = {
    "price": Decimal("12.5"),
    "part_a": Decimal(10),
    "part_b": Decimal("2.5"),
    "kind": "罚款",
    "decided_on": date(2024, 3, 1),
    "published_on": date(2024, 3, 9),
    "nothing": None,
}


@pytest.mark.parametrize(
    ("rule", "holds"),
    [
        ("price = part_a + part_b", True),
        ("price = sum(part_a, part_b, nothing)", True),
        ("price - part_a * 2 < 0", True),
        ("(price - part_a) * 2 = 5", True),
        ("-price < 0", True),
        ("1 - 2 - 3 = -4", True),
        ("8 / 4 / 2 = 1", True),
        ('kind = "罚款" and price > 0', True),
        ('kind = "警告" or price > 100', False),
        ('not kind = "警告"', True),
        ("not not price > 100", False),
        ("days(decided_on, published_on) <= 7", False),
        ("published_on >= 2024-03-09", True),
        ("decided_on > published_on", False),
        ('if(kind = "罚款", price > 20, true)', False),
        ('if(kind = "警告", price > 20, true)', True),
        ("empty(nothing)", True),
        ("not empty(price)", True),
        ("abs(part_b - part_a) = 7.5", True),
        # A rule about what is not there is kept; empty() asks for it.
        ("nothing > 3", True),
        ("price / 0 = 1", True),
        ("nothing > 3 and price > 100", False),
        ("price = kind", False),
        ("price != kind", True),
    ],
)
def test_a_rule_over_one_row_holds_or_does_not(rule: str, holds: bool) -> None:
    assert read_rule(rule).holds(ROW) is holds


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ("price >", "没有写完"),
        ("price > 1 2", "在“2”处多了内容"),
        ("(price > 1", "少了“)”"),
        ("price & 1", "从“& 1”起读不懂"),
        ("eval(price)", "没有函数 eval"),
        ("days(price) > 1", "参数个数不对"),
        ("total(total(price)) = 1", "不能套用"),
        ("price > 1 by kind", "只有用 total 或 count 时才能写 by"),
        ("total(price) = 1 by 3", "by 后面应当写字段"),
        ("published_on > 2024-02-30", "没有 2024-02-30 这一天"),
        ("(" * 60 + "1" + ")" * 60, "嵌套太深"),
        ("-" * 60 + "1", "嵌套太深"),
        ("> 3", "应当是字段、数字或函数"),
    ],
)
def test_a_rule_that_cannot_be_read_says_where(rule: str, said: str) -> None:
    with pytest.raises(BadRule) as caught:
        read_rule(rule)
    assert said in caught.value.args[0]


def rows(*given: tuple[str, int, str]) -> list[dict[str, Term]]:
    return [{"level": level, "amount": Decimal(n), "body": body} for level, n, body in given]


def test_a_rule_over_the_list_names_the_groups_that_break_it() -> None:
    rule = read_rule(
        'total(amount where level = "合计") = total(amount where level != "合计") by body'
    )
    assert rule.over_list
    assert rule.names() == {"amount", "level", "body"}
    listed = rows(
        ("合计", 5, "甲"),
        ("教育", 3, "甲"),
        ("卫生", 2, "甲"),
        ("合计", 9, "乙"),
        ("教育", 8, "乙"),
    )
    assert rule.breaches(listed) == [("乙",)]


def test_rows_are_counted_under_a_condition() -> None:
    rule = read_rule('count(where level = "合计") <= 1 by body')
    assert rule.breaches(rows(("合计", 5, "甲"), ("合计", 5, "甲"), ("合计", 1, "乙"))) == [("甲",)]
    assert read_rule("count() > 2").breaches(rows(("合计", 1, "甲"))) == [()]


@given(st.text(alphabet='abc_ 0123456789."=<>()+-*/,年wherbytoalnd', max_size=40))
def test_whatever_is_written_is_read_or_refused(text: str) -> None:
    try:
        rule = read_rule(text)
    except BadRule:
        return
    rule.holds({})
    rule.breaches([{}])
