"""Inserting very many rows at once.

The ORM makes an object and prepares every field for every row; for the eight near-duplicate bands
of each imported item, the deliveries of each event or the acts of a large import that costs more
than the insert itself. Here it is known for each column, once for all rows, whether its values need
preparing at all.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from operator import attrgetter
from typing import Any

from django.db import connection, models

BATCH = 500
PARAMETERS = 30_000
"""So many values fit into one statement of either database."""
_gathering: ContextVar[list[models.Model] | None] = ContextVar("gathering", default=None)


@contextmanager
def gathered() -> Iterator[None]:
    """Rows given to `add_row` inside the block are inserted together at its end, in their order.

    For work that does very many acts in one transaction. Until the end the rows have no key and no
    query sees them; an exception inserts none. Whoever catches a refusal inside the block and goes
    on would keep the rows of what was rolled back: let it pass through the block instead. Raises
    RuntimeError outside a transaction, since the rows stand or fall with what they tell of.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("Rows are gathered inside the transaction of what they tell of.")
    if _gathering.get() is not None:
        yield
        return
    waiting: list[models.Model] = []
    token = _gathering.set(waiting)
    try:
        yield
    finally:
        _gathering.reset(token)
    by_model: dict[type[models.Model], list[models.Model]] = {}
    for row in waiting:
        by_model.setdefault(type(row), []).append(row)
    for model, rows in by_model.items():
        model._default_manager.bulk_create(rows, batch_size=BATCH)


def add_row(row: models.Model) -> None:
    """Insert a new row that its own transaction does not read again: at once, or with the others
    of `gathered`."""
    waiting = _gathering.get()
    if waiting is None:
        row.save(force_insert=True)
    else:
        waiting.append(row)


def insert_rows(
    model: type[models.Model], fields: Sequence[str], rows: Iterable[Sequence[Any]]
) -> None:
    """Insert rows of values for the named fields, in the caller's transaction.

    Values are plain ones; moments are aware datetimes, JSON fields take what JSON can hold (None is
    SQL's NULL). Every field without a database default must be named. Raises KeyError for an
    unknown one and the database's own IntegrityError.
    """
    concrete = {field.name: field for field in model._meta.concrete_fields}
    chosen = [concrete[name] for name in fields]
    with connection.cursor() as cursor:
        cursor.executemany(_into(model, chosen) + _marks(chosen), _prepared(chosen, rows))


def insert_new(rows: Sequence[models.Model]) -> None:
    """Insert new objects of one model, in the caller's transaction; each gets its key.

    For models with a key that the database gives. Values are plain ones as in `insert_rows`; a
    null for a binary, JSON or any other field is SQL's NULL. Raises the database's own
    IntegrityError.
    """
    if not rows:
        return
    model = type(rows[0])
    chosen = [field for field in model._meta.concrete_fields if not field.primary_key]
    read = attrgetter(*(field.attname for field in chosen))
    key = model._meta.pk
    end = f" RETURNING {connection.ops.quote_name(str(key.column))}"
    size = PARAMETERS // len(chosen)
    with connection.cursor() as cursor:
        for start in range(0, len(rows), size):
            part = rows[start : start + size]
            values = _prepared(chosen, map(read, part))
            cursor.execute(
                _into(model, chosen) + ", ".join([_marks(chosen)] * len(part)) + end,
                [value for line in values for value in line],
            )
            for row, (given,) in zip(part, cursor.fetchall(), strict=True):
                row.pk = given
                row._state.adding = False
                row._state.db = connection.alias


def _into(model: type[models.Model], chosen: Sequence[models.Field[Any, Any]]) -> str:
    quote = connection.ops.quote_name
    names = ", ".join(quote(str(one.column)) for one in chosen)
    return f"INSERT INTO {quote(model._meta.db_table)} ({names}) VALUES "  # noqa: S608 (names come from the model)


def _marks(chosen: Sequence[models.Field[Any, Any]]) -> str:
    return f"({', '.join(['%s'] * len(chosen))})"


def _prepared(
    chosen: Sequence[models.Field[Any, Any]], rows: Iterable[Sequence[Any]]
) -> list[list[Any]]:
    """Rows of values as the database takes them."""
    preparing = [
        (place, prepare) for place, one in enumerate(chosen) if (prepare := _preparer(one))
    ]
    prepared = []
    for row in rows:
        values = list(row)
        for place, prepare in preparing:
            if values[place] is not None:
                values[place] = prepare(values[place])
        prepared.append(values)
    return prepared


def _preparer(field: models.Field[Any, Any]) -> Callable[[Any], Any] | None:
    """What a value of this kind needs before the database takes it; None where it needs nothing."""
    if isinstance(field, models.DateTimeField):
        return connection.ops.adapt_datetimefield_value
    if isinstance(field, models.DateField):
        return connection.ops.adapt_datefield_value
    if isinstance(field, models.JSONField):
        return _as_json
    if isinstance(field, models.BinaryField):
        return lambda value: field.get_db_prep_value(value, connection)
    return None


def _as_json(value: Any) -> str:
    return json.dumps(value)
