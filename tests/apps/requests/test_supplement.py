"""补正: asked once within seven working days; what comes late, and what never comes."""

from __future__ import annotations

from datetime import date

import pytest

from tests.builders.agencies import City
from tests.builders.requests import BY, an_application, at, received, served
from yangguang.apps.duties.models import Duty, Outcome
from yangguang.apps.letters.models import LetterState
from yangguang.apps.requests import duty_kinds
from yangguang.apps.requests.models import Application, ApplicationState
from yangguang.apps.requests.services.replying import recall
from yangguang.apps.requests.services.supplementing import (
    ask_supplement,
    go_on_without,
    lapse_supplement,
    receive_supplement,
    renew_supplement,
)
from yangguang.apps.requests.workflow import NotPossible

pytestmark = pytest.mark.django_db
UNTIL = date(2026, 3, 27)


def ask(application: Application, on: date, *, until: date = UNTIL, letter: bool = False) -> None:
    ask_supplement(
        application=application,
        items="请写明监测的年度和乡镇。",
        reason="范围不明确",
        until=until,
        by=BY,
        at=at(on),
        with_letter=letter,
    )


def duty(application: Application, kind: str) -> Duty:
    return Duty.objects.get(kind=kind, subject_key=str(application.pk))


@pytest.mark.parametrize("day", [date(2026, 3, 10), date(2026, 3, 11)])
def test_a_supplement_is_asked_for_up_to_the_seventh_working_day(city: City, day: date) -> None:
    application = received(city.health)
    ask(application, day)
    assert application.state == ApplicationState.SUPPLEMENT
    assert (application.due_on, application.clock_state) == (None, "awaiting-supplement")
    assert duty(application, duty_kinds.REPLY).outcome == Outcome.CANCELLED
    assert duty(application, duty_kinds.SUPPLEMENT_NOTICE).outcome == Outcome.DONE
    assert duty(application, duty_kinds.SUPPLEMENT_WAIT).due_on == UNTIL


def test_on_the_eighth_working_day_it_is_too_late(city: City) -> None:
    application = received(city.health)
    with pytest.raises(
        NotPossible, match=r"7个工作日内（2026年3月11日前）.*第三十条.*按现有内容办理"
    ):
        ask(application, date(2026, 3, 12))
    application.refresh_from_db()
    assert application.state == ApplicationState.HANDLING


def test_it_is_asked_for_only_once(city: City) -> None:
    application = received(city.health)
    ask(application, date(2026, 3, 4))
    receive_supplement(
        application=application, text="2025年度，全部乡镇", by=BY, at=at(date(2026, 3, 6))
    )
    with pytest.raises(NotPossible, match="补正只能告知一次"):
        ask(application, date(2026, 3, 9))


def test_the_regulation_of_2007_lets_it_be_asked_late_and_again(city: City) -> None:
    application = received(city.health, on=date(2018, 6, 1))
    ask(application, date(2018, 6, 20), until=date(2018, 7, 20))
    receive_supplement(application=application, text="2017年", by=BY, at=at(date(2018, 6, 25)))
    ask(application, date(2018, 6, 26), until=date(2018, 7, 20))
    assert application.supplements.count() == 2


def test_before_confirmation_nothing_can_be_asked(city: City) -> None:
    from yangguang.law.receipt import Channel

    application = an_application(city.health, channel=Channel.ONLINE)
    with pytest.raises(NotPossible, match="待确认"):
        ask(application, date(2026, 3, 3))


def test_an_unreasonable_day_or_an_empty_list_is_refused(city: City) -> None:
    application = received(city.health)
    with pytest.raises(NotPossible, match="补正期限应当晚于通知日期"):
        ask(application, date(2026, 3, 4), until=date(2026, 3, 4))
    with pytest.raises(NotPossible, match="需要补正的内容"):
        ask_supplement(
            application=application, items=" ", reason="", until=UNTIL, by=BY,
            at=at(date(2026, 3, 4)),
        )  # fmt: skip


def test_the_period_runs_anew_from_the_supplement(city: City) -> None:
    application = received(city.health)
    ask(application, date(2026, 3, 4))
    receive_supplement(application=application, text="2025年度", by=BY, at=at(date(2026, 3, 16)))
    assert application.state == ApplicationState.HANDLING
    assert application.due_on == date(2026, 4, 14)
    reply = duty(application, duty_kinds.REPLY)
    assert (reply.is_open, reply.due_on) == (True, date(2026, 4, 14))
    assert duty(application, duty_kinds.SUPPLEMENT_WAIT).outcome == Outcome.DONE


