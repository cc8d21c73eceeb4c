from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings


@pytest.fixture(scope="session", autouse=True)
def _static_folder_stands() -> None:
    """The folder of collected files stands, as in an installation, so that nothing warns."""
    if settings.configured:
        Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
