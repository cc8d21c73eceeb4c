"""Names of one thing lead to each other."""

from __future__ import annotations

from yangguang.text.synonyms import known_names, same_as


def test_a_short_name_leads_to_the_full_one_and_back() -> None:
    assert same_as("公租房") == ("公共租赁住房",)
    assert "公租房" in same_as("公共租赁住房")


def test_a_name_may_have_several_others() -> None:
    assert same_as("医保") == ("医疗保险", "医疗保障")


def test_what_is_not_in_the_table_has_no_other_name() -> None:
    assert same_as("政务公开") == ()


def test_no_name_leads_to_itself() -> None:
    assert all(name not in same_as(name) for name in known_names())
