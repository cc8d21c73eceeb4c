"""Scanned pages, and pictures that lie in files, become searchable text: recognised one by one, kept with the machine's confidence.

Each page is kept in a transaction of its own, so that a run ended at any moment goes on where it
stopped. What a person has proofread is never recognised again.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from yangguang.apps.audit.actors import Actor
from yangguang.apps.audit.services import Subject, record
from yangguang.apps.events.services import emit
from yangguang.apps.files.models import FilePage, StoredFile
from yangguang.apps.files.scanreader import ScanParts, ScanReader, scan_reader
from yangguang.apps.files.selectors import read_content
from yangguang.text.document import Document, Paragraph, UnreadableDocument
from yangguang.text.ocr import LANGUAGE, engine_name
from yangguang.text.secrecy import secrecy_mark

SECONDS_AT_ONCE = 45.0
"""So long one periodic run reads; the worker has other work too."""
LONGEST_PAGE = 100_000
MOST_PICTURES = 50
"""Pictures of one file that are recognised; what is beyond is told."""
NOTHING = "文件里没有可读取的文字，也没有可以识别的图片。请核对原文件后重新上传。"


class NotRecognised(ValueError):
    """A page that cannot be proofread; the message is for the clerk."""


def recognise_waiting(at: datetime) -> None:
    """Read what waits, the newest first, for `SECONDS_AT_ONCE`; the rest waits for the next run."""
    ends = time.monotonic() + SECONDS_AT_ONCE
    # Somebody waits for the newest, while a stock of files taken over may need days. The pictures of
    # a text are kept behind the document that they came in, which then takes their words over.
    waiting = StoredFile.objects.filter(reading=StoredFile.Reading.SCAN).order_by("-pk")
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
    """Recognise the pages that have no text yet, and the pictures; False where ``ends`` (monotonic) came before the
    last of them.

    A page or a picture that cannot be read stays empty with confidence 0 and says why. A file on which a classification mark
    is recognised keeps no text at all and says so: it must not be here.
    """
    content = read_content(file)
    try:
        parts = reader.parts(content)
    except UnreadableDocument as error:
        _not_seen(file, str(error), at=at)
        return True
    if not parts.pages and not parts.pictures and not file.page_texts.exists():
        _finish(file, at=at, why=NOTHING)
        return True
    own = set(file.page_texts.filter(confidence=None).values_list("number", flat=True))
    known = set(file.page_texts.values_list("number", flat=True))
    for place in _places(parts, max(file.pages, parts.pages), own):
        if place.number in known:
            continue
        if ends is not None and time.monotonic() >= ends:
            return False
        try:
            found = _read(reader, content, place)
        except UnreadableDocument as error:
            found = _Found("", 0.0, str(error).rstrip("。"))
        if found is None:
            continue
        mark = secrecy_mark(Document((Paragraph(found.text),), "text/plain"))
        if mark:
            file.page_texts.all().delete()
            _finish(
                file, at=at,
                why=f"{place.named or f'第{place.number}页'}识别到密级标志（{mark}）。本系统是非涉密系统，"
                "请立即停止处理这个文件，报告保密工作机构并按规定清除。",
            )  # fmt: skip
            return True
        FilePage.objects.get_or_create(
            file=file,
            number=place.number,
            defaults={
                "text": found.text[:LONGEST_PAGE],
                "confidence": found.confidence,
                "proofread_at": found.proofread_at,
                "address": place.address,
                "place": place.named[:100],
                "unread_why": found.why[:200],
            },
        )
    _finish(file, at=at, pages=parts.pages)
    return True


def _not_seen(file: StoredFile, why: str, *, at: datetime) -> None:
    """What has words of its own keeps them; that the rest was not looked at is told."""
    if not file.page_texts.exists():
        _finish(file, at=at, why=why)
        return
    last = file.page_texts.order_by("number").values_list("number", flat=True).last() or 0
    FilePage.objects.create(
        file=file,
        number=max(last, file.pages) + 1,
        text="",
        confidence=0.0,
        place="文件里的图片和没有文字的页",
        unread_why=why.rstrip("。")[:200],
    )
    _finish(file, at=at)


@dataclass(frozen=True, slots=True)
class _Place:
    """A page, or behind the pages a picture by its address; ``beyond`` pictures are not looked at."""

    number: int
    address: str = ""
    named: str = ""
    beyond: bool = False


@dataclass(frozen=True, slots=True)
class _Found:
    text: str
    confidence: float
    why: str = ""
    proofread_at: datetime | None = None


def _places(parts: ScanParts, pages: int, own: Collection[int]) -> Iterator[_Place]:
    """The pages, then the pictures; one on a page that is recognised as a whole is seen with it."""
    for number in range(1, parts.pages + 1):
        yield _Place(number)
    pictures = [one for one in parts.pictures if not one.page or one.page in own]
    for at, one in enumerate(pictures[:MOST_PICTURES], start=pages + 1):
        yield _Place(at, one.address[:300], one.place)
    if len(pictures) > MOST_PICTURES:
        named = f"其余{len(pictures) - MOST_PICTURES}张图片"
        yield _Place(pages + MOST_PICTURES + 1, named=named, beyond=True)


def _read(reader: ScanReader, content: bytes, place: _Place) -> _Found | None:
    """What is read there; None for a mere sign. Raises UnreadableDocument."""
    if place.beyond:
        return _Found("", 0.0, f"一个文件最多识别{MOST_PICTURES}张图片")
    if not place.address:
        page = reader.read(content, place.number)
        return _Found(page.text, page.confidence, page.why)
    picture = reader.draw(content, place.address)
    if picture is None:
        return None
    # The same picture may stand in the text of a draft, recognised or even proofread already.
    alike = FilePage.objects.filter(
        file__sha256=picture.sha256, number=1, address="", unread_why="", confidence__isnull=False
    ).first()
    if alike is not None and alike.confidence is not None:
        return _Found(alike.text, alike.confidence, proofread_at=alike.proofread_at)
    found = reader.read_picture(picture)
    return _Found(found.text, found.confidence, found.why)


def proofread_page(*, page: FilePage, text: str, by: Actor, at: datetime) -> FilePage:
    """Put right what the machine misread, on a page or a picture. Raises NotRecognised for a page with
    a text of its own."""
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
            subject=Subject("file", str(current.file_id), current.shown_place),
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
