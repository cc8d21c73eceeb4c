"""Periodic work that asks "what is due and not done", never "what is due today".

Apps register a callable with an interval; the worker runs those whose last *finished* run is
older than the interval. A missed night is therefore caught up at the next start. A run that ended
in the future was made by a clock that has been set right since: it holds nothing back.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from yangguang.apps.jobs.models import PeriodicRun

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Periodic:
    name: str
    every: timedelta
    run: Callable[[datetime], None]


_periodics: dict[str, Periodic] = {}


def register(name: str, *, every: timedelta, run: Callable[[datetime], None]) -> None:
    """Make periodic work known; called from ``AppConfig.ready``."""
    _periodics[name] = Periodic(name, every, run)


def run_due(*, at: datetime) -> list[str]:
    """Run everything whose interval has passed; gives the names that ran without error."""
    ran = []
    for periodic in list(_periodics.values()):
        record, _ = PeriodicRun.objects.get_or_create(name=periodic.name)
        if record.last_ended_at and timedelta() <= at - record.last_ended_at < periodic.every:
            continue
        try:
            periodic.run(at)
        except Exception as error:
            # One failing task must not stop the others; the error is kept, the task stays due.
            log.exception("Periodic task %s failed", periodic.name)
            record.last_error = f"{type(error).__name__}: {error}"[:2000]
            record.save(update_fields=["last_error"])
            continue
        record.last_ended_at = at
        record.last_error = ""
        record.save()
        ran.append(periodic.name)
    return ran
