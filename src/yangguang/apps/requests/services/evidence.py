"""证据材料: the case as one indexed PDF, for a review body or a court.

The application comes first, letters and PDF or picture materials after it, page by page behind a
cover with their page numbers; what is neither is named in the index as handed in separately. Making
it is an access to personal data and is logged as one. What people handed in is opened by the sandboxed
process, never here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from yangguang.apps.audit.actors import Actor
from yangguang.apps.files import workshop
from yangguang.apps.files.binding import PDF, PICTURES
from yangguang.apps.letters.kinds import kind
from yangguang.apps.letters.models import AddresseeType, LetterState
from yangguang.apps.letters.selectors import letter_file
from yangguang.apps.letters.services import draft_letter, issue_letter
from yangguang.apps.requests import paper_form
from yangguang.apps.requests.models import Attachment, Remedy, RemedyForum
from yangguang.apps.requests.services import lettering
from yangguang.apps.requests.services.filled_form import filled_form
from yangguang.apps.requests.services.kinds import regime_for
from yangguang.apps.requests.services.materials import content_of
from yangguang.apps.requests.services.steps import subject_of
from yangguang.apps.requests.workflow import impossible
from yangguang.apps.vault.models import SubjectKey
from yangguang.apps.vault.services import log_access
from yangguang.text.document import UnreadableDocument


@dataclass(frozen=True, slots=True)
class Piece:
    """One document of the bundle; ``data`` is None where it cannot be bound in."""

    title: str
    day: str
    data: bytes | None
    media_type: str = PDF


def bundle(*, remedy: Remedy, by: Actor, at: datetime) -> bytes:
    """The bundle as PDF. Raises NotPossible where the case has nothing to hand in, or a paper that
    cannot be bound at all."""
    with transaction.atomic():
        return _bundle(remedy, by=by, at=at)


def _bundle(remedy: Remedy, *, by: Actor, at: datetime) -> bytes:
    pieces = pieces_of(remedy, by=by, at=at)
    if not pieces:
        raise impossible("没有材料", "本件还没有文书和材料，不能生成证据目录。")
    papers = [
        None
        if piece.data is None
        else workshop.FileBytes(piece.data, piece.title, piece.media_type)
        for piece in pieces
    ]
    try:
        bound = workshop.bind(papers)
        rows = [
            (piece.title, piece.day, _in_words(where))
            for piece, where in zip(pieces, bound.places, strict=True)
        ]
        cover = _cover(remedy, rows, bound.pages, by=by, at=at)
        return workshop.put_behind(cover, bound.content)
    except UnreadableDocument as problem:
        raise impossible(
            "无法装订",
            f"证据没有生成：{problem} 请把材料逐件下载检查，用办公软件另存为新的 PDF 后重新上传，再生成一次。",
        ) from problem


def _in_words(pages: range) -> str:
    """``3—4``, ``5``, or that the paper is handed in separately."""
    if not pages:
        return "另附"
    first, last = pages[0], pages[-1]
    return str(first) if first == last else f"{first}—{last}"


def pieces_of(remedy: Remedy, *, by: Actor, at: datetime) -> list[Piece]:
    """The application as it was filled in, letters that were issued, and materials, in the order in
    which they came to the file.

    Each that lies encrypted is kept as an access of its own.
    """
    application = remedy.application
    why = f"编制{RemedyForum(remedy.forum).label}证据"
    found = []
    form = filled_form(application, by=by, at=at, why=why)
    if form is not None:
        day = application.arrived_on.isoformat()
        found.append(Piece(paper_form.TITLE, day, form))
    for link in application.letter_links.select_related("letter", "letter__pdf").order_by("id"):
        letter = link.letter
        if letter.state != LetterState.ISSUED or letter.kind == "evidence":
            continue
        log_access(
            [letter.person_id],
            by=by,
            at=at,
            why=why,
            fields=[f"letter/{letter.pk}"],
            page=f"request:{application.number}",
            agency_key=application.agency_id,
        )
        day = letter.issued_on.isoformat() if letter.issued_on else ""
        title = " ".join(part for part in (letter.kind_name, letter.number) if part)
        found.append(Piece(title, day, letter_file(letter, "pdf")))
    for file in application.attachments.select_related("file", "application__applicant").order_by(
        "id"
    ):
        bindable = file.media_type == PDF or file.media_type in PICTURES
        found.append(
            Piece(
                f"{Attachment.Purpose(file.purpose).label}：{file.name}",
                file.added_at.date().isoformat(),
                content_of(file, by=by, at=at, why=why) if bindable else None,
                file.media_type,
            )
        )
    return found


def _cover(
    remedy: Remedy,
    rows: list[tuple[str, str, str]],
    pages: int,
    *,
    by: Actor,
    at: datetime,
) -> bytes:
    application = remedy.application
    subject = subject_of(application)
    table = ["| 序号 | 材料名称 | 日期 | 页码 |", "|---|---|---|---|"]
    table += [
        f"| {place} | {title.replace('|', '／')} | {day} | {where} |"
        for place, (title, day, where) in enumerate(rows, 1)
    ]
    what = kind("evidence")
    given = {
        **lettering.case_parts(application),
        "case_name": f"{application.title}政府信息公开申请一案",
        "case_number": remedy.case_number,
        "submitted_to": remedy.body,
        "index_table": "\n".join(table),
        "page_count": str(pages) if pages else "",
    }
    letter = draft_letter(
        kind_key="evidence",
        agency=application.agency,
        regime=regime_for(application),
        subject_kind=subject.kind,
        subject_key=subject.key,
        addressee="",
        addressee_type=AddresseeType.ORGAN,
        parts={key: text for key, text in given.items() if text and key in what.given},
        person=SubjectKey.objects.get(pk=application.applicant.subject_key),
        by=by,
        at=at,
    )
    letter = issue_letter(letter=letter, by=by, at=at)
    lettering.link(application, letter, public=False)
    return letter_file(letter, "pdf")
