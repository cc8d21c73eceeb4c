"""One slip in a table gives one finding, at the cell that is wrong."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.law.forms.sheets import a_form
from yangguang.law.forms.checks import check_cells
from yangguang.law.forms.findings import Finding, Ledger, Rule
from yangguang.law.forms.load import load_form
from yangguang.law.forms.model import Severity
from yangguang.law.forms.parsed import ParsedForm
from yangguang.law.forms.sheet import Sheet, one_slip_apart


def ledger(parsed: ParsedForm, said: dict[str, set[Decimal]] | None = None) -> Ledger:
    sheet = Sheet(load_form(parsed.form_code), parsed, said or {})
    return check_cells(sheet)[0]


def serious(parsed: ParsedForm, said: dict[str, set[Decimal]] | None = None) -> list[Finding]:
    return [f for f in ledger(parsed, said).findings if f.severity is not Severity.INFO]


def brief(finding: Finding) -> tuple[str, tuple[str, ...], Decimal | None, Decimal | None]:
    return finding.rule.value, finding.cells, finding.said, finding.expected


@pytest.mark.parametrize("code", ["2014", "2021"])
def test_a_consistent_sheet_gives_nothing_and_says_how_much_was_checked(code: str) -> None:
    answer = ledger(a_form(code))
    assert answer.findings == []
    assert answer.not_assessable == []
    assert len(answer.held) == {"2014": 19, "2021": 42}[code]


@pytest.mark.parametrize(
    ("cell", "figure", "expected"),
    [
        ("3.3.2/natural", 37, 31),
        ("3.3.4.1/total", 96, 90),
        ("3.3.7/natural", 331, 313),
        ("3.3.7/total", 353, 335),
        ("3.1/natural", 230, 320),
        ("3.1/total", 432, 342),
        ("3.4/business", 7, 1),
        ("3.2/total", 16, 15),
        ("3.3.5.2/legal", 4, 0),
        ("4.1/total", 0, 14),
        ("4.3/total", 5, 3),
    ],
)
def test_one_wrong_cell_is_one_finding_at_that_cell(cell: str, figure: int, expected: int) -> None:
    found = serious(a_form(**{cell: figure}))
    assert [brief(f) for f in found] == [("sum", (cell,), Decimal(figure), Decimal(expected))]
    assert found[0].severity is Severity.ERROR


def test_two_wrong_cells_in_one_row_are_both_named_once() -> None:
    found = serious(a_form(**{"3.3.1/natural": 121, "3.3.1/legal": 5}))
    assert {f.cells for f in found} == {("3.3.1/natural", "3.3.1/legal")}
    assert len(found) == 1


def test_two_wrong_cells_in_one_column_are_two_findings() -> None:
    found = serious(a_form(**{"3.3.1/natural": 121, "3.3.2/natural": 41}))
    assert {brief(f) for f in found} == {
        ("sum", ("3.3.1/natural",), Decimal(121), Decimal(120)),
        ("sum", ("3.3.2/natural",), Decimal(41), Decimal(31)),
    }


def test_a_row_wrong_in_the_same_way_twice_breaks_only_the_identity() -> None:
    found = serious(a_form(**{"3.4/natural": 12, "3.4/total": 13}))
    assert len(found) == 1
    assert found[0].rule is Rule.IDENTITY
    assert set(found[0].cells) == {"3.4/natural", "3.4/total"}
    assert (found[0].said, found[0].expected) == (13, 22)


def test_the_text_decides_which_outcome_of_table_4_is_wrong() -> None:
    parsed = a_form(**{"4.1/corrected": 3})
    assert [f.cells for f in serious(parsed)] == [("4.1/total",)]
    told = serious(parsed, {"4.1/total": {Decimal(14)}, "4.1/corrected": {Decimal(2)}})
    assert [brief(f) for f in told] == [("sum", ("4.1/corrected",), Decimal(3), Decimal(2))]


def test_a_blank_counts_as_nought_and_a_blank_total_is_not_judged() -> None:
    answer = ledger(a_form(**{"3.3.3.1/business": None, "3.3.1/total": None}))
    assert answer.findings == []
    assert {row.cells[0] for row in answer.not_assessable} >= {"3.3.1/total"}


def test_an_unread_cell_is_never_a_finding() -> None:
    answer = ledger(a_form(unread=("3.3.1/natural", "4.1/other"), **{"4.1/total": 3}))
    assert answer.findings == []
    assert any("未能读出" in row.why for row in answer.not_assessable)


def test_more_norms_published_than_made_is_an_error() -> None:
    found = serious(a_form("2014", **{"1.1.a": 3226, "1.1.b": 2230, "1.1": 5533}))
    assert [brief(f) for f in found] == [("part-of", ("1.1.a",), Decimal(3226), Decimal(2230))]


def test_channels_that_do_not_reach_the_total_are_a_warning() -> None:
    found = serious(a_form("2014", **{"1.1": 49272}))
    assert [(f.rule, f.severity, f.cells) for f in found] == [
        (Rule.SUM, Severity.WARNING, ("1.1",)),
    ]


def test_answered_unlike_closed_is_a_warning() -> None:
    found = serious(a_form("2014", **{"3.2": 27, "3.2.1": 21, "3.1": 27, "3.1.3": 14}))
    assert [(f.severity, f.cells, f.said, f.expected) for f in found] == [
        (Severity.WARNING, ("3.3",), 26, 27),
    ]


def test_the_number_closed_decides_which_reply_count_is_wrong() -> None:
    found = serious(a_form("2014", **{"3.3": 62}))
    assert [brief(f) for f in found] == [("sum", ("3.3",), Decimal(62), Decimal(26))]


@pytest.mark.parametrize("figure", ["-4", "3.5"])
def test_a_count_below_nought_or_with_a_fraction_is_reported(figure: str) -> None:
    found = serious(a_form(**{"2.6.coercion/decisions": figure}))
    assert [f.cells for f in found] == [("2.6.coercion/decisions",)]
    assert found[0].rule is Rule.STRUCTURE


def test_an_amount_may_have_decimals() -> None:
    assert serious(a_form(**{"2.8.fees/amount": "4068.208"})) == []


@pytest.mark.parametrize(
    ("one", "other", "near"),
    [
        (58, 85, True),
        (58, 68, True),
        (58, 580, True),
        (5, 58, True),
        (58, 93, False),
        (7, 7, False),
    ],
)
def test_a_slip_of_the_pen_is_recognised(one: int, other: int, near: bool) -> None:
    assert one_slip_apart(Decimal(one), Decimal(other)) is near
