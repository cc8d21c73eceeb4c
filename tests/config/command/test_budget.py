"""``yangguang budget check``: what it prints, and how it ends."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.law.budgets.county import FINAL
from tests.law.budgets.layouts import text_lines
from yangguang.config.command.main import main


@pytest.fixture
def right(tmp_path: Path) -> str:
    path = tmp_path / "2023年决算.txt"
    path.write_text(text_lines(FINAL).text(), encoding="utf-8")
    return str(path)


@pytest.fixture
def wrong(tmp_path: Path) -> str:
    path = tmp_path / "错.txt"
    book = FINAL.changed("basic", "公用经费合计", "155.00", "165.00")
    path.write_text(text_lines(book).text(), encoding="utf-8")
    return str(path)


def test_a_right_report_ends_well_and_a_wrong_one_does_not(
    right: str, wrong: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["budget", "check", right]) == 0
    said = capsys.readouterr().out
    assert "清河县农业农村局 2023年部门决算" in said
    assert "发现问题0项" in said
    assert main(["budget", "check", right, wrong]) == 1
    said = capsys.readouterr().out
    assert "【错误】" in said
    assert "公用经费合计165.00万元" in said
    assert "依据：财政部《地方预决算公开操作规程》（财预〔2016〕143号）" in said


def test_json_gives_every_table_and_every_finding(
    wrong: str, right: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["budget", "check", wrong, "--json", "--before", right]) == 1
    answer = json.loads(capsys.readouterr().out)
    assert (answer["agency"], answer["year"], answer["kind"]) == ("清河县农业农村局", 2023, "final")
    assert [one["code"] for one in answer["tables"]] == [one.code for one in FINAL.sheets]
    tables = {one["code"]: one for one in answer["tables"]}
    assert tables["fund"]["empty"].endswith("故本表为空表")
    rows = {one["code"]: one["amounts"] for one in tables["spending"]["lines"]}
    assert rows["2130199"] == {"total": 300, "basic": 20, "project": 280}
    (finding,) = [one for one in answer["findings"] if one["rule"] == "tables"]
    assert (finding["severity"], finding["found"], finding["expected"]) == ("error", 805.6, 795.6)


def test_what_cannot_be_checked_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    letter = tmp_path / "通知.txt"
    letter.write_text("关于召开会议的通知\n请于周五参加会议。", encoding="utf-8")
    assert main(["budget", "check", str(letter)]) == 2
    assert "没有可以核对的内容" in capsys.readouterr().out
    assert main(["budget", "check", str(tmp_path / "没有.pdf")]) == 2
    assert "没有这个文件" in capsys.readouterr().err
    assert main(["budget", "check", str(letter), "--before", str(tmp_path / "没有.pdf")]) == 2
    assert "上一份报告" in capsys.readouterr().err
