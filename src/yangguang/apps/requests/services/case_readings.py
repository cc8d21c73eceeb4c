"""Keeping with a case the answers by which it counts, so that a later choice does not reach it."""

from __future__ import annotations

from datetime import date, datetime

from yangguang.apps.audit.actors import Actor
from yangguang.apps.duties.models import CalendarRevision
from yangguang.apps.requests.models import Application, CaseReadings
from yangguang.apps.requests.selectors.readings import as_readings, readings_in_force
from yangguang.law.readings import DEFAULT_READINGS, Readings


def keep_readings(application: Application, day: date, *, by: Actor, at: datetime) -> Readings:
    """Received on that day: what is in force then for the body counts for this case from now on.

    A case received under the defaults has no row, unless it had another before (its day of
    receipt was put right).
    """
    found = readings_in_force(application.agency, day)
    last = _last(application)
    if found != (DEFAULT_READINGS if last is None else as_readings(last)):
        move_readings(application, found, by=by, at=at)
    return found


def copy_readings(source: Application, target: Application, *, by: Actor, at: datetime) -> None:
    """A part of a divided application counts as the whole did."""
    last = _last(source)
    if last is not None:
        move_readings(target, as_readings(last), by=by, at=at)


def move_readings(
    application: Application,
    readings: Readings,
    *,
    by: Actor,
    at: datetime,
    revision: CalendarRevision | None = None,
) -> None:
    """The case counts by these answers from now on; ``revision`` is the signed change."""
    CaseReadings(
        application=application,
        values=readings.as_choices(),
        revision=revision,
        by=by.name[:100],
        recorded_at=at,
    ).save(force_insert=True)


def _last(application: Application) -> CaseReadings | None:
    found: CaseReadings | None = (
        CaseReadings.objects.filter(application=application).order_by("-pk").first()
    )
    return found
