"""征求意见: each party with its own days, what silence means, and a clock that waits for all of them."""

from __future__ import annotations

from datetime import date

import pytest

from tests.builders.agencies import City
from tests.builders.requests import (
    BY,
    GIVEN,
    a_person,
    an_organisation,
    at,
    ready_to_sign,
    received,
)
from yangguang.apps.duties.models import Duty
from yangguang.apps.letters.content import content_of as letter_content
from yangguang.apps.letters.models import AddresseeType
from yangguang.apps.requests import duty_kinds
from yangguang.apps.requests.models import (
    Application,
    ApplicationState,
    Consultation,
    ConsultationAnswer,
    ConsultationKind,
)
from yangguang.apps.requests.services.consulting import (
    consult,
    override,
    record_opinion,
    record_service,
)
from yangguang.apps.requests.services.drafting import problems_of, save_draft, submit
from yangguang.apps.requests.services.posting import send_letter
from yangguang.apps.requests.services.replying import sign
from yangguang.apps.requests.services.supplementing import ask_supplement
from yangguang.apps.requests.workflow import NotPossible
from yangguang.apps.vault.selectors import accesses_of
from yangguang.apps.vault.services import unseal_for
from yangguang.apps.vault.services.access import MACHINE
from yangguang.law.delivery import Way

pytestmark = pytest.mark.django_db
SENT = date(2026, 3, 5)
LAST = date(2026, 3, 26)
"""The fifteenth working day after Thursday, 5 March 2026."""
AFTER = date(2026, 3, 27)
K, A = ConsultationKind, ConsultationAnswer


def ask(
    application: Application,
    kind: ConsultationKind = K.THIRD_PARTY,
    *,
    on: date = SENT,
    served_on: date | None = None,
    party: str = "清源市水利局",
    until: date | None = None,
    letter: bool = False,
) -> Consultation:
    return consult(
        application=application,
        kind=kind,
        party=party,
        person=an_organisation() if kind is K.THIRD_PARTY else None,
        served_on=served_on,
        until=until,
        information="监测数据",
        why="含有企业工艺参数",
        by=BY,
        at=at(on),
        with_letter=letter,
    )


def answer(
    consultation: Consultation,
    what: ConsultationAnswer,
    on: date,
    *,
    reasons: str = "属于商业秘密",
    reasonable: bool = True,
) -> Consultation:
    return record_opinion(
        consultation=consultation,
        answer=what,
        reasons="" if what is A.SILENT else reasons,
        reasonable=reasonable,
        by=BY,
        at=at(on),
    )


def sentences(application: Application, kind: str, on: date) -> str:
    reply = save_draft(application=application, kind=kind, given=GIVEN, by=BY, at=at(on))
    return "".join(one.sentence for one in problems_of(application, reply, on))


def duty(application: Application, kind: str, slot: str = "") -> Duty:
    return Duty.objects.get(kind=kind, subject_key=str(application.pk), slot=slot)


def test_the_clock_waits_from_the_next_day_until_the_answer(city: City) -> None:
    application = received(city.health)
    consultation = ask(application)
    assert (application.due_on, application.clock_state) == (None, "paused")
    assert not duty(application, duty_kinds.REPLY).is_open
    assert duty(application, duty_kinds.CONSULTATION, str(consultation.pk)).due_on == LAST
    answer(consultation, A.AGREES, date(2026, 3, 16))
    application.refresh_from_db()
    # 6 to 16 March are seven working days: 30 March moves to 9 April, over the day off of 6 April.
    assert application.due_on == date(2026, 4, 9)
    assert duty(application, duty_kinds.REPLY).due_on == date(2026, 4, 9)


def test_overlapping_consultations_take_a_day_out_only_once(city: City) -> None:
    application = received(city.health)
    first = ask(application)
    second = ask(application, K.OTHER_ORGAN, on=date(2026, 3, 9))
    answer(first, A.AGREES, date(2026, 3, 12))
    application.refresh_from_db()
    assert application.due_on is None
    answer(second, A.AGREES, date(2026, 3, 16))
    application.refresh_from_db()
    assert application.due_on == date(2026, 4, 9)


def test_one_day_asked_and_answered_takes_out_nothing(city: City) -> None:
    application = received(city.health)
    answer(ask(application), A.AGREES, SENT)
    application.refresh_from_db()
    assert application.due_on == date(2026, 3, 30)


