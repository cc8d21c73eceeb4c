"""A million items as figures count them, with classes, channels and ledgers, beside the applications.

The services would need days; the rows here are what they leave behind. Keys are given out here,
indexes are made after the rows, and PostgreSQL is fed through COPY.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db import connection, models, transaction

from yangguang.apps.agencies.models import Agency
from yangguang.apps.agencies.services import create_agency
from yangguang.apps.audit.actors import command
from yangguang.apps.catalog.models import (
    Appearance,
    Disclosure,
    Facet,
    Item,
    ItemFacet,
    ItemKind,
    ItemState,
    Validity,
)
from yangguang.apps.catalog.models.disclosures import UNTIL_FURTHER
from yangguang.apps.resources.ledgers import Span, ledger_kinds
from yangguang.apps.resources.models import Entry
from yangguang.bench.requests_rows import BATCH, FIRST_DAY, LAST_DAY, Table, unindexed, written_as

KINDS = (
    *[ItemKind.POLICY] * 4, *[ItemKind.INTERPRETATION] * 2, *[ItemKind.NEWS] * 8,
    *[ItemKind.ANNOUNCEMENT] * 8, ItemKind.REGULATION, ItemKind.PLAN,
)  # fmt: skip
_CHANNELS = ("weibo", "wechat", "gazette", "other")
_STANDING = 3
"""So many standing things in each ledger of each body; of happenings, one a quarter."""
MODELS: tuple[type[models.Model], ...] = (Item, Disclosure, ItemFacet, Appearance, Entry)


def bodies(number: int) -> list[int]:
    """So many bodies below one government."""
    by, at = command("性能测试"), datetime.now(UTC)
    top = create_agency(
        code="990000000", slug="top", name="清源市人民政府", kind="government", level="city",
        by=by, at=at,
    )  # fmt: skip
    return [
        create_agency(
            code=f"98{one:07d}", slug=f"b{one}", name=f"清源市第{one}局", kind="department",
            level="city", parent=top, by=by, at=at,
        ).pk
        for one in range(number)
    ]  # fmt: skip


def fill_items(count: int, agencies: Sequence[int]) -> int:
    """Write ``count`` items to these bodies, and their ledgers; the number of rows."""
    rules = Facet.objects.create(scheme=Facet.Scheme.ARTICLE_20, code="rules", name="规范性文件")
    others = [
        Facet.objects.create(scheme=Facet.Scheme.FIVE, code=f"f{one}", name=f"第{one}类")
        for one in range(5)
    ]
    names = dict(Agency.objects.values_list("pk", "name"))
    chance = random.Random(20_190_515)
    tables = {table.model: table for table in _tables()}
    written = 0
    with unindexed(MODELS):
        for start in range(1, count + 1, BATCH):
            for number in range(start, min(start + BATCH, count + 1)):
                agency = chance.choice(agencies)
                _one(tables, number, (agency, names[agency]), rules, others, chance)
            with transaction.atomic():
                written += sum(table.write() for table in tables.values())
        for agency in agencies:
            _ledgers(tables[Entry], agency, chance)
        with transaction.atomic():
            written += tables[Entry].write()
    return written


def _tables() -> tuple[Table, ...]:
    return (
        Table(
            Item, "id", "index_number", "agency_id", "agency_name", "title", "kind", "formed_on",
            "listed_on", "released_at", "validity", "lost_force_on", "state", "created_at",
        ),
        Table(
            Disclosure, "item_id", "agency_id", "kind", "own", "disclosed_on", "withdrawn_on",
            "made_on", "ended", "ended_on", "known_from", "known_until",
        ),
        Table(ItemFacet, "item_id", "facet_id", "valid_from", "recorded_at"),
        Table(Appearance, "item_id", "channel", "on", "recorded_at"),
        Table(
            Entry, "agency_id", "ledger", "starts_on", "ends_on", "title", "quantity", "amount",
            "mark", "topic", "details", "recorded_at",
        ),
    )  # fmt: skip


def _moment(day: date) -> str:
    return written_as(datetime(day.year, day.month, day.day, 4, tzinfo=UTC))


_FURTHER = UNTIL_FURTHER


def _one(
    tables: dict[type[models.Model], Table],
    number: int,
    body: tuple[int, str],
    rules: Facet,
    others: Sequence[Facet],
    chance: random.Random,
) -> None:
    """Every row of one item."""
    agency, name = body
    day = FIRST_DAY + timedelta(days=chance.randrange((LAST_DAY - FIRST_DAY).days))
    made = day - timedelta(days=chance.randrange(30))
    kind = chance.choice(KINDS)
    norm = kind in (ItemKind.POLICY, ItemKind.REGULATION) and chance.random() < 0.3
    ended = day + timedelta(days=365 * 3) if norm and chance.random() < 0.4 else None
    gone = day + timedelta(days=200) if number % 211 == 0 else None
    at = _moment(day)
    state = ItemState.WITHDRAWN if gone else ItemState.PUBLISHED
    validity = Validity.REPEALED if ended else Validity.NONE
    further = written_as(_FURTHER)
    tables[Item].add(
        number, f"98/{number:09}", agency, name, f"第{number}号信息", kind.value, str(made),
        str(day), at, validity.value, ended and str(ended), state.value, at,
    )  # fmt: skip
    answer = (number, agency, kind.value, chance.random() < 0.9, str(day))
    rest = (str(made), ended is not None, ended and str(ended))
    if gone is None:
        tables[Disclosure].add(*answer, None, *rest, at, further)
    else:
        tables[Disclosure].add(*answer, None, *rest, at, _moment(gone))
        tables[Disclosure].add(*answer, str(gone), *rest, _moment(gone), further)
    tables[ItemFacet].add(number, rules.pk if norm else chance.choice(others).pk, at, at)
    if chance.random() < 0.3:
        later = day + timedelta(days=chance.randrange(20))
        tables[Appearance].add(number, chance.choice(_CHANNELS), str(later), _moment(later))


def _ledgers(table: Table, agency: int, chance: random.Random) -> None:
    for kind in ledger_kinds():
        for year in range(FIRST_DAY.year, LAST_DAY.year + 1):
            for turn in range(4 if kind.span is Span.HAPPENING else 0):
                _entry(table, agency, kind.code, date(year, 3 * turn + 2, 5), chance)
        for turn in range(_STANDING if kind.span is Span.STANDING else 0):
            _entry(table, agency, kind.code, date(2013 + 4 * turn, 5, 5), chance)


def _entry(table: Table, agency: int, ledger: str, day: date, chance: random.Random) -> None:
    amount: Any = chance.randrange(1, 90_000) / 100
    details: Any = "{}"
    table.add(
        agency, ledger, str(day), None, "记录", chance.randrange(1, 90), amount,
        chance.random() < 0.4, chance.choice(("", "降温", "开学")), details, _moment(day),
    )  # fmt: skip


def settle_tables() -> None:
    """What a database at work does by itself now and then, and the next free keys."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT setval(pg_get_serial_sequence('catalog_item', 'id'), max(id)) FROM catalog_item"
            )
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
