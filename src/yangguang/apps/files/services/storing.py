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
from yangguang.apps.files.scanreader import scan_parts
from yangguang.text.document import Document, UnreadableDocument
from yangguang.text.extract.traces import TracedDocument

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


_PAGED = frozenset({"application/pdf", "application/ofd"})
SCANNED_TYPES = frozenset({"image/png", "image/jpeg", "image/tiff"})
"""Pictures that are taken for scans: what words they hold is recognised afterwards."""


_PICTURES = (b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"II*\0", b"MM\0*", b"BM", b"RIFF")


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
    why, scan = "", False
    if document is None:
        media_type = media_type or _type_of(data)
        try:
            document = read_document(data, media_type=media_type)
        except UnreadableDocument as error:
            why = str(error)
            scan = media_type in SCANNED_TYPES
            if error.code == "no-text" and not scan:
                scan, told = _shown_only(data)
                media_type = media_type or told
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
                "reading": _reading(document, scan=scan),
                "unreadable_why": "" if scan else why,
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


def _reading(document: Document | None, *, scan: bool) -> str:
    """Whether text was read, is to be recognised (of pages without it and of pictures, too), or
    cannot be had."""
    if document is None:
        return StoredFile.Reading.SCAN if scan else StoredFile.Reading.UNREADABLE
    without = document.media_type in _PAGED and any(
        not document.page_text(page).strip() for page in range(1, document.pages + 1)
    )
    without = without or (isinstance(document, TracedDocument) and document.held > 0)
    return StoredFile.Reading.SCAN if without else StoredFile.Reading.READ


def _shown_only(data: bytes) -> tuple[bool, str]:
    """Whether a file without words has something to recognise, and what it is, where that is told."""
    if b"%PDF-" in data[:1024] or data.startswith(_PICTURES):
        return True, ""
    if not data.startswith(b"PK"):
        return False, ""
    try:
        parts = scan_parts(data)
    except UnreadableDocument:
        # What is wrong with it was told when it was read.
        return False, ""
    return bool(parts.pages or parts.pictures), parts.media_type


def _type_of(data: bytes) -> str:
    """The media type of what could not be read, where its first bytes tell it."""
    if b"%PDF-" in data[:1024]:
        return "application/pdf"
    marks = {b"\x89PNG": "image/png", b"\xff\xd8\xff": "image/jpeg", b"II*\0": "image/tiff"}
    return next((kind for mark, kind in marks.items() if data.startswith(mark)), "")
