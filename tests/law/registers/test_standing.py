"""By when and how often a row of a disclosure list is owed, in the words that lists use."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yangguang.law.calendar import national
from yangguang.law.registers.standing import (
    AT_ONCE,
    Period,
    TimeLimit,
    due_day,
    read_period,
    read_time_limit,
    window_on,
)

WORKING = TimeLimit(20, working=True)


@pytest.mark.parametrize(
    ("said", "limit"),
    [
        ("自该信息形成或者变更之日起20个工作日内", WORKING),
        ("信息形成（变更）之日起 ２０ 个工作日内公开", WORKING),
        ("二十（20）个工作日内", WORKING),
        ("信息形成之日起20个工作日内；行政许可决定作出后7个工作日内", WORKING),
        ("自2019年5月15日起20个工作日内", WORKING),
        ("实时公开，最迟不超过20个工作日", WORKING),
        ("7个工作日内公示，公示期5日", TimeLimit(7, working=True)),
        ("7日（工作日）内", TimeLimit(7, working=True)),
        ("3-5个工作日", TimeLimit(5, working=True)),
        ("下一个工作日", TimeLimit(1, working=True)),
        ("5日至10日内", TimeLimit(10)),
        ("批复后十五日内", TimeLimit(15)),
        ("30个自然日", TimeLimit(30)),
        ("两周内", TimeLimit(14)),
        ("半个月内", TimeLimit(15)),
        ("一个半月内", TimeLimit(45)),
        ("次日公开", TimeLimit(1)),
        ("24小时内", TimeLimit(1)),
        ("36小时内", TimeLimit(2)),
        ("2小时内", AT_ONCE),
        ("三个月", TimeLimit(months=3)),
        ("半年内", TimeLimit(months=6)),
        ("实时公开", AT_ONCE),
        ("当日", AT_ONCE),
        ("政策印发时同步公开", AT_ONCE),
        ("每日公开", AT_ONCE),
        ("及时公开", None),
        ("适时公开", None),
        ("按有关规定", None),
        ("长期公示", None),
        ("公示期不少于5个工作日", None),
        ("公示7个工作日", None),
        ("提前5个工作日", None),
        ("会议召开10日前", None),
        ("每年3月31日前", None),
        ("每年一次", None),
        ("", None),
    ],
)
def test_the_words_of_a_limit(said: str, limit: TimeLimit | None) -> None:
    assert read_time_limit(said) == limit


@pytest.mark.parametrize(
    ("said", "period"),
    [
        ("每年3月底前", Period(12, by_month=3, fixed=True)),
        ("本机关年度报告每年1月31日前", Period(12, by_month=1, by_day=31, fixed=True)),
        ("次年3月31日前", Period(12, by_month=3, by_day=31, fixed=True, after=True)),
        ("每季度结束后15日内", Period(3, after=True)),
        ("季度终了后10个工作日内", Period(3, after=True)),
        ("按季度公开", Period(3)),
        ("每半年公开一次", Period(6)),
        ("每月10日前", Period(1, by_day=10, fixed=True)),
        ("次月10日前", Period(1, by_day=10, fixed=True, after=True)),
        ("每月月底前", Period(1, fixed=True)),
        ("每周更新", Period(weeks=1)),
        ("每两周一次", Period(weeks=2)),
        ("年度报告形成之日起20个工作日内", None),
        ("部门预算批复后20日内", None),
        ("20个工作日", None),
    ],
)
def test_how_often_a_row_is_owed(said: str, period: Period | None) -> None:
    assert read_period(said) == period


@pytest.mark.parametrize(
    ("said", "day", "name", "opens", "due"),
    [
        ("每年3月底前", "2024-02-10", "2024年", "2024-01-01", "2024-03-31"),
        ("次年3月31日前", "2024-02-10", "2023年", "2024-01-01", "2024-03-31"),
        ("每季度结束后15日内", "2024-04-01", "2024年第1季度", "2024-04-01", "2024-04-15"),
        ("每季度结束后15日内", "2024-03-31", "2023年第4季度", "2024-01-01", "2024-01-15"),
        # 1 January is a holiday: the tenth working day after 31 December is 15 January.
        ("季度终了后10个工作日内", "2024-01-02", "2023年第4季度", "2024-01-01", "2024-01-15"),
        ("按季度公开", "2024-03-31", "2024年第1季度", "2024-01-01", "2024-03-31"),
        ("每半年一次", "2024-07-01", "2024年下半年", "2024-07-01", "2024-12-31"),
        ("每月月底前", "2024-02-29", "2024年2月", "2024-02-01", "2024-02-29"),
        ("次月10日前", "2024-01-05", "2023年12月", "2024-01-01", "2024-01-10"),
        ("每周更新", "2024-03-06", "2024年3月4日起", "2024-03-04", "2024-03-10"),
    ],
)
def test_the_window_of_a_day(said: str, day: str, name: str, opens: str, due: str) -> None:
    period = read_period(said)
    assert period is not None
    found = window_on(period, read_time_limit(said), date.fromisoformat(day), national())
    assert (found.name, f"{found.opens}", f"{found.due}") == (name, opens, due)


def test_working_days_follow_the_calendar() -> None:
    assert due_day(WORKING, date(2024, 9, 10), national()) == (date(2024, 10, 14), False)
    assert due_day(TimeLimit(months=1), date(2024, 1, 31), national()) == (date(2024, 2, 29), False)
    assert due_day(AT_ONCE, date(2024, 1, 31), national()) == (date(2024, 1, 31), False)


@given(
    st.text(
        alphabet="每季年月日周工作个内前后起至形成公示期1234567890一二十半两（），。-", max_size=24
    )
)
def test_any_words_are_read_or_left_open(said: str) -> None:
    limit, period = read_time_limit(said), read_period(said)
    assert limit is None or (limit.days >= 0 and limit.months >= 0 and limit.words)
    if period is not None:
        found = window_on(period, limit, date(2024, 5, 17), national())
        assert found.opens <= date(2024, 5, 17)
        assert period.words.startswith("每")
