"""Writing the record of acts, and sealing it into a chain."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from yangguang.apps.audit.actors import Actor
from yangguang.apps.audit.chain import GENESIS, digest_of
from yangguang.apps.audit.models import Act, DayRoot, Seal
from yangguang.apps.rows import add_row, insert_rows

LABEL_LENGTH = 300
_COLUMNS = (
    "at", "actor_kind", "actor_key", "actor_name", "agency_key", "verb", "subject_kind",
    "subject_key", "subject_label", "subject_agency_key", "basis", "reason", "verdict", "before",
    "after",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Subject:
    """The record an act is about; ``agency_key`` is the agency whose record it is."""

    kind: str
    key: str
    label: str = ""
    agency_key: int | None = None


def new_act(
    *,
    by: Actor,
    at: datetime,
    verb: str,
    subject: Subject,
    basis: str = "",
    reason: str = "",
    verdict: Mapping[str, Any] | None = None,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> Act:
    """An unsaved row, for services that add many at once with `record_many`."""
    return Act(
        at=at,
        actor_kind=by.kind.value,
        actor_key=by.key,
        actor_name=by.name,
        agency_key=by.agency_key,
        verb=verb,
        subject_kind=subject.kind,
        subject_key=subject.key,
        subject_label=subject.label[:LABEL_LENGTH],
        subject_agency_key=subject.agency_key,
        basis=basis[:LABEL_LENGTH],
        reason=reason,
        verdict=dict(verdict) if verdict is not None else None,
        before=dict(before) if before is not None else None,
        after=dict(after) if after is not None else None,
    )


def record(
    *,
    by: Actor,
    at: datetime,
    verb: str,
    subject: Subject,
    basis: str = "",
    reason: str = "",
    verdict: Mapping[str, Any] | None = None,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> Act:
    """Add one act to the record, in the caller's transaction.

    Raises RuntimeError outside a transaction: an act and its record stand or fall together.
    """
    act = new_act(
        by=by,
        at=at,
        verb=verb,
        subject=subject,
        basis=basis,
        reason=reason,
        verdict=verdict,
        before=before,
        after=after,
    )
    if not connection.in_atomic_block:
        raise RuntimeError("An act is recorded inside the transaction of the act itself.")
    add_row(act)
    return act


def record_many(acts: Iterable[Act]) -> None:
    """Add many acts made by `new_act`, in the caller's transaction."""
    if not connection.in_atomic_block:
        raise RuntimeError("An act is recorded inside the transaction of the act itself.")
    now = timezone.now()
    insert_rows(
        Act,
        ("recorded_at", *_COLUMNS),
        [(now, *(getattr(act, name) for name in _COLUMNS)) for act in acts],
    )


def seal_acts(*, limit: int = 5000) -> int:
    """Chain acts that are committed and not yet sealed; gives how many were sealed.

    One sealer works at a time: the chain's last row is locked while it is extended.
    """
    with transaction.atomic():
        last = Seal.objects.select_for_update().order_by("-position").first()
        position = last.position if last else 0
        digest = last.digest if last else GENESIS
        waiting = list(Act.objects.filter(seal__isnull=True).order_by("id")[:limit])
        seals = []
        for act in waiting:
            position += 1
            digest = digest_of(act, digest)
            seals.append(Seal(position=position, act=act, digest=digest))
        Seal.objects.bulk_create(seals, batch_size=500)
    return len(seals)


def fix_day_root(*, day: date) -> DayRoot | None:
    """Fix the chain's head as the root of ``day``; null while nothing has been sealed."""
    with transaction.atomic():
        existing: DayRoot | None = DayRoot.objects.filter(day=day).first()
        if existing is not None:
            return existing
        last = Seal.objects.order_by("-position").first()
        if last is None:
            return None
        root: DayRoot = DayRoot.objects.create(day=day, position=last.position, digest=last.digest)
        return root
