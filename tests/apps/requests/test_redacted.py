"""A file of the case is redacted, approved by somebody else, and goes out with the reply."""

from __future__ import annotations

import contextlib
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings

from tests.builders.agencies import a_city
from tests.builders.requests import BY, at, being_handled
from yangguang.apps.audit.actors import Actor, ActorKind
from yangguang.apps.files.models import FilePage, Redaction, StoredFile
from yangguang.apps.files.selectors import read_content
from yangguang.apps.files.services import (
    NewArea,
    NewPassage,
    add_marks,
    approve_redaction,
    make_copy,
    source_bytes,
)
from yangguang.apps.requests.models import Attachment
from yangguang.apps.requests.services.materials import attach, redact, release_copy
from yangguang.apps.requests.workflow import NotPossible
from yangguang.apps.vault.problems import Destroyed
from yangguang.apps.vault.selectors import accesses_of
from yangguang.apps.vault.services import destroy_subject
from yangguang.apps.vault.services.access import MACHINE

pytestmark = pytest.mark.django_db
HEAD = Actor(ActorKind.STAFF, "9", "负责人")
TEXT = "监测点设在王某某家，水质合格。"
DAY = date(2026, 3, 3)


def test_only_the_approved_copy_reaches_the_applicant() -> None:
    application = being_handled(a_city().health)
    source = attach(
        application=application,
        purpose=Attachment.Purpose.SOURCE,
        name="结果.txt",
        data=TEXT.encode(),
        by=BY,
        at=at(DAY),
    )
    assert source.released is False
    redaction = redact(attachment=source, by=BY, at=at(DAY))
    start = TEXT.index("王某某")
    add_marks(
        redaction=redaction,
        marks=[NewPassage(1, start, start + 3)],
        exemption="privacy",
        reason="个人姓名",
        by=BY,
        at=at(DAY),
    )
    copy = make_copy(redaction=redaction, words=True, form="text", by=BY, at=at(DAY))
    redaction.refresh_from_db()
    with pytest.raises(NotPossible, match="审核同意"):
        release_copy(redaction=redaction, application=application, by=BY, at=at(DAY))
    approve_redaction(redaction=redaction, copy=copy, by=HEAD, at=at(DAY))
    redaction.refresh_from_db()
    given = release_copy(redaction=redaction, application=application, by=BY, at=at(DAY))
    again = release_copy(redaction=redaction, application=application, by=BY, at=at(DAY))
    assert given.pk == again.pk
    assert given.released is True
    assert "王某某" not in read_content(given.file).decode("utf-8", "ignore")
    assert "王某某" in source_bytes(redaction, by=BY, at=at(DAY)).decode()


def test_no_copy_in_clear_is_written_while_a_sealed_original_is_worked_on() -> None:
    """Neither while it is worked on nor afterwards; nor is its text read into the store."""
    application = being_handled(a_city().health)
    words = f"{TEXT}\n只在这份原件里的一句话，别的测试没有写过。".encode()
    source = attach(
        application=application, purpose=Attachment.Purpose.SOURCE, name="结果.txt",
        data=words, by=BY, at=at(DAY),
    )  # fmt: skip
    files, pages = StoredFile.objects.count(), FilePage.objects.count()
    redaction = redact(attachment=source, by=BY, at=at(DAY))
    add_marks(
        redaction=redaction, marks=[NewArea(1, 1, 1, 2, 2)], exemption="privacy", reason="姓名",
        by=BY, at=at(DAY),
    )  # fmt: skip
    assert (StoredFile.objects.count(), FilePage.objects.count()) == (files, pages)
    # A server of an earlier test may still be writing files of its own: what counts is what they hold.
    assert not [data for data in everything_on_disk() if words in data]
    key = application.applicant.subject_key
    kept = accesses_of(key).filter(act__verb=MACHINE, fields__0=f"file/{source.pk}")
    assert kept.count() == 1


def test_the_original_goes_with_the_key_of_its_owner() -> None:
    application = being_handled(a_city().health)
    source = attach(
        application=application, purpose=Attachment.Purpose.SOURCE, name="结果.txt",
        data=TEXT.encode(), by=BY, at=at(DAY),
    )  # fmt: skip
    redaction = redact(attachment=source, by=BY, at=at(DAY))
    destroy_subject(application.applicant.subject_key, by=HEAD, at=at(DAY), basis="期满")
    with pytest.raises(Destroyed):
        source_bytes(redaction, by=BY, at=at(DAY))
    assert not Redaction.objects.exists()


def everything_on_disk() -> list[bytes]:
    """What lies in the folder of files; one of another test that is gone by now holds nothing."""
    found = []
    for path in Path(settings.FILES_FOLDER).rglob("*"):
        with contextlib.suppress(FileNotFoundError, IsADirectoryError):
            found.append(path.read_bytes())
    return found
