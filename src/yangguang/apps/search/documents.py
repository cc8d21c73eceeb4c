"""Items of the catalogue as search takes them.

Only published items are handed to the engine, and every reading goes by the item's state at that
moment, so a withdrawn item leaves the index whatever order its events come in.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from django.db.models import QuerySet

from yangguang.apps.catalog.models import Attachment, Column, Item, ItemFacet, ItemKind, ItemState
from yangguang.apps.files.models import FilePage
from yangguang.apps.search.engine import AttachmentPage, Document, Texts

BATCH = 200

_STANDING = {
    ItemKind.REGULATION: 1.3,
    ItemKind.POLICY: 1.3,
    ItemKind.LIST: 1.2,
    ItemKind.PLAN: 1.2,
    ItemKind.INTERPRETATION: 1.1,
    ItemKind.MEETING: 0.85,
    ItemKind.NEWS: 0.85,
}


def standing_of(kind: str) -> float:
    """How much people are after this kind of document: the rule more than news of it."""
    return _STANDING.get(ItemKind(kind), 1.0) if kind in ItemKind.values else 1.0


def key_of(item_key: int) -> str:
    """The key under which an item stands in the index."""
    return str(item_key)


def all_documents() -> Iterator[Document]:
    """Every published item, streamed in batches by key."""
    last = 0
    while True:
        keys = list(
            _published().filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:BATCH]
        )
        if not keys:
            return
        yield from documents(keys)
        last = keys[-1]


def _published() -> QuerySet[Item]:
    return Item.objects.filter(state=ItemState.PUBLISHED)


def documents(keys: Iterable[int]) -> list[Document]:
    """Those of these items that are published."""
    items = list(
        _published()
        .filter(pk__in=list(keys))
        .select_related("agency", "edition")
        .defer("signature")
    )
    columns = _column_paths(items)
    facets = _facets(items)
    pages = attachment_pages([item.edition_id for item in items if item.edition_id])
    return [
        Document(
            key=key_of(item.pk),
            title=item.title,
            body=item.edition.body_text if item.edition else "",
            number=item.doc_number or item.doc_number_raw,
            index_number=item.index_number or "",
            agency=item.agency.slug,
            agency_name="、".join(filter(None, dict.fromkeys((item.agency_name, item.issuers)))),
            columns=columns.get(item.column_id or 0, ()),
            facets=tuple(facets[item.pk]),
            kind=item.kind,
            formed_on=item.formed_on,
            published_on=item.listed_on,
            validity=item.validity,
            attachments=tuple(pages.get(item.edition_id or 0, ())),
            standing=standing_of(item.kind),
        )
        for item in items
    ]


def texts(keys: Sequence[str]) -> Mapping[str, Texts]:
    """The texts of published items for highlighting, by the engine's keys."""
    items = (
        _published()
        .filter(pk__in=[int(key) for key in keys if key.isdigit()])
        .select_related("edition")
        .only("title", "edition__body_text")
    )
    found = list(items)
    pages = attachment_pages([item.edition_id for item in found if item.edition_id])
    return {
        key_of(item.pk): Texts(
            item.title,
            item.edition.body_text if item.edition else "",
            pages.get(item.edition_id or 0, ()),
        )
        for item in found
    }


def attachment_pages(editions: Sequence[int]) -> dict[int, list[AttachmentPage]]:
    """The read pages of each edition's attachments, in order."""
    attachments = list(
        Attachment.objects.filter(edition__in=editions, file__isnull=False)
        .order_by("edition", "order", "pk")
        .values_list("edition", "file", "title")
    )
    if not attachments:
        return {}
    texts_of: dict[int, list[tuple[int, str]]] = defaultdict(list)
    pages = FilePage.objects.filter(file__in={file for _, file, _ in attachments})
    for file, number, place, text in pages.order_by("file", "number").values_list(
        "file", "number", "place", "text"
    ):
        texts_of[file].append((0 if place else number, text))
    found: dict[int, list[AttachmentPage]] = defaultdict(list)
    for edition, file, title in attachments:
        read = texts_of.get(file) or [(1, "")]
        found[edition].extend(AttachmentPage(title, number, text) for number, text in read)
    return found


def _column_paths(items: Iterable[Item]) -> dict[int, tuple[str, ...]]:
    """For each column of these items, its slug and those above it."""
    wanted = {item.column_id for item in items if item.column_id}
    columns = {column.pk: column for column in Column.objects.filter(pk__in=wanted)}
    above = {int(part) for column in columns.values() for part in column.path.split("/") if part}
    slugs = dict(Column.objects.filter(pk__in=above | wanted).values_list("pk", "slug"))
    return {
        key: tuple(
            dict.fromkeys(
                slugs[part]
                for part in (*map(int, filter(None, column.path.split("/"))), key)
                if part in slugs
            )
        )
        for key, column in columns.items()
    }


def _facets(items: Iterable[Item]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    rows = ItemFacet.objects.filter(item__in=[item.pk for item in items], valid_to=None)
    for item, scheme, code in rows.values_list("item", "facet__scheme", "facet__code").distinct():
        found[item].append(f"{scheme}:{code}")
    return found
