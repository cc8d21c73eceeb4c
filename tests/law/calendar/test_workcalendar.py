"""Counting on any calendar: properties, edges of the known years, layers, provisional years."""

import copy
import pickle
import re
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yangguang.law.calendar import (
    BadNotice,
    CalendarUnknown,
    DayKind,
    Notice,
    NoticeDay,
    WorkCalendar,
    national,
    parse_notice,
    regional,
    with_notices,
)

FIRST, LAST = date(2007, 1, 1), date(2026, 12, 31)
CALENDARS = st.sampled_from(
    [
        national(),
        national(known_on=date(2026, 1, 1)),
        regional("45"),
        national().provisional(),
        with_notices(
            national(),
            [
                Notice(
                    2021,
                    None,
                    None,
                    "本单位",
                    (
                        NoticeDay(date(2021, 3, 3), "rest", "停电"),
                        NoticeDay(date(2021, 3, 6), "work", "停电"),
                    ),
                    change=True,
                )
            ],
        ),
    ]
)
DAYS = st.dates(FIRST, date(2026, 8, 31))
NUMBERS = st.integers(0, 60)


@given(CALENDARS, DAYS, NUMBERS)
def test_adding_and_counting_are_inverse(calendar: WorkCalendar, day: date, number: int) -> None:
    assert calendar.count(day, calendar.add(day, number)) == number


@given(CALENDARS, DAYS, st.integers(1, 60))
def test_a_due_day_is_worked_and_later(calendar: WorkCalendar, day: date, number: int) -> None:
    due = calendar.add(day, number)
    assert calendar.is_working(due)
    assert due > day


@given(CALENDARS, DAYS, st.integers(1, 59))
def test_one_more_day_is_the_next_working_day(
    calendar: WorkCalendar, day: date, number: int
) -> None:
    due = calendar.add(day, number)
    assert calendar.add(day, number + 1) == calendar.next_working(due + timedelta(days=1))


@given(CALENDARS, DAYS, st.integers(0, 60), NUMBERS)
def test_a_later_start_is_never_due_earlier(
    calendar: WorkCalendar, day: date, later: int, number: int
) -> None:
    assert calendar.add(day, number) <= calendar.add(day + timedelta(days=later), number)


@given(CALENDARS, DAYS, st.integers(0, 30), st.integers(0, 30))
def test_periods_join(calendar: WorkCalendar, day: date, one: int, two: int) -> None:
    assert calendar.add(calendar.add(day, one), two) == calendar.add(day, one + two)


@given(CALENDARS, DAYS, st.integers(0, 90))
def test_counting_equals_looking_at_each_day(
    calendar: WorkCalendar, after: date, length: int
) -> None:
    days = [after + timedelta(days=n) for n in range(1, length + 1)]
    through = after + timedelta(days=length)
    assert calendar.count(after, through) == sum(calendar.is_working(day) for day in days)


@given(CALENDARS, DAYS)
def test_the_next_working_day_is_the_first_that_is_worked(
    calendar: WorkCalendar, day: date
) -> None:
    found = calendar.next_working(day)
    assert calendar.is_working(found)
    while day < found:
        assert not calendar.is_working(day)
        day += timedelta(days=1)


@given(CALENDARS, DAYS)
def test_status_and_work_agree(calendar: WorkCalendar, day: date) -> None:
    assert calendar.status(day).working == calendar.is_working(day)


@given(DAYS)
def test_the_provisional_calendar_agrees_where_the_notices_speak(day: date) -> None:
    assert national().provisional().status(day) == national().status(day)
    assert regional("45").provisional().status(day) == regional("45").status(day)


def test_no_working_days_lie_between_a_day_and_itself_or_an_earlier_one() -> None:
    assert national().count(date(2026, 3, 4), date(2026, 3, 4)) == 0
    assert national().count(date(2026, 3, 4), date(2026, 3, 2)) == 0


def test_a_negative_number_of_days_is_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        national().add(date(2026, 3, 4), -1)


def test_zero_days_after_a_holiday_is_the_holiday() -> None:
    assert national().add(date(2026, 10, 1), 0) == date(2026, 10, 1)


