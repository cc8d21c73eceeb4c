"""区分处理 as acts: what is refused, what is kept, and that nobody approves their own marks."""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path

import pytest

from tests.builders.agencies import an_agency
from tests.builders.catalog import noon
from tests.builders.papers import ID, NAME, a_pdf, a_scan, a_word_file, a_workbook
from yangguang.apps.agencies.verdicts import Refused
from yangguang.apps.audit.actors import Actor, ActorKind
from yangguang.apps.audit.models import Act
from yangguang.apps.files.models import Redaction, RedactionMark, ReleasedCopy, StoredFile
from yangguang.apps.files.releasecheck.finding import Severity
from yangguang.apps.files.selectors import (
    marks_of,
    newest_copy,
    places_of_phrase,
    read_content,
    redactions_of,
)
from yangguang.apps.files.services import (
    NewArea,
    NewPassage,
    NotPossible,
    add_marks,
    approve_redaction,
    make_copy,
    may_approve,
    open_redaction,
    remove_mark,
    store_file,
)
from yangguang.apps.files.workshop import FileBytes, check_release, describe, picture, places

pytestmark = pytest.mark.django_db
AT = noon(date(2026, 5, 6))
CLERK = Actor(ActorKind.STAFF, "1", "周某")
HEAD = Actor(ActorKind.STAFF, "2", "吴某")


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, settings: object) -> None:
    settings.FILES_FOLDER = tmp_path  # type: ignore[attr-defined]


def a_redaction(data: bytes | None = None, name: str = "请示.pdf") -> Redaction:
    stored = store_file(data=data or a_pdf(), at=AT)
    return open_redaction(
        source=stored,
        agency=an_agency("清源市卫生健康委员会"),
        title="请示（公开版）",
        name=name,
        by=CLERK,
        at=AT,
        subject_kind="application",
        subject_key="7",
    )


def mark(redaction: Redaction, *phrases: str, by: Actor = CLERK) -> list[RedactionMark]:
    file = FileBytes(read_content(redaction.source), redaction.source_name)
    texts = describe(file).texts
    marks = [NewPassage(*place) for phrase in phrases for place in places_of_phrase(texts, phrase)]
    return add_marks(
        redaction=redaction,
        marks=marks,
        exemption="third-party-privacy",
        reason="涉及个人隐私",
        by=by,
        at=AT,
    )


def test_from_the_first_mark_to_the_approved_copy() -> None:
    redaction = a_redaction()
    mark(redaction, ID, NAME)
    copy = make_copy(redaction=redaction, words=True, by=CLERK, at=AT)
    assert redaction.state == Redaction.State.PROVED
    assert all(passed for _, passed, _ in copy.proof)
    assert copy.source_sha256 == redaction.source.sha256
    assert copy.sha256 == hashlib.sha256(read_content(copy.file)).hexdigest()
    text = describe(FileBytes(read_content(copy.file))).texts[1]
    assert NAME not in text
    assert "以下内容可以公开" in text
    approve_redaction(redaction=redaction, copy=copy, by=HEAD, at=AT)
    assert redaction.state == Redaction.State.APPROVED
    assert redaction.approved_copy == copy
    assert list(Act.objects.order_by("id").values_list("verb", flat=True).filter(subject_kind="redaction")) == [
        "redaction.open", "redaction.mark", "redaction.prove", "redaction.approve",
    ]  # fmt: skip
    assert list(redactions_of("application", "7")) == [redaction]


def test_the_record_of_acts_does_not_repeat_what_was_taken_out() -> None:
    redaction = a_redaction()
    mark(redaction, ID)
    make_copy(redaction=redaction, words=False, by=CLERK, at=AT)
    said = str(list(Act.objects.values())) + str(list(RedactionMark.objects.values()))
    assert ID not in said


