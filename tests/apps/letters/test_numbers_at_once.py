"""A hundred letters at the same moment: no number twice, none left out, nobody sees a lock."""

from __future__ import annotations

import threading
from collections import Counter

import pytest
from django.db import connection, connections, transaction

from tests.builders.agencies import AT, BY, an_agency
from tests.builders.letters import a_draft
from yangguang.apps.agencies.models import Agency
from yangguang.apps.letters.kinds import all_series
from yangguang.apps.letters.models import Letter
from yangguang.apps.letters.selectors import number_run
from yangguang.apps.letters.services import issue_letter, next_number, sign_letter, void_letter

ANSWER = "answer"


def at_once(count: int, act: object) -> list[Exception]:
    """Run the act in many threads that start together; gives what went wrong."""
    problems: list[Exception] = []
    gate = threading.Barrier(count)

    def run(place: int) -> None:
        try:
            gate.wait(timeout=60)
            act(place)  # type: ignore[operator] # a callable of the test
        except Exception as error:
            problems.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(place,)) for place in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(240)
    return problems


@pytest.fixture
def agency() -> Agency:
    return an_agency("清源市教育局")


@pytest.mark.django_db(transaction=True)
def test_a_hundred_writers_get_a_hundred_consecutive_numbers(agency: Agency) -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SHOW max_connections")
            writers = min(100, int(cursor.fetchone()[0]) - 10)
    else:
        writers = 100
    numbers: list[int] = []

    def give(place: int) -> None:
        for _ in range(100 // writers + (place < 100 % writers)):
            with transaction.atomic():
                given = next_number(agency=agency, series=all_series()[ANSWER], on=AT.date())
                numbers.append(given.sequence)

    assert at_once(writers, give) == []
    assert sorted(numbers) == list(range(1, 101))


@pytest.mark.django_db(transaction=True)
def test_a_number_of_a_failed_transaction_is_given_to_the_next(agency: Agency) -> None:
    numbers: list[int] = []

    def give(place: int) -> None:
        try:
            with transaction.atomic():
                given = next_number(agency=agency, series=all_series()[ANSWER], on=AT.date())
                if place % 3 == 0:
                    raise InterruptedError
        except InterruptedError:
            return
        numbers.append(given.sequence)

    assert at_once(30, give) == []
    assert sorted(numbers) == list(range(1, 21))


@pytest.mark.django_db(transaction=True)
def test_letters_issued_and_voided_at_once_leave_one_whole_run(agency: Agency) -> None:
    letters = [sign_letter(letter=a_draft(agency), by=BY, at=AT) for _ in range(24)]

    def act(place: int) -> None:
        issued = issue_letter(letter=letters[place], by=BY, at=AT)
        if place % 4 == 0:
            void_letter(letter=issued, by=BY, at=AT, reason="重复发文")

    assert at_once(24, act) == []
    run = number_run(agency, "supplement", 2026)
    assert run is not None
    assert [one.sequence for one in run.letters] == list(range(1, 25))
    assert run.lost == []
    assert Counter(Letter.objects.values_list("state", flat=True)) == {"issued": 18, "voided": 6}


@pytest.mark.django_db(transaction=True)
def test_one_letter_issued_by_many_at_once_leaves_once(agency: Agency) -> None:
    letter = sign_letter(letter=a_draft(agency), by=BY, at=AT)
    problems = at_once(8, lambda _: issue_letter(letter=letter, by=BY, at=AT))
    assert len(problems) == 7
    assert {str(problem) for problem in problems} == {
        "这份文书现在是“已发文”，不能发文；只有“已签发”的文书可以发文。"
    }
    run = number_run(agency, "supplement", 2026)
    assert run is not None
    assert run.counter.last == 1
