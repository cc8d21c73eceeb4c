"""Made-up tables that add up, printed in every dialect: what is read is what was printed."""

from __future__ import annotations

import random

import opencc
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.law.forms.renders import DIALECTS, Box, Filled, Grid, filled_form, smudge
from yangguang.law.forms.model import Form
from yangguang.law.forms.parse import parse_report
from yangguang.text.document import Document

seeds = st.integers(min_value=0, max_value=1_000_000)
thorough = settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)  # a reading takes milliseconds, but a shared machine may stall


@pytest.mark.parametrize("dialect", [name for name in DIALECTS if name != "pdf"])
@thorough
@example(seed=226179)  # the last column reads 0, 1, 0, 1, 2, 3, as running numbers nearly do
@given(seed=seeds)
def test_every_cell_comes_back_from_a_clean_capture(dialect: str, seed: int) -> None:
    form, cells, filled, rng = filled_form(seed)
    [parsed] = parse_report(DIALECTS[dialect](filled, rng))
    assert parsed.form_code == form.code
    assert parsed.cells == cells
    assert parsed.unread == ()


@pytest.mark.parametrize("dialect", list(DIALECTS))
@thorough
@given(seed=seeds)
def test_each_figure_stands_where_its_place_says(dialect: str, seed: int) -> None:
    _, _, filled, rng = filled_form(seed)
    document = DIALECTS[dialect](filled, rng)
    text = document.text()
    [parsed] = parse_report(document)
    for place in parsed.places.values():
        assert text[place.start : place.end].strip()
        assert text[place.start : place.end] in place.quote


@thorough
@given(seed=seeds)
def test_a_printed_page_is_read_without_a_wrong_figure(seed: int) -> None:
    _, cells, filled, rng = filled_form(seed)
    [parsed] = parse_report(DIALECTS["pdf"](filled, rng))
    assert {cell: value for cell, value in parsed.cells.items() if value != cells[cell]} == {}


def test_printed_pages_are_read_all_but_whole() -> None:
    right = total = 0
    for seed in range(80):
        _, cells, filled, rng = filled_form(seed)
        [parsed] = parse_report(DIALECTS["pdf"](filled, rng))
        right += sum(value == cells[cell] for cell, value in parsed.cells.items())
        total += len(cells)
    assert right / total >= 0.995


@pytest.mark.parametrize("dialect", list(DIALECTS))
def test_misread_labels_cost_no_wrong_figure_and_hardly_any_cell(dialect: str) -> None:
    right = total = 0
    wrong: dict[tuple[int, str], object] = {}
    for seed in range(40):
        _, cells, filled, rng = filled_form(seed)
        smudge(filled, rng, 0.15)
        [parsed] = parse_report(DIALECTS[dialect](filled, rng))
        total += len(cells)
        for cell, value in parsed.cells.items():
            if value == cells[cell]:
                right += 1
            else:
                wrong[seed, cell] = value
    assert wrong == {}
    assert right / total >= 0.995


@pytest.mark.parametrize("dialect", ["html", "spaces", "cell-lines"])
@pytest.mark.parametrize("configuration", ["s2t", "s2twp", "s2hk"])
def test_traditional_script_is_read_alike(dialect: str, configuration: str) -> None:
    convert = opencc.OpenCC(configuration).convert
    for seed in range(12):
        _, cells, filled, rng = filled_form(seed)
        converted = [
            (
                convert(heading),
                [[Box(convert(b.text), b.rows, b.columns, b.figure) for b in row] for row in grid],
            )
            for heading, grid in filled
        ]
        [parsed] = parse_report(DIALECTS[dialect](converted, rng))
        assert parsed.cells == cells


@pytest.mark.parametrize("dialect", ["html", "cells", "sheet", "markdown"])
def test_noughts_left_blank_are_read_as_blanks(dialect: str) -> None:
    for seed in range(25):
        _, cells, filled, rng = filled_form(seed)
        for _, grid in filled:
            for row in grid:
                row[:] = [
                    Box("", b.rows, b.columns, True)
                    if b.figure and not b.text.strip("0０.件万元")
                    else b
                    for b in row
                ]
        [parsed] = parse_report(DIALECTS[dialect](filled, rng))
        assert parsed.cells == {cell: value or None for cell, value in cells.items()}


@pytest.mark.parametrize("dialect", ["html", "markdown", "spaces", "cell-lines", "glued"])
def test_dashes_are_blanks(dialect: str) -> None:
    for seed in range(25):
        _, cells, filled, rng = filled_form(seed)
        for _, grid in filled:
            for row in grid:
                row[:] = [
                    Box("-", b.rows, b.columns, True)
                    if b.figure and not b.text.strip("0０.件万元")
                    else b
                    for b in row
                ]
        [parsed] = parse_report(DIALECTS[dialect](filled, rng))
        assert parsed.cells == {cell: value or None for cell, value in cells.items()}


