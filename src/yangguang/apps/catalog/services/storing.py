"""Putting items into the catalogue, many at once: the one way in for forms and imports alike.

Everything an item brings (edition, attachments, dated facts, near-duplicate bands, audit row,
events) goes in with it in one transaction, in bulk, because a city moves in with a million.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.utils import timezone

from yangguang.apps.agencies.models import Agency
from yangguang.apps.audit.actors import Actor
from yangguang.apps.audit.services import Subject, new_act, record_many
from yangguang.apps.catalog.models import (
    Attachment,
    Column,
    Edition,
    Facet,
    Item,
    ItemColumn,
    ItemFacet,
    ItemKind,
    ItemState,
    ItemStatus,
    TextBand,
    Validity,
)
from yangguang.apps.catalog.services.disclosing import note_disclosures
from yangguang.apps.catalog.services.numbering import issue_index_numbers
from yangguang.apps.events.services import Happening, emit_many
from yangguang.apps.files.models import StoredFile
from yangguang.apps.rows import insert_new, insert_rows

BATCH = 500
SUMMARY_LENGTH = 100


@dataclass(frozen=True, slots=True)
class NewAttachment:
    title: str
    file: StoredFile | None = None
    source_url: str = ""


@dataclass(frozen=True, slots=True)
class NewItem:
    """An item about to be stored. ``body_html`` must already be clean (see ``catalog.bodies``)."""

    agency: Agency
    title: str
    body_html: str
    body_text: str
    kind: str = ItemKind.OTHER
    agency_name: str = ""
    issuers: str = ""
    index_number: str | None = None
    doc_number: str = ""
    doc_number_raw: str = ""
    subject: str = ""
    keywords: str = ""
    summary: str = ""
    formed_on: date | None = None
    source_published_on: date | None = None
    in_force_on: date | None = None
    valid_until: date | None = None
    lost_force_on: date | None = None
    validity: str = Validity.NONE
    columns: Sequence[Column] = ()
    facets: Sequence[Facet] = ()
    attachments: Sequence[NewAttachment] = ()
    source_site: str = ""
    source_url: str = ""
    source_key: str | None = None
    signature: bytes | None = None
    bands: Sequence[int] = ()
    unsure: Sequence[dict[str, Any]] = field(default=())


def store_items(
    *,
    new: Sequence[NewItem],
    state: ItemState,
    by: Actor,
    at: datetime,
    basis: str = "",
) -> list[Item]:
    """Store items in ``state`` (待转入, 草稿 or 已公开), in the given order.

    Published ones get an index number by their agency's rule where they bring none, a release
    moment (``at``) and an ``item.published`` event each. An index number that another item
    bears already raises django.db.IntegrityError and nothing of the batch is stored.
    """
    stored: list[Item] = []
    for start in range(0, len(new), BATCH):
        with transaction.atomic():
            stored.extend(_store_batch(new[start : start + BATCH], state, by, at, basis))
    return stored


def _store_batch(
    new: Sequence[NewItem], state: ItemState, by: Actor, at: datetime, basis: str
) -> list[Item]:
    published = state == ItemState.PUBLISHED
    today = timezone.localdate(at)
    numbers = _numbers(new, today) if published else {}
    items = [
        Item(
            index_number=entry.index_number or numbers.get(position),
            agency=entry.agency,
            agency_name=entry.agency_name or entry.agency.name,
            issuers=entry.issuers,
            title=entry.title,
            doc_number=entry.doc_number,
            doc_number_raw=entry.doc_number_raw,
            kind=entry.kind,
            subject=entry.subject,
            keywords=entry.keywords,
            summary=entry.summary or entry.body_text[:SUMMARY_LENGTH],
            formed_on=entry.formed_on,
            source_published_on=entry.source_published_on,
            released_at=at if published else None,
            listed_on=entry.source_published_on or (today if published else entry.formed_on),
            in_force_on=entry.in_force_on,
            valid_until=entry.valid_until,
            lost_force_on=entry.lost_force_on,
            validity=entry.validity,
            state=state,
            column=entry.columns[0] if entry.columns else None,
            source_site=entry.source_site,
            source_url=entry.source_url,
            source_key=entry.source_key,
            signature=entry.signature,
            unsure=list(entry.unsure),
            created_at=at,
        )
        for position, entry in enumerate(new)
    ]
    insert_new(items)
    editions = [
        Edition(
            item=item,
            number=1,
            title=entry.title,
            body_html=entry.body_html,
            body_text=entry.body_text,
            sha256=hashlib.sha256(entry.body_html.encode()).hexdigest(),
            made_at=at,
        )
        for item, entry in zip(items, new, strict=True)
    ]
    insert_new(editions)
    _point_at_editions(items, editions)
    _store_facts(items, editions, new, state, at)
    note_disclosures(items, at=at)
    record_many(
        new_act(
            by=by,
            at=at,
            verb="item.publish" if published else "item.store",
            subject=Subject("item", str(item.pk), item.title, item.agency_id),
            basis=basis,
            after={"state": state.value, "index_number": item.index_number},
        )
        for item in items
    )
    emit_many(
        at=at,
        happenings=[
            Happening("item.published" if published else "item.stored", str(item.pk))
            for item in items
        ],
    )
    return items


def _point_at_editions(items: Sequence[Item], editions: Sequence[Edition]) -> None:
    """One statement for all: the items are new, so each has exactly one edition."""
    first = Edition.objects.filter(item=OuterRef("pk")).values("pk")[:1]
    Item.objects.filter(pk__in=[item.pk for item in items]).update(edition=Subquery(first))
    for item, edition in zip(items, editions, strict=True):
        item.edition = edition


def _store_facts(
    items: Sequence[Item],
    editions: Sequence[Edition],
    new: Sequence[NewItem],
    state: ItemState,
    at: datetime,
) -> None:
    insert_rows(
        ItemStatus,
        ("item", "state", "reason", "valid_from", "valid_to", "recorded_at"),
        [(item.pk, state.value, "", at, None, at) for item in items],
    )
    pairs = list(zip(items, new, strict=True))
    ItemColumn.objects.bulk_create(
        [
            ItemColumn(item=item, column=column, valid_from=at, recorded_at=at)
            for item, entry in pairs
            for column in entry.columns
        ]
    )
    ItemFacet.objects.bulk_create(
        [
            ItemFacet(item=item, facet=facet, valid_from=at, recorded_at=at)
            for item, entry in pairs
            for facet in entry.facets
        ]
    )
    Attachment.objects.bulk_create(
        [
            Attachment(
                edition=edition,
                file=attachment.file,
                title=attachment.title[:300],
                source_url=attachment.source_url[:500],
                order=order,
            )
            for edition, entry in zip(editions, new, strict=True)
            for order, attachment in enumerate(entry.attachments)
        ]
    )
    insert_rows(
        TextBand,
        ("item", "key"),
        [(item.pk, key) for item, entry in pairs for key in entry.bands],
    )


def _numbers(new: Sequence[NewItem], on: date) -> dict[int, str]:
    """Position → index number for the entries that bring none."""
    wanting: dict[int, list[int]] = defaultdict(list)
    agencies: dict[int, Agency] = {}
    for position, entry in enumerate(new):
        if not entry.index_number:
            wanting[entry.agency.pk].append(position)
            agencies[entry.agency.pk] = entry.agency
    numbers: dict[int, str] = {}
    for key in sorted(wanting):
        # Locks are taken in the order of agency keys, so two imports cannot wait for each other.
        given = issue_index_numbers(
            agency=agencies[key], kinds=[new[place].kind for place in wanting[key]], on=on
        )
        numbers.update(zip(wanting[key], given, strict=True))
    return numbers
