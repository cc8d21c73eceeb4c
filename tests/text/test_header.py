"""The header reader on the heads that content systems print, and on what it must not believe."""

import time
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yangguang.text import extract
from yangguang.text.document import Document, Paragraph
from yangguang.text.header import read_header
from yangguang.text.kinds import KINDS
from yangguang.text.reading import FIELDS, dry_run_record

CASES: list[dict[str, Any]] = [
    case
    for name in ("headers.toml", "headers_more.toml")
    for case in tomllib.loads(
        (Path(__file__).parents[1] / "cases" / name).read_text(encoding="utf-8")
    )["case"]
]


def record(case: dict[str, Any]) -> dict[str, Any]:
    source = case.get("html") or case["text"]
    data = source.encode(case.get("encoding", "utf-8"))
    name = "page.html" if "html" in case else "page.txt"
    return dry_run_record(extract.read(data, name=name), file=name)


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["name"]))
def test_a_head_is_read(case: dict[str, Any]) -> None:
    expect = dict(case["expect"])
    read = record(case)
    doubted = {doubt["field"] for doubt in read["unsure"]}
    assert set(expect.pop("doubts", [])) <= doubted
    for field in expect.pop("nothing", []):
        assert read[field] is None, field
    if expect.pop("clean", False):
        assert read["unsure"] == []
    if "attachments" in expect:
        assert [one["name"] for one in read["attachments"]] == expect.pop("attachments")
    assert {key: read[key] for key in expect} == expect
