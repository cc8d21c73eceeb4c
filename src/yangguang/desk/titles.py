"""Looking for words in titles at the desk, over a catalogue that may hold a million items.

A small catalogue is read through. In a large one what is public is asked of the search index, which
answers in the same time however much there is (and may be seconds behind); what waits, was rejected
or withdrawn is little and is read through. Where no index can be used all titles are read.
"""

from __future__ import annotations

from django.db.models import Q, QuerySet

from yangguang.apps.catalog.counts import LARGE, total_of
from yangguang.apps.catalog.models import Item, ItemState
from yangguang.apps.catalog.selectors import public_items
from yangguang.apps.search.engine import IndexUnusable, Query, Sort
from yangguang.apps.search.engines import current_engine
from yangguang.apps.search.language import parse
from yangguang.text.folding import fold

MOST = 1_000
"""So many of the newest items with the words are looked at, of the public and of the others."""


def with_words(rows: QuerySet[Item], asked: str) -> QuerySet[Item]:
    """Those of the items whose title, document number or index number holds the words."""
    # Chinese knows no capitals, and to raise each title to them is most of PostgreSQL's work.
    how = "contains" if asked.upper() == asked.lower() else "icontains"
    inside = Q()
    for words in dict.fromkeys((asked, fold(asked))):
        inside |= Q((f"title__{how}", words))
    inside |= Q((f"doc_number__{how}", asked)) | Q((f"index_number__{how}", asked))
    keys = _public_keys(asked) if total_of(public_items()) >= LARGE else None
    if keys is None:
        return rows.filter(inside)
    # Both by their keys: an "or" between an index and a condition is read as a walk through all.
    return rows.filter(pk__in=[*keys, *_hidden_keys(rows, inside)])


def _hidden_keys(rows: QuerySet[Item], inside: Q) -> list[int]:
    """Keys of those that are not public, the newest of them where they are many."""
    # Asked so that the narrow index of them answers alone (item_hidden): what it does not hold is
    # not asked for, not even an order, and "not public" is said as the index says it.
    hidden = rows.filter(inside).exclude(state=ItemState.PUBLISHED)
    found = hidden.order_by().values_list("created_at", "pk")
    return [key for _, key in sorted(found, reverse=True)[:MOST]]


def _public_keys(asked: str) -> list[int] | None:
    """Keys of public items by the index, the newest first; None where it cannot say."""
    text = f"标题:“{asked.replace('“', '').replace('”', '').replace(chr(34), '')}”"
    if parse(text).nothing:
        return None
    try:
        found = current_engine().query(
            Query(text=text, sort=Sort.NEWEST, size=MOST, highlight=False), texts=lambda _: {}
        )
    except IndexUnusable:
        return None
    return [int(hit.key) for hit in found.hits]
