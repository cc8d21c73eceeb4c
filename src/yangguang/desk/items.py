"""Items as the desk finds them: by state and filter, and which others may be the same text."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F, Q, QuerySet
from django.forms import BaseForm

from yangguang.apps.agencies.models import Agency
from yangguang.apps.agencies.permissions import Permission
from yangguang.apps.catalog.models import Item, ItemKind, ItemState, TextBand, Validity
from yangguang.desk.titles import with_words
from yangguang.desk.viewer import Viewer
from yangguang.text.similarity import SAME_TEXT, similarity

DUPLICATES_SHOWN = 5
CANDIDATES = 100


@dataclass(frozen=True, slots=True)
class ItemFilter:
    """What somebody picked above a list; empty values narrow nothing."""

    words: str = ""
    agency: int | None = None
    kind: str = ""
    source: str = ""
    doubt: str = ""
    year: int | None = None
    """Of the day by which lists sort."""

    def apply(self, found: QuerySet[Item]) -> QuerySet[Item]:
        """The items that fit every choice."""
        if self.words:
            found = with_words(found, self.words)
        if self.agency is not None:
            found = found.filter(agency=self.agency)
        if self.kind:
            found = found.filter(kind=self.kind)
        if self.source:
            found = found.filter(source_site=self.source)
        if self.doubt == "yes":
            found = found.exclude(unsure=[])
        elif self.doubt == "no":
            found = found.filter(unsure=[])
        if self.year is not None:
            days = (date(self.year, 1, 1), date(self.year, 12, 31))
            found = found.filter(listed_on__range=days)
        return found


def items_in(
    viewer: Viewer, states: list[ItemState], permission: Permission = Permission.ITEM_VIEW
) -> QuerySet[Item]:
    """Items in these states of the bodies the person may treat so."""
    # SQLite uses the narrow index of a state only where it is asked for by "=".
    wanted = Q(state=states[0]) if len(states) == 1 else Q(state__in=states)
    return (
        within_reach(viewer, permission)
        .filter(wanted)
        .select_related("agency", "column")
        .defer("signature")
    )


MANY_BODIES = 20


def within_reach(viewer: Viewer, permission: Permission = Permission.ITEM_VIEW) -> QuerySet[Item]:
    """The items of the bodies the person may treat so.

    Who sees very many bodies reads the newest first and passes over the few that are not theirs;
    going to each body's items and sorting them all would take as long as there are items.
    """
    keys = viewer.visible_keys(permission)
    if keys is None:
        return Item.objects.all()
    if len(keys) <= MANY_BODIES:
        return Item.objects.filter(agency__in=keys)
    if len(keys) == Agency.objects.count():
        return Item.objects.all()
    return Item.objects.alias(body=F("agency_id") + 0).filter(body__in=keys)


@dataclass(frozen=True, slots=True)
class Duplicates:
    """Items that may be the same text: those the person may see, and how many they may not."""

    seen: list[Item]
    hidden: int


def possible_duplicates(viewer: Viewer, item: Item) -> Duplicates:
    """Others with the same document number, or with much of the same text."""
    same = Q(pk__in=_alike(item))
    if item.doc_number:
        same |= Q(doc_number=item.doc_number)
    others = (
        Item.objects.filter(same)
        .exclude(pk=item.pk)
        .exclude(state=ItemState.REJECTED)
        .select_related("agency")
        .defer("signature", "unsure")
        .order_by("pk")
    )
    visible = viewer.visible(Permission.ITEM_VIEW)
    seen = list(others.filter(agency__in=visible)[:DUPLICATES_SHOWN])
    hidden = others.exclude(agency__in=visible).count()
    return Duplicates(seen, hidden)


def _alike(item: Item) -> list[int]:
    """Keys of items whose text is the same by the measure that imports use."""
    mine = Item.objects.filter(pk=item.pk).values_list("signature", flat=True).first()
    if not mine:
        return []
    keys = TextBand.objects.filter(item=item).values("key")
    others = TextBand.objects.filter(key__in=keys).exclude(item=item).values("item").distinct()
    marks = Item.objects.filter(pk__in=others[:CANDIDATES]).values_list("pk", "signature")
    return [
        key for key, mark in marks if mark and similarity(bytes(mine), bytes(mark)) >= SAME_TEXT
    ]


def doubts_by_field(unsure: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Doubts by the field they stand beside; a value that is a code of ours is no wording of the source."""
    codes = {"kind": set(ItemKind.values), "validity": set(Validity.values)}
    return {
        entry.get("field", ""): {**entry, "value": ""}
        if entry.get("value") in codes.get(entry.get("field", ""), set())
        else entry
        for entry in unsure
    }


def doubts_beside(unsure: list[dict[str, Any]], form: BaseForm) -> list[dict[str, Any]]:
    """Doubts about what no field of the form shows (the text, the body in charge), to be listed."""
    shown = form.fields.keys() - {"body"}
    return [entry for entry in unsure if entry.get("field") not in shown]
