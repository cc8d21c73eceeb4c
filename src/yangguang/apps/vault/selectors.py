"""Reading who looked at whose data, what waits for destruction, and which keys are in use."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Model, QuerySet

from yangguang.apps.audit.actors import Actor
from yangguang.apps.vault.models import (
    Destruction,
    DestructionLine,
    PersonalAccess,
    RetentionEntry,
    SubjectKey,
)
from yangguang.apps.vault.problems import SealBroken
from yangguang.apps.vault.registry import SealedColumn, sealed_columns
from yangguang.apps.vault.ring import current_ring
from yangguang.apps.vault.sealing import current_prefix
from yangguang.apps.vault.wire import parse_text

UNKNOWN = "旧格式"
"""What stands for the key of values that name none: written before keys had ids, or broken."""


def accesses_of(subject_id: UUID) -> QuerySet[PersonalAccess]:
    """Every look at one person's data, newest first, with its act."""
    rows: QuerySet[PersonalAccess] = PersonalAccess.objects.filter(subject_id=subject_id)
    return rows.select_related("act").order_by("-id")


def accesses_by(actor: Actor) -> QuerySet[PersonalAccess]:
    """Every look that one member of staff took, newest first."""
    rows: QuerySet[PersonalAccess] = PersonalAccess.objects.filter(
        act__actor_kind=actor.kind.value, act__actor_key=actor.key
    )
    return rows.select_related("act").order_by("-id")


def list_accesses(
    *, agency_keys: Iterable[int] | None, since: datetime | None = None
) -> QuerySet[PersonalAccess]:
    """Looks at data that the given agencies keep, newest first; None means all agencies."""
    rows: QuerySet[PersonalAccess] = PersonalAccess.objects.select_related("act").order_by("-id")
    if agency_keys is not None:
        rows = rows.filter(act__subject_agency_key__in=list(agency_keys))
    if since is not None:
        rows = rows.filter(act__at__gte=since)
    return rows


@dataclass(frozen=True, slots=True)
class Looks:
    """How many looks one actor took, at how many different people."""

    actor_kind: str
    actor_key: str
    actor_name: str
    looks: int
    people: int


def looks_by_actor(
    *, since: datetime, until: datetime, agency_keys: Iterable[int] | None = None
) -> list[Looks]:
    """Who looked how often in ``[since, until)``, the most first: what an inspector asks for."""
    rows = list_accesses(agency_keys=agency_keys, since=since).filter(act__at__lt=until)
    counted = (
        rows.order_by()
        .values("act__actor_kind", "act__actor_key", "act__actor_name")
        .annotate(looks=Count("id"), people=Count("subject", distinct=True))
        .order_by("-looks", "act__actor_key")
    )
    return [
        Looks(
            row["act__actor_kind"],
            row["act__actor_key"],
            row["act__actor_name"],
            row["looks"],
            row["people"],
        )
        for row in counted
    ]


def destroyed_people() -> dict[UUID, tuple[datetime, str]]:
    """Everybody whose key was destroyed: when, and on what basis."""
    rows = SubjectKey.objects.filter(destroyed_at__isnull=False)
    return {
        key: (when, basis)
        for key, when, basis in rows.values_list("pk", "destroyed_at", "basis")
        if when is not None
    }


def retention_list(*, agency_keys: Iterable[int] | None) -> QuerySet[RetentionEntry]:
    """People whose data waits for a sign-off, the longest due first; None means all agencies."""
    rows: QuerySet[RetentionEntry] = RetentionEntry.objects.select_related("subject")
    if agency_keys is not None:
        rows = rows.filter(agency_key__in=list(agency_keys))
    return rows.order_by("due_on", "id")


def destructions(*, agency_keys: Iterable[int] | None) -> QuerySet[Destruction]:
    """Lists with somebody whose data one of these bodies keeps, newest first; None means all."""
    rows: QuerySet[Destruction] = Destruction.objects.all()
    if agency_keys is not None:
        mine = DestructionLine.objects.filter(agency_key__in=list(agency_keys))
        rows = rows.filter(pk__in=mine.values("destruction"))
    return rows.order_by("-pk")


@dataclass(frozen=True, slots=True)
class KeyUse:
    """How many values of one column stand under one field key; ``here`` says if it is at hand."""

    column: str
    key_id: str
    count: int
    here: bool


def keys_in_use() -> list[KeyUse]:
    """Every field key that some value still needs, by column."""
    ring = current_ring()
    known = [key.id for key in ring.keys]
    uses: list[KeyUse] = []
    for column in sealed_columns():
        rows = _filled(column)
        left = rows.count()
        counts: dict[str, int] = {}
        for key_id in known:
            counts[key_id] = rows.filter(**{f"{column.field}__contains": f".{key_id}."}).count()
            left -= counts[key_id]
        if left:
            for key_id in _foreign_keys(rows, column, known):
                counts[key_id] = counts.get(key_id, 0) + 1
        uses += [
            KeyUse(column.label, key_id, count, key_id in known)
            for key_id, count in counts.items()
            if count
        ]
    return uses


def stale_rows(column: SealedColumn) -> QuerySet[Model]:
    """Rows whose value is not sealed with the current key and algorithm, by primary key."""
    rows = _filled(column).exclude(**{f"{column.field}__startswith": current_prefix()})
    return rows.order_by("pk")


def _filled(column: SealedColumn) -> QuerySet[Model]:
    return column.model._base_manager.exclude(**{column.field: ""}).exclude(
        **{f"{column.field}__isnull": True}
    )


def _foreign_keys(
    rows: QuerySet[Model], column: SealedColumn, known: Iterable[str]
) -> Iterator[str]:
    """The key of each value that none of the known keys sealed."""
    for key_id in known:
        rows = rows.exclude(**{f"{column.field}__contains": f".{key_id}."})
    for value in rows.values_list(column.field, flat=True).iterator(chunk_size=2000):
        try:
            yield parse_text(str(value)).key_id
        except SealBroken:
            yield UNKNOWN
