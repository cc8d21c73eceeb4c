"""The header reader on pages as they were captured: every fact of every page."""

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from yangguang.text import extract
from yangguang.text.reading import dry_run_record

SHARED = Path(__file__).parents[3] / "shared"
FACTS: dict[str, dict[str, Any]] = tomllib.loads(
    (Path(__file__).parents[1] / "cases" / "headers_real.toml").read_text(encoding="utf-8")
)
STATED = (
    "kind",
    "number",
    "index_number",
    "agency",
    "formed_on",
    "source_published_on",
    "in_force_on",
    "valid_until",
    "lost_force_on",
    "validity",
    "subject",
)
pytestmark = pytest.mark.skipif(
    not SHARED.is_dir(), reason="the captured pages are not part of the repository"
)


def record(path: str) -> dict[str, Any]:
    data = (SHARED / path).read_bytes()
    return dry_run_record(extract.read(data, name=path), file=path)


def titles_of_the_captures() -> dict[str, str]:
    index = (SHARED / "real" / "INDEX.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (\S+\.txt) \| (.+?) \| \S+ \|$", index, re.MULTILINE)
    return {f"real/{name}": title for name, title in rows}


@pytest.mark.parametrize("path", FACTS)
def test_every_stated_fact_of_a_page_is_read(path: str) -> None:
    facts = FACTS[path]
    read = record(path)
    assert {key: read[key] for key in STATED} == {key: facts.get(key) for key in STATED}
    assert len(read["attachments"]) == facts["attachments"]
    assert sorted({doubt["field"] for doubt in read["unsure"]}) == facts.get("doubts", [])


def test_every_title_agrees_with_the_index_of_the_captures() -> None:
    # One scan misreads the county's name in its title; the page is believed, not the index.
    misread = {"real/009-annual-report.txt"}
    for path, title in titles_of_the_captures().items():
        if path not in misread:
            assert record(path)["title"] == title, path


def test_a_page_without_a_title_says_so() -> None:
    read = record("seeds/003_97ee47eec622cd46.txt")
    assert read["title"] is None
    assert "页面没有标题" in [doubt["why"] for doubt in read["unsure"]]
