"""A document that another system hands in becomes a draft of its body, and nothing more.

It waits for its attribute and for three reviews like one that was written here. Everything is read
in the sandbox before anything is kept, so that what is refused leaves no trace of its content.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import PurePath
from typing import Any

from django.db import IntegrityError, transaction

from yangguang.apps.agencies.models import Agency
from yangguang.apps.audit.actors import Actor
from yangguang.apps.audit.services import record
from yangguang.apps.catalog.models import Column, ItemKind
from yangguang.apps.catalog.workflow import NotPossible as CatalogRefusal
from yangguang.apps.files.sandbox import read_document
from yangguang.apps.files.workshop import clean_picture
from yangguang.apps.publishing.editing import clean_html, text_of
from yangguang.apps.publishing.models import Delivery, DeliveryKey, Draft
from yangguang.apps.publishing.proposals import propose
from yangguang.apps.publishing.services.attaching import attach_file
from yangguang.apps.publishing.services.delivery_keys import sender
from yangguang.apps.publishing.services.drafting import start_draft
from yangguang.apps.publishing.services.filing import file_draft
from yangguang.apps.publishing.services.receiving import Paper, read_paper, take_pictures_in
from yangguang.apps.publishing.services.steps import subject_of
from yangguang.apps.publishing.workflow import NotPossible, impossible
from yangguang.law.attributes import Attribute
from yangguang.text.document import Document, Paragraph, UnreadableDocument
from yangguang.text.secrecy import secrecy_mark

MOST_FILES = 30
LONGEST_BODY = 2_000_000
"""Characters of a body sent as text or HTML."""
HEADER = (
    "kind", "doc_number", "issuers", "index_number", "subject", "keywords", "summary",
    "formed_on", "in_force_on", "valid_until",
)  # fmt: skip
_PICTURES = (b"\xff\xd8\xff", b"\x89PNG\r\n", b"GIF8", b"BM", b"II*\x00", b"MM\x00*")


class SentOtherwise(NotPossible):
    """The same request key was used for another content."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A file as it came."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Delivered:
    """One handing-in. The words are ``html``, ``text``, or what is read out of ``document``."""

    title: str = ""
    html: str = ""
    text: str = ""
    header: Mapping[str, str] = field(default_factory=dict)
    column: str = ""
    reference: str = ""
    attribute: str = ""
    attribute_reason: str = ""
    document: Sent | None = None
    attachments: tuple[Sent, ...] = ()

    def digest(self, agency: Agency) -> str:
        """SHA-256 of all that was sent for the body: the same again, or another content."""
        values: list[Any] = [
            agency.pk, self.title, self.html, self.text, dict(self.header), self.column,
            self.reference, self.attribute, self.attribute_reason,
        ]  # fmt: skip
        files = [self.document, *self.attachments]
        values += [
            [one.name, hashlib.sha256(one.data).hexdigest()] if one else None for one in files
        ]
        return hashlib.sha256(
            json.dumps(values, ensure_ascii=False, sort_keys=True).encode()
        ).hexdigest()


def receive_delivery(
    *, key: DeliveryKey, agency: Agency, request_key: str, delivered: Delivered, at: datetime
) -> tuple[Delivery, bool]:
    """The delivery and whether it is new; the same request key with the same content gives the first.

    Raises SentOtherwise for the same key with another content, NotPossible for what cannot be
    taken: no words, a file that cannot be read, a classification mark, a value that is wrong.
    """
    digest = delivered.digest(agency)
    before = _known(key, request_key, digest)
    if before is not None:
        return before, False
    by = sender(key)
    paper = _paper(delivered)
    files = [_read(one) for one in delivered.attachments]
    try:
        with transaction.atomic():
            draft = _draft(agency, delivered, paper, by=by, at=at)
            row = Delivery.objects.create(
                agency=key.agency,
                system=key.system,
                key=key,
                request_key=request_key,
                content=digest,
                reference=delivered.reference[:100],
                draft=draft,
                attribute=delivered.attribute,
                attribute_reason=delivered.attribute_reason[:500],
                received_at=at,
            )
            for one, document, _ in files:
                attach_file(
                    draft=draft, name=one.name, data=one.data, document=document, by=by, at=at
                )
            row.warnings = [
                *(
                    f"“{entry['value']}”：{entry['why']}"
                    for entry in (paper.unsure if paper else [])
                ),
                *(why for _, _, why in files if why),
            ]
            row.save(update_fields=["warnings"])
            record(
                by=by,
                at=at,
                verb="delivery.receive",
                subject=subject_of(draft.item),
                after={"system": key.system, "request": request_key, "draft": draft.pk},
            )
    except IntegrityError:
        # The same request arrived twice at once: the other one was first.
        first = _known(key, request_key, digest)
        if first is None:
            raise
        return first, False
    except CatalogRefusal as refusal:
        raise impossible("来件", str(refusal)) from refusal
    return row, True


def _known(key: DeliveryKey, request_key: str, digest: str) -> Delivery | None:
    row = (
        Delivery.objects.filter(agency=key.agency, system=key.system, request_key=request_key)
        .select_related("draft", "draft__item", "draft__item__agency")
        .first()
    )
    if row is not None and row.content != digest:
        raise SentOtherwise(
            impossible(
                "请求编号",
                f"请求编号“{request_key}”已经用于另一份内容。重发同一份文件请保持内容不变；"
                "另一份文件请换一个请求编号。",
            ).verdict
        )
    return row


