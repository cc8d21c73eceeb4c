"""Who is told what and when about a last day, after an outage too."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.conf import settings as django_settings
from django.db import connection

from tests.builders.agencies import AT, BY, City, a_city, a_post, somebody
from tests.builders.duties import a_duty, a_kind
from yangguang.apps.agencies.models import User
from yangguang.apps.agencies.services import delegate
from yangguang.apps.duties.models import Duty
from yangguang.apps.duties.services import (
    answer_order,
    assign_duty,
    close_order,
    discharge_duty,
    issue_order,
    move_duty,
    return_order,
)
from yangguang.apps.events.services import deliver
from yangguang.apps.notices.models import Notice, ReminderStep
from yangguang.apps.notices.services import post_notice, remind_due, reminding
from yangguang.apps.notices.services.reminding import Steps

DUE = date(2026, 4, 30)
"""A Thursday; the working days before it are 29, 28, 27, 24 … April, the next one is 6 May."""


@pytest.fixture
def city(db: None) -> City:
    return a_city()


@pytest.fixture
def clerk(city: City) -> User:
    user = somebody("request-handler", city.health, username="clerk")
    user.email, user.telephone = "clerk@example.gov.cn", "13800000000"
    user.save()
    return user


def morning(day: date) -> datetime:
    """Nine o'clock in Shanghai."""
    return datetime.combine(day, time(1), UTC)


def told(kind: str = "duty.reminder") -> list[tuple[str, str, str]]:
    return [
        (row.recipient.username, row.channel, row.title)
        for row in Notice.objects.filter(kind=kind).order_by("id")
        if row.recipient
    ]


def steps(duty: Duty) -> list[tuple[str, bool]]:
    return [
        (row.step, row.covered) for row in ReminderStep.objects.filter(duty=duty).order_by("id")
    ]


def days(first: date, last: date) -> Iterator[date]:
    while first <= last:
        yield first
        first += timedelta(days=1)


def test_day_by_day_each_step_is_told_once(city: City, clerk: User) -> None:
    duty = a_duty(city.health, "2026-0001", DUE)
    on: list[tuple[str, str]] = []
    for day in days(date(2026, 4, 13), date(2026, 5, 21)):
        before = set(ReminderStep.objects.values_list("step", flat=True))
        for _ in range(2):
            remind_due(at=morning(day))
        new = set(ReminderStep.objects.values_list("step", flat=True)) - before
        on += [(f"{day:%m-%d}", step) for step in sorted(new)]
    assert on == [
        ("04-21", "7"),
        ("04-27", "3"),
        ("04-29", "1"),
        ("04-30", "0"),
        ("05-06", "-1"),
        ("05-06", "head"),
        ("05-08", "supervisor"),
        ("05-12", "-6"),
        ("05-19", "-11"),
    ]
    assert not ReminderStep.objects.filter(duty=duty, covered=True).exists()
    titles = [title for _, channel, title in told() if channel == "desk"]
    assert titles == [
        "期限提醒：申请 2026-0001 答复，剩 7 个工作日",
        "期限提醒：申请 2026-0001 答复，剩 3 个工作日",
        "期限提醒：申请 2026-0001 答复，剩 1 个工作日",
        "期限提醒：申请 2026-0001 答复，今天到期",
        "期限提醒：申请 2026-0001 答复，已超期 1 个工作日",
        "期限提醒：申请 2026-0001 答复，已超期 6 个工作日",
        "期限提醒：申请 2026-0001 答复，已超期 11 个工作日",
    ]


def test_text_messages_go_only_near_the_end(city: City, clerk: User) -> None:
    a_duty(city.health, "1", DUE)
    for day in days(date(2026, 4, 20), DUE):
        remind_due(at=morning(day))
    channels = [channel for _, channel, _ in told()]
    assert (channels.count("desk"), channels.count("email"), channels.count("sms")) == (4, 4, 2)


def test_after_an_outage_only_the_newest_step_is_told_and_the_others_are_covered(
    city: City, clerk: User
) -> None:
    duty = a_duty(city.health, "1", DUE)
    remind_due(at=morning(date(2026, 4, 20)))
    remind_due(at=morning(DUE))
    assert steps(duty) == [("7", True), ("3", True), ("1", True), ("0", False)]
    assert [channel for _, channel, _ in told()] == ["desk", "email", "sms"]
    remind_due(at=morning(date(2026, 5, 21)))
    assert len(told()) == 6


def test_a_mail_that_has_not_left_is_overtaken_by_the_next_step(city: City, clerk: User) -> None:
    a_duty(city.health, "1", DUE)
    for day in (date(2026, 4, 21), date(2026, 4, 27), date(2026, 4, 29)):
        remind_due(at=morning(day))
    mails = Notice.objects.filter(channel="email").order_by("id")
    assert [row.state for row in mails] == ["covered", "covered", "waiting"]
    assert Notice.objects.filter(channel="desk", state="sent").count() == 3


