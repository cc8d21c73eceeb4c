"""Declaring a letter void: what follows for the case, and what stands in the way."""

from __future__ import annotations

from datetime import date

import pytest

from tests.builders.agencies import City
from tests.builders.requests import BY, an_application, at, ready_to_sign, received
from yangguang.apps.duties.models import Duty
from yangguang.apps.letters.models import Letter, LetterState
from yangguang.apps.letters.services import declare_void
from yangguang.apps.requests import duty_kinds
from yangguang.apps.requests.models import Application, ApplicationState, ConsultationKind
from yangguang.apps.requests.selectors.following import public_letters
from yangguang.apps.requests.services.consulting import consult
from yangguang.apps.requests.services.extending import extend
from yangguang.apps.requests.services.posting import record_return, send_letter
from yangguang.apps.requests.services.receipts import give_receipt
from yangguang.apps.requests.services.replying import serve, sign
from yangguang.apps.requests.services.supplementing import ask_supplement
from yangguang.apps.requests.workflow import NotPossible
from yangguang.law.delivery import Way

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 5)
NEXT = date(2026, 3, 6)


def void(letter: Letter, *, reason: str = "收件人姓名有误", on: date = NEXT) -> None:
    declare_void(letter=letter, reason=reason, by=BY, at=at(on))


def signed(city: City) -> tuple[Application, Letter]:
    application = ready_to_sign(received(city.health), on=DAY)
    letter = sign(application=application, by=BY, at=at(DAY, 11)).letter
    assert letter is not None
    return application, letter


def test_a_void_reply_that_has_not_gone_out_puts_the_case_back_to_drafting(city: City) -> None:
    application, letter = signed(city)
    void(letter)
    application.refresh_from_db()
    letter.refresh_from_db()
    assert (application.state, letter.state) == (ApplicationState.HANDLING, LetterState.VOIDED)
    assert public_letters(application) == []
    assert not Duty.objects.filter(kind=duty_kinds.SERVE, closed_at__isnull=True).exists()
    assert application.events.latest("pk").act == "recall"
    ready_to_sign(application, on=NEXT)
    again = sign(application=application, by=BY, at=at(NEXT, 15)).letter
    assert again is not None
    assert (letter.sequence, again.sequence) == (1, 2)


def test_a_reply_that_was_served_is_not_undone_by_voiding_its_letter(city: City) -> None:
    application, letter = signed(city)
    serve(
        application=application,
        way=Way.POST,
        sent_on=NEXT,
        tracking_number="EB1",
        by=BY,
        at=at(NEXT),
    )
    with pytest.raises(NotPossible, match=r"已经送出，作废不改变答复的效力.*重新办理"):
        void(letter)
    letter.refresh_from_db()
    application.refresh_from_db()
    assert (application.state, letter.state) == (ApplicationState.SERVED, LetterState.ISSUED)


def test_a_reply_that_came_back_was_given_all_the_same(city: City) -> None:
    application, letter = signed(city)
    service = serve(
        application=application,
        way=Way.POST,
        sent_on=NEXT,
        tracking_number="EB1",
        by=BY,
        at=at(NEXT),
    )
    assert service is not None
    record_return(
        service=service, returned_on=date(2026, 3, 12), reason="查无此人", by=BY,
        at=at(date(2026, 3, 12)),
    )  # fmt: skip
    with pytest.raises(NotPossible, match="已经送出"):
        void(letter, on=date(2026, 3, 13))


def test_voiding_needs_a_reason(city: City) -> None:
    _, letter = signed(city)
    with pytest.raises(NotPossible, match="收回的理由"):
        void(letter, reason=" ")
    letter.refresh_from_db()
    assert letter.state == LetterState.ISSUED


def extended(city: City) -> tuple[Application, Letter]:
    application = received(city.health)
    extend(application=application, days=20, reason="资料较多", by=BY, at=at(DAY))
    return application, application.letter_links.get().letter


def test_a_letter_on_which_a_period_rests_cannot_go_alone(city: City) -> None:
    application, letter = extended(city)
    with pytest.raises(NotPossible, match=r"期限台账中2026-03-05的事项.*更正期限台账"):
        void(letter)
    letter.refresh_from_db()
    assert letter.state == LetterState.ISSUED
    assert application.events.filter(act="void-letter").count() == 0


def test_once_the_entry_is_struck_the_letter_may_go(city: City) -> None:
    from yangguang.apps.requests.services.clock import strike_entry
    from yangguang.apps.requests.services.steps import step

    application, letter = extended(city)
    entry = application.clock.get(kind="extend")
    with step("strike-clock", application, by=BY, at=at(DAY, 15)) as doing:
        strike_entry(doing, entry, reason="误登记")
    void(letter)
    letter.refresh_from_db()
    assert letter.state == LetterState.VOIDED
    story = application.events.latest("pk")
    assert story.sentence == f"作废{letter.kind_name}{letter.number}"
    assert story.note == "收件人姓名有误"
    application.refresh_from_db()
    assert application.due_on == date(2026, 3, 30)


def test_a_supplement_notice_and_a_letter_to_a_third_party_stay_while_they_are_waited_for(
    city: City,
) -> None:
    asked = received(city.health)
    ask_supplement(
        application=asked, items="年度", reason="", until=date(2026, 3, 27), by=BY, at=at(DAY)
    )
    consulted = received(city.health)
    consult(
        application=consulted,
        kind=ConsultationKind.THIRD_PARTY,
        party="清源市测试水务有限公司",
        information="供水合同",
        by=BY,
        at=at(DAY),
    )
    for application in (asked, consulted):
        for link in application.letter_links.all():
            if application.clock.filter(letter=link.letter).exists():
                with pytest.raises(NotPossible, match="不能单独作废"):
                    void(link.letter)


def test_any_other_letter_goes_alone_with_its_duty_to_serve_again(city: City) -> None:
    application = an_application(city.health)
    letter = give_receipt(application=application, by=BY, at=at(date(2026, 3, 2), 10))
    service = send_letter(
        application=application, letter=letter, way=Way.POST, sent_on=DAY, tracking_number="EB1",
        by=BY, at=at(DAY),
    )  # fmt: skip
    record_return(service=service, returned_on=NEXT, reason="查无此人", by=BY, at=at(NEXT))
    owed = Duty.objects.filter(kind=duty_kinds.SERVE, closed_at__isnull=True)
    assert owed.count() == 1
    void(letter)
    assert owed.count() == 0
    application.refresh_from_db()
    assert application.state == ApplicationState.REGISTERED
    assert public_letters(application) == []
