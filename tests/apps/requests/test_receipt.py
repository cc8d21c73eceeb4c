"""登记、确认、更正、拆分、并案: the day of receipt by channel, and numbers without a gap."""

from __future__ import annotations

from datetime import date

import pytest

from tests.builders.agencies import City
from tests.builders.requests import BY, a_person, an_application, at, received, replied
from yangguang.apps.duties.models import Duty, Outcome
from yangguang.apps.requests import duty_kinds
from yangguang.apps.requests.models import (
    Application,
    ApplicationState,
    ClockEntry,
    ConsultationKind,
)
from yangguang.apps.requests.persons import Contact, Person
from yangguang.apps.requests.services.assigning import accept, answer_assignment, assign
from yangguang.apps.requests.services.clock import strike_entry
from yangguang.apps.requests.services.consulting import consult
from yangguang.apps.requests.services.correcting import transfer_correction
from yangguang.apps.requests.services.extending import extend
from yangguang.apps.requests.services.intake import Wish, register_application, submit_application
from yangguang.apps.requests.services.receiving import confirm_receipt, correct_receipt
from yangguang.apps.requests.services.relating import join, log_call, retitle
from yangguang.apps.requests.services.splitting import split
from yangguang.apps.requests.services.steps import Stale, step
from yangguang.apps.requests.workflow import NotPossible
from yangguang.law.identity import ApplicantKind
from yangguang.law.receipt import Channel
from yangguang.text.similarity import signature

pytestmark = pytest.mark.django_db
FRIDAY = date(2026, 3, 6)
MONDAY = date(2026, 3, 9)


def duty(application: Application, kind: str) -> Duty:
    return Duty.objects.get(kind=kind, subject_key=str(application.pk), slot="")


@pytest.mark.parametrize("channel", [Channel.COUNTER, Channel.REGISTERED, Channel.ORAL])
def test_what_is_handed_over_or_signed_for_is_received_that_day(
    city: City, channel: Channel
) -> None:
    application = an_application(city.health, on=FRIDAY, channel=channel)
    assert (application.received_on, application.state) == (FRIDAY, ApplicationState.REGISTERED)
    assert application.due_on == date(2026, 4, 3)
    assert duty(application, duty_kinds.SUPPLEMENT_NOTICE).due_on == date(2026, 3, 17)


@pytest.mark.parametrize("channel", [Channel.ORDINARY, Channel.FAX, Channel.ONLINE])
def test_other_channels_are_received_when_both_sides_confirm(city: City, channel: Channel) -> None:
    application = an_application(city.health, on=FRIDAY, channel=channel)
    assert (application.received_on, application.due_on) == (None, None)
    assert duty(application, duty_kinds.CONFIRM).due_on == FRIDAY
    confirm_receipt(
        application=application, confirmed_on=MONDAY, how="电话告知本人", by=BY, at=at(MONDAY)
    )
    assert (application.received_on, application.due_on) == (MONDAY, date(2026, 4, 7))
    assert duty(application, duty_kinds.CONFIRM).outcome == Outcome.LATE
    event = application.events.get(act="confirm")
    assert event.note == "电话告知本人"
    assert "双方确认之日" in event.sentence or "确认之日" in event.sentence


def test_what_arrives_on_a_day_off_is_to_be_confirmed_on_the_next_working_day(city: City) -> None:
    application = an_application(city.health, on=date(2026, 3, 7), channel=Channel.ONLINE)
    assert duty(application, duty_kinds.CONFIRM).due_on == MONDAY


def test_a_confirmation_known_at_registration_counts_at_once(city: City) -> None:
    application = an_application(
        city.health, on=FRIDAY, channel=Channel.ORDINARY, confirmed_on=FRIDAY
    )
    assert application.received_on == FRIDAY
    assert not Duty.objects.filter(kind=duty_kinds.CONFIRM).exists()


def test_an_office_cannot_postpone_what_was_handed_over(city: City) -> None:
    application = register_application(
        agency=city.health, channel=Channel.COUNTER, arrived_on=FRIDAY, confirmed_on=MONDAY,
        person=a_person(), wish=Wish("水质监测结果"), by=BY, at=at(MONDAY),
    )  # fmt: skip
    assert (application.received_on, application.confirmed_on) == (FRIDAY, None)


@pytest.mark.parametrize(
    ("confirmed", "word"), [(date(2026, 3, 5), "早于2026-03-06"), (date(2026, 3, 10), "在今天之后")]
)
def test_a_confirmation_before_arrival_or_tomorrow_is_a_slip(
    city: City, confirmed: date, word: str
) -> None:
    application = an_application(city.health, on=FRIDAY, channel=Channel.FAX)
    with pytest.raises(NotPossible, match=word):
        confirm_receipt(
            application=application, confirmed_on=confirmed, how="电话", by=BY, at=at(MONDAY)
        )
    with pytest.raises(NotPossible, match="请填写确认方式"):
        confirm_receipt(application=application, confirmed_on=MONDAY, how="", by=BY, at=at(MONDAY))


