"""Keeping the index true to the catalogue: after each act, and as a whole.

The index is a copy that can be made again at any time; the catalogue decides what is public.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import chain

from django.utils import timezone

from yangguang.apps.audit.actors import Actor, system
from yangguang.apps.catalog.models import Item, ItemState
from yangguang.apps.events.models import Delivery, Event
from yangguang.apps.events.services import deliver
from yangguang.apps.jobs.models import Job, JobState
from yangguang.apps.jobs.services import advance_job, end_job, open_job
from yangguang.apps.search import register_rows
from yangguang.apps.search.documents import BATCH, all_documents, documents, key_of
from yangguang.apps.search.engine import Document, IndexBusy, IndexUnusable
from yangguang.apps.search.engines import current_engine

log = logging.getLogger(__name__)

READER = "search"
REBUILD = "search.rebuild"
SILENT_FOR = timedelta(minutes=30)
"""A rebuild that says nothing for so long has died."""
ITEM_KINDS = ("item.published", "item.changed", "item.withdrawn", "item.stored")
REGISTER_KIND = "register.changed"
KINDS = (*ITEM_KINDS, REGISTER_KIND)

Progress = Callable[[int, int], None]


def index_items(keys: Iterable[int]) -> None:
    """Bring these items' entries up to date: published ones are written, all others removed.

    Raises IndexBusy while another process writes, IndexUnusable where the index must be rebuilt.
    """
    wanted = list(dict.fromkeys(keys))
    engine = current_engine()
    for start in range(0, len(wanted), BATCH):
        batch = wanted[start : start + BATCH]
        public = documents(batch)
        gone = {key_of(key) for key in batch} - {document.key for document in public}
        if public:
            engine.index(public)
        if gone:
            engine.delete(gone)


def index_rows(register: int, change_set: int | None) -> None:
    """Bring the rows of a change set up to date, or all of a register where None; those that are
    not public (removed, taken down, of a register that is not shown) are removed.

    A change set is written as one: a list of many thousands is found whole or not yet.
    Raises as `index_items`.
    """
    engine = current_engine()
    wanted = register_rows.rows_touched(register, change_set)
    engine.index(register_rows.documents_of(register_rows.public_among(wanted)))
    engine.delete(register_rows.hidden_among(wanted))


def on_events(events: Sequence[Event]) -> None:
    """What catalogue and registers have told; safe to hear twice and in any order."""
    items = [event for event in events if event.kind in ITEM_KINDS]
    changed = [event for event in events if event.kind == REGISTER_KIND]
    try:
        index_items(int(event.subject_key) for event in items if event.subject_key.isdigit())
        for event in changed:
            index_rows(int(event.subject_key), event.payload.get("change_set"))
    except IndexUnusable as error:
        # Made by another version, or damaged: made anew it holds these items too.
        log.warning("Rebuilding the search index: %s", error.args[0])
        rebuild_index(by=system("检索"), at=timezone.now())


def catch_up() -> None:
    """Hear all that is owed, as the worker does; if the worker is writing it is left to the worker.

    For commands that ask right after an act. Lets go of the writer, since a worker may come.
    """
    if not Delivery.objects.filter(reader=READER).exists():
        return
    engine = current_engine()
    try:
        engine.delete(())
    except (IndexBusy, IndexUnusable):
        return
    while deliver(reader_name=READER):
        pass
    engine.close()


def rebuild_index(*, by: Actor, at: datetime, progress: Progress | None = None) -> int:
    """Make the whole index anew beside the old one, which answers until the switch; gives how many.

    Runs as a visible job. What changes meanwhile is brought in after the switch. Raises IndexBusy
    if a rebuild is running already.
    """
    last_event = Event.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    total = Item.objects.filter(state=ItemState.PUBLISHED).count()
    total += register_rows.number_of_rows()
    job = open_job(
        by=by, at=at, kind=REBUILD, title="重建检索索引", total=total,
        parameters={"last_event": last_event},
    )  # fmt: skip

    def counted(found: Iterable[Document]) -> Iterator[Document]:
        for number, document in enumerate(found, start=1):
            if number % BATCH == 0:
                advance_job(job, at=timezone.now(), done=number)
                if progress:
                    progress(number, total)
            yield document

    try:
        count = current_engine().rebuild(
            counted(chain(all_documents(), register_rows.all_documents()))
        )
    except BaseException as error:
        end_job(job, at=timezone.now(), state=JobState.FAILED, message=str(error))
        raise
    if progress:
        progress(count, total)
    advance_job(job, at=timezone.now(), done=count, total=count)
    end_job(job, at=timezone.now(), result={"documents": count})
    _tell_again(last_event)
    return count


def _tell_again(last_event: int) -> None:
    """Owe this reader every event since then once more: the old index heard of them, not this one."""
    since = Event.objects.filter(pk__gt=last_event, kind__in=KINDS)
    Delivery.objects.bulk_create(
        [Delivery(event=event, reader=READER) for event in since.only("pk")],
        batch_size=BATCH,
        ignore_conflicts=True,
    )


def mend_index(at: datetime) -> None:
    """Rebuild an index that cannot be used or holds nothing of what is public; periodic work.

    After a rebuild that was killed, what changed while it ran is told again: the index may have
    been switched, and only the old one heard of it.
    """
    for job in Job.objects.filter(
        kind=REBUILD, state=JobState.RUNNING, heartbeat_at__lt=at - SILENT_FOR
    ):
        _tell_again(job.parameters.get("last_event", 0))
        end_job(job, at=at, state=JobState.STOPPED, message="重建中断，期间的变化已重新排入。")
    engine = current_engine()
    try:
        documents_held = engine.count()
        problem = ""
    except IndexUnusable as error:
        documents_held, problem = 0, str(error.args[0])
    if documents_held or not (
        Item.objects.filter(state=ItemState.PUBLISHED).exists() or register_rows.any_row()
    ):
        return
    log.warning("Rebuilding the search index: %s", problem or "it is empty")
    rebuild_index(by=system("检索"), at=at)
