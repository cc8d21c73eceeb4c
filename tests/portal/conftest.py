from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client

from tests.builders.town import Town, a_town
from tests.portal.searching import an_index
from tests.standing import beginning

standing_town = beginning(a_town)


@pytest.fixture(scope="session", autouse=True)
def static_folder() -> None:
    """The folder of collected files stands, as in an installation, so that nothing warns."""
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)


@pytest.fixture
def town(standing_a_town: Town) -> Town:
    """A small site as a citizen would meet it."""
    return standing_a_town


@pytest.fixture
def searchable(town: Town, tmp_path: Path) -> Iterator[Town]:
    """The town with its search index."""
    with an_index(tmp_path / "index"):
        yield town


@pytest.fixture
def citizen(client: Client) -> Client:
    """Somebody with a browser and no account; costly pages have not been used yet."""
    cache.clear()
    return client
