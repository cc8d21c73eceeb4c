"""The lists of random inspection: what they take, what they demand, what they never show."""

from __future__ import annotations

from typing import Any

import pytest

from yangguang.law.registers import Definition, read_value, shipped
from yangguang.law.registers.model import Duty
from yangguang.law.registers.values import terms_of

LISTED = {
    "told_on": "2026-02-02",
    "listed_on": "2026-03-02",
    "ends_on": "2029-03-01",
    "remedy": "可以提出异议",
}


def broken(definition: Definition, **values: Any) -> list[str]:
    terms = terms_of(definition, values)
    return [check.say for check in definition.checks if not check.rule.holds(terms)]


def test_what_tells_of_conflicts_is_never_public() -> None:
    public = {field.code for field in shipped()["inspectors"].public_fields}
    assert public.isdisjoint({"stated", "posts", "address"})
    assert {"number", "name", "certificate", "skills"} <= public


@pytest.mark.parametrize(
    ("written", "read"),
    [("A", "A类（信用风险低）"), ("C类", "C类（信用风险较高）"), ("高风险", "D类（信用风险高）")],
)
def test_the_class_of_risk_is_read_as_offices_write_it(written: str, read: str) -> None:
    assert read_value(shipped()["inspection-objects"].field("risk"), written) == read


def test_a_result_that_found_something_says_what() -> None:
    results = shipped()["inspection-results"]
    assert broken(results, result="发现问题已责令改正") == ["发现问题的，应当写明是什么问题。"]
    assert broken(results, result="发现问题已责令改正", problems="未亮照") == []
    limit = results.limits[0]
    assert (limit.act, limit.start, limit.days, limit.working) == (
        Duty.PUBLISH, "checked_on", 20, True,
    )  # fmt: skip


def test_who_is_listed_was_told_before_and_comes_off_in_time() -> None:
    black = shipped()["black-list"]
    assert black.decide_each
    assert broken(black, **LISTED) == []
    late = broken(black, **{**LISTED, "told_on": "2026-03-03"})
    assert late == ["事先告知的日期晚于列入日期；列入严重失信主体名单应当事先告知。"]
    assert broken(black, **{**LISTED, "ends_on": "2026-03-01"}) == ["公示截止日期早于列入日期。"]
    withdraw = {limit.start: limit.days for limit in black.limits if limit.act is Duty.WITHDRAW}
    assert withdraw == {"revoked": 3, "repaired": 3}
    assert black.retention is not None
    assert (black.retention.start, black.retention.days) == ("ends_on", 1)
    assert "told_on" not in {field.code for field in black.public_fields}


def test_an_item_that_is_checked_generally_has_an_upper_share() -> None:
    items = shipped()["inspection-items"]
    assert broken(items, kind="一般检查事项") == ["一般检查事项应当写明抽查比例的上限。"]
    assert broken(items, kind="一般检查事项", share="120") == ["抽查比例应在0至100之间。"]
    assert broken(items, kind="重点检查事项") == []
