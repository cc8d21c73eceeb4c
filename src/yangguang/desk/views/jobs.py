"""Long work that people watch."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET

from yangguang.apps.agencies.permissions import Permission
from yangguang.apps.catalog.models import Intake
from yangguang.apps.jobs.models import Job, JobState
from yangguang.apps.jobs.selectors import list_jobs
from yangguang.desk.access import access_job, needs
from yangguang.desk.lists import Listing
from yangguang.desk.viewer import DeskRequest

INTAKES_SHOWN = 200
UNDER_WAY = (JobState.WAITING, JobState.RUNNING)


@needs(Permission.JOBS_VIEW)
@require_GET
def jobs(request: DeskRequest) -> HttpResponseBase:
    """Jobs of the bodies within reach, newest first."""
    rows = list_jobs(agency_keys=request.viewer.visible_keys(Permission.JOBS_VIEW))
    state = request.GET.get("state", "")
    if state == "failed":
        rows = rows.filter(state__in=[JobState.FAILED, JobState.STOPPED])
    elif state == "running":
        rows = rows.filter(state__in=UNDER_WAY)
    listing = Listing(request, rows, sorts={"newest": ("最新", ("-id",))})
    context = {"heading": "作业", "listing": listing, "state": state}
    return render(request, "desk/jobs.html", context)


@needs(Permission.JOBS_VIEW)
@require_GET
def job(request: DeskRequest, key: int) -> HttpResponseBase:
    """One job: how far it is, what it found, what it could not read."""
    found = access_job(request.viewer, key)
    visible = request.viewer.visible(Permission.ITEM_VIEW)
    intakes = Intake.objects.filter(job_key=found.pk)
    counts = {
        label: intakes.filter(outcome=value).count() for value, label in Intake.Outcome.choices
    }
    context = {
        **_progress(found),
        "heading": found.title,
        "counts": {label: count for label, count in counts.items() if count},
        "intakes": intakes.exclude(outcome=Intake.Outcome.UNCHANGED)
        .select_related("item")
        .order_by("pk")[:INTAKES_SHOWN],
        "linkable": set(
            intakes.filter(item__agency__in=visible).values_list("item", flat=True)[:10_000]
        ),
    }
    return render(request, "desk/job.html", context)


@needs(Permission.JOBS_VIEW)
@require_GET
def progress(request: DeskRequest, key: int) -> HttpResponseBase:
    """The part of the page that refreshes itself while the job runs."""
    found = access_job(request.viewer, key)
    response = render(request, "desk/_progress.html", _progress(found))
    if found.state not in UNDER_WAY:
        # The rest of the page shows results; it is fetched anew once the job is over.
        response["HX-Refresh"] = "true"
    return response


# Watching a job is not working: the idle clock goes on.
progress.desk_passive = True  # type: ignore[attr-defined] # read by DeskSession


def _progress(found: Job) -> dict[str, Any]:
    share = round(100 * found.done / found.total) if found.total else None
    return {"job": found, "share": share, "running": found.state in UNDER_WAY}
