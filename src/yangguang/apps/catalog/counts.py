"""Counts that stay quick when the catalogue holds a million items.

A count below twenty thousand is always made anew and always exact. A larger one, which costs a
walk through an index, is kept for a minute: nobody can tell 318,204 from 318,205, and a page that
shows both the rows and their number does not wait for it. Those that cost most are made anew by the
worker and kept until it has done so, so that not even the first visitor waits.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, TypeVar

from django.core.cache import cache
from django.core.exceptions import EmptyResultSet
from django.db.models import Model, QuerySet

LARGE = 20_000
SECONDS = 60
WARMED_SECONDS = 15 * 60
"""For numbers that the worker makes anew (`services.warming`): it may be late, and is not waited for."""


@dataclass(slots=True)
class Watch:
    """Whether a number made earlier was given while somebody watched."""

    used: bool = False


_watch: ContextVar[Watch | None] = ContextVar("counts_watch", default=None)
_fresh: ContextVar[bool] = ContextVar("counts_fresh", default=False)


@contextmanager
def watching() -> Iterator[Watch]:
    """Inside, it is noted whether a number made earlier was given; see `kept`."""
    watch = Watch()
    token = _watch.set(watch)
    try:
        yield watch
    finally:
        _watch.reset(token)


@contextmanager
def fresh() -> Iterator[None]:
    """Inside, every number is made anew, for a page that is to stand for long."""
    token = _fresh.set(True)
    try:
        yield
    finally:
        _fresh.reset(token)


Value = TypeVar("Value")
Row = TypeVar("Row", bound=Model)


def kept(
    name: str,
    make: Callable[[], Value],
    *,
    weight: Callable[[Value], int],
    seconds: int = SECONDS,
) -> Value:
    """What ``make`` gives, or gave within the last minute where its weight was large.

    ``name`` says what is counted, with every choice that changes it; ``seconds`` how long a large
    one is kept.
    """
    key = "counts:" + hashlib.sha256(name.encode()).hexdigest()[:40]
    found: tuple[Value] | None = cache.get(key)
    if found is not None and not _fresh.get():
        watch = _watch.get()
        if watch is not None:
            watch.used = True
        return found[0]
    made = make()
    if weight(made) >= LARGE:
        cache.set(key, (made,), seconds)
    return made


def total_of(found: QuerySet[Row]) -> int:
    """How many rows a queryset finds."""
    plain = found.order_by()
    try:
        name = f"total {plain.query}"
    except EmptyResultSet:
        # The condition alone says that nothing fits; there is no question to put.
        return 0
    return kept(name, plain.count, weight=_itself)


def _itself(total: int) -> int:
    return total


def of_list(found: QuerySet[Any], what: str, make: Callable[[], Value]) -> Value:
    """Something read off a whole list, kept where the list is large."""
    plain = found.order_by()
    return kept(f"{what} {plain.query}", make, weight=lambda _: total_of(found))
