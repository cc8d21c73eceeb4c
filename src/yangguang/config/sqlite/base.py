"""Django's SQLite backend, with writers that are served in the order in which they came.

A transaction enters the queue before it begins and leaves it when it has ended; a single statement
outside a transaction that writes does the same for itself. See ``queueing`` for the reason.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db.backends.sqlite3 import base
from django.db.utils import OperationalError

from yangguang.config.sqlite.queueing import WriterQueue, queue_of

PATIENCE = 120.0
"""Seconds, where the settings name no ``timeout``."""
_WRITING = frozenset({"INSERT", "UPDATE", "DELETE", "REPLACE"})


class DatabaseWrapper(base.DatabaseWrapper):
    """One connection; at most one of all that share the file is between entering and leaving."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._entered: WriterQueue | None = None

    def _enter(self) -> None:
        if self._entered is not None or self.is_in_memory_db():
            return
        patience = float(self.settings_dict["OPTIONS"].get("timeout", PATIENCE))
        queue = queue_of(str(self.settings_dict["NAME"]))
        if not queue.enter(patience):
            raise OperationalError("database is locked")
        self._entered = queue

    def _leave(self) -> None:
        queue, self._entered = self._entered, None
        if queue is not None:
            queue.leave()

    def _start_transaction_under_autocommit(self) -> None:
        self._enter()
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc] # a hook the stubs leave out
        except BaseException:
            self._leave()
            raise

    def _commit(self) -> None:
        # Where this fails the transaction is still open, and is rolled back or closed next.
        super()._commit()  # type: ignore[misc] # a hook the stubs leave out
        self._leave()

    def _rollback(self) -> None:
        try:
            super()._rollback()  # type: ignore[misc] # a hook the stubs leave out
        finally:
            self._leave()

    def _close(self) -> None:
        try:
            super()._close()  # type: ignore[misc] # a hook the stubs leave out
        finally:
            self._leave()

    def create_cursor(self, name: str | None = None) -> Any:
        return self.connection.cursor(factory=lambda connection: _Cursor(connection, self))

    @contextmanager
    def writing(self, statement: object) -> Iterator[None]:
        """Around a statement: one that writes outside a transaction queues for itself."""
        alone = not self.in_atomic_block and self._entered is None and _writes(statement)
        if alone:
            self._enter()
        try:
            yield
        finally:
            if alone:
                self._leave()


def _writes(statement: object) -> bool:
    return str(statement).lstrip()[:7].strip().upper() in _WRITING


class _Cursor(base.SQLiteCursorWrapper):
    """Django's cursor, which asks its connection before each statement."""

    def __init__(self, connection: Any, wrapper: DatabaseWrapper) -> None:
        super().__init__(connection)
        self._wrapper = wrapper

    def execute(self, query: Any, params: Any = None) -> Any:
        return self._asked(super().execute, query, params)

    def executemany(self, query: Any, param_list: Any) -> Any:
        return self._asked(super().executemany, query, param_list)

    def _asked(self, do: Callable[[Any, Any], Any], query: Any, given: Any) -> Any:
        with self._wrapper.writing(query):
            return do(query, given)