def test_the_last_known_working_day_can_be_reached_and_the_next_cannot() -> None:
    assert national().add(date(2026, 12, 30), 1) == date(2026, 12, 31)
    with pytest.raises(CalendarUnknown) as caught:
        national().add(date(2026, 12, 30), 2)
    assert caught.value.day == date(2027, 1, 1)
    assert caught.value.last_known == date(2026, 12, 31)


@pytest.mark.parametrize("day", [date(2027, 1, 1), date(2006, 12, 31)])
def test_outside_the_known_years_every_question_is_refused(day: date) -> None:
    calendar = national()
    inside = date(2010, 1, 4)
    for ask in (
        lambda: calendar.status(day),
        lambda: calendar.is_working(day),
        lambda: calendar.add(day, 0),
        lambda: calendar.add(day, 1),
        lambda: calendar.count(day, inside),
        lambda: calendar.count(inside, day),
        lambda: calendar.next_working(day),
    ):
        with pytest.raises(CalendarUnknown) as caught:
            ask()
        assert caught.value.day == day


def test_the_refusal_says_what_to_do() -> None:
    with pytest.raises(CalendarUnknown) as caught:
        national().add(date(2026, 12, 20), 20)
    assert str(caught.value) == (
        "2027年1月1日的工作日安排尚未公布：现有安排到2026年12月31日为止。"
        "请在国务院办公厅公布2027年节假日安排通知后导入工作日历，"
        "在此之前可先使用标明“预计”的日期。"
    )
    with pytest.raises(CalendarUnknown, match=r"从2007年1月1日起.*请核对日期"):
        national().status(date(2006, 5, 1))


def test_a_known_year_that_ends_on_a_rest_day_has_no_next_working_day() -> None:
    calendar = national(known_on=date(2011, 6, 1))
    assert calendar.next_working(date(2011, 12, 30)) == date(2011, 12, 30)
    with pytest.raises(CalendarUnknown) as caught:
        calendar.next_working(date(2011, 12, 31))
    assert caught.value.day == date(2012, 1, 1)


def test_provisional_years_have_what_the_decree_gives_and_weekends_only() -> None:
    calendar = national().provisional()
    assert calendar.last_known == date(2036, 12, 31)
    assert calendar.label == "全国工作日历（2007—2026年，2027—2036年为预计）"
    marked = {}
    day = date(2027, 1, 1)
    while day.year == 2027:
        status = calendar.status(day)
        assert status.provisional
        assert status.kind is not DayKind.MAKE_UP
        if status.kind is DayKind.HOLIDAY:
            marked[day] = status.name
            article = "第六条" if status.name.endswith("补假") else ""
            assert status.basis == (
                f"《全国年节及纪念日放假办法》（国务院令第795号）{article}，"
                "具体安排待国务院办公厅通知"
            )
        day += timedelta(days=1)
    # Spring Festival 2027 begins on Saturday 6 February, Labour Day is a Saturday, and so is the
    # second day of National Day: two weekdays are given for each weekend.
    assert marked == {
        date(2027, 1, 1): "元旦",
        date(2027, 2, 5): "春节",
        date(2027, 2, 6): "春节",
        date(2027, 2, 7): "春节",
        date(2027, 2, 8): "春节",
        date(2027, 2, 9): "春节补假",
        date(2027, 2, 10): "春节补假",
        date(2027, 4, 5): "清明节",
        date(2027, 5, 1): "劳动节",
        date(2027, 5, 2): "劳动节",
        date(2027, 5, 3): "劳动节补假",
        date(2027, 5, 4): "劳动节补假",
        date(2027, 6, 9): "端午节",
        date(2027, 9, 15): "中秋节",
        date(2027, 10, 1): "国庆节",
        date(2027, 10, 2): "国庆节",
        date(2027, 10, 3): "国庆节",
        date(2027, 10, 4): "国庆节补假",
        date(2027, 10, 5): "国庆节补假",
    }


