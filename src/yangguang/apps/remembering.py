"""Reading slow-changing tables once for very many acts.

A single act reads calendars, names and remedies from the database each time, so that a change
counts at once in every process. Work that does thousands of acts in a row (an import, the demo
city) would read the same few rows as often; inside `remembering` they are read once.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

Value = TypeVar("Value")
_memory: ContextVar[dict[Hashable, Any] | None] = ContextVar("memory", default=None)


@contextmanager
def remembering() -> Iterator[None]:
    """What `remembered` reads inside the block is read once. Whoever changes such a table inside
    it does not see the change before the end of the block."""
    if _memory.get() is not None:
        yield
        return
    token = _memory.set({})
    try:
        yield
    finally:
        _memory.reset(token)


def remembered(key: Hashable, read: Callable[[], Value]) -> Value:
    """What ``read`` gives; from memory inside `remembering`, where the key was asked before."""
    memory = _memory.get()
    if memory is None:
        return read()
    if key not in memory:
        memory[key] = read()
    found: Value = memory[key]
    return found
