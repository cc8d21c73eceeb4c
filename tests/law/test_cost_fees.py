"""成本费用 under the regulation of 2007: three items, worked out to the fen, until March 2017."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yangguang.law.cost_fees import CostItem, CostLine, cost_fee, may_charge_costs
from yangguang.law.fees import NoFeeRule

LINES = [
    CostLine(CostItem.POST, 1, Decimal("12.50")),
    CostLine(CostItem.COPY, 21, Decimal("0.55")),
    CostLine(CostItem.SEARCH, 2, Decimal("4")),
]


def test_the_working_out_is_shown_in_the_order_of_the_article() -> None:
    fee = cost_fee(LINES)
    assert fee.amount == Decimal("32.05")
    assert fee.rows == (
        ("检索费", "2次", "4元/次", "8.00元"),
        ("复制费", "21页", "0.55元/页", "11.55元"),
        ("邮寄费", "1件", "12.50元/件", "12.50元"),
    )
    assert fee.text == (
        "检索费：2次×4元/次＝8.00元；复制费：21页×0.55元/页＝11.55元；"
        "邮寄费：1件×12.50元/件＝12.50元。合计32.05元。"
    )
    assert fee.citation.short == "《条例》（2007年）第二十七条"


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ([], "至少填写"),
        ([CostLine(CostItem.COPY, 0, Decimal(1))], "数量应当是正整数"),
        ([CostLine(CostItem.COPY, 1, Decimal(0))], "单价应当大于零"),
        ([CostLine(CostItem.COPY, 1, Decimal("-1"))], "单价应当大于零"),
        ([CostLine(CostItem.COPY, 1, Decimal("NaN"))], "单价应当大于零"),
        ([CostLine(CostItem.COPY, 1, Decimal("0.005"))], "最多到分"),
        ([LINES[0], LINES[0]], "只能填写一次"),
    ],
)
def test_lines_that_cannot_be_are_refused(lines: list[CostLine], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        cost_fee(lines)


@pytest.mark.parametrize(
    ("received", "on", "allowed", "said"),
    [
        (date(2008, 5, 1), date(2008, 5, 1), True, "不得收取其他费用"),
        (date(2017, 3, 31), date(2017, 3, 31), True, "不得收取其他费用"),
        (date(2017, 3, 31), date(2017, 4, 1), False, "2017年4月1日起"),
        (date(2018, 6, 1), date(2018, 6, 4), False, "2017年4月1日起"),
        (date(2019, 5, 15), date(2019, 5, 20), False, "2019年条例"),
        (date(2026, 3, 2), date(2026, 3, 5), False, "2019年条例"),
    ],
)
def test_costs_may_be_charged_until_march_2017(
    received: date, on: date, allowed: bool, said: str
) -> None:
    verdict = may_charge_costs(received, on=on)
    assert bool(verdict) is allowed
    assert said in verdict.sentence


def test_costs_are_charged_once() -> None:
    verdict = may_charge_costs(date(2016, 6, 1), on=date(2016, 6, 6), charged_before=True)
    assert not verdict
    assert "已经登记过" in verdict.sentence


def test_before_2008_there_is_no_rule() -> None:
    with pytest.raises(NoFeeRule):
        may_charge_costs(date(2008, 4, 30), on=date(2008, 4, 30))


@given(
    st.lists(
        st.builds(
            CostLine,
            st.sampled_from(CostItem),
            st.integers(1, 10_000),
            st.decimals("0.01", "999.99", places=2),
        ),
        min_size=1,
        max_size=3,
        unique_by=lambda line: line.item,
    )
)
def test_the_lines_add_up_to_the_amount(lines: list[CostLine]) -> None:
    fee = cost_fee(lines)
    assert sum(Decimal(row[3].removesuffix("元")) for row in fee.rows) == fee.amount
