"""The console command: Chinese help, exit codes that mean something."""

import pytest

from yangguang.config.command.main import COMMANDS, main


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
