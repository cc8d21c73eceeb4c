"""An objection marks the row for everybody, and its decision takes the row down or says why not."""

from __future__ import annotations

from datetime import date

import pytest

from tests.builders.agencies import BY, a_city
from tests.builders.draws import a_listing, an_objection
from tests.builders.registers import noon
from yangguang.apps.agencies.verdicts import Refused
from yangguang.apps.draws.services import decide_objection, may_object
from yangguang.apps.duties.models import Duty
from yangguang.apps.registers.models import Row, Version

pytestmark = pytest.mark.django_db


def test_an_objection_that_holds_takes_the_row_down() -> None:
    version = a_listing(a_city())
    made = an_objection(version)
    marked = Version.objects.get(row=version.row, live=True)
    assert marked.values["objection"] == "异议处理中"
    assert marked.pk != version.pk
    duty = Duty.objects.get(kind="draws.objection")
    # Fifteen working days after 9 March 2026.
    assert duty.due_on == date(2026, 3, 30)
    assert not may_object(marked)
    with pytest.raises(Refused, match="已有异议正在处理"):
        an_objection(marked)
    decide_objection(
        objection=made, upheld=True, why="召回记录属实", decided_by="王局长",
        decided_on=date(2026, 3, 20), by=BY, at=noon(date(2026, 3, 20)),
    )  # fmt: skip
    row = Row.objects.get(pk=version.row_id)
    assert row.down_why == "异议成立：召回记录属实"
    assert not Version.objects.filter(row=row, live=True).exists()
    duty.refresh_from_db()
    assert duty.closed_on == date(2026, 3, 20)
    assert "已经不在名单上" in may_object(version_again(version)).sentence


def version_again(version: Version) -> Version:
    return Version.objects.select_related("register").get(pk=version.pk)


def test_an_objection_that_fails_leaves_its_mark_and_can_be_raised_again() -> None:
    version = a_listing(a_city())
    made = an_objection(version)
    with pytest.raises(Refused, match="负责人"):
        decide_objection(
            objection=made, upheld=False, why="证据不足", decided_by="",
            decided_on=date(2026, 3, 20), by=BY, at=noon(date(2026, 3, 20)),
        )  # fmt: skip
    decide_objection(
        objection=made, upheld=False, why="证据不足", decided_by="王局长",
        decided_on=date(2026, 3, 20), by=BY, at=noon(date(2026, 3, 20)),
    )  # fmt: skip
    live = Version.objects.select_related("register").get(row=version.row, live=True)
    assert live.values["objection"] == "异议不成立"
    assert may_object(live)
    with pytest.raises(Refused, match="已于2026-03-20决定"):
        decide_objection(
            objection=made, upheld=True, why="重来", decided_by="王局长",
            decided_on=date(2026, 3, 20), by=BY, at=noon(date(2026, 3, 20)),
        )  # fmt: skip
