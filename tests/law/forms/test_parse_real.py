"""Cells of real reports, beside what a reader finds in them."""

import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from yangguang.law.forms.load import load_form
from yangguang.law.forms.parse import classify_report, parse_report
from yangguang.law.forms.parsed import ParsedForm
from yangguang.text.document import Document
from yangguang.text.extract import read

SHARED = Path(__file__).parents[4] / "shared"
CASES = tomllib.loads(
    (Path(__file__).parents[2] / "cases" / "report_cells.toml").read_text(encoding="utf-8"),
    parse_float=Decimal,
)["report"]


def document(name: str) -> Document:
    path = SHARED / name
    if not path.exists():
        pytest.skip(f"the public page {name} is not on this machine")
    return read(path.read_bytes(), name=path.name)


def expected_cells(case: dict[str, Any]) -> dict[str, Decimal]:
    form = load_form(case["form"])
    cells = {}
    for table in form.tables:
        for row in table.rows:
            for column, value in zip(table.columns, case["rows"].get(row.code, []), strict=False):
                cells[table.cell(row.code, column.code)] = Decimal(value)
    return cells


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["file"])
def test_every_cell_is_read_as_it_stands(case: dict[str, Any]) -> None:
    [parsed] = parse_report(document(case["file"]))
    assert parsed.cells == expected_cells(case)
    assert parsed.form_code == case["form"]
    assert parsed.year == case["year"]
    assert parsed.agency == case.get("agency")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["file"])
def test_each_figure_is_found_at_its_place(case: dict[str, Any]) -> None:
    source = document(case["file"])
    [parsed] = parse_report(source)
    text = source.text()
    assert set(parsed.places) == {cell for cell, value in parsed.cells.items() if value is not None}
    for cell, place in parsed.places.items():
        assert Decimal(text[place.start : place.end]) == parsed.cells[cell]
        assert text[place.start : place.end] in place.quote


def test_what_a_capture_destroyed_is_unread_and_never_guessed() -> None:
    [parsed] = parse_report(document("real/007-annual-report.txt"))
    assert {unread.cell for unread in parsed.unread} == {
        f"2.1.{row}/{column}"
        for row in ("rules", "norms")
        for column in ("made", "repealed", "in_force")
    }
    assert all(unread.why for unread in parsed.unread)


def test_a_single_row_of_others_is_read_and_noted() -> None:
    [parsed] = parse_report(document("real/003-annual-report.txt"))
    assert "3.3.6" in parsed.printed
    assert [deviation.code for deviation in parsed.deviations] == ["single-row"]


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("seeds/000_cc613653ac4c4a30.txt", "annual-report"),
        ("seeds/001_855c18ac093dd7fc.txt", "work-summary"),
        ("seeds/002_6bdcabd51a7a99a5.txt", "annual-report"),
        ("seeds/003_97ee47eec622cd46.txt", "annual-report"),
        ("seeds/004_e0499503ab353c5a.txt", "annual-report"),
        ("real/001-annual-report.txt", "annual-report"),
        ("real/012-request-guide.txt", "other"),
        ("real/101-policy-document.txt", "other"),
        ("real/201-policy-document.txt", "other"),
        ("real/301-final-accounts.txt", "other"),
        ("real/401-statistics-bulletin.txt", "other"),
    ],
)
def test_the_kind_of_a_page_is_told(name: str, kind: str) -> None:
    assert classify_report(document(name)) == kind


def test_pages_without_a_statutory_table_give_no_form() -> None:
    names = [path for path in SHARED.glob("*/*.txt") if "annual" not in path.name]
    if not names:
        pytest.skip("the public pages are not on this machine")
    found: dict[str, list[ParsedForm]] = {}
    for path in names:
        if forms := parse_report(read(path.read_bytes(), name=path.name)):
            found[path.name] = forms
    assert sorted(name[:4] for name in found) == ["003_", "004_"]
