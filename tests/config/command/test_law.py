"""``yangguang law due`` as it is typed: dates, proof, refusals and exit codes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tomllib
from datetime import date
from typing import Any

import pytest

from tests.law.due_cases import FOLDER, Case, arguments, read_cases
from yangguang.config.command.main import main

CASES = [*read_cases("due"), *read_cases("due_ahead")]
REFUSED: list[dict[str, Any]] = tomllib.loads(
    (FOLDER / "due_refused.toml").read_text(encoding="utf-8")
)["case"]
PLAIN = ["--received", "2026-03-05", "--channel", "counter"]


def due(*words: str) -> int:
    try:
        return main(["law", "due", *words])
    except SystemExit as stop:
        return int(stop.code or 0)


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_a_case_of_the_table_for_programs(case: Case, capsys: pytest.CaptureFixture[str]) -> None:
    code = due(*arguments(case.asked), "--json")
    shown = capsys.readouterr()
    assert shown.err == ""
    told = json.loads(shown.out)
    assert told["regime"] == case.regime
    assert told["received"] == case.legal.isoformat()
    if case.due is not None:
        assert code == 0
        assert told["due"] == case.due.isoformat()
        assert "provisional" not in told
        assert told["days"][-1]["date"] == told["due"]
    else:
        assert case.provisional is not None
        assert code == 3
        assert told["due"] is None
        assert told["provisional"] == case.provisional.isoformat()
        assert told["days"][-1]["date"] == told["provisional"]


@pytest.mark.parametrize("case", CASES[::9], ids=[case.name for case in CASES[::9]])
def test_a_case_of_the_table_for_people(case: Case, capsys: pytest.CaptureFixture[str]) -> None:
    code = due(*arguments(case.asked))
    last = capsys.readouterr().out.rstrip().splitlines()[-1]
    if case.due is not None:
        assert (code, last) == (0, f"答复期限届满日：{_spoken(case.due)}")
    else:
        assert case.provisional is not None
        assert code == 3
        assert last.startswith(f"预计答复期限届满日：{_spoken(case.provisional)}（")


def _spoken(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


@pytest.mark.parametrize("case", REFUSED, ids=[case["name"] for case in REFUSED])
@pytest.mark.parametrize("form", [[], ["--json"]], ids=["people", "programs"])
def test_a_question_that_cannot_be_answered(
    case: dict[str, Any], form: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert due(*case["words"], *form) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert case["says"] in shown.err
    assert "Traceback" not in shown.err
    sentence = shown.err.splitlines()[0]
    assert sentence.startswith(("错误：", "参数有误："))
    if "advises" in case:
        assert case["advises"] in sentence


def test_the_shape_for_programs(capsys: pytest.CaptureFixture[str]) -> None:
    assert due(*PLAIN, "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert list(told) == ["regime", "received", "due", "days"]
    assert told["due"] == "2026-04-02"
    assert [list(day) for day in told["days"]] == [["date", "counted", "why", "basis"]] * 29
    assert sum(day["counted"] for day in told["days"]) == 20


def test_chinese_is_printed_as_chinese(capsys: pytest.CaptureFixture[str]) -> None:
    due(*PLAIN, "--json")
    assert "《条例》第三十三条第二款" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "last"),
    [
        (["--extended"], "2026-05-06"),
        (["--extended", "20"], "2026-05-06"),
        (["--extended=20"], "2026-05-06"),
        (["--extended", "5"], "2026-04-10"),
        (["--extended", "--pause", "2026-03-10..2026-03-17"], "2026-05-12"),
        (["--pause", "2026-03-10..2026-03-17"], "2026-04-10"),
        (
            ["--pause", "2026-03-10..2026-03-12", "--pause", "2026-03-12..2026-03-17"],
            "2026-04-10",
        ),
        (["--pause=2026-03-10..2026-03-17", "--pause=2026-03-10..2026-03-17"], "2026-04-10"),
        (["--fee-paid", "2026-03-20"], "2026-04-20"),
        (["--supplemented", "2026-03-20"], "2026-04-20"),
        (["--region", "45"], "2026-04-02"),
        (["--region", ""], "2026-04-02"),
        (["--region", "45", "--extended"], "2026-05-08"),
        (["--confirmed", "2026-03-25"], "2026-04-02"),
    ],
)
def test_what_can_be_added_to_a_question(
    words: list[str], last: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert due(*PLAIN, *words, "--json") == 0
    assert json.loads(capsys.readouterr().out)["due"] == last


def test_of_a_repeated_date_the_last_counts(capsys: pytest.CaptureFixture[str]) -> None:
    assert due(*PLAIN, "--received", "2026-03-06", "--json") == 0
    assert json.loads(capsys.readouterr().out)["received"] == "2026-03-06"


def test_without_an_action_the_choices_are_shown(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        main(["law"])
    assert stop.value.code == 2
    assert "缺少参数" in capsys.readouterr().err


def test_the_help_names_channels_and_exit_codes(capsys: pytest.CaptureFixture[str]) -> None:
    assert due("--help") == 0
    shown = capsys.readouterr().out
    for word in ("counter", "registered", "ordinary", "fax", "online", "oral", "退出码"):
        assert word in shown


def test_the_command_runs_on_its_own_without_settings_or_database() -> None:
    bare = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("DJANGO", "YANGGUANG"))
    }
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "yangguang.config.command.main",
         "law", "due", "--received", "2026-12-10", "--channel", "counter"],
        env=bare, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 3
    assert done.stdout.startswith("适用：中华人民共和国政府信息公开条例（国务院令第711号）")
    assert "django" not in done.stderr


def test_another_reading_moves_the_date_and_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert due(*PLAIN) == 0
    assert capsys.readouterr().out.rstrip().endswith("答复期限届满日：2026年4月2日")
    assert due(*PLAIN, "--reading", "first_day_counts=true") == 0
    lines = capsys.readouterr().out.rstrip().splitlines()
    assert lines[0].startswith("计算口径：收到申请的当日是否算作第1个工作日——算")
    assert lines[-1] == "答复期限届满日：2026年4月1日"
    assert due(*PLAIN, "--reading", "first_day_counts=是", "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["due"], told["readings"]) == ("2026-04-01", {"first_day_counts": True})
    assert due(*PLAIN, "--json") == 0
    assert "readings" not in json.loads(capsys.readouterr().out)


def test_a_reading_that_is_not_there_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert due(*PLAIN, "--reading", "first_day=true") == 2
    assert "没有“first_day”这一计算口径" in capsys.readouterr().err
