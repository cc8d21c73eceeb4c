"""Scans become text that is found, with the machine's confidence; a person can put it right."""

from __future__ import annotations

import time
from datetime import UTC, datetime

import pytest

from tests.builders.agencies import BY
from tests.builders.scans import drawn, scan
from yangguang.apps.audit.models import Act
from yangguang.apps.events.models import Event
from yangguang.apps.files.models import FilePage, StoredFile
from yangguang.apps.files.scanreader import ScannedPage, ScanParts, ScanReader, scan_reader
from yangguang.apps.files.services import recognising
from yangguang.apps.files.services.recognising import (
    NotRecognised,
    proofread_page,
    recognise_again,
    recognise_file,
    recognise_waiting,
)
from yangguang.apps.files.services.storing import store_file
from yangguang.text.ocr import Piece, put_in_order

AT = datetime(2026, 11, 20, 1, tzinfo=UTC)


@pytest.mark.django_db
def test_a_scan_is_read_page_by_page_and_says_by_what_and_how_surely() -> None:
    file = store_file(
        data=scan(
            drawn("石桥县供水管网改造工程公示", "受理电话：0123-7654321"),
            drawn("第二页写明工期二百四十天", turned=90),
        ),
        at=AT,
    )
    assert file.reading == StoredFile.Reading.SCAN
    assert not file.page_texts.exists()
    with scan_reader() as reader:
        assert not recognise_file(file=file, reader=reader, at=AT, ends=time.monotonic() - 1)
        assert file.reading == StoredFile.Reading.SCAN
        assert recognise_file(file=file, reader=reader, at=AT)
    file.refresh_from_db()
    first, second = file.page_texts.all()
    assert first.text.splitlines() == ["石桥县供水管网改造工程公示", "受理电话：0123-7654321"]
    assert "工期二百四十天" in second.text
    assert first.confidence is not None
    assert 0.8 < first.confidence <= 1
    assert (file.reading, file.pages) == (StoredFile.Reading.READ, 2)
    assert "rapidocr-onnxruntime" in file.recogniser
    assert "简体中文" in file.recogniser
    told = Event.objects.filter(kind="file.recognised", subject_key=str(file.pk))
    assert told.count() == 1

    proofread_page(page=first, text="石桥县供水管网改造工程公示\n更正", by=BY, at=AT)
    recognise_again(file=file, by=BY, at=AT)
    assert list(file.page_texts.values_list("number", flat=True)) == [1]
    asked: list[int] = []

    class Once(ScanReader):
        def __init__(self) -> None:
            pass

        def parts(self, data: bytes) -> ScanParts:
            return ScanParts(2)

        def read(self, data: bytes, page: int) -> ScannedPage:
            asked.append(page)
            return ScannedPage("再读一次", 0.9)

    assert recognise_file(file=file, reader=Once(), at=AT)
    assert asked == [2]
    verbs = Act.objects.filter(subject_key=str(file.pk)).values_list("verb", flat=True)
    assert list(verbs.order_by("pk")) == ["file.proofread", "file.recognise-again"]


@pytest.mark.django_db
def test_a_classification_mark_on_a_scan_leaves_no_text_and_is_told() -> None:
    file = store_file(data=scan(drawn("机密★10年", "某项工作的通知")), at=AT)
    recognise_waiting(AT)
    file.refresh_from_db()
    assert file.reading == StoredFile.Reading.UNREADABLE
    assert "密级标志" in file.unreadable_why
    assert not file.page_texts.exists()


@pytest.mark.django_db
def test_a_damaged_picture_is_named_and_does_not_wait_for_ever() -> None:
    file = store_file(data=b"\x89PNG\r\n\x1a\n" + bytes(200), at=AT)
    assert file.reading == StoredFile.Reading.SCAN
    recognise_waiting(AT)
    file.refresh_from_db()
    assert file.reading == StoredFile.Reading.UNREADABLE
    assert file.unreadable_why


@pytest.mark.django_db
def test_text_of_the_files_own_is_not_proofread() -> None:
    file = store_file(data="一段文字".encode(), at=AT, media_type="text/plain")
    page = FilePage.objects.get(file=file)
    with pytest.raises(NotRecognised, match="来自文件本身"):
        proofread_page(page=page, text="别的", by=BY, at=AT)


@pytest.mark.django_db
def test_nothing_waits_and_no_reader_is_started(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(recognising, "scan_reader")
    recognise_waiting(AT)


def test_boxes_of_one_row_are_cells_from_left_to_right() -> None:
    pieces = [
        Piece("12.5", 0.9, 400, 102, 460, 130),
        Piece("项目", 0.99, 10, 50, 70, 80),
        Piece("金额（万元）", 0.99, 400, 52, 540, 81),
        Piece("水", 0.8, 10, 100, 40, 130),
        Piece("费", 0.8, 42, 101, 70, 131),
    ]
    found = put_in_order(pieces)
    assert found.text == "项目\t金额（万元）\n水费\t12.5"
    assert found.confidence == 0.9371
    assert put_in_order([]).confidence == 0
