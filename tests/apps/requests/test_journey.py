"""One application from the counter to the archive, with its clock, duties, letter and record."""

from __future__ import annotations

from datetime import date

import pytest

from tests.builders.agencies import City, a_city
from tests.builders.requests import BY, an_application, at, being_handled, ready_to_sign
from yangguang.apps.audit.models import Act
from yangguang.apps.duties.models import Duty, Outcome
from yangguang.apps.requests.duty_kinds import ARCHIVE, REPLY, SERVE, SUPPLEMENT_NOTICE
from yangguang.apps.requests.models import ApplicationState
from yangguang.apps.requests.services.closing import archive
from yangguang.apps.requests.services.replying import serve, sign
from yangguang.apps.requests.workflow import NotPossible, lint
from yangguang.law.delivery import Way
from yangguang.law.receipt import Channel

pytestmark = pytest.mark.django_db


@pytest.fixture
def city() -> City:
    return a_city()


def test_the_table_of_acts_is_sound() -> None:
    assert lint() == []


def test_an_application_at_the_counter_is_due_in_twenty_working_days(city: City) -> None:
    application = an_application(city.health, on=date(2026, 3, 2))
    assert application.number == f"{city.health.code}-2026-00001"
    assert application.received_on == date(2026, 3, 2)
    assert application.due_on == date(2026, 3, 30)
    assert application.state == ApplicationState.REGISTERED
    duty = Duty.objects.get(kind=REPLY, subject_key=str(application.pk))
    assert (duty.due_on, duty.is_open) == (date(2026, 3, 30), True)


def test_an_online_application_runs_from_confirmation(city: City) -> None:
    application = an_application(city.health, channel=Channel.ONLINE)
    assert application.state == ApplicationState.UNCONFIRMED
    assert application.due_on is None
    assert Duty.objects.get(subject_key=str(application.pk)).kind == "request.confirm"


def test_the_whole_journey_ends_in_the_archive(city: City) -> None:
    application = being_handled(city.health)
    ready_to_sign(application, on=date(2026, 3, 10))
    reply = sign(application=application, by=BY, at=at(date(2026, 3, 11)))
    assert reply.letter is not None
    assert reply.letter.number.endswith("〔2026〕1号")
    assert "行政复议" in reply.remedy_text
    assert Duty.objects.get(kind=REPLY, subject_key=str(application.pk)).is_open
    serve(
        application=application,
        way=Way.POST,
        sent_on=date(2026, 3, 12),
        tracking_number="XA12345678",
        by=BY,
        at=at(date(2026, 3, 12)),
    )
    assert application.closed_on == date(2026, 3, 12)
    duty = Duty.objects.get(kind=REPLY, subject_key=str(application.pk))
    assert (duty.outcome, duty.closed_on) == (Outcome.DONE, date(2026, 3, 12))
    assert not Duty.objects.get(kind=SERVE, subject_key=str(application.pk)).is_open
    archive(application=application, file_number="2026-GK-1", by=BY, at=at(date(2026, 3, 13)))
    assert application.state == ApplicationState.ARCHIVED
    assert not Duty.objects.get(kind=ARCHIVE, subject_key=str(application.pk)).is_open
    acts = [event.act for event in application.events.order_by("id")]
    assert acts == [
        "register", "confirm", "accept", "draft", "submit", "review-legal", "review-secrecy",
        "approve", "sign", "serve", "archive",
    ]  # fmt: skip
    recorded = Act.objects.filter(subject_kind="application", verb__startswith="request.")
    assert recorded.count() == len(acts)


def test_a_reply_cannot_be_signed_before_its_reviews(city: City) -> None:
    application = being_handled(city.health)
    with pytest.raises(NotPossible, match="不能“签发答复”"):
        sign(application=application, by=BY, at=at(date(2026, 3, 11)))


def test_a_courier_is_no_service(city: City) -> None:
    application = being_handled(city.health)
    ready_to_sign(application, on=date(2026, 3, 10))
    sign(application=application, by=BY, at=at(date(2026, 3, 11)))
    with pytest.raises(NotPossible, match="邮政企业"):
        serve(
            application=application,
            way=Way.COURIER,
            sent_on=date(2026, 3, 12),
            tracking_number="SF1",
            by=BY,
            at=at(date(2026, 3, 12)),
        )
    application.refresh_from_db()
    assert application.state == ApplicationState.REPLIED


def test_accepting_says_that_nothing_has_to_be_supplemented(city: City) -> None:
    application = being_handled(city.health)
    duty = Duty.objects.get(kind=SUPPLEMENT_NOTICE, subject_key=str(application.pk))
    assert (duty.outcome, duty.closed_on) == (Outcome.DONE, date(2026, 3, 2))
