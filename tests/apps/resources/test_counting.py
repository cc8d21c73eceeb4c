"""Cells of the forms from the ledgers: equal to a plain loop, closed by the rows behind, as of then."""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.builders.agencies import BY, City, a_city
from tests.builders.ledgers import an_entry, noon, values_for
from yangguang.apps.agencies.models import Agency
from yangguang.apps.resources.ledgers import Rule, Span, ledger_kind, ledger_kinds
from yangguang.apps.resources.models import Entry
from yangguang.apps.resources.selectors import (
    cells_supplied,
    counted,
    counted_by_agency,
    entries_behind,
    ledger_cells,
    ledger_cells_by_agency,
    recorded_after,
)
from yangguang.apps.resources.services import end_entry, replace_entry, void_entry
from yangguang.apps.resources.values import values_of
from yangguang.law.forms.load import load_form

pytestmark = pytest.mark.django_db
FORMS = ("2014", "2019", "2021")
YEARS = (2017, 2018)


def days(year: int) -> tuple[date, date]:
    return date(year, 1, 1), date(year, 12, 31)


def test_every_cell_that_a_ledger_names_is_printed_on_the_form() -> None:
    named = {(row.form, row.cell) for kind in ledger_kinds() for row in kind.counts}
    printed = {(form, cell) for form in FORMS for cell in load_form(form).cell_names()}
    assert named - printed == set()
    assert len(named) == 37


def holds(row: Entry, as_of: datetime | None) -> bool:
    if as_of is None:
        return row.voided_at is None
    return row.recorded_at <= as_of and (row.voided_at is None or row.voided_at > as_of)


def slow_cell(
    form: str, cell: str, rows: Iterable[Entry], year: int, as_of: datetime | None
) -> Decimal:
    """The cell, counted row by row from the definition, by other means than the queries."""
    total, topics = Decimal(0), set()
    first, last = days(year)
    for row in rows:
        kind = ledger_kind(row.ledger)
        for count in kind.counts:
            if (count.form, count.cell) != (form, cell) or not holds(row, as_of):
                continue

            def stands(day: date, row: Entry = row) -> bool:
                return row.starts_on <= day <= (row.ends_on or date.max)

            now = first <= row.starts_on <= last if kind.span is Span.HAPPENING else stands(last)
            then = kind.span is Span.STANDING and stands(first - timedelta(days=1))
            quantity = row.quantity or 0
            match count.rule:
                case Rule.ENTRIES:
                    total += now
                case Rule.QUANTITY:
                    total += now * quantity
                case Rule.AMOUNT:
                    total += now * (row.amount or Decimal(0))
                case Rule.MARKED:
                    total += now and row.mark
                case Rule.PREVIOUS:
                    total += then * quantity
                case Rule.CHANGE:
                    total += (now - then) * quantity
                case Rule.TOPICS:
                    if now and row.topic:
                        topics.add((row.agency_id, row.topic))
    return total + len(topics)


def random_ledgers(agencies: list[Agency], rng: random.Random) -> None:
    """Rows of every ledger over three years, some corrected, ended and voided later."""
    for number in range(260):
        kind = rng.choice([kind for kind in ledger_kinds() if kind.counts])
        on = date(2016, 1, 1) + timedelta(days=rng.randrange(1095))
        if rng.random() < 0.2:
            on = rng.choice([date(2016, 12, 31), date(2017, 1, 1), date(2017, 12, 31)])
        at = noon(on) + timedelta(days=rng.randrange(700))
        values = values_for(
            kind.code,
            on,
            quantity=rng.randrange(9) if kind.quantity else None,
            amount=Decimal(rng.randrange(10**8)) / 10**4 if kind.amount else None,
            mark=bool(kind.mark) and rng.random() < 0.5,
            topic=rng.choice(["", "停水", "校车", "房价"]) if kind.topic else "",
            title=f"第{number}条",
        )
        row = an_entry(rng.choice(agencies), kind.code, on, at=at, **_as_given(values))
        later = at + timedelta(days=rng.randrange(1, 400))
        chance = rng.random()
        if chance < 0.15:
            void_entry(entry=row, reason="误", by=BY, at=later)
        elif chance < 0.3:
            better = replace(values_of(row), title="更正", starts_on=date(2017, 6, 1))
            at = max(later, noon(date(2017, 7, 1)))
            replace_entry(entry=row, values=better, reason="误", by=BY, at=at)
        elif chance < 0.45 and kind.span is Span.STANDING:
            end = on + timedelta(days=rng.randrange(600))
            end_entry(entry=row, last_day=end, reason="终止", by=BY, at=later)


def _as_given(values: object) -> dict[str, object]:
    names = ("quantity", "amount", "mark", "topic", "title")
    return {name: getattr(values, name) for name in names}


