"""A case is found again by any piece of its title, its number, or its applicant's whole name."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders.agencies import a_city
from tests.builders.requests import BY, a_person, an_application, at
from yangguang.apps.requests.models import Application
from yangguang.apps.requests.pieces import pieces_of, telling_pieces
from yangguang.apps.requests.selectors.finding import find_words
from yangguang.apps.requests.services.relating import retitle


def found(words: str) -> set[int]:
    return set(find_words(Application.objects.all(), words).values_list("pk", flat=True))


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
def test_a_new_title_is_found_and_the_old_one_no_longer() -> None:
    application = an_application(a_city().health)
    retitle(application=application, title="农村供水检测数据", by=BY, at=at(date(2026, 3, 3)))
    assert found("供水检测") == {application.pk}
    assert found("水质监测") == set()


@given(st.text(max_size=30), st.integers(0, 10), st.integers(2, 10))
def test_every_cut_of_a_title_has_only_pieces_of_the_title(
    title: str, start: int, length: int
) -> None:
    part = title[start : start + length]
    assert set(telling_pieces(part)) <= set(pieces_of(part))
    if part.isalnum() and part.isascii():
        assert set(pieces_of(part)) <= set(pieces_of(title))
