"""Looking through many rows in the background: a job that people watch, piece by piece.

An act asks for it; the worker does some seconds of it and hands itself the rest as a new event, so
that other work has its turn between. Each piece is kept with its mark: a worker that is killed
loses the piece at hand, and whoever comes next goes on behind the mark.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from django.db import OperationalError, transaction
from django.utils import timezone

from yangguang.apps.agencies.verdicts import Verdict
from yangguang.apps.audit.actors import Actor
from yangguang.apps.events.models import Event
from yangguang.apps.events.services import emit
from yangguang.apps.jobs.models import Job, JobState
from yangguang.apps.jobs.services import advance_job, ask_job, begin_job, end_job
from yangguang.apps.registers.models import ChangeSet, HeldDefinition, Screening
from yangguang.apps.registers.personal import PersonalReader
from yangguang.apps.registers.services import opening
from yangguang.apps.registers.services.screening import (
    AT_ONCE,
    reader_for,
    screen_change_set,
    screen_piece,
    screening_job,
    screening_verdict,
    unscreened,
    waiting_findings,
)

log = logging.getLogger(__name__)
READER = "registers.screening"
DUE = "register.screening-due"
"""Emitted when rows wait to be looked through; the subject is the job."""
JOB = "registers.screening"
SILENT_AFTER = timedelta(minutes=2)
"""A job of which nothing was heard for so long is nobody's any more."""
_AT_A_TIME = 4.0
"""Seconds after which the worker turns to its other work."""
_UNDER_WAY = (JobState.WAITING, JobState.RUNNING)
Piece = Callable[[datetime], int]


def see_to_screening(*, change_set: ChangeSet, by: Actor, at: datetime) -> Verdict:
    """Have a draft looked through: at once where that is a matter of seconds, else by the worker.

    Gives whether it may go on; where it may not, the sentence says what is waited for.
    """
    job = screening_job(change_set)
    if job is not None and (is_alive(job, at) or job.state == JobState.FAILED):
        # The worker is at it, or somebody has to begin it anew knowing that it failed.
        return screening_verdict(change_set)
    if unscreened(change_set)[AT_ONCE : AT_ONCE + 1]:
        ask_screening(change_set=change_set, by=by, at=at)
    else:
        screen_change_set(change_set=change_set, at=at)
    return screening_verdict(change_set)


def ask_screening(*, change_set: ChangeSet, by: Actor, at: datetime) -> Job:
    """Have the worker look through a draft; gives the job. One that is under way goes on, one that
    failed or fell silent is begun anew behind its mark."""
    with transaction.atomic():
        held = (
            ChangeSet.objects.select_for_update(of=("self",))
            .select_related("register__definition")
            .get(pk=change_set.pk)
        )
        definition = held.register.definition
        assert definition is not None  # noqa: S101 (rows were read by it)
        standing = screening_job(held)
        if standing is not None and is_alive(standing, at):
            return standing
        _let_go(standing, at)
        job = _asked(
            f"排查个人信息：{held.title}", unscreened(held).count(), {"change_set": held.pk},
            held.agency_id, by, at,
        )  # fmt: skip
        Screening.objects.update_or_create(
            change_set=held,
            defaults={"job": job},
            create_defaults={"job": job, "at": at, "definition": definition},
        )
    return job


def ask_look(*, held: HeldDefinition, by: Actor, at: datetime) -> Job:
    """The same for the live rows whose columns a definition would make public."""
    with transaction.atomic():
        held = HeldDefinition.objects.select_for_update(of=("self",)).get(pk=held.pk)
        if held.job is not None and is_alive(held.job, at):
            return held.job
        _let_go(held.job, at)
        job = _asked(
            f"排查个人信息：{held.register.name}改为公开的栏目", opening.unlooked(held).count(),
            {"held": held.pk}, None, by, at,
        )  # fmt: skip
        HeldDefinition.objects.filter(pk=held.pk).update(job=job)
    return job


