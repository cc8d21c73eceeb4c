"""Making pages before somebody asks: after an act, after a new release, at a date.

Only a process that shows the portal's face can render its pages; the worker does. Elsewhere the
pages wait for the worker or for the first visitor.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice

from django.conf import settings
from django.db.models import Q

from yangguang.apps.catalog import counts
from yangguang.apps.events.models import Event
from yangguang.press import burying, purging, services
from yangguang.press.models import Entry, Page
from yangguang.press.pressing import because, collecting
from yangguang.press.registry import site
from yangguang.press.release import current_release
from yangguang.press.rendering import fetch
from yangguang.press.services import Reason

log = logging.getLogger(__name__)

BATCH = 40
NEW_AT_MOST = 40
"""A move-in is not warmed item by item: its pages are made when asked for, or by a whole bake."""
ROUND = timedelta(seconds=8)
OFTEN_ENOUGH = timedelta(minutes=1)
"""A page that is only due is not made again more often than this."""
KEEP_ENTRIES = timedelta(days=180)


@dataclass(slots=True)
class Tally:
    """What a round of warming did."""

    made: int = 0
    refused: int = 0
    failed: int = 0


def can_render() -> bool:
    """Whether this process can make pages of the portal."""
    return services.press_folder() is not None and settings.ROOT_URLCONF == "yangguang.portal.urls"


def on_events(events: Sequence[Event]) -> None:
    """After an act: the pages of its items, and every page it took down."""
    if not can_render():
        return
    changed = [
        int(event.subject_key)
        for event in events
        if event.kind in {"item.published", "item.changed"} and event.subject_key.isdigit()
    ]
    if len(changed) <= NEW_AT_MOST:
        for key in changed:
            warm(site().item_addresses(key), reason=Reason("公开后生成", f"item:{key}"))
    warm_down(limit=200)


def warm(paths: Iterable[str], *, reason: Reason, record: bool = True) -> Tally:
    """Have these addresses rendered and pressed, in batches; nothing is held beyond a batch."""
    tally = Tally()
    rest = iter(paths)
    while batch := list(islice(rest, BATCH)):
        _warm_batch(batch, reason, tally, record=record)
    return tally


def _warm_batch(paths: Sequence[str], reason: Reason, tally: Tally, *, record: bool) -> None:
    with because(reason), counts.fresh(), collecting() as made:
        for path in paths:
            try:
                status = fetch(path)
            except OSError:
                log.exception("%s could not be rendered", path)
                status = 500
            if status >= 500:
                tally.failed += 1
            elif status != 200:
                burying.forget(path)
    try:
        kept = services.keep(made, record=record)
    except OSError as error:
        # A full or read-only disk: the pages stay owed, and are tried again at the next round.
        log.error("%d pages could not be kept: %s", len(made), error)
        tally.failed += len(made)
        return
    tally.made += len(kept)
    tally.refused += len(made) - len(kept)


def warm_down(*, limit: int) -> Tally:
    """Make the pages that an act took down."""
    down = (
        services.own_pages().filter(state__in=[Page.State.ABSENT, Page.State.STALE]).order_by("pk")
    )
    paths = list(down.values_list("path", flat=True)[:limit])
    return warm(paths, reason=Reason("内容变动后重新生成"))


def warm_due(*, limit: int, at: datetime) -> Tally:
    """Make the pages anew that stand but are due (numbers, names), each once in a while."""
    # A page from the future was made by a clock that has been set right since.
    over = Q(pressed_at__lt=at - OFTEN_ENOUGH) | Q(pressed_at__gt=at + OFTEN_ENOUGH)
    due = services.own_pages().filter(over, state=Page.State.DUE).order_by("pk")
    paths = list(due.values_list("path", flat=True)[:limit])
    return warm(paths, reason=Reason("数字或名称更新"))


def warm_old_release(*, limit: int) -> Tally:
    """Replace pages made by an earlier release of the templates; they stand until then."""
    old = services.own_pages().filter(~Q(release=current_release()), state=Page.State.LIVE)
    paths = list(old.order_by("pk").values_list("path", flat=True)[:limit])
    return warm(paths, reason=Reason("页面样式或栏目更新"))


def watch(at: datetime) -> None:
    """Periodic work: dates that have come, crashed renderings, pages that wait; some seconds a round."""
    if services.press_folder() is None:
        return
    Entry.objects.filter(at__lt=at - KEEP_ENTRIES).delete()
    if not services.node_name():
        tend(at)


def tend(at: datetime) -> None:
    """The part of it that each folder needs for itself: every node does it in its own process."""
    services.recover(at)
    purging.end_of_validity(at)
    if not can_render():
        return
    began = time.monotonic()
    while time.monotonic() - began < ROUND.total_seconds():
        tally = warm_down(limit=BATCH)
        if not tally.made:
            tally = warm_due(limit=BATCH, at=at)
        if not tally.made:
            tally = warm_old_release(limit=BATCH)
        if not tally.made:
            return


def whole_site(*, variants: Sequence[str] = ("/",)) -> Iterator[str]:
    """Every address that can be pressed, in these variants."""
    for path in site().addresses():
        for variant in variants:
            yield variant + path.removeprefix("/")
