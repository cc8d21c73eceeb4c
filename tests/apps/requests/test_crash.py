"""kill -9 in the middle of any act leaves the case as it was before or as it is after, never between."""

from __future__ import annotations

import random
import signal
from collections.abc import Iterator
from datetime import date

import pytest
from django.db import connection, connections

from tests.apps.requests.crashing import Doomed, acts
from tests.apps.requests.soundness import faults
from tests.builders.agencies import a_city
from tests.builders.requests import BY, an_application, at, ready_to_sign, received, replied
from yangguang.apps.letters.models import Letter, LetterState
from yangguang.apps.requests.models import Application
from yangguang.apps.requests.services.replying import sign

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(600), pytest.mark.slow]
DAY = date(2026, 3, 10)
STATEMENTS = {
    "submit": 30, "ask-supplement": 80, "consult": 110, "extend": 65, "notice-fee": 75, "sign": 70,
    "serve": 50, "withdraw": 42, "split": 85, "transfer-correction": 105, "reopen": 25,
    "open-remedy": 17,
}  # fmt: skip
"""How many statements each act is sure to send; letters are numbered, set and filed between them."""
DRAWN = random.Random(20260310)
POINTS = [
    (name, one)
    for name, last in STATEMENTS.items()
    for one in sorted(DRAWN.sample(range(3, last), 4 if name == "sign" else 1))
]


def prepared(name: str) -> Application:
    city = a_city()
    an_application(city.health, on=date(2026, 3, 2))
    if name in ("reopen", "open-remedy"):
        return replied(received(city.health), on=DAY)
    application = received(city.health, on=date(2026, 3, 9))
    if name in ("sign", "serve"):
        ready_to_sign(application, on=DAY)
    if name == "serve":
        sign(application=application, by=BY, at=at(DAY, 15))
    return application


@pytest.fixture(scope="module")
def doomed(django_db_setup: None) -> Iterator[Doomed]:
    database = str(connection.settings_dict["NAME"])
    process = Doomed("tests.apps.requests.crashing", database)
    yield process
    process.end()


def die_in(doomed: Doomed, name: str, application: Application, statement: int) -> int:
    connections.close_all()
    return doomed.die_in(name, application.pk, statement)


@pytest.mark.parametrize(("name", "statement"), POINTS)
def test_an_act_that_dies_did_nothing_and_can_be_done_again(
    doomed: Doomed, name: str, statement: int
) -> None:
    application = prepared(name)
    before = (application.version, Application.objects.count(), Letter.objects.count())
    assert die_in(doomed, name, application, statement) == -signal.SIGKILL
    application.refresh_from_db()
    assert (application.version, Application.objects.count(), Letter.objects.count()) == before
    for one in Application.objects.all():
        assert faults(one) == []
    acts()[name](application.pk)
    for one in Application.objects.all():
        assert faults(one) == []
    serials = sorted(Application.objects.values_list("serial", flat=True))
    assert serials == list(range(1, len(serials) + 1))
    issued = Letter.objects.filter(state=LetterState.ISSUED).exclude(sequence=None)
    for series in set(issued.values_list("series", flat=True)):
        numbers = sorted(issued.filter(series=series).values_list("sequence", flat=True))
        assert numbers == list(range(1, len(numbers) + 1))


def test_an_act_whose_process_lives_is_done(doomed: Doomed) -> None:
    application = prepared("extend")
    before = application.version
    assert die_in(doomed, "extend", application, 10_000) == 0
    application.refresh_from_db()
    assert application.version == before + 1
    assert faults(application) == []
