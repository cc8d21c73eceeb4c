"""Rows written past the ORM: a million of them in minutes, on both databases.

A bench fills an empty database before it measures anything, and a model instance with its
statement costs more than the row. Indexes are dropped while rows come in and made again in one
pass; PostgreSQL takes the rows as a copy. Nothing of the product writes like this.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.core.management.color import no_style
from django.db import ProgrammingError, connection, models, transaction

Row = list[Any]


class Table:
    """Rows of one model: a pattern, and the fields in which they differ from it.

    ``varying`` are attribute names (``item_id``, not ``item``). A key that the pattern does not
    have and that does not vary is given by the database.
    """

    def __init__(self, pattern: models.Model, varying: Sequence[str]) -> None:
        fields = [
            field
            for field in pattern._meta.concrete_fields
            if not field.primary_key or field.attname in varying
        ]
        names = [field.attname for field in fields]
        self.model = type(pattern)
        self.columns = [str(field.column) for field in fields]
        self._constant: Row = [
            field.get_db_prep_save(getattr(pattern, field.attname), connection) for field in fields
        ]
        self._places = [names.index(name) for name in varying]

    def row(self, *values: object) -> Row:
        """The pattern with these values in the varying fields, as the database takes them."""
        made = self._constant.copy()
        for place, value in zip(self._places, values, strict=True):
            made[place] = value
        return made

    def write(self, rows: Sequence[Row]) -> None:
        """Put rows into the table, in one statement."""
        quoted = ", ".join(connection.ops.quote_name(name) for name in self.columns)
        table = connection.ops.quote_name(self.model._meta.db_table)
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                with cursor.copy(f"COPY {table} ({quoted}) FROM STDIN") as copy:
                    for row in rows:
                        copy.write_row(row)
            else:
                marks = ", ".join(["%s"] * len(self.columns))
                cursor.executemany(
                    f"INSERT INTO {table} ({quoted}) VALUES ({marks})",  # noqa: S608 (names of our models)
                    rows,
                )


@contextmanager
def loading(*tables: type[models.Model]) -> Iterator[None]:
    """Inside, these tables carry no indexes but those of their constraints; after it, all of them.

    Afterwards keys given by hand are known to the sequences, and the database has its statistics.
    """
    names = [model._meta.db_table for model in tables]
    indexes = _indexes(names)
    with connection.cursor() as cursor:
        for name, _ in indexes:
            cursor.execute(f"DROP INDEX {connection.ops.quote_name(name)}")
        if connection.vendor == "sqlite":
            # Without their indexes, each row would be looked for in whole tables that point at it.
            cursor.execute("PRAGMA foreign_keys=OFF")
            cursor.execute("PRAGMA synchronous=OFF")
        else:
            _without_triggers()
    yield
    with connection.cursor() as cursor:
        for _, statement in indexes:
            cursor.execute(statement)
        for statement in connection.ops.sequence_reset_sql(no_style(), list(tables)):
            cursor.execute(statement)
        if connection.vendor == "sqlite":
            cursor.execute("ANALYZE")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            cursor.execute("PRAGMA synchronous=NORMAL")
            cursor.execute("PRAGMA foreign_keys=ON")
        else:
            cursor.execute("SET session_replication_role = DEFAULT")
            cursor.execute("VACUUM ANALYZE")


def _without_triggers() -> None:
    """A check of each foreign key row by row takes most of the time; a server of ours allows to skip it."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET session_replication_role = replica")
    except ProgrammingError:
        # Only an owner of the server may; the rows are the same, they take longer.
        return


def _indexes(tables: Sequence[str]) -> list[tuple[str, str]]:
    """Name and statement of every index that no constraint needs."""
    marks = ", ".join(["%s"] * len(tables))
    if connection.vendor == "postgresql":
        question = (
            "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = current_schema()"  # noqa: S608 (marks only)
            f" AND tablename IN ({marks}) AND indexname NOT IN (SELECT conname FROM pg_constraint)"
        )
    else:
        question = (
            "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"  # noqa: S608 (marks only)
            f" AND tbl_name IN ({marks})"
        )
    with connection.cursor() as cursor:
        cursor.execute(question, list(tables))
        return [(str(name), str(statement)) for name, statement in cursor.fetchall()]
