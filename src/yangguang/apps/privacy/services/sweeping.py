"""A pass over all stock as one visible job: on all cores, resumable, safe to kill."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from yangguang.apps.audit.actors import Actor
from yangguang.apps.files.models import StoredFile
from yangguang.apps.files.services.checking import check_files
from yangguang.apps.jobs.models import Job, JobState
from yangguang.apps.jobs.services import advance_job, end_job, open_job
from yangguang.apps.privacy.models import Sweep
from yangguang.apps.privacy.progress import (
    blocks_of_files,
    blocks_to_sweep,
    editions_by_block,
    files_to_examine,
)
from yangguang.apps.privacy.services.keeping import close_stale, keep_block
from yangguang.apps.privacy.workers import cores, scan_blocks
from yangguang.apps.vault.digests import keyed_digest

JOB = "privacy.sweep"
_TELL_EVERY = timedelta(seconds=2)
_FILES_AT_ONCE = 100
_RULES_ALONE = 32
"""Blocks that one process has looked through by rules before a second one would have begun to help."""
_SILENT_FOR = timedelta(minutes=2)

Watch = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class SweepReport:
    """What a pass did. ``already`` editions had been done before and were passed over."""

    sweep: str
    editions: int
    already: int
    found: int
    new: int
    closed: int
    files: int = 0
    """How many attachments were examined for what they carry, each content once."""

    def as_json(self) -> dict[str, int | str]:
        """Plain values for a program."""
        return {
            "sweep": self.sweep,
            "editions": self.editions,
            "already": self.already,
            "found": self.found,
            "new": self.new,
            "closed": self.closed,
            "files": self.files,
        }


def sweep_all(
    *,
    sweep: str,
    by: Actor,
    at: datetime,
    workers: int | None = None,
    again: bool = False,
    progress: Watch | None = None,
) -> SweepReport:
    """Look through everything that this pass has not seen; gives what it found.

    Each block is kept in a transaction of its own: killed and started again it goes on where it
    was. ``again`` looks at all blocks once more. Raises WorkerFailed. The pass over files examines
    the attachments first, each content once, and keeps them one by one.
    """
    _end_silent_jobs(at)
    counts = editions_by_block()
    files = files_to_examine(again=again) if sweep == Sweep.FILES else None
    waiting = 0 if files is None else files.count()
    due = set(blocks_to_sweep(sweep, again=again))
    if files is not None:
        due |= blocks_of_files(files)
    blocks = sorted(due & set(counts))
    left = sum(counts[block] for block in blocks)
    total = left + waiting
    # The key of the digests is made here once, and not by several workers at the same moment.
    keyed_digest("", purpose="personal-finding")
    job = open_job(
        by=by,
        at=at,
        kind=JOB,
        title=f"个人信息排查：{Sweep(sweep).label}",
        total=total,
        parameters={"sweep": sweep, "again": again},
    )
    state = JobState.STOPPED
    editions = done = found = new = closed = examined = 0
    told = at
    try:
        if files is not None:
            with closing(
                check_files(_by_key(files), at=at, workers=workers or cores())
            ) as kept_files:
                for examined, _ in enumerate(kept_files, start=1):
                    done = min(examined, waiting)
                    now = timezone.now()
                    if now - told > _TELL_EVERY:
                        told = now
                        advance_job(job, at=now, done=done)
                    if progress:
                        progress(done, total)
        with closing(
            scan_blocks(sweep, blocks, workers=workers or _worth_starting(sweep, len(blocks)))
        ) as scans:
            for scan in scans:
                kept = keep_block(scan, at=timezone.now())
                editions += kept.editions
                found += kept.found
                new += kept.new
                closed += kept.closed
                done += counts[scan.block]
                now = timezone.now()
                if now - told > _TELL_EVERY:
                    told = now
                    advance_job(job, at=now, done=done)
                if progress:
                    progress(done, total)
        closed += close_stale(at=timezone.now())
        state = JobState.DONE
    finally:
        report = SweepReport(
            sweep, editions, sum(counts.values()) - left, found, new, closed, examined
        )
        advance_job(job, at=timezone.now(), done=done)
        end_job(job, at=timezone.now(), state=state, result=report.as_json())
    return report


def _worth_starting(sweep: str, blocks: int) -> int:
    """How many processes pay: each takes seconds to start, in which rules look through many blocks."""
    alone = _RULES_ALONE if sweep == Sweep.RULES else 1
    return max(1, min(cores(), blocks // alone))


def _by_key(files: QuerySet[StoredFile]) -> Iterator[StoredFile]:
    """Files a hundred at a time, so that no cursor stays open while what is found is written."""
    last = 0
    while batch := list(files.filter(pk__gt=last).order_by("pk")[:_FILES_AT_ONCE]):
        yield from batch
        last = batch[-1].pk


def _end_silent_jobs(at: datetime) -> None:
    """A sweep that was killed could not say so; the next one says it."""
    silent = Job.objects.filter(kind=JOB, state=JobState.RUNNING, heartbeat_at__lt=at - _SILENT_FOR)
    for job in silent:
        end_job(job, at=at, state=JobState.STOPPED, message="上次没有完成就中断，这次接着做。")
