"""A decision that no longer stands comes down in time, says why, and does not come back by an old file."""

from __future__ import annotations

from datetime import date

import pytest

from tests.builders.agencies import BY, City, a_city
from tests.builders.registers import REVIEWER, a_draft, a_register, noon, published
from yangguang.apps.agencies.verdicts import Refused
from yangguang.apps.audit.models import Act
from yangguang.apps.duties.models import Duty, Outcome
from yangguang.apps.registers.models import Register, Revocation, Row, Version
from yangguang.apps.registers.rows import BadRows, Values
from yangguang.apps.registers.selectors import live_rows, rows_as_of
from yangguang.apps.registers.selectors.revoking import revocations_of, waiting_revocations
from yangguang.apps.registers.services import (
    drop_revocation,
    repair_credit,
    revoke_decision,
    take_down,
    withdraw_revoked,
)
from yangguang.apps.registers.services.coming_down import take_down_what_is_due
from yangguang.law.registers import shipped

pytestmark = pytest.mark.django_db
DECIDED, SHOWN = date(2024, 1, 10), date(2024, 1, 15)
REVOKED = date(2024, 9, 30)
"""The day before the holidays: the third working day after it is 10 October."""
KIND = Revocation.Kind.REVOKED


def penalty(number: str = "清市监罚〔2024〕1号", **more: str) -> Values:
    return {
        "number": number, "party": "清源市远山商贸有限公司", "party_kind": "法人及非法人组织",
        "credit_code": "91990100MA0000001X", "facts": "经营标签不合规定的预包装商品。",
        "basis": "有关法律第十条", "kinds": "罚款", "kind": "罚款", "fine": "1.5",
        "content": "罚款1.5万元。", "decided_on": DECIDED.isoformat(),
        "authority": "清源市市场监督管理局", **more,
    }  # fmt: skip


@pytest.fixture
def city() -> City:
    return a_city()


@pytest.fixture
def register() -> Register:
    return a_register(shipped()["penalties"].text)


@pytest.fixture
def version(city: City, register: Register) -> Version:
    (one,) = published(register, city.health, [penalty()], on=SHOWN, decided="影响公众健康")
    return one


def revoked(version: Version, *, on: date = REVOKED, at: date = REVOKED) -> Revocation:
    return revoke_decision(
        version=version, kind=KIND, on=on, why="复议机关认为事实不清", by=BY, at=noon(at),
        document="清政复决字〔2024〕8号",
    )  # fmt: skip


def the_duty(revocation: Revocation) -> Duty:
    return Duty.objects.get(slot=f"revocation-{revocation.pk}")


def test_a_penalty_is_public_only_where_somebody_decided_so(city: City, register: Register) -> None:
    with pytest.raises(BadRows, match="第四十八条第一款"):
        a_draft(register, city.health, [penalty()])
    assert not Row.objects.exists()


@pytest.mark.parametrize(
    ("on", "outcome"),
    [
        (date(2024, 1, 18), Outcome.DONE),
        (date(2024, 1, 19), Outcome.DONE),
        (date(2024, 1, 20), Outcome.LATE),
    ],
)
def test_a_penalty_is_published_within_seven_working_days(
    city: City, register: Register, on: date, outcome: Outcome
) -> None:
    published(register, city.health, [penalty()], on=on, decided="影响公众健康")
    duty = Duty.objects.get()
    assert (duty.due_on, duty.outcome) == (date(2024, 1, 19), outcome)
    assert "远山" not in duty.title


def test_a_revoked_penalty_is_owed_to_come_down_in_three_working_days(version: Version) -> None:
    revocation = revoked(version)
    duty = the_duty(revocation)
    assert (duty.opened_on, duty.due_on) == (REVOKED, date(2024, 10, 10))
    assert duty.basis == "《行政处罚法》第四十八条第二款、第八十五条"
    assert live_rows(version.register).exists()
    withdraw_revoked(revocation=revocation, by=REVIEWER, at=noon(date(2024, 10, 9)))
    duty.refresh_from_db()
    assert duty.outcome == Outcome.DONE
    row = Row.objects.get()
    assert row.down_why == (
        "2024年9月30日决定被依法撤销（清政复决字〔2024〕8号）：复议机关认为事实不清。"
        "依据：《行政处罚法》第四十八条第二款、第八十五条。"
    )
    assert not rows_as_of(version.register, SHOWN).exists()
    assert set(Act.objects.filter(verb__startswith="register.").values_list("verb", flat=True)) >= {
        "register.revoke",
        "register.take-down",
    }
    with pytest.raises(Refused, match="已经按这次登记撤下"):
        withdraw_revoked(revocation=revocation, by=REVIEWER, at=noon(date(2024, 10, 9)))


@pytest.mark.parametrize(("on", "live"), [(date(2024, 10, 9), True), (date(2024, 10, 10), False)])
def test_a_forgotten_one_goes_by_itself_on_the_last_day(
    version: Version, on: date, live: bool
) -> None:
    revocation = revoked(version)
    take_down_what_is_due(noon(on))
    assert live_rows(version.register).exists() is live
    revocation.refresh_from_db()
    assert (revocation.change_set is None) is live
    assert the_duty(revocation).outcome == ("" if live else Outcome.DONE)


