"""One ingest run: read, recognise, compare, store; in batches that each stand or fall together.

A run that is killed loses at most the batch it was storing; run again, it passes over what is
there. Its report (created, unchanged, near-duplicates, skipped, unsure) is kept with the job.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from yangguang.apps.audit.actors import Actor
from yangguang.apps.catalog.ingest.duplicates import Likeness, find_alike
from yangguang.apps.catalog.ingest.known import Bodies
from yangguang.apps.catalog.ingest.making import Made, Maker
from yangguang.apps.catalog.ingest.sources import Entry, count, walk
from yangguang.apps.catalog.models import Intake, Item, ItemState
from yangguang.apps.catalog.services.storing import NewItem, store_items
from yangguang.apps.files.sandbox import Sandbox
from yangguang.apps.jobs.models import Job, JobState
from yangguang.apps.jobs.services import advance_job, end_job, open_job
from yangguang.apps.rows import insert_rows

BATCH = 200
SHOWN = 200


@dataclass
class Report:
    """What became of each entry; ``notes`` are the lines a person should look at."""

    job: Job
    outcomes: Counter[str] = field(default_factory=Counter)
    unsure: int = 0
    notes: list[dict[str, Any]] = field(default_factory=list)
    rows: list[Intake] = field(default_factory=list)
    """Rows of the running batch, not stored yet."""

    def note(self, file: str, what: str, message: str) -> None:
        """Remember a line for the report; the job keeps the first two hundred."""
        self.notes.append({"file": file, "what": what, "message": message})

    def values(self) -> dict[str, Any]:
        """For the job and for ``--json``."""
        return {
            "outcomes": dict(self.outcomes),
            "unsure": self.unsure,
            "notes": self.notes[:SHOWN],
            "more_notes": max(0, len(self.notes) - SHOWN),
        }


def run_ingest(
    *,
    paths: Sequence[Path],
    by: Actor,
    publish: bool = False,
    basis: str = "",
    progress: Callable[[int, int], None] | None = None,
    now: Callable[[], datetime] = timezone.now,
) -> Report:
    """Take over everything below the paths as one visible job.

    Without ``publish`` items land as 待转入. With it the source's own publication stands for the
    review, ``basis`` says so in the audit record; near-duplicates and items whose header is in
    conflict with another item stay 待转入 all the same.
    """
    started = now()
    total = count(paths)
    job = open_job(
        by=by,
        at=started,
        kind="ingest",
        title=f"转入 {paths[0].name}" + (f" 等 {len(paths)} 处" if len(paths) > 1 else ""),
        total=total,
        parameters={"paths": [str(path) for path in paths], "publish": publish, "basis": basis},
    )
    report = Report(job)
    bodies = Bodies()
    done = 0
    try:
        with Sandbox() as sandbox:
            maker = Maker(sandbox=sandbox, bodies=bodies, by=by, now=now)
            entries = walk(paths)
            while batch := list(islice(entries, BATCH)):
                made = _make_new(maker, batch, report)
                _store(made, report, by=by, at=now(), publish=publish, basis=basis)
                done += len(batch)
                advance_job(job, at=now(), done=done, total=max(total, done))
                if progress:
                    progress(done, max(total, done))
    except BaseException as error:
        # Whatever ended the run, the job must not look as if it were still running.
        message = (
            "被中断；再次运行同一命令即可继续。" if not isinstance(error, Exception) else str(error)
        )
        end_job(job, at=now(), state=JobState.STOPPED, result=report.values(), message=message)
        raise
    end_job(job, at=now(), result=report.values(), message=summary(report))
    return report


def summary(report: Report) -> str:
    """One sentence on the run."""
    got = report.outcomes
    return (
        f"转入 {got[Intake.Outcome.CREATED.value]} 条，未变化 {got[Intake.Outcome.UNCHANGED.value]} 条，"
        f"疑似重复 {got[Intake.Outcome.DUPLICATE.value]} 条，跳过 {got[Intake.Outcome.SKIPPED.value]} 个；"
        f"有存疑字段的 {report.unsure} 条。"
    )


def _make_new(maker: Maker, batch: Sequence[Entry], report: Report) -> list[Made]:
    """Read the entries whose source is not in the catalogue yet; log the others as unchanged."""
    keys = [maker.identify(entry) for entry in batch]
    wanted = [key for key in keys if key]
    known = dict(Item.objects.filter(source_key__in=wanted).values_list("source_key", "pk"))
    made = []
    for entry, key in zip(batch, keys, strict=True):
        if key in known:
            _log(report, Made(entry.name), Intake.Outcome.UNCHANGED, "", known[key])
        else:
            made.append(maker.make(entry, key=key))
    return made


def _store(
    made: Sequence[Made], report: Report, *, by: Actor, at: datetime, publish: bool, basis: str
) -> None:
    with transaction.atomic():
        fresh: list[Made] = []
        seen: set[str] = set()
        for entry in made:
            if entry.new is None:
                _log(report, entry, Intake.Outcome.SKIPPED, entry.problem)
                report.note(entry.name, "跳过", entry.problem)
                continue
            key = entry.new.source_key or ""
            if key in seen:
                _log(report, entry, Intake.Outcome.UNCHANGED, "")
                continue
            seen.add(key)
            fresh.append(entry)
        fresh = _free_of_conflicts(fresh, report)
        alike = find_alike(
            [(entry.new.signature or b"", list(entry.new.bands)) for entry in fresh if entry.new]
        )
        straight: list[Made] = []
        inbox: list[tuple[Made, Likeness | None]] = []
        for entry, like in zip(fresh, alike, strict=True):
            if publish and like is None and not entry.conflict:
                straight.append(entry)
            else:
                inbox.append((entry, like))
        _put(straight, ItemState.PUBLISHED, report, by=by, at=at, basis=basis)
        _put(
            [_noted(entry, like) for entry, like in inbox],
            ItemState.INBOX,
            report,
            by=by,
            at=at,
            basis=basis,
        )
        insert_rows(
            Intake,
            ("job_key", "file", "outcome", "item", "message", "unsure"),
            [
                (
                    row.job_key,
                    row.file,
                    row.outcome,
                    row.item_id,
                    row.message,
                    row.unsure,
                )
                for row in report.rows
            ],
        )
        report.rows = []


def _free_of_conflicts(fresh: Sequence[Made], report: Report) -> list[Made]:
    """Take the index number from entries whose number another item bears, and say so."""
    numbers = [entry.new.index_number for entry in fresh if entry.new and entry.new.index_number]
    taken = dict(Item.objects.filter(index_number__in=numbers).values_list("index_number", "title"))
    found = []
    for entry in fresh:
        new = entry.new
        assert new is not None  # noqa: S101 (only entries with an item come here)
        number = new.index_number
        if number and number in taken:
            why = f"索引号已被《{taken[number]}》使用，请核对；本条暂不编号"
            report.note(entry.name, "索引号重复", f"{number}：{why}")
            doubt = {"field": "index_number", "value": number, "why": why}
            new = replace(new, index_number=None, unsure=[*new.unsure, doubt])
            entry = replace(entry, new=new, conflict=True)
        elif number:
            taken[number] = new.title
        found.append(entry)
    return found


def _noted(entry: Made, like: Likeness | None) -> Made:
    if like is None or entry.new is None:
        return entry
    why = f"与《{like.title}》（{like.index_number or '未编号'}）正文相同部分约 {like.share:.0%}，疑似重复"
    doubt = {"field": "body", "value": str(like.item_key), "why": why}
    new: NewItem = replace(entry.new, unsure=[*entry.new.unsure, doubt])
    return replace(entry, new=new, like=like)


def _put(
    entries: Sequence[Made],
    state: ItemState,
    report: Report,
    *,
    by: Actor,
    at: datetime,
    basis: str,
) -> None:
    new = [entry.new for entry in entries if entry.new]
    items = store_items(new=new, state=state, by=by, at=at, basis=basis)
    for entry, item in zip(entries, items, strict=True):
        outcome = Intake.Outcome.DUPLICATE if entry.like else Intake.Outcome.CREATED
        doubts = list(item.unsure)
        message = "；".join(f"{doubt['field']}：{doubt['why']}" for doubt in doubts)
        _log(report, entry, outcome, message, item.pk, doubts)
        if entry.like:
            report.note(entry.name, "疑似重复", doubts[-1]["why"])
        if doubts:
            report.unsure += 1


def _log(
    report: Report,
    entry: Made,
    outcome: Intake.Outcome,
    message: str,
    item_key: int | None = None,
    doubts: list[dict[str, Any]] | None = None,
) -> None:
    report.outcomes[outcome.value] += 1
    report.rows.append(
        Intake(
            job_key=report.job.pk,
            file=entry.name[-500:],
            outcome=outcome,
            item_id=item_key,
            message=message,
            unsure=doubts or [],
        )
    )