@pytest.mark.parametrize(
    ("data", "name", "form"),
    [
        (a_word_file(), "a.docx", "pdf"),
        (a_word_file(), "a.docx", "text"),
        (a_workbook(hidden_sheet=True), "a.xlsx", "pdf"),
    ],
)
def test_files_of_words_are_rebuilt(data: bytes, name: str, form: str) -> None:
    redaction = a_redaction(data, name)
    mark(redaction, "补贴" if name == "a.xlsx" else ID)
    copy = make_copy(redaction=redaction, words=True, by=CLERK, at=AT, form=form)
    text = describe(FileBytes(read_content(copy.file))).texts[1]
    assert "【已区分处理】" in text
    assert copy.media_type == ("application/pdf" if form == "pdf" else "text/plain")


def test_an_area_of_a_scan() -> None:
    redaction = a_redaction(a_scan(), "扫描.png")
    add_marks(
        redaction=redaction,
        marks=[NewArea(1, 40, 60, 500, 150)],
        exemption="k",
        reason="理由",
        by=CLERK,
        at=AT,
    )
    copy = make_copy(redaction=redaction, words=False, by=CLERK, at=AT)
    assert [one.kind for one in check_release(read_content(copy.file), "a.pdf")] == []


def test_the_same_mark_is_not_made_twice() -> None:
    redaction = a_redaction()
    assert len(mark(redaction, ID)) == 1
    assert mark(redaction, ID) == []
    assert len(marks_of(redaction)) == 1


def test_new_marks_open_a_proved_redaction_again() -> None:
    redaction = a_redaction()
    mark(redaction, ID)
    copy = make_copy(redaction=redaction, words=True, by=CLERK, at=AT)
    mark(redaction, NAME)
    assert redaction.state == Redaction.State.DRAFT
    assert not may_approve(redaction=redaction, copy=copy, by=HEAD)
    (first, *_) = redaction.marks.all()
    make_copy(redaction=redaction, words=True, by=CLERK, at=AT)
    remove_mark(mark=first, by=CLERK, at=AT)
    redaction.refresh_from_db()
    assert redaction.state == Redaction.State.DRAFT


def test_whoever_marked_does_not_approve() -> None:
    redaction = a_redaction()
    mark(redaction, ID, by=HEAD)
    copy = make_copy(redaction=redaction, words=True, by=CLERK, at=AT)
    for actor in (CLERK, HEAD):
        verdict = may_approve(redaction=redaction, copy=copy, by=actor)
        assert not verdict
        assert "不能由本人审定" in verdict.sentence
        with pytest.raises(Refused):
            approve_redaction(redaction=redaction, copy=copy, by=actor, at=AT)


def test_only_the_newest_copy_is_approved() -> None:
    redaction = a_redaction()
    mark(redaction, ID)
    old = make_copy(redaction=redaction, words=True, by=CLERK, at=AT)
    new = make_copy(redaction=redaction, words=False, by=CLERK, at=noon(date(2026, 5, 7)))
    assert newest_copy(redaction) == new
    with pytest.raises(Refused, match="最新"):
        approve_redaction(redaction=redaction, copy=old, by=HEAD, at=AT)


def test_an_approved_redaction_stays_as_it_is() -> None:
    redaction = a_redaction()
    (made,) = mark(redaction, ID)
    copy = make_copy(redaction=redaction, words=True, by=CLERK, at=AT)
    approve_redaction(redaction=redaction, copy=copy, by=HEAD, at=AT)
    with pytest.raises(NotPossible, match="已经审定"):
        mark(redaction, NAME)
    with pytest.raises(NotPossible, match="已经审定"):
        remove_mark(mark=made, by=CLERK, at=AT)
    with pytest.raises(NotPossible, match="已经审定"):
        make_copy(redaction=redaction, words=True, by=CLERK, at=AT)
    with pytest.raises(Refused):
        approve_redaction(redaction=redaction, copy=copy, by=HEAD, at=AT)


