"""What tests of several apps share: the engine that recognises words on pictures."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import nullcontext

import pytest

from yangguang.apps.files.scanreader import ScanReader, scan_reader
from yangguang.apps.files.services import recognising


@pytest.fixture(scope="session")
def _engine() -> Iterator[ScanReader]:
    with scan_reader() as reader:
        yield reader


@pytest.fixture
def standing_engine(_engine: ScanReader, monkeypatch: pytest.MonkeyPatch) -> None:
    """Turns of recognition share one process, as the files of one turn do: a start loads three models.

    That a turn starts and ends a process of its own is shown by `files/test_recognising.py`.
    """
    monkeypatch.setattr(recognising, "scan_reader", lambda: nullcontext(_engine))
