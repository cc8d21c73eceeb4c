"""Whole pages in the manner of many content systems, read as an editor would have them.

One page a file in ``tests/cases/layouts``; what it must give stands in ``layouts.toml``: the header, the
text whole and in order with nothing of the site around it, the files and pictures that belong to it.
"""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from yangguang.text.cleaning import Cleaned, clean
from yangguang.text.document import Table
from yangguang.text.extract import read
from yangguang.text.header import Header, read_header

CASES = Path(__file__).parents[1] / "cases"
PAGES = tomllib.loads((CASES / "layouts.toml").read_text(encoding="utf-8"))["page"]


def taken(name: str, encoding: str = "utf-8") -> tuple[Header, Cleaned]:
    """Header and text of the page of this name."""
    source = (CASES / "layouts" / f"{name}.html").read_text(encoding="utf-8")
    document = read(source.encode(encoding), name=f"{name}.html")
    header = read_header(document, name=f"{name}.html")
    return header, clean(document, told=header.told)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page["name"])
def test_a_page_gives_its_header_its_text_and_its_files(page: dict[str, Any]) -> None:
    header, cleaned = taken(page["name"], page.get("encoding", "utf-8"))
    found = {
        "title": header.title,
        "number": header.number,
        "index_number": header.index_number,
        "agency": header.agency,
        "formed_on": header.formed_on,
        "source_published_on": header.source_published_on,
    }
    assert found == {field: page.get(field) for field in found}
    assert [[one.name, one.href] for one in header.attachments] == page.get("attachments", [])
    places = [[before, one.address] for before, one in cleaned.pictures]
    assert places == page.get("pictures", [])
    assert [line for line in cleaned.document.text().split("\n") if line] == page["body"]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page["name"])
def test_no_word_of_a_page_is_lost_between_text_and_what_was_taken_off(
    page: dict[str, Any],
) -> None:
    source = (CASES / "layouts" / f"{page['name']}.html").read_text(encoding="utf-8")
    document = read(source.encode(page.get("encoding", "utf-8")), name="page.html")
    cleaned = clean(document, told=read_header(document).told)
    there = "".join(sorted("".join(document.text().split())))
    kept = cleaned.document.text() + "".join(one.text for one in cleaned.removed)
    assert "".join(sorted("".join(kept.split()))) == there


def heads_of(name: str) -> list[list[bool]]:
    _, cleaned = taken(name)
    table = next(one for one in cleaned.document.blocks if isinstance(one, Table))
    return [[cell.header for cell in row] for row in table.rows]


def test_bold_first_rows_head_a_table() -> None:
    assert heads_of("trs-policy") == [[True] * 3, [False] * 3, [False] * 3]
    assert heads_of("spans-and-attachments")[:3] == [[True, True], [True, True], [False] * 3]


def test_cells_in_the_head_of_a_table_are_header_cells() -> None:
    assert heads_of("ucap-budget") == [[True] * 2, [False] * 2, [False] * 2]
