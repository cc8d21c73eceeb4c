"""When the time of somebody's data has come, nothing of them can be read; the figures stay."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest
from django.conf import settings

from tests.apps.requests.test_personal_data import (
    ADDRESS,
    EMAIL,
    IDENTITY,
    NAME,
    PHONE,
    PIECES,
    POSTCODE,
    SAID,
    THIRD,
    THIRD_AT,
    WANTED,
    a_full_life,
    places,
    somebody,
)
from tests.builders.agencies import City, a_city
from tests.builders.requests import BY, a_person, an_application, at, received, replied
from yangguang.apps.audit.actors import Actor, ActorKind, system
from yangguang.apps.files.models import FilePage, StoredFile
from yangguang.apps.files.selectors import content_path
from yangguang.apps.letters.content import content_of as letter_content
from yangguang.apps.letters.models import Letter
from yangguang.apps.letters.selectors import letter_file
from yangguang.apps.requests.contacts import address_of
from yangguang.apps.requests.models import (
    Applicant,
    Application,
    Attachment,
    Consultation,
    RemedyForum,
    RemedyOutcome,
    TitlePiece,
    WantedBand,
)
from yangguang.apps.requests.selectors.cases import case_of, earlier_of
from yangguang.apps.requests.selectors.clock import calendar_of_case
from yangguang.apps.requests.selectors.figures import request_cells
from yangguang.apps.requests.selectors.finding import find_words
from yangguang.apps.requests.services.assigning import accept
from yangguang.apps.requests.services.drafting import read_parts
from yangguang.apps.requests.services.extending import extend
from yangguang.apps.requests.services.forgetting import GONE, ended, needed
from yangguang.apps.requests.services.materials import attach, content_of, redact
from yangguang.apps.requests.services.remedies import decide_remedy, open_remedy
from yangguang.apps.requests.services.splitting import split
from yangguang.apps.vault.problems import Destroyed
from yangguang.apps.vault.registry import retention_owners
from yangguang.apps.vault.retention import due_for_destruction
from yangguang.apps.vault.selectors import retention_list
from yangguang.apps.vault.services import (
    list_due,
    propose_destruction,
    sign_destruction,
    unseal_for,
)

pytestmark = pytest.mark.django_db
CLERK = Actor(ActorKind.STAFF, "7", "李登记")
HEAD = Actor(ActorKind.STAFF, "9", "王负责")
NIGHT = system("定时任务")
END = date(2026, 4, 30)
LATER = at(date(2036, 5, 6))
IN_CLEAR = (*PIECES, *SAID.values())
IDENTIFYING = (NAME, IDENTITY, PHONE, EMAIL, ADDRESS, POSTCODE, THIRD, THIRD_AT)


def _with_files(application: Application) -> None:
    """A paper of the applicant's that was redacted, and a released one, both with their name."""
    for name, purpose in (
        (f"{NAME}的委托书.txt", Attachment.Purpose.SUPPORT),
        ("提供的信息.txt", Attachment.Purpose.RELEASE),
    ):
        attach(
            application=application, purpose=purpose, name=name, data=f"{name} {NAME}".encode(),
            by=BY, at=at(date(2026, 4, 22)), released=purpose == Attachment.Purpose.RELEASE,
        )  # fmt: skip
    sealed = application.attachments.get(purpose=Attachment.Purpose.SUPPORT)
    redact(attachment=sealed, by=CLERK, at=at(date(2026, 4, 23)))


def _judged(application: Application) -> None:
    for remedy in application.remedies.all():
        decide_remedy(
            remedy=remedy, outcome=RemedyOutcome.UPHELD, decided_on=END,
            gist=f"{NAME}请求不成立", by=BY, at=at(END),
        )  # fmt: skip


def a_closed_life(city: City) -> Application:
    """Everything that may happen, all of it over by the end of April 2026; its parts too."""
    application = a_full_life(city)
    _with_files(application)
    _judged(application)
    for part in Application.objects.filter(split_from=application):
        accept(application=part, by=BY, at=at(date(2026, 4, 23)))
        replied(part, on=date(2026, 4, 24))
    application.refresh_from_db()
    return application


