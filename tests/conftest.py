"""What holds for every test: nothing is judged by the clock, and no test meets what another left."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from django.conf import settings
from django.core.cache import cache
from pytest_django import DjangoDbBlocker
from pytest_django.plugin import blocking_manager_key

from tests.standing import GROUND, wanted_by
from yangguang.config.settling import settle

# Every worker reads all tests, and tests start a hundred processes of their own; what each of them
# compiles is kept. Where nothing is to be written beside the sources, it goes where `make` puts it.
if sys.dont_write_bytecode:
    sys.dont_write_bytecode = False
    sys.pycache_prefix = os.environ["PYTHONPYCACHEPREFIX"] = str(Path(sys.prefix) / "compiled")
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

# An example that takes long on a busy machine is not wrong; the timeout of a whole test still holds.
# Examples are the same in every run, so that a run fails for what was changed; YANGGUANG_EXPLORE=1
# looks for new ones.
hypothesis.settings.register_profile(
    "unhurried",
    deadline=None,
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
    derandomize=not os.environ.get("YANGGUANG_EXPLORE"),
)
hypothesis.settings.load_profile("unhurried")


TOGETHER = {
    "tests/apps/publishing/test_crash.py",
    "tests/apps/reports/figures/test_cells.py",
    "tests/apps/requests/test_crash.py",
    "tests/config/test_safekeeping.py",
    "tests/e2e/test_run.py",
    "tests/text/privacy/test_corpus.py",
}
"""Files whose tests share something that takes long to make: one worker runs them all. Marking them with
`xdist_group` does nothing, for pytest 9.2 no longer reads the name that pytest-xdist 3.8 writes."""


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Hand out single tests, but the files above whole, and those first."""
    from xdist.scheduler import LoadGroupScheduling

    class Together(LoadGroupScheduling):
        def _split_scope(self, nodeid: str) -> str:
            file = nodeid.partition("::")[0]
            return file if file in TOGETHER else nodeid

    return Together(config, log) if config.getvalue("dist") == "loadgroup" else None


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    """Seven thousand tests stay loaded to the end; the search for garbage need not look at them again
    and again. A server process does the same when it is ready."""
    settle()


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


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Undo what the last tests stood on, before this one makes anything of its own."""
    if GROUND.name is not None and GROUND.name != wanted_by(item):
        with item.config.stash[blocking_manager_key].unblock():
            GROUND.leave()


@pytest.fixture(scope="session")
def _left_in_the_end(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    yield
    with django_db_blocker.unblock():
        GROUND.leave()


@pytest.fixture
def _beginning(
    request: pytest.FixtureRequest, _left_in_the_end: None, django_db_blocker: DjangoDbBlocker
) -> None:
    wanted = wanted_by(request.node)
    if wanted is not None:
        with django_db_blocker.unblock():
            GROUND.lay(wanted)


@pytest.fixture
def _django_db_helper(_beginning: None, _django_db_helper: None) -> None:
    """A test's own transaction begins on what it stands on (see `tests/standing.py`)."""
