"""The demo city's ledgers: the same each time, up to today, and known by the end of each year."""

from __future__ import annotations

from datetime import date

import pytest

from yangguang.apps.resources.ledgers import ledger_kinds
from yangguang.apps.resources.models import Entry
from yangguang.apps.resources.selectors import ledger_cells
from yangguang.config.command.roles import install_roles
from yangguang.config.demo.ledger_lines import all_lines
from yangguang.config.demo.ledgers import build_ledgers
from yangguang.config.demo.setting import lay_out
from yangguang.law.forms.load import form_for_year

pytestmark = pytest.mark.django_db
TODAY = date(2024, 2, 29)


def test_the_citys_ledgers_are_whole_known_in_time_and_carry_over() -> None:
    install_roles()
    city = lay_out(TODAY)
    assert list(all_lines(city)) == list(all_lines(city))
    made = build_ledgers(city)
    slips = Entry.objects.filter(agency=city.agencies["housing"])
    assert slips.filter(replaces__isnull=False).count() == 3
    assert slips.filter(void_reason="重复登记").count() == 3
    late = [row for row in slips.filter(ledger="training") if row.late]
    assert [row.starts_on.year for row in late] == [2021]
    assert Entry.objects.count() == made + 3 + 3 + 1
    assert {row.code for row in ledger_kinds()} == set(
        Entry.objects.values_list("ledger", flat=True).distinct()
    )
    assert Entry.objects.filter(starts_on__gt=TODAY).count() == 0
    assert Entry.objects.filter(recorded_at__gt=city.moment(TODAY, 23)).count() == 0
    whose = [city.agencies[slug].pk for slug in ("city", "housing", "linhu")]
    stood: dict[str, int] = {}
    for year in range(2014, 2024):
        form = form_for_year(year)
        assert form is not None
        first, last = date(year, 1, 1), date(year, 12, 31)
        given = {"agencies": whose, "first": first, "last": last}
        cells = ledger_cells(form.code, **given)
        assert cells == ledger_cells(form.code, **given, as_of=city.moment(last, 23))
        assert sum(1 for value in cells.values() if value) > len(cells) * 0.6
        for cell, value in cells.items():
            row, _, column = cell.partition("/")
            if column == "previous":
                assert stood.get(row, value) == value
                stood[row] = int(value + cells[f"{row}/change"])
    assert {row.quantity for row in Entry.objects.filter(voided_at=None, ledger="points")} == {None}
