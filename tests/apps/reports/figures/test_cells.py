"""Every cell of every form: as a plain loop counts it, as its list adds up, and the same for ever."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from tests.apps.reports.figures import slow
from tests.apps.reports.figures.world import World, play
from tests.builders.agencies import a_city
from tests.builders.catalog import noon
from yangguang.apps.reports.figures.cells import (
    FormCells,
    NoForm,
    form_cells,
    form_cells_by_agency,
)
from yangguang.apps.reports.figures.evidence import (
    Evidence,
    evidence,
    evidence_by_agency,
    pack,
    unpack,
)
from yangguang.apps.reports.figures.registry import NoFigure, all_figures, figure
from yangguang.apps.reports.figures.words import how_counted
from yangguang.law.forms.load import load_form

pytestmark = pytest.mark.django_db
YEARS = {2016: "2014", 2019: "2019", 2022: "2021"}


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[World]:
    """Nine hundred acts about three years, taken back after the last test of this file."""
    with django_db_blocker.unblock(), transaction.atomic():  # type: ignore[attr-defined] # a fixture of pytest-django
        made = World(a_city(), seed=20190515)
        made.open_ledgers(noon(date(2015, 5, 31)))
        for year in YEARS:
            play(made, date(year - 1, 6, 1), date(year + 1, 3, 31), 250)
        yield made
        transaction.set_rollback(True)


def expected(
    world: World, cells: FormCells, bodies: tuple[int, ...], as_of: datetime | None
) -> dict[str, Decimal]:
    names = {body.pk: body.name for body in world.bodies}
    counted = slow.count(world.diary, cells.form.code, cells.year, bodies, names, as_of)
    return {cell: counted[cell] for cell in cells.values}


@pytest.mark.parametrize("year", YEARS)
def test_every_cell_is_as_a_plain_loop_counts_it(world: World, year: int) -> None:
    keys = tuple(body.pk for body in world.bodies)
    for as_of in (None, noon(date(year + 1, 1, 20)), noon(date(year, 7, 1))):
        whole = form_cells(None, year, as_of=as_of)
        assert whole.form.code == YEARS[year]
        assert dict(whole.values) == expected(world, whole, keys, as_of)
        each = form_cells_by_agency(keys, year, as_of=as_of)
        for key in keys:
            assert dict(each[key].values) == expected(world, each[key], (key,), as_of), key
            alone = form_cells([key], year, as_of=as_of)
            assert (alone.values, alone.missing) == (each[key].values, each[key].missing)
    assert not form_cells(None, year).missing
    filled = [cell for cell, value in form_cells(None, year).values.items() if value]
    assert len(filled) > {2016: 30, 2019: 45, 2022: 45}[year]


@pytest.mark.parametrize("year", YEARS)
def test_every_cell_adds_up_from_what_it_lists(world: World, year: int) -> None:
    as_of = noon(date(year + 1, 1, 20))
    cells = form_cells(None, year, as_of=as_of)
    assert set(cells.values) == set(cells.form.cell_names())
    frozen = evidence(cells)
    for cell, value in cells.values.items():
        records = cells.records(cell)
        assert records.value() == value, cell
        assert "" not in (records.rule, records.label, records.unit), cell
        listed = [
            sorted(part.rows.values_list("pk", flat=True))
            for part in sorted(records.parts, key=lambda part: (part.of, part.sign))
            if part.rows.exists()
        ]
        assert listed == [part.keys() for part in frozen[cell]], cell


def test_evidence_of_each_body_is_frozen_in_a_fixed_number_of_queries(world: World) -> None:
    keys = [body.pk for body in world.bodies]
    with CaptureQueriesContext(connection) as few:
        evidence_by_agency(form_cells_by_agency(keys[:2], 2016))
    with CaptureQueriesContext(connection) as many:
        each = evidence_by_agency(form_cells_by_agency(keys, 2016))
    assert len(many) <= len(few) + 2 < 75
    whole = evidence(form_cells(keys, 2016))
    for cell, parts in whole.items():
        dealt = [row for key in keys for part in each[key][cell] for row in unpack(part.packed)]
        assert sorted(dealt) == sorted(row for part in parts for row in unpack(part.packed)), cell


def test_last_year_comes_out_the_same_after_a_thousand_later_acts(world: World) -> None:
    moment = noon(date(2023, 1, 31))
    before = {year: form_cells(None, year, as_of=moment) for year in (2016, 2019, 2022)}
    frozen = {year: evidence(cells) for year, cells in before.items()}
    play(world, date(2023, 4, 1), date(2026, 11, 20), 1000)
    for year, cells in before.items():
        again = form_cells(None, year, as_of=moment)
        assert again == cells
        assert evidence(again) == frozen[year]
    assert form_cells(None, 2022).values != before[2022].values


def test_a_form_without_ledgers_says_what_is_missing() -> None:
    body = a_city().health
    cells = form_cells([body.pk], 2022)
    assert cells.missing == {
        "2.5.permits/decisions", "2.6.penalties/decisions", "2.6.coercion/decisions",
        "2.8.fees/amount",
    }  # fmt: skip
    assert set(cells.values.values()) == {Decimal(0)}
    assert form_cells_by_agency([body.pk], 2022) == {body.pk: cells}
    with pytest.raises(KeyError):
        cells.records("2.8.fees/amount")
    old = form_cells([body.pk], 2016).missing
    assert {"1.2.1", "1.2.3", "8.4"} <= old
    assert not {"1.1", "1.2.2", "2.2.3", "3.1"} & old
    with pytest.raises(NoForm, match="2013年度"):
        form_cells_by_agency([body.pk], 2013)


def test_every_cell_says_how_it_is_counted() -> None:
    for code in YEARS.values():
        form = load_form(code)
        assert [cell for cell in form.cell_names() if not how_counted(form, cell)] == []


def test_keys_are_packed_and_read_back() -> None:
    keys = [1, 2, 129, 130, 70_000, 9_000_000_000]
    packed = pack(reversed(keys))
    assert unpack(packed) == keys
    assert len(packed) == 1 + 1 + 1 + 1 + 3 + 5
    assert unpack(pack([])) == []
    one = Evidence("items", 6, packed)  # type: ignore[arg-type] # a string is what is read back
    assert one.keys() == keys
    with pytest.raises(ValueError, match="stands twice"):
        pack([3, 3])
    with pytest.raises(ValueError, match="cut off"):
        unpack(packed[:-1])


def test_the_book_of_figures_names_every_one() -> None:
    book = (Path(__file__).parents[4] / "docs/law/statistics.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`([a-z_.…-]+)`", book))
    for one in all_figures():
        family = one.code.partition(".")[0]
        channel = family == "channel" and f".{one.code.partition('.')[2]}" in named
        assert one.code in named or f"{family}.…" in named or channel, one.code
        assert "" not in (one.label, one.unit, one.rule, one.source), one.code
        assert figure(one.code) is one
    for code in ("nothing", "facet.0", "column.x", "facet.99999999999999999999"):
        with pytest.raises(NoFigure):
            figure(code)
