"""Starting, advancing and ending jobs that people watch."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from yangguang.apps.audit.actors import Actor
from yangguang.apps.jobs.models import Job, JobState


def open_job(
    *,
    by: Actor,
    at: datetime,
    kind: str,
    title: str,
    total: int = 0,
    parameters: Mapping[str, Any] | None = None,
) -> Job:
    """A job that is starting now."""
    return Job.objects.create(
        kind=kind,
        title=title,
        state=JobState.RUNNING,
        agency_key=by.agency_key,
        actor_name=by.name,
        asked_at=at,
        started_at=at,
        heartbeat_at=at,
        total=total,
        parameters=dict(parameters or {}),
    )


def ask_job(
    *,
    by: Actor,
    at: datetime,
    kind: str,
    title: str,
    total: int = 0,
    agency_key: int | None = None,
    parameters: Mapping[str, Any] | None = None,
) -> Job:
    """A job that the worker is to begin."""
    return Job.objects.create(
        kind=kind,
        title=title[:200],
        state=JobState.WAITING,
        agency_key=by.agency_key if agency_key is None else agency_key,
        actor_name=by.name,
        asked_at=at,
        total=total,
        parameters=dict(parameters or {}),
    )


def begin_job(job: Job, *, at: datetime) -> None:
    """Say that the worker is at it."""
    job.state = JobState.RUNNING
    job.started_at = job.heartbeat_at = at
    job.save(update_fields=["state", "started_at", "heartbeat_at"])


def advance_job(job: Job, *, at: datetime, done: int, total: int | None = None) -> None:
    """Say how far the job is."""
    job.done = done
    job.heartbeat_at = at
    if total is not None:
        job.total = total
    job.save(update_fields=["done", "heartbeat_at", "total"])


def end_job(
    job: Job,
    *,
    at: datetime,
    state: JobState = JobState.DONE,
    result: Mapping[str, Any] | None = None,
    message: str = "",
) -> None:
    """Close the job with what it found."""
    job.state = state
    job.ended_at = at
    job.heartbeat_at = at
    job.result = dict(result or {})
    job.message = message
    job.save()
