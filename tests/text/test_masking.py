"""Masks leave what tells rows apart and hide what reaches a person."""

from __future__ import annotations

import doctest
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yangguang.text import identity, masking
from yangguang.text.masking import (
    MASKS,
    mask_account,
    mask_address,
    mask_email,
    mask_identity,
    mask_name,
    mask_phone,
)


def test_the_examples_in_the_docstrings_hold() -> None:
    for module in (masking, identity):
        result = doctest.testmod(module)
        assert result.attempted > 0
        assert result.failed == 0


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("张明", "张*"),
        (" 张 明 ", "张*"),
        ("张小明", "张*明"),
        ("欧阳小明", "欧**明"),
        ("张", "*"),
        ("", ""),
        ("买买提·艾力", "买**·艾*"),
        ("古丽•阿不都", "古*•阿**"),
        ("John Smith", "J*** S****"),
        ("Li", "L***"),
        ("𠮷田明", "𠮷*明"),
    ],
)
def test_names_keep_first_and_last_sign(name: str, masked: str) -> None:
    assert mask_name(name) == masked


def test_an_organisation_keeps_its_name() -> None:
    assert mask_name("清源市红星机械厂", organisation=True) == "清源市红星机械厂"


@pytest.mark.parametrize(
    ("number", "masked"),
    [
        ("450305199001011234", "450305********1234"),
        ("４５０３０５ 19900101 123x", "450305********123X"),
        ("450305900101123", "450305******123"),
        ("E12345678", "E*****678"),
        ("H1234567890", "H*******890"),
        ("军字第1234567号", "军*******67号"),
        ("12", "**"),
        ("1", "*"),
        ("", ""),
    ],
)
def test_identity_numbers_keep_region_and_end(number: str, masked: str) -> None:
    assert mask_identity(number) == masked


@pytest.mark.parametrize(
    ("number", "masked"),
    [
        ("13800005678", "138****5678"),
        ("+86 138-0000-5678", "138****5678"),
        ("008613800005678", "138****5678"),
        ("１３８００００５６７８", "138****5678"),
        ("0773-2823456", "0773-282****"),
        ("（0773）2823456", "0773-282****"),
        ("010-65281234", "010-6528****"),
        ("02165281234", "021-6528****"),
        ("+86 21 65281234", "021-6528****"),
        ("0773-2823456转801", "0773-282****"),
        ("2823456", "282****"),
        ("+44 20 7946 0958", "+44**********"),
        ("", ""),
    ],
)
def test_telephone_numbers_hide_four_digits_or_more(number: str, masked: str) -> None:
    assert mask_phone(number) == masked


@pytest.mark.parametrize(
    ("address", "masked"),
    [
        ("zhang.san@example.com", "z***@example.com"),
        ("z@example.com", "***@example.com"),
        ("\uff5a\uff48＠example.com", "z***@example.com"),
        ("no address", "n*********"),
        ("@example.com", "***@example.com"),
        ("", ""),
    ],
)
def test_addresses_of_mail_keep_the_domain(address: str, masked: str) -> None:
    assert mask_email(address) == masked


@pytest.mark.parametrize(
    ("address", "masked"),
    [
        ("清源市石桥区解放路12号3栋502室", "清源市石桥区解放路****"),
        ("清源市石桥区解放路二十号甲单元", "清源市石桥区解放路****"),
        ("清源市五一路七号", "清源市五一路****"),
        ("清源市石桥县白云镇大李村五组", "清源市石桥县白云镇****"),
        ("清源市石桥区和平街道阳光花园A座", "清源市石桥区和平街道****"),
        ("清源市石桥区阳光花园3栋", "清源市石桥区****"),
        ("清源市 石桥区 人民大道 １０１ 号", "清源市石桥区人民大道****"),
        ("正蓝旗桑根达来苏木", "正蓝旗桑根达来苏木****"),
        ("阳光花园3栋", "****"),
        ("12号", "****"),
        ("", ""),
    ],
)
def test_addresses_end_at_the_street(address: str, masked: str) -> None:
    assert mask_address(address) == masked


def test_accounts_keep_four_digits() -> None:
    assert mask_account("6222021234567890123") == "***************0123"
    assert mask_account("123") == "**3"
    assert mask_account("") == ""


def test_a_telephone_without_a_number_shows_nothing() -> None:
    assert (mask_phone("X"), mask_phone("转12"), mask_phone("")) == ("*", "***", "")


@pytest.mark.parametrize("kind", sorted(MASKS))
@given(text=st.text(st.characters(exclude_characters="*"), max_size=40))
def test_whatever_is_typed_something_is_hidden(kind: str, text: str) -> None:
    masked = MASKS[kind](text)
    assert not masked or "*" in masked
    assert masked or not any(sign.isalnum() for sign in text)


@given(st.from_regex(re.compile(r"1[3-9][0-9]{9}", re.ASCII), fullmatch=True))
def test_no_mobile_number_shows_its_middle(number: str) -> None:
    assert mask_phone(number) == f"{number[:3]}****{number[-4:]}"


@given(st.from_regex(re.compile(r"[1-9][0-9]{16}[0-9X]", re.ASCII), fullmatch=True))
def test_no_resident_id_shows_its_birthday(number: str) -> None:
    assert mask_identity(number) == f"{number[:6]}********{number[-4:]}"
