"""Proof that a tombstone stands for all that was taken down, as it was written, and for nothing else."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from hashlib import sha256
from itertools import islice
from pathlib import Path

from yangguang.apps.catalog.models import Item, ItemState
from yangguang.press.findings import Finding, Wrong, finding
from yangguang.press.folder import PressFolder
from yangguang.press.models import Tombstone
from yangguang.press.registers import rows_to_bury
from yangguang.press.services import node_name

BATCH = 500
_NAME = re.compile(r"^(?:item|registers/[^/]+)/[0-9]+\.html$")


def graves(folder: PressFolder) -> Iterator[Finding]:
    """Every finding in ``gone``, and what stands although it was taken down."""
    withdrawn = Item.objects.filter(state=ItemState.WITHDRAWN).order_by("pk")
    items = (f"item/{key}" for key in withdrawn.values_list("pk", flat=True).iterator(2000))
    yield from _standing(folder, items, Wrong.UNBURIED, Wrong.GRAVE, Wrong.WITHDRAWN)
    down = rows_to_bury().order_by("pk").values_list("register__code", "pk").iterator(2000)
    rows = (f"registers/{code}/{key}" for code, key in down)
    yield from _standing(folder, rows, Wrong.ROW_UNBURIED, Wrong.ROW_GRAVE, Wrong.ROW_DOWN)
    yield from _items_buried(folder)
    yield from _rows_buried(folder)
    yield from _foreign(folder)


def _standing(
    folder: PressFolder, names: Iterable[str], absent: Wrong, changed: Wrong, stands: Wrong
) -> Iterator[Finding]:
    rest = iter(names)
    while batch := list(islice(rest, BATCH)):
        written = dict(
            Tombstone.objects.filter(node=node_name(), name__in=batch).values_list("name", "sha256")
        )
        for name in batch:
            grave = folder.grave(name)
            try:
                said = sha256(grave.read_bytes()).hexdigest()
            except OSError:
                yield finding(absent, f"gone/{name}.html")
            else:
                if grave.is_symlink() or said != written.get(name):
                    yield finding(changed, f"gone/{name}.html")
            for place in folder.standing_below(name):
                yield finding(stands, place)


def _items_buried(folder: PressFolder) -> Iterator[Finding]:
    """Tombstones of items that are public, as after a restore of an older state, or that are none."""
    names = folder.graves("item")
    while batch := list(islice(names, BATCH)):
        keys = {int(name.rsplit("/", 1)[1]) for name in batch}
        states = dict(Item.objects.filter(pk__in=keys).values_list("pk", "state"))
        for key in sorted(keys):
            if states.get(key) != ItemState.WITHDRAWN:
                public = states.get(key) == ItemState.PUBLISHED
                yield finding(Wrong.BURIED if public else Wrong.FOREIGN, f"gone/item/{key}.html")


def _rows_buried(folder: PressFolder) -> Iterator[Finding]:
    """Tombstones of rows that are not down, or of registers that nobody may see."""
    tombs = folder.gone / "registers"
    if not tombs.is_dir():
        return
    for code in sorted(one.name for one in tombs.iterdir() if one.is_dir()):
        names = folder.graves(f"registers/{code}")
        while batch := list(islice(names, BATCH)):
            keys = {int(name.rsplit("/", 1)[1]) for name in batch}
            down = rows_to_bury().filter(register__code=code, pk__in=keys)
            for key in sorted(keys - set(down.values_list("pk", flat=True))):
                yield finding(Wrong.ROW_BURIED, f"gone/registers/{code}/{key}.html")


def _foreign(folder: PressFolder) -> Iterator[Finding]:
    for top, folders, names in os.walk(folder.gone):
        folders.sort()
        linked = [name for name in folders if (Path(top) / name).is_symlink()]
        for name in sorted([*names, *linked]):
            place = (Path(top) / name).relative_to(folder.gone).as_posix()
            if not _NAME.match(place):
                yield finding(Wrong.FOREIGN, f"gone/{place}")
