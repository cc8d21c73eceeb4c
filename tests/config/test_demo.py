"""The demo city: the same each time, alive near its today, and its reports without a slip."""

import re
from datetime import date, datetime

import pytest
from django.conf import settings
from django.test import override_settings

from yangguang.config.command.demo import build_if_empty, last_whole_day
from yangguang.config.command.parsing import CommandError
from yangguang.config.command.roles import install_roles
from yangguang.config.demo import columns, items
from yangguang.config.demo.setting import City, lay_out
from yangguang.text.personal import spot

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
TODAY = date(2026, 11, 22)


def a_city(today: date = TODAY) -> City:
    install_roles()
    return lay_out(today)


def test_the_same_today_gives_the_same_documents() -> None:
    city = a_city()
    first = [(draft.on, draft.title, draft.word, draft.paragraphs) for draft in items.drafts(city)]
    second = [(draft.on, draft.title, draft.word, draft.paragraphs) for draft in items.drafts(city)]
    assert first == second
    assert len(first) > 1_500


def test_it_lives_up_to_its_today_and_no_further() -> None:
    city = a_city(date(2024, 2, 29))
    days = [draft.on for draft in items.drafts(city)]
    assert max(days) <= date(2024, 2, 29)
    assert (date(2024, 2, 29) - max(days)).days < 7
    assert min(days).year == 2014


def test_document_numbers_are_consecutive_by_issuer_and_year() -> None:
    found: dict[str, list[int]] = {}
    for draft in items.drafts(a_city()):
        if draft.word:
            head, _, tail = draft.word.partition("〕")
            found.setdefault(head, []).append(int(tail.removesuffix("号")))
    assert found
    assert all(numbers == list(range(1, len(numbers) + 1)) for numbers in found.values())


@override_settings(DEMO=False)
def test_a_real_installation_refuses_the_demo_city() -> None:
    with pytest.raises(CommandError, match="yangguang init"):
        build_if_empty(scale="city", today=None)


def test_a_database_with_data_is_left_alone() -> None:
    a_city()
    assert build_if_empty(scale="city", today=None) is False


@pytest.mark.parametrize(
    ("hour", "minute", "day"), [(8, 26, 19), (18, 59, 19), (19, 0, 20), (23, 59, 20)]
)
def test_nothing_happens_in_a_new_city_that_has_not_happened_yet(
    hour: int, minute: int, day: int
) -> None:
    assert last_whole_day(datetime(2026, 11, 20, hour, minute)) == date(2026, 11, day)


def test_a_wrong_today_is_named() -> None:
    assert settings.DEMO
    with pytest.raises(CommandError, match="昨天"):
        build_if_empty(scale="city", today="昨天")


def test_a_search_for_personal_data_has_something_to_find() -> None:
    named = [draft for draft in items.drafts(a_city()) if draft.slug == "unmasked"]
    assert [draft.agency for draft in named] == ["housing", "edu"]
    for draft in named:
        found = {one.kind.value for one in spot("\n".join(draft.paragraphs))}
        assert {"name", "mobile"} <= found, draft.title


def test_news_speak_of_a_field_of_work_and_not_of_a_clause() -> None:
    news = [draft for draft in items.drafts(a_city()) if draft.slug == "news"]
    assert len(news) > 150
    inspections = [draft for draft in news if draft.title.endswith("专项检查")]
    assert inspections
    fields = {columns.area_name(topic["area"]) for topic in items.topics()}
    for draft in inspections:
        assert draft.title.partition("开展")[2].removesuffix("专项检查") in fields
    assert not [draft.title for draft in news if "{" in draft.title + "".join(draft.paragraphs)]
    for draft in news:
        if "半年重点工作" in draft.title:
            assert ("上半年" in draft.title) == (draft.on.month <= 6), draft.title


def test_the_columns_a_visitor_opens_first_are_not_empty() -> None:
    filled: dict[str, int] = {}
    for draft in items.drafts(a_city()):
        for slug in draft.columns:
            filled[slug] = filled.get(slug, 0) + 1
    assert filled["rules"] == 5
    wanted = ["personal", "business", "convenience", "consultations", "responses", "press"]
    assert [slug for slug in wanted if filled.get(slug, 0) < 3] == []


def test_what_waits_in_the_inbox_bears_titles_a_clerk_would_meet() -> None:
    waiting = [draft for draft in items.drafts(a_city()) if draft.state == "inbox"]
    assert len(waiting) == 24
    for draft in waiting:
        assert re.search(r"关于进一步做好20\d\d年.{2,12}工作的通知$", draft.title), draft.title
