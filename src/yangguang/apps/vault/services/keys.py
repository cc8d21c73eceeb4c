"""Making and destroying people's keys."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID, uuid4

from django.db import connection, transaction

from yangguang.apps.audit.actors import Actor, ActorKind
from yangguang.apps.audit.services import Subject, new_act, record, record_many
from yangguang.apps.vault.models import RetentionEntry, SubjectKey
from yangguang.apps.vault.problems import NotAllowed
from yangguang.apps.vault.registry import forget_people
from yangguang.apps.vault.subjects import Subject as Person
from yangguang.apps.vault.subjects import unknown_person, wrap_new_key

BASIS_LENGTH = 300


def subject_of(key: UUID, agency_key: int | None) -> Subject:
    """How a person stands in the audit record: by the key's id, never by name."""
    return Subject("person", str(key), agency_key=agency_key)


def new_subject(*, by: Actor, at: datetime, agency_key: int | None = None) -> SubjectKey:
    """A key for one more person; ``agency_key`` is the agency that keeps the data."""
    return new_subjects(1, by=by, at=at, agency_key=agency_key)[0]


def new_subjects(
    count: int, *, by: Actor, at: datetime, agency_key: int | None = None
) -> list[SubjectKey]:
    """Keys for many people at once, as an import needs them."""
    ids = [uuid4() for _ in range(count)]
    rows = [SubjectKey(id=key, wrapped=wrap_new_key(key), created_at=at) for key in ids]
    keeper = agency_key if agency_key is not None else by.agency_key
    with transaction.atomic():
        SubjectKey.objects.bulk_create(rows, batch_size=500)
        record_many(
            new_act(by=by, at=at, verb="person.new-key", subject=subject_of(key, keeper))
            for key in ids
        )
    return rows


def destroy_subject(
    subject: Person, *, by: Actor, at: datetime, basis: str, agency_key: int | None = None
) -> SubjectKey:
    """Destroy the person's key and with it all their data, for good; again changes nothing.

    Registered owners drop digests and masks in the same transaction. ``basis`` names the rule or decision. Raises NotAllowed without one, and for the system acting
    on its own: destruction is signed by a person. 依据：个人信息保护法第四十七条.
    """
    if not basis.strip():
        raise NotAllowed("销毁个人信息须写明依据（保管期限规定或者批准文件），请填写后再提交。")
    if by.kind is ActorKind.SYSTEM:
        raise NotAllowed("销毁个人信息须由工作人员签字确认，系统不能自行销毁。请在到期清单中办理。")
    keeper = agency_key if agency_key is not None else by.agency_key
    with transaction.atomic():
        row = locked_key(subject)
        if row.destroyed_at is None:
            _destroy(row, destroyed_at=at, basis=basis, by=by, at=at, agency_key=keeper)
    return row


def destroy_again(
    destroyed: Mapping[UUID, tuple[datetime, str]], *, by: Actor, at: datetime
) -> int:
    """Destroy anew whom a restored backup has brought back; gives how many.

    ``destroyed`` gives person → when and on what basis it was done the first time; both are kept.
    """
    done = 0
    with transaction.atomic():
        rows = SubjectKey.objects.select_for_update().filter(destroyed_at__isnull=True)
        ids = list(destroyed)
        for start in range(0, len(ids), 500):
            for row in rows.filter(pk__in=ids[start : start + 500]):
                when, basis = destroyed[row.pk]
                _destroy(row, destroyed_at=when, basis=basis, by=by, at=at, agency_key=None)
                done += 1
    return done


def _destroy(
    row: SubjectKey,
    *,
    destroyed_at: datetime,
    basis: str,
    by: Actor,
    at: datetime,
    agency_key: int | None,
) -> None:
    _overwrite_on_disk()
    forget_people([row.pk])
    RetentionEntry.objects.filter(subject=row).delete()
    row.wrapped, row.destroyed_at, row.basis = "", destroyed_at, basis.strip()[:BASIS_LENGTH]
    row.save(update_fields=["wrapped", "destroyed_at", "basis"])
    record(
        by=by,
        at=at,
        verb="person.destroy",
        subject=subject_of(row.pk, agency_key),
        basis=row.basis,
    )


def locked_key(subject: Person) -> SubjectKey:
    """The person's row as it stands now, locked: one read earlier may be destroyed since."""
    key = subject.pk if isinstance(subject, SubjectKey) else subject
    row = SubjectKey.objects.select_for_update().filter(pk=key).first()
    if row is None:
        raise unknown_person(key)
    return row


def _overwrite_on_disk() -> None:
    """Have SQLite zero what it frees, and empty its log after commit, so that no copy stays.

    PostgreSQL drops the old row version at its next vacuum.
    """
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA secure_delete=ON")
    transaction.on_commit(_empty_log)


def _empty_log() -> None:
    with connection.cursor() as cursor:
        # A reader may hold the log for a moment; then the next checkpoint empties it.
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
