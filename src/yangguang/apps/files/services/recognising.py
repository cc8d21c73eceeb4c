"""Scanned pages become searchable text: recognised page by page, kept with the machine's confidence.

Each page is kept in a transaction of its own, so that a run ended at any moment goes on where it
stopped. What a person has proofread is never recognised again.
"""

from __future__ import annotations

import time
from datetime import datetime

from django.db import transaction

from yangguang.apps.audit.actors import Actor
from yangguang.apps.audit.services import Subject, record
from yangguang.apps.events.services import emit
from yangguang.apps.files.models import FilePage, StoredFile
from yangguang.apps.files.selectors import read_content
from yangguang.apps.files.workshop import FileBytes, ScanReader, scan_reader
from yangguang.text.document import Document, Paragraph, UnreadableDocument
from yangguang.text.ocr import LANGUAGE, engine_name
from yangguang.text.secrecy import secrecy_mark

SECONDS_AT_ONCE = 45.0
"""So long one periodic run reads; the worker has other work too."""
LONGEST_PAGE = 100_000


class NotRecognised(ValueError):
    """A page that cannot be proofread; the message is for the clerk."""


def recognise_waiting(at: datetime) -> None:
    """Read what waits, the oldest first, for `SECONDS_AT_ONCE`; the rest waits for the next run."""
    ends = time.monotonic() + SECONDS_AT_ONCE
    waiting = StoredFile.objects.filter(reading=StoredFile.Reading.SCAN).order_by("pk")
    if not waiting.exists():
        return
    with scan_reader() as reader:
        while time.monotonic() < ends:
            file = waiting.first()
            if file is None or not recognise_file(file=file, reader=reader, at=at, ends=ends):
                return


def recognise_file(
    *, file: StoredFile, reader: ScanReader, at: datetime, ends: float | None = None
) -> bool:
    """Recognise the pages that have no text yet; False where ``ends`` (monotonic) came before the
    last of them.

    A page that cannot be read stays empty with confidence 0. A file on which a classification mark
    is recognised keeps no text at all and says so: it must not be here.
    """
    content = FileBytes(read_content(file), media_type=file.media_type)
    try:
        pages = reader.count(content)
    except UnreadableDocument as error:
        _finish(file, at=at, why=str(error))
        return True
    known = set(file.page_texts.values_list("number", flat=True))
    for number in range(1, pages + 1):
        if number in known:
            continue
        if ends is not None and time.monotonic() >= ends:
            return False
        try:
            found = reader.read(content, number)
            text, confidence = found.text[:LONGEST_PAGE], found.confidence
        except UnreadableDocument:
            text, confidence = "", 0.0
        mark = secrecy_mark(Document((Paragraph(text),), "text/plain"))
        if mark:
            file.page_texts.all().delete()
            _finish(
                file, at=at,
                why=f"第{number}页识别到密级标志（{mark}）。本系统是非涉密系统，请立即停止处理这个文件，"
                "报告保密工作机构并按规定清除。",
            )  # fmt: skip
            return True
        FilePage.objects.get_or_create(
            file=file, number=number, defaults={"text": text, "confidence": confidence}
        )
    _finish(file, at=at, pages=pages)
    return True


def proofread_page(*, page: FilePage, text: str, by: Actor, at: datetime) -> FilePage:
    """Put right what the machine misread. Raises NotRecognised for a page with a text of its own."""
    with transaction.atomic():
        current = FilePage.objects.select_for_update().select_related("file").get(pk=page.pk)
        if current.confidence is None:
            raise NotRecognised("这一页的文字来自文件本身，不是机器识别的，不能在这里修改。")
        if len(text) > LONGEST_PAGE:
            raise NotRecognised(f"一页文字最多 {LONGEST_PAGE} 字，请核对后再保存。")
        before = current.text
        current.text, current.proofread_at = text, at
        current.save(update_fields=["text", "proofread_at"])
        record(
            by=by,
            at=at,
            verb="file.proofread",
            subject=Subject("file", str(current.file_id), f"第{current.number}页"),
            before={"characters": len(before)},
            after={"characters": len(text), "changed": before != text},
        )
        emit(at=at, kind="file.recognised", subject_key=str(current.file_id))
    return current


def recognise_again(*, file: StoredFile, by: Actor, at: datetime) -> None:
    """Have the pages that nobody proofread read once more."""
    with transaction.atomic():
        current = StoredFile.objects.select_for_update().get(pk=file.pk)
        current.page_texts.filter(confidence__isnull=False, proofread_at=None).delete()
        current.reading, current.unreadable_why = StoredFile.Reading.SCAN, ""
        current.save(update_fields=["reading", "unreadable_why"])
        record(
            by=by, at=at, verb="file.recognise-again",
            subject=Subject("file", str(current.pk), current.sha256[:12]),
        )  # fmt: skip


def _finish(file: StoredFile, *, at: datetime, pages: int = 0, why: str = "") -> None:
    with transaction.atomic():
        file.reading = StoredFile.Reading.UNREADABLE if why else StoredFile.Reading.READ
        file.unreadable_why = why
        file.pages = pages or file.pages
        file.recogniser = f"{engine_name()}，{LANGUAGE}"[:120]
        file.save(update_fields=["reading", "unreadable_why", "pages", "recogniser"])
        emit(at=at, kind="file.recognised", subject_key=str(file.pk))
