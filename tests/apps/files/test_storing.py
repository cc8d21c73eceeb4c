"""Stored files: once by content, with their pages, and with the reason where they cannot be read."""

from datetime import date
from pathlib import Path

import pytest

from tests.builders.catalog import noon
from yangguang.apps.files.models import StoredFile
from yangguang.apps.files.selectors import content_path
from yangguang.apps.files.services import store_file

pytestmark = pytest.mark.django_db
AT = noon(date(2026, 5, 6))


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, settings: object) -> None:
    settings.FILES_FOLDER = tmp_path  # type: ignore[attr-defined]


def test_the_same_bytes_are_kept_once() -> None:
    first = store_file(data="第一行\n第二行".encode(), at=AT)
    second = store_file(data="第一行\n第二行".encode(), at=AT)
    assert first == second
    assert content_path(first).read_bytes() == "第一行\n第二行".encode()
    assert first.page_texts.get().text == "第一行\n第二行"


def test_a_file_that_cannot_be_read_is_kept_with_the_reason() -> None:
    stored = store_file(data=b"%PDF-1.7 broken", at=AT)
    assert stored.reading == StoredFile.Reading.UNREADABLE
    assert stored.unreadable_why.endswith("。")
    assert content_path(stored).exists()
