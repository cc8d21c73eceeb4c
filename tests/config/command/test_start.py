"""Several parts that start at once prepare their installation one after the other."""

from __future__ import annotations

import fcntl
import threading
from pathlib import Path
from typing import Any

import pytest

from yangguang.config.command import run as command
from yangguang.config.command.parsing import ChineseParser
from yangguang.config.command.start import alone

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_second_waits_for_the_first(settings: Any, tmp_path: Path) -> None:
    settings.HOME = tmp_path
    heard: list[str] = []

    def second() -> None:
        with alone():
            heard.append("second")

    with alone():
        thread = threading.Thread(target=second)
        thread.start()
        thread.join(0.3)
        heard.append("first")
    thread.join(20)
    assert heard == ["first", "second"]


def test_tables_styles_and_roles_are_prepared_alone(
    settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.HOME = tmp_path
    for name in ("SITE_URL", "DESK_URL"):
        monkeypatch.setenv(f"YANGGUANG_{name}", "http://127.0.0.1:8790")
    done: list[str] = []

    def held(name: str) -> bool:
        with (tmp_path / ".preparing").open() as file, pytest.raises(BlockingIOError):
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        done.append(name)
        return False

    for name in ("prepare_database", "prepare_static", "_prepare_data"):
        monkeypatch.setattr(command, name, lambda *_, name=name: held(name))
    parser = ChineseParser(prog="yangguang run")
    command.configure(parser)
    assert command.run(parser.parse_args(["--prepare-only", "--port", "8790"])) == 0
    assert done == ["prepare_database", "prepare_static", "_prepare_data"]
    with (tmp_path / ".preparing").open() as file:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
