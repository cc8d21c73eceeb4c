"""Reading jobs."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from yangguang.apps.jobs.models import Job


def list_jobs(*, agency_keys: Iterable[int] | None, kind: str = "") -> QuerySet[Job]:
    """Jobs of the given agencies (None: all), newest first."""
    jobs = Job.objects.all()
    if agency_keys is not None:
        jobs = jobs.filter(Q(agency_key__in=list(agency_keys)))
    return jobs.filter(kind=kind) if kind else jobs