def test_a_copy_that_fails_its_proof_is_not_kept() -> None:
    redaction = a_redaction(a_pdf("看得见的一行", white="看不见的话"))
    mark(redaction, "看不见的话")
    files = StoredFile.objects.count()
    with pytest.raises(NotPossible, match="没有通过核验"):
        make_copy(redaction=redaction, words=True, by=CLERK, at=AT)
    assert ReleasedCopy.objects.count() == 0
    assert StoredFile.objects.count() == files
    assert Redaction.objects.get().state == Redaction.State.DRAFT


@pytest.mark.parametrize(
    "wrong",
    [NewPassage(1, 5, 5), NewPassage(0, 1, 2), NewArea(1, 5, 5, 4, 9), NewArea(1, -1, 0, 5, 5)],
)
def test_marks_that_mark_nothing_are_refused(wrong: NewPassage | NewArea) -> None:
    redaction = a_redaction()
    with pytest.raises(NotPossible):
        add_marks(redaction=redaction, marks=[wrong], exemption="k", reason="r", by=CLERK, at=AT)


@pytest.mark.parametrize(
    "stray", [NewPassage(9, 0, 3), NewPassage(1, 5_000, 5_010), NewArea(2, 0, 0, 9, 9)]
)
def test_marks_beyond_the_file_are_refused_by_the_proof(stray: NewPassage | NewArea) -> None:
    redaction = a_redaction()
    add_marks(redaction=redaction, marks=[stray], exemption="k", reason="r", by=CLERK, at=AT)
    with pytest.raises(NotPossible, match="没有落在页面"):
        make_copy(redaction=redaction, words=True, by=CLERK, at=AT)


def test_a_ground_and_a_reason_are_needed() -> None:
    redaction = a_redaction()
    for exemption, reason in (("", "理由"), ("k", " ")):
        with pytest.raises(NotPossible, match="理由"):
            add_marks(
                redaction=redaction,
                marks=[NewPassage(1, 0, 1)],
                exemption=exemption,
                reason=reason,
                by=CLERK,
                at=AT,
            )


def test_nothing_marked_makes_no_copy() -> None:
    with pytest.raises(NotPossible, match="还没有标注"):
        make_copy(redaction=a_redaction(), words=True, by=CLERK, at=AT)


def test_a_file_that_cannot_be_opened_is_refused_at_the_start() -> None:
    with pytest.raises(NotPossible, match="不能对该文件"):
        a_redaction(b"%PDF-1.7 broken")


def test_a_changed_source_is_noticed() -> None:
    redaction = a_redaction()
    mark(redaction, ID)
    from yangguang.apps.files.selectors import content_path

    content_path(redaction.source).write_bytes(a_pdf("别的"))
    with pytest.raises(NotPossible, match="不一致"):
        make_copy(redaction=redaction, words=True, by=CLERK, at=AT)


def test_a_phrase_is_found_over_blanks_and_lines() -> None:
    texts = {1: "张 建\n国与张建国", 2: "无", 3: "张建国"}
    assert places_of_phrase(texts, "张建国") == [(1, 0, 5), (1, 6, 9), (3, 0, 3)]
    assert places_of_phrase(texts, "  ") == []
    assert places_of_phrase({1: "a(b"}, "(") == [(1, 1, 2)]


def test_pictures_and_places_come_out_of_the_workshop() -> None:
    file = FileBytes(a_pdf())
    assert picture(file, page=1, width=300).startswith(b"\x89PNG")
    text = describe(file, page=1).texts[1]
    start = text.index(ID)
    ((area,),) = places(file, marks_of_values(start))
    assert 0 < area.x0 < area.x1 < 595


def marks_of_values(start: int) -> list:  # type: ignore[type-arg] # marks as the workshop takes them
    from yangguang.apps.files.redaction.marks import Passage

    return [Passage(1, start, start + 18)]


def test_what_kills_the_examiner_is_a_finding() -> None:
    (finding,) = check_release(b"%PDF-1.7 broken", "a.pdf")
    assert (finding.kind, finding.severity) == ("unreadable", Severity.MUST)