def is_alive(job: Job, at: datetime) -> bool:
    """Whether a job is under way and was heard of lately."""
    heard = job.heartbeat_at or job.asked_at
    return job.state in _UNDER_WAY and at - heard < SILENT_AFTER


def _let_go(job: Job | None, at: datetime) -> None:
    if job is not None and job.state in _UNDER_WAY:
        end_job(job, at=at, state=JobState.STOPPED, message="很久没有进展，已经重新开始。")


def _asked(
    title: str, total: int, parameters: dict[str, int], agency_key: int | None, by: Actor,
    at: datetime,
) -> Job:  # fmt: skip
    job = ask_job(
        by=by, at=at, kind=JOB, title=title, total=total, agency_key=agency_key,
        parameters=parameters,
    )  # fmt: skip
    emit(at=at, kind=DUE, subject_key=str(job.pk))
    return job


def on_due(events: Sequence[Event]) -> None:
    """Some seconds of every job that waits; safe to hear twice and after any interruption."""
    for key in dict.fromkeys(int(event.subject_key) for event in events):
        job = Job.objects.filter(pk=key, kind=JOB, state__in=_UNDER_WAY).first()
        if job is not None:
            _go_on(job)


def _go_on(job: Job) -> None:
    try:
        _some_of(job)
    except OperationalError:
        # The database is away or busy: the event stays owed and is heard again.
        _known.clear()
        raise
    except Exception as error:
        # Whatever is wrong with one set must not keep the worker at it for ever; the people who
        # wait are told, and may have it begun anew.
        _known.clear()
        log.exception("Screening job %s failed", job.pk)
        end_job(
            job, at=timezone.now(), state=JobState.FAILED,
            message=f"程序出错：{type(error).__name__}：{error}"[:500],
        )  # fmt: skip


def _some_of(job: Job) -> None:
    now = timezone.now()
    if job.state == JobState.WAITING:
        begin_job(job, at=now)
    piece = _work_of(job)
    if piece is None:
        end_job(job, at=now, state=JobState.STOPPED, message="变更已经放弃或者办结，不必再排查。")
        return
    until = time.monotonic() + _AT_A_TIME
    while looked := piece(timezone.now()):
        done = job.done + looked
        advance_job(job, at=timezone.now(), done=done, total=max(job.total, done))
        if time.monotonic() > until:
            with transaction.atomic():
                emit(at=timezone.now(), kind=DUE, subject_key=str(job.pk))
            return
    found = _found_by(job)
    end_job(
        job, at=timezone.now(), result={"found": found},
        message=f"发现{found}处疑似个人信息，请逐处处理。" if found else "没有发现需要处理的个人信息。",
    )  # fmt: skip


def _work_of(job: Job) -> Piece | None:
    """What looks through the next rows of the job; None where there is nothing to look through."""
    change_set = _set_of(job)
    if change_set is not None:
        if change_set.state != ChangeSet.State.DRAFT:
            return None
        reader = _reader(job, change_set)
        return lambda at: screen_piece(change_set=change_set, reader=reader, at=at)
    held = HeldDefinition.objects.filter(job=job).select_related("register").first()
    if held is None:
        return None
    looker = opening.reader_for(held)
    return lambda at: opening.look_piece(held=held, reader=looker, at=at)


def _set_of(job: Job) -> ChangeSet | None:
    return ChangeSet.objects.filter(pk=job.parameters.get("change_set", 0)).first()


def _found_by(job: Job) -> int:
    change_set = _set_of(job)
    if change_set is not None:
        return waiting_findings(change_set).count()
    held = HeldDefinition.objects.filter(job=job).first()
    return opening.waiting_in(held).count() if held is not None else 0


_known: list[tuple[int, int | None, PersonalReader]] = []
"""The reader of the job at hand, with the sentences it knows already, and by which definition."""


def _reader(job: Job, change_set: ChangeSet) -> PersonalReader:
    definition = change_set.register.definition_id
    for key, wording, reader in _known:
        if (key, wording) == (job.pk, definition):
            return reader
    reader = reader_for(change_set)
    _known[:] = [(job.pk, definition, reader)]
    return reader
