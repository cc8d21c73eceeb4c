"""Published reports of real bodies, where they are at hand: read whole, and found wrong where they are."""

from __future__ import annotations

from pathlib import Path

import pytest

from yangguang.law.budgets.check import check_budget
from yangguang.law.budgets.read import read_budget
from yangguang.law.forms.model import Severity
from yangguang.text.extract import read

REAL = Path(__file__).parents[4] / "shared" / "real"
pytestmark = pytest.mark.skipif(not REAL.is_dir(), reason="the real pages are not on this machine")
ERRORS = {
    "301-final-accounts": (5377.64, 4896.98),
    "302-final-accounts": (),
    "303-final-accounts": (),
    "304-budget": (352.67, 0.53),
    "305-budget": (),
    "306-budget": (1421.25, 314.82, 441.25, 60.54),
    "307-budget": (),
    "308-budget": (),
}
"""What each report says that its own figures contradict, in reading order, looked at by hand."""


@pytest.mark.parametrize("name", ERRORS)
def test_errors_of_a_real_report_are_found_and_no_others(name: str) -> None:
    report = read_budget(read((REAL / f"{name}.txt").read_bytes(), name=f"{name}.txt"))
    check = check_budget(report)
    found = [
        float(one.found) for one in check.findings if one.severity is Severity.ERROR and one.found
    ]
    assert tuple(found) == ERRORS[name]
    assert check.held > 130
    assert len(report.tables) == 9
    assert report.year is not None
    assert report.body


@pytest.mark.parametrize("name", ["401-statistics-bulletin", "402-statistics-bulletin"])
def test_a_bulletin_is_no_budget(name: str) -> None:
    report = read_budget(read((REAL / f"{name}.txt").read_bytes(), name=f"{name}.txt"))
    assert report.tables == ()
    assert check_budget(report).findings == ()
