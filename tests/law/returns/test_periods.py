"""Periods and the days by which their returns are owed."""

from __future__ import annotations

from datetime import date

import pytest

from yangguang.law.returns.load import annual_definition
from yangguang.law.returns.periods import Period, PeriodKind, last_period

Y, Q, M = PeriodKind.YEAR, PeriodKind.QUARTER, PeriodKind.MONTH


@pytest.mark.parametrize(
    ("period", "first", "last", "label"),
    [
        (Period(2025, 0, Y), date(2025, 1, 1), date(2025, 12, 31), "2025年度"),
        (Period(2025, 1, Q), date(2025, 1, 1), date(2025, 3, 31), "2025年第1季度"),
        (Period(2025, 4, Q), date(2025, 10, 1), date(2025, 12, 31), "2025年第4季度"),
        (Period(2024, 2, M), date(2024, 2, 1), date(2024, 2, 29), "2024年2月"),
    ],
)
def test_a_period_knows_its_days(period: Period, first: date, last: date, label: str) -> None:
    assert (period.first_day, period.last_day, period.label) == (first, last, label)


@pytest.mark.parametrize(
    ("period", "month", "day", "due"),
    [
        (Period(2025, 0, Y), 1, 31, date(2026, 1, 31)),
        (Period(2025, 0, Y), 2, 31, date(2026, 2, 28)),
        (Period(2025, 4, Q), 0, 10, date(2026, 1, 10)),
        (Period(2025, 1, M), 0, 31, date(2025, 2, 28)),
        (Period(2025, 12, M), 0, 5, date(2026, 1, 5)),
    ],
)
def test_a_due_day_falls_into_the_month_that_has_it(
    period: Period, month: int, day: int, due: date
) -> None:
    assert period.due_on(month, day) == due


@pytest.mark.parametrize(
    ("kind", "today", "period"),
    [
        (Y, date(2026, 1, 1), Period(2025, 0, Y)),
        (Y, date(2026, 12, 31), Period(2025, 0, Y)),
        (Q, date(2026, 1, 1), Period(2025, 4, Q)),
        (Q, date(2026, 3, 31), Period(2025, 4, Q)),
        (Q, date(2026, 4, 1), Period(2026, 1, Q)),
        (M, date(2026, 1, 31), Period(2025, 12, M)),
        (M, date(2026, 2, 1), Period(2026, 1, M)),
    ],
)
def test_the_newest_period_that_is_over(kind: PeriodKind, today: date, period: Period) -> None:
    assert last_period(kind, today) == period


@pytest.mark.parametrize(("part", "kind"), [(1, Y), (0, Q), (5, Q), (0, M), (13, M)])
def test_a_period_that_does_not_exist_is_refused(part: int, kind: PeriodKind) -> None:
    with pytest.raises(ValueError, match="没有第"):
        Period(2025, part, kind)


@pytest.mark.parametrize(
    ("year", "form", "title"),
    [
        (2016, "2014", "2016年政府信息公开情况统计表"),
        (2020, "2019", "2020年政府信息公开工作年度报告统计表"),
        (2025, "2021", "2025年政府信息公开工作年度报告统计表"),
    ],
)
def test_the_annual_return_follows_the_form_of_its_year(year: int, form: str, title: str) -> None:
    definition = annual_definition(year)
    assert definition is not None
    assert definition.form.code == form
    assert definition.named(Period(year, 0, Y)) == title
    assert definition.due_day("government") != definition.due_day("department")


def test_there_is_no_annual_return_before_2014() -> None:
    assert annual_definition(2013) is None
