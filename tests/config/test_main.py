"""The console command: Chinese help, exit codes that mean something."""

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest

from yangguang.config.command.main import COMMANDS, main
from yangguang.config.command.parsing import reason

LOCAL = "yangguang.config.settings.local"


def run(*words: str) -> int:
    try:
        return main(list(words))
    except SystemExit as stop:
        return int(stop.code or 0)


def test_the_overview_names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("--help") == 0
    shown = capsys.readouterr().out
    for name, text in COMMANDS.items():
        assert name in shown
        assert text in shown


def test_without_a_command_the_overview_is_shown_and_the_exit_code_says_wrong() -> None:
    assert run() == 2


def test_an_unknown_command_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("pulbish") == 2
    assert "没有“pulbish”这个命令" in capsys.readouterr().err


@pytest.mark.parametrize("name", [name for name in COMMANDS if name != "manage"])
def test_every_command_explains_itself_in_chinese(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(name, "--help") == 0
    shown = capsys.readouterr().out
    assert shown.startswith("用法：")
    for english in ("usage:", "options:", "positional arguments:", "show this help"):
        assert english not in shown


def test_a_missing_argument_is_said_in_chinese(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("ingest") == 2
    assert "缺少参数" in capsys.readouterr().err


def test_a_wrong_choice_is_said_in_chinese(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("demo", "--scale", "village") == 2
    shown = capsys.readouterr().err
    assert "不能取值" in shown
    assert "village" in shown


@pytest.mark.parametrize(
    "words",
    [["search", "电梯"], ["search", "--rebuild"], ["worker", "--once"], ["backup", "copy.tar.gz"]],
    ids=["search", "rebuild", "worker", "backup"],
)
def test_where_nothing_is_installed_yet_the_way_on_is_told(
    words: list[str], tmp_path: Path
) -> None:
    settings = {"YANGGUANG_HOME": str(tmp_path), "DJANGO_SETTINGS_MODULE": LOCAL}
    answer = subprocess.run(
        [sys.executable, "-m", "yangguang.config.command.main", *words],
        cwd=tmp_path, env={**os.environ, **settings}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert answer.returncode == 2, answer.stderr
    assert "还没有建立数据库" in answer.stderr
    assert "yangguang init" in answer.stderr
    assert "Traceback" not in answer.stderr


def test_why_the_system_refused_is_told_in_chinese() -> None:
    assert reason(PermissionError(errno.EACCES, "Permission denied")) == "没有权限"
    assert reason(OSError(errno.EADDRINUSE, "Address already in use")) == "已被占用"
    assert reason(OSError(errno.EXDEV, "Invalid cross-device link")) == "Invalid cross-device link"


@pytest.mark.django_db
def test_a_look_at_a_classified_file_shows_nothing_of_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = tmp_path / "a.txt"
    page.write_text("机密★10年\n清源市人民政府文件\n关于某事的通知\n", encoding="utf-8")
    assert run("ingest", str(page), "--dry-run", "--json") == 1
    shown = capsys.readouterr().out
    assert "非涉密系统" in shown
    assert "关于某事" not in shown
