"""Sums of the ledger give the figures the ledger gives, whenever they were made and for whichever day."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta

import pytest

from tests.apps.requests.test_figures import Office
from tests.builders.agencies import City, a_city
from tests.builders.requests import an_application, at
from yangguang.apps.agencies.models import Agency
from yangguang.apps.requests.models import Tally
from yangguang.apps.requests.models.counting import TallyFold, TallySum
from yangguang.apps.requests.selectors import figures
from yangguang.apps.requests.selectors.figure_picks import Span, picks
from yangguang.apps.requests.selectors.figures import request_cells
from yangguang.apps.requests.services import folding
from yangguang.apps.requests.services.folding import fold_tallies, refold_tallies, unequal_sums
from yangguang.law.forms.load import load_form

pytestmark = pytest.mark.django_db
NOW = at(date(2026, 3, 20))


@pytest.fixture
def city() -> City:
    return a_city()


def from_the_ledger(
    agencies: list[int] | None, year: int, as_of: datetime | None, patch: pytest.MonkeyPatch
) -> dict[str, object]:
    """The figures without any sum: all bodies are few."""
    with patch.context() as for_now:
        for_now.setattr(figures, "FEW_BODIES", 1_000)
        everybody = list(Agency.objects.values_list("pk", flat=True))
        return dict(request_cells(agencies or everybody, year, as_of=as_of).values)


@pytest.mark.parametrize("seed", range(3))
def test_folding_at_any_moment_changes_no_figure(
    city: City, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    monkeypatch.setattr(folding, "STEP", 7)
    monkeypatch.setattr(figures, "FEW_BODIES", 0)
    monkeypatch.setattr(figures, "SHORT_TAIL", (0, 5, 5_000)[seed])
    chance = random.Random(seed)
    offices = [
        Office(body, seed, datetime(2025, 11, 20, 1, tzinfo=UTC))
        for body in (city.health, city.schools)
    ]
    for _ in range(70):
        now = max(one.now for one in offices)
        office = chance.choice(offices)
        office.now = now + timedelta(days=chance.choice((0, 0, 1, 5)))
        office.act()
        if chance.random() < 0.05:
            fold_tallies(at=office.now)
    assert unequal_sums() == []
    moments = list(Tally.objects.values_list("recorded_at", flat=True))
    asked: list[datetime | None] = [None, *chance.sample(moments, 6)]
    for year in (2025, 2026):
        for as_of in asked:
            for bodies in (None, [city.health.pk]):
                summed = dict(request_cells(bodies, year, as_of=as_of).values)
                assert summed == from_the_ledger(bodies, year, as_of, monkeypatch)


def test_an_entry_after_the_last_fold_counts_at_once(city: City) -> None:
    an_application(city.health, on=date(2026, 3, 2))
    assert fold_tallies(at=NOW) == 1
    assert TallySum.objects.count() == 2
    an_application(city.health, on=date(2026, 3, 3))
    assert request_cells(None, 2026).values["3.1/total"] == 2
    assert fold_tallies(at=NOW) == 1
    assert TallySum.objects.count() == 2
    assert request_cells(None, 2026).values["3.1/total"] == 2
    assert fold_tallies(at=NOW) == 0


def test_a_fold_in_the_middle_of_a_reading_makes_it_read_again(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    an_application(city.health, on=date(2026, 3, 2))
    original = figures._sums_within
    folds: list[int] = []

    def folding_meanwhile(*asked: object) -> object:
        found = original(*asked)  # type: ignore[arg-type] # handed on as they came
        if not folds:
            folds.append(fold_tallies(at=NOW))
        return found

    monkeypatch.setattr(figures, "_sums_within", folding_meanwhile)
    assert request_cells(None, 2026).values["3.1/total"] == 1
    assert folds == [1]


def test_a_sum_that_was_tampered_with_is_named_and_made_again(city: City) -> None:
    an_application(city.health, on=date(2026, 3, 2))
    fold_tallies(at=NOW)
    TallySum.objects.filter(what="received").update(net=5)
    assert len(unequal_sums()) == 1
    assert "台账1，合计5" in unequal_sums()[0]
    assert refold_tallies(at=NOW) == 1
    assert unequal_sums() == []
    assert TallyFold.objects.count() == 1


def test_a_figure_of_many_bodies_asks_nothing_that_the_sums_leave_out() -> None:
    """Sums of closings know no channel, those of what is carried over only the applicant."""
    for code in ("2014", "2019", "2021"):
        for pick in picks(load_form(code)).values():
            if pick.span is not Span.RECEIVED:
                assert pick.channels is None
            if pick.span in (Span.BEFORE, Span.AFTER):
                assert (pick.kinds, pick.late) == (None, None)