def test_steps_before_it_was_opened_are_not_owed(city: City, clerk: User) -> None:
    duty = a_duty(city.health, "1", DUE, opened_on=date(2026, 4, 27))
    remind_due(at=morning(date(2026, 4, 27)))
    assert steps(duty) == []
    remind_due(at=morning(date(2026, 4, 29)))
    assert steps(duty) == [("1", False)]


def test_a_moved_last_day_begins_anew_and_a_done_duty_is_silent(city: City, clerk: User) -> None:
    duty = a_duty(city.health, "1", DUE)
    remind_due(at=morning(date(2026, 4, 29)))
    move_duty(duty=duty, due_on=date(2026, 5, 29), why="延期", by=BY, at=AT)
    remind_due(at=morning(date(2026, 4, 30)))
    assert [row[0] for row in steps(duty)] == ["7", "3", "1"]
    remind_due(at=morning(date(2026, 5, 20)))
    assert [row[0] for row in steps(duty)] == ["7", "3", "1", "7"]
    discharge_duty(duty=duty, on=date(2026, 5, 20), by=BY, at=AT)
    remind_due(at=morning(date(2026, 5, 29)))
    assert len(steps(duty)) == 4


def test_nobody_is_told_before_eight(city: City, clerk: User) -> None:
    a_duty(city.health, "1", DUE)
    assert remind_due(at=datetime(2026, 4, 29, 16, 30, tzinfo=UTC)).taken == 0
    assert remind_due(at=datetime(2026, 4, 30, 0, 0, tzinfo=UTC)).taken == 1


def test_the_person_it_lies_with_is_told_and_who_stands_in(city: City, clerk: User) -> None:
    other = somebody("request-handler", city.health, username="other")
    delegate(
        post=other.posts.get(),
        to=clerk,
        first_day=date(2026, 4, 20),
        last_day=date(2026, 4, 28),
        reason="休假",
        by=BY,
        at=AT,
    )
    a_duty(city.health, "1", DUE, person=other)
    remind_due(at=morning(date(2026, 4, 27)))
    assert {name for name, _, _ in told()} == {"other", "clerk"}
    remind_due(at=morning(date(2026, 4, 29)))
    assert {name for name, _, title in told() if "剩 1 个" in title} == {"other"}


def test_where_nobody_attends_the_head_is_told_and_above_that_the_supervisor(city: City) -> None:
    somebody("supervisor", city.office, username="above")
    a_duty(city.health, "1", DUE)
    remind_due(at=morning(DUE))
    assert {name for name, _, _ in told()} == {"above"}
    somebody("agency-lead", city.schools, username="head")
    a_duty(city.schools, "2", DUE)
    remind_due(at=morning(DUE))
    assert [name for name, _, title in told() if "申请 2 " in title] == ["head"]


def test_what_is_over_goes_to_the_head_and_three_days_later_above(city: City, clerk: User) -> None:
    somebody("agency-lead", city.health, username="head")
    somebody("agency-lead", city.schools, username="elsewhere")
    somebody("supervisor", city.office, username="above")
    a_post(somebody("supervisor", city.county, username="county"), "agency-clerk", city.county)
    a_duty(city.health, "1", DUE, person=clerk)
    for day in days(DUE, date(2026, 5, 8)):
        remind_due(at=morning(day))
    above = told("duty.escalation")
    assert [(name, title[-6:]) for name, channel, title in above if channel == "desk"] == [
        ("head", "1 个工作日"),
        ("above", "3 个工作日"),
    ]


def test_many_at_once_are_one_mail_and_single_messages_at_the_desk(city: City, clerk: User) -> None:
    for number in range(5):
        a_duty(city.health, f"2026-{number}", DUE)
    remind_due(at=morning(DUE))
    assert [channel for _, channel, _ in told()] == ["desk"] * 5
    digests = Notice.objects.filter(kind="duty.digest").order_by("id")
    assert [(row.channel, row.title) for row in digests] == [
        ("email", "期限提醒：有 5 件事项临近或超过期限"),
        ("sms", "期限提醒：有 5 件事项临近或超过期限"),
    ]
    assert digests[0].body.splitlines()[0] == "清源市卫生健康委员会：申请 2026-0 答复，今天到期"


def test_a_supervisor_of_many_late_bodies_gets_one_mail_too(city: City) -> None:
    above = somebody("supervisor", city.office, username="above")
    above.email = "above@example.gov.cn"
    above.save()
    somebody("request-handler", city.health)
    for number in range(5):
        a_duty(city.health, str(number), DUE)
    remind_due(at=morning(date(2026, 5, 8)))
    mails = Notice.objects.filter(recipient=above, channel="email")
    assert [row.kind for row in mails] == ["duty.digest"]
    assert Notice.objects.filter(recipient=above, channel="desk").count() == 5


def test_whoever_is_reminded_is_not_told_of_the_same_again_as_head(city: City) -> None:
    head = somebody("agency-lead", city.health)
    a_duty(city.health, "1", DUE, person=head)
    remind_due(at=morning(date(2026, 5, 6)))
    assert [row.kind for row in Notice.objects.filter(recipient=head)] == ["duty.reminder"]


