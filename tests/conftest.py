"""What holds for every test: nothing is judged by the clock, and no test meets what another left."""

from __future__ import annotations

from pathlib import Path

import hypothesis
import pytest
from django.conf import settings
from django.core.cache import cache

# An example that takes long on a busy machine is not wrong; the timeout of a whole test still holds.
hypothesis.settings.register_profile(
    "unhurried", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("unhurried")


@pytest.fixture(scope="session", autouse=True)
def _static_folder_stands() -> None:
    """The folder of collected files stands, as in an installation, so that nothing warns."""
    if settings.configured:
        Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)


@pytest.fixture(autouse=True)
def _nobody_has_asked_before() -> None:
    """Limits on how often one address may ask are counted in the cache; each test begins at nought."""
    if settings.configured:
        cache.clear()
