"""A draft made from a finished document: read in the sandbox, header proposed, the original kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import PurePath
from typing import Any

from django.db import transaction

from yangguang.apps.agencies.models import Agency
from yangguang.apps.audit.actors import Actor
from yangguang.apps.catalog.bodies import Shown, body_html, shown_at
from yangguang.apps.catalog.ingest.known import Bodies
from yangguang.apps.catalog.models import ItemKind
from yangguang.apps.files.filepictures import FilePictures, file_pictures
from yangguang.apps.files.sandbox import read_document
from yangguang.apps.publishing.models import Draft
from yangguang.apps.publishing.proposals import Proposed, propose
from yangguang.apps.publishing.services.accepting import require_acceptable
from yangguang.apps.publishing.services.attaching import (
    MOST,
    NewPicture,
    attach_file,
    attach_pictures,
)
from yangguang.apps.publishing.services.drafting import save_draft, start_draft
from yangguang.apps.publishing.services.filing import file_draft
from yangguang.apps.publishing.spreadsheets import SHEET_TYPES, sheets_in_order, title_of_sheets
from yangguang.apps.publishing.workflow import impossible
from yangguang.text.cleaning import clean
from yangguang.text.document import Document, UnreadableDocument
from yangguang.text.extract.traces import Picture, TracedDocument
from yangguang.text.header import Header, read_header
from yangguang.text.letterhead import Known, letterhead
from yangguang.text.secrecy import secrecy_mark

MOST_PICTURES = MOST - 1
"""Different pictures of one document that come along; the document itself is a file, too."""
ONLY_PICTURES = (
    "文件里没有文字，只有图片，图片已放入正文。请逐张写上替代文字；图片上是文件正文的，"
    "请把文字录入正文，或者另存为 PDF 后作为附件上传，由后台识别文字。"
)
_SCANNED_PAGES = {
    "application/pdf": (
        "没有文字层的页由后台识别，识别后请在“扫描件识别”中核对，再把这些页的文字补进正文。"
    ),
}
_SCANNED_PAGES["application/ofd"] = _SCANNED_PAGES["application/pdf"]
_WORDS_ONLY = frozenset({"text/plain", "text/html"})
_SHEET_NAMES = frozenset({".xlsx", ".xls", ".et", ".ods", ".csv", ".xlsm"})


@dataclass(frozen=True, slots=True)
class Paper:
    """A finished document as it was read: its words, its header, and what the machine proposes."""

    document: Document
    header: Header
    body: Document
    title: str
    proposed: Proposed
    values: dict[str, Any]
    bare: Document
    """The body without what its header's fields say."""
    pictures: tuple[tuple[int, Picture], ...] = ()
    """The pictures of ``body``, each with the block before which it stands."""
    bare_pictures: tuple[tuple[int, Picture], ...] = ()
    found: FilePictures = field(default_factory=FilePictures)
    """Those of them that came inside the file, drawn anew."""

    @property
    def unsure(self) -> list[dict[str, str]]:
        """Header fields read with doubt, as an item keeps them."""
        doubts = [
            {"field": one.field, "value": one.value, "why": one.why}
            for one in self.header.unsure
            # A kind that the title decided is no longer what the page was taken for.
            if one.field != "kind" or one.value == self.values["kind"]
        ]
        if self.proposed.subject and not self.header.subject:
            why = f"按标题和正文提出：{self.proposed.subject_why}"
            doubts.append({"field": "subject", "value": self.proposed.subject, "why": why})
        doubts += [{"field": "body", "value": "", "why": why} for why in self.document.warnings]
        lines = [*_pages_left_out(self.document), *self.found.told(self.document)]
        elsewhere = sum(picture.inside is None for _, picture in self.bare_pictures)
        if elsewhere:
            lines.append(f"页面正文有{elsewhere}张图片没有一起上传，请在正文中插入并写上替代文字。")
        doubts += [{"field": "body", "value": "", "why": why} for why in lines]
        return doubts

    @property
    def markup(self) -> str:
        """The whole body as a draft keeps it, with the pictures that came along."""
        return body_html(self.body, _shown(self.pictures, self.found))

    def markup_without(self, ahead: int) -> str:
        """The bare body without its first blocks."""
        rest = replace(self.bare, blocks=self.bare.blocks[ahead:])
        return body_html(rest, _shown(self.bare_pictures, self.found, ahead=ahead))

    @property
    def holds_more_than_words(self) -> bool:
        """Whether the original has a form worth keeping beside its words."""
        return self.document.media_type not in _WORDS_ONLY


