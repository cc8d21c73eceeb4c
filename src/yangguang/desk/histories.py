"""What has happened to an item and its drafts, told once.

Publishing is one act of a person, but the catalogue and the draft each put it on record, and the
header that goes out with it is a third row. The record keeps them all; a page tells one.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from yangguang.apps.audit.models import Act
from yangguang.apps.catalog.models import Item
from yangguang.desk.words import in_words

READ, TOLD = 300, 50
HEADER = "item.edit-header"
SAID_BY_ITEM = {
    "draft.publish": ("item.publish", "item.correct", "item.modify", "item.hold"),
    "draft.hold": ("item.hold",),
    "draft.drop": ("item.drop",),
}
"""Acts on a draft that the item's own row tells better: what it was, with its reason."""
SAID_BY_DRAFT = {"item.open": ("draft.start",)}


@dataclass(slots=True)
class Told:
    """One act, with the header fields that were written along with it, by name and new value."""

    act: Act
    header: list[tuple[str, str]] = field(default_factory=list)


def told_once(rows: Iterable[Act]) -> list[Act]:
    """The rows without those that another row of the same moment and person tells.

    Somebody's savings in a row tell once, too. The order stays.
    """
    rows = list(rows)
    at_once: dict[object, set[str]] = {}
    for row in rows:
        at_once.setdefault((row.at, row.actor_key), set()).add(row.verb)
    told: list[Act] = []
    for row in rows:
        beside = at_once[row.at, row.actor_key]
        if beside & {*SAID_BY_ITEM.get(row.verb, ()), *SAID_BY_DRAFT.get(row.verb, ())}:
            continue
        last = told[-1] if told else None
        again = last is not None and (row.verb, row.actor_key) == (last.verb, last.actor_key)
        if not (again and row.verb == "draft.save"):
            told.append(row)
    return told


def history_of(item: Item) -> list[Told]:
    """The acts on the item and its drafts, newest first, changes of its header with the act they came by."""
    rows = list(
        Act.objects.filter(subject_kind="item", subject_key=str(item.pk)).order_by("-id")[:READ]
    )
    told = [Told(row) for row in told_once(row for row in rows if row.verb != HEADER)]
    by_moment = {(one.act.at, one.act.actor_key): one for one in told}
    for row in rows:
        if row.verb != HEADER:
            continue
        with_act = by_moment.get((row.at, row.actor_key))
        if with_act is None:
            told.append(Told(row, list(in_words(row.after))))
        else:
            with_act.header += in_words(row.after)
    return sorted(told, key=lambda one: -one.act.pk)[:TOLD]
