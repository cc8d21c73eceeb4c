"""Several web servers, each with a press folder of its own.

One database says what was purged, in numbered rows; each node repeats what the others did, on its
own folder, in that order. A node that was down repeats what it missed before it serves; one that
was away for longer than the rows are kept, or is new, begins with an empty folder. What is on disk
follows from the catalogue as it is now, so repeating a row twice or late does no harm.
"""

from __future__ import annotations

import logging
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from yangguang.apps.catalog.models import Item, ItemState
from yangguang.apps.registers.models import Register, Row
from yangguang.press import burying, purging, redirecting, registers, services, tombstones
from yangguang.press.addresses import relative
from yangguang.press.models import Entry, Node, Page, Purge
from yangguang.press.purging import ADDRESS, Mode
from yangguang.press.registry import site
from yangguang.press.services import Reason
from yangguang.press.warming import NEW_AT_MOST, can_render, warm, warm_down

log = logging.getLogger(__name__)
BATCH = 200
KEEP = timedelta(days=30)
"""So long purges are kept for nodes that are down; one that stays away longer begins anew."""
QUIET = timedelta(minutes=1)
"""A node that was not seen for longer does not follow at the moment."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How far one node has come; ``behind`` counts the purges it has not repeated yet."""

    name: str
    behind: int
    seen_at: datetime
    pages: int

    def follows(self, at: datetime) -> bool:
        """Whether it is up to date, or on its way to be."""
        return at - self.seen_at <= QUIET

    def as_dict(self, at: datetime) -> dict[str, Any]:
        """For machines."""
        return {
            "node": self.name,
            "behind": self.behind,
            "seen_at": timezone.localtime(self.seen_at).isoformat(),
            "pages": self.pages,
            "follows": self.follows(at),
        }


def standing() -> list[Standing]:
    """Every node with a folder of its own, by name."""
    found = []
    for node in Node.objects.all():
        owed = Purge.objects.filter(number__gt=node.applied).exclude(node=node.name)
        pages = Page.objects.filter(node=node.name, state__in=(Page.State.LIVE, Page.State.DUE))
        found.append(Standing(node.name, owed.count(), node.seen_at, pages.count()))
    return found


def catch_up(*, at: datetime, anew: bool = False) -> int:
    """Repeat all that this node missed; it may serve when this has come back. Gives how many purges.

    A node that is not known yet, was away too long, or is told to (``anew``), empties its folder.
    Raises LookupError where this process belongs to no node or presses nothing.
    """
    if not services.node_name() or services.press_folder() is None:
        raise LookupError("This process has no node name or no press folder.")
    node = Node.objects.filter(pk=services.node_name()).first()
    if node is None or anew:
        _begin(at)
    redirecting.lead_on()
    done = 0
    while repeated := follow(at=at, make=False):
        done += repeated
    return done


def _begin(at: datetime) -> None:
    """An empty folder with the tombstones and the ways on, known to the others from here on."""
    folder = services.press_folder()
    assert folder is not None  # noqa: S101 (catch_up has looked)
    for top in (folder.live, folder.stale, folder.gone, folder.moved):
        shutil.rmtree(top, ignore_errors=True)
    services.own_pages().delete()
    with transaction.atomic():
        # Whoever takes a number after this one sees the node and writes down what it has to repeat.
        purging.hold_counter(F("last"))
        Node.objects.update_or_create(
            name=services.node_name(),
            defaults={"applied": services.last_purge(), "began_at": at, "seen_at": at},
        )
    withdrawn = Item.objects.filter(state=ItemState.WITHDRAWN).order_by("pk")
    for item in withdrawn.select_related("agency").iterator(chunk_size=BATCH):
        burying.lay(folder, f"item/{item.pk}", tombstones.page_of(item))
    for row in registers.rows_to_bury().order_by("pk").iterator(chunk_size=BATCH):
        name = registers.grave_name(row.register, row.pk)
        burying.lay(folder, name, tombstones.page_of_row(row))
    services.note(Entry.What.WHOLE, why=f"节点 {services.node_name()} 从空文件夹开始")