@pytest.mark.parametrize(
    ("wish", "person", "on", "word"),
    [
        (Wish("  "), a_person(), FRIDAY, "请描述所需的政府信息"),
        (Wish("水质"), Person(ApplicantKind.NATURAL, " "), FRIDAY, "请填写申请人的姓名"),
        (Wish("水质"), Person(ApplicantKind.NATURAL, "甲"), FRIDAY, "至少填写一种联系方式"),
        (Wish("水质"), a_person(), date(2026, 3, 10), "在今天之后"),
        (Wish("水质"), a_person(), date(2008, 4, 30), "2008年5月1日"),
    ],
)
def test_what_is_incomplete_is_not_registered_and_takes_no_number(
    city: City, wish: Wish, person: Person, on: date, word: str
) -> None:
    with pytest.raises(NotPossible, match=word):
        register_application(
            agency=city.health, channel=Channel.COUNTER, arrived_on=on, person=person, wish=wish,
            by=BY, at=at(MONDAY),
        )  # fmt: skip
    assert an_application(city.health, on=MONDAY).serial == 1


def test_the_same_online_form_twice_makes_one_application(city: City) -> None:
    given = {"agency": city.health, "person": a_person(), "wish": Wish("水质"), "by": BY}
    first = submit_application(**given, submission_key="form-1", at=at(FRIDAY))  # type: ignore[arg-type] # one set of values for both
    again = submit_application(**given, submission_key="form-1", at=at(FRIDAY))  # type: ignore[arg-type] # as above
    assert (again.application.pk, again.again, again.query_code) == (first.application.pk, True, "")
    assert Application.objects.count() == 1


def test_a_wrong_day_of_receipt_is_put_right_and_every_date_follows(city: City) -> None:
    application = an_application(city.health, on=MONDAY)
    correct_receipt(
        application=application,
        arrived_on=FRIDAY,
        reason="邮政签收单为3月6日",
        by=BY,
        at=at(date(2026, 3, 12)),
    )
    assert (application.received_on, application.due_on) == (FRIDAY, date(2026, 4, 3))
    reply = duty(application, duty_kinds.REPLY)
    assert (reply.opened_on, reply.due_on) == (FRIDAY, date(2026, 4, 3))
    assert duty(application, duty_kinds.SUPPLEMENT_NOTICE).due_on == date(2026, 3, 17)
    assert [row.day for row in application.clock.order_by("id")] == [MONDAY, MONDAY, FRIDAY]
    tallies = application.tallies.order_by("id").values_list("day", "sign")
    assert list(tallies) == [(MONDAY, 1), (MONDAY, -1), (FRIDAY, 1)]


def test_no_event_may_be_older_than_the_corrected_receipt_and_no_regulation_may_change(
    city: City,
) -> None:
    application = received(city.health, on=FRIDAY)
    extend(application=application, days=5, reason="多", by=BY, at=at(MONDAY), with_letter=False)
    with pytest.raises(NotPossible, match="早于收到申请之日"):
        correct_receipt(
            application=application,
            arrived_on=date(2026, 3, 10),
            reason="签收单",
            by=BY,
            at=at(date(2026, 3, 12)),
        )
    with pytest.raises(NotPossible, match="适用的条例不同"):
        correct_receipt(
            application=application,
            arrived_on=date(2019, 5, 14),
            reason="签收单",
            by=BY,
            at=at(MONDAY),
        )


def test_a_mistaken_entry_is_struck_in_sight_of_everybody(city: City) -> None:
    application = received(city.health, on=FRIDAY)
    extend(application=application, days=5, reason="多", by=BY, at=at(MONDAY), with_letter=False)
    assert application.due_on == date(2026, 4, 13)
    entry = application.clock.get(kind="extend")
    with step("strike-clock", application, by=BY, at=at(MONDAY)) as doing:
        strike_entry(doing, entry, reason="误登记")
    assert (application.due_on, application.extended_days) == (date(2026, 4, 3), 0)
    assert ClockEntry.objects.filter(application=application).count() == 3
    with (
        pytest.raises(NotPossible, match="已经更正过"),
        step("strike-clock", application, by=BY, at=at(MONDAY)) as doing,
    ):
        strike_entry(doing, ClockEntry.objects.get(pk=entry.pk), reason="再")


