"""The demo city's random inspections stand at every stage, and each record can be drawn again."""

from __future__ import annotations

from datetime import date

import pytest

from yangguang.apps.draws.models import Draw, Objection, Plan
from yangguang.apps.draws.selectors import newest_record
from yangguang.apps.draws.years import public_year_plans, tallies_of
from yangguang.apps.registers.models import Version
from yangguang.apps.registers.services import install_shipped
from yangguang.config.command.roles import install_roles
from yangguang.config.demo.draws import build_draws
from yangguang.config.demo.setting import lay_out
from yangguang.law.drawing import read_record, verify

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 22)
FIRST = ["0107", "0085", "0105"]


def test_the_checks_of_the_city_stand_at_every_stage() -> None:
    install_roles()
    city = lay_out(TODAY)
    install_shipped(by=city.actor, at=city.moment(TODAY))
    assert build_draws(city) == 4
    assert sorted(Plan.objects.values_list("state", flat=True)) == [
        "committed", "drawn", "drawn", "drawn",
    ]  # fmt: skip
    # The same in every demo city, whatever day it is laid out.
    assert [draw.drawn.get(position=1).key[-4:] for draw in Draw.objects.order_by("pk")] == FIRST
    for draw in Draw.objects.select_related("plan"):
        assert verify(read_record(newest_record(draw).text)) == ()
        assert draw.number_drawn > 3
    assert [plan.year for plan in public_year_plans()] == [2026, 2025]
    tallies = tallies_of(list(public_year_plans()), TODAY)
    assert list(tallies.values()) == [
        {"done": 3, "due": 4, "late": 1, "ahead": 0},
        {"done": 6, "due": 0, "late": 0, "ahead": 0},
    ]
    results = Version.objects.filter(register__code="inspection-results", live=True)
    assert results.count() > 10
    waiting = Version.objects.filter(register__code="inspection-results", published_at=None)
    assert waiting.exists()
    assert sorted(Objection.objects.values_list("outcome", flat=True)) == ["open", "rejected"]
    marks = Version.objects.filter(register__code="black-list", live=True)
    assert {row.values.get("objection") for row in marks} == {"异议处理中", "异议不成立"}