def follow(*, at: datetime, make: bool = True) -> int:
    """Repeat the next purges of the other nodes; gives how many there were, 0 where none is left.

    With ``make`` the pages they took down, and those of new items, are made again here.
    """
    node = Node.objects.filter(pk=services.node_name()).first()
    if node is None or services.press_folder() is None:
        return 0
    rows = list(Purge.objects.filter(number__gt=node.applied).order_by("number")[:BATCH])
    for row in rows:
        if row.node != node.name:
            repeat(row)
        # Never back: two processes of one node may follow at once.
        Node.objects.filter(pk=node.pk, applied__lt=row.number).update(applied=row.number)
    if rows or at - node.seen_at > QUIET / 4:
        Node.objects.filter(pk=node.pk).update(seen_at=at)
    if make and rows and can_render():
        _make_new(rows)
        warm_down(limit=BATCH)
    return len(rows)


def repeat(row: Purge) -> None:
    """Do here what a purge did elsewhere."""
    mode = Mode(row.mode)
    reason = Reason(row.why, row.subject, row.by)
    names = [name for name in row.names if not name.startswith(ADDRESS)]
    if any(name.startswith("column:") for name in names):
        # The way on stands before the pages go, as where it was done first.
        redirecting.lead_on()
    purging.purge_here(names, number=row.number, mode=mode, reason=reason)
    for name in row.names:
        if name.startswith(ADDRESS):
            purging.take_down_here(name.removeprefix(ADDRESS), reason=reason)
    if mode != Mode.DUE:
        _settle_items(list(_keys(names, "item")), reason)
        _settle_rows(list(_keys(names, "row")), reason)
        _settle_registers(names, reason)


def _keys(names: Iterable[str], kind: str) -> Iterator[int]:
    """The keys of these names that are of one kind and nothing more: ``item:5``."""
    for name in names:
        before, _, key = name.partition(":")
        if before == kind and key.isdigit():
            yield int(key)


def _settle_items(keys: list[int], reason: Reason) -> None:
    """Tombstone or none, as each item is now."""
    for start in range(0, len(keys), BATCH):
        some = keys[start : start + BATCH]
        items = Item.objects.select_related("agency").in_bulk(some)
        for key in some:
            item = items.get(key)
            if item is not None and item.state == ItemState.WITHDRAWN:
                burying.bury(key, body=tombstones.page_of(item), reason=reason)
            elif item is not None and item.state == ItemState.PUBLISHED:
                burying.unbury(key)
            else:
                burying.drop_item(key)


def _settle_rows(keys: list[int], reason: Reason) -> None:
    folder = services.press_folder()
    for start in range(0, len(keys), BATCH):
        some = keys[start : start + BATCH]
        down = registers.rows_to_bury().in_bulk(some)
        for row in Row.objects.filter(pk__in=some).select_related("register"):
            if row.pk in down:
                registers.bury_row(down[row.pk], reason)
            elif folder is not None:
                folder.unbury_as(registers.grave_name(row.register, row.pk))


def _settle_registers(names: Iterable[str], reason: Reason) -> None:
    """Registers all of whose pages went: their tombstones as they are now."""
    whole = {
        int(name.split(":")[1])
        for name in names
        if name.startswith("register:") and name.endswith(":archive")
    }
    for register in Register.objects.filter(pk__in=whole):
        registers.bury_register(register, reason)


def _make_new(rows: Iterable[Purge]) -> None:
    """The pages of items that came or changed, where they do not stand here yet."""
    folder = services.press_folder()
    wanted = {
        key
        for row in rows
        if row.mode != Mode.DUE and len(row.names) <= NEW_AT_MOST * 10
        for key in _keys(row.names, "item")
    }
    public = Item.objects.filter(pk__in=wanted, state=ItemState.PUBLISHED).order_by("-pk")
    for key in public.values_list("pk", flat=True)[:NEW_AT_MOST]:
        absent = [
            path
            for path in site().item_addresses(key)
            if folder is not None and not (folder.live / (relative(path) or "?")).is_file()
        ]
        warm(absent, reason=Reason("公开后生成", f"item:{key}"))


def prune(at: datetime) -> None:
    """Drop purges that are kept no longer, and nodes that have not repeated them."""
    last = Purge.objects.filter(at__lt=at - KEEP).order_by("-number").first()
    if last is None:
        return
    away = Node.objects.filter(applied__lt=last.number)
    for node in away:
        log.warning("Node %s was away for too long and will begin with an empty folder", node)
    away.delete()
    Purge.objects.filter(number__lte=last.number).delete()
