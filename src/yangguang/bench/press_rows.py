"""Rows of a catalogue for the bench of pressing: many items, cheaply written, filed as real ones."""

from __future__ import annotations

import hashlib
import random
from datetime import UTC, date, datetime, timedelta

from django.db import transaction
from django.db.models import OuterRef, Subquery

from yangguang.apps.agencies.models import Agency
from yangguang.apps.agencies.services import create_agency
from yangguang.apps.audit.actors import command
from yangguang.apps.catalog.models import (
    Column,
    ColumnType,
    Edition,
    Facet,
    Item,
    ItemColumn,
    ItemFacet,
    ItemKind,
    ItemState,
    Validity,
)

BATCH = 5_000
FIRST_DAY = date(2008, 5, 1)
DAYS = 6_700
AT = datetime(2026, 11, 1, tzinfo=UTC)
WORDS = (
    "推进", "规范", "保障", "公开", "目录", "预算", "决算", "住房", "教育", "医疗", "环境", "安全",
    "许可", "处罚", "补贴", "标准", "方案", "意见", "通知", "公告", "规划", "统计", "采购", "招聘",
)  # fmt: skip


def fill(count: int, *, agencies: int, columns: int, facets: int) -> None:
    """Write bodies, a tree of columns, classifications and ``count`` published items."""
    bodies = _bodies(agencies)
    places = _columns(columns)
    values = [
        Facet.objects.create(
            scheme=Facet.Scheme.ARTICLE_20, code=f"f{number}", name=f"第{number}类", order=number
        )
        for number in range(facets)
    ]
    chance = random.Random(4)
    for start in range(0, count, BATCH):
        numbers = range(start, min(start + BATCH, count))
        _write(numbers, bodies, places, values, chance)


def _bodies(number: int) -> list[Agency]:
    by = command("性能测试")
    top = create_agency(
        code="990000000", slug="top", name="清源市人民政府", kind="government", level="city",
        by=by, at=AT,
    )  # fmt: skip
    return [
        create_agency(
            code=f"98{one:07d}", slug=f"a{one}", name=f"清源市第{one}局", kind="department",
            level="city", parent=top, by=by, at=AT,
        )
        for one in range(number)
    ]  # fmt: skip


def _columns(number: int) -> list[Column]:
    """One top column, the others below it: an item stands in two lists of columns."""
    made: list[Column] = []
    for one in range(number):
        column = Column.objects.create(
            slug=f"c{one}", name=f"第{one}栏", column_type=ColumnType.POLICY, order=one,
            parent=made[0] if made else None,
        )  # fmt: skip
        column.path = f"{made[0].path if made else ''}{column.pk}/"
        column.save(update_fields=["path"])
        made.append(column)
    return made


def _title(number: int, chance: random.Random) -> str:
    return f"关于{''.join(chance.choices(WORDS, k=4))}有关事项的通知（第{number}号）"


def _text(title: str, chance: random.Random) -> str:
    lines = ["".join(chance.choices(WORDS, k=30)) + "。" for _ in range(12)]
    return "\n".join([title, *lines])


def _item(number: int, body: Agency, column: Column, day: date, title: str) -> Item:
    return Item(
        index_number=f"98/{number:09}", agency=body, agency_name=body.name, title=title,
        doc_number=f"清发〔{day.year}〕{number}号", kind=ItemKind.POLICY, formed_on=day,
        listed_on=day, released_at=AT, validity=Validity.IN_FORCE, state=ItemState.PUBLISHED,
        column=column, created_at=AT,
    )  # fmt: skip


def _write(
    numbers: range,
    bodies: list[Agency],
    columns: list[Column],
    facets: list[Facet],
    chance: random.Random,
) -> None:
    with transaction.atomic():
        items = Item.objects.bulk_create(
            [
                _item(
                    number, chance.choice(bodies), chance.choice(columns[1:]),
                    FIRST_DAY + timedelta(days=int(DAYS * chance.random())), _title(number, chance),
                )
                for number in numbers
            ]
        )  # fmt: skip
        Edition.objects.bulk_create([_edition(item, chance) for item in items])
        first = Edition.objects.filter(item=OuterRef("pk")).values("pk")[:1]
        Item.objects.filter(pk__gte=items[0].pk).update(edition=Subquery(first))
        ItemColumn.objects.bulk_create(
            [
                ItemColumn(item=one, column=one.column, valid_from=AT, recorded_at=AT)
                for one in items
                if one.column is not None
            ]
        )
        ItemFacet.objects.bulk_create(
            [
                ItemFacet(item=one, facet=chance.choice(facets), valid_from=AT, recorded_at=AT)
                for one in items
            ]
        )


def _edition(item: Item, chance: random.Random) -> Edition:
    text = _text(item.title, chance)
    html = "".join(f"<p>{line}</p>" for line in text.split("\n"))
    return Edition(
        item=item, number=1, title=item.title, body_html=html, body_text=text,
        sha256=hashlib.sha256(html.encode()).hexdigest(), made_at=AT,
    )  # fmt: skip


def waiting(number: int) -> Item:
    """An item that waits for approval, filed in a column and under a classification."""
    chance = random.Random(number)
    body, column = Agency.objects.get(slug="a0"), Column.objects.get(slug="c1")
    title = f"等待公开的文件{number}号{''.join(chance.choices(WORDS, k=3))}"
    item = _item(number, body, column, date(2026, 11, 1), title)
    item.index_number, item.state, item.listed_on, item.released_at = (
        None,
        ItemState.INBOX,
        None,
        None,
    )
    item.save()
    edition = _edition(item, chance)
    edition.save()
    item.edition = edition
    item.save(update_fields=["edition"])
    ItemColumn.objects.create(item=item, column=column, valid_from=AT, recorded_at=AT)
    ItemFacet.objects.create(
        item=item, facet=Facet.objects.order_by("pk")[0], valid_from=AT, recorded_at=AT
    )
    return item
