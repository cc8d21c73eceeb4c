"""Who writes next: first come, first served, among the threads and processes of one database file.

SQLite has one writer at a time, and those who wait for it do not queue: each looks again after a
sleep that grows to a tenth of a second, and whoever looks in the right moment is next. Where
writers keep coming, somebody who came early finds the door taken every time for half a minute.
Here threads of a process stand in line, and the first of each line goes through a door behind which
only one waits. Nothing rests on the order: who cannot queue is still held back by SQLite itself.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import stat
import threading
import time
from collections import deque
from pathlib import Path

LOOK_AGAIN = 0.001
"""Seconds between two looks at a lock that another process holds; one thread of a process looks."""


class Line:
    """A lock within one process whose waiters are served in the order in which they came."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._taken = False
        self._waiting: deque[threading.Event] = deque()

    def enter(self, patience: float) -> bool:
        """Wait for one's turn at most so many seconds; False where it did not come."""
        with self._guard:
            if not self._taken:
                self._taken = True
                return True
            called = threading.Event()
            self._waiting.append(called)
        if called.wait(patience):
            return True
        with self._guard:
            if called.is_set():
                return True
            self._waiting.remove(called)
        return False

    def leave(self) -> None:
        """Call the next one in."""
        with self._guard:
            if self._waiting:
                self._waiting.popleft().set()
            else:
                self._taken = False


class WriterQueue:
    """The writers of one database file. Locks fall with their process, so a killed one holds up nobody."""

    def __init__(self, database: Path) -> None:
        self._line = Line()
        mode = stat.S_IMODE(database.stat().st_mode)
        self._door, self._desk = (
            _open(database.with_name(f"{database.name}-{name}"), mode) for name in ("door", "desk")
        )

    def enter(self, patience: float) -> bool:
        """Become the writer; False if so many seconds passed before.

        Only who holds the door waits for the desk, and the desk is left before the line moves on:
        a process with many writers cannot pass one that has waited for the door.
        """
        until = time.monotonic() + patience
        if not self._line.enter(patience):
            return False
        if _lock(self._door, until):
            got = _lock(self._desk, until)
            fcntl.flock(self._door, fcntl.LOCK_UN)
            if got:
                return True
        self._line.leave()
        return False

    def leave(self) -> None:
        """Let the next one write."""
        fcntl.flock(self._desk, fcntl.LOCK_UN)
        self._line.leave()


def _open(path: Path, mode: int) -> int:
    """Who may use the database may queue for it, whoever made the file first."""
    descriptor = os.open(path, os.O_RDONLY | os.O_CREAT, mode)
    with contextlib.suppress(PermissionError):
        # Made by another user of the same database, who gave it this mode already.
        os.fchmod(descriptor, mode)
    return descriptor


def _lock(descriptor: int, until: float) -> bool:
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= until:
                return False
            time.sleep(LOOK_AGAIN)
        else:
            return True


_queues: dict[tuple[int, str], WriterQueue] = {}
_making = threading.Lock()


def queue_of(database: str) -> WriterQueue:
    """The queue of a database file in this process; a forked child has its own."""
    with _making:
        key = (os.getpid(), str(Path(database).resolve()))
        if key not in _queues:
            _queues[key] = WriterQueue(Path(key[1]))
        return _queues[key]
