from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yangguang.text.dates import add_months, add_years, find_dates, first_day, parse_date, read_date
from yangguang.text.numerals import to_chinese, to_positional


@pytest.mark.parametrize(
    "text",
    [
        "2019年01月27日", "2019年1月27日", "2019 年 1 月 27 日", "２０１９年１月２７日", "2019-01-27",
        "2019-1-27", "2019/01/27", "2019.1.27", "2019.01.27", "二〇一九年一月二十七日",
        "二○一九年一月二十七日", "二零一九年一月二十七日", "二0一九年元月二十七日", "二O一九年一月廿七日",
        "2019-01-27 15:30", "2019-01-27 15:30:00", "2019-01-27 15:30:00.0", "2019-01-27T15:30:00+08:00",
        "2019年01月27日 15:30", "2019年1月27日 星期日", "2019年1月27日（星期日）", "（2019年1月27日）",
        "20190127", "2019年1月27号", "2019－01－27", "2019-01-27 15时30分", "二〇一九年一月二十七号。",
    ],
)  # fmt: skip
def test_one_day_is_read_in_every_spelling(text: str) -> None:
    assert parse_date(text) == date(2019, 1, 27)


@pytest.mark.parametrize(
    "text",
    ["", "2019", "2019年", "2019年1月", "2019年2月30日", "2019-13-01", "2019.15", "1,234", "99991231",
     "12:30", "20191399", "国发〔2019〕5号", "2019年1月27日起施行", "3019年1月1日", "一九年一月一日"],
)  # fmt: skip
def test_what_is_no_full_day_is_refused(text: str) -> None:
    assert parse_date(text) is None


def test_a_month_is_told_as_a_month() -> None:
    found = read_date("（2023年5月）")
    assert found is not None
    assert (found.value, found.precision) == (date(2023, 5, 1), "month")


def test_a_fused_date_with_one_reading_is_flagged() -> None:
    found = read_date("2021926")
    assert found is not None
    assert (found.value, found.certain) == (date(2021, 9, 26), False)
    assert "缺少分隔" in found.why


def test_a_fused_date_with_two_readings_is_left_open() -> None:
    found = read_date("2021112")
    assert found is not None
    assert found.value is None
    assert "2021-01-12" in found.why
    assert "2021-11-02" in found.why


def test_a_day_that_does_not_exist_is_told() -> None:
    found = read_date("2019年2月30日")
    assert found is not None
    assert found.value is None
    assert found.why == "2019年2月没有30日"


def test_dates_are_found_in_prose() -> None:
    text = "自2019年1月1日起施行，至二〇二三年十二月三十一日止，有效期见2024-02-01公告，增长2.15。"
    assert [found.value for found in find_dates(text)] == [
        date(2019, 1, 1),
        date(2023, 12, 31),
        date(2024, 2, 1),
    ]
    assert first_day("无日期，2018年，2018年3月，2018年3月5日") == date(2018, 3, 5)


def test_years_and_months_are_added_by_the_calendar() -> None:
    assert add_years(date(2020, 2, 29), 1) == date(2021, 2, 28)
    assert add_years(date(2020, 1, 1), 5) == date(2025, 1, 1)
    assert add_months(date(2020, 1, 31), 1) == date(2020, 2, 29)
    assert add_months(date(2020, 11, 30), 3) == date(2021, 2, 28)


days = st.dates(min_value=date(1900, 1, 1), max_value=date(2100, 1, 1))


@given(days)
def test_a_day_written_in_chinese_is_read_back(day: date) -> None:
    text = f"{to_positional(day.year)}年{to_chinese(day.month)}月{to_chinese(day.day)}日"
    assert parse_date(text) == day


@given(days, st.sampled_from(["-", "/", ".", " - "]))
def test_a_punctuated_day_is_read_back(day: date, mark: str) -> None:
    text = f"{day.year}{mark}{day.month}{mark}{day.day}"
    assert parse_date(text) == day


@given(st.text(alphabet="0123456789年月日-/.〇一二三十元 O至", max_size=60))
def test_any_string_is_answered_without_an_exception(text: str) -> None:
    read_date(text)
    for found in find_dates(text):
        assert text[found.start : found.end] == found.text
        assert found.certain or found.why