@pytest.mark.parametrize("dialect", ["html", "cells", "sheet", "markdown", "pipes", "tabs"])
def test_columns_in_another_order_are_read_by_their_heads(dialect: str) -> None:
    for seed in range(60):
        form, cells, filled, rng = filled_form(seed)
        if form.code == "2014":
            continue
        order = list(range(7))
        rng.shuffle(order)
        names = [column.label for column in form.table("3").columns]
        shuffled: list[tuple[str, Grid]] = []
        for (heading, grid), table in zip(filled, form.tables, strict=True):
            if table.code == "3":
                rows: Grid = [[Box("项目"), *(Box(names[i]) for i in order)]]
                for row in grid[3:]:
                    figures = [box for box in row if box.figure]
                    label = "".join(box.text for box in row if not box.figure)
                    rows.append([Box(label), *(figures[i] for i in order)])
                grid = rows
            shuffled.append((heading, grid))
        [parsed] = parse_report(DIALECTS[dialect](shuffled, rng))
        assert parsed.cells == cells
        noted = {deviation.code for deviation in parsed.deviations}
        assert ("column-order" in noted) == (order != list(range(7)))


@pytest.mark.parametrize("dialect", ["spaces", "pdf", "glued", "cell-lines"])
def test_a_figure_that_the_capture_lost_is_never_made_up(dialect: str) -> None:
    for seed in range(30):
        form, cells, filled, rng = filled_form(seed)
        order = iter(_in_printed_order(form, cells))
        lost: set[str] = set()
        for _, grid in filled:
            for row in grid:
                places = [i for i, box in enumerate(row) if box.figure]
                names = [next(order) for _ in places]
                if places and rng.random() < 0.05:
                    chosen = rng.randrange(len(places))
                    del row[places[chosen]]
                    lost.add(names[chosen])
        [parsed] = parse_report(DIALECTS[dialect](filled, rng))
        assert lost.isdisjoint(parsed.cells)
        for cell, value in parsed.cells.items():
            assert value == cells[cell]


def _in_printed_order(form: Form, cells: Filled) -> list[str]:
    return [
        name
        for table in form.tables
        for row in table.rows
        for column in table.columns
        if (name := table.cell(row.code, column.code)) in cells
    ]


@pytest.mark.parametrize("dialect", list(DIALECTS))
def test_two_reports_in_one_file_are_told_apart(dialect: str) -> None:
    for seed in range(12):
        first, first_cells, first_filled, rng = filled_form(seed)
        second, second_cells, second_filled, _ = filled_form(seed + 500)
        render = DIALECTS[dialect]
        blocks = (*render(first_filled, rng).blocks, *render(second_filled, rng).blocks)
        parsed = parse_report(Document(blocks, "text/plain"))
        assert [form.form_code for form in parsed] == [first.code, second.code]
        for form, cells in zip(parsed, (first_cells, second_cells), strict=True):
            assert {c: v for c, v in form.cells.items() if v != cells[c]} == {}
            assert len(form.cells) >= 0.85 * len(cells)


@pytest.mark.parametrize("layout", ["rows", "transposed", "pairs"])
@pytest.mark.parametrize("dialect", ["html", "markdown", "spaces", "cell-lines"])
def test_table_four_is_read_in_every_layout(layout: str, dialect: str) -> None:
    outcomes = ["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"]
    courts = ["行政复议", "未经复议直接起诉", "复议后起诉"]
    for seed in range(30):
        form, cells, filled, rng = filled_form(seed)
        if form.code == "2014":
            continue
        heading, grid = filled[-1]
        figures = grid[-1]
        if layout == "rows":
            rows = [[Box(c), *figures[5 * i : 5 * i + 5]] for i, c in enumerate(courts)]
            table = [[Box("类型"), *map(Box, outcomes)], *rows]
        elif layout == "transposed":
            rows = [
                [Box(o), figures[i], figures[5 + i], figures[10 + i]]
                for i, o in enumerate(outcomes)
            ]
            table = [[Box("结果"), *map(Box, courts)], *rows]
        else:
            table = [
                [Box(court), Box(outcome), figures[5 * i + j]]
                for i, court in enumerate(courts)
                for j, outcome in enumerate(outcomes)
            ]
        [parsed] = parse_report(DIALECTS[dialect]([*filled[:-1], (heading, table)], rng))
        assert parsed.cells == cells


def test_numbers_torn_by_a_space_are_put_together_only_where_the_sums_bear_it_out() -> None:
    wrong = 0
    right = total = 0
    for seed in range(40):
        _, cells, filled, rng = filled_form(seed)
        for _, grid in filled:
            for row in grid:
                row[:] = [
                    Box(f"{b.text[:-3]} {b.text[-3:]}", figure=True)
                    if b.figure and b.text.isascii() and b.text.isdigit() and len(b.text) > 3
                    else b
                    for b in row
                ]
        [parsed] = parse_report(
            DIALECTS[random.Random(seed).choice(["html", "spaces"])](filled, rng)
        )
        total += len(cells)
        right += sum(value == cells[cell] for cell, value in parsed.cells.items())
        wrong += sum(value != cells[cell] for cell, value in parsed.cells.items())
    assert wrong == 0
    assert right / total > 0.98
