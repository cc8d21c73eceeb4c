"""The background process: hands on events, runs tasks and periodic work, seals the audit record."""

from __future__ import annotations

import argparse
import logging
import signal
import threading
import time
from types import FrameType

from yangguang.config.command.start import require_database, setup_django

log = logging.getLogger("yangguang.worker")
PAUSE_SECONDS = 0.2
PERIODIC_SECONDS = 20.0
TELL_SECONDS = 60.0


class Outage:
    """A database that is away is told once a minute, and not at every try."""

    def __init__(self, what: str = "Database") -> None:
        self._what = what
        self._told = -TELL_SECONDS

    def tell(self, consequence: str, error: Exception) -> None:
        """One line for the log; the next try is made all the same."""
        now = time.monotonic()
        if now - self._told >= TELL_SECONDS:
            self._told = now
            log.error("%s not available; %s. %s", self._what, consequence, error)


outage = Outage()
folder_outage = Outage("Press folder")


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--once", action="store_true", help="把待办的后台任务做完一轮就退出")


def run(arguments: argparse.Namespace) -> int:
    """Work until asked to stop; with ``--once`` until nothing is left."""
    setup_django()
    require_database()
    stop = threading.Event()

    def ask_to_stop(number: int, frame: FrameType | None) -> None:
        stop.set()

    if not arguments.once:
        signal.signal(signal.SIGTERM, ask_to_stop)
        signal.signal(signal.SIGINT, ask_to_stop)
    last_periodic = 0.0
    while not stop.is_set():
        did = work_once()
        did = follow_nodes() or did
        if time.monotonic() - last_periodic > PERIODIC_SECONDS:
            run_periodic()
            tend_node()
            last_periodic = time.monotonic()
        if not did:
            if arguments.once:
                break
            stop.wait(PAUSE_SECONDS)
    return 0


def work_once() -> bool:
    """One round: events owed, then one round of queued tasks. True if anything was done."""
    from django.db import InterfaceError, OperationalError, close_old_connections

    from yangguang.apps.events.services import deliver_all

    close_old_connections()
    try:
        delivered = deliver_all()
        ran = _run_queued_tasks()
    except (InterfaceError, OperationalError) as error:
        # The database is away or locked for longer than the time-out; the work stays owed.
        outage.tell("trying again", error)
        return False
    return bool(delivered or ran)


def follow_nodes() -> bool:
    """Repeat what other web servers purged, where this one has a press folder of its own."""
    from django.conf import settings
    from django.db import InterfaceError, OperationalError, close_old_connections
    from django.utils import timezone

    if not settings.PRESS_NODE:
        return False
    from yangguang.press.nodes import follow

    # A connection that broke with the database is not mended by itself when that comes back.
    close_old_connections()
    try:
        return bool(follow(at=timezone.now()))
    except (InterfaceError, OperationalError) as error:
        outage.tell("the node falls behind", error)
    except OSError as error:
        # A full or read-only disk: what is withdrawn elsewhere still stands here.
        folder_outage.tell("the node falls behind", error)
    return False


def tend_node() -> None:
    """What this node's own folder needs from time to time."""
    from django.conf import settings
    from django.db import InterfaceError, OperationalError
    from django.utils import timezone

    if not settings.PRESS_NODE or settings.PRESS_DIR is None:
        return
    from yangguang.press.warming import tend

    try:
        tend(timezone.now())
    except (InterfaceError, OperationalError) as error:
        outage.tell("pages wait to be made again", error)
    except OSError as error:
        folder_outage.tell("pages wait to be made again", error)


def run_periodic() -> None:
    """Everything periodic that is due and not done."""
    from django.db import InterfaceError, OperationalError
    from django.utils import timezone

    from yangguang.apps.jobs.periodic import run_due

    try:
        run_due(at=timezone.now())
    except (InterfaceError, OperationalError) as error:
        outage.tell("periodic work stays due", error)


def _run_queued_tasks() -> bool:
    from django.conf import settings

    if not str(settings.TASKS["default"]["BACKEND"]).startswith("django_tasks_db"):
        return False
    from django_tasks_db.management.commands.db_worker import Worker
    from django_tasks_db.models import DBTaskResult

    if not DBTaskResult.objects.ready().exists():
        return False
    Worker(
        queue_names=["*"],
        interval=0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id="yangguang",
        excluded_queue_names=[],
    ).run()
    return True
