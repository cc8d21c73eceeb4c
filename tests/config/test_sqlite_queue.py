"""Writers of a SQLite file are served in the order in which they came."""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import pytest_django
from django.db import IntegrityError, transaction
from django.db.utils import ConnectionHandler, OperationalError

from yangguang.config.settings.base import database_from_url
from yangguang.config.sqlite.queueing import Line, WriterQueue, queue_of

LONG = 30.0


@pytest.fixture
def database(tmp_path: Path) -> Path:
    file = tmp_path / "rows.sqlite3"
    file.touch(0o640)
    return file


def until(holds: Callable[[], bool]) -> None:
    """Wait for another thread to get to where the test needs it."""
    paused = threading.Event()
    for _ in range(30_000):
        if holds():
            return
        paused.wait(0.001)
    raise AssertionError("the other thread never came")


def coming(enter: Callable[[float], bool], name: str, order: list[str]) -> threading.Thread:
    def come() -> None:
        assert enter(LONG)
        order.append(name)

    thread = threading.Thread(target=come)
    thread.start()
    return thread


def door_is_held(database: Path) -> bool:
    descriptor = os.open(database.with_name(f"{database.name}-door"), os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)
    return False


def test_threads_are_called_in_the_order_in_which_they_came() -> None:
    line, order = Line(), []
    assert line.enter(0)
    threads = []
    for number, name in enumerate(("first", "second", "third"), start=1):
        threads.append(coming(line.enter, name, order))
        until(lambda number=number: len(line._waiting) == number)
    for place, name in enumerate(("first", "second", "third"), start=1):
        line.leave()
        until(lambda place=place: len(order) == place)
        assert order[-1] == name
    line.leave()
    for thread in threads:
        thread.join()
    assert line.enter(0)


def test_who_loses_patience_is_not_called_any_more() -> None:
    line = Line()
    assert line.enter(0)
    assert not line.enter(0)
    line.leave()
    assert line.enter(0)


def test_two_processes_never_write_at_once(database: Path) -> None:
    # Two openings of one file stand to each other as two processes do.
    one, other = WriterQueue(database), WriterQueue(database)
    assert one.enter(0)
    assert not other.enter(0)
    one.leave()
    assert other.enter(0)
    assert not one.enter(0)
    other.leave()


def test_a_process_with_many_writers_does_not_pass_one_that_waits_at_the_door(
    database: Path,
) -> None:
    busy, patient, order = WriterQueue(database), WriterQueue(database), []
    assert busy.enter(0)
    waiting = coming(patient.enter, "patient", order)
    until(lambda: door_is_held(database))
    next_one = coming(busy.enter, "busy", order)
    until(lambda: len(busy._line._waiting) == 1)
    busy.leave()
    until(lambda: order == ["patient"])
    patient.leave()
    for thread in (waiting, next_one):
        thread.join()
    assert order == ["patient", "busy"]


def test_a_killed_writer_holds_up_nobody(database: Path) -> None:
    program = (
        "import os, pathlib, signal, sys; from yangguang.config.sqlite.queueing import WriterQueue;"
        f"queue = WriterQueue(pathlib.Path({str(database)!r})); assert queue.enter(0);"
        "os.kill(os.getpid(), signal.SIGKILL)"
    )
    done = subprocess.run([sys.executable, "-c", program], check=False)
    assert done.returncode == -9
    assert WriterQueue(database).enter(0)


def test_the_files_of_the_queue_open_to_whom_the_database_opens(database: Path) -> None:
    queue_of(str(database))
    for name in ("door", "desk"):
        queue_file = database.with_name(f"{database.name}-{name}")
        assert queue_file.stat().st_mode & 0o777 == 0o640


@pytest.fixture
def handler(
    database: Path, django_db_blocker: pytest_django.DjangoDbBlocker
) -> Iterator[ConnectionHandler]:
    """Connections to a file of this test's own; the project's database is not touched."""
    settings = database_from_url(f"sqlite://{database}")
    settings["OPTIONS"]["timeout"] = 0.05
    settings["ENGINE"] = "yangguang.config.sqlite"
    found = ConnectionHandler({"default": settings})
    with django_db_blocker.unblock():
        with found["default"].cursor() as cursor:
            cursor.execute("CREATE TABLE row (name TEXT UNIQUE)")
        yield found
        found.close_all()


def names(handler: ConnectionHandler) -> list[str]:
    with handler["default"].cursor() as cursor:
        cursor.execute("SELECT name FROM row ORDER BY name")
        return [name for (name,) in cursor.fetchall()]


def put(handler: ConnectionHandler, name: str) -> None:
    with handler["default"].cursor() as cursor:
        cursor.execute("INSERT INTO row VALUES (%s)", [name])


def test_a_transaction_has_the_queue_until_it_ends(
    handler: ConnectionHandler, database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # `transaction.atomic` knows connections by the name they have in the project.
    monkeypatch.setattr(transaction, "get_connection", lambda using=None: handler["default"])
    queue = queue_of(str(database))
    with transaction.atomic():
        put(handler, "kept")
        assert not queue.enter(0)
        with transaction.atomic():
            put(handler, "inner")
        assert not queue.enter(0)
    assert queue.enter(0)
    queue.leave()
    with pytest.raises(IntegrityError), transaction.atomic():
        put(handler, "kept")
    assert queue.enter(0)
    queue.leave()
    assert names(handler) == ["inner", "kept"]


def test_a_single_statement_queues_for_itself(handler: ConnectionHandler, database: Path) -> None:
    queue = queue_of(str(database))
    assert queue.enter(0)
    with pytest.raises(OperationalError):
        put(handler, "late")
    assert names(handler) == []
    queue.leave()
    put(handler, "in time")
    with pytest.raises(IntegrityError):
        put(handler, "in time")
    assert names(handler) == ["in time"]
    assert queue.enter(0)


def test_a_connection_that_is_closed_leaves_the_queue(
    handler: ConnectionHandler, database: Path
) -> None:
    connection = handler["default"]
    connection.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)
    queue = queue_of(str(database))
    assert not queue.enter(0)
    connection.close()
    assert queue.enter(0)
