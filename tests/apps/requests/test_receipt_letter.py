"""登记回执: numbered, once for what is known, and never with the query code in it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest
from django.db import connections

from tests.builders.agencies import City, a_city
from tests.builders.requests import BY, an_application, at, ready_to_sign, received
from yangguang.apps.agencies.verdicts import Refused
from yangguang.apps.files.sandbox import read_document
from yangguang.apps.letters.models import Letter, LetterState, NumberCounter
from yangguang.apps.letters.selectors import letter_file
from yangguang.apps.letters.services import void_letter
from yangguang.apps.requests.models import Application, Attachment
from yangguang.apps.requests.selectors.following import public_letters
from yangguang.apps.requests.services.codes import give_query_code
from yangguang.apps.requests.services.materials import attach
from yangguang.apps.requests.services.receipts import give_receipt
from yangguang.apps.requests.services.receiving import confirm_receipt
from yangguang.apps.requests.services.replying import sign
from yangguang.apps.requests.services.secrecy import mark_secret
from yangguang.apps.requests.workflow import NotPossible
from yangguang.law.receipt import Channel

DAY = date(2026, 3, 2)


def words_of(letter: Letter, which: str = "pdf") -> str:
    document = read_document(
        letter_file(letter, which), name=f"a.{'pdf' if which == 'pdf' else 'docx'}"
    )
    return "".join(document.text().split())


def receipt_of(application: Application, on: date = DAY) -> Letter:
    return give_receipt(application=application, by=BY, at=at(on, 10))


@pytest.mark.django_db
@pytest.mark.parametrize("which", ["pdf", "word"])
def test_a_receipt_says_what_was_registered_and_bears_a_number(city: City, which: str) -> None:
    application = an_application(city.health)
    attach(
        application=application, purpose=Attachment.Purpose.ORIGINAL, name="申请表.txt",
        data="申请表".encode(), by=BY, at=at(DAY),
    )  # fmt: skip
    code = give_query_code(application=application, by=BY, at=at(DAY))
    letter = receipt_of(application)
    said = words_of(letter, which)
    assert letter.number.endswith("〔2026〕1号")
    for words in (
        letter.number, application.number, "2025年度全市农村饮用水水质监测结果", "当面提交",
        "2026年3月2日", "申请原件1份", "在2026年3月30日前答复", "/requests/follow/", "李测试",
    ):  # fmt: skip
        assert words in said
    for secret in (code, code.replace("-", ""), "11010119900307283X", "13800138000"):
        assert secret not in said


@pytest.mark.django_db
def test_the_applicant_can_take_it_home(city: City) -> None:
    application = an_application(city.health)
    letter = receipt_of(application)
    assert [link.letter for link in public_letters(application)] == [letter]


@pytest.mark.django_db
def test_asked_again_it_is_the_same_letter(city: City) -> None:
    application = an_application(city.health)
    assert receipt_of(application) == receipt_of(application, date(2026, 3, 9))
    assert Letter.objects.count() == 1


@pytest.mark.django_db
def test_before_the_confirmation_it_says_that_the_day_is_open_and_after_it_there_is_another(
    city: City,
) -> None:
    application = an_application(city.health, channel=Channel.FAX)
    first = receipt_of(application)
    assert "待与您确认" in words_of(first)
    assert "以双方确认之日为收到申请之日" in words_of(first)
    assert "前答复" not in words_of(first)
    confirm_receipt(
        application=application, confirmed_on=date(2026, 3, 4), how="电话", by=BY,
        at=at(date(2026, 3, 4)),
    )  # fmt: skip
    second = receipt_of(application, date(2026, 3, 4))
    assert second.sequence == 2
    assert "在2026年4月1日前答复" in words_of(second)
    assert receipt_of(application, date(2026, 3, 5)) == second


@pytest.mark.django_db
def test_a_void_receipt_is_replaced_by_one_with_the_next_number(city: City) -> None:
    application = an_application(city.health)
    first = receipt_of(application)
    void_letter(letter=first, by=BY, at=at(DAY), reason="盖章有误")
    second = receipt_of(application)
    assert (second.sequence, second.state) == (2, LetterState.ISSUED)


@pytest.mark.django_db
def test_receipts_run_apart_from_other_letters_and_by_body(city: City) -> None:
    receipt_of(an_application(city.health))
    receipt_of(an_application(city.health))
    receipt_of(an_application(city.schools))
    assert sorted(NumberCounter.objects.values_list("agency__name", "series", "last")) == sorted(
        [(city.health.name, "receipt", 2), (city.schools.name, "receipt", 1)]
    )


@pytest.mark.django_db
def test_a_line_of_secrecy_gets_none(city: City) -> None:
    application = received(city.health)
    mark_secret(application=application, reason="存疑", by=BY, at=at(DAY, 11))
    with pytest.raises(NotPossible, match="涉密线索"):
        receipt_of(application)
    assert not Letter.objects.exists()


@pytest.mark.django_db
def test_after_the_reply_there_is_none(city: City) -> None:
    application = received(city.health)
    ready_to_sign(application, on=date(2026, 3, 5))
    sign(application=application, by=BY, at=at(date(2026, 3, 5)), with_letter=False)
    with pytest.raises(NotPossible, match="不能“出具登记回执”"):
        receipt_of(application, date(2026, 3, 6))


@pytest.mark.django_db
def test_where_the_letter_cannot_be_made_no_number_is_used(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    from yangguang.apps.letters.services import issuing
    from yangguang.apps.letters.typesetting.pdf import NotTypeset

    def broken(*_: object, **__: object) -> None:
        raise NotTypeset("排版程序没有响应，请稍后再试。")

    monkeypatch.setattr(issuing, "typeset", broken)
    application = an_application(city.health)
    with pytest.raises(Refused, match="排版程序没有响应"):
        receipt_of(application)
    assert not Letter.objects.exists()
    assert not NumberCounter.objects.filter(last__gt=0).exists()


@pytest.mark.django_db(transaction=True)
def test_two_who_ask_at_once_get_the_same_letter() -> None:
    application = an_application(a_city().health)
    barrier = Barrier(2)

    def ask(_: int) -> str:
        try:
            barrier.wait()
            return receipt_of(Application.objects.get(pk=application.pk)).number
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        numbers = list(pool.map(ask, range(2)))
    assert numbers[0] == numbers[1]
    assert Letter.objects.filter(state=LetterState.ISSUED).count() == 1
