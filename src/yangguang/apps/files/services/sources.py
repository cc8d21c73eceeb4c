"""The file that a redaction works on: stored in clear, or encrypted under the key of a person.

What a person handed in stays encrypted on disk while it is worked on. Its bytes are in clear only in
memory, in the process that asks and in the sandboxed one, so that nothing is left behind by either,
however it ends. Each opening is kept as an access to personal data.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings

from yangguang.apps.audit.actors import Actor
from yangguang.apps.files.models import Redaction, StoredFile
from yangguang.apps.files.selectors import read_content
from yangguang.apps.vault.services import reveal_bytes

WHY = "区分处理"


@dataclass(frozen=True, slots=True)
class SealedSource:
    """A file that lies encrypted: where (relative to the files folder), for whom, and as what."""

    place: str
    person: UUID
    field: str
    media_type: str


def content_from(
    source: StoredFile | SealedSource,
    *,
    by: Actor,
    at: datetime,
    page: str = "",
    agency_key: int | None = None,
    shown: bool = False,
) -> bytes:
    """The bytes in clear; ``shown`` says that a person sees them and not only the machine.

    Raises FileNotFoundError where the folder has lost them, Destroyed after the key is gone.
    """
    if isinstance(source, StoredFile):
        return read_content(source)
    return reveal_bytes(
        source.person,
        (Path(settings.FILES_FOLDER) / source.place).read_bytes(),
        source.field,
        by=by,
        at=at,
        why=WHY,
        page=page,
        agency_key=agency_key,
        machine=not shown,
    )


def source_bytes(
    redaction: Redaction, *, by: Actor, at: datetime, page: str = "", shown: bool = False
) -> bytes:
    """The bytes of a redaction's source, as `content_from`."""
    return content_from(
        _source_of(redaction),
        by=by,
        at=at,
        page=page or f"redaction:{redaction.pk}",
        agency_key=redaction.agency_id,
        shown=shown,
    )


def columns_of(source: StoredFile | SealedSource) -> dict[str, Any]:
    """What a redaction's row keeps of its source."""
    if isinstance(source, StoredFile):
        return {"source": source}
    return {
        "sealed_source": source.place,
        "sealed_for": source.person,
        "sealed_field": source.field,
    }


def _source_of(redaction: Redaction) -> StoredFile | SealedSource:
    if redaction.source is not None:
        return redaction.source
    if redaction.sealed_for is None:
        raise LookupError(f"redaction {redaction.pk} has no source")
    return SealedSource(
        redaction.sealed_source,
        redaction.sealed_for,
        redaction.sealed_field,
        redaction.source_type,
    )
