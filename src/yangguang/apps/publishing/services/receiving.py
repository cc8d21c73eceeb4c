"""A draft made from a finished document: read in the sandbox, header proposed, the original kept."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import PurePath
from typing import Any

from django.db import transaction

from yangguang.apps.agencies.models import Agency
from yangguang.apps.audit.actors import Actor
from yangguang.apps.catalog.bodies import body_html
from yangguang.apps.catalog.ingest.known import Bodies
from yangguang.apps.catalog.models import ItemKind
from yangguang.apps.files.sandbox import read_document
from yangguang.apps.publishing.models import Draft
from yangguang.apps.publishing.proposals import Proposed, propose
from yangguang.apps.publishing.services.accepting import require_acceptable
from yangguang.apps.publishing.services.attaching import attach_file
from yangguang.apps.publishing.services.drafting import save_draft, start_draft
from yangguang.apps.publishing.services.filing import file_draft
from yangguang.apps.publishing.spreadsheets import SHEET_TYPES, sheets_in_order, title_of_sheets
from yangguang.apps.publishing.workflow import impossible
from yangguang.text.cleaning import clean
from yangguang.text.document import Document, UnreadableDocument
from yangguang.text.header import Header, read_header
from yangguang.text.letterhead import Known, letterhead
from yangguang.text.secrecy import secrecy_mark

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
    pictures: int = 0

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
        if self.pictures:
            why = f"页面正文有{self.pictures}张图片没有一起上传，请在正文中插入并写上替代文字。"
            doubts.append({"field": "body", "value": "", "why": why})
        return doubts

    @property
    def holds_more_than_words(self) -> bool:
        """Whether the original has a form worth keeping beside its words."""
        return self.document.media_type not in _WORDS_ONLY


def read_paper(data: bytes, *, name: str) -> Paper:
    """The document read in the sandbox; nothing is kept.

    Raises NotPossible for a file that cannot be read or that bears a classification mark, and
    UnreadableDocument for a scan, whose words must be recognised first.
    """
    require_acceptable(name, data, what="文件")
    try:
        document = read_document(data, name=name)
    except UnreadableDocument as problem:
        if problem.code == "no-text" and PurePath(name).suffix.lower() in _SHEET_NAMES:
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
    return paper_of(document, name=name)


def paper_of(document: Document, *, name: str) -> Paper:
    """What the machine makes of a document that was read: its header, its text, its proposals."""
    header = read_header(document, name=name, known_agencies=Bodies().known)
    body = clean(document).document
    cleaned = clean(document, told=header.told)
    bare = cleaned.document
    named = ""
    if document.media_type in SHEET_TYPES:
        body = bare = sheets_in_order(body)
        named = title_of_sheets(body)
    title = " ".join((header.title or named or PurePath(name).stem).split())[:500] or "未命名稿件"
    proposed = propose(title=title, text=body.text())
    values = _header_values(header, proposed)
    pictures = len(cleaned.pictures)
    return Paper(document, header, body, title, proposed, values, bare, pictures)


def draft_from_file(*, agency: Agency, name: str, data: bytes, by: Actor, at: datetime) -> Draft:
    """A draft with the document's words as body, its header as read, and the file attached.

    The first saving holds every word; the second leaves out the head that only repeats title, number
    and issuers, so that it can be looked at and brought back (`head_left_out`).
    What was read with doubt stands in the item's ``unsure`` and is shown beside the field. A scan
    gives a draft without words, named after the file, which waits to be recognised. Raises
    NotPossible for a file that cannot be read or that bears a classification mark; nothing is kept.
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
            body_html=body_html(paper.body),
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
    draft.refresh_from_db()
    return draft


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
            body_html=body_html(replace(paper.bare, blocks=paper.bare.blocks[length:])),
            automatic=True,
            by=by,
            at=at,
        )


def _draft_from_scan(agency: Agency, name: str, data: bytes, by: Actor, at: datetime) -> Draft:
    """The scan is kept as the attachment; what stands on it is written, or recognised later."""
    title = " ".join(PurePath(name).stem.split())[:500] or "未命名稿件"
    proposed = propose(title=title, text="")
    kind = proposed.kind or ItemKind.OTHER
    with transaction.atomic():
        draft = start_draft(
            agency=agency, title=title, kind=kind, header={"kind": kind}, by=by, at=at
        )
        attach_file(draft=draft, name=name, data=data, by=by, at=at)
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
