"""Reading personal data in clear: every reading leaves a row, in its own transaction.

Whatever shows an unmasked value anywhere in the product goes through `reveal`. What the system
opens for somebody to set it into a letter or to work on a file is kept as well, and told apart as
work of the machine. Masks for lists are not: they come from `subjects.unseal_many`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from yangguang.apps.audit.actors import Actor
from yangguang.apps.audit.services import Subject as Record
from yangguang.apps.audit.services import new_act, record
from yangguang.apps.vault.models import PersonalAccess
from yangguang.apps.vault.problems import NotAllowed
from yangguang.apps.vault.services.keys import locked_key, subject_of
from yangguang.apps.vault.subjects import Subject, unseal_bytes_for, unseal_for

PAGE_LENGTH = 300
LOOK = "person.reveal"
MACHINE = "person.process"
"""The verbs under which a look by a person and a reading by the system stand in the record."""


def reveal(
    subject: Subject,
    sealed: Mapping[str, str],
    fields: Sequence[str],
    *,
    by: Actor,
    at: datetime,
    why: str,
    page: str = "",
    agency_key: int | None = None,
    machine: bool = False,
) -> dict[str, str]:
    """Field → text in clear, for the fields asked for; who, why and from which page is kept.

    ``machine``: it is read to be set into a letter or to be worked on, and shown to nobody here.
    Nothing is kept and nothing given where a value does not open. Raises NotAllowed without a
    reason, Destroyed, SealBroken, and KeyError for a field that is not among the sealed.
    """
    with transaction.atomic():
        row = locked_key(subject)
        opened = {field: unseal_for(row, sealed[field], field) for field in fields}
        log_access(
            [row.pk],
            by=by,
            at=at,
            why=why,
            fields=fields,
            page=page,
            agency_key=agency_key,
            machine=machine,
        )
    return opened


def reveal_bytes(
    subject: Subject,
    data: bytes,
    field: str,
    *,
    by: Actor,
    at: datetime,
    why: str,
    page: str = "",
    agency_key: int | None = None,
    machine: bool = False,
) -> bytes:
    """A sealed file's content in clear, kept and refused as in `reveal`."""
    with transaction.atomic():
        row = locked_key(subject)
        opened = unseal_bytes_for(row, data, field)
        log_access(
            [row.pk],
            by=by,
            at=at,
            why=why,
            fields=[field],
            page=page,
            agency_key=agency_key,
            machine=machine,
        )
    return opened


def log_record_look(
    *, by: Actor, at: datetime, asked: Mapping[str, str], rows: int, taken_away: bool = False
) -> None:
    """Keep that somebody read the record of looks itself, by which filter, and how many rows."""
    with transaction.atomic():
        record(
            by=by,
            at=at,
            verb="person.export-looks" if taken_away else "person.list-looks",
            subject=Record("person-looks", "", "个人信息查看记录", by.agency_key),
            after={**asked, "rows": rows},
        )


def log_access(
    subjects: Iterable[UUID],
    *,
    by: Actor,
    at: datetime,
    why: str,
    fields: Sequence[str],
    page: str = "",
    agency_key: int | None = None,
    machine: bool = False,
) -> list[PersonalAccess]:
    """Keep that these people's data was looked at: one act, and a row for each person.

    ``agency_key`` is the agency that keeps the data, the actor's own by default. Raises
    NotAllowed without a reason.
    """
    reason = why.strip()
    if not reason:
        raise NotAllowed("查看完整的个人信息须写明用途，例如“核对寄送地址”。请填写后再查看。")
    people = list(dict.fromkeys(subjects))
    if not people:
        return []
    keeper = agency_key if agency_key is not None else by.agency_key
    about = (
        subject_of(people[0], keeper)
        if len(people) == 1
        else Record("person-list", "", f"{len(people)} 人", keeper)
    )
    with transaction.atomic():
        # Its rows name the act, so it is written now even where others are gathered.
        act = new_act(
            by=by,
            at=at,
            verb=MACHINE if machine else LOOK,
            subject=about,
            reason=reason,
            after={
                "persons": [str(one) for one in people],
                "fields": list(fields),
                "page": page,
            },
        )
        act.save(force_insert=True)
        rows = [
            PersonalAccess(act=act, subject_id=one, fields=list(fields), page=page[:PAGE_LENGTH])
            for one in people
        ]
        PersonalAccess.objects.bulk_create(rows, batch_size=500)
    return rows
