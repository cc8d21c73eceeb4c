"""What a return's figures say: what blocks, what must be explained, what follows from a sum."""

from __future__ import annotations

from decimal import Decimal

import pytest

from yangguang.law.forms.load import load_form
from yangguang.law.forms.parsed import ParsedForm
from yangguang.law.returns.judging import Weight, derive, judge, sum_targets

D = Decimal
FORM = load_form("2021")
ZEROS = dict.fromkeys(FORM.cell_names(), D(0))


def with_cells(**named: int) -> dict[str, Decimal]:
    """Noughts but for cells written ``c3_1_natural``."""
    codes = {code.replace(".", "_").replace("/", "_"): code for code in ZEROS}
    return {**ZEROS, **{codes[name.removeprefix("c")]: D(value) for name, value in named.items()}}


BALANCED = with_cells(
    c3_1_natural=60, c3_1_total=60, c3_3_1_natural=50, c3_3_1_total=50, c3_3_7_natural=50,
    c3_3_7_total=50, c3_4_natural=10, c3_4_total=10,
)  # fmt: skip


def previous(**named: int) -> ParsedForm:
    return ParsedForm("2021", dict(with_cells(**named)), year=2024)


def test_a_return_that_adds_up_has_nothing_to_say() -> None:
    assert judge(FORM, BALANCED, year=2025, previous=None) == []
    assert judge(FORM, BALANCED, year=2025, previous=previous()) == []


def test_a_contradiction_inside_blocks() -> None:
    wrong = {**BALANCED, "3.3.1/total": D(51)}
    points = judge(FORM, wrong, year=2025, previous=None)
    assert [(one.weight, one.rule, one.cells) for one in points] == [
        (Weight.BLOCK, "sum", ("3.3.1/total",))
    ]
    assert (points[0].said, points[0].expected) == (51, 50)


def test_what_is_left_empty_blocks_once_with_all_its_cells() -> None:
    short = {code: value for code, value in BALANCED.items() if not code.startswith("2.1")}
    points = judge(FORM, short, year=2025, previous=None)
    assert [one.rule for one in points] == ["blank"]
    assert len(points[0].cells) == 6
    assert "等6处" in points[0].message


def test_last_year_differing_is_explained_and_never_blocks() -> None:
    points = judge(FORM, BALANCED, year=2025, previous=previous(c3_4_natural=3, c3_4_total=3))
    assert [(one.weight, one.rule) for one in points] == [(Weight.EXPLAIN, "carry-over")]
    before = previous(c3_1_total=600, c2_6_penalties_decisions=400)
    many = {**BALANCED, "2.6.penalties/decisions": D(20)}
    points = judge(FORM, many, year=2025, previous=before)
    assert {(one.weight, one.rule, one.cells) for one in points} == {
        (Weight.EXPLAIN, "outlier", ("3.1/total",)),
        (Weight.EXPLAIN, "outlier", ("2.6.penalties/decisions",)),
    }


def test_an_explanation_goes_with_its_numbers() -> None:
    def key(carried: int) -> str:
        before = previous(c3_4_natural=carried, c3_4_total=carried)
        (point,) = judge(FORM, BALANCED, year=2025, previous=before)
        return point.key

    assert key(3) == key(3)
    assert key(3) != key(4)


@pytest.mark.parametrize(("cell", "value"), [("3.1/natural", "-1"), ("2.1.norms/made", "1.5")])
def test_an_impossible_number_does_not_pass_in_silence(cell: str, value: str) -> None:
    assert judge(FORM, {**BALANCED, cell: D(value)}, year=2025, previous=None)


def test_a_total_follows_from_its_parts_where_nobody_gives_it() -> None:
    form = load_form("2014")
    parts = {"8.3.1": D(3), "8.3.2": D(4), "4.1": D(1), "4.2": D(2)}
    found = derive(form, parts)
    assert found["8.3"] == 7
    # One part of three is unknown: so is the sum.
    assert "4" not in found
    assert derive(form, {**parts, "4.3": D(0), "8.3": D(9)}) == {"4": D(3)}
    assert {"8.3", "4"} <= sum_targets(form)
