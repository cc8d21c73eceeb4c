"""Finding stored files again, and what has been marked in them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from django.conf import settings
from django.db.models import QuerySet

from yangguang.apps.files.models import Redaction, RedactionMark, ReleasedCopy, StoredFile
from yangguang.apps.files.redaction.marks import Area, Mark, Passage


def content_path(file: StoredFile) -> Path:
    """Where the bytes lie on disk."""
    return Path(settings.FILES_FOLDER) / file.path


def read_content(file: StoredFile) -> bytes:
    """The bytes. Raises FileNotFoundError where the folder has lost them."""
    return content_path(file).read_bytes()


def redactions_of(subject_kind: str, subject_key: str) -> QuerySet[Redaction]:
    """The redactions made for one record, the newest first."""
    return Redaction.objects.filter(
        subject_kind=subject_kind, subject_key=subject_key
    ).select_related("agency", "source", "approved_copy")


def marks_of(redaction: Redaction) -> list[Mark]:
    """What is marked, as values for the workshop, in a fixed order."""
    return [mark_value(row) for row in redaction.marks.all()]


def mark_value(row: RedactionMark) -> Mark:
    """One mark as a value."""
    if row.kind == RedactionMark.Kind.PASSAGE:
        return Passage(row.page, row.start or 0, row.end or 0)
    return Area(row.page, row.x0 or 0.0, row.y0 or 0.0, row.x1 or 0.0, row.y1 or 0.0)


def newest_copy(redaction: Redaction) -> ReleasedCopy | None:
    """The copy made last; it may no longer fit the marks while the state is draft."""
    return redaction.copies.select_related("file").order_by("-made_at", "-pk").first()


def places_of_phrase(texts: dict[int, str], phrase: str) -> list[tuple[int, int, int]]:
    """Every occurrence of a phrase as (page, start, end); blanks and line ends inside it count not."""
    signs = [re.escape(sign) for sign in phrase if not sign.isspace()]
    if not signs:
        return []
    pattern = re.compile(r"\s*".join(signs))
    return [
        (page, match.start(), match.end())
        for page, text in sorted(texts.items())
        for match in pattern.finditer(text)
    ]


def exemptions_used(marks: Sequence[RedactionMark]) -> list[str]:
    """Keys of the grounds on which something was taken out, each once."""
    return list(dict.fromkeys(mark.exemption for mark in marks))
