"""The record of acts: only added to, chained in order, and any change is seen."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.db import connection, transaction

from yangguang.apps.audit.actors import command
from yangguang.apps.audit.models import Act, AppendOnlyError, DayRoot, Seal
from yangguang.apps.audit.selectors import list_acts, verify_chain
from yangguang.apps.audit.services import Subject, fix_day_root, record, seal_acts

AT = datetime(2026, 5, 6, 12, tzinfo=ZoneInfo("Asia/Shanghai"))


def act(verb: str = "item.publish", agency: int | None = None) -> Act:
    with transaction.atomic():
        return record(
            by=command("测试"), at=AT, verb=verb,
            subject=Subject("item", "7", "关于某事的通知", agency), after={"state": "published"},
        )  # fmt: skip


@pytest.mark.django_db(transaction=True)
def test_an_act_outside_a_transaction_is_refused() -> None:
    with pytest.raises(RuntimeError, match="inside the transaction"):
        record(by=command("测试"), at=AT, verb="x", subject=Subject("item", "1"))


@pytest.mark.django_db
def test_the_chain_holds_and_grows() -> None:
    for _ in range(3):
        act()
    assert seal_acts() == 3
    act()
    report = verify_chain()
    assert (report.intact, report.sealed, report.waiting) == (True, 3, 1)
    assert seal_acts() == 1
    assert seal_acts() == 0
    assert list(Seal.objects.values_list("position", flat=True)) == [1, 2, 3, 4]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "change",
    [
        "UPDATE audit_act SET reason = 'forged' WHERE id = (SELECT MIN(id) + 1 FROM audit_act)",
        "UPDATE audit_act SET actor_name = '别人' WHERE id = (SELECT MIN(id) + 1 FROM audit_act)",
    ],
)
def test_a_changed_row_breaks_the_chain_at_its_place(change: str) -> None:
    for _ in range(3):
        act()
    seal_acts()
    with connection.cursor() as cursor:
        cursor.execute(change)
    report = verify_chain()
    assert (report.intact, report.broken_at) == (False, 2)
    assert "不一致" in report.why


@pytest.mark.django_db
def test_a_missing_row_breaks_the_chain() -> None:
    for _ in range(3):
        act()
    seal_acts()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM audit_seal WHERE position = 2")
    assert verify_chain().broken_at == 2


@pytest.mark.django_db
def test_a_rewritten_chain_still_differs_from_the_day_root() -> None:
    act()
    seal_acts()
    fix_day_root(day=date(2026, 5, 6))
    with connection.cursor() as cursor:
        cursor.execute("UPDATE audit_act SET reason = 'forged'")
        cursor.execute("DELETE FROM audit_seal")
    seal_acts()
    report = verify_chain()
    assert not report.intact
    assert "2026-05-06" in report.why


@pytest.mark.django_db
def test_the_root_of_a_day_is_fixed_once() -> None:
    assert fix_day_root(day=date(2026, 5, 6)) is None
    act()
    seal_acts()
    root = fix_day_root(day=date(2026, 5, 6))
    act()
    seal_acts()
    assert fix_day_root(day=date(2026, 5, 6)) == root
    assert DayRoot.objects.count() == 1


@pytest.mark.django_db
def test_acts_can_be_neither_changed_nor_deleted_through_the_models() -> None:
    row = act()
    row.reason = "forged"
    with pytest.raises(AppendOnlyError, match="不能修改"):
        row.save()
    with pytest.raises(AppendOnlyError, match="不能删除"):
        row.delete()
    with pytest.raises(AppendOnlyError, match="不能修改"):
        Act.objects.update(reason="forged")
    with pytest.raises(AppendOnlyError, match="不能删除"):
        Act.objects.all().delete()


@pytest.mark.django_db
def test_an_agency_sees_acts_on_its_own_records_only() -> None:
    act(agency=1)
    act(agency=2)
    act()
    assert [row.subject_agency_key for row in list_acts(agency_keys=[2])] == [2]
    assert list_acts(agency_keys=None).count() == 3