def test_the_desk_alone_where_the_settings_say_so(
    city: City, clerk: User, settings: django_settings
) -> None:
    settings.DUTY_REMIND_CHANNELS = ["desk"]
    a_duty(city.health, "1", DUE)
    remind_due(at=morning(DUE))
    assert [channel for _, channel, _ in told()] == ["desk"]


def test_an_inner_limit_is_reminded_of_and_not_reported_above(city: City, clerk: User) -> None:
    somebody("agency-lead", city.health, username="head")
    a_kind("test-inner", escalates=False)
    a_duty(city.health, "1", DUE, person=clerk, kind="test-inner")
    remind_due(at=morning(date(2026, 5, 8)))
    assert {name for name, _, _ in told()} == {"clerk"}
    assert told("duty.escalation") == []


def test_a_run_that_breaks_off_leaves_nothing_half_done(
    city: City, clerk: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(3):
        a_duty(city.health, str(number), DUE)
    written: list[object] = []

    def killed(**values: object) -> None:
        if len(written) == 4:
            raise KeyboardInterrupt
        written.append(post_notice(**values))  # type: ignore[arg-type] # passed on as they are

    with monkeypatch.context() as broken:
        broken.setattr(reminding, "post_notice", killed)
        with pytest.raises(KeyboardInterrupt):
            remind_due(at=morning(DUE))
    assert not ReminderStep.objects.exists()
    assert told() == []
    remind_due(at=morning(DUE))
    assert [channel for _, channel, _ in told()].count("desk") == 3


@pytest.mark.django_db(transaction=True)
def test_two_runs_at_once_tell_once() -> None:
    city = a_city()
    somebody("request-handler", city.health)
    for number in range(20):
        a_duty(city.health, str(number), DUE)
    begin = threading.Barrier(3)
    problems: list[BaseException] = []

    def run() -> None:
        try:
            begin.wait()
            remind_due(at=morning(DUE))
        except BaseException as error:
            problems.append(error)
        finally:
            connection.close()

    workers = [threading.Thread(target=run) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert problems == []
    assert Notice.objects.filter(kind="duty.reminder", channel="desk").count() == 20


@pytest.mark.parametrize(
    ("left", "due_on", "expected"),
    [
        (8, date(2026, 5, 12), []),
        (7, date(2026, 5, 12), ["7"]),
        (2, date(2026, 5, 12), ["7", "3"]),
        (0, date(2026, 4, 30), ["7", "3", "1", "0"]),
        (0, date(2026, 5, 2), ["7", "3", "1"]),
        (0, date(2026, 4, 29), ["7", "3", "1", "0"]),
        (-5, date(2026, 4, 20), ["7", "3", "1", "0", "-1"]),
        (-6, date(2026, 4, 20), ["7", "3", "1", "0", "-1", "-6"]),
    ],
)
def test_the_steps_reached_follow_the_days_left(
    left: int, due_on: date, expected: list[str]
) -> None:
    rule = Steps(before=(1, 7, 3), every=5, head_after=1, supervisor_after=3)
    assert rule.reached(left, today=DUE, due_on=due_on, left_at_opening=20) == expected


# --- acts of others ---------------------------------------------------------------------------


def test_who_gets_a_duty_is_told_unless_they_took_it_themselves(city: City, clerk: User) -> None:
    duty = a_duty(city.health, "1", DUE)
    assign_duty(duty=duty, person=clerk, by=clerk.actor(city.health), at=AT)
    deliver(reader_name="notices")
    assert told("duty.assigned") == []
    other = somebody("request-handler", city.health, username="other")
    assign_duty(duty=duty, person=other, by=clerk.actor(city.health), at=AT)
    deliver(reader_name="notices")
    assert told("duty.assigned") == [("other", "desk", "分派给您：申请 1 答复")]


def test_pressure_from_above_and_its_answer_reach_both_sides(city: City, clerk: User) -> None:
    above = somebody("supervisor", city.office, username="above")
    somebody("supervisor", city.government, username="other-body")
    somebody("agency-lead", city.health, username="head")
    duty = a_duty(city.health, "2026-0001", DUE, person=clerk)
    order = issue_order(
        sender=city.office,
        agency=city.health,
        kind="urge",
        title="2026-0001 号申请",
        text="请抓紧办理。",
        limit_on=date(2026, 3, 5),
        duty=duty,
        by=above.actor(city.office),
        at=AT,
    )
    answer_order(order=order, text="已起草", by=clerk.actor(city.health), at=AT)
    return_order(order=order, why="请说明原因", limit_on=date(2026, 3, 9), by=BY, at=AT)
    close_order(order=order, conclusion="已办结", by=BY, at=AT)
    for _ in range(2):
        deliver(reader_name="notices")
    issued = told("supervision.issued")
    assert {(name, channel) for name, channel, _ in issued} == {
        ("clerk", "desk"),
        ("clerk", "email"),
        ("head", "desk"),
    }
    assert issued[0][2] == "催办：2026-0001 号申请，请于 2026-03-05 前反馈"
    assert told("supervision.answered") == [("above", "desk", "催办已反馈：2026-0001 号申请")]
    assert len(told("supervision.returned")) == len(told("supervision.closed")) == 3
