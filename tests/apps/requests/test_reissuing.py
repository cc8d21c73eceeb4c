"""A misprinted letter issued again: its own number, tied both ways, and a clock that does not move."""

from __future__ import annotations

import io
from datetime import date

import docx
import pypdfium2
import pytest

from tests.builders.agencies import City
from tests.builders.requests import BY, an_organisation, at, ready_to_sign, received
from yangguang.apps.agencies.verdicts import Refused
from yangguang.apps.duties.models import Duty
from yangguang.apps.letters.models import Letter
from yangguang.apps.letters.selectors import letter_file
from yangguang.apps.letters.services import Correction, declare_void
from yangguang.apps.requests import duty_kinds
from yangguang.apps.requests.models import Application, ConsultationKind
from yangguang.apps.requests.selectors.following import public_letters
from yangguang.apps.requests.services.clock import reckoning_of
from yangguang.apps.requests.services.consulting import consult
from yangguang.apps.requests.services.extending import extend
from yangguang.apps.requests.services.posting import send_letter
from yangguang.apps.requests.services.receiving import correct_receipt
from yangguang.apps.requests.services.reissuing import reissue
from yangguang.apps.requests.services.replying import serve, sign
from yangguang.apps.requests.workflow import NotPossible
from yangguang.law.delivery import Way

pytestmark = pytest.mark.django_db
DAY, NEXT = date(2026, 3, 9), date(2026, 3, 11)
NAME = Correction("李测试", "李侧试")


def words_of(letter: Letter) -> str:
    document = pypdfium2.PdfDocument(io.BytesIO(letter_file(letter, "pdf")))
    return "".join("".join(page.get_textpage().get_text_bounded().split()) for page in document)


def again(
    application: Application, letter: Letter, *corrections: Correction, on: date = NEXT
) -> Letter:
    return reissue(
        application=application, letter=letter, corrections=corrections or (NAME,),
        reason="申请人来电指出", by=BY, at=at(on),
    )  # fmt: skip


def an_answered_case(city: City) -> tuple[Application, Letter]:
    application = ready_to_sign(received(city.health), on=DAY)
    letter = sign(application=application, by=BY, at=at(DAY)).letter
    assert letter is not None
    serve(
        application=application, way=Way.HANDED, sent_on=DAY, received_on=DAY, by=BY,
        at=at(DAY, 15),
    )  # fmt: skip
    application.refresh_from_db()
    return application, letter


def test_a_reply_is_issued_again_with_its_own_number_and_its_day_stays(city: City) -> None:
    application, letter = an_answered_case(city)
    before = (application.closed_on, application.state, application.clock.count())
    made = again(application, letter)
    application.refresh_from_db()
    letter.refresh_from_db()
    assert (application.closed_on, application.state, application.clock.count()) == before
    assert (letter.sequence, made.sequence) == (1, 2)
    assert (made.corrects, letter.corrected_by, letter.state) == (letter, made, "issued")
    text = words_of(made)
    assert "李侧试" in text
    assert text.count("李测试") == 1, "only where the remark says what was wrong"
    assert (
        f"（本件更正并替代2026年3月9日印发的{letter.number}，更正内容：“李测试”改为“李侧试”。"
        "原件作出、送达的日期和已经起算的期限不变）"
    ) in text
    assert "2026年3月11日" in text
    word = docx.Document(io.BytesIO(letter_file(made, "word")))
    assert any(line.text.startswith("（本件更正并替代") for line in word.paragraphs)
    assert made.remedies == letter.remedies != ""
    assert [link.letter for link in public_letters(application)] == [letter, made]
    owed = Duty.objects.get(kind=duty_kinds.SERVE, slot=f"l{made.pk}")
    assert (owed.due_on, owed.is_open) == (date(2026, 3, 18), True)
    send_letter(
        application=application, letter=made, way=Way.POST, sent_on=NEXT, tracking_number="EB2",
        by=BY, at=at(NEXT, 15),
    )  # fmt: skip
    owed.refresh_from_db()
    application.refresh_from_db()
    assert (owed.is_open, application.closed_on) == (False, DAY)


def test_a_letter_that_was_corrected_is_corrected_through_its_successor(city: City) -> None:
    application, letter = an_answered_case(city)
    made = again(application, letter)
    with pytest.raises(Refused, match=f"已由{made.number}更正"):
        again(application, letter)
    third = again(application, made, Correction("李侧试", "李策试"))
    assert (third.corrects, third.sequence) == (made, 3)
    declare_void(letter=third, reason="重复办理", by=BY, at=at(NEXT, 16))
    assert Letter.objects.get(pk=made.pk).corrected_by is None


def test_a_reply_that_has_not_gone_out_is_taken_back_instead(city: City) -> None:
    application = ready_to_sign(received(city.health), on=DAY)
    letter = sign(application=application, by=BY, at=at(DAY)).letter
    assert letter is not None
    with pytest.raises(NotPossible, match="收回已签发的答复"):
        again(application, letter)


@pytest.mark.parametrize(
    ("correction", "said"),
    [
        (Correction("没有的字", "有"), "没有“没有的字”这段文字"),
        (Correction("李测试", "李测试"), "更正前后相同"),
        (Correction("", ""), "写明印错的文字"),
        (Correction("2026年3月2日", "2026年3月3日"), "先在办件的期限台账"),
        (Correction("李" * 201, "李"), "最多200字"),
    ],
)
def test_what_is_no_misprint_is_refused_with_the_way_on(
    city: City, correction: Correction, said: str
) -> None:
    application, letter = an_answered_case(city)
    count = Letter.objects.count()
    with pytest.raises(Refused, match=said):
        again(application, letter, correction)
    assert Letter.objects.count() == count


def test_a_date_is_put_right_in_the_case_first_and_then_on_the_paper(city: City) -> None:
    application = received(city.health)
    extend(application=application, days=20, reason="需要检索档案", by=BY, at=at(DAY))
    letter = application.letter_links.get().letter
    correct_receipt(
        application=application, arrived_on=date(2026, 3, 3), confirmed_on=None, reason="签收单",
        by=BY, at=at(DAY, 11),
    )  # fmt: skip
    application.refresh_from_db()
    due = reckoning_of(application, NEXT).best
    made = again(application, letter, Correction("2026年3月2日", "2026年3月3日"))
    assert "2026年3月3日收到" in words_of(made)
    application.refresh_from_db()
    assert application.due_on == due
    assert application.clock.filter(letter=letter).exists()


def test_what_waits_for_a_letter_to_arrive_waits_for_the_corrected_one(city: City) -> None:
    application = received(city.health)
    consultation = consult(
        application=application, kind=ConsultationKind.THIRD_PARTY, party="清源市测试水务有限公司",
        person=an_organisation(), information="供水合同", by=BY, at=at(DAY),
    )  # fmt: skip
    assert consultation.letter is not None
    made = again(application, consultation.letter, Correction("供水合同", "供水服务合同"))
    consultation.refresh_from_db()
    assert consultation.letter == made
    assert made not in [link.letter for link in public_letters(application)]
    send_letter(
        application=application, letter=made, way=Way.HANDED, sent_on=NEXT, received_on=NEXT, by=BY,
        at=at(NEXT, 15),
    )  # fmt: skip
    consultation.refresh_from_db()
    assert consultation.served_on == NEXT
