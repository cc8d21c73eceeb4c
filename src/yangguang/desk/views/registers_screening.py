"""Watching the look for personal data in many rows: how far it is, what comes next, begun anew."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from yangguang.apps.agencies.verdicts import Verdict
from yangguang.apps.jobs.models import Job, JobState
from yangguang.apps.registers.models import ChangeSet
from yangguang.apps.registers.services.screening import (
    screening_job,
    screening_verdict,
    unscreened,
)
from yangguang.apps.registers.services.screening_jobs import ask_screening, is_alive
from yangguang.desk.access import needs
from yangguang.desk.registers import EDIT, VIEW, access_set
from yangguang.desk.viewer import DeskRequest


@dataclass(frozen=True, slots=True)
class Watched:
    """Background work as its page shows it.

    ``going`` says that it will move by itself, ``silent`` that it should and nothing was heard of
    it lately, ``broken`` that somebody has to begin it anew.
    """

    job: Job
    going: bool
    silent: bool
    broken: bool

    @property
    def share(self) -> int:
        """How far it is, in per cent."""
        return min(100, round(100 * self.job.done / self.job.total)) if self.job.total else 0


def watched(job: Job | None, *, left: bool, at: datetime) -> Watched | None:
    """The work, where it is under way or stopped before its end; ``left``: rows wait to be read."""
    if job is None:
        return None
    if job.state in (JobState.WAITING, JobState.RUNNING):
        alive = is_alive(job, at)
        return Watched(job, alive, not alive, not alive)
    if left and job.state in (JobState.FAILED, JobState.STOPPED):
        return Watched(job, False, False, True)
    return None


def watched_set(change_set: ChangeSet, *, at: datetime) -> Watched | None:
    """The look through a draft, where there is something to watch."""
    if change_set.state != ChangeSet.State.DRAFT:
        return None
    job = screening_job(change_set)
    return watched(job, left=job is not None and unscreened(change_set).exists(), at=at)


def verdict_of(change_set: ChangeSet) -> Verdict | None:
    """Whether a set that waits may go on; None for one that is over."""
    waits = (ChangeSet.State.DRAFT, ChangeSet.State.SUBMITTED)
    return screening_verdict(change_set) if change_set.state in waits else None


@needs(VIEW)
@require_GET
def progress(request: DeskRequest, key: int) -> HttpResponseBase:
    """The part of the page that refreshes itself while the rows are looked through."""
    viewer = request.viewer
    change_set = access_set(viewer, key)
    found = watched_set(change_set, at=viewer.now)
    context = {
        "set": change_set, "watched": found, "edit_verdict": viewer.may(EDIT, change_set.agency),
    }  # fmt: skip
    response = render(request, "desk/registers/_screening.html", context)
    if found is None or not found.going:
        # What was found, or why it stopped, stands elsewhere on the page as well.
        response["HX-Refresh"] = "true"
    return response


# Watching is not working: the idle clock goes on.
progress.desk_passive = True  # type: ignore[attr-defined] # read by DeskSession


@needs(EDIT)
@require_POST
def begin(request: DeskRequest, key: int) -> HttpResponseBase:
    """Have the worker go on behind the place where it stopped."""
    viewer = request.viewer
    change_set = access_set(viewer, key, EDIT)
    if change_set.state != ChangeSet.State.DRAFT:
        messages.error(request, "这次变更已经不是草稿，不必再排查。")
    else:
        ask_screening(change_set=change_set, by=viewer.actor, at=viewer.now)
        messages.success(request, "已经从停下的地方继续排查，进度见下面。")
    return redirect("register-change", key)