def a_short_life(city: City) -> Application:
    """Received, divided, extended, answered without letters, taken to court and judged."""
    application = received(city.health, person=somebody(), wanted=WANTED)
    parts = split(
        application=application, parts=[WANTED, f"{WANTED}之二"], consent="同意", by=BY,
        at=at(date(2026, 3, 3)),
    )  # fmt: skip
    extend(
        application=application, days=20, reason="多", by=BY, at=at(date(2026, 3, 4)),
        with_letter=False,
    )  # fmt: skip
    _with_files(application)
    accept(application=parts[1], by=BY, at=at(date(2026, 3, 4)))
    for part in parts:
        replied(part, on=date(2026, 4, 24))
    open_remedy(
        application=application, forum=RemedyForum.SUIT, body="清源市中级人民法院",
        received_on=date(2026, 4, 27), by=BY, at=at(date(2026, 4, 27)),
    )  # fmt: skip
    _judged(application)
    application.refresh_from_db()
    return application


def destroyed(application: Application, when: datetime = LATER) -> None:
    list_due(by=NIGHT, at=when)
    made = propose_destruction([application.applicant.subject_key], by=CLERK, at=when)
    sign_destruction(made, by=HEAD, at=when)


def test_this_app_answers_for_its_applicants() -> None:
    assert [one.kind for one in retention_owners()] == ["request-applicant"]


def test_whose_cases_ended_ten_years_ago_is_due_with_number_and_rule(city: City) -> None:
    application = a_short_life(city)
    last = Application.objects.get(split_from=application)
    assert due_for_destruction(at(date(2036, 4, 29))) == []
    due = due_for_destruction(at(date(2036, 4, 30)))
    assert [(one.subject_id, one.ended_on, one.due_on) for one in due] == [
        (application.applicant.subject_key, END, date(2036, 4, 30))
    ]
    assert due[0].label == max(application.number, last.number)
    list_due(by=NIGHT, at=LATER)
    assert retention_list(agency_keys=[city.health.pk]).count() == 1
    assert not retention_list(agency_keys=[city.schools.pk]).exists()


Make = Callable[[City], Application]


def _open(city: City) -> Application:
    return received(city.health)


def _unconfirmed(city: City) -> Application:
    from yangguang.law.receipt import Channel

    return an_application(city.health, channel=Channel.ONLINE)


def _sued(city: City) -> Application:
    application = replied(received(city.health), on=date(2026, 3, 9))
    open_remedy(
        application=application, forum=RemedyForum.SUIT, body="清源市中级人民法院",
        received_on=date(2026, 3, 20), by=BY, at=at(date(2026, 3, 20)),
    )  # fmt: skip
    return application


def _handled_anew(city: City) -> Application:
    from yangguang.apps.requests.services.closing import reopen

    application = replied(received(city.health), on=date(2026, 3, 9))
    reopen(application=application, reason="原答复有误", by=BY, at=at(date(2026, 3, 20)))
    return application


@pytest.mark.parametrize("make", [_open, _unconfirmed, _sued, _handled_anew])
def test_what_has_not_ended_is_never_due(city: City, make: Make) -> None:
    application = make(city)
    assert list(ended(date(2100, 1, 1))) == []
    key = application.applicant.subject_key
    assert set(needed([key], date(2100, 1, 1))) == {key}


def test_a_suit_that_is_decided_later_makes_the_period_begin_later(city: City) -> None:
    application = _sued(city)
    decide_remedy(
        remedy=application.remedies.get(), outcome=RemedyOutcome.UPHELD, gist="",
        decided_on=date(2027, 1, 8), by=BY, at=at(date(2027, 1, 8)),
    )  # fmt: skip
    key = application.applicant.subject_key
    assert [one.ended_on for one in ended(date(2027, 1, 8))] == [date(2027, 1, 8)]
    assert list(ended(date(2027, 1, 7))) == []
    assert set(needed([key], date(2027, 1, 7))) == {key}
    assert set(needed([key], date(2027, 1, 8))) == set()