def test_a_supplement_that_comes_late_is_taken_while_nobody_closed_the_case(city: City) -> None:
    application = received(city.health)
    ask(application, date(2026, 3, 4))
    receive_supplement(application=application, text="2025年度", by=BY, at=at(date(2026, 3, 31)))
    assert application.state == ApplicationState.HANDLING
    assert application.due_on == date(2026, 4, 29)


def test_a_good_reason_gives_a_later_day(city: City) -> None:
    application = received(city.health)
    ask(application, date(2026, 3, 4))
    later = date(2026, 4, 10)
    renew_supplement(
        application=application, until=later, reason="住院", by=BY, at=at(date(2026, 3, 26))
    )
    assert duty(application, duty_kinds.SUPPLEMENT_WAIT).due_on == later
    with pytest.raises(NotPossible, match="2026年4月10日为止，还没有届满"):
        lapse_supplement(application=application, by=BY, at=at(later))
    with pytest.raises(NotPossible, match="晚于原期限2026年4月10日"):
        renew_supplement(application=application, until=later, reason="再延", by=BY, at=at(later))


def test_on_the_last_day_the_applicant_may_still_supplement(city: City) -> None:
    application = received(city.health)
    ask(application, date(2026, 3, 4))
    with pytest.raises(NotPossible, match="还没有届满"):
        lapse_supplement(application=application, by=BY, at=at(UNTIL))


def test_what_never_came_ends_with_a_letter_and_closes_when_it_is_served(city: City) -> None:
    application = received(city.health)
    ask(application, date(2026, 3, 4), letter=True)
    lapse_supplement(application=application, by=BY, at=at(date(2026, 3, 30)))
    assert (application.state, application.closed_on) == (ApplicationState.REPLIED, None)
    reply = application.replies.get()
    assert reply.kind == "supplement-overdue"
    assert reply.letter is not None
    assert "60日内" in reply.remedy_text
    assert "6个月内" in reply.remedy_text
    assert reply.review_first is False
    served(application, on=date(2026, 3, 31))
    assert (application.state, application.closed_on, application.reply_kind) == (
        ApplicationState.SERVED,
        date(2026, 3, 31),
        "supplement-overdue",
    )
    assert not duty(application, duty_kinds.SERVE).is_open
    assert duty(application, duty_kinds.ARCHIVE).is_open


def test_a_lapse_told_on_paper_outside_closes_at_once(city: City) -> None:
    application = received(city.health)
    ask(application, date(2026, 3, 4))
    lapse_supplement(application=application, by=BY, at=at(date(2026, 3, 30)), with_letter=False)
    assert (application.state, application.closed_on) == (
        ApplicationState.SERVED,
        date(2026, 3, 30),
    )


def test_a_supplement_that_crosses_the_letter_brings_the_case_back(city: City) -> None:
    application = received(city.health)
    ask(application, date(2026, 3, 4))
    lapse_supplement(application=application, by=BY, at=at(date(2026, 3, 30)))
    letter = application.replies.get().letter
    recall(
        application=application, reason="补正件3月30日下午签收", by=BY, at=at(date(2026, 3, 30), 16)
    )
    assert application.state == ApplicationState.SUPPLEMENT
    assert letter is not None
    letter.refresh_from_db()
    assert letter.state == LetterState.VOIDED
    receive_supplement(application=application, text="2025年度", by=BY, at=at(date(2026, 3, 31)))
    assert application.state == ApplicationState.HANDLING
    assert application.due_on == date(2026, 4, 29)


def test_the_regulation_of_2007_knows_no_lapse_but_there_is_a_way_on(city: City) -> None:
    application = received(city.health, on=date(2018, 6, 1))
    ask(application, date(2018, 6, 5), until=date(2018, 6, 20))
    with pytest.raises(NotPossible, match="2007年条例没有逾期不补正即视为放弃的规定"):
        lapse_supplement(application=application, by=BY, at=at(date(2018, 7, 2)))
    go_on_without(
        application=application, reason="申请人电话表示不再补充", by=BY, at=at(date(2018, 6, 21))
    )
    assert application.state == ApplicationState.HANDLING
    assert application.due_on == date(2018, 6, 25)


def test_going_on_without_a_supplement_counts_the_time_of_waiting(city: City) -> None:
    application = received(city.health)
    ask(application, date(2026, 3, 4))
    go_on_without(application=application, reason="已自行查明范围", by=BY, at=at(date(2026, 3, 9)))
    assert application.due_on == date(2026, 3, 30)
    assert duty(application, duty_kinds.REPLY).is_open
    with pytest.raises(NotPossible, match="补正只能告知一次"):
        ask(application, date(2026, 3, 9))