def test_a_consultation_is_struck_with_its_end_and_an_end_only_dated_otherwise(city: City) -> None:
    from yangguang.apps.requests.models import ConsultationAnswer
    from yangguang.apps.requests.services.consulting import record_opinion

    application = received(city.health, on=FRIDAY)
    consultation = consult(
        application=application, kind=ConsultationKind.OTHER_ORGAN, party="清源市水利局", by=BY,
        at=at(MONDAY), with_letter=False,
    )  # fmt: skip
    record_opinion(
        consultation=consultation, answer=ConsultationAnswer.AGREES, reasons="", by=BY,
        at=at(date(2026, 3, 16)),
    )  # fmt: skip
    application.refresh_from_db()
    assert application.due_on == date(2026, 4, 13)
    end = application.clock.get(kind="resume")
    with (
        pytest.raises(NotPossible, match="不能删除；日期有误的"),
        step("strike-clock", application, by=BY, at=at(date(2026, 3, 17))) as doing,
    ):
        strike_entry(doing, end, reason="误")
    with step("strike-clock", application, by=BY, at=at(date(2026, 3, 17))) as doing:
        strike_entry(doing, end, reason="实为3月12日收到", right_day=date(2026, 3, 12))
    assert application.due_on == date(2026, 4, 9)
    begun = application.clock.get(kind="pause-other-organ")
    with step("strike-clock", application, by=BY, at=at(date(2026, 3, 17))) as doing:
        strike_entry(doing, begun, reason="系内部征求意见，不应扣除")
    assert application.due_on == date(2026, 4, 3)


@pytest.mark.parametrize("kind", ["start", "stop"])
def test_receipt_and_reply_are_not_struck_from_the_ledger(city: City, kind: str) -> None:
    application = replied(received(city.health, on=FRIDAY), on=MONDAY)
    with (
        pytest.raises(NotPossible),
        step("strike-clock", application, by=BY, at=at(MONDAY, 16)) as doing,
    ):
        strike_entry(doing, application.clock.get(kind=kind), reason="误")


def test_parts_keep_the_days_and_get_numbers_of_their_own(city: City) -> None:
    whole = received(city.health, on=FRIDAY)
    extend(application=whole, days=5, reason="多", by=BY, at=at(MONDAY), with_letter=False)
    parts = split(
        application=whole, parts=["农村饮用水水质监测结果", "", "医疗废物处置情况"], consent="电话同意",
        by=BY, at=at(MONDAY, 15),
    )  # fmt: skip
    assert [one.serial for one in parts] == [1, 2]
    second = parts[1]
    assert (second.received_on, second.due_on, second.extended_days) == (
        FRIDAY,
        date(2026, 4, 13),
        5,
    )
    assert second.applicant.subject_key == whole.applicant.subject_key
    assert duty(second, duty_kinds.REPLY).due_on == date(2026, 4, 13)
    assert duty(second, duty_kinds.SUPPLEMENT_NOTICE).is_open
    assert bytes(whole.signature) == signature("农村饮用水水质监测结果")
    assert bytes(second.signature) == signature("医疗废物处置情况")
    assert second.tallies.get().day == FRIDAY
    assert whole.title == "农村饮用水水质监测结果"
    assert an_application(city.health, on=MONDAY).serial == 3


def test_an_unconfirmed_application_splits_into_unconfirmed_parts(city: City) -> None:
    whole = an_application(city.health, on=FRIDAY, channel=Channel.FAX)
    _, second = split(
        application=whole, parts=["甲", "乙"], consent="电话同意", by=BY, at=at(FRIDAY)
    )
    assert second.state == ApplicationState.UNCONFIRMED
    assert duty(second, duty_kinds.CONFIRM).due_on == FRIDAY
    confirm_receipt(application=second, confirmed_on=MONDAY, how="电话", by=BY, at=at(MONDAY))
    assert second.received_on == MONDAY


def test_nothing_is_split_without_consent_or_after_others_were_asked(city: City) -> None:
    whole = received(city.health, on=FRIDAY)
    for parts, consent, word in (
        (["甲", "乙"], " ", "申请人同意拆分的经过"),
        (["甲", " "], "同意", "至少分成两项"),
    ):
        with pytest.raises(NotPossible, match=word):
            split(application=whole, parts=parts, consent=consent, by=BY, at=at(MONDAY))
    consult(
        application=whole, kind=ConsultationKind.OTHER_ORGAN, party="水利局", by=BY, at=at(MONDAY),
        with_letter=False,
    )  # fmt: skip
    with pytest.raises(NotPossible, match="不能再拆分"):
        split(application=whole, parts=["甲", "乙"], consent="同意", by=BY, at=at(MONDAY))
    assert an_application(city.health, on=MONDAY).serial == 2


