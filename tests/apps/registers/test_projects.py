"""One project's life: its stages, what is missing, and what it owes by the agreed day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.builders.agencies import City, a_city
from tests.builders.registers import REVIEWER, a_draft, noon, publish, published
from yangguang.apps.duties.models import Duty
from yangguang.apps.registers.models import Register, Version
from yangguang.apps.registers.rows import Values
from yangguang.apps.registers.selectors.projects import (
    Performance,
    Project,
    find_project,
    newest_notices,
    overdue_rows,
    projects_of,
)
from yangguang.apps.registers.services import install_register, take_down
from yangguang.law.registers import shipped

pytestmark = pytest.mark.django_db
AGREED = date(2024, 6, 28)


@pytest.fixture
def city() -> City:
    return a_city()


@pytest.fixture
def register(city: City) -> Register:
    text = shipped()["trading-procurement"].text
    return install_register(text=text, by=REVIEWER, at=noon(date(2024, 1, 2)))


def notice(stage: str, kind: str, on: date, project: str = "QC-1", **more: str) -> Values:
    return {
        "project": project, "name": f"{project}项目", "stage": stage, "notice": kind,
        "title": f"{project}{kind}", "issued_on": on.isoformat(), "body": "清源市财政局", **more,
    }  # fmt: skip


TENDER = notice("交易公告", "采购公告", date(2024, 3, 1), budget="100", method="竞争性磋商")
WON = notice(
    "成交", "中标（成交）结果公告", date(2024, 4, 2), amount="95", winner="某公司",
    decided_on="2024-04-01",
)  # fmt: skip
CONTRACT = notice(
    "成交", "合同公告", date(2024, 4, 16), amount="95", winner="某公司", signed_on="2024-04-15",
    performs_on=AGREED.isoformat(),
)  # fmt: skip


def done(on: date, how: str = "按约履行完毕", **more: str) -> Values:
    return notice("履约", "履约验收公告", on, performance=how, **more)


def project(register: Register, today: date, key: str = "QC-1") -> Project:
    found = find_project(register, key, today)
    assert found is not None
    return found


def test_a_project_shows_its_stages_and_the_one_left_out(city: City, register: Register) -> None:
    published(register, city.health, [TENDER, WON, CONTRACT])
    found = project(register, AGREED)
    assert [one.name for one in found.stages] == ["交易公告", "资格审查", "成交", "履约", "变更"]
    assert [one.name for one in found.missing] == ["资格审查"]
    assert [one.title for one in found.notices] == [
        "QC-1采购公告", "QC-1中标（成交）结果公告", "QC-1合同公告",
    ]  # fmt: skip
    assert (found.performance, found.due_on, str(found.amount)) == (
        Performance.PENDING, AGREED, "95",
    )  # fmt: skip
    assert find_project(register, "QC-9", AGREED) is None


@pytest.mark.parametrize(
    ("today", "published_on", "state", "days"),
    [
        (AGREED, None, Performance.PENDING, 0),
        (AGREED + timedelta(days=1), None, Performance.OVERDUE, 1),
        (AGREED + timedelta(days=9), AGREED - timedelta(days=1), Performance.DONE, 0),
        (AGREED + timedelta(days=9), AGREED, Performance.DONE, 0),
        (AGREED + timedelta(days=9), AGREED + timedelta(days=1), Performance.LATE, 1),
    ],
)
def test_performance_is_owed_by_the_day_of_the_contract(
    city: City,
    register: Register,
    today: date,
    published_on: date | None,
    state: Performance,
    days: int,
) -> None:
    """依据：国办发〔2017〕97号；期限为合同约定的履约期限届满日。"""
    rows = [CONTRACT] if published_on is None else [CONTRACT, done(published_on)]
    published(register, city.health, rows)
    found = project(register, today)
    assert (found.performance, found.promises[0].days) == (state, days)
    overdue = list(overdue_rows(register, today))
    assert [one.title for one in overdue] == (
        ["QC-1合同公告"] if state is Performance.OVERDUE else []
    )
    assert any(one.name == "履约" for one in found.missing) is (state is Performance.OVERDUE)


def test_a_change_of_the_contract_moves_the_day(city: City, register: Register) -> None:
    published(register, city.health, [CONTRACT])
    later = notice(
        "变更", "更正公告", date(2024, 6, 20), content="工期顺延", performs_on="2024-09-30"
    )
    published(register, city.health, [later], on=date(2024, 6, 20))
    assert project(register, date(2024, 7, 15)).performance is Performance.PENDING
    assert not overdue_rows(register, date(2024, 7, 15)).exists()
    assert [one.title for one in overdue_rows(register, date(2024, 10, 1))] == ["QC-1更正公告"]
    duty = Duty.objects.get(kind="registers.perform")
    assert (duty.due_on, duty.is_open) == (date(2024, 9, 30), True)


def test_work_in_progress_does_not_fulfil_and_an_ended_project_owes_nothing(
    city: City, register: Register
) -> None:
    published(register, city.health, [CONTRACT, done(date(2024, 6, 1), "正在履约")])
    july = date(2024, 7, 15)
    assert project(register, july).performance is Performance.OVERDUE
    assert overdue_rows(register, july).count() == 1
    ended = notice("变更", "终止公告", date(2024, 7, 1), content="合同解除")
    published(register, city.health, [ended], on=date(2024, 7, 1))
    found = project(register, july)
    assert (found.performance, found.missing) == (Performance.ENDED, ())
    assert not overdue_rows(register, july).exists()
    assert Duty.objects.get(kind="registers.perform").outcome == "cancelled"


def test_each_lot_is_owed_for_itself(city: City, register: Register) -> None:
    lots = [{**CONTRACT, "lot": lot, "amount": "10"} for lot in ("1", "2")]
    published(register, city.health, [*lots, done(AGREED, lot="1")])
    july = date(2024, 7, 15)
    found = project(register, july)
    assert [(one.part, one.performance) for one in found.promises] == [
        ("1", Performance.DONE), ("2", Performance.OVERDUE),
    ]  # fmt: skip
    assert str(found.amount) == "20"
    assert [one.values["lot"] for one in overdue_rows(register, july)] == ["2"]
    published(register, city.health, [done(date(2024, 7, 10))], on=date(2024, 7, 10))
    assert not overdue_rows(register, july).exists()


def test_the_duty_ends_with_the_notice_and_returns_with_its_removal(
    city: City, register: Register
) -> None:
    published(register, city.health, [CONTRACT])
    duty = Duty.objects.get(kind="registers.perform")
    assert (duty.due_on, duty.title) == (AGREED, "公开履约信息：“QC-1项目”")
    (row,) = published(register, city.health, [done(AGREED)], on=AGREED)
    duty.refresh_from_db()
    assert (duty.outcome, duty.closed_on) == ("done", AGREED)
    take_down(version=row, why="误发", by=REVIEWER, at=noon(date(2024, 7, 5)))
    duty.refresh_from_db()
    assert duty.is_open
    contract = Version.objects.get(live=True)
    take_down(version=contract, why="误发", by=REVIEWER, at=noon(date(2024, 7, 8)))
    duty.refresh_from_db()
    assert duty.outcome == "cancelled"


@pytest.mark.parametrize(
    ("row", "due"),
    [
        # 2 working days after 1 April 2024: 2 and 3 April (4–6 April: 清明).
        (WON, date(2024, 4, 3)),
        ({**WON, "decided_on": "2024-04-03"}, date(2024, 4, 8)),
        (CONTRACT, date(2024, 4, 17)),
    ],
)
def test_results_and_contracts_are_published_within_two_working_days(
    city: City, register: Register, row: Values, due: date
) -> None:
    """依据：《政府采购法实施条例》第四十三条、第五十条。"""
    draft = a_draft(register, city.health, [row], on=date(2024, 4, 1))
    duty = Duty.objects.get(kind="registers.publish")
    assert duty.due_on == due
    publish(draft, on=due)
    duty.refresh_from_db()
    assert duty.outcome == "done"


def test_projects_are_listed_by_their_newest_notice(city: City, register: Register) -> None:
    other = notice("交易公告", "采购公告", date(2024, 4, 20), "QC-2")
    published(register, city.health, [TENDER, WON, other])
    published(register, city.schools, [notice("交易公告", "采购公告", date(2024, 2, 1), "QC-3")])
    heads = newest_notices(register)
    found = projects_of(register, heads, AGREED)
    assert [one.key for one in found] == ["QC-2", "QC-1", "QC-3"]
    assert [one.title for one in newest_notices(register, [city.schools])] == ["QC-3采购公告"]
