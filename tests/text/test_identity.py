"""The same person in many spellings gives one text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yangguang.text.identity import normal_email, normal_identity, normal_name, normal_phone


@pytest.mark.parametrize(
    "text",
    [
        "11010519491231002X",
        "11010519491231002x",
        "１１０１０５ 19491231 002\uff38",
        "110105491231002",
    ],
)
def test_an_id_has_one_form(text: str) -> None:
    # The number of GB 11643—1999's own example.
    assert normal_identity(text) == "11010519491231002X"


def test_an_old_number_of_a_centenarian_is_of_the_nineteenth_century() -> None:
    assert normal_identity("110105991231996")[6:10] == "1899"


@pytest.mark.parametrize("text", ["110105491331002", "E12345678", "91450300MA5K12345X", ""])
def test_other_numbers_are_only_cleaned(text: str) -> None:
    assert normal_identity(f" {text.lower()} ") == text


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("+86 138-0000-5678", "13800005678"),
        ("008613800005678", "13800005678"),
        ("8613800005678", "13800005678"),
        ("１３８ ００００ ５６７８", "13800005678"),
        ("（0773）2823456转801", "07732823456"),
        ("+86 773 2823456", "07732823456"),
        ("+86 10 65281234", "01065281234"),
        ("+86 010 65281234", "01065281234"),
        ("8612345", "8612345"),
        ("+44 20 7946 0958", "+442079460958"),
        ("", ""),
    ],
)
def test_a_telephone_number_has_one_form(text: str, number: str) -> None:
    assert normal_phone(text) == number


@given(st.text(max_size=30))
def test_a_normal_form_is_its_own_normal_form(text: str) -> None:
    for normal in (normal_identity, normal_email):
        assert normal(normal(text)) == normal(text)


def test_mail_addresses_and_names_lose_case_width_and_dots() -> None:
    assert normal_email(" Zhang.San@Example.COM ") == "zhang.san@example.com"
    assert normal_name("买买提·艾力") == normal_name("買買提・艾力") == "买买提艾力"
    assert normal_name("张　小明") == "张小明"
