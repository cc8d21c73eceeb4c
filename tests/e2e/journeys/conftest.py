"""A small city, its office's people, and both faces open on the first day of the journey."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.builders.agencies import City, a_city
from tests.builders.requests import at
from tests.e2e.journeys.faces import Clock, Faces, both_faces
from tests.e2e.journeys.walking import MONDAY, People, the_office_of


@pytest.fixture
def city(transactional_db: None) -> City:
    return a_city()


@pytest.fixture
def people(city: City) -> People:
    return the_office_of(city)


@pytest.fixture
def clock() -> Clock:
    return Clock(at(MONDAY))


@pytest.fixture
def faces(
    browser: Browser, clock: Clock, people: People, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Faces]:
    with both_faces(browser, clock, monkeypatch) as served:
        yield served