def test_the_forecast_ends_with_the_table_of_festivals() -> None:
    notices = [
        Notice(year, None, None, "国务院办公厅", (NoticeDay(date(year, 1, 1), "rest", "元旦"),))
        for year in range(2027, 2067)
    ]
    calendar = with_notices(national(), notices).provisional()
    assert calendar.last_known == date(2070, 12, 31)
    assert calendar.status(date(2070, 10, 1)).kind is DayKind.HOLIDAY


def test_ordinary_provisional_days_are_marked_too() -> None:
    calendar = national().provisional()
    assert calendar.status(date(2027, 3, 1)).provisional
    assert calendar.status(date(2027, 3, 6)).provisional
    assert not calendar.status(date(2026, 12, 31)).provisional


def test_the_provisional_years_rest_on_the_decree_of_their_time() -> None:
    old = national(known_on=date(2024, 6, 1)).provisional()
    assert old.is_working(date(2025, 5, 2))
    assert "第644号" in old.status(date(2025, 5, 1)).basis
    new = national(known_on=date(2024, 11, 11)).provisional()
    assert not new.is_working(date(2025, 5, 2))


def test_a_provisional_date_may_move_when_the_notice_comes() -> None:
    before = national(known_on=date(2025, 11, 3)).provisional()
    assert before.add(date(2025, 12, 22), 20) == date(2026, 1, 20)
    assert national().add(date(2025, 12, 22), 20) == date(2026, 1, 20)
    assert before.add(date(2026, 1, 20), 20) == date(2026, 2, 23)
    assert national().add(date(2026, 1, 20), 20) == date(2026, 2, 24)


def test_continuing_twice_changes_nothing() -> None:
    once = national().provisional()
    assert once.provisional() is once
    assert national().provisional() is once


def test_calendars_are_equal_by_their_layers() -> None:
    notices = national().notices
    one = WorkCalendar(notices)
    two = WorkCalendar(notices)
    assert one == two
    assert hash(one) == hash(two)
    assert one != WorkCalendar(notices[:-1])
    assert one != one.provisional()
    assert one != "全国工作日历"
    assert len({one, two, one.provisional()}) == 2


def test_a_calendar_survives_copying_and_pickling() -> None:
    calendar = regional("45")
    for twin in (copy.deepcopy(calendar), pickle.loads(pickle.dumps(calendar))):
        assert twin == calendar
        assert twin.add(date(2025, 3, 28), 1) == date(2025, 4, 2)


def test_without_any_notice_there_is_no_calendar() -> None:
    with pytest.raises(CalendarUnknown) as caught:
        WorkCalendar([])
    assert caught.value.last_known is None


NEXT_YEAR = """
year = 2027
number = "国办发明电〔2026〕99号"
issued = 2026-11-05
source = "测试用例，非真实通知"

[[holiday]]
name = "元旦"
rest = ["2027-01-01..2027-01-03"]

[[holiday]]
name = "春节"
rest = ["2027-02-05..2027-02-12"]
work = ["2027-01-30", "2027-02-20"]

[[holiday]]
name = "清明节"
rest = ["2027-04-03..2027-04-05"]

[[holiday]]
name = "劳动节"
rest = ["2027-05-01..2027-05-05"]
work = ["2027-04-25", "2027-05-08"]

[[holiday]]
name = "端午节"
rest = [2027-06-09]

[[holiday]]
name = "中秋节"
rest = [2027-09-15]

[[holiday]]
name = "国庆节"
rest = ["2027-10-01..2027-10-07"]
work = ["2027-09-26", "2027-10-09"]
"""


def test_an_uploaded_notice_makes_the_next_year_known() -> None:
    calendar = with_notices(national(), [parse_notice(NEXT_YEAR)])
    assert calendar.last_known == date(2027, 12, 31)
    assert calendar.label == "全国工作日历（2007—2027年）"
    assert calendar.status(date(2027, 2, 20)).kind is DayKind.MAKE_UP
    assert calendar.status(date(2027, 2, 20)).basis == "国办发明电〔2026〕99号"
    assert calendar.add(date(2026, 12, 28), 5) == date(2027, 1, 5)
    assert national().last_known == date(2026, 12, 31)