def _pages_left_out(document: Document) -> list[str]:
    """What to do about scanned pages among pages of text."""
    whole = len({block.page for block in document.blocks}) >= document.pages
    advice = "" if whole else _SCANNED_PAGES.get(document.media_type, "")
    return [advice] if advice else []


def read_paper(data: bytes, *, name: str, beside: int = 0) -> Paper:
    """The document read in the sandbox; nothing is kept. ``beside`` files will be kept with it.

    Raises NotPossible for a file that cannot be read or that bears a classification mark, and
    UnreadableDocument for a scan, whose words must be recognised first.
    """
    require_acceptable(name, data, what="文件")
    try:
        document = read_document(data, name=name)
    except UnreadableDocument as problem:
        sheets = PurePath(name).suffix.lower() in _SHEET_NAMES
        if problem.code == "no-text" and sheets and not file_pictures(data, most=1).listed:
            raise impossible(
                "文件",
                f"“{name}”里没有任何内容，没有保存。请打开原表核对是否选错了文件，再重新上传。",
            ) from problem
        if problem.code == "no-text":
            raise
        raise impossible("文件", f"“{name}”无法读取：{problem}") from problem
    mark = secrecy_mark(document)
    if mark:
        raise impossible(
            "《保守国家秘密法》",
            f"“{name}”带有密级标志（{mark}）。本系统是非涉密系统，不得上传；没有保存任何内容。"
            "请立即按保密规定处理该文件。",
        )
    inside = isinstance(document, TracedDocument) and any(one.inside for one in document.pictures)
    found = file_pictures(data, most=MOST_PICTURES - beside) if inside else FilePictures()
    return paper_of(document, name=name, found=found)


def paper_of(document: Document, *, name: str, found: FilePictures | None = None) -> Paper:
    """What the machine makes of a document that was read: its header, its text, its proposals.

    ``found`` are the pictures that came inside its file.
    """
    header = read_header(document, name=name, known_agencies=Bodies().known)
    whole = clean(document)
    body = whole.document
    cleaned = clean(document, told=header.told)
    bare = cleaned.document
    named = ""
    if document.media_type in SHEET_TYPES:
        body = bare = sheets_in_order(body)
        named = title_of_sheets(body)
    title = " ".join((header.title or named or PurePath(name).stem).split())[:500] or "未命名稿件"
    proposed = propose(title=title, text=body.text())
    values = _header_values(header, proposed)
    return Paper(
        document,
        header,
        body,
        title,
        proposed,
        values,
        bare,
        whole.pictures,
        cleaned.pictures,
        found or FilePictures(),
    )


def draft_from_file(*, agency: Agency, name: str, data: bytes, by: Actor, at: datetime) -> Draft:
    """A draft with the document's words as body, its header as read, and the file attached.

    The first saving holds every word; the second leaves out the head that only repeats title, number
    and issuers, so that it can be looked at and brought back (`head_left_out`).
    Pictures that lie in the file stand at their places (those over a sheet behind its table), kept as those are that the editor takes in.
    What was read with doubt stands in the item's ``unsure`` and is shown beside the field. A scan
    gives a draft without words, named after the file, which waits to be recognised; a Word file that
    is nothing but pictures gives these. Raises NotPossible for a file that cannot be read or that
    bears a classification mark; nothing is kept.
    """
    file_name = PurePath(name).name or "文件"
    try:
        paper = read_paper(data, name=file_name)
    except UnreadableDocument:
        return _draft_from_scan(agency, file_name, data, by, at)
    with transaction.atomic():
        draft = start_draft(
            agency=agency,
            title=paper.title,
            kind=paper.values["kind"],
            body_html=paper.markup,
            header=paper.values,
            by=by,
            at=at,
        )
        item = draft.item
        item.unsure = paper.unsure
        item.save(update_fields=["unsure"])
        file_draft(
            draft=draft, column=paper.proposed.column, facets=paper.proposed.facets, by=by, at=at
        )
        leave_out_head(draft, paper, by=by, at=at)
        if paper.holds_more_than_words:
            attach_file(
                draft=draft, name=file_name, data=data, document=paper.document, by=by, at=at
            )
        take_pictures_in(draft, paper.found, by=by, at=at)
    draft.refresh_from_db()
    return draft


