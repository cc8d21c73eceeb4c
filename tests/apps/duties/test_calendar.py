"""A changed calendar moves nothing until the list of differences is signed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest

from tests.builders.agencies import AT, BY, City, a_city
from tests.builders.duties import KIND, a_duty, a_kind
from yangguang.apps.agencies.models import Agency
from yangguang.apps.agencies.permissions import Permission
from yangguang.apps.agencies.verdicts import Refused
from yangguang.apps.audit.actors import Actor
from yangguang.apps.audit.models import Act
from yangguang.apps.audit.services import Subject
from yangguang.apps.duties import calendars
from yangguang.apps.duties.models import (
    AgencyCalendar,
    CalendarChange,
    CalendarMark,
    CalendarNotice,
    CalendarRevision,
    Duty,
    DutyChange,
)
from yangguang.apps.duties.registry import DutyKind, register_kind, unregister_kind
from yangguang.apps.duties.selectors import calendar_of, limits_on
from yangguang.apps.duties.services import (
    adopt_notice,
    assign_region,
    check_calendars,
    discharge_duty,
    drop_change,
    open_duty,
    retire_notice,
    set_yellow_days,
    sign_off_change,
)
from yangguang.law.calendar import BadNotice, WorkCalendar, national, parse_notice

pytestmark = pytest.mark.django_db

NOTICE_2027 = """
year = 2027
number = "测办发〔2026〕1号"
issued = 2026-02-27
[[holiday]]
name = "元旦"
rest = ["2027-01-01..2027-01-03"]
[[holiday]]
name = "春节"
rest = ["2027-02-05..2027-02-11"]
work = ["2027-01-30", "2027-02-20"]
[[holiday]]
name = "清明节"
rest = ["2027-04-03..2027-04-05"]
[[holiday]]
name = "劳动节"
rest = ["2027-05-01..2027-05-05"]
[[holiday]]
name = "端午节"
rest = ["2027-06-09"]
[[holiday]]
name = "中秋节"
rest = ["2027-09-15"]
[[holiday]]
name = "国庆节"
rest = ["2027-10-01..2027-10-07"]
"""
EXTRA_DAY = """
year = 2026
change = true
source = "本市通知"
[[holiday]]
name = "本市运动会"
rest = ["2026-03-11"]
"""
NEED = 5


@pytest.fixture
def city() -> City:
    return a_city()


@pytest.fixture(autouse=True)
def kind() -> Iterator[None]:
    """Duties of this kind end five working days after they began."""

    def recompute(key: str, calendar: WorkCalendar) -> date | None:
        duty = Duty.objects.get(kind=KIND, subject_key=key)
        return None if key.startswith("paused") else calendar.add(duty.opened_on, NEED)

    unregister_kind(KIND)
    a_kind(recompute=recompute)
    yield
    unregister_kind(KIND)


def begun(city: City, number: str, opened_on: date, agency: Agency | None = None) -> Duty:
    calendar = calendars.calendar_of(city.health, opened_on)
    last = calendar.provisional().add(opened_on, NEED)
    return a_duty(
        agency or city.health,
        number,
        last,
        opened_on=opened_on,
        provisional=last > calendar.last_known,
    )


def listed(revision: CalendarRevision) -> list[tuple[str, date, date, bool]]:
    return [
        (row.duty.subject_key, row.due_before, row.due_after, row.provisional_after)
        for row in CalendarChange.objects.filter(revision=revision).order_by("id")
    ]


def test_a_day_off_moves_only_clocks_that_run_over_it_and_only_after_the_signature(
    city: City,
) -> None:
    over = begun(city, "over", date(2026, 3, 9))
    begun(city, "before", date(2026, 3, 3))
    begun(city, "after", date(2026, 3, 11))
    begun(city, "paused", date(2026, 3, 9))
    closed = begun(city, "closed", date(2026, 3, 9))
    discharge_duty(duty=closed, on=date(2026, 3, 10), by=BY, at=AT)
    revision = adopt_notice(text=EXTRA_DAY, by=BY, at=AT)
    assert listed(revision) == [("over", date(2026, 3, 16), date(2026, 3, 17), False)]
    over.refresh_from_db()
    assert over.due_on == date(2026, 3, 16)
    assert calendar_of(city.health, date(2026, 3, 2)).is_working(date(2026, 3, 11))
    revision = sign_off_change(revision=revision, by=BY, at=AT)
    over.refresh_from_db()
    assert (over.due_on, revision.state) == (date(2026, 3, 17), "applied")
    assert not calendar_of(city.health, date(2026, 3, 2)).is_working(date(2026, 3, 11))
    change = DutyChange.objects.get(duty=over, what="moved")
    assert (change.why, change.citation) == (
        "工作日历变更：启用2026年放假安排调整",
        "2026年放假安排调整",
    )
    assert Act.objects.get(verb="calendar.sign-off").after == {"duties": 1}


def test_the_notice_of_a_new_year_firms_expected_dates(city: City) -> None:
    begun(city, "into-2027", date(2026, 12, 29))
    begun(city, "within", date(2026, 12, 21))
    revision = adopt_notice(text=NOTICE_2027, by=BY, at=AT)
    assert [row[0] for row in listed(revision)] == ["into-2027"]
    sign_off_change(revision=revision, by=BY, at=AT)
    duty = Duty.objects.get(subject_key="into-2027")
    assert (duty.due_on, duty.provisional) == (date(2027, 1, 6), False)
    assert calendar_of(city.health, date(2026, 3, 2)).last_known == date(2027, 12, 31)


def test_what_changed_since_the_list_was_made_has_to_be_read_again(city: City) -> None:
    begun(city, "one", date(2026, 3, 9))
    revision = adopt_notice(text=EXTRA_DAY, by=BY, at=AT)
    begun(city, "two", date(2026, 3, 10))
    with pytest.raises(Refused, match="现有 2 件期限将变动"):
        sign_off_change(revision=revision, by=BY, at=AT)
    revision.refresh_from_db()
    assert revision.state == "pending"
    assert [row[0] for row in listed(revision)] == ["one", "two"]
    sign_off_change(revision=revision, by=BY, at=AT)
    assert DutyChange.objects.filter(what="moved").count() == 2


def test_a_dropped_change_moves_nothing_and_may_be_entered_again(city: City) -> None:
    duty = begun(city, "one", date(2026, 3, 9))
    revision = adopt_notice(text=EXTRA_DAY, by=BY, at=AT)
    with pytest.raises(Refused, match="完全相同"):
        adopt_notice(text=EXTRA_DAY, by=BY, at=AT)
    with pytest.raises(Refused, match="须写明理由"):
        drop_change(revision=revision, why="", by=BY, at=AT)
    drop_change(revision=revision, why="录错", by=BY, at=AT)
    with pytest.raises(Refused, match="已放弃"):
        sign_off_change(revision=revision, by=BY, at=AT)
    duty.refresh_from_db()
    assert duty.due_on == date(2026, 3, 16)
    assert len(listed(adopt_notice(text=EXTRA_DAY, by=BY, at=AT))) == 1


def test_a_retired_notice_gives_the_days_back(city: City) -> None:
    begun(city, "one", date(2026, 3, 9))
    sign_off_change(revision=adopt_notice(text=EXTRA_DAY, by=BY, at=AT), by=BY, at=AT)
    notice = CalendarNotice.objects.get()
    revision = retire_notice(notice=notice, why="通知撤销", by=BY, at=AT)
    assert listed(revision) == [("one", date(2026, 3, 17), date(2026, 3, 16), False)]
    sign_off_change(revision=revision, by=BY, at=AT)
    assert Duty.objects.get(subject_key="one").due_on == date(2026, 3, 16)
    with pytest.raises(Refused, match="没有在使用"):
        retire_notice(notice=notice, why="再停", by=BY, at=AT)


def test_a_later_notice_for_the_same_year_supersedes_the_earlier(city: City) -> None:
    for text in (NOTICE_2027, NOTICE_2027.replace('"2027-06-09"', '"2027-06-09..2027-06-10"')):
        sign_off_change(revision=adopt_notice(text=text, by=BY, at=AT), by=BY, at=AT)
    first, second = CalendarNotice.objects.order_by("pk")
    assert (first.superseded_at, second.superseded_at) == (AT, None)
    assert not calendar_of(city.health, date(2026, 3, 2)).is_working(date(2027, 6, 10))


@pytest.mark.parametrize(
    "text", ["year = ", NOTICE_2027.replace("2027", "2029").replace("2026-02-27", "2028-11-01")]
)
def test_a_notice_that_cannot_be_used_is_not_kept(text: str) -> None:
    with pytest.raises(BadNotice):
        adopt_notice(text=text, by=BY, at=AT)
    assert not CalendarNotice.objects.exists()


def test_a_body_that_changes_region_moves_its_own_duties_and_those_below(city: City) -> None:
    today = date(2026, 4, 15)
    at = AT + timedelta(days=44)
    begun(city, "county", today, city.county_health)
    begun(city, "city", today)
    revision = assign_region(agency=city.county, region="45", since=today, by=BY, at=at)
    assert listed(revision) == [("county", date(2026, 4, 22), date(2026, 4, 24), False)]
    sign_off_change(revision=revision, by=BY, at=at)
    row = AgencyCalendar.objects.get()
    assert (row.agency, row.region, row.valid_from, row.valid_to) == (
        city.county,
        "45",
        today,
        None,
    )
    with pytest.raises(Refused, match="已使用该日历"):
        assign_region(agency=city.county_health, region="45", since=today, by=BY, at=at)
    with pytest.raises(Refused, match="没有地区代码"):
        assign_region(agency=city.county, region="99", since=today, by=BY, at=at)
    with pytest.raises(Refused, match="不能晚于今天"):
        assign_region(agency=city.county, region="", since=date(2026, 4, 16), by=BY, at=at)
    with pytest.raises(Refused, match="不能早于该日"):
        assign_region(agency=city.county, region="", since=date(2026, 4, 1), by=BY, at=at)


def test_a_new_version_with_another_calendar_is_noticed(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun(city, "one", date(2026, 3, 9))
    assert check_calendars(by=BY, at=AT) is None
    assert CalendarMark.objects.get().region == ""
    assert check_calendars(by=BY, at=AT) is None
    shipped = national().with_layers([parse_notice(EXTRA_DAY)])
    calendars._built.cache_clear()
    monkeypatch.setattr(calendars, "regional", lambda code: shipped)
    revision = check_calendars(by=BY, at=AT)
    assert revision is not None
    assert [row[0] for row in listed(revision)] == ["one"]
    assert check_calendars(by=BY, at=AT) == revision
    sign_off_change(revision=revision, by=BY, at=AT)
    assert check_calendars(by=BY, at=AT) is None
    calendars._built.cache_clear()


def test_yellow_days_are_dated_rows(city: City) -> None:
    set_yellow_days(agency=city.health, days=8, since=date(2026, 2, 2), by=BY, at=AT)
    set_yellow_days(agency=city.health, days=3, since=date(2026, 3, 2), by=BY, at=AT)
    for today, days in [
        (date(2026, 2, 1), 5),
        (date(2026, 3, 1), 8),
        (date(2026, 3, 2), 3),
    ]:
        assert limits_on(today).of(city.health.pk).yellow_days == days
    with pytest.raises(Refused, match="0 至 60"):
        set_yellow_days(agency=city.health, days=61, since=date(2026, 3, 2), by=BY, at=AT)


def test_kinds_with_slots_are_asked_by_slot_and_owners_told_of_the_move(city: City) -> None:
    asked: list[tuple[str, str]] = []
    told: list[tuple[str, str, date]] = []

    def by_slot(key: str, slot: str, calendar: WorkCalendar) -> date:
        asked.append((key, slot))
        return calendar.add(date(2026, 3, 9), NEED if slot else NEED + 1)

    def moved(key: str, slot: str, by: Actor, at: datetime) -> None:
        told.append((key, slot, Duty.objects.get(subject_key=key, slot=slot).due_on))

    register_kind(
        DutyKind(
            "test-slots",
            "征求意见",
            "《条例》第三十二条",
            Permission.REQUEST_HANDLE,
            recompute_slot=by_slot,
            moved=moved,
        )
    )
    for slot, due in (("first", date(2026, 3, 16)), ("", date(2026, 3, 17))):
        open_duty(
            kind="test-slots",
            agency=city.health,
            subject=Subject("test-request", "7"),
            title="申请 7 征求意见",
            opened_on=date(2026, 3, 9),
            due_on=due,
            slot=slot,
            by=BY,
            at=AT,
        )
    sign_off_change(revision=adopt_notice(text=EXTRA_DAY, by=BY, at=AT), by=BY, at=AT)
    unregister_kind("test-slots")
    assert set(asked) == {("7", "first"), ("7", "")}
    assert sorted(told) == [("7", "", date(2026, 3, 18)), ("7", "first", date(2026, 3, 17))]
