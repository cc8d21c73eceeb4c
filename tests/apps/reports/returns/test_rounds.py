"""Rounds: laid on while their days run, finished after an interruption, moved with their duties."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from tests.builders.agencies import BY, a_city
from tests.builders.published_reports import a_report, cells_2021
from tests.builders.requests import at
from tests.builders.returns import a_round, hand_in, hands, return_of
from yangguang.apps.agencies.verdicts import Refused
from yangguang.apps.duties.models import Duty
from yangguang.apps.reports.models import Return, ReturnRound, ReturnScope, ReturnState
from yangguang.apps.reports.selectors.returns import (
    filling_of,
    previous_of,
    published_report,
    settled_cells,
)
from yangguang.apps.reports.services.returns_acting import (
    accept_return,
    freeze_return,
    recall_return,
    verify_version,
)
from yangguang.apps.reports.services.returns_definitions import add_definition, retire_definition
from yangguang.apps.reports.services.returns_filling import Entry, fill_cells
from yangguang.apps.reports.services.returns_importing import import_published
from yangguang.apps.reports.services.returns_rounds import (
    open_return,
    open_round,
    owe_returns,
)
from yangguang.law.returns.load import template_text

pytestmark = pytest.mark.django_db


def test_what_is_due_is_laid_on_while_its_days_run_and_only_once() -> None:
    city = a_city()
    add_definition(text=template_text("monthly-requests"), by=BY, at=at(date(2026, 1, 2)))
    # In November nobody is told that January is long over.
    assert owe_returns(at(date(2025, 11, 22))) == []
    opened = owe_returns(at(date(2026, 1, 3)))
    assert [(one.code, one.year, one.part) for one in opened] == [
        ("annual", 2025, 0),
        ("monthly-requests", 2025, 12),
    ]
    assert owe_returns(at(date(2026, 1, 4))) == []
    # An opening that was cut short is finished at the next run, whatever the day.
    annual = ReturnRound.objects.get(code="annual")
    row = return_of(annual, city.schools)
    Return.objects.filter(pk=row.pk).delete()
    annual.complete_at = None
    annual.save()
    assert [one.code for one in owe_returns(at(date(2026, 6, 20)))] == ["annual"]
    assert return_of(annual, city.schools).state == ReturnState.OPEN
    form = ReturnRound.objects.get(code="monthly-requests").definition_row
    assert form is not None
    retire_definition(row=form, why="不再调度", by=BY, at=at(date(2026, 1, 20)))
    assert owe_returns(at(date(2026, 2, 2))) == []
    with pytest.raises(Refused, match="已经停用"):
        open_round(code="monthly-requests", year=2026, part=1, by=BY, at=at(date(2026, 2, 2)))


@pytest.mark.parametrize(
    ("code", "year", "part", "why"),
    [
        ("annual", 2013, 0, "没有全国统一的统计表"),
        ("annual", 2026, 0, "尚未结束"),
        ("annual", 2025, 1, "没有第“1”期"),
        ("unknown", 2025, 1, "不存在或者已经停用"),
    ],
)
def test_a_round_that_cannot_be_is_refused(code: str, year: int, part: int, why: str) -> None:
    with pytest.raises(Refused, match=why):
        open_round(code=code, year=year, part=part, by=BY, at=at(date(2026, 6, 1)))


def test_a_new_version_of_a_form_counts_from_the_next_round() -> None:
    a_city()
    text = template_text("monthly-requests")
    add_definition(text=text, by=BY, at=at(date(2026, 1, 2)))
    first = open_round(code="monthly-requests", year=2025, part=11, by=BY, at=at(date(2026, 1, 2)))
    second = add_definition(
        text=text.replace("当面接待、电话咨询", "接待和咨询"), by=BY, at=at(date(2026, 1, 5))
    )
    assert second.version == 2
    changed = text.replace('"month"', '"quarter"')
    with pytest.raises(Refused, match="周期不同"):
        add_definition(text=changed, by=BY, at=at(date(2026, 1, 6)))
    later = open_round(code="monthly-requests", year=2025, part=12, by=BY, at=at(date(2026, 1, 6)))
    assert (first.definition.version, later.definition.version) == (1, 2)
    assert "当面接待" in first.definition.form.describe("3.2/count")
    assert "接待和咨询" in later.definition.form.describe("3.2/count")


def test_years_before_come_out_of_published_reports_and_are_compared_with() -> None:
    city = a_city()
    report = a_report(city.health, 2024, cells=cells_2021(40))
    # While returns about a year are being collected, bodies hand in their own.
    assert import_published(by=BY, at=at(date(2025, 3, 31))) == []
    made = import_published(by=BY, at=at(date(2026, 1, 4)))
    assert [(one.agency, one.round.year, one.state) for one in made] == [
        (city.health, 2024, ReturnState.IMPORTED)
    ]
    assert import_published(by=BY, at=at(date(2026, 1, 4))) == []
    assert published_report(city.health, 2024) == report
    settled = settled_cells(city.health, 2024)
    assert settled is not None
    assert settled["3.1/natural"] == 32
    assert made[0].current is not None
    assert verify_version(made[0].current)
    row = return_of(a_round(2025), city.health)
    before = previous_of(row)
    assert before is not None
    assert before.cells["3.1/natural"] == Decimal(32)
    # Nobody owes it, and nobody changes it.
    assert not Duty.objects.filter(subject_key=str(made[0].pk), subject_kind="return").exists()
    with pytest.raises(Refused, match="只供比较"):
        fill_cells(
            row=made[0], entries={"3.1/natural": Entry(Decimal(1), "台账")}, by=BY,
            at=at(date(2026, 1, 5)),
        )  # fmt: skip


def test_a_region_adds_governments_up_and_what_is_recalled_is_owed_again() -> None:
    city = a_city()
    who, county = hands(city.county_health), hands(city.county)
    round_ = a_round()
    hand_in(
        return_of(round_, city.county_health), who, at(date(2026, 1, 9)), c2_5_permits_decisions=5
    )
    above = hand_in(
        return_of(round_, city.county), county, at(date(2026, 2, 3)), c2_5_permits_decisions=7
    )
    top = return_of(round_, city.government)
    region = open_return(
        round=round_, agency=city.government, scope=ReturnScope.REGION, by=BY,
        at=at(date(2026, 3, 2)),
    )  # fmt: skip
    filling = filling_of(region)
    # Of the county its own return with its department; the city's own is still missing.
    assert [part.row for part in filling.parts] == [above]
    assert [one.pk for one in filling.missing] == [top.pk]
    assert filling.values["2.5.permits/decisions"] == 12
    with pytest.raises(Refused, match="不能手工填写"):
        fill_cells(
            row=region, entries={"2.5.permits/decisions": Entry(Decimal(1), "台账")},
            by=county.fills, at=at(date(2026, 3, 2)),
        )  # fmt: skip
    recall_return(row=above, why="漏报一项", by=county.signs, at=at(date(2026, 3, 3)))
    duty = Duty.objects.get(subject_key=str(above.pk), slot="")
    assert (duty.is_open, duty.due_on) == (True, date(2026, 3, 31))
    assert filling_of(region).values == {}
    with pytest.raises(Refused, match="填报中"):
        accept_return(row=above, by=BY, at=at(date(2026, 3, 3)))


def test_a_version_that_somebody_changed_behind_the_back_is_found_out() -> None:
    city = a_city()
    who = hands(city.health)
    row = hand_in(return_of(a_round(), city.health), who, at(date(2026, 1, 9)))
    row.refresh_from_db()
    version = row.current
    assert version is not None
    assert verify_version(version)
    version.cells = {**version.cells, "3.1/natural": {"value": "1", "origin": "records"}}
    assert not verify_version(version)
    with pytest.raises(Refused, match="已报送”，不能“定稿"):
        freeze_return(row=row, by=who.fills, at=at(date(2026, 1, 10)))
