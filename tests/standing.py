"""Costly beginnings that many tests share: built once, given to each test as it was first.

A town with its items takes half a second to build, and hundreds of tests begin with one. It is built inside an
outer transaction that stays open from test to test; each test works in its own inner one, which is undone. A test
that begins with something else, or that needs real commits, first finds the outer transaction undone as well.
"""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest
from django.db import transaction

BUILDERS: dict[str, Callable[[], Any]] = {}
"""What is built, by the name of the fixture that gives it."""


def beginning(build: Callable[[], Any]) -> Callable[..., Any]:
    """A fixture that gives what `build` makes; its name must begin with `standing_`."""
    name = f"standing_{build.__name__}"
    BUILDERS[name] = build

    def give(db: None) -> Any:
        return GROUND.copy(name)

    return pytest.fixture(give, name=name)


def wanted_by(item: pytest.Item) -> str | None:
    """The name of the beginning that a test stands on; none where it commits for real."""
    names = set(getattr(item, "fixturenames", ()))
    if names & {"transactional_db", "live_server", "django_db_reset_sequences"}:
        return None
    marker = item.get_closest_marker("django_db")
    if marker and (marker.kwargs.get("transaction") or marker.args[:1] == (True,)):
        return None
    return next((name for name in BUILDERS if name in names), None)


class Ground:
    """What stands in the database now, and the outer transaction that holds it."""

    def __init__(self) -> None:
        self.name: str | None = None
        self._held: transaction.Atomic | None = None
        self._value: Any = None

    def lay(self, name: str) -> None:
        """Build a beginning, unless it stands already."""
        if self.name == name:
            return
        self.leave()
        self._held = transaction.atomic()
        self._held._from_testcase = True  # type: ignore[attr-defined]  # what is durable may begin inside
        self._held.__enter__()
        self.name = name
        self._value = BUILDERS[name]()

    def leave(self) -> None:
        """Undo what stands."""
        if self._held is None:
            return
        held, self._held, self.name, self._value = self._held, None, None, None
        transaction.set_rollback(True)
        held.__exit__(None, None, None)

    def copy(self, name: str) -> Any:
        """The beginning's records, as they were built."""
        if self.name != name:
            return BUILDERS[name]()  # a test that commits for real builds its own
        return deepcopy(self._value)


GROUND = Ground()
