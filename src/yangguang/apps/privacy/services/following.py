"""Keeping findings true to the catalogue: after each act on an item, and for what came since."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime

from django.utils import timezone

from yangguang.apps.catalog.models import Attachment, Edition, Item
from yangguang.apps.events.models import Event
from yangguang.apps.files.services.checking import check_now
from yangguang.apps.privacy.models import Sweep, SweepMark
from yangguang.apps.privacy.progress import blocks_to_sweep, files_to_examine
from yangguang.apps.privacy.scanning import NOT_SHOWN, block_of
from yangguang.apps.privacy.services.keeping import close_stale, keep_editions, sweep_batch

RECOGNISED = "file.recognised"
KINDS = ("item.published", "item.stored", "item.changed", "item.withdrawn", RECOGNISED)
BLOCKS_AT_ONCE = {Sweep.RULES: 10, Sweep.NAMES: 4, Sweep.FILES: 10}
SECONDS_FOR_FILES = 20.0
FILES_AT_ONCE = 200
"""How much one periodic run looks at, for the worker has other work too; names cost far more."""


def review_items(*, keys: Collection[int], at: datetime) -> None:
    """Look at these items now, all passes, and close what no longer stands in them."""
    close_stale(at=at, items=keys)
    editions = _shown(keys)
    if editions:
        keep_editions(editions, sweeps=list(Sweep.values), at=at)


def on_events(events: Sequence[Event]) -> None:
    """Reader of catalogue events; safe to hear twice.

    Items in blocks that no sweep has come to yet are left to the sweep, or a city that moves in
    with a million items would be read twice.
    """
    at = timezone.now()
    told = [event for event in events if event.subject_key.isdigit()]
    keys = {int(event.subject_key) for event in told if event.kind != RECOGNISED}
    files = {int(event.subject_key) for event in told if event.kind == RECOGNISED}
    if files:
        # The words of a scan were recognised or proofread; the page count need not change by it.
        used = Attachment.objects.filter(file__in=files)
        keys |= set(used.values_list("edition__item", flat=True))
    close_stale(at=at, items=keys)
    editions = _shown(keys)
    swept: dict[int, set[str]] = defaultdict(set)
    marks = SweepMark.objects.filter(
        block__in={block_of(key) for key in editions}, swept_at__isnull=False
    )
    for sweep, block in marks.values_list("sweep", "block"):
        swept[block].add(sweep)
    by_sweeps: dict[frozenset[str], list[int]] = defaultdict(list)
    for key in editions:
        by_sweeps[frozenset(swept[block_of(key)])].append(key)
    for sweeps, some in by_sweeps.items():
        if sweeps:
            keep_editions(some, sweeps=sweeps, at=at)


def sweep_what_changed(at: datetime) -> None:
    """Periodic work: some of the blocks in which something is new, in every pass."""
    ends = time.monotonic() + SECONDS_FOR_FILES
    check_now(list(files_to_examine().order_by("pk")[:FILES_AT_ONCE]), at=at, ends=ends)
    for sweep, most in BLOCKS_AT_ONCE.items():
        for block in blocks_to_sweep(sweep)[:most]:
            sweep_batch(sweep=sweep, block=block, at=at)
    close_stale(at=at)


def _shown(keys: Collection[int]) -> list[int]:
    shown = Item.objects.filter(pk__in=keys).exclude(state__in=NOT_SHOWN)
    return list(
        Edition.objects.filter(pk__in=shown.exclude(edition=None).values("edition"))
        .order_by("pk")
        .values_list("pk", flat=True)
    )
