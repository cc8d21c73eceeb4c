"""Keeping what a scan found: new findings in, vanished ones closed, decided ones left decided."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F, Q, QuerySet

from yangguang.apps.catalog.models import ItemState
from yangguang.apps.files.services.checking import check_now, unchecked
from yangguang.apps.privacy.decided import IN_LIST, Decided, parts
from yangguang.apps.privacy.hits import Hit
from yangguang.apps.privacy.models import (
    Decision,
    Finding,
    FindingState,
    Sweep,
    SweepMark,
    Verdict,
)
from yangguang.apps.privacy.progress import files_of, read_by_block, version_of
from yangguang.apps.privacy.scanning import (
    BLOCK,
    NOT_SHOWN,
    BlockScan,
    block_of,
    editions_of_block,
    kinds_of,
    scan_block,
    scan_editions,
)
from yangguang.apps.rows import insert_rows

TEXT_CHANGED = "所在文字已修改"
EDITION_REPLACED = "已有新的版本"
ITEM_HIDDEN = "信息已撤回或者不予转入"
_COLUMNS = (
    "agency", "item", "edition", "attachment", "place", "page", "start", "end", "kind",
    "confidence", "masked", "why", "fingerprint", "surroundings", "key", "state", "decision",
    "found_at", "closed_at", "closed_why",
)  # fmt: skip
_REFRESHED = ("agency", "start", "end", "confidence", "masked", "why")


@dataclass(frozen=True, slots=True)
class Kept:
    """What keeping a scan changed."""

    editions: int = 0
    found: int = 0
    new: int = 0
    closed: int = 0


def sweep_batch(*, sweep: str, block: int, at: datetime) -> Kept:
    """One pass over one block of editions, kept in one transaction together with its mark."""
    return keep_block(scan_block(sweep, block), at=at)


def keep_block(scan: BlockScan, *, at: datetime) -> Kept:
    """Keep what a scan of a block found, and that the block is done."""
    with transaction.atomic():
        mark = locked_mark(scan.sweep, scan.block)
        first, last = _bounds(scan.block)
        rows = Finding.objects.filter(
            edition__gte=first, edition__lt=last, kind__in=kinds_of(scan.sweep)
        )
        kept = _keep(scan.hits, rows, at)
        mark.version = version_of(scan.sweep)
        mark.editions = editions_of_block(scan.block).count()
        mark.pages = read_by_block(scan.sweep, scan.block).get(scan.block, 0)
        mark.found = len(scan.hits)
        mark.swept_at = at
        mark.save()
    return Kept(scan.editions, len(scan.hits), kept.new, kept.closed)


def keep_editions(editions: Collection[int], *, sweeps: Collection[str], at: datetime) -> Kept:
    """Look at some editions again and keep what is found; marks stay as they are."""
    if Sweep.FILES in sweeps:
        check_now(list(unchecked(files_of(editions))), at=at)
    # Looking takes its time and must hold up nobody who writes meanwhile.
    hits = scan_editions(editions, sweeps)
    with transaction.atomic():
        for sweep in sorted(sweeps):
            for block in sorted({block_of(key) for key in editions}):
                locked_mark(sweep, block)
        kinds = [kind for sweep in sweeps for kind in kinds_of(sweep)]
        kept = _keep(hits, Finding.objects.filter(edition__in=editions, kind__in=kinds), at)
    return Kept(len(editions), len(hits), kept.new, kept.closed)


def locked_mark(sweep: str, block: int) -> SweepMark:
    """The mark of a block, locked, so that two sweepers do not keep the same findings twice."""
    SweepMark.objects.get_or_create(sweep=sweep, block=block)
    return SweepMark.objects.select_for_update().get(sweep=sweep, block=block)


def close_stale(*, at: datetime, items: Collection[int] | None = None) -> int:
    """Close open findings whose edition cannot be read any more or whose item is no longer shown."""
    waiting = Finding.objects.filter(state=FindingState.OPEN)
    if items is not None:
        waiting = waiting.filter(item__in=items)
    hidden = waiting.filter(item__state__in=NOT_SHOWN)
    past = Q(item__state=ItemState.PUBLISHED, edition__closed_at__isnull=True)
    shown = waiting.exclude(item__state__in=NOT_SHOWN)
    replaced = shown.exclude(Q(item__edition=F("edition")) | past)
    return sum(_close(rows, why, at) for rows, why in (
        (hidden, ITEM_HIDDEN), (replaced, EDITION_REPLACED),
    ))  # fmt: skip


def _close(rows: QuerySet[Finding], why: str, at: datetime) -> int:
    keys = list(rows.values_list("pk", flat=True))
    closed = 0
    for part in parts(keys):
        closed += Finding.objects.filter(pk__in=part, state=FindingState.OPEN).update(
            state=FindingState.CLOSED, closed_at=at, closed_why=why
        )
    return closed


def _bounds(block: int) -> tuple[int, int]:
    return block * BLOCK, (block + 1) * BLOCK


def _keep(hits: Sequence[Hit], rows: QuerySet[Finding], at: datetime) -> Kept:
    there = {row.key: row for row in rows}
    by_key = {hit.key: hit for hit in hits}
    fresh = [hit for key, hit in by_key.items() if key not in there]
    back = [row for key, row in there.items() if key in by_key and row.state == FindingState.CLOSED]
    gone = [
        row for key, row in there.items() if key not in by_key and row.state == FindingState.OPEN
    ]
    decided = Decided([*fresh, *(by_key[row.key] for row in back)])
    _insert(fresh, decided, at)
    for row in back:
        decision = decided.of(by_key[row.key])
        row.state = decision.verdict if decision else FindingState.OPEN
        row.decision = decision
        row.closed_at, row.closed_why = None, ""
    _refresh([row for key, row in there.items() if key in by_key], by_key, back)
    closed = 0
    if gone:
        # What went with its whole edition or item says so; the rest went from the text.
        closed = close_stale(at=at, items={row.item_id for row in gone})
        left = Finding.objects.filter(pk__in=[row.pk for row in gone], state=FindingState.OPEN)
        closed += _close(left, TEXT_CHANGED, at)
    return Kept(new=len(fresh) + len(back), closed=closed)


def _insert(hits: Sequence[Hit], decided: Decided, at: datetime) -> None:
    rows = []
    for hit in hits:
        decision = decided.of(hit)
        rows.append(
            (
                hit.agency, hit.item, hit.edition, hit.attachment, hit.place, hit.page, hit.start,
                hit.end, hit.kind, hit.confidence, hit.masked, hit.why, hit.fingerprint,
                hit.surroundings, hit.key,
                decision.verdict if decision else FindingState.OPEN.value,
                decision.pk if decision else None, at, None, "",
            )
        )  # fmt: skip
    if rows:
        insert_rows(Finding, _COLUMNS, rows)


def _refresh(rows: Iterable[Finding], by_key: dict[str, Hit], back: list[Finding]) -> None:
    """Bring place, reason and body up to date where they have moved."""
    reopened = {row.pk for row in back}
    changed = []
    for row in rows:
        hit = by_key[row.key]
        now = (hit.agency, hit.start, hit.end, hit.confidence, hit.masked, hit.why)
        before = (row.agency_id, row.start, row.end, row.confidence, row.masked, row.why)
        if now != before or row.pk in reopened:
            (row.agency_id, row.start, row.end, row.confidence, row.masked, row.why) = now
            changed.append(row)
    if changed:
        Finding.objects.bulk_update(
            changed,
            [*_REFRESHED, "state", "decision", "closed_at", "closed_why"],
            batch_size=IN_LIST,
        )


def findings_like(decision: Decision) -> QuerySet[Finding]:
    """The findings that a decision speaks of, whatever their state."""
    same = Q(kind=decision.kind, fingerprint=decision.fingerprint)
    if decision.item_id is None:
        return Finding.objects.filter(same, agency=decision.agency_id)
    same &= Q(item=decision.item_id, surroundings=decision.surroundings)
    if decision.verdict == Verdict.MASKED:
        same &= Q(edition=decision.edition_id)
    return Finding.objects.filter(same)
