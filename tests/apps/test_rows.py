"""Rows inserted by hand read back exactly as those that the ORM writes."""

from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction

from tests.builders.catalog import an_agency, an_item, noon
from yangguang.apps import rows
from yangguang.apps.agencies.models import Agency
from yangguang.apps.audit.actors import command
from yangguang.apps.audit.models import Act
from yangguang.apps.audit.selectors import verify_chain
from yangguang.apps.audit.services import Subject, new_act, record_many, seal_acts
from yangguang.apps.catalog.models import Item, ItemKind, ItemState, TextBand
from yangguang.apps.rows import add_row, gathered, insert_new, insert_rows

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


def new_item(number: int, agency: Agency) -> Item:
    return Item(
        agency=agency, agency_name=agency.name, title=f"“第 {number} 号”\n100%s",
        index_number=f"{number:04d}", kind=ItemKind.POLICY, state=ItemState.INBOX,
        formed_on=date(2026, 5, number), created_at=AT, signature=bytes(range(256)) if number % 2 else None,
        unsure=[{"field": "body", "value": "“引号”", "why": None}],
    )  # fmt: skip


def fields(item: Item) -> dict[str, Any]:
    values = {one.attname: getattr(item, one.attname) for one in item._meta.concrete_fields}
    values["signature"] = bytes(item.signature) if item.signature is not None else None
    return {name: value for name, value in values.items() if name != "id"}


def test_objects_inserted_by_hand_equal_those_that_the_orm_wrote() -> None:
    agency = an_agency()
    for number in (1, 2):
        new_item(number, agency).save()
    by_orm = [fields(item) for item in Item.objects.order_by("index_number")]
    Item.objects.all().delete()
    made = [new_item(number, agency) for number in (1, 2)]
    with transaction.atomic():
        insert_new(made)
    read = list(Item.objects.order_by("index_number"))
    assert [fields(item) for item in read] == by_orm
    assert [item.pk for item in read] == [item.pk for item in made]
    assert read[1].signature is None
    made[0].title = "改名"
    made[0].save()
    assert Item.objects.count() == 2


def test_objects_that_one_statement_cannot_hold_get_their_own_keys_all_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(rows, "PARAMETERS", 3 * len(Item._meta.concrete_fields))
    agency = an_agency()
    made = [new_item(number, agency) for number in range(1, 9)]
    with transaction.atomic():
        insert_new(made)
        insert_new([])
    assert {item.pk: item.index_number for item in made} == dict(
        Item.objects.values_list("pk", "index_number")
    )
    assert len({item.pk for item in made}) == 8


def test_an_object_that_breaks_a_constraint_is_refused_with_all_beside_it() -> None:
    agency = an_agency()
    with pytest.raises(IntegrityError), transaction.atomic():
        insert_new([new_item(1, agency), new_item(2, agency), new_item(1, agency)])
    assert not Item.objects.exists()


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
