"""复议、诉讼、投诉: received, answered, decided, and what a decision does to the case."""

from __future__ import annotations

from datetime import date

import pytest

from tests.builders.agencies import City
from tests.builders.requests import BY, at, received, replied
from yangguang.apps.duties.models import Duty
from yangguang.apps.requests import duty_kinds
from yangguang.apps.requests.models import (
    Application,
    ApplicationState,
    Remedy,
    RemedyForum,
    RemedyOutcome,
)
from yangguang.apps.requests.services.closing import reopen
from yangguang.apps.requests.services.remedies import answer_remedy, decide_remedy, open_remedy
from yangguang.apps.requests.workflow import NotPossible

pytestmark = pytest.mark.django_db
F, O = RemedyForum, RemedyOutcome  # noqa: E741 (two tables of values, read as words)


@pytest.fixture
def case(city: City) -> Application:
    return replied(received(city.health), "not-found", on=date(2026, 3, 10))


def enter(
    case: Application,
    forum: RemedyForum,
    on: date,
    *,
    after: Remedy | None = None,
    body: str = "清源市人民政府",
    answer_due: date | None = None,
) -> Remedy:
    return open_remedy(
        application=case, forum=forum, body=body, received_on=on, after=after, answer_due=answer_due,
        by=BY, at=at(on),
    )  # fmt: skip


def decide(
    remedy: Remedy,
    outcome: RemedyOutcome,
    on: date,
    *,
    orders: bool = False,
    due: date | None = None,
) -> Remedy:
    return decide_remedy(
        remedy=remedy, outcome=outcome, decided_on=on, gist="应当全面检索", orders_new_reply=orders,
        new_reply_due=due, by=BY, at=at(on),
    )  # fmt: skip


def new_reply(case: Application) -> Duty | None:
    return Duty.objects.filter(kind=duty_kinds.NEW_REPLY, subject_key=str(case.pk)).first()


@pytest.mark.parametrize(
    ("forum", "received_on", "limit"),
    [
        (F.REVIEW, date(2026, 4, 1), date(2026, 4, 9)),  # five working days, 6 April is off
        (F.REVIEW, date(2023, 11, 1), date(2023, 11, 13)),  # ten days end on a Saturday
        (F.SUIT, date(2026, 4, 1), date(2026, 4, 16)),
        (F.SUIT, date(2015, 4, 30), date(2015, 5, 11)),  # ten days under the law of 1989
        (F.COMPLAINT, date(2026, 4, 1), date(2026, 4, 23)),
    ],
)
def test_the_bodys_answer_is_owed_by_the_law_of_the_day(
    city: City, forum: RemedyForum, received_on: date, limit: date
) -> None:
    application = received(city.health, on=date(2015, 4, 1))
    remedy = enter(application, forum, received_on)
    assert remedy.answer_due == limit
    duty = Duty.objects.get(kind=duty_kinds.REMEDY_ANSWER)
    assert (duty.opened_on, duty.due_on) == (received_on, limit)


def test_the_day_that_the_notice_names_goes_before(case: Application) -> None:
    remedy = enter(case, F.REVIEW, date(2026, 4, 1), answer_due=date(2026, 4, 13))
    assert remedy.answer_due == date(2026, 4, 13)
    with pytest.raises(NotPossible, match="早于收到通知的日期"):
        enter(case, F.REVIEW, date(2026, 4, 1), answer_due=date(2026, 3, 31))


def test_review_then_suit_then_appeal(case: Application) -> None:
    review = enter(case, F.REVIEW, date(2026, 4, 1))
    with pytest.raises(NotPossible, match="还没有登记结果"):
        enter(case, F.SUIT_AFTER_REVIEW, date(2026, 5, 6), after=review, body="清源市中级人民法院")
    answer_remedy(remedy=review, answered_on=date(2026, 4, 7), by=BY, at=at(date(2026, 4, 7)))
    decide(review, O.UPHELD, date(2026, 4, 29))
    suit = enter(case, F.SUIT_AFTER_REVIEW, date(2026, 5, 20), after=review, body="清源区人民法院")
    decide(suit, O.CORRECTED, date(2026, 8, 3), orders=True, due=date(2026, 9, 1))
    owed = new_reply(case)
    assert owed is not None
    assert (owed.is_open, owed.due_on) == (True, date(2026, 9, 1))
    appeal = enter(case, F.APPEAL, date(2026, 8, 20), after=suit, body="清源市中级人民法院")
    owed.refresh_from_db()
    assert not owed.is_open
    decide(appeal, O.CORRECTED, date(2026, 10, 30), orders=True)
    owed.refresh_from_db()
    # Twenty working days after 30 October 2026.
    assert (owed.is_open, owed.due_on) == (True, date(2026, 11, 27))
    case.refresh_from_db()
    reopen(application=case, reason="终审判决", by=BY, at=at(date(2026, 11, 2)))
    assert case.state == ApplicationState.HANDLING
    owed.refresh_from_db()
    assert owed.due_on == date(2026, 11, 27)


