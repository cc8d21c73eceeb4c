from __future__ import annotations

import pytest
from django.test import Client

from tests.portal.requests.filling import Applying


@pytest.fixture
def applying(citizen: Client) -> Applying:
    """A citizen in front of the application form."""
    return Applying(citizen)
