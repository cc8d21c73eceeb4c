"""Remedies by day: what the letter says, who reviews, and the last days."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.law.tables import cases
from yangguang.law.calendar import CalendarUnknown, national
from yangguang.law.remedies import (
    NoRemedyRule,
    era_of,
    non_reply_remedies,
    remedies,
    third_party_remedies,
)
from yangguang.law.remedy_days import (
    add_months,
    non_reply_deadlines,
    not_told_review_limit,
    not_told_suit_limit,
    outer_limits,
    review_deadline,
    suit_after_review_deadline,
    suit_deadline,
)
from yangguang.law.replies import reply_kind
from yangguang.law.review_bodies import Body, body_of, court_of, review_bodies


@pytest.mark.parametrize("case", cases("remedies", "letter"))
def test_the_letter_names_the_remedy_of_its_day(case: dict[str, Any]) -> None:
    found = remedies(reply_kind(case["kind"]), case["decided"])
    assert found.text(["甲市人民政府"], "甲区人民法院") == case["text"]


def test_a_choice_of_review_bodies_is_printed_as_one() -> None:
    found = remedies(reply_kind("not-found-2007"), date(2016, 3, 1))
    text = found.text(["甲市人民政府", "乙省水利厅"], "甲区人民法院")
    assert "向甲市人民政府或者乙省水利厅申请行政复议" in text


def test_a_letter_does_not_go_out_with_a_gap() -> None:
    found = remedies(reply_kind("not-found"), date(2024, 3, 1))
    with pytest.raises(ValueError, match="请先在机构资料中填写"):
        found.text([" "], "甲区人民法院")
    with pytest.raises(ValueError, match="请先在机构资料中填写"):
        found.text(["甲市人民政府"], "")


def test_review_first_leaves_no_direct_suit() -> None:
    found = remedies(reply_kind("withheld-privacy"), date(2024, 1, 1))
    assert found.review_first
    assert found.suit is None
    assert found.suit_after_review is not None
    assert found.suit_after_review.text == "15日"
    assert "review-law-2023/23/1/4" in [citation.key for citation in found.citations]
    assert "review-law-2023/23/2" in [citation.key for citation in found.citations]


def test_partial_disclosure_warns_the_clerk_of_the_open_question() -> None:
    found = remedies(reply_kind("partly-disclosed"), date(2025, 1, 2))
    assert "直接在6个月内起诉" in found.notes[0]


@pytest.mark.parametrize(
    ("decided", "noted"),
    [
        (date(2011, 8, 12), False),
        (date(2011, 8, 13), True),
        (date(2025, 5, 31), True),
        (date(2025, 6, 1), False),
    ],
)
def test_publications_were_not_heard_while_the_rules_of_2011_stood(
    decided: date, noted: bool
) -> None:
    found = remedies(reply_kind("publications"), decided)
    assert bool(found.notes) is noted


def test_a_third_party_need_not_go_to_review_first() -> None:
    found = third_party_remedies(date(2024, 6, 3))
    assert not found.review_first
    assert "6个月内依法向甲院提起行政诉讼" in found.text(["甲府"], "甲院")


@pytest.mark.parametrize(
    ("due", "suit", "article"),
    [
        (date(2014, 6, 3), "3个月", "litigation-law-1989/39"),
        (date(2015, 5, 4), "6个月", "litigation-interpretation-2015/4"),
        (date(2018, 2, 7), "6个月", "litigation-interpretation-2015/4"),
        (date(2018, 2, 8), "6个月", "litigation-interpretation-2018/66"),
        (date(2025, 6, 2), "6个月", "litigation-interpretation-2018/66"),
    ],
)
def test_a_missing_reply_can_be_sued_over(due: date, suit: str, article: str) -> None:
    found = non_reply_remedies(due)
    assert found.suit is not None
    assert (found.suit.text, found.suit.citation.key) == (suit, article)
    assert not found.review_first


@pytest.mark.parametrize(
    ("due", "noted"),
    [
        (date(2023, 12, 31), False),
        (date(2024, 1, 1), True),
        (date(2025, 5, 31), True),
        (date(2025, 6, 1), False),
    ],
)
def test_the_open_question_about_missing_replies_is_noted(due: date, noted: bool) -> None:
    assert bool(non_reply_remedies(due).notes) is noted


def test_before_the_regulation_there_is_no_rule() -> None:
    with pytest.raises(NoRemedyRule, match="2008-04-30"):
        era_of(date(2008, 4, 30))


@pytest.mark.parametrize("case", cases("remedies", "review"))
def test_the_last_day_for_review(case: dict[str, Any]) -> None:
    found = review_deadline(case["known"], case["decided"], national())
    assert found.last_day == case["last"]


@pytest.mark.parametrize("case", cases("remedies", "suit"))
def test_the_last_day_to_sue(case: dict[str, Any]) -> None:
    assert suit_deadline(case["known"], case["decided"], national()).last_day == case["last"]


def test_a_moved_last_day_says_so() -> None:
    found = review_deadline(date(2023, 12, 15), date(2023, 12, 14), national())
    assert found.moved
    assert found.sentence == (
        "自2023年12月15日的次日起60日，至2024年2月13日；该日是休息日，顺延至2024年2月18日。"
    )


def test_after_review_there_are_fifteen_days() -> None:
    found = suit_after_review_deadline(date(2024, 6, 3), date(2024, 3, 1), national())
    assert found.last_day == date(2024, 6, 18)
    assert found.citation.key == "litigation-law-2014/45"


def test_a_missing_reply_has_two_last_days() -> None:
    review, suit = non_reply_deadlines(date(2024, 2, 29), national())
    assert (review.last_day, suit.last_day) == (date(2024, 4, 29), date(2024, 8, 29))
    review, suit = non_reply_deadlines(date(2015, 3, 2), national())
    assert suit.last_day == date(2015, 9, 2)
    assert suit.citation.key == "litigation-interpretation-2015/26"


def test_beyond_the_calendar_the_day_is_not_invented() -> None:
    with pytest.raises(CalendarUnknown):
        suit_deadline(date(2030, 1, 4), date(2030, 1, 2), national())


def test_who_was_not_told_has_longer() -> None:
    assert not_told_suit_limit(date(2016, 3, 1), date(2016, 2, 29)).last_day == date(2018, 3, 1)
    assert not_told_suit_limit(date(2020, 2, 29), date(2020, 2, 28)).last_day == date(2021, 2, 28)
    assert not_told_review_limit(date(2023, 12, 31), date(2023, 12, 29)) is None
    limit = not_told_review_limit(date(2024, 1, 5), date(2024, 1, 2))
    assert limit is not None
    assert limit.last_day == date(2025, 1, 5)


def test_after_five_years_it_is_over() -> None:
    suit, review = outer_limits(date(2024, 2, 29))
    assert suit.last_day == date(2029, 2, 28)
    assert review is not None
    assert review.citation.key == "review-law-2023/21"
    suit, review = outer_limits(date(2014, 3, 3))
    assert suit.citation.key == "litigation-interpretation-2000/42"
    assert review is None


@given(st.dates(date(2008, 5, 1), date(2025, 1, 1)), st.integers(0, 120))
def test_months_keep_the_day_or_end_with_the_month(day: date, months: int) -> None:
    found = add_months(day, months)
    assert (found.year * 12 + found.month) - (day.year * 12 + day.month) == months
    if found.day != day.day:
        assert found.day < day.day
        assert (found + timedelta(days=1)).day == 1


@given(st.dates(date(2008, 5, 1), date(2026, 5, 1)))
def test_last_days_are_working_days_and_not_early(known: date) -> None:
    calendar = national()
    found = suit_deadline(known, known, calendar)
    assert calendar.is_working(found.last_day)
    assert found.last_day >= found.nominal > known


@pytest.mark.parametrize(
    ("body", "day", "roles"),
    [
        (Body.DEPARTMENT, date(2023, 12, 31), ["本级人民政府", "上一级主管部门"]),
        (Body.DEPARTMENT, date(2024, 1, 1), ["本级人民政府"]),
        (Body.GOVERNMENT, date(2023, 12, 31), ["上一级地方人民政府"]),
        (Body.GOVERNMENT, date(2024, 1, 1), ["上一级人民政府"]),
        (Body.JUSTICE, date(2024, 1, 1), ["本级人民政府", "上一级司法行政部门"]),
        (Body.VERTICAL, date(2016, 1, 1), ["上一级主管部门"]),
        (Body.PROVINCE, date(2024, 1, 1), ["本机关"]),
    ],
)
def test_who_reviews_depends_on_body_and_day(body: Body, day: date, roles: list[str]) -> None:
    assert [found.role for found in review_bodies(body, day)] == roles


@pytest.mark.parametrize("body", list(Body), ids=str)
def test_every_body_has_a_reviewer_and_a_court_in_each_era(body: Body) -> None:
    for day in (date(2008, 5, 1), date(2015, 5, 1), date(2024, 1, 1)):
        assert review_bodies(body, day)
        assert court_of(body, day).level in ("基层人民法院", "中级人民法院")


def test_suits_against_county_governments_go_up_since_2015() -> None:
    before = court_of(Body.GOVERNMENT, date(2015, 4, 30))
    assert (before.level, bool(before.note)) == ("基层人民法院", True)
    after = court_of(Body.GOVERNMENT, date(2015, 5, 1))
    assert (after.level, after.citation.key) == ("中级人民法院", "litigation-law-2014/15/-/1")
    assert court_of(Body.DEPARTMENT, date(2024, 1, 1)).level == "基层人民法院"


@pytest.mark.parametrize(
    ("kind", "level", "body"),
    [
        ("department", "city", Body.DEPARTMENT),
        ("office", "county", Body.DEPARTMENT),
        ("government", "city", Body.GOVERNMENT),
        ("government", "province", Body.PROVINCE),
        ("government", "town", Body.TOWNSHIP),
        ("town", "town", Body.TOWNSHIP),
        ("dispatched", "county", Body.DISPATCHED),
        ("institution", "city", Body.AUTHORISED),
        ("department", "nation", Body.MINISTRY),
    ],
)
def test_an_agency_of_the_directory_is_known_to_the_review_law(
    kind: str, level: str, body: Body
) -> None:
    assert body_of(kind, level) is body


def test_special_lines_and_public_enterprises_are_told_apart() -> None:
    assert body_of("department", "city", vertical=True) is Body.VERTICAL
    assert body_of("department", "city", justice=True) is Body.JUSTICE
    with pytest.raises(ValueError, match="申诉"):
        body_of("enterprise", "city")
