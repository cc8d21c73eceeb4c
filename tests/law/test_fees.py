"""Fees by day, by number and by pages, with workings that add up."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.law.tables import table
from yangguang.law.calendar import national
from yangguang.law.fees import (
    NOTICE_PARTS,
    UNPAID_REPLY,
    FeeKind,
    NoFeeRule,
    Standard,
    fee_by_items,
    fee_by_pages,
    fee_for_items,
    fee_rule,
    marginal,
    may_charge,
    may_waive_costs,
    missing_notice_parts,
    payment_due,
)
from yangguang.law.replies import reply_kind

CASES = table("fees")


@pytest.mark.parametrize("case", CASES["items"], ids=lambda case: str(case["count"]))
def test_the_fee_by_number(case: dict[str, int]) -> None:
    assert fee_by_items(case["count"]).amount == case["yuan"]


@pytest.mark.parametrize("case", CASES["pages"], ids=lambda case: str(case["count"]))
def test_the_fee_by_pages(case: dict[str, int]) -> None:
    assert fee_by_pages(case["count"]).amount == case["yuan"]


@pytest.mark.parametrize("case", CASES["marginal"], ids=lambda case: str(case["n"]))
def test_what_the_nth_application_of_the_month_costs(case: dict[str, int]) -> None:
    assert marginal(case["n"]) == case["yuan"]


@pytest.mark.parametrize("case", CASES["rules"], ids=lambda case: str(case["day"]))
def test_each_day_has_its_rule(case: dict[str, Any]) -> None:
    assert fee_rule(case["day"]).key == case["key"]


def test_before_2008_there_is_no_rule() -> None:
    with pytest.raises(NoFeeRule):
        fee_rule(date(2008, 4, 30))


@pytest.mark.parametrize("case", CASES["payment"], ids=lambda case: str(case["received"]))
def test_payment_is_due_after_twenty_working_days(case: dict[str, date]) -> None:
    assert payment_due(case["received"], national()).end == case["until"]


@given(st.integers(0, 3000))
def test_the_month_is_the_sum_of_its_applications(count: int) -> None:
    assert fee_by_items(count).amount == sum(marginal(n) for n in range(1, count + 1))


@given(st.integers(0, 500), st.integers(1, 50), st.integers(1, 50))
def test_applications_charged_one_after_another_cost_the_same(
    before: int, units: int, more: int
) -> None:
    together = fee_for_items(before, units + more).amount
    assert together == (
        fee_for_items(before, units).amount + fee_for_items(before + units, more).amount
    )


@given(st.integers(0, 5000))
def test_one_page_more_never_costs_less(pages: int) -> None:
    assert fee_by_pages(pages).amount <= fee_by_pages(pages + 1).amount


def test_the_working_out_is_printed_in_steps() -> None:
    fee = fee_by_items(43)
    assert fee.rows == (
        ("第1—10件", "10件", "不收费", "0元"),
        ("第11—30件", "20件", "100元/件", "2000元"),
        ("第31—40件", "10件", "200元/件", "2000元"),
        ("第41—43件", "3件", "300元/件", "900元"),
    )
    assert fee.text == (
        "第11—30件：20件×100元/件＝2000元；第31—40件：10件×200元/件＝2000元；"
        "第41—43件：3件×300元/件＝900元。合计4900元。"
    )
    assert fee_by_pages(30).text == "未超过免费范围，不收费。"
    assert fee_for_items(30).rows == (("第31件", "1件", "200元/件", "200元"),)


@pytest.mark.parametrize(
    "call", [lambda: fee_by_items(-1), lambda: fee_for_items(-1), lambda: marginal(0)]
)
def test_numbers_that_cannot_be_are_refused(call: Any) -> None:
    with pytest.raises(ValueError, match=r"负|没有"):
        call()


def charge(**facts: Any) -> Any:
    known: dict[str, Any] = {
        "received": date(2024, 3, 4),
        "standard": Standard.ITEMS,
        "on": date(2024, 3, 11),
    }
    known |= facts
    return may_charge(known.pop("received"), **known)


def test_a_fee_may_be_charged_by_one_standard_only() -> None:
    assert charge()
    assert charge(already_charged=Standard.ITEMS)
    verdict = charge(already_charged=Standard.PAGES)
    assert not verdict
    assert verdict.reason == "本件已经按量计收，不能再按件计收。"


def test_no_processing_fee_for_applications_before_2021() -> None:
    assert not charge(received=date(2020, 12, 31), on=date(2021, 1, 4))
    assert not charge(received=date(2019, 5, 14), on=date(2021, 1, 4))
    assert charge(received=date(2021, 1, 1), on=date(2021, 1, 4))


def test_telling_where_public_information_is_costs_nothing_by_pages() -> None:
    assert not charge(standard=Standard.PAGES, information_is_public=True)
    assert charge(standard=Standard.ITEMS, information_is_public=True)


def test_a_waived_fee_is_not_charged() -> None:
    assert not charge(waived=True)


def test_costs_of_the_old_regime_could_be_waived_in_hardship() -> None:
    assert fee_rule(date(2016, 6, 1)).kind is FeeKind.COST
    assert may_waive_costs(date(2016, 6, 1), hardship=True)
    assert not may_waive_costs(date(2016, 6, 1), hardship=False)
    assert not may_waive_costs(date(2018, 6, 1), hardship=True)


def test_a_notice_has_to_say_everything() -> None:
    full = dict.fromkeys(NOTICE_PARTS, "有")
    assert missing_notice_parts(full) == []
    assert missing_notice_parts({**full, "working": " "}) == [
        "收费通知缺少计算过程（《信息处理费管理办法》第六条）。"
    ]
    assert len(missing_notice_parts({})) == len(NOTICE_PARTS)


def test_an_unpaid_application_ends_with_its_own_reply() -> None:
    assert reply_kind(UNPAID_REPLY).rows["2021"] == "3.3.6.2"
