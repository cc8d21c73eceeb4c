"""Numbers that prove themselves."""

import pytest

from yangguang.text.privacy.checkdigits import (
    credit_check_digit,
    has_id_shape,
    id_check_digit,
    is_credit_code,
    is_id_number,
    passes_luhn,
)


@pytest.mark.parametrize(
    "number", ["11010519491231002X", "440524188001010014", "11010519491231002x"]
)
def test_the_examples_of_the_standard_hold(number: str) -> None:
    assert is_id_number(number)


def test_the_old_regions_of_hainan_belong_to_no_city() -> None:
    assert is_id_number("460034196805122571")
    assert not has_id_shape("440034196805122571")


def test_one_wrong_digit_breaks_an_id() -> None:
    assert id_check_digit("11010519491231002") == "X"
    assert not is_id_number("110105194912310021")
    assert not is_id_number("110105194912310X2")


@pytest.mark.parametrize(
    ("number", "why"),
    [
        ("110105194913310021", "a thirteenth month"),
        ("110105194902300021", "the thirtieth of February"),
        ("910105194912310021", "no such province"),
        ("11010549123100", "fourteen digits"),
        ("110105178912310021", "too long ago"),
    ],
)
def test_what_has_no_region_or_birthday_is_no_id(number: str, why: str) -> None:
    assert not has_id_shape(number), why


def test_an_old_id_has_fifteen_digits_and_no_check() -> None:
    assert has_id_shape("110105491231002")
    assert not has_id_shape("110105491331002")


def test_a_credit_code_has_its_own_check_digit() -> None:
    # The example of GB 32100—2015.
    assert is_credit_code("91350100M000100Y43")
    assert credit_check_digit("91350100M000100Y4") == "3"
    assert not is_credit_code("91350100M000100Y44")
    assert not is_credit_code("91350100I000100Y43"), "I is not in the alphabet"


def test_a_card_ends_in_its_luhn_digit() -> None:
    assert passes_luhn("4111111111111111")
    assert not passes_luhn("4111111111111112")