def test_the_case_before_has_to_be_the_right_one(case: Application, city: City) -> None:
    other = replied(received(city.health), on=date(2026, 3, 10))
    foreign = decide(enter(other, F.REVIEW, date(2026, 4, 1)), O.UPHELD, date(2026, 4, 20))
    complaint = decide(enter(case, F.COMPLAINT, date(2026, 4, 1)), O.OTHER, date(2026, 4, 20))
    on = date(2026, 5, 6)
    for forum, after, word in (
        (F.SUIT_AFTER_REVIEW, None, "请选择此前的复议案件"),
        (F.APPEAL, None, "请选择此前的一审案件"),
        (F.SUIT_AFTER_REVIEW, foreign, "不是本件的复议案件"),
        (F.APPEAL, complaint, "不是本件的一审案件"),
    ):
        with pytest.raises(NotPossible, match=word):
            enter(case, forum, on, after=after)


def test_days_that_cannot_be_are_refused(case: Application) -> None:
    with pytest.raises(NotPossible, match="早于申请到达日期"):
        enter(case, F.REVIEW, date(2026, 3, 1))
    with pytest.raises(NotPossible, match="请填写受理"):
        enter(case, F.REVIEW, date(2026, 4, 1), body=" ")
    review = enter(case, F.REVIEW, date(2026, 4, 1))
    with pytest.raises(NotPossible, match="收到通知之后、今天之前"):
        answer_remedy(remedy=review, answered_on=date(2026, 4, 8), by=BY, at=at(date(2026, 4, 7)))
    with pytest.raises(NotPossible, match="收到通知之后、今天之前"):
        decide(review, O.UPHELD, date(2026, 3, 31))


def test_an_order_to_reply_anew_is_a_correction_and_entered_once(case: Application) -> None:
    review = enter(case, F.REVIEW, date(2026, 4, 1))
    with pytest.raises(NotPossible, match="结果应为“结果纠正”"):
        decide(review, O.UPHELD, date(2026, 4, 20), orders=True)
    with pytest.raises(NotPossible, match="请选择审理结果"):
        decide(review, O.PENDING, date(2026, 4, 20))
    with pytest.raises(NotPossible, match="只在责令重新答复时填写"):
        decide(review, O.CORRECTED, date(2026, 4, 20), due=date(2026, 5, 1))
    decide(review, O.CORRECTED, date(2026, 4, 20), orders=True)
    with pytest.raises(NotPossible, match="已经登记过结果"):
        decide(review, O.UPHELD, date(2026, 4, 21))


def test_a_suit_that_still_runs_is_answered_even_after_the_case_was_replied_anew(
    case: Application,
) -> None:
    review = enter(case, F.REVIEW, date(2026, 4, 1))
    reopen(application=case, reason="自行纠正", by=BY, at=at(date(2026, 4, 2)))
    replied(case, "disclosed", on=date(2026, 4, 3))
    duty = Duty.objects.get(kind=duty_kinds.REMEDY_ANSWER, slot=str(review.pk))
    assert duty.is_open
    answer_remedy(remedy=review, answered_on=date(2026, 4, 3), by=BY, at=at(date(2026, 4, 3)))
    duty.refresh_from_db()
    assert not duty.is_open
    with pytest.raises(NotPossible, match="已经登记过答复"):
        answer_remedy(remedy=review, answered_on=date(2026, 4, 3), by=BY, at=at(date(2026, 4, 3)))


def test_a_suit_for_silence_can_be_entered_before_any_reply(city: City) -> None:
    application = received(city.health)
    enter(application, F.SUIT, date(2026, 4, 15), body="清源区人民法院")
    application.refresh_from_db()
    assert application.state == ApplicationState.HANDLING
    assert application.events.filter(act="remedy").count() == 1