def test_joined_cases_keep_their_clocks_and_counts(city: City) -> None:
    first, second, third = (received(city.health, on=FRIDAY) for _ in range(3))
    join(application=second, into=first, reason="同一事项", by=BY, at=at(MONDAY))
    assert (second.joined_to, second.due_on) == (first, first.due_on)
    for one, into, word in (
        (first, first, "不能与自身"),
        (third, second, "已经并入其他办件"),
        (first, third, "其他办件已并入本件"),
        (third, received(city.schools, on=FRIDAY), "只能与本机关"),
        (third, replied(received(city.health, on=FRIDAY), on=MONDAY), "已经答复"),
    ):
        with pytest.raises(NotPossible, match=word):
            join(application=one, into=into, reason="同", by=BY, at=at(MONDAY, 16))


def test_who_takes_the_case_on_has_its_duties(city: City) -> None:
    from tests.builders.agencies import a_person as an_account

    first, second = an_account("clerk-one"), an_account("clerk-two")
    application = an_application(city.health, on=FRIDAY)
    accept(application=application, handler=first, by=BY, at=at(FRIDAY))
    assert duty(application, duty_kinds.REPLY).person == first
    given = assign(
        application=application, department="疾控科", task="请提供监测表", handler=second,
        inner_due=date(2026, 3, 18), by=BY, at=at(MONDAY),
    )  # fmt: skip
    assert duty(application, duty_kinds.REPLY).person == second
    assert Duty.objects.get(kind=duty_kinds.ASSIGNMENT).due_on == date(2026, 3, 18)
    answer_assignment(assignment=given, result="已整理", by=BY, at=at(date(2026, 3, 12)))
    assert not Duty.objects.get(kind=duty_kinds.ASSIGNMENT).is_open
    with pytest.raises(NotPossible, match="已经登记过承办意见"):
        answer_assignment(assignment=given, result="再次", by=BY, at=at(date(2026, 3, 12)))
    for due, word in ((date(2026, 4, 7), "晚于答复期限"), (FRIDAY, "不能早于今天")):
        with pytest.raises(NotPossible, match=word):
            assign(
                application=application,
                department="科",
                task="",
                inner_due=due,
                by=BY,
                at=at(MONDAY),
            )
    with pytest.raises(NotPossible, match="请写明承办处室"):
        assign(application=application, department=" ", task="", by=BY, at=at(MONDAY))


def test_a_form_drawn_before_somebody_else_acted_is_refused(city: City) -> None:
    application = received(city.health, on=FRIDAY)
    drawn = application.version
    retitle(application=application, title="水质监测", by=BY, at=at(MONDAY), version=drawn)
    with pytest.raises(Stale, match="已由他人办理"):
        retitle(application=application, title="别的", by=BY, at=at(MONDAY), version=drawn)
    assert Application.objects.get(pk=application.pk).title == "水质监测"


def test_a_call_from_tomorrow_is_a_slip(city: City) -> None:
    application = received(city.health, on=FRIDAY)
    with pytest.raises(NotPossible, match="在此刻之后"):
        log_call(
            application=application, with_whom="申请人", text="确认", called_at=at(MONDAY), outward=True,
            by=BY, at=at(FRIDAY),
        )  # fmt: skip
    call = log_call(
        application=application, with_whom="申请人", text="确认范围", called_at=at(FRIDAY), outward=True,
        by=BY, at=at(FRIDAY, 10),
    )  # fmt: skip
    assert application.calls.get() == call


@pytest.mark.parametrize(
    ("on", "article", "kind"),
    [(FRIDAY, "第四十一条", "other"), (date(2018, 6, 1), "第二十五条第二款", "other-2007")],
)
def test_only_a_correction_is_passed_on(city: City, on: date, article: str, kind: str) -> None:
    application = received(city.health, on=on)
    reply = transfer_correction(
        application=application, body="清源市公安局", what="户籍登记出生日期", by=BY, at=at(on, 14)
    )
    assert application.state == ApplicationState.REPLIED
    kinds = [link.letter.kind for link in application.letter_links.order_by("id")]
    assert kinds == ["correction-transfer", "correction-transfer-notice"]
    assert reply.kind == kind
    event = application.events.get(act="transfer-correction")
    assert article in event.basis
    from tests.builders.requests import served

    served(application, on=on)
    assert (application.closed_on, application.reply_kind) == (on, kind)


def test_a_correction_needs_its_object_and_its_body(city: City) -> None:
    application = received(city.health, on=FRIDAY)
    for body, what, word in (
        (" ", "出生日期", "有权更正的机关"),
        ("公安局", " ", "申请更正的内容"),
    ):
        with pytest.raises(NotPossible, match=word):
            transfer_correction(application=application, body=body, what=what, by=BY, at=at(MONDAY))


def test_contacts_may_be_any_one_of_three(city: City) -> None:
    for contact in (Contact(telephone="1"), Contact(email="a@b.cn"), Contact(address="路1号")):
        person = Person(ApplicantKind.NATURAL, "甲", "", contact)
        assert an_application(city.health, on=FRIDAY, person=person).pk
