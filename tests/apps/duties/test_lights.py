"""Lights follow the last day and the body's own calendar; every open duty shows exactly one."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from tests.builders.agencies import AT, BY, City, a_city, an_agency, somebody
from tests.builders.duties import a_duty
from yangguang.apps.agencies.permissions import Permission
from yangguang.apps.duties.calendars import Forecast
from yangguang.apps.duties.lights import Light, left_words, limits_on, lit
from yangguang.apps.duties.models import AgencyCalendar, Duty, YellowDays
from yangguang.apps.duties.selectors import (
    Counts,
    calendar_of,
    counts_by_agency,
    duties_of,
    lying_with,
    standings,
    total_counts,
    with_light,
)
from yangguang.apps.duties.services import assign_duty, discharge_duty
from yangguang.law.calendar import national, regional

pytestmark = pytest.mark.django_db

THURSDAY = date(2026, 4, 16)
"""The day before 三月三 of 2026: 17 and 20 April are days off in Guangxi and nowhere else."""


@pytest.fixture
def city() -> City:
    return a_city()


def follow(agency: object, region: str) -> None:
    AgencyCalendar.objects.create(
        agency=agency, region=region, valid_from=date(2026, 1, 1), recorded_at=AT
    )


@pytest.mark.parametrize(
    ("due_on", "light", "words"),
    [
        (date(2026, 4, 15), Light.RED, "已超期 1 个工作日"),
        (date(2026, 4, 16), Light.YELLOW, "今天到期"),
        (date(2026, 4, 17), Light.YELLOW, "剩 1 个工作日"),
        (date(2026, 4, 23), Light.YELLOW, "剩 5 个工作日"),
        (date(2026, 4, 24), Light.GREEN, "剩 6 个工作日"),
    ],
)
def test_a_duty_shows_its_light_and_the_days_left(
    city: City, due_on: date, light: Light, words: str
) -> None:
    shown = lit(a_duty(city.health, "1", due_on), limits_on(THURSDAY))
    assert (shown.light, shown.words) == (light, words)
    assert shown.due_today == (due_on == THURSDAY)


def test_over_the_weekend_a_duty_of_friday_is_red_without_a_day() -> None:
    limits = limits_on(date(2026, 4, 18))
    friday = date(2026, 4, 17)
    assert limits.light(1, friday) == Light.RED
    assert left_words(friday, limits.left(1, friday), limits.today) == "已超期"
    monday = date(2026, 4, 20)
    assert left_words(monday, limits.left(1, monday), limits.today) == "剩 1 个工作日"


def test_a_closed_duty_has_no_light(city: City) -> None:
    duty = discharge_duty(
        duty=a_duty(city.health, "1", THURSDAY), on=date(2026, 4, 1), by=BY, at=AT
    )
    shown = lit(duty, limits_on(THURSDAY))
    assert (shown.light, shown.words) == (None, "按期办结")


def test_an_expected_date_says_so(city: City) -> None:
    duty = a_duty(city.health, "1", date(2026, 4, 17), provisional=True)
    assert lit(duty, limits_on(THURSDAY)).words == "剩 1 个工作日（预计）"


def test_a_body_follows_its_own_region_or_that_of_the_nearest_body_above(city: City) -> None:
    follow(city.county, "45")
    assert calendar_of(city.county_health, THURSDAY) == regional("45")
    assert calendar_of(city.health, THURSDAY) == national()
    follow(city.county_health, "")
    assert calendar_of(city.county_health, THURSDAY) == national()
    assert calendar_of(city.county, date(2025, 12, 31)) == national()


def test_two_bodies_with_different_calendars_show_different_lights_on_one_day(city: City) -> None:
    follow(city.county, "45")
    limits = limits_on(THURSDAY)
    due = date(2026, 4, 27)
    assert limits.light(city.health.pk, due) == Light.GREEN
    assert limits.left(city.health.pk, due) == 7
    assert limits.left(city.county_health.pk, due) == 5
    assert limits.light(city.county_health.pk, due) == Light.YELLOW


def test_a_body_may_turn_yellow_earlier_and_those_below_it_too(city: City) -> None:
    YellowDays.objects.create(
        agency=city.county, days=10, valid_from=date(2026, 1, 1), recorded_at=AT
    )
    limits = limits_on(THURSDAY)
    due = date(2026, 4, 28)
    assert limits.light(city.health.pk, due) == Light.GREEN
    assert limits.light(city.county_health.pk, due) == Light.YELLOW


def test_counts_agree_with_the_lights_of_single_duties(city: City) -> None:
    follow(city.county, "45")
    YellowDays.objects.create(
        agency=city.schools, days=1, valid_from=date(2026, 1, 1), recorded_at=AT
    )
    bodies = [city.health, city.schools, city.county_health]
    for body in bodies:
        for step in range(-3, 16):
            a_duty(body, f"{body.pk}-{step}", THURSDAY + timedelta(days=step))
    limits = limits_on(THURSDAY)
    counted = counts_by_agency(None, limits)
    for body in bodies:
        lights = [limits.light(body.pk, duty.due_on) for duty in Duty.objects.filter(agency=body)]
        assert counted[body.pk] == Counts(
            open=19, red=lights.count(Light.RED), yellow=lights.count(Light.YELLOW), today=1
        )
    assert len({counted[body.pk].yellow for body in bodies}) == 3
    assert total_counts(duties_of(None), limits).open == 57
    found = [set(with_light(duties_of(None), light, limits)) for light in Light]
    assert sum(len(rows) for rows in found) == len(set().union(*found)) == 57


@given(
    step=st.integers(min_value=-400, max_value=400),
    today=st.dates(date(2024, 1, 1), date(2027, 6, 30)),
)
def test_every_duty_shows_exactly_one_light_on_every_day(step: int, today: date) -> None:
    limits = limits_on(today)
    due = today + timedelta(days=step)
    left = limits.left(7, due)
    expected = Light.RED if step < 0 else Light.YELLOW if left <= 5 else Light.GREEN
    assert limits.light(7, due) == expected


def test_lights_go_on_beyond_the_last_arranged_year() -> None:
    far = Forecast(national())
    assert far.add(date(2045, 3, 3), 5) == date(2045, 3, 10)
    assert far.left(date(2045, 3, 3), date(2045, 3, 10)) == 5
    assert far.left(date(2045, 3, 10), date(2045, 3, 3)) == -5


@pytest.mark.parametrize(
    ("left", "day"),
    [
        (0, date(2026, 5, 9)),
        (1, date(2026, 5, 8)),
        (3, date(2026, 5, 6)),
        (4, date(2026, 4, 30)),
        (-1, date(2026, 5, 11)),
    ],
)
def test_the_first_day_with_so_many_days_left_reaches_over_the_holiday(
    left: int, day: date
) -> None:
    make_up_saturday = date(2026, 5, 9)
    assert Forecast(national()).first_reaching(make_up_saturday, left) == day


def test_lights_and_lists_ask_the_same_number_of_times_for_any_number_of_bodies(
    city: City,
) -> None:
    follow(city.county, "45")
    a_duty(city.health, "1", THURSDAY)

    def asked() -> int:
        with CaptureQueriesContext(connection) as caught:
            limits = limits_on(THURSDAY)
            counts_by_agency(None, limits)
            standings(None, limits, year=2026)
            [duty.agency.name for duty in duties_of(None)]
        return len(caught)

    before = asked()
    for number in range(5):
        body = an_agency(f"石桥县第{number}局", parent=city.county)
        follow(body, "45")
        a_duty(body, f"n-{number}", THURSDAY)
    assert asked() == before


def test_what_is_due_today_lies_with_whoever_attends_to_it(city: City) -> None:
    clerk = somebody("agency-clerk", city.health)
    other = somebody("agency-clerk", city.health, username="other")
    free = a_duty(city.health, "1", THURSDAY)
    taken = a_duty(city.health, "2", THURSDAY, person=other)
    a_duty(city.schools, "3", THURSDAY)
    permissions = [Permission.REQUEST_HANDLE.value]
    assert list(lying_with(clerk, city.health, permissions)) == [free]
    assert set(lying_with(other, city.health, permissions)) == {free, taken}
    assert list(lying_with(clerk, city.health, [Permission.ITEM_VIEW.value])) == []
    assign_duty(duty=free, person=other, by=BY, at=AT)
    assert list(lying_with(clerk, city.health, permissions)) == []


def test_a_body_stands_by_what_it_did_in_time_late_and_not_yet(city: City) -> None:
    for number, (due, done) in enumerate(
        [
            (date(2026, 3, 30), date(2026, 3, 30)),
            (date(2026, 3, 30), date(2026, 3, 20)),
            (date(2026, 3, 30), date(2026, 3, 31)),
            (date(2026, 3, 30), None),
            (date(2026, 12, 30), None),
        ]
    ):
        duty = a_duty(city.health, str(number), due)
        if done:
            discharge_duty(duty=duty, on=done, by=BY, at=AT)
    last_year = a_duty(city.health, "old", date(2025, 12, 30), opened_on=date(2025, 12, 1))
    discharge_duty(duty=last_year, on=date(2025, 12, 31), by=BY, at=AT)
    standing = standings(None, limits_on(THURSDAY), year=2026)[city.health.pk]
    assert standing.counts == Counts(open=2, red=1, yellow=0, today=0)
    assert (standing.done, standing.late, standing.rate) == (2, 1, 50.0)
    assert standing.overdue_days == 12
