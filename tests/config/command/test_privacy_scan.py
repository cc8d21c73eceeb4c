"""``yangguang privacy scan`` as it is typed: objects, offsets, refusals and exit codes."""

from __future__ import annotations

import errno
import io
import json
import os
import random
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import docx
import pytest

from tests.builders.papers import a_workbook
from yangguang.config.command.main import main

ID = "330108198801265682"
LINE = f"申请人：严丽华，身份证号码{ID}。"
KEYS = ["kind", "start", "end", "masked", "confidence", "why"]


def scan(*words: object) -> int:
    try:
        return main(["privacy", "scan", *map(str, words)])
    except SystemExit as stop:
        return int(stop.code or 0)


def answers(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def write(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode(encoding))
    return path


def a_docx() -> bytes:
    document = docx.Document()
    document.add_paragraph("公示")
    table = document.add_table(rows=2, cols=2)
    for cell, text in zip(
        (*table.rows[0].cells, *table.rows[1].cells),
        ("姓名", "身份证号", "严丽华", ID),
        strict=True,
    ):
        cell.text = text
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def test_one_object_a_file_with_offsets_of_the_decoded_text(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write(tmp_path / "a.txt", f"一\r\n{LINE}\r\n", "gb18030")
    assert scan(path, "--json") == 1
    (answer,) = answers(capsys)
    assert list(answer) == ["file", "findings"]
    assert answer["file"] == str(path)
    assert [list(one) for one in answer["findings"]] == [KEYS, KEYS]
    name, number = answer["findings"]
    assert (name["kind"], name["start"], name["end"], name["masked"]) == ("name", 7, 10, "严某某")
    assert (number["kind"], number["start"], number["end"]) == ("id-number", 16, 34)
    assert number["masked"] == "330108********5682"
    assert number["confidence"] >= 0.95


def test_the_extracted_text_can_be_printed_and_offsets_count_in_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "名单.docx"
    path.write_bytes(a_docx())
    assert scan(path, "--json", "--text") == 1
    (answer,) = answers(capsys)
    text = answer["text"]
    assert [text[one["start"] : one["end"]] for one in answer["findings"]] == ["严丽华", ID]
    assert scan(path, "--text") == 0
    assert capsys.readouterr().out == text


def test_text_of_several_files_needs_json(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first, second = write(tmp_path / "a.txt", "甲"), write(tmp_path / "b.txt", "乙")
    assert scan(first, second, "--text") == 2
    assert "--json" in capsys.readouterr().err


def test_a_folder_is_walked_with_all_below_it_in_order(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(tmp_path / "b.txt", "没有什么")
    write(tmp_path / "a" / "深" / "c.csv", f"姓名,身份证号\n严丽华,{ID}\n")
    write(tmp_path / ".hidden" / "x.txt", LINE)
    assert scan(tmp_path, "--json") == 1
    told = answers(capsys)
    assert [one["file"] for one in told] == [
        str(tmp_path / "a" / "深" / "c.csv"),
        str(tmp_path / "b.txt"),
    ]
    assert [len(one["findings"]) for one in told] == [2, 0]


def test_members_of_a_zip_are_read_one_by_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "包.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("名单.docx", a_docx())
        archive.writestr("坏.docx", b"PK\x03\x04 broken")
    assert scan(path, "--json") == 2
    told = {one["file"]: one for one in answers(capsys)}
    assert len(told[f"{path}!名单.docx"]["findings"]) == 2
    assert "损坏" in told[f"{path}!坏.docx"]["error"]


def test_a_clean_file_ends_with_zero(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert scan(write(tmp_path / "a.txt", "举报电话：12345。")) == 0
    assert "没有发现个人信息" in capsys.readouterr().out


def test_what_is_unlikely_is_shown_only_on_request(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write(tmp_path / "a.txt", "咨询电话：13812345678（办公室）")
    assert scan(path, "--json") == 0
    assert answers(capsys) == [{"file": str(path), "findings": []}]
    assert scan(path, "--json", "--all") == 1
    (answer,) = answers(capsys)
    assert [(one["kind"], one["confidence"] < 0.5) for one in answer["findings"]] == [
        ("mobile", True)
    ]


def test_names_can_be_left_out(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    scan(write(tmp_path / "a.txt", LINE), "--json", "--no-names")
    (answer,) = answers(capsys)
    assert [one["kind"] for one in answer["findings"]] == ["id-number"]


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda path: path, "没有这个文件"),
        (lambda path: write(path, ""), "空的"),
        (lambda path: write(path, "绝密★启用前\n内容"), "密级"),
        (lambda path: write(path.with_suffix(".png"), "\x89PNG\r\n", "latin-1"), "图片"),
        (lambda path: write(path.with_suffix(".zip"), "no zip"), "压缩包已损坏"),
        (lambda path: (path.mkdir(), path)[1], "没有文件"),
    ],
    ids=["missing", "empty", "classified", "picture", "broken zip", "empty folder"],
)
def test_what_cannot_be_checked_is_named_and_the_rest_is_done(
    make: Any, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = make(tmp_path / "bad.txt")
    good = write(tmp_path / "good.txt", LINE)
    assert scan(bad, good, "--json") == 2
    refused, done = answers(capsys)
    assert list(refused) == ["file", "error"]
    assert said in refused["error"]
    assert len(done["findings"]) == 2


def test_what_stands_in_a_folder_and_is_no_file_is_named_too(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "in"
    write(folder / "b" / "good.txt", LINE)
    (folder / "gone.txt").symlink_to("nowhere")
    os.mkfifo(folder / "pipe")
    closed = folder / "a"
    closed.mkdir()
    scandir = os.scandir

    def as_a_stranger(path: Any) -> Any:
        # Whoever runs the tests may be allowed everything.
        if Path(path) == closed:
            raise PermissionError(errno.EACCES, "denied", str(path))
        return scandir(path)

    monkeypatch.setattr(os, "scandir", as_a_stranger)
    assert scan(folder, "--json") == 2
    told = {Path(one["file"]).name: one.get("error", "") for one in answers(capsys)}
    assert list(told) == ["a", "good.txt", "gone.txt", "pipe"]
    assert "没有权限" in told["a"]
    assert "失效的链接" in told["gone.txt"]
    assert "不是普通文件" in told["pipe"]
    assert told["good.txt"] == ""


@pytest.mark.parametrize("seed", range(3))
def test_bytes_that_are_no_text_are_refused(
    seed: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(random.Random(seed).randbytes(4000))
    assert scan(path, "--json") == 2
    assert "不是文字" in answers(capsys)[0]["error"]


def test_what_a_file_carries_is_told_and_counts_where_it_is_personal(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "名单.xlsx"
    path.write_bytes(a_workbook(hidden_line=f"身份证号码{ID}"))
    assert scan(path, "--json") == 1
    answer = answers(capsys)[0]
    assert answer["findings"] == []
    (carried,) = answer["carried"]
    assert (carried["kind"], carried["personal"]) == ("hidden-sheet", True)
    assert "330108********5682" in carried["sentence"]
    assert ID not in json.dumps(answer)
    assert scan(path) == 1
    assert "夹带 1 项（其中 1 项含个人信息）" in capsys.readouterr().out
    assert scan(path, "--no-carried") == 0
    path.write_bytes(a_workbook(hidden_row=True))
    assert scan(path) == 0
    assert "其中 0 项含个人信息" in capsys.readouterr().out


def test_people_read_masked_values_with_line_and_reason(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert scan(write(tmp_path / "a.txt", f"公示\n{LINE}")) == 1
    shown = capsys.readouterr().out
    assert "第2行　身份证号码　330108********5682" in shown
    assert ID not in shown
    assert "严丽华" not in shown


def test_scan_starts_without_django(tmp_path: Path) -> None:
    path = write(tmp_path / "a.txt", LINE)
    code = (
        "import sys; from yangguang.config.command.main import main; "
        f"main(['privacy', 'scan', {str(path)!r}]); sys.exit('django' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        capture_output=True, text=True, check=False, cwd=tmp_path,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
