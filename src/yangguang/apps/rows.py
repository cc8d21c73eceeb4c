"""Inserting very many small rows at once.

The ORM makes an object and prepares every field for every row; for the eight near-duplicate bands
of each imported item, or the deliveries of each event, that costs more than the insert itself.
Values go in as given, so the caller passes what the column holds.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection, models


def insert_rows(
    model: type[models.Model], fields: Sequence[str], rows: Iterable[Sequence[Any]]
) -> None:
    """Insert rows of plain values for the named fields, in the caller's transaction.

    Every field without a database default must be named. Raises KeyError for an unknown one and the database's own IntegrityError.
    """
    concrete = {field.name: str(field.column) for field in model._meta.concrete_fields}
    columns = [concrete[name] for name in fields]
    quote = connection.ops.quote_name
    names = ", ".join(quote(column) for column in columns)
    marks = ", ".join(["%s"] * len(columns))
    statement = f"INSERT INTO {quote(model._meta.db_table)} ({names}) VALUES ({marks})"  # noqa: S608 (names come from the model)
    with connection.cursor() as cursor:
        cursor.executemany(statement, list(rows))