def test_cells_equal_a_plain_loop_and_close_on_their_rows() -> None:
    city = a_city()
    bodies = [city.health, city.schools, city.county_health]
    random_ledgers(bodies, random.Random(20181231))
    rows = list(Entry.objects.all())
    scope = [city.health.pk, city.schools.pk]
    nonzero = set()
    for year, as_of in [(2017, None), (2018, None), (2017, noon(date(2018, 1, 31)))]:
        first, last = days(year)
        for form in FORMS:
            given = {"first": first, "last": last, "as_of": as_of}
            fast = ledger_cells(form, agencies=scope, **given)
            each = ledger_cells_by_agency(form, agencies=scope, **given)
            assert set(fast) == set(cells_supplied(form))
            for cell, value in fast.items():
                mine = [row for row in rows if row.agency_id in scope]
                expected = slow_cell(form, cell, mine, year, as_of)
                assert value == expected, (form, cell, year, as_of)
                assert value == sum((one[cell] for one in each.values()), Decimal(0))
                assert entries_behind(form, cell, agencies=scope, **given).value() == expected
                nonzero |= {(form, cell)} if value else set()
    assert len(nonzero) == 37


def test_last_years_cells_come_out_the_same_after_later_acts() -> None:
    city = a_city()
    bodies = [city.health, city.schools]
    random_ledgers(bodies, random.Random(5))
    first, last = days(2017)
    then = Entry.objects.order_by("recorded_at")[100].recorded_at
    given = {"first": first, "last": last, "as_of": then}
    before = {form: ledger_cells(form, **given) for form in FORMS}
    for row in Entry.objects.filter(voided_at__isnull=True):
        void_entry(entry=row, reason="后来的变动", by=BY, at=noon(date(2030, 1, 1)))
    assert {form: ledger_cells(form, **given) for form in FORMS} == before
    assert set(ledger_cells("2014", first=first, last=last).values()) == {Decimal(0)}


@pytest.fixture
def city() -> City:
    return a_city()


def test_one_hot_spot_counts_once_over_all_ways_of_answering(city: City) -> None:
    day = date(2018, 4, 2)
    an_entry(city.health, "press-conferences", day, topic="“校车” 安全")
    an_entry(city.health, "interviews", day, topic="校车安全")
    an_entry(city.health, "new-media-responses", day, topic="停水")
    an_entry(city.health, "other-responses", day)
    an_entry(city.schools, "interviews", day, topic="校车安全")
    first, last = days(2018)
    assert counted("2014", "2.1", agencies=[city.health.pk], first=first, last=last) == 2
    assert counted_by_agency("2014", "2.1", first=first, last=last) == {
        city.health.pk: Decimal(2),
        city.schools.pk: Decimal(1),
    }


def test_what_was_added_and_taken_from_a_register_stands_behind_its_change(city: City) -> None:
    stayed = an_entry(city.health, "permit-items", date(2018, 1, 1), title="留", quantity=5)
    gone = an_entry(city.health, "permit-items", date(2018, 1, 1), title="去", quantity=3)
    new = an_entry(city.health, "permit-items", date(2019, 5, 1), title="来", quantity=1)
    end_entry(
        entry=gone, last_day=date(2019, 4, 30), reason="取消", by=BY, at=noon(date(2019, 5, 2))
    )
    first, last = days(2019)
    given = {"first": first, "last": last}
    assert counted("2019", "2.5.permits/previous", **given) == 8
    assert counted("2019", "2.5.permits/change", **given) == -2
    behind = entries_behind("2019", "2.5.permits/change", **given)
    assert [row.title for row in behind.added] == [new.title]
    assert [row.title for row in behind.removed] == [gone.title]
    assert stayed not in behind.added


def test_a_cell_that_no_ledger_supplies_is_an_error() -> None:
    first, last = days(2018)
    with pytest.raises(KeyError):
        counted("2014", "3.1", first=first, last=last)
    with pytest.raises(KeyError):
        entries_behind("2021", "9.9", first=first, last=last)


def test_rows_recorded_after_the_report_can_be_told(city: City) -> None:
    an_entry(city.health, "meetings", date(2018, 4, 2), title="当时")
    an_entry(city.health, "meetings", date(2018, 4, 2), title="补记", at=noon(date(2019, 4, 2)))
    first, last = days(2018)
    rows = entries_behind("2014", "9.1", first=first, last=last).added
    late = recorded_after(noon(date(2019, 3, 31)), rows)
    assert [row.title for row in late] == ["补记"]


def test_four_queries_answer_a_form_for_any_number_of_bodies(city: City) -> None:
    for agency in (city.health, city.schools, city.county_health):
        an_entry(agency, "organs", date(2017, 1, 1))
        an_entry(agency, "training", date(2018, 1, 1))
    first, last = days(2018)
    for form, most in (("2014", 3), ("2019", 3), ("2021", 1)):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            ledger_cells_by_agency(form, agencies=Agency.objects.all(), first=first, last=last)
        assert len(queries) == most
