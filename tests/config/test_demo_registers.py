"""The demo city's registers: there in every list, with adjustments, late rows and a revoked penalty."""

from __future__ import annotations

from datetime import date

import pytest

from yangguang.apps.duties.models import Duty
from yangguang.apps.registers.models import ChangeSet, Register, Revocation, Row, Version
from yangguang.apps.registers.selectors import rows_as_of
from yangguang.apps.registers.selectors.comparing import compare, compared_group
from yangguang.config.command.roles import install_roles
from yangguang.config.demo.registers import build_registers
from yangguang.config.demo.setting import lay_out
from yangguang.law.registers import shipped

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 22)
OURS = (
    "power-list", "approval-items", "intermediary-services", "enterprise-fees", "public-services",
    "licences", "penalties", "enforcement-basis", "discretion-standards",
    "enforcement-procedures", "enforcement-remedies", "enforcement-results", "enforcement-staff",
    "enforcement-yearly", "affordable-housing", "environment-approvals", "environment-penalties",
    "safety-accidents", "food-drug-checks", "social-aid", "school-areas", "prices", "key-projects",
)  # fmt: skip


def test_the_registers_of_the_city_have_lived_for_years() -> None:
    install_roles()
    city = lay_out(TODAY)
    build_registers(city, progress=lambda done, total: None)
    live = Version.objects.filter(live=True)
    for code in OURS:
        assert live.filter(register__code=code).exists(), code
    assert 500 < live.count() < 1_500
    assert ChangeSet.objects.filter(state=ChangeSet.State.SCHEDULED).count() == 1
    assert ChangeSet.objects.filter(state=ChangeSet.State.SUBMITTED).count() >= 2
    assert not Version.objects.filter(published_at__gt=city.moment(TODAY, 23)).exists()
    powers = Register.objects.get(code="power-list")
    first, now = rows_as_of(powers, date(2017, 1, 1)), rows_as_of(powers, TODAY)
    assert 0 < first.count() < now.count()
    assert ChangeSet.objects.filter(register=powers, changed__gt=0, removed__gt=0).exists()
    group = compared_group(powers, "all-counties", on=TODAY)
    assert group is not None
    assert compare(powers, shipped()["power-list"], group).uneven
    down = Row.objects.filter(down_at__isnull=False)
    assert down.filter(down_why__contains="决定被依法撤销").count() == 1
    assert down.filter(down_why__contains="信用已经修复").count() == 1
    assert down.filter(down_why__startswith="公示期满").exists()
    assert Revocation.objects.filter(change_set=None).count() == 1
    overdue = Duty.objects.filter(closed_at=None, due_on__lt=TODAY)
    assert overdue.filter(kind="registers.publish").exists()
    names = live.filter(register__code="social-aid").values_list("values__name", flat=True)
    assert all("*" in one for one in names)
