from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yangguang.text.numerals import (
    find_numerals,
    parse_numeral,
    parse_year,
    positional_digits,
    to_chinese,
    to_positional,
)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0", 0),
        ("1393", 1393),
        ("1,393", 1393),
        ("１，３９３", 1393),
        ("12.50", Decimal("12.50")),
        ("-3", -3),
        ("负三", -3),
        ("一", 1),
        ("两", 2),
        ("十", 10),
        ("十二", 12),
        ("二十", 20),
        ("廿三", 23),
        ("卅一", 31),
        ("一百零五", 105),
        ("一百一十二", 112),
        ("两百五", 250),
        ("三千零五十", 3050),
        ("一万二千", 12000),
        ("三万五", 35000),
        ("一万零二十", 10020),
        ("一亿零三万", 100030000),
        ("两万亿", 2 * 10**12),
        ("二〇一九", 2019),
        ("二零一九", 2019),
        ("二○一九", 2019),
        ("壹佰贰拾叁", 123),
        ("叁仟", 3000),
        ("贰零壹玖", 2019),
        ("三点五", Decimal("3.5")),
        ("三点五万", 35000),
        ("3.5万", 35000),
        ("2千", 2000),
        ("1.2亿", 120000000),
        ("第十二", 12),
        ("第１２", 12),
    ],
)
def test_a_numeral_is_read_in_every_spelling(text: str, value: int | Decimal) -> None:
    assert parse_numeral(text) == value


@pytest.mark.parametrize(
    "text",
    ["", " ", "百", "万", "十十", "一二三十", "1,23", "1,2345", "三人", "二十三十", "一百千", "零零百",
     "两两", "点五", "五点", "1.2.3", "--3", "负负三", "第", "第第三", "9" * 100, "一" * 100],
)  # fmt: skip
def test_what_is_not_wholly_a_numeral_is_refused(text: str) -> None:
    assert parse_numeral(text) is None


def test_a_year_needs_four_digits() -> None:
    assert parse_year("二〇一九年") == 2019
    assert parse_year("２０１９") == 2019
    assert parse_year("一九") is None
    assert parse_year("0999") is None


def test_positional_digits_keep_leading_zeros() -> None:
    assert positional_digits("〇〇七") == "007"
    assert positional_digits("十七") is None


def test_numerals_are_found_in_prose_with_their_places() -> None:
    text = "全年收到1,393件，增长5.3％，其中信函二十三件。"
    found = [(item.text, item.value) for item in find_numerals(text)]
    assert found == [("1,393", 1393), ("5.3", Decimal("5.3")), ("二十三", 23)]
    assert all(text[item.start : item.end] == item.text for item in find_numerals(text))


def test_only_arabic_numerals_are_found_on_request() -> None:
    assert [i.value for i in find_numerals("统一受理12件", chinese=False)] == [12]


def test_numbers_are_written_in_words() -> None:
    assert to_chinese(12005) == "一万二千零五"
    assert to_chinese(10) == "十"
    assert to_chinese(110) == "一百一十"
    assert to_chinese(100000001) == "一亿零一"
    assert to_chinese(305, capital=True) == "叁佰零伍"
    assert to_positional(2019) == "二〇一九"
    with pytest.raises(ValueError, match="过大"):
        to_chinese(10**16)


@given(st.integers(min_value=-(10**16) + 1, max_value=10**16 - 1), st.booleans())
def test_what_is_written_is_read_back(number: int, capital: bool) -> None:
    assert parse_numeral(to_chinese(number, capital=capital)) == number


@given(st.integers(min_value=0, max_value=10**15))
def test_grouped_digits_are_read_back(number: int) -> None:
    assert parse_numeral(f"{number:,}") == number


@given(st.text(alphabet="〇零一二两三十百千万亿廿点负第0123456789,.，-。年 ", max_size=40))
def test_any_string_is_answered_without_an_exception(text: str) -> None:
    value = parse_numeral(text)
    assert value is None or isinstance(value, int | Decimal)
    for found in find_numerals(text):
        assert text[found.start : found.end] == found.text