@pytest.mark.parametrize("kind", [K.THIRD_PARTY, K.CO_MAKER])
def test_silence_needs_a_letter_that_was_received_and_a_day_that_has_passed(
    city: City, kind: ConsultationKind
) -> None:
    application = received(city.health)
    consultation = ask(application, kind)
    with pytest.raises(NotPossible, match="还没有登记送达日期"):
        answer(consultation, A.SILENT, AFTER)
    record_service(consultation=consultation, served_on=SENT, by=BY, at=at(SENT, 12))
    with pytest.raises(NotPossible, match="2026年3月26日为止"):
        answer(consultation, A.SILENT, LAST)
    answer(consultation, A.SILENT, AFTER)
    effect = application.events.order_by("-id").first()
    assert effect is not None
    expected = "视为同意公开" if kind is K.CO_MAKER else "不等于同意，由本机关依照条例决定"
    assert expected in effect.sentence


def test_the_days_of_a_third_party_run_from_its_receipt_of_the_letter(city: City) -> None:
    application = received(city.health)
    consultation = ask(application, letter=True)
    assert consultation.letter is not None
    assert consultation.letter.addressee_type == AddresseeType.ORGANISATION
    assert {link.public for link in application.letter_links.all()} == {True, False}
    send_letter(
        application=application, letter=consultation.letter, way=Way.POST, sent_on=SENT,
        received_on=date(2026, 3, 9), tracking_number="XA1", by=BY, at=at(date(2026, 3, 10)),
    )  # fmt: skip
    consultation.refresh_from_db()
    assert (consultation.served_on, consultation.due_on) == (date(2026, 3, 9), date(2026, 3, 30))
    assert duty(application, duty_kinds.CONSULTATION, str(consultation.pk)).due_on == date(
        2026, 3, 30
    )


def test_another_organ_has_the_day_that_the_letter_sets(city: City) -> None:
    application = received(city.health)
    consultation = ask(application, K.OTHER_ORGAN, until=date(2026, 3, 12))
    assert consultation.due_on == date(2026, 3, 12)
    with pytest.raises(NotPossible, match="2026年3月12日为止"):
        answer(consultation, A.SILENT, date(2026, 3, 12))
    answer(consultation, A.SILENT, date(2026, 3, 13))


def test_under_2007_no_period_binds_a_third_party_and_organs_stop_no_clock(city: City) -> None:
    application = received(city.health, on=date(2018, 6, 1))
    organ = ask(application, K.CO_MAKER, on=date(2018, 6, 4), letter=True)
    assert application.due_on == date(2018, 6, 25)
    assert organ.letter is not None
    assert organ.letter.kind == "organ-consultation"
    said = application.events.order_by("-id").first()
    assert said is not None
    assert "不计算" not in said.public
    third = ask(application, on=date(2018, 6, 4), until=date(2018, 6, 11))
    application.refresh_from_db()
    assert application.due_on is None
    answer(organ, A.AGREES, date(2018, 6, 5))
    answer(third, A.SILENT, date(2018, 6, 12))
    application.refresh_from_db()
    # 5 to 12 June are six working days, the Dragon Boat Festival lies between.
    assert application.due_on == date(2018, 7, 3)


def test_an_objection_needs_reasons(city: City) -> None:
    consultation = ask(received(city.health))
    with pytest.raises(NotPossible, match="请填写第三方不同意公开的理由"):
        answer(consultation, A.REFUSES, date(2026, 3, 9), reasons="")


def test_an_answer_is_entered_once_and_never_before_the_letter(city: City) -> None:
    consultation = ask(received(city.health))
    with pytest.raises(NotPossible, match="早于2026-03-05"):
        record_opinion(
            consultation=consultation, answer=A.AGREES, reasons="", by=BY, at=at(AFTER),
            on=date(2026, 3, 4),
        )  # fmt: skip
    answer(consultation, A.AGREES, date(2026, 3, 9))
    with pytest.raises(NotPossible, match="已经登记过结果"):
        answer(consultation, A.REFUSES, date(2026, 3, 10))


def test_against_a_sound_objection_nothing_is_disclosed_in_full(city: City) -> None:
    application = received(city.health)
    answer(ask(application), A.REFUSES, date(2026, 3, 9))
    said = sentences(application, "disclosed", date(2026, 3, 10))
    assert "第三方不同意公开且有合理理由，不予公开" in said
    assert "因公共利益公开" in said
    assert "不予公开" not in sentences(application, "partly-disclosed", date(2026, 3, 10))
    save_draft(
        application=application, kind="disclosed", given=GIVEN, by=BY, at=at(date(2026, 3, 10))
    )
    with pytest.raises(NotPossible, match="答复还不能送审"):
        submit(application=application, by=BY, at=at(date(2026, 3, 10)))


def test_an_objection_without_sound_reasons_leaves_it_to_the_body(city: City) -> None:
    application = received(city.health)
    answer(ask(application), A.REFUSES, date(2026, 3, 9), reasonable=False)
    assert sentences(application, "disclosed", date(2026, 3, 10)) == ""