def _paper(delivered: Delivered) -> Paper | None:
    """The main document read, where one was sent. Raises NotPossible where there are no words."""
    if len(delivered.html) + len(delivered.text) > LONGEST_BODY:
        raise impossible(
            "正文", f"正文超过 {LONGEST_BODY:,} 个字符，请把表格或者附录作为附件递送。"
        )
    given = [delivered.html.strip(), delivered.text.strip(), delivered.document]
    if not any(given):
        raise impossible(
            "正文", "没有正文：请提供 html、text 或者正文文件（document）之一后重新递送。"
        )
    if sum(1 for one in given if one) > 1:
        raise impossible("正文", "正文只能递送一次：html、text、document 请只提供一个。")
    if delivered.document is None:
        if not delivered.title.strip():
            raise impossible("标题", "没有标题：以 html 或者 text 递送正文的，请一并提供 title。")
        return None
    name = _name(delivered.document)
    try:
        return read_paper(delivered.document.data, name=name, beside=len(delivered.attachments))
    except UnreadableDocument as problem:
        raise impossible("文件", f"“{name}”无法读取：{problem}") from problem


def _read(sent: Sent) -> tuple[Sent, Document | None, str]:
    """The attachment as it will be kept, with what was read, and a warning or an empty string.

    A scan is kept with the reason why it has no words, like one that is uploaded at the desk.
    """
    name = _name(sent)
    if not sent.data:
        raise impossible("附件", f"“{name}”是空文件，请重新递送。")
    if sent.data.startswith(_PICTURES):
        try:
            picture = clean_picture(sent.data, name)
        except UnreadableDocument as problem:
            raise impossible("附件", f"“{name}”不是可用的图片：{problem}") from problem
        return Sent(name, picture.content), Document((), picture.media_type), ""
    try:
        document = read_document(sent.data, name=name)
    except UnreadableDocument as problem:
        if problem.code != "no-text":
            raise impossible("附件", f"“{name}”无法读取：{problem}") from problem
        warning = f"“{name}”是扫描件，没有文字：请在工作台核对，并作文字识别。"
        return Sent(name, sent.data), None, warning
    mark = secrecy_mark(document)
    if mark:
        raise impossible(
            "《保守国家秘密法》",
            f"“{name}”带有密级标志（{mark}）。本系统是非涉密系统，不得递送；没有保存任何内容。"
            "请立即停止传输，按保密规定处理该文件。",
        )
    return Sent(name, sent.data), document, ""


def _name(sent: Sent) -> str:
    return " ".join(PurePath(sent.name.replace("\\", "/")).name.split())[:200] or "附件"


def _draft(
    agency: Agency, delivered: Delivered, paper: Paper | None, *, by: Actor, at: datetime
) -> Draft:
    given = _header(delivered)
    title = " ".join((delivered.title or (paper.title if paper else "")).split())
    if paper is not None:
        body, values, proposed = paper.markup, {**paper.values, **given}, paper.proposed
    else:
        body = clean_html(delivered.html or _paragraphs(delivered.text))
        proposed = propose(title=title, text=text_of(body))
        values = {"kind": proposed.kind or ItemKind.OTHER.value, **given}
    _unmarked(title, given)
    draft = start_draft(
        agency=agency, title=title, kind=values["kind"], body_html=body, header=values, by=by, at=at
    )  # fmt: skip
    if paper is not None:
        item = draft.item
        item.unsure = [one for one in paper.unsure if one["field"] not in given]
        item.save(update_fields=["unsure"])
        if paper.holds_more_than_words and delivered.document is not None:
            attach_file(
                draft=draft,
                name=_name(delivered.document),
                data=delivered.document.data,
                document=paper.document,
                by=by,
                at=at,
            )
        take_pictures_in(draft, paper.found, by=by, at=at)
    column = proposed.column
    if delivered.column:
        column = Column.objects.filter(slug=delivered.column, is_open=True).first()
        if column is None:
            raise impossible(
                "栏目", f"没有标识为“{delivered.column}”的栏目，可用的见 /api/v1/columns。"
            )
    file_draft(draft=draft, column=column, facets=proposed.facets, by=by, at=at)
    return draft


def _header(delivered: Delivered) -> dict[str, str]:
    values = {name: str(value).strip() for name, value in delivered.header.items()}
    unknown = sorted(set(values) - set(HEADER))
    if unknown:
        raise impossible(
            "页头", f"不认识的字段：{'、'.join(unknown)}。可用的有：{'、'.join(HEADER)}。"
        )
    if values.get("kind") and values["kind"] not in ItemKind.values:
        raise impossible(
            "文种", f"没有“{values['kind']}”这个文种，可用的有：{'、'.join(ItemKind.values)}。"
        )
    if delivered.attribute and delivered.attribute not in {one.value for one in Attribute}:
        raise impossible(
            "公开属性",
            f"没有“{delivered.attribute}”这个公开属性，可用的有："
            f"{'、'.join(one.value for one in Attribute)}。",
        )
    return {name: value for name, value in values.items() if value}


def _unmarked(title: str, header: Mapping[str, str]) -> None:
    """Nothing in the header is a classification mark; the body is looked at by the draft itself."""
    lines = (title, *header.values())
    mark = secrecy_mark(Document(tuple(Paragraph(line) for line in lines), "text/plain"))
    if mark:
        raise impossible(
            "《保守国家秘密法》",
            f"页头带有密级标志（{mark}）。本系统是非涉密系统，不得递送；没有保存任何内容。",
        )


def _paragraphs(text: str) -> str:
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return "".join(f"<p>{line.strip()}</p>" for line in escaped.splitlines() if line.strip())


def from_base64(text: str) -> bytes:
    """The bytes of a file sent inside JSON. Raises ValueError."""
    return base64.b64decode(text, validate=True)
