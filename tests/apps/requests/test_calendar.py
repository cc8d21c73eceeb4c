"""A signed change of the calendar moves the case's own dates with its duties, and tells why."""

from __future__ import annotations

from datetime import date

import pytest

from tests.apps.duties.test_calendar import EXTRA_DAY, NOTICE_2027
from tests.builders.agencies import BY as OFFICE
from tests.builders.agencies import City
from tests.builders.requests import BY, an_application, at, ready_to_sign, received, replied
from yangguang.apps.duties.models import AgencyCalendar, Duty
from yangguang.apps.duties.services import adopt_notice, assign_region, sign_off_change
from yangguang.apps.requests import duty_kinds
from yangguang.apps.requests.models import Application, ConsultationKind, Fee
from yangguang.apps.requests.selectors.clock import calendar_of_case
from yangguang.apps.requests.services.consulting import consult
from yangguang.apps.requests.services.extending import extend
from yangguang.apps.requests.services.fees import notice_fee
from yangguang.apps.requests.services.replying import sign
from yangguang.law.receipt import Channel

pytestmark = pytest.mark.django_db


def adopt(text: str, on: date) -> None:
    revision = adopt_notice(text=text, by=OFFICE, at=at(on))
    sign_off_change(revision=revision, by=OFFICE, at=at(on, 11))


def due(application: Application, kind: str, slot: str = "") -> tuple[date, bool]:
    duty = Duty.objects.get(kind=kind, subject_key=str(application.pk), slot=slot)
    return duty.due_on, duty.provisional


def test_a_date_beyond_the_last_notice_is_a_forecast_until_the_notice_comes(city: City) -> None:
    application = received(city.health, on=date(2026, 12, 14))
    assert application.due_forecast
    forecast = application.due_on
    adopt(NOTICE_2027, date(2026, 12, 15))
    application.refresh_from_db()
    # Twenty working days after 14 December with 1 January off, as the notice arranges.
    assert (application.due_on, application.due_forecast) == (date(2027, 1, 12), False)
    assert due(application, duty_kinds.REPLY) == (date(2027, 1, 12), False)
    assert forecast == date(2027, 1, 12)
    # The clock goes on from there by the new calendar.
    extend(
        application=application,
        days=20,
        reason="多",
        by=BY,
        at=at(date(2026, 12, 16)),
        with_letter=False,
    )
    assert application.due_on == date(2027, 2, 15)
    assert due(application, duty_kinds.REPLY) == (date(2027, 2, 15), False)


def test_a_day_off_moves_every_running_period_of_the_case_and_says_so(city: City) -> None:
    fresh = an_application(city.health)
    running = received(city.health)
    asking = received(city.health)
    consultation = consult(
        application=asking, kind=ConsultationKind.CO_MAKER, party="清源市水利局", by=BY,
        at=at(date(2026, 3, 5)), with_letter=False,
    )  # fmt: skip
    paying = received(city.health)
    notice_fee(
        application=paying, basis=Fee.Basis.PAGES, count=100, how="缴款码", by=BY,
        at=at(date(2026, 3, 6)), with_letter=False,
    )  # fmt: skip
    signed = received(city.health)
    ready_to_sign(signed, on=date(2026, 3, 6))
    sign(application=signed, by=BY, at=at(date(2026, 3, 6)), with_letter=False)
    closed = replied(received(city.health), on=date(2026, 3, 6))
    adopt(EXTRA_DAY, date(2026, 3, 9))
    running.refresh_from_db()
    assert running.due_on == date(2026, 3, 31)
    assert due(running, duty_kinds.REPLY)[0] == date(2026, 3, 31)
    assert due(fresh, duty_kinds.SUPPLEMENT_NOTICE)[0] == date(2026, 3, 12)
    event = running.events.get(act="calendar-moved")
    assert event.public == "因国家放假安排变更，答复期限至2026年3月31日。"
    consultation.refresh_from_db()
    assert consultation.due_on == date(2026, 3, 27)
    assert due(asking, duty_kinds.CONSULTATION, str(consultation.pk))[0] == date(2026, 3, 27)
    assert paying.fees.get().due_on == date(2026, 4, 7)
    assert due(paying, duty_kinds.PAYMENT_WAIT)[0] == date(2026, 4, 7)
    assert due(signed, duty_kinds.SERVE)[0] == date(2026, 3, 31)
    closed.refresh_from_db()
    assert (closed.due_on, closed.closed_on) == (date(2026, 3, 30), date(2026, 3, 6))
    assert not closed.events.filter(act="calendar-moved").exists()


def test_a_confirmation_owed_on_that_day_is_owed_on_the_next(city: City) -> None:
    application = an_application(city.health, on=date(2026, 3, 10), channel=Channel.ONLINE)
    assert due(application, duty_kinds.CONFIRM)[0] == date(2026, 3, 10)
    other = an_application(city.health, on=date(2026, 3, 11), channel=Channel.ONLINE)
    adopt(EXTRA_DAY, date(2026, 3, 11))
    assert due(other, duty_kinds.CONFIRM)[0] == date(2026, 3, 12)


def test_a_region_taken_up_later_counts_for_open_cases_and_not_for_closed_ones(city: City) -> None:
    from yangguang.law.calendar import WorkCalendar

    closed = replied(received(city.health, on=date(2026, 4, 1)), on=date(2026, 4, 10))
    running = received(city.health, on=date(2026, 4, 1))
    revision = assign_region(
        agency=city.health,
        region="45",
        since=date(2026, 4, 13),
        by=OFFICE,
        at=at(date(2026, 4, 13)),
    )
    sign_off_change(revision=revision, by=OFFICE, at=at(date(2026, 4, 13), 10))
    assert AgencyCalendar.objects.filter(agency=city.health, region="45").exists()
    today = date(2026, 4, 14)
    national: WorkCalendar = calendar_of_case(closed, today)
    regional: WorkCalendar = calendar_of_case(running, today)
    assert national != regional
    running.refresh_from_db()
    assert running.due_on == regional.add(date(2026, 4, 1), 20)
    assert due(running, duty_kinds.REPLY)[0] == running.due_on
    extend(application=running, days=5, reason="多", by=BY, at=at(today), with_letter=False)
    assert running.due_on == regional.add(date(2026, 4, 1), 25)