def take_pictures_in(draft: Draft, found: FilePictures, *, by: Actor, at: datetime) -> None:
    """Keep the pictures of the body among the draft's files, each of them once.

    They are numbered, not named by their words: a name stands in a public address, and stays there
    when the words are mended.
    """
    different = {picture.sha256: picture for picture in found.drawn.values()}
    named = [
        NewPicture(f"图片{number}", picture)
        for number, picture in enumerate(different.values(), start=1)
    ]
    attach_pictures(draft=draft, pictures=named, by=by, at=at)


def _shown(
    placed: Sequence[tuple[int, Picture]], found: FilePictures, *, ahead: int = 0
) -> list[Shown]:
    return [
        shown_at(before, picture, drawn.sha256, ahead=ahead)
        for before, picture in placed
        if picture.inside is not None
        and (drawn := found.drawn.get(picture.inside.number)) is not None
    ]


def leave_out_head(draft: Draft, paper: Paper, *, by: Actor, at: datetime) -> None:
    """Save once more without the lines that only repeat title, number and issuers."""
    known = Known(
        paper.title,
        [paper.header.number or "", *paper.header.spellings],
        paper.header.agencies,
    )
    length = letterhead(paper.bare, known)
    if length or len(paper.bare.blocks) < len(paper.body.blocks):
        save_draft(
            draft=draft,
            revision=draft.revision,
            title=draft.title,
            body_html=paper.markup_without(length),
            automatic=True,
            by=by,
            at=at,
        )


def _draft_from_scan(agency: Agency, name: str, data: bytes, by: Actor, at: datetime) -> Draft:
    """The scan is kept as the attachment; what stands on it is written, or recognised later.

    The pictures of a Word file or a workbook without words stand in the text.
    """
    found = file_pictures(data, most=MOST_PICTURES)
    shown = _shown([(0, picture) for picture in found.standing_alone], found)
    title = " ".join(PurePath(name).stem.split())[:500] or "未命名稿件"
    proposed = propose(title=title, text="")
    kind = proposed.kind or ItemKind.OTHER
    with transaction.atomic():
        draft = start_draft(
            agency=agency,
            title=title,
            kind=kind,
            body_html=body_html(Document((), ""), shown),
            header={"kind": kind},
            by=by,
            at=at,
        )
        attach_file(draft=draft, name=name, data=data, by=by, at=at)
        take_pictures_in(draft, found, by=by, at=at)
        if found.listed:
            item = draft.item
            told = [ONLY_PICTURES] if shown else []
            item.unsure = [
                {"field": "body", "value": "", "why": why}
                for why in told + found.told(Document((), ""))
            ]
            item.save(update_fields=["unsure"])
    draft.refresh_from_db()
    return draft


def _header_values(header: Header, proposed: Proposed) -> dict[str, Any]:
    kind = header.kind if header.kind in ItemKind.values else ""
    if kind in {"", ItemKind.OTHER.value}:
        kind = proposed.kind or ItemKind.OTHER.value
    values: dict[str, Any] = {
        "kind": kind,
        "doc_number": (header.number or "")[:200],
        "issuers": "、".join(header.agencies)[:300],
        "index_number": (header.index_number or "")[:60],
        "subject": (header.subject or proposed.subject)[:100],
        "keywords": header.keywords[:200],
        "summary": header.abstract[:300],
        "formed_on": header.formed_on,
        "in_force_on": header.in_force_on,
        "valid_until": header.valid_until,
    }
    return {name: value for name, value in values.items() if value}
