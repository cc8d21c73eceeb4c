"""Readers of events. Higher apps register here at start-up (in ``AppConfig.ready``).

A reader gets a list of events of its kinds in order of their ids. It must be safe to run twice
with the same events. ``immediate`` readers run right after commit in the same process, because
the public is owed the effect at once (a withdrawn item must not be found); all others run in
the worker.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from yangguang.apps.events.models import Event

Handler = Callable[[Sequence["Event"]], None]


@dataclass(frozen=True, slots=True)
class Reader:
    name: str
    kinds: frozenset[str]
    handler: Handler
    immediate: bool = False


_readers: dict[str, Reader] = {}


def register(
    name: str, *, kinds: Sequence[str], handler: Handler, immediate: bool = False
) -> Reader:
    """Make a reader known. The same name again replaces it (code reload); names are stable data."""
    reader = Reader(name, frozenset(kinds), handler, immediate)
    _readers[name] = reader
    return reader


def unregister(name: str) -> None:
    """Forget a reader; its undelivered events stay owed until it returns or is written off."""
    _readers.pop(name, None)


def readers_of(kind: str) -> list[Reader]:
    """The readers registered for one kind of event."""
    return [reader for reader in _readers.values() if kind in reader.kinds]


def find(name: str) -> Reader | None:
    """The reader of that name, if one is registered in this process."""
    return _readers.get(name)


def names() -> list[str]:
    """All registered names."""
    return sorted(_readers)
