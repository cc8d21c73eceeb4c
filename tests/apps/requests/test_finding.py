"""A case is found again by any piece of its title, its number, or its applicant's whole name."""

from __future__ import annotations

import itertools
import random
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from tests.builders.agencies import a_city
from tests.builders.requests import BY, a_person, an_application, at
from yangguang.apps.requests.models import Application, Service
from yangguang.apps.requests.pieces import pieces_of, span_of, telling_pieces
from yangguang.apps.requests.selectors import finding
from yangguang.apps.requests.selectors.finding import Hits, find_words
from yangguang.apps.requests.services.posting import send_letter
from yangguang.apps.requests.services.receipts import give_receipt
from yangguang.apps.requests.services.relating import retitle
from yangguang.law.delivery import Way


def found(words: str) -> set[int]:
    return set(find_words(Application.objects.all(), words).keys)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("words", "finds"),
    [
        ("水质监测", True),
        ("水监", False),
        ("2025", True),
        ("202", True),
        ("２０２５年", True),
        ("饮用水 结果", True),
        ("饮用水 房屋", False),
        ("果", True),
        ("李测试", True),
        ("李测", False),
        ("%", False),
        ("", True),
    ],
)
def test_a_piece_of_the_title_or_the_whole_name_finds_it(words: str, finds: bool) -> None:
    application = an_application(a_city().health, person=a_person("李测试"))
    other = an_application(application.agency, person=a_person("王某"), wanted="房屋征收补偿方案")
    assert (application.pk in found(words)) is finds
    assert (other.pk in found(words)) is (words == "")


@pytest.mark.django_db
def test_the_whole_number_finds_it() -> None:
    application = an_application(a_city().health)
    assert found(application.number) == {application.pk}


@pytest.mark.django_db
def test_the_number_of_a_letter_or_of_the_parcel_it_went_in_finds_it() -> None:
    """An envelope that came back bears nothing else."""
    city = a_city()
    an_application(city.health)
    application = an_application(city.health)
    letter = give_receipt(application=application, by=BY, at=at(date(2026, 3, 2)))
    send_letter(
        application=application, letter=letter, way=Way.POST, sent_on=date(2026, 3, 2),
        tracking_number="EB123456789CN", by=BY, at=at(date(2026, 3, 2)),
    )  # fmt: skip
    for words in (letter.number, "EB123456789CN", " eb123456789cn "):
        assert found(words) == {application.pk}, words
    sent = Service.objects.filter(tracking_number="EB1").exclude(tracking_number="")
    assert "service_tracking" in sent.explain() or connection.vendor == "postgresql"


@pytest.mark.django_db
def test_a_new_title_is_found_and_the_old_one_no_longer() -> None:
    application = an_application(a_city().health)
    retitle(application=application, title="农村供水检测数据", by=BY, at=at(date(2026, 3, 3)))
    assert found("供水检测") == {application.pk}
    assert found("水质监测") == set()


@pytest.mark.django_db
def test_a_title_in_the_other_script_is_found() -> None:
    application = an_application(a_city().health)
    retitle(application=application, title="農村供水檢測資料", by=BY, at=at(date(2026, 3, 3)))
    assert found("供水检测") == {application.pk}
    assert found("供水檢測") == {application.pk}


@given(st.text(max_size=30), st.integers(0, 10), st.integers(2, 10))
def test_every_cut_of_a_title_has_only_pieces_of_the_title(
    title: str, start: int, length: int
) -> None:
    part = title[start : start + length]
    assert set(telling_pieces(part)) <= set(pieces_of(part))
    if part.isalnum() and part.isascii():
        assert set(telling_pieces(part)) <= set(pieces_of(title))


@given(st.text(alphabet="路水农村2𠀀", min_size=1, max_size=12))
def test_every_sign_of_a_title_lies_within_its_span(title: str) -> None:
    pieces = pieces_of(title)
    for sign in title:
        first, last = span_of(sign)
        assert any(first <= piece <= last for piece in pieces)


WORDS = ("水质", "供水", "路灯", "城东", "村", "路", "2025", "水质 城东", "路灯 供水", "农村 路 水")


@pytest.fixture
def many(db: None) -> list[Application]:
    """Thirty applications to two bodies in two years, with titles from a few words."""
    city = a_city()
    chance = random.Random(5)
    bodies = (city.health, city.county)
    made = []
    for number in range(30):
        application = an_application(
            bodies[number % 3 % 2], on=date(2025 + number % 2, 3, 3), person=a_person("李测试")
        )
        words = chance.choices(("水质", "供水", "路灯", "城东", "农村", "道路", "2025"), k=3)
        retitle(application=application, title="".join(words), by=BY, at=at(date(2026, 3, 3)))
        made.append(application)
    return made


def plainly(applications: list[Application], words: str) -> list[int]:
    """What is found by looking into every title, newest first."""
    return [
        one.pk
        for one in sorted(applications, key=lambda one: -one.pk)
        if all(word in one.title for word in words.split())
    ]


BOUNDS = ((3, 2, 4), (3, 12, 20), (1_000, 2, 4), (1_000, 12, 20), (1_000, 5_000, 20_000))


def test_a_search_that_says_nothing_has_found_everything(
    many: list[Application], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever the bounds: the newest hits, none that is no hit, and a word where any is missing."""
    for most, looked_at, compared in BOUNDS:
        monkeypatch.setattr(finding, "MOST_HITS", most)
        monkeypatch.setattr(finding, "LOOKED_AT", looked_at)
        monkeypatch.setattr(finding, "COMPARED", compared)
        for words, agency, year in itertools.product(
            WORDS, (None, many[0].agency_id), (None, 2025)
        ):
            within = [
                one
                for one in many
                if (agency is None or one.agency_id == agency)
                and (year is None or one.year == year)
            ]
            hits = find_words(
                Application.objects.filter(pk__in=[one.pk for one in within]),
                words,
                agencies=None if agency is None else [agency],
                year=year,
            )
            right = plainly(within, words)
            if hits.cut:
                assert list(hits.keys) == [key for key in right if key in hits.keys]
            else:
                assert list(hits.keys) == right[:most]
                assert hits.more is (len(right) > most)


def test_of_a_common_word_the_newest_are_given_and_the_search_says_so(
    many: list[Application], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finding, "MOST_HITS", 5)
    right = plainly(many, "水质")
    assert len(right) > 5
    hits = find_words(Application.objects.all(), "水质")
    assert hits == Hits(tuple(right[:5]), more=True, cut=False)


def test_a_search_reads_no_more_rows_than_it_may(
    many: list[Application], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finding, "LOOKED_AT", 4)
    monkeypatch.setattr(finding, "_AT_ONCE", 3)
    with CaptureQueriesContext(connection) as queries:
        hits = find_words(Application.objects.all(), "水质")
    assert hits.cut
    assert len(hits.keys) == 4
    titles = [one["sql"] for one in queries if '"title"' in one["sql"]]
    assert len(titles) == 2


def test_many_bodies_are_searched_as_one_list(
    many: list[Application], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finding, "MANY_BODIES", 1)
    both = [many[0].agency_id, many[1].agency_id]
    hits = find_words(Application.objects.all(), "路灯 城东", agencies=both)
    assert list(hits.keys) == plainly(many, "路灯 城东")
    assert find_words(Application.objects.none(), "路灯", agencies=both).keys == ()
