from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from yangguang.press.folder import PressFolder


@pytest.fixture
def folder(settings: Any, tmp_path: Path) -> PressFolder:
    """Pages are pressed, into a folder of this test alone."""
    settings.PRESS_DIR = tmp_path / "press"
    cache.clear()
    return PressFolder(settings.PRESS_DIR)


@pytest.fixture
def visitor(client: Client) -> Client:
    """Somebody with a browser and no account."""
    return client
