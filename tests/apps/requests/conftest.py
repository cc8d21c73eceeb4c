"""What the tests of applications share: one small city."""

from __future__ import annotations

import pytest

from tests.builders.agencies import City, a_city


@pytest.fixture
def city(db: None) -> City:
    return a_city()
