"""Words that something ends with, and the labels asked by them."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yangguang.text.privacy.closings import Closing, wordings
from yangguang.text.privacy.labels import (
    is_card_label,
    is_id_label,
    is_office_phone,
    is_other_label,
    is_phone_label,
)

EXPRESSION = r"(?:有效)?证件(?:号码?|编号)?|卡号|[Tt]el\.?|退[至回](?:其)?|账"
CLOSED = re.compile(f"(?:{EXPRESSION})$")


def test_an_expression_is_written_out_in_all_its_wordings() -> None:
    assert sorted(wordings(r"手机号?码?|[Tt]el\.?")) == sorted(
        ["手机", "手机号", "手机码", "手机号码", "tel", "tel.", "Tel", "Tel."]
    )


def test_choices_inside_choices_are_written_out() -> None:
    assert sorted(wordings("证(?:(?:件)?号|[甲乙])?")) == ["证", "证乙", "证件号", "证号", "证甲"]


@pytest.mark.parametrize("expression", ["(?:证件", "证件)"])
def test_brackets_that_do_not_pair_are_refused(expression: str) -> None:
    with pytest.raises(ValueError, match="bracket"):
        wordings(expression)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from([*"有效证件号码编卡Ttel.退至回其账"]), max_size=8).map("".join))
def test_wordings_close_what_the_expression_closes(words: str) -> None:
    assert Closing(EXPRESSION).ends(words) == (CLOSED.search(words) is not None)


def test_a_label_may_have_a_bracket_and_two_digits_behind_it() -> None:
    assert is_id_label("申请人身份证号码（必填）")
    assert is_phone_label("联系电话（白天）2")
    assert not is_phone_label("联系电话123")
    assert not is_id_label("身份证明材料")


def test_a_bank_may_stand_between_a_card_label_and_its_number() -> None:
    assert is_card_label("收款账号：清源市农商行")
    assert is_card_label("卡号（清源农商行）")
    assert is_card_label("已转入其中国农业银行清源支行：")
    assert not is_card_label("清源市农商行")


def test_some_signs_are_labels_only_behind_others() -> None:
    assert is_other_label("3月")
    assert is_other_label("国药准字H")
    assert is_other_label("，第")
    assert not is_other_label("岁月")
    assert not is_other_label("顺序第")


def test_a_hotline_is_an_office_and_a_caller_is_not() -> None:
    assert is_office_phone("投诉举报电话")
    assert is_office_phone("请拨打12345热线")
    assert not is_office_phone("举报人电话")
    assert not is_office_phone("我局收到群众谭立群")
