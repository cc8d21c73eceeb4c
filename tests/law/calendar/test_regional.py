"""Regional days: where an office of a region counts differently from the nation, and nowhere else."""

from datetime import date, timedelta
from typing import Any

import pytest

from tests.law.calendar.cases import cases
from yangguang.law.calendar import DayKind, UnknownRegion, national, regional, regions


def _differing(code: str, year: int) -> tuple[list[date], list[date]]:
    rest, work = [], []
    day = date(year, 1, 1)
    while day.year == year:
        here, there = regional(code).is_working(day), national().is_working(day)
        if there and not here:
            rest.append(day)
        if here and not there:
            work.append(day)
        day += timedelta(days=1)
    return rest, work


@pytest.mark.parametrize("case", cases("region"))
def test_a_region_differs_from_the_nation_on_exactly_its_days(case: dict[str, Any]) -> None:
    year = case["year"] if "year" in case else case["rest"][0].year
    assert _differing(case["code"], year) == (case["rest"], case["work"])


def test_a_region_does_not_differ_before_its_instrument() -> None:
    for year in range(2007, 2014):
        assert _differing("45", year) == ([], [])


def test_a_regional_day_names_its_instrument_and_region() -> None:
    status = regional("45").status(date(2025, 3, 31))
    assert status.kind is DayKind.HOLIDAY
    assert status.name == "壮族三月三"
    assert status.region == "45"
    assert status.basis == "《广西壮族自治区少数民族习惯节日放假办法》（自治区人民政府令第98号）"


def test_a_regional_day_on_a_weekend_stays_a_weekend() -> None:
    assert regional("45").status(date(2026, 4, 18)).kind is DayKind.WEEKEND
    assert regional("45").status(date(2026, 4, 19)).kind is DayKind.WEEKEND


def test_days_cancelled_by_the_region_say_so() -> None:
    status = regional("45").status(date(2020, 3, 26))
    assert status.kind is DayKind.WORKDAY
    assert (status.name, status.region) == ("壮族三月三", "45")


def test_a_region_as_it_was_known() -> None:
    assert regional("45", known_on=date(2026, 3, 3)).is_working(date(2026, 4, 17))
    assert not regional("45", known_on=date(2026, 3, 4)).is_working(date(2026, 4, 17))
    assert regional("45", known_on=date(2019, 3, 21)).is_working(date(2019, 5, 2))
    assert not regional("45", known_on=date(2019, 3, 22)).is_working(date(2019, 5, 2))


def test_a_place_inside_a_region_follows_it() -> None:
    assert regional("450102") is regional("45")
    assert regional("4501") is regional("45")


def test_no_region_is_the_nation() -> None:
    assert regional("") is national()
    day = date(2018, 3, 1)
    assert regional("", known_on=day) is national(known_on=day)


@pytest.mark.parametrize("code", ["11", "4", "54", "99", "guangxi"])
def test_an_unknown_region_is_refused_with_those_known(code: str) -> None:
    with pytest.raises(UnknownRegion) as caught:
        regional(code)
    assert caught.value.code == code
    assert str(caught.value) == (
        f"没有地区代码“{code}”的地方节假日。可用的代码：45（广西壮族自治区）；"
        "没有地方节假日的地区请留空。如本地另有放假规定，请作为本单位的调整通知导入。"
    )


def test_every_region_has_each_year_since_its_instrument() -> None:
    for code, region in regions().items():
        assert region.code == code
        assert region.years == tuple(range(region.since.year, national().last_known.year + 1))
        assert region.source.startswith(("text", "memory"))
        for notice in region.notices:
            assert notice.region == code
            assert notice.change
            assert notice.source == region.basis
