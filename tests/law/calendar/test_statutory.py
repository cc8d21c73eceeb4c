"""The decree's own days: one text at a time, festivals on their true dates."""

from datetime import date, timedelta

import holidays
import pytest

from yangguang.law.calendar.statutory import (
    compensated_days,
    decrees,
    expected_days,
    first_year,
    last_year,
)


def _holidays(year: int) -> set[date]:
    package = holidays.country_holidays("CN", years=year, observed=False)
    return {day for day, name in package.items() if "休息日" not in name and "延长" not in name}


@pytest.mark.parametrize("year", range(2027, 2070))
def test_statutory_days_of_years_to_come_agree_with_a_package(year: int) -> None:
    assert {day for day, _, _ in expected_days(year)} == _holidays(year)


@pytest.mark.parametrize("year", range(2027, 2070))
def test_weekdays_given_for_weekends_agree_with_a_package(year: int) -> None:
    package = set(holidays.country_holidays("CN", years=year))
    given = {day for day, _, _ in compensated_days(year)}
    assert given == package - _holidays(year)
    assert all(day.weekday() < 5 for day in given)


def test_the_table_reaches_from_the_first_notice_with_festivals_to_2070() -> None:
    assert (first_year(), last_year()) == (2008, 2070)


def test_each_text_gives_its_number_of_days() -> None:
    assert [sum(1 for _ in expected_days(year)) for year in (2008, 2013, 2014, 2024, 2025)] == [
        11,
        11,
        11,
        11,
        13,
    ]


def test_the_eve_of_the_spring_festival_came_and_went_and_came_back() -> None:
    def spring(year: int) -> list[date]:
        return [day for day, name, _ in expected_days(year) if name == "春节"]

    assert spring(2013) == [date(2013, 2, 9), date(2013, 2, 10), date(2013, 2, 11)]
    assert spring(2014) == [date(2014, 1, 31), date(2014, 2, 1), date(2014, 2, 2)]
    assert spring(2025) == [
        date(2025, 1, 28),
        date(2025, 1, 29),
        date(2025, 1, 30),
        date(2025, 1, 31),
    ]


def test_exactly_one_text_governs_each_year() -> None:
    texts = decrees()
    assert [decree.since for decree in texts] == [
        date(2008, 1, 1),
        date(2014, 1, 1),
        date(2025, 1, 1),
    ]
    for year in range(first_year(), last_year() + 1):
        governing = [decree for decree in texts if decree.since <= date(year, 1, 1)][-1]
        assert all(governing.number in basis for _, _, basis in expected_days(year))


def test_a_text_is_made_public_before_it_is_in_force() -> None:
    for decree in decrees():
        assert timedelta(0) < decree.since - decree.issued < timedelta(days=90)


def test_a_year_past_the_table_is_refused() -> None:
    with pytest.raises(KeyError, match="2071"):
        list(expected_days(2071))
