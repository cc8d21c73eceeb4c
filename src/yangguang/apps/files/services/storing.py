"""Keeping files: once by content, written so that a crash leaves the old state or the new one."""

from __future__ import annotations

import hashlib
import os
import tempfile
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction

from yangguang.apps.files.models import FilePage, StoredFile
from yangguang.apps.files.sandbox import read_document
from yangguang.text.document import Document, UnreadableDocument

SUFFIXES = {
    "application/pdf": ".pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
    "application/vnd.ms-excel": ".xls",
    "application/msword": ".doc",
    "application/ofd": ".ofd",
    "text/plain": ".txt",
    "text/html": ".html",
    "text/csv": ".csv",
    "image/png": ".png",
    "image/jpeg": ".jpg",
}
"""Media types that are served as such; everything else goes out as application/octet-stream."""


def write_content(data: bytes) -> tuple[str, str]:
    """Put the bytes into the files folder; gives (sha256, path relative to the folder)."""
    digest = hashlib.sha256(data).hexdigest()
    relative = f"{digest[:2]}/{digest[2:4]}/{digest}"
    target = Path(settings.FILES_FOLDER) / relative
    if target.exists() and target.stat().st_size == len(data):
        return digest, relative
    target.parent.mkdir(parents=True, exist_ok=True)
    descriptor, temporary = tempfile.mkstemp(dir=target.parent)
    try:
        with os.fdopen(descriptor, "wb") as handle:
            handle.write(data)
            handle.flush()
            os.fsync(handle.fileno())
        Path(temporary).replace(target)
    except OSError:
        Path(temporary).unlink(missing_ok=True)
        raise
    return digest, relative


def store_file(
    *, data: bytes, at: datetime, document: Document | None = None, media_type: str = ""
) -> StoredFile:
    """Keep a file; the same bytes again give the row that is there already.

    ``document`` is what the caller has read out of it already; otherwise it is read now, in the
    sandbox, and a file that cannot be read is kept with the reason.
    """
    digest = hashlib.sha256(data).hexdigest()
    existing = StoredFile.objects.filter(sha256=digest).first()
    if existing is not None:
        return existing
    why = ""
    if document is None:
        try:
            document = read_document(data, media_type=media_type)
        except UnreadableDocument as error:
            why = str(error)
    _, relative = write_content(data)
    with transaction.atomic():
        stored, created = StoredFile.objects.get_or_create(
            sha256=digest,
            defaults={
                "path": relative,
                "size": len(data),
                "media_type": (document.media_type if document else media_type)
                or "application/octet-stream",
                "stored_at": at,
                "reading": StoredFile.Reading.READ if document else StoredFile.Reading.UNREADABLE,
                "unreadable_why": why,
                "pages": document.pages if document else 0,
            },
        )
        if created and document is not None:
            FilePage.objects.bulk_create(
                [
                    FilePage(file=stored, number=page, text=text)
                    for page in range(1, document.pages + 1)
                    if (text := document.page_text(page))
                ]
            )
    return stored
