"""The national calendar: every day against two packages, worked values, what was known when."""

from datetime import date, timedelta
from typing import Any

import chinese_calendar
import holidays
import pytest

from tests.law.calendar.cases import cases
from yangguang.law.calendar import (
    CalendarUnknown,
    DayKind,
    DayStatus,
    national,
    national_notices,
)

FIRST, LAST = date(2007, 1, 1), date(2026, 12, 31)
DAYS = [FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1)]


def test_every_day_of_twenty_years_agrees_with_two_packages() -> None:
    calendar = national()
    other = holidays.country_holidays("CN", years=range(2007, 2027))
    differing = [
        day
        for day in DAYS
        if not (
            calendar.is_working(day)
            == chinese_calendar.is_workday(day)
            == other.is_working_day(day)
        )
    ]
    assert differing == []
    assert len(DAYS) == 7305


def test_every_kind_of_day_follows_from_weekday_and_work() -> None:
    for day in DAYS:
        status = national().status(day)
        weekend = day.weekday() >= 5
        assert status.day == day
        assert not status.provisional
        assert status.region == ""
        assert status.working == national().is_working(day)
        if status.kind is DayKind.WORKDAY:
            assert not weekend
        elif status.kind in (DayKind.MAKE_UP, DayKind.WEEKEND):
            assert weekend
        ordinary = status.kind in (DayKind.WORKDAY, DayKind.WEEKEND)
        assert (status.name == "") == ordinary
        assert (status.basis == "") == ordinary


def test_a_holiday_names_its_notice() -> None:
    assert national().status(date(2019, 10, 2)) == DayStatus(
        date(2019, 10, 2), DayKind.HOLIDAY, "国庆节", "国办发明电〔2018〕15号"
    )
    assert national().status(date(2019, 10, 12)) == DayStatus(
        date(2019, 10, 12), DayKind.MAKE_UP, "国庆节", "国办发明电〔2018〕15号"
    )


def test_ordinary_days_need_no_basis() -> None:
    assert national().status(date(2026, 3, 2)) == DayStatus(date(2026, 3, 2), DayKind.WORKDAY)
    assert national().status(date(2026, 3, 1)) == DayStatus(date(2026, 3, 1), DayKind.WEEKEND)


@pytest.mark.parametrize("case", cases("counted"))
def test_worked_values(case: dict[str, Any]) -> None:
    for number, due in case["due"].items():
        assert national().add(case["after"], int(number)) == due
        assert national().count(case["after"], due) == int(number)


@pytest.mark.parametrize("case", cases("known"))
def test_what_was_known_before_a_notice_changed_it(case: dict[str, Any]) -> None:
    day, until = case["day"], case["until"]
    assert national(known_on=until).status(day).kind == case["before"]
    after = national(known_on=until + timedelta(days=1)).status(day)
    assert after.kind == case["after"]
    assert after.basis == case["basis"]
    assert national().status(day) == after


def test_a_due_date_moved_by_the_longer_spring_festival() -> None:
    received = date(2020, 1, 20)
    assert national(known_on=date(2020, 1, 26)).add(received, 20) == date(2020, 2, 21)
    assert national(known_on=date(2020, 1, 27)).add(received, 20) == date(2020, 2, 25)


def test_next_year_is_unknown_until_its_notice_is_out() -> None:
    calendar = national(known_on=date(2025, 11, 3))
    assert calendar.last_known == date(2025, 12, 31)
    with pytest.raises(CalendarUnknown) as caught:
        calendar.is_working(date(2026, 1, 5))
    assert caught.value.day == date(2026, 1, 5)
    assert caught.value.last_known == date(2025, 12, 31)
    assert national(known_on=date(2025, 11, 4)).last_known == date(2026, 12, 31)


def test_before_the_first_notice_nothing_is_known() -> None:
    with pytest.raises(CalendarUnknown, match="还没有任何节假日安排"):
        national(known_on=date(2006, 12, 13))


def test_the_calendar_between_two_notices_is_one_object() -> None:
    assert national() is national()
    assert national(known_on=date(2016, 3, 1)) is national(known_on=date(2016, 9, 1))
    assert national(known_on=date(2016, 3, 1)) != national(known_on=date(2017, 1, 1))


def test_every_year_has_one_whole_notice_and_three_years_were_changed() -> None:
    whole = [notice.year for notice in national_notices() if notice.whole_year]
    assert sorted(whole) == list(range(2007, 2027))
    changed = [notice.year for notice in national_notices() if notice.change]
    assert changed == [2015, 2019, 2020]


def test_every_notice_was_issued_before_the_days_it_names() -> None:
    for notice in national_notices():
        assert notice.number is not None
        assert notice.issued is not None
        assert notice.issued <= notice.known < notice.days[0].day


def test_statutory_days_are_off_in_every_year() -> None:
    for year in range(2007, 2027):
        for month, number in ((1, 1), (5, 1), (10, 1), (10, 2), (10, 3)):
            day = date(year, month, number)
            assert national().status(day).kind is DayKind.HOLIDAY


def test_each_year_exchanges_days_and_gives_only_the_statutory_ones() -> None:
    # Weekdays off less weekend days worked leave what the decree gives: 10 days until 2007,
    # 11 until 2024, 13 since. It holds for each notice as first issued.
    given = {
        notice.year: sum(day.day.weekday() < 5 for day in notice.days if day.what == "rest")
        - sum(day.what == "work" for day in notice.days)
        for notice in national_notices()
        if notice.whole_year
    }
    assert given == {
        2007: 10,
        **dict.fromkeys(range(2008, 2025), 11),
        2025: 13,
        2026: 13,
    }
