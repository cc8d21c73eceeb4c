"""Rows of a catalogue that several benches share: the synthetic items, filed as a city files them."""

from __future__ import annotations

import hashlib
import random
import uuid
from collections.abc import Iterable
from datetime import UTC, date, datetime
from pathlib import Path

from django.db import connection, transaction
from django.db.models import DateTimeField

from yangguang.apps.agencies.models import Agency, Role, User
from yangguang.apps.agencies.services import (
    add_staff,
    assign_post,
    create_agency,
    install_default_roles,
)
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
    ItemStatus,
    Validity,
)
from yangguang.apps.catalog.services.filing import load_standard
from yangguang.apps.publishing.models import Draft, DraftState
from yangguang.bench.data import BenchItem, batched, read_items
from yangguang.bench.loading import Table, loading

AT = datetime(2026, 11, 1, tzinfo=UTC)
BATCH = 5_000
BODIES, TOPS, BELOW = 116, 20, 365
"""As many bodies with sites, and columns in two levels, as one city of the seeds has."""
STATES = (ItemState.PUBLISHED, ItemState.INBOX, ItemState.DRAFT, ItemState.WITHDRAWN)
SHARES = (95, 2, 2, 1)
KINDS = {
    "政策文件": ItemKind.POLICY,
    "政策解读": ItemKind.INTERPRETATION,
    "公告公示": ItemKind.ANNOUNCEMENT,
    "工作动态": ItemKind.NEWS,
}
DRAFTERS = ("clerk", "director")


def fill(items: Path) -> int:
    """Write bodies, staff, columns, classifications and every item of the cache; gives how many."""
    bodies, people = _bodies()
    columns = _columns()
    facets = _facets()
    chance = random.Random(17)
    written = 0
    tables = _Tables()
    with loading(Item, Edition, ItemColumn, ItemFacet, ItemStatus):
        for batch in batched(read_items(items), BATCH):
            _write(batch, written, bodies, columns, facets, people, chance, tables)
            written += len(batch)
    return written


def _bodies() -> tuple[list[Agency], dict[str, User]]:
    by = command("性能测试")
    install_default_roles(by=by, at=AT)
    # Nobody stands here with a telephone to show a code.
    Role.objects.update(needs_second_factor=False)
    top = create_agency(
        code="990000000", slug="top", name="清源市人民政府", kind="government", level="city",
        by=by, at=AT,
    )  # fmt: skip
    office = create_agency(
        code="990000001", slug="office", name="清源市人民政府办公室", kind="office", level="city",
        parent=top, by=by, at=AT,
    )  # fmt: skip
    bodies = [
        create_agency(
            code=f"98{one:07d}", slug=f"b{one}", name=f"清源市第{one}局", kind="department",
            level="city", parent=top, by=by, at=AT,
        )
        for one in range(BODIES)
    ]  # fmt: skip
    people = {}
    for name, role, body in (
        ("clerk", "agency-clerk", bodies[0]),
        ("director", "disclosure-director", office),
    ):
        person = add_staff(
            username=name, name="某某", password=uuid.uuid4().hex + "-Aa", by=by, at=AT
        )
        assign_post(
            user=person, role=Role.objects.get(code=role), agency=body,
            valid_from=date(2020, 1, 1), by=by, at=AT,
        )  # fmt: skip
        User.objects.filter(pk=person.pk).update(must_change_password=False)
        people[name] = person
    return bodies, people


def _columns() -> list[Column]:
    """Two levels; items stand in the lower one."""
    tops = [_column(f"t{one}", f"第{one}类栏目", None, one) for one in range(TOPS)]
    return [_column(f"c{one}", f"第{one}栏", tops[one % TOPS], one) for one in range(BELOW)]


def _column(slug: str, name: str, parent: Column | None, order: int) -> Column:
    types = (ColumnType.NEWS, ColumnType.POLICY, ColumnType.DATA)
    column = Column.objects.create(
        slug=slug, name=name, column_type=types[order % 3], order=order, parent=parent,
        opened_on=date(2020, 1, 1),
    )  # fmt: skip
    column.path = f"{parent.path if parent else ''}{column.pk}/"
    column.save(update_fields=["path"])
    return column


