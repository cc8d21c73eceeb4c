"""An index over what stands in the test database, in a folder of its own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.test import override_settings
from django.utils import timezone

from yangguang.apps.audit.actors import command
from yangguang.apps.search.engines import close_engines
from yangguang.apps.search.services import rebuild_index


@contextmanager
def an_index(folder: Path) -> Iterator[None]:
    """Everything published now can be found while the context is open."""
    with override_settings(INDEX_FOLDER=folder):
        rebuild_index(by=command("测试"), at=timezone.now())
        try:
            yield
        finally:
            close_engines()
