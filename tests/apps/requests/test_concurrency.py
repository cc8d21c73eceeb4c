"""A hundred at once: no number lost, doubled or skipped, nobody shown a lock, every case sound."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from datetime import date

import pytest
from django.db import connections

from tests.apps.requests.soundness import faults
from tests.builders.agencies import a_city
from tests.builders.requests import (
    BY,
    WANTED,
    a_person,
    an_application,
    at,
    ready_to_sign,
    received,
)
from yangguang.apps.agencies.verdicts import Refused
from yangguang.apps.letters.models import Letter
from yangguang.apps.requests.models import Application, ApplicationState, LetterLink
from yangguang.apps.requests.services.assigning import accept, propose
from yangguang.apps.requests.services.intake import Wish, submit_application
from yangguang.apps.requests.services.relating import retitle
from yangguang.apps.requests.services.replying import sign
from yangguang.apps.requests.services.supplementing import ask_supplement

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(1200)]
DAY = date(2026, 3, 2)
AT_ONCE = 100
PATIENCE = 1100
"""Seconds after which a thread is taken to hang; never a measure of speed."""


def all_at_once(works: Sequence[Callable[[], object]]) -> tuple[list[object], list[BaseException]]:
    """Every work in a thread of its own, begun together; what came out and what went wrong."""
    gate = threading.Barrier(len(works))
    results: list[object] = []
    problems: list[BaseException] = []

    def run(work: Callable[[], object]) -> None:
        try:
            gate.wait(timeout=PATIENCE)
            results.append(work())
        except BaseException as problem:
            problems.append(problem)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    assert not any(thread.is_alive() for thread in threads)
    return results, problems


def test_a_hundred_submissions_beside_handlers_get_consecutive_numbers() -> None:
    city = a_city()
    handled = [received(city.health, on=DAY) for _ in range(10)]

    def submit(number: int) -> Callable[[], object]:
        # Every form is sent twice at once, as an impatient hand does.
        return lambda: submit_application(
            agency=city.health if number % 4 else city.schools, person=a_person(f"申请人{number // 2}"),
            wish=Wish(f"{WANTED}（{number // 2}）"), submission_key=f"form-{number // 2}", by=BY, at=at(DAY),
        )  # fmt: skip

    def handle(application: Application) -> Callable[[], object]:
        return lambda: propose(application=application, text="拟公开", by=BY, at=at(DAY, 14))

    works = [*(submit(number) for number in range(AT_ONCE)), *(handle(one) for one in handled)]
    results, problems = all_at_once(works)
    assert problems == []
    assert len(results) == AT_ONCE + len(handled)
    for agency, expected in ((city.health, 10), (city.schools, 0)):
        serials = sorted(Application.objects.filter(agency=agency).values_list("serial", flat=True))
        assert serials == list(range(1, len(serials) + 1))
        assert len(serials) > expected
    assert Application.objects.count() == 10 + AT_ONCE // 2
    for application in Application.objects.all():
        assert faults(application) == []


def test_twenty_sign_at_once_and_the_letters_are_numbered_without_a_gap() -> None:
    city = a_city()
    cases = [received(city.health, on=DAY) for _ in range(20)]
    for case in cases:
        ready_to_sign(case, on=date(2026, 3, 9))
    results, problems = all_at_once(
        [
            lambda case=case: sign(application=case, by=BY, at=at(date(2026, 3, 10)))
            for case in cases
        ]  # type: ignore[misc] # mypy reads no default of a lambda
    )
    assert problems == []
    assert len(results) == 20
    sequences = sorted(Letter.objects.values_list("sequence", flat=True))
    assert sequences == list(range(1, 21))
    for case in cases:
        case.refresh_from_db()
        assert case.state == ApplicationState.REPLIED
        assert faults(case) == []


def test_of_two_who_do_the_same_to_one_case_one_is_told_what_happened() -> None:
    city = a_city()
    case = received(city.health, on=DAY)
    drawn = case.version

    def ask() -> object:
        return ask_supplement(
            application=Application.objects.get(pk=case.pk), items="年度", reason="",
            until=date(2026, 3, 20), by=BY, at=at(date(2026, 3, 4)), version=drawn,
        )  # fmt: skip

    results, problems = all_at_once([ask] * 8)
    assert len(results) == 1
    assert len(problems) == 7
    assert all(isinstance(problem, Refused) for problem in problems)
    assert LetterLink.objects.filter(application=case).count() == 1
    case.refresh_from_db()
    assert faults(case) == []


def test_different_acts_on_one_case_queue_and_none_is_lost() -> None:
    city = a_city()
    case = an_application(city.health, on=DAY)
    accept(application=case, by=BY, at=at(DAY))
    before = case.version

    def act(number: int) -> Callable[[], object]:
        fresh = Application.objects.get(pk=case.pk)
        if number % 2:
            return lambda: retitle(application=fresh, title=f"事项{number}", by=BY, at=at(DAY, 14))
        return lambda: propose(application=fresh, text=f"意见{number}", by=BY, at=at(DAY, 14))

    results, problems = all_at_once([act(number) for number in range(20)])
    assert problems == []
    assert len(results) == 20
    case.refresh_from_db()
    assert case.version == before + 20
    assert case.events.count() == case.version + 1 - 0
    assert faults(case) == []