def test_under_2007_any_objection_bars_disclosure(city: City) -> None:
    application = received(city.health, on=date(2018, 6, 1))
    answer(ask(application, on=date(2018, 6, 4)), A.REFUSES, date(2018, 6, 8), reasonable=False)
    said = sentences(application, "disclosed-2007", date(2018, 6, 11))
    assert "第三方不同意公开，不得公开" in said


def test_the_public_interest_overrides_and_the_third_party_is_told(city: City) -> None:
    application = received(city.health)
    consultation = answer(ask(application), A.REFUSES, date(2026, 3, 9))
    override(
        consultation=consultation, reason="饮水安全关系全市居民", by=BY, at=at(date(2026, 3, 10))
    )
    assert consultation.override_letter is not None
    assert "行政复议" in consultation.override_letter.remedies
    assert sentences(application, "disclosed", date(2026, 3, 10)) == ""
    with pytest.raises(NotPossible, match="不需要重复办理"):
        override(consultation=consultation, reason="再次", by=BY, at=at(date(2026, 3, 10)))


def test_there_is_nothing_to_override_before_an_answer_or_after_consent(city: City) -> None:
    application = received(city.health)
    consultation = ask(application)
    with pytest.raises(NotPossible, match="才需要作此决定"):
        override(consultation=consultation, reason="公共利益", by=BY, at=at(date(2026, 3, 9)))
    answer(consultation, A.AGREES, date(2026, 3, 9))
    with pytest.raises(NotPossible, match="才需要作此决定"):
        override(consultation=consultation, reason="公共利益", by=BY, at=at(date(2026, 3, 9)))


def test_a_third_partys_secret_is_withheld_only_after_asking(city: City) -> None:
    application = received(city.health)
    said = sentences(application, "withheld-trade-secret", date(2026, 3, 5))
    assert "应当先书面征求第三方意见" in said


def test_while_an_opinion_is_out_nothing_goes_to_review(city: City) -> None:
    application = received(city.health)
    ask(application)
    assert "还有征求意见没有登记结果" in sentences(application, "disclosed", date(2026, 3, 10))


def test_an_opinion_can_be_entered_while_a_supplement_is_awaited(city: City) -> None:
    application = received(city.health)
    consultation = ask(application)
    ask_supplement(
        application=application, items="年度", reason="", until=date(2026, 3, 31), by=BY,
        at=at(date(2026, 3, 6)), with_letter=False,
    )  # fmt: skip
    answer(consultation, A.AGREES, date(2026, 3, 12))
    application.refresh_from_db()
    assert (application.state, application.due_on) == (ApplicationState.SUPPLEMENT, None)


def test_a_natural_third_party_is_masked_and_addressed_as_a_person(city: City) -> None:
    application = received(city.health)
    consultation = consult(
        application=application, kind=K.THIRD_PARTY, party="", person=a_person("欧阳测试甲"),
        by=BY, at=at(SENT),
    )  # fmt: skip
    assert "测试甲" not in consultation.party_mask
    sealed, key = consultation.sealed_party, application.applicant.subject_key
    assert unseal_for(key, sealed, "third-party") == "欧阳测试甲"
    assert consultation.party_type == AddresseeType.PERSON
    answer(consultation, A.REFUSES, date(2026, 3, 9))
    override(consultation=consultation, reason="公共利益", by=BY, at=at(date(2026, 3, 10)))
    assert consultation.override_letter is not None
    assert consultation.override_letter.addressee_type == AddresseeType.PERSON
    assert letter_content(consultation.override_letter).addressee == "欧阳测试甲"
    read = accesses_of(key).filter(act__verb=MACHINE, fields=["third-party"]).get()
    assert read.act.reason == "制作文书：告知第三方"


def test_a_reply_given_while_an_opinion_is_out_counts_as_given(city: City) -> None:
    """A withdrawal during the consultation ends the duty to reply and that to wait."""
    from yangguang.apps.requests.services.closing import withdraw

    application = received(city.health)
    consultation = ask(application)
    withdraw(application=application, reason="来电撤回", by=BY, at=at(date(2026, 3, 12)))
    assert not duty(application, duty_kinds.CONSULTATION, str(consultation.pk)).is_open
    assert not duty(application, duty_kinds.REPLY).is_open
    assert application.clock_state == "stopped"


def test_a_refusal_after_consultation_goes_through_to_its_letter(city: City) -> None:
    application = received(city.health)
    answer(ask(application), A.REFUSES, date(2026, 3, 9))
    ready_to_sign(
        application, "withheld-trade-secret", on=date(2026, 3, 10), exemptions=("trade-secret",)
    )
    reply = sign(application=application, by=BY, at=at(date(2026, 3, 11)))
    assert reply.review_first is True
    assert "应当先" in reply.remedy_text
    assert reply.letter is not None