def test_one_that_is_recorded_late_goes_at_once_and_counts_as_late(version: Version) -> None:
    revocation = revoked(version, at=date(2024, 11, 4))
    take_down_what_is_due(noon(date(2024, 11, 4)))
    assert not live_rows(version.register).exists()
    assert the_duty(revocation).outcome == Outcome.LATE


def test_an_old_file_does_not_bring_a_revoked_penalty_back(
    city: City, register: Register, version: Version
) -> None:
    revocation = revoked(version)
    withdraw_revoked(revocation=revocation, by=REVIEWER, at=noon(date(2024, 10, 8)))
    with pytest.raises(BadRows, match="决定被依法撤销（2024-09-30），已登记撤下，不能再次公开"):
        a_draft(register, city.health, [penalty()], on=date(2024, 11, 4), decided="影响公众健康")
    drop_revocation(
        revocation=revocation, why="登记错了案件", by=REVIEWER, at=noon(date(2024, 11, 5))
    )
    (again,) = published(
        register, city.health, [penalty()], on=date(2024, 11, 6), decided="影响公众健康"
    )
    assert (again.row_id, again.number) == (version.row_id, 3)
    assert revocations_of([again]) == {}


def test_a_changed_decision_may_come_again_as_it_now_reads(
    city: City, register: Register, version: Version
) -> None:
    revocation = revoke_decision(
        version=version, kind=Revocation.Kind.CHANGED, on=REVOKED, why="罚款数额改为一万元",
        by=BY, at=noon(REVOKED),
    )  # fmt: skip
    withdraw_revoked(revocation=revocation, by=REVIEWER, at=noon(REVOKED))
    published(
        register, city.health, [penalty(fine="1", content="罚款1万元。")],
        on=date(2024, 10, 8), decided="影响公众健康",
    )  # fmt: skip
    assert live_rows(register).get().values["fine"] == "1"


def test_what_was_recorded_by_mistake_is_struck_out(city: City, version: Version) -> None:
    revocation = revoked(version)
    with pytest.raises(Refused, match="已登记过"):
        revoked(version)
    with pytest.raises(Refused, match="作废的理由"):
        drop_revocation(revocation=revocation, why=" ", by=BY, at=noon(REVOKED))
    drop_revocation(revocation=revocation, why="登记错了案件", by=BY, at=noon(REVOKED))
    assert the_duty(revocation).outcome == Outcome.CANCELLED
    take_down_what_is_due(noon(date(2024, 10, 11)))
    assert live_rows(version.register).exists()
    second = revoked(version)
    assert the_duty(second).due_on == date(2024, 10, 10)


@pytest.mark.parametrize(
    ("on", "at", "why", "said"),
    [
        (date(2024, 10, 8), REVOKED, "撤销", "还没有到"),
        (date(2024, 1, 9), REVOKED, "撤销", "早于决定日期"),
        (REVOKED, REVOKED, " ", "请写明理由"),
    ],
)
def test_a_revocation_that_cannot_be_is_refused(
    version: Version, on: date, at: date, why: str, said: str
) -> None:
    with pytest.raises(Refused, match=said):
        revoke_decision(version=version, kind=KIND, on=on, why=why, by=BY, at=noon(at))
    take_down(version=version, why="另有原因", by=REVIEWER, at=noon(REVOKED))
    with pytest.raises(Refused, match="没有公开，或已经撤下"):
        revoked(version)


@pytest.mark.parametrize(
    ("area", "early", "first"),
    [
        ("市场秩序", date(2024, 4, 9), date(2024, 4, 10)),
        ("食品", date(2025, 1, 9), date(2025, 1, 10)),
    ],
)
def test_repaired_credit_ends_publicity_after_the_least_time(
    city: City, register: Register, area: str, early: date, first: date
) -> None:
    (version,) = published(
        register, city.health, [penalty(area=area)], on=SHOWN, decided="影响公众健康"
    )
    with pytest.raises(Refused, match=f"最短公示期到{first}届满"):
        repair_credit(version=version, on=early, why="准予信用修复", by=BY, at=noon(first))
    repair_credit(version=version, on=first, why="准予信用修复", by=BY, at=noon(first))
    take_down_what_is_due(noon(date(2026, 1, 1)))
    assert not live_rows(register).exists()
    assert "信用已经修复" in Row.objects.get().down_why


def test_what_waits_is_listed_by_its_limit(city: City, register: Register) -> None:
    from yangguang.apps.agencies.models import Agency

    first, second = published(
        register, city.health, [penalty(), penalty("清市监罚〔2024〕2号")], on=SHOWN, decided="是",
    )  # fmt: skip
    revoked(second, on=REVOKED)
    revoked(first, on=date(2024, 9, 2), at=date(2024, 9, 2))
    waiting = waiting_revocations(Agency.objects.all())
    assert [one.row_id for one in waiting] == [first.row_id, second.row_id]
    assert not waiting_revocations(Agency.objects.filter(pk=city.schools.pk)).exists()
