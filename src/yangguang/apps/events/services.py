"""Emitting events inside an act's transaction, and delivering them after it."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import F, Max

from yangguang.apps.events import registry
from yangguang.apps.events.models import Delivery, Event
from yangguang.apps.rows import add_row, insert_new, insert_rows

log = logging.getLogger(__name__)
BATCH = 500


@dataclass(frozen=True, slots=True)
class Happening:
    """An event about to be written."""

    kind: str
    subject_key: str
    payload: Mapping[str, Any] = field(default_factory=dict)


def emit(
    *, at: datetime, kind: str, subject_key: str, payload: Mapping[str, Any] | None = None
) -> None:
    """Write one event in the caller's transaction; see `emit_many`."""
    if registry.readers_of(kind) or not connection.in_atomic_block:
        emit_many(at=at, happenings=[Happening(kind, subject_key, payload or {})])
    else:
        add_row(Event(at=at, kind=kind, subject_key=subject_key, payload=dict(payload or {})))


def emit_many(*, at: datetime, happenings: Iterable[Happening]) -> None:
    """Write events and the deliveries they cause; immediate readers run right after commit.

    Raises RuntimeError outside a transaction: an event without its act would be a rumour.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("An event is emitted inside the transaction of its act.")
    events = [
        Event(at=at, kind=item.kind, subject_key=item.subject_key, payload=dict(item.payload))
        for item in happenings
    ]
    insert_new(events)
    insert_rows(
        Delivery,
        ("event", "reader", "attempts", "last_error"),
        [
            (event.pk, reader.name, 0, "")
            for event in events
            for reader in registry.readers_of(event.kind)
        ],
    )
    immediate = {
        reader.name
        for event in events
        for reader in registry.readers_of(event.kind)
        if reader.immediate
    }
    if immediate:
        transaction.on_commit(lambda: _deliver_now(sorted(immediate)))


def deliver(*, reader_name: str, limit: int = BATCH) -> int:
    """Hand owed events to one reader, oldest first; gives how many were acknowledged.

    A reader that fails keeps its debt, with the error written beside it, and is asked again
    by the worker; other readers are not held up.
    """
    heard = _hear(reader_name, limit, {})
    _settle(heard)
    return len(heard)


def _deliver_now(names: Iterable[str]) -> None:
    """What an act owes its immediate readers, settled in one statement.

    Each statement that writes waits for its turn behind all other writers: one is enough. What
    all of them hear is read once.
    """
    read: dict[int, Event] = {}
    _settle([key for name in names for key in _hear(name, BATCH, read)])


def _settle(heard: list[int]) -> None:
    if heard:
        # One statement needs no transaction around it, and nothing hangs on a debt.
        found = Delivery.objects.filter(pk__in=heard)
        found._raw_delete(found.db)


def _hear(reader_name: str, limit: int, read: dict[int, Event]) -> list[int]:
    """Have a reader hear what it is owed; gives the keys of what it acknowledged.

    ``read`` holds events that were read before, and is filled up.
    """
    reader = registry.find(reader_name)
    if reader is None:
        return []
    owed = dict(
        Delivery.objects.filter(reader=reader_name)
        .order_by("event_id")
        .values_list("pk", "event_id")[:limit]
    )
    if not owed:
        return []
    read.update(Event.objects.in_bulk([key for key in owed.values() if key not in read]))
    try:
        reader.handler([read[key] for key in owed.values()])
    except Exception as error:
        # Whatever a reader does wrong must not undo the act that is already committed; the
        # debt stays and is retried; it is told with all that led to it at the first failure, then
        # ever more rarely, or a night of tries would fill the disk that made it fail.
        debts = Delivery.objects.filter(pk__in=owed)
        tried = (debts.aggregate(most=Max("attempts"))["most"] or 0) + 1
        if tried & (tried - 1) == 0:
            log.exception(
                "Event reader %s failed on %d events (try %d)", reader_name, len(owed), tried
            )
        debts.update(
            attempts=F("attempts") + 1, last_error=f"{type(error).__name__}: {error}"[:2000]
        )
        return []
    return list(owed)


def deliver_all(*, limit: int = BATCH) -> int:
    """One round over every registered reader, as the worker does again and again."""
    return sum(deliver(reader_name=name, limit=limit) for name in registry.names())
