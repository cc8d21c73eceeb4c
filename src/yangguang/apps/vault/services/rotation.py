"""Moving every value to the current field key, beside a running server.

Each value is opened and sealed anew outside any transaction, then replaced only if it still is
what was read, a few hundred in one short transaction. So it may be killed at any moment, run
twice, and run while others write; what it has not reached opens under the older key.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import Model

from yangguang.apps.audit.actors import Actor
from yangguang.apps.audit.services import Subject, record
from yangguang.apps.vault.problems import SealBroken
from yangguang.apps.vault.registry import SealedColumn, sealed_columns
from yangguang.apps.vault.ring import current_ring
from yangguang.apps.vault.sealing import seal
from yangguang.apps.vault.selectors import stale_rows

MOST_PASSES = 20
Progress = Callable[[str, int, int], None]
"""Called with the column's name, how many are done and how many there are."""


@dataclass(slots=True)
class Rotated:
    """What one run did: column → values now under ``key_id``; row → why its value does not open."""

    key_id: str
    renewed: dict[str, int] = field(default_factory=dict)
    failed: dict[str, str] = field(default_factory=dict)


def rewrap_values(
    *, by: Actor, at: datetime, batch: int = 500, progress: Progress | None = None
) -> Rotated:
    """Seal every registered value that is not under the current key and algorithm anew.

    Values that do not open are left as they are and named in the result.
    """
    done = Rotated(current_ring().current.id)
    for column in sealed_columns():
        # What others sealed under the older key and committed behind us is met by another pass;
        # a process that never learns of the new key must not hold us here for ever.
        for _ in range(MOST_PASSES):
            if not _one_pass(column, done, batch, progress):
                break
    if any(done.renewed.values()) or done.failed:
        with transaction.atomic():
            record(
                by=by,
                at=at,
                verb="field-key.rewrap",
                subject=Subject("field-key", done.key_id, f"字段密钥 {done.key_id}"),
                after={"renewed": done.renewed, "failed": len(done.failed)},
            )
    return done


def record_new_key(*, by: Actor, at: datetime, old: str, new: str) -> None:
    """Keep in the audit record that another field key seals from now on; ids, never keys."""
    with transaction.atomic():
        record(
            by=by,
            at=at,
            verb="field-key.rotate",
            subject=Subject("field-key", new, f"字段密钥 {new}"),
            before={"key": old},
            after={"key": new},
        )


def _one_pass(column: SealedColumn, done: Rotated, batch: int, progress: Progress | None) -> int:
    """Walk the column once by primary key; gives how many values were renewed."""
    total = stale_rows(column).count()
    seen = renewed = 0
    last: Any = None
    while True:
        rows = stale_rows(column)
        if last is not None:
            rows = rows.filter(pk__gt=last)
        chunk = list(rows[:batch])
        if not chunk:
            break
        last = chunk[-1].pk
        seen += len(chunk)
        fresh = []
        for row in chunk:
            try:
                fresh.append(_renewed(column, row))
            except SealBroken as error:
                done.failed[f"{column.label} {row.pk}"] = str(error)
        renewed += _replace(column, fresh)
        if progress is not None:
            progress(column.label, min(seen, total), total)
    done.renewed[column.label] = done.renewed.get(column.label, 0) + renewed
    return renewed


def _renewed(column: SealedColumn, row: Model) -> tuple[str, Any, str]:
    """New value, primary key and old value of one row, as the database takes them."""
    old = str(getattr(row, column.field))
    context = column.context(row)
    value = column.unseal(old, purpose=column.purpose, context=context)
    key = row._meta.pk
    return (
        seal(value, purpose=column.purpose, context=context),
        key.get_db_prep_value(row.pk, connection),
        old,
    )


def _replace(column: SealedColumn, fresh: Sequence[tuple[str, Any, str]]) -> int:
    """Write the new values where the old ones still stand; gives how many did."""
    if not fresh:
        return 0
    meta = column.model._meta
    quote = connection.ops.quote_name
    columns = {one.name: str(one.column) for one in meta.concrete_fields}
    name = quote(columns[column.field])
    key = quote(str(meta.pk.column))
    statement = f"UPDATE {quote(meta.db_table)} SET {name} = %s WHERE {key} = %s AND {name} = %s"  # noqa: S608 (names come from the model)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.executemany(statement, fresh)
        return int(cursor.rowcount)