def test_nothing_of_the_person_can_be_read_any_more(city: City) -> None:
    application = a_closed_life(city)
    other = replied(
        received(city.health, person=a_person("留测试", "110101199003072848")),
        on=date(2026, 4, 24),
    )
    for piece in IN_CLEAR:
        assert places(piece), "the test itself finds what stands in clear"
    plain = [content_path(one) for one in StoredFile.objects.all() if "text" in one.media_type]
    assert any(NAME in path.read_text(encoding="utf-8") for path in plain)
    destroyed(application)

    # No row of any table, whatever app it belongs to.
    for needle in (*IDENTIFYING, *IN_CLEAR):
        assert places(needle) == set(), needle
    applicants = Applicant.objects.filter(subject_key=application.applicant.subject_key)
    assert applicants.count() == 2
    # Every sealed field.
    for applicant in applicants:
        for sealed, field in (
            (applicant.sealed_name, "name"),
            (applicant.sealed_identity, "identity"),
            (applicant.sealed_contact, "contact"),
        ):
            with pytest.raises(Destroyed):
                unseal_for(applicant.subject_key, sealed, field)
        assert applicant.mask == GONE
    consultation = Consultation.objects.get(application=application)
    for sealed, field in (
        (consultation.sealed_party, "third-party"),
        (consultation.sealed_contact, "third-party-contact"),
    ):
        with pytest.raises(Destroyed):
            unseal_for(application.applicant.subject_key, sealed, field)
    for reply in application.replies.exclude(sealed_parts=""):
        with pytest.raises(Destroyed):
            read_parts(reply, by=CLERK, at=LATER, why="核对")
    assert address_of(str(application.pk), "email") == ""
    # Every attachment, the plain copies of redaction with them.
    files = list(application.attachments.all())
    assert {one.name for one in files} == {GONE}
    assert any(one.sealed_file for one in files)
    for one in files:
        assert one.file is None
        if one.sealed_file:
            with pytest.raises(Destroyed):
                content_of(one, by=CLERK, at=LATER, why="核对")
    # Every letter: what it says, and both files.
    letters = Letter.objects.filter(subject_key=str(application.pk), subject_kind="application")
    assert letters.count() > 5
    for letter in letters:
        with pytest.raises(Destroyed):
            letter_content(letter)
        for which in ("pdf", "word"):
            if getattr(letter, which) is not None:
                with pytest.raises(Destroyed):
                    letter_file(letter, which)
    # Every search: by name, by words of the title, by what is alike.
    everything = Application.objects.all()
    for words in (NAME, "拆迁补偿", "母亲慕容尉迟"):
        assert find_words(everything, words).keys == (), words
    gone = Application.objects.filter(applicant__in=applicants)
    assert not TitlePiece.objects.filter(application__in=gone).exists()
    assert not WantedBand.objects.filter(application__in=gone).exists()
    assert set(find_words(everything, application.number).keys) == {application.pk}
    # Another person's case stands untouched.
    assert find_words(everything, "留测试").keys == (other.pk,)
    assert not FilePage.objects.filter(text__contains=NAME).exists()


@pytest.mark.django_db(transaction=True)
def test_no_file_on_disk_bears_the_name() -> None:
    application = a_short_life(a_city())

    def bearing() -> list[Path]:
        folder = Path(settings.FILES_FOLDER)
        return [
            path
            for path in folder.rglob("*")
            if path.is_file() and NAME.encode() in path.read_bytes()
        ]

    assert bearing()
    destroyed(application)
    assert bearing() == []


def test_the_figures_count_the_case_as_before(city: City) -> None:
    application = a_short_life(city)
    before = request_cells([city.health.pk], 2026)
    behind = {cell: list(before.ids(cell)) for cell, count in before.values.items() if count}
    assert any(application.pk in keys for keys in behind.values())
    destroyed(application)
    after = request_cells([city.health.pk], 2026)
    assert after.values == before.values
    assert {cell: list(after.ids(cell)) for cell, count in after.values.items() if count} == behind


def test_the_case_still_opens_with_its_days_and_acts(city: City) -> None:
    application = a_short_life(city)
    number, closed = application.number, application.closed_on
    destroyed(application)
    again = Application.objects.select_related("agency", "applicant").get(pk=application.pk)
    shown = case_of(again, calendar_of_case(again, LATER.date()))
    assert (again.number, again.closed_on, again.title) == (number, closed, GONE)
    assert shown.reckoning is not None
    assert shown.reckoning.due == again.due_on
    assert {event.sentence for event in shown.events if event.act == "extend"} == {"延长答复期限"}


def test_the_same_person_is_not_recognised_afterwards(city: City) -> None:
    first = replied(received(city.health), on=date(2026, 3, 9))
    destroyed(first, at(date(2036, 3, 10)))
    second = an_application(city.health, on=date(2036, 3, 12))
    assert earlier_of(second) == []
    third = an_application(city.health, on=date(2036, 3, 12))
    assert [one.application for one in earlier_of(third)] == [second]


def test_who_was_forgotten_is_not_listed_again(city: City) -> None:
    destroyed(a_short_life(city))
    assert list(ended(date(2100, 1, 1))) == []
    assert list_due(by=NIGHT, at=LATER) == 0
