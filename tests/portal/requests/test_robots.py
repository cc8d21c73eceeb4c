from __future__ import annotations

import re
from typing import Any

import pytest
import time_machine

from tests.builders.town import Town
from tests.portal.requests.filling import Applying, words_of
from yangguang.apps.requests.models import Application

pytestmark = pytest.mark.django_db
_NUMBERS = {word: at for at, word in enumerate("零一二三四五六七八九")}


def answer_to(page: str) -> str:
    asked = re.search(r"([一二三四五六七八九])加([一二三四五六七八九])等于几", page)
    assert asked is not None
    return str(_NUMBERS[asked[1]] + _NUMBERS[asked[2]])


def test_the_trap_is_hidden_from_people_and_screen_readers(
    searchable: Town, applying: Applying
) -> None:
    applying.filled()
    page = applying.page("check")
    assert '<div class="trap" aria-hidden="true">' in page
    assert 'name="homepage" type="text" tabindex="-1"' in page


def test_who_fills_in_the_trap_is_asked_and_not_turned_away(
    searchable: Town, applying: Applying
) -> None:
    applying.filled()
    answer = applying.submit(homepage="http://buy.example")
    page = words_of(answer)
    assert answer.status_code == 422
    assert "请回答下面的问题" in page
    assert Application.objects.count() == 0
    assert applying.submit(answer=answer_to(page)).status_code == 302
    assert Application.objects.count() == 1


def test_a_wrong_answer_brings_another_question_and_loses_nothing(
    searchable: Town, applying: Applying
) -> None:
    applying.filled()
    applying.submit(homepage="x")
    page = words_of(applying.submit(answer="99"))
    assert "答案不对" in page
    assert applying.submit(answer=answer_to(page)).status_code == 302


def test_the_answer_may_be_written_in_words(searchable: Town, applying: Applying) -> None:
    applying.filled()
    page = words_of(applying.submit(homepage="x"))
    right = int(answer_to(page))
    words = "零一二三四五六七八九"
    said = words[right] if right < 10 else "十" + (words[right - 10] if right > 10 else "")
    assert applying.submit(answer=f" {said}。").status_code == 302


def test_who_is_quicker_than_reading_is_asked(
    searchable: Town, applying: Applying, settings: Any
) -> None:
    settings.REQUEST_LEAST_SECONDS = 10
    with time_machine.travel("2026-03-02 10:00+08:00", tick=False) as now:
        applying.filled()
        assert applying.submit().status_code == 422
        now.shift(60)
        other = Applying(applying.client)
        page = other.page("check")
        assert other.submit(answer=answer_to(page)).status_code == 302


@time_machine.travel("2026-03-02 10:00:01+08:00", tick=False)
def test_many_applications_from_one_address_are_asked_and_a_flood_waits(
    searchable: Town, applying: Applying
) -> None:
    statuses = []
    for _ in range(4):
        applying.filled()
        statuses.append(applying.submit().status_code)
        if statuses[-1] == 302:
            applying.client.post("/requests/apply/receipt/", {"do": "again"})
    assert statuses == [302, 302, 302, 422]
    for _ in range(30):
        last = applying.submit(answer="99")
    assert last.status_code == 429
    assert int(last.headers["Retry-After"]) <= 600


@time_machine.travel("2026-03-02 10:00:01+08:00", tick=False)
def test_asking_for_help_while_typing_too_often_gives_no_more_help(
    searchable: Town, applying: Applying
) -> None:
    for _ in range(120):
        assert applying.client.post("/requests/apply/look/", {"wanted": ""}).status_code == 200
    assert applying.client.post("/requests/apply/look/", {"wanted": "甲"}).status_code == 204
