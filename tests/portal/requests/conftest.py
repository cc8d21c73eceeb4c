from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from tests.portal.requests.filling import Applying


@pytest.fixture(autouse=True)
def _nobody_is_too_quick(settings: Any) -> None:
    """Tests fill in forms faster than people; what is asked of who is too quick is tested apart."""
    settings.REQUEST_LEAST_SECONDS = 0


@pytest.fixture
def applying(citizen: Client) -> Applying:
    """A citizen in front of the application form."""
    return Applying(citizen)
