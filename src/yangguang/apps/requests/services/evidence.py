"""证据材料: the case as one indexed PDF, for a review body or a court.

Letters and PDF or picture materials stand in it page by page behind a cover with their page
numbers; what is neither is named in the index as handed in separately. Making it is an access to
personal data and is logged as one.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import datetime

import pypdfium2 as pdfium

from yangguang.apps.audit.actors import Actor
from yangguang.apps.letters.kinds import kind
from yangguang.apps.letters.models import AddresseeType, LetterState
from yangguang.apps.letters.selectors import letter_file
from yangguang.apps.letters.services import draft_letter, issue_letter
from yangguang.apps.requests.models import Attachment, Remedy, RemedyForum
from yangguang.apps.requests.services import lettering
from yangguang.apps.requests.services.kinds import regime_for
from yangguang.apps.requests.services.materials import content_of
from yangguang.apps.requests.services.steps import subject_of
from yangguang.apps.requests.workflow import impossible
from yangguang.apps.vault.models import SubjectKey
from yangguang.apps.vault.services import log_access

_PICTURES = ("image/jpeg",)
A4 = (595.0, 842.0)


@dataclass(frozen=True, slots=True)
class Piece:
    """One document of the bundle; ``data`` is None where it cannot be bound in."""

    title: str
    day: str
    data: bytes | None
    media_type: str = "application/pdf"


def bundle(*, remedy: Remedy, by: Actor, at: datetime) -> bytes:
    """The bundle as PDF. Raises NotPossible where the case has nothing to hand in."""
    application = remedy.application
    pieces = pieces_of(remedy)
    if not pieces:
        raise impossible("没有材料", "本件还没有文书和材料，不能生成证据目录。")
    log_access(
        [application.applicant.subject_key],
        by=by,
        at=at,
        why=f"编制{RemedyForum(remedy.forum).label}证据",
        fields=["letter", "file"],
        page=f"request:{application.number}",
        agency_key=application.agency_id,
    )
    bound = pdfium.PdfDocument.new()
    rows: list[tuple[str, str, str]] = []
    for piece in pieces:
        start = len(bound) + 1
        pages = _append(bound, piece)
        where = f"{start}—{start + pages - 1}" if pages else "另附"
        rows.append((piece.title, piece.day, where))
    cover = _cover(remedy, rows, len(bound), by=by, at=at)
    front = pdfium.PdfDocument(cover)
    whole = pdfium.PdfDocument.new()
    whole.import_pages(front)
    whole.import_pages(bound)
    buffer = io.BytesIO()
    whole.save(buffer)
    return buffer.getvalue()


def pieces_of(remedy: Remedy) -> list[Piece]:
    """Letters that were issued and materials, in the order in which they came to the file."""
    application = remedy.application
    found = []
    for link in application.letter_links.select_related("letter", "letter__pdf").order_by("id"):
        letter = link.letter
        if letter.state != LetterState.ISSUED or letter.kind == "evidence":
            continue
        day = letter.issued_on.isoformat() if letter.issued_on else ""
        title = " ".join(part for part in (letter.kind_name, letter.number) if part)
        found.append(Piece(title, day, letter_file(letter, "pdf")))
    for file in application.attachments.select_related("file", "application__applicant").order_by(
        "id"
    ):
        bindable = file.media_type == "application/pdf" or file.media_type in _PICTURES
        found.append(
            Piece(
                f"{Attachment.Purpose(file.purpose).label}：{file.name}",
                file.added_at.date().isoformat(),
                content_of(file) if bindable else None,
                file.media_type,
            )
        )
    return found


def _append(bound: pdfium.PdfDocument, piece: Piece) -> int:
    """Bind the piece in; gives its number of pages, 0 where it cannot be bound in."""
    if piece.data is None:
        return 0
    if piece.media_type in _PICTURES:
        _append_picture(bound, piece.data)
        return 1
    try:
        source = pdfium.PdfDocument(piece.data)
    except pdfium.PdfiumError:
        # An encrypted or broken PDF is handed in separately; the index says so.
        return 0
    bound.import_pages(source)
    return len(source)


def _append_picture(bound: pdfium.PdfDocument, data: bytes) -> None:
    page = bound.new_page(*A4)
    picture = pdfium.PdfImage.new(bound)
    picture.load_jpeg(io.BytesIO(data), pages=[page])
    width, height = picture.get_px_size()
    scale = min((A4[0] - 60) / width, (A4[1] - 60) / height)
    matrix = pdfium.PdfMatrix().scale(width * scale, height * scale)
    picture.set_matrix(matrix.translate((A4[0] - width * scale) / 2, (A4[1] - height * scale) / 2))
    page.insert_obj(picture)
    page.gen_content()


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
        "page_count": str(pages),
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
