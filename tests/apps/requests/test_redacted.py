"""A file of the case is redacted, approved by somebody else, and goes out with the reply."""

from __future__ import annotations

from datetime import date

import pytest

from tests.builders.agencies import a_city
from tests.builders.requests import BY, at, being_handled
from yangguang.apps.audit.actors import Actor, ActorKind
from yangguang.apps.files.selectors import read_content
from yangguang.apps.files.services import NewPassage, add_marks, approve_redaction, make_copy
from yangguang.apps.requests.models import Attachment
from yangguang.apps.requests.services.materials import attach, redact, release_copy
from yangguang.apps.requests.workflow import NotPossible

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
    assert "王某某" in read_content(redaction.source).decode()
