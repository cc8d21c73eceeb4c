"""Rows inserted by hand read back exactly as those that the ORM writes."""

from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction

from tests.builders.catalog import an_item, noon
from yangguang.apps.audit.actors import command
from yangguang.apps.audit.models import Act
from yangguang.apps.audit.selectors import verify_chain
from yangguang.apps.audit.services import Subject, new_act, record_many, seal_acts
from yangguang.apps.catalog.models import TextBand
from yangguang.apps.rows import add_row, gathered, insert_rows

pytestmark = pytest.mark.django_db
AT = datetime(2026, 5, 6, 12, 30, 15, 123456, tzinfo=ZoneInfo("Asia/Shanghai"))


def an_act() -> Act:
    return new_act(
        by=command("测试"), at=AT, verb="item.publish", basis="依据",
        subject=Subject("item", "7", "“引号”与\n换行", 3), reason="理由 %s",
        before=None, after={"标题": "新", "数": [1, 2.5, None], "空": {}},
    )  # fmt: skip


def values(act: Act) -> dict[str, Any]:
    skipped = {"id", "recorded_at"}
    return {
        one.name: getattr(act, one.name)
        for one in act._meta.concrete_fields
        if one.name not in skipped
    }


def test_an_act_written_by_hand_equals_one_that_the_orm_wrote() -> None:
    before = datetime.now(UTC)
    with transaction.atomic():
        record_many([an_act()])
        an_act().save()
    by_hand, by_orm = Act.objects.order_by("pk")
    assert values(by_hand) == values(by_orm)
    assert by_hand.at == AT
    assert by_hand.before is None
    assert Act.objects.filter(before__isnull=True).count() == 2
    assert before <= by_hand.recorded_at <= datetime.now(UTC)


def test_acts_written_by_hand_can_be_sealed_and_verified() -> None:
    with transaction.atomic():
        record_many([an_act(), an_act()])
    assert seal_acts() == 2
    assert verify_chain().intact


def test_a_row_that_breaks_a_constraint_is_refused() -> None:
    item = an_item(on=date(2026, 5, 6), released_at=noon(date(2026, 5, 6)))
    with pytest.raises(IntegrityError), transaction.atomic():
        insert_rows(TextBand, ("item", "key"), [(item.pk, None)])


def test_an_unknown_field_is_named() -> None:
    with pytest.raises(KeyError, match="bland"):
        insert_rows(TextBand, ("item", "bland"), [])


def test_gathered_rows_are_written_at_the_end_in_their_order() -> None:
    with transaction.atomic():
        with gathered():
            add_row(an_act())
            with gathered():
                add_row(an_act())
            assert Act.objects.count() == 0
        assert Act.objects.count() == 2
    first, second = Act.objects.order_by("pk")
    assert values(first) == values(second)
    assert first.recorded_at is not None
    add_row(an_act())
    assert Act.objects.count() == 3


def test_an_exception_writes_none_of_the_gathered_rows() -> None:
    def halted() -> None:
        with transaction.atomic(), gathered():
            add_row(an_act())
            raise ValueError("halt")

    with pytest.raises(ValueError, match="halt"):
        halted()
    assert Act.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_rows_are_gathered_only_inside_a_transaction() -> None:
    with pytest.raises(RuntimeError, match="inside the transaction"), gathered():
        pass
