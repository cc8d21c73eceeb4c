"""One command starts everything, and Ctrl-C stops all of it."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

pytestmark = [pytest.mark.e2e, pytest.mark.slow]
PATIENCE = 280
"""Seconds after which something that should come is taken to hang; never a measure of speed."""


def free_ports() -> int:
    """A port with two free ones after it."""
    while True:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            first: int = probe.getsockname()[1]
        if first < 65_000 and all(not listening(first + step) for step in range(3)):
            return first


def listening(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(0.3)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def get(address: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(address, timeout=PATIENCE) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


class Running:
    def __init__(self, home: Path, *words: str) -> None:
        self.port = free_ports()
        environment = {
            **{
                name: value
                for name, value in os.environ.items()
                if not name.startswith("YANGGUANG_")
            },
            "YANGGUANG_HOME": str(home),
            "YANGGUANG_DEMO_APPLICATIONS": "40",
            "DJANGO_SETTINGS_MODULE": "yangguang.config.settings.local",
        }
        self.log = home.parent / f"run-{self.port}.log"
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "yangguang.config.command.main", "run", "--port", str(self.port), *words],
                env=environment, stdout=log, stderr=subprocess.STDOUT,
            )  # fmt: skip

    def said(self) -> str:
        return self.log.read_text(encoding="utf-8")

    def wait_until_up(self) -> None:
        deadline = time.monotonic() + PATIENCE
        while "按 Ctrl-C 停止" not in self.said():
            assert self.process.poll() is None, self.said()
            assert time.monotonic() < deadline, self.said()
            time.sleep(0.1)

    def stop(self) -> int:
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(PATIENCE)


@dataclass
class FirstStart:
    """What a first start in an empty folder showed, and the folder it left behind."""

    home: Path
    answers: dict[str, tuple[int, str]]
    code: int
    outlived: bool
    said: str


ASKED = {
    "portal": (0, "/"),
    "desk": (1, "/sign-in/"),
    "api": (2, "/api/v1/items"),
    "the desk's address at the portal": (0, "/sign-in/"),
    "the portal's address at the desk": (1, "/report-check/"),
}


@pytest.fixture(scope="session")
def first_start(tmp_path_factory: pytest.TempPathFactory) -> FirstStart:
    """Looked at by one test; the others begin with a copy of what it left."""
    home = tmp_path_factory.mktemp("prepared") / "home"
    first = Running(home)
    first.wait_until_up()
    answers = {
        name: get(f"http://127.0.0.1:{first.port + step}{path}")
        for name, (step, path) in ASKED.items()
    }
    code = first.stop()
    outlived = any(listening(first.port + step) for step in range(3))
    return FirstStart(home, answers, code, outlived, first.said())


@pytest.fixture
def running(first_start: FirstStart, tmp_path: Path) -> Iterator[Running]:
    shutil.copytree(first_start.home, tmp_path / "home")
    started = Running(tmp_path / "home")
    yield started
    if started.process.poll() is None:
        started.process.kill()
        started.process.wait()


def test_everything_starts_serves_and_stops_cleanly(first_start: FirstStart) -> None:
    status = {name: answer[0] for name, answer in first_start.answers.items()}
    assert (status["portal"], status["desk"], status["api"]) == (200, 200, 200)
    assert "登录" in first_start.answers["desk"][1]
    # The desk's addresses do not exist on the portal, nor the portal's on the desk.
    assert status["the desk's address at the portal"] == 404
    assert status["the portal's address at the desk"] == 404
    assert first_start.code == 0
    assert not first_start.outlived
    assert "已全部停止" in first_start.said


def test_a_port_in_use_is_named_before_anything_starts(running: Running, tmp_path: Path) -> None:
    running.wait_until_up()
    # A later start serves like the first.
    assert get(f"http://127.0.0.1:{running.port}/")[0] == 200
    second = subprocess.run(
        [sys.executable, "-m", "yangguang.config.command.main", "run", "--port", str(running.port)],
        env={**os.environ, "YANGGUANG_HOME": str(tmp_path / "other")},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert second.returncode == 2
    assert str(running.port) in second.stderr
    assert "--port" in second.stderr


def test_when_a_part_dies_the_others_are_stopped_and_the_exit_code_says_so(
    running: Running,
) -> None:
    running.wait_until_up()
    children = subprocess.run(
        ["pgrep", "-P", str(running.process.pid), "-f", "main worker"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    os.kill(int(children[0]), signal.SIGKILL)
    assert running.process.wait(PATIENCE) == 1
    assert "后台任务意外退出" in running.said()
    assert not listening(running.port)


def test_parts_do_not_outlive_a_supervisor_that_is_killed(running: Running) -> None:
    running.wait_until_up()
    running.process.kill()
    running.process.wait()
    deadline = time.monotonic() + PATIENCE
    while any(listening(running.port + step) for step in range(3)):
        assert time.monotonic() < deadline
        time.sleep(0.2)