def test_an_uploaded_notice_settles_the_first_provisional_year() -> None:
    calendar = with_notices(national(), [parse_notice(NEXT_YEAR)]).provisional()
    assert calendar.last_known == date(2037, 12, 31)
    assert not calendar.status(date(2027, 2, 8)).provisional
    assert calendar.status(date(2028, 1, 3)).provisional
    over = with_notices(national().provisional(), [parse_notice(NEXT_YEAR)])
    assert over == calendar


def test_a_region_keeps_its_days_under_a_new_notice() -> None:
    calendar = with_notices(regional("45"), [parse_notice(NEXT_YEAR)])
    assert calendar.region == "45"
    assert calendar.label == "广西壮族自治区工作日历（2007—2027年）"
    assert not calendar.is_working(date(2026, 4, 17))
    assert calendar.last_known == date(2027, 12, 31)


def test_a_year_may_not_be_skipped() -> None:
    days = re.sub(r"work = .*\n", "", NEXT_YEAR).replace("2027-", "2028-")
    text = days.replace("year = 2027", "year = 2028")
    with pytest.raises(BadNotice, match="2028年的安排前面缺少2027年的安排，请先导入2027年"):
        with_notices(national(), [parse_notice(text)])


def test_a_corrected_notice_replaces_the_whole_year() -> None:
    wrong = parse_notice(NEXT_YEAR)
    right = parse_notice(NEXT_YEAR.replace('"2027-01-30", "2027-02-20"', '"2027-01-31"'))
    calendar = with_notices(national(), [wrong, right])
    assert calendar.is_working(date(2027, 1, 31))
    assert not calendar.is_working(date(2027, 1, 30))
    assert not calendar.is_working(date(2027, 2, 20))


def _change(region: str = "", **days: str) -> Notice:
    return Notice(
        2026,
        None,
        None,
        "本单位通知",
        tuple(
            NoticeDay(date.fromisoformat(day[1:].replace("_", "-")), what, "调整")  # type: ignore[arg-type]  # the tests spell rest and work out
            for day, what in days.items()
        ),
        region=region,
        change=True,
    )


def test_an_office_overrides_single_days() -> None:
    calendar = with_notices(
        national(), [_change(d2026_03_04="rest", d2026_03_07="work", d2026_10_01="work")]
    )
    assert calendar.status(date(2026, 3, 4)).kind is DayKind.HOLIDAY
    assert calendar.status(date(2026, 3, 7)).kind is DayKind.MAKE_UP
    national_day = calendar.status(date(2026, 10, 1))
    assert national_day.kind is DayKind.WORKDAY
    assert national_day.basis == "本单位通知"
    assert calendar.last_known == date(2026, 12, 31)


def test_the_later_notice_decides() -> None:
    rest, work = _change(d2026_03_04="rest"), _change(d2026_03_04="work")
    assert with_notices(national(), [rest, work]).is_working(date(2026, 3, 4))
    assert not with_notices(national(), [work, rest]).is_working(date(2026, 3, 4))


def test_a_change_in_a_year_not_yet_known_waits_for_it() -> None:
    early = Notice(
        2027,
        None,
        None,
        "本单位通知",
        (NoticeDay(date(2027, 3, 3), "rest", "停电"),),
        change=True,
    )
    calendar = with_notices(national(), [early])
    assert calendar.last_known == date(2026, 12, 31)
    later = with_notices(calendar, [parse_notice(NEXT_YEAR)])
    assert not later.is_working(date(2027, 3, 3))
    expected = with_notices(national(), [early]).provisional().status(date(2027, 3, 3))
    assert (expected.name, expected.provisional) == ("停电", True)


def test_a_notice_of_another_region_does_not_apply() -> None:
    own = _change("1101", d2026_03_04="rest")
    assert with_notices(national(), [own]) is national()
    assert with_notices(national(), [own], region="310000") is national()
    assert not with_notices(national(), [own], region="110105").is_working(date(2026, 3, 4))


def test_the_same_notices_give_the_same_calendar() -> None:
    notice = parse_notice(NEXT_YEAR)
    assert with_notices(national(), [notice]) is with_notices(national(), [notice])