def _facets() -> dict[str, list[Facet]]:
    load_standard(by=command("性能测试"), at=AT)
    found: dict[str, list[Facet]] = {
        scheme: list(Facet.objects.filter(scheme=scheme).select_related("parent"))
        for scheme in (Facet.Scheme.FIVE, Facet.Scheme.ARTICLE_20, Facet.Scheme.KEY_AREA)
    }
    found[Facet.Scheme.FIVE] = [one for one in found[Facet.Scheme.FIVE] if one.parent is not None]
    return found


class _Tables:
    """What differs from row to row; see `Table`."""

    def __init__(self) -> None:
        self.items = Table(
            Item(created_at=AT, validity=Validity.NONE),
            (
                "id", "index_number", "agency_id", "agency_name", "title", "doc_number", "kind",
                "formed_on", "listed_on", "released_at", "state", "column_id", "summary",
                "edition_id",
            ),
        )  # fmt: skip
        self.editions = Table(
            Edition(number=1, made_at=AT),
            ("id", "item_id", "title", "body_html", "body_text", "sha256"),
        )
        self.columns = Table(ItemColumn(valid_from=AT, recorded_at=AT), ("item_id", "column_id"))
        self.facets = Table(ItemFacet(valid_from=AT, recorded_at=AT), ("item_id", "facet_id"))
        self.statuses = Table(ItemStatus(valid_from=AT, recorded_at=AT), ("item_id", "state"))
        self.released = DateTimeField().get_db_prep_save(AT, connection)


def _write(
    batch: list[BenchItem],
    before: int,
    bodies: list[Agency],
    columns: list[Column],
    facets: dict[str, list[Facet]],
    people: dict[str, User],
    chance: random.Random,
    tables: _Tables,
) -> None:
    """An item's key is its place among all items, and its edition bears the same key."""
    items, editions, standing, filed, statuses = [], [], [], [], []
    drafts: list[Draft] = []
    for key, one in enumerate(batch, start=before + 1):
        body, column = chance.choice(bodies), _lean(columns, chance)
        state = chance.choices(STATES, SHARES)[0]
        public = state in {ItemState.PUBLISHED, ItemState.WITHDRAWN}
        title, kind = one.title[:500], KINDS.get(one.kind, ItemKind.OTHER)
        items.append(
            tables.items.row(
                key, one.index_number, body.pk, body.name, title, one.number, kind.value,
                one.formed_on, one.published_on, tables.released if public else None, state.value,
                column.pk, one.body[:100], key,
            )
        )  # fmt: skip
        html = "".join(f"<p>{line}</p>" for line in one.body.split("\n") if line)
        digest = hashlib.sha256(html.encode()).hexdigest()
        editions.append(tables.editions.row(key, key, title, html, one.body, digest))
        standing.append(tables.columns.row(key, column.pk))
        filed += [tables.facets.row(key, facet.pk) for facet in _chosen(facets, chance)]
        statuses.append(tables.statuses.row(key, state.value))
        if state == ItemState.DRAFT:
            drafts.append(_draft(key, title, people, chance))
    with transaction.atomic():
        tables.items.write(items)
        tables.editions.write(editions)
        tables.columns.write(standing)
        tables.facets.write(filed)
        tables.statuses.write(statuses)
        Draft.objects.bulk_create(drafts)


def _lean(columns: list[Column], chance: random.Random) -> Column:
    """Some columns hold thousands, most hold few."""
    return columns[int(len(columns) * chance.random() ** 2)]


def _chosen(facets: dict[str, list[Facet]], chance: random.Random) -> Iterable[Facet]:
    """One of the 25 columns with its parent, one item of Art. 20, half the time a key area."""
    five = chance.choice(facets[Facet.Scheme.FIVE])
    yield five
    if five.parent is not None:
        yield five.parent
    yield chance.choice(facets[Facet.Scheme.ARTICLE_20])
    if chance.random() < 0.5:
        yield chance.choice(facets[Facet.Scheme.KEY_AREA])


def _draft(item: int, title: str, people: dict[str, User], chance: random.Random) -> Draft:
    person = people[chance.choice(DRAFTERS)]
    state = chance.choice((DraftState.WRITING, DraftState.REVIEW, DraftState.APPROVED))
    return Draft(
        item_id=item, state=state, title=title, attribute="proactive", ground="article-20-01",
        drafter_key=str(person.pk), drafter_name=person.name, created_at=AT, saved_at=AT,
        saved_by_key=str(person.pk), saved_by_name=person.name,
        submitted_at=None if state == DraftState.WRITING else AT,
        digest="" if state == DraftState.WRITING else uuid.uuid4().hex,
    )  # fmt: skip
