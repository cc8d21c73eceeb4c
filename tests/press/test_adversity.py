"""A full disk, a folder that cannot be written to, a clock that was wrong: what is owed is done later."""

from __future__ import annotations

import errno
import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tests.builders.catalog import a_government, a_stored_file, an_attachment, an_item
from yangguang.apps.events.models import Event
from yangguang.config.command import worker
from yangguang.press import folder as folders
from yangguang.press import warming
from yangguang.press.folder import PressFolder
from yangguang.press.models import Page
from yangguang.press.services import Reason, recover

pytestmark = pytest.mark.django_db(transaction=True)
TRIED = [0]


@pytest.fixture
def full_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first file of a page still fits, its copies do not."""
    write = folders._write

    def refuse(path: Path, body: bytes) -> None:
        if path.suffix:
            path.write_bytes(body[:10])
            raise OSError(errno.ENOSPC, "No space left on device")
        write(path, body)

    monkeypatch.setattr(folders, "_write", refuse)


@pytest.mark.usefixtures("full_disk")
def test_a_full_disk_is_not_filled_further_and_the_reader_is_answered(
    folder: PressFolder, visitor: Client
) -> None:
    a_government()
    for _ in range(3):
        assert visitor.get("/newest/").status_code == 200
    assert list(folder.work.iterdir()) == []
    assert not (folder.live / "newest").exists()


def test_a_file_that_does_not_fit_leaves_nothing_behind(
    folder: PressFolder, visitor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_government()
    item = an_item()
    one = an_attachment(item, "附表", a_stored_file(b"%PDF-1.4 form", "application/pdf"))

    def refuse(given: Any, taken: Any, size: int) -> None:
        taken.write(b"%PDF")
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(folders.shutil, "copyfileobj", refuse)
    answer = visitor.get(f"/item/{item.pk}/attachment/{one.pk}/", follow=True)
    assert b"".join(answer.streaming_content) == b"%PDF-1.4 form"
    assert list(folder.work.iterdir()) == []


@pytest.mark.usefixtures("full_disk")
def test_pages_that_do_not_fit_stay_owed_and_hold_up_no_event(
    folder: PressFolder, visitor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_government()
    item = an_item()
    event = Event(kind="item.published", subject_key=str(item.pk), at=timezone.now())
    warming.on_events([event])
    assert not (folder.live / "item").exists()
    monkeypatch.undo()
    assert warming.warm([f"/item/{item.pk}/"], reason=Reason("试")).made == 1


def test_what_a_killed_process_left_is_swept_once_nobody_can_be_at_it(folder: PressFolder) -> None:
    folder.work.mkdir(parents=True)
    for name, minutes in (("old", 11), ("new", 9)):
        left = folder.work / name
        left.write_bytes(b"page")
        then = (timezone.now() - timedelta(minutes=minutes)).timestamp()
        os.utime(left, (then, then))
    recover(timezone.now())
    assert [one.name for one in folder.work.iterdir()] == ["new"]


def test_a_page_from_a_clock_that_was_ahead_is_made_again(
    folder: PressFolder, visitor: Client
) -> None:
    a_government()
    visitor.get("/newest/")
    ahead = timezone.now() + timedelta(days=200)
    Page.objects.update(state=Page.State.DUE, pressed_at=ahead)
    assert warming.warm_due(limit=10, at=timezone.now()).made == 1
    assert Page.objects.get(path="/newest/").pressed_at < ahead


def test_a_node_whose_folder_cannot_be_written_to_keeps_trying(
    folder: PressFolder, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.PRESS_NODE = "web-1"

    def refuse(*_: object, **__: object) -> None:
        TRIED[0] += 1
        raise OSError(errno.EROFS, "Read-only file system")

    monkeypatch.setattr(warming, "tend", refuse)
    monkeypatch.setattr("yangguang.press.nodes.follow", refuse)
    worker.tend_node()
    assert worker.follow_nodes() is False
    assert TRIED == [2]
