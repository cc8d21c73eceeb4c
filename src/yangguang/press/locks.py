"""One lock for each key, held until the transaction ends, on both databases.

On PostgreSQL these are advisory locks of the transaction: pressers share a key, a purger has it
alone. SQLite has one writer at a time and its transactions begin as writers, which is the same
lock for all keys at once.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection


def share(keys: Iterable[int]) -> None:
    """Hold these keys together with other pressers. Only inside a transaction."""
    _lock("pg_advisory_xact_lock_shared", keys)


def hold(keys: Iterable[int]) -> None:
    """Hold these keys alone. Only inside a transaction."""
    _lock("pg_advisory_xact_lock", keys)


def _lock(function: str, keys: Iterable[int]) -> None:
    if not connection.in_atomic_block:
        raise RuntimeError("A key is locked inside a transaction.")
    if connection.vendor != "postgresql":
        return
    # Always in ascending order, so that two transactions cannot wait for each other.
    ordered = sorted(set(keys))
    if ordered:
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT {function}(k) FROM (SELECT unnest(%s::bigint[]) AS k ORDER BY 1) AS keys",  # noqa: S608 (a name from above)
                [ordered],
            )
