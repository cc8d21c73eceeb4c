"""Turning one entry into an item about to be stored, or into the reason why it cannot be one."""

from __future__ import annotations

import hashlib
import html
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import PurePath
from typing import Any

from yangguang.apps.agencies.models import Agency
from yangguang.apps.audit.actors import Actor
from yangguang.apps.catalog.bodies import body_html
from yangguang.apps.catalog.ingest.duplicates import Likeness, sign
from yangguang.apps.catalog.ingest.known import Bodies
from yangguang.apps.catalog.ingest.picturing import MOST as MOST_INSIDE
from yangguang.apps.catalog.ingest.picturing import take_pictures
from yangguang.apps.catalog.ingest.records import Declared, WrongRecord, read_record
from yangguang.apps.catalog.ingest.sources import Entry
from yangguang.apps.catalog.models import Column, ItemKind, Validity
from yangguang.apps.catalog.services.storing import NewAttachment, NewItem
from yangguang.apps.files.filepictures import file_pictures
from yangguang.apps.files.sandbox import Sandbox
from yangguang.apps.files.services import store_file
from yangguang.text.cleaning import clean
from yangguang.text.document import Document, UnreadableDocument
from yangguang.text.extract.traces import TracedDocument
from yangguang.text.header import Header, read_header
from yangguang.text.letterhead import Known, letterhead
from yangguang.text.secrecy import secrecy_mark

ANSWERING = "没有写明发布机构，暂列在最上级机构名下，请指定"
_MARKUP = re.compile(r"<[a-zA-Z/!]")
_KEPT_AS_FILE = frozenset(
    {
        "application/pdf",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "application/msword",
        "application/ofd",
    }
)


class Classified(Exception):
    """The document bears a classification mark; the message says that nothing was kept."""


def refuse_classified(document: Document) -> None:
    """Raise Classified where the document bears a classification mark at its head."""
    mark = secrecy_mark(document)
    if mark:
        raise Classified(
            f"文件标有密级（{mark}），已拒绝读取，未保存任何内容。本平台为非涉密系统，禁止上传涉密信息；"
            "请立即按保密规定处理该文件。"
        )


@dataclass(frozen=True, slots=True)
class Made:
    """An entry on its way: the item to store, or ``problem``; ``like`` the text it repeats."""

    name: str
    new: NewItem | None = None
    problem: str = ""
    conflict: bool = False
    like: Likeness | None = None


class Maker:
    """Reads entries one after the other with one sandbox and one list of known bodies."""

    def __init__(
        self, *, sandbox: Sandbox, bodies: Bodies, by: Actor, now: Callable[[], datetime]
    ) -> None:
        self._sandbox = sandbox
        self._bodies = bodies
        self._by = by
        self._now = now
        self._columns = {column.slug: column for column in Column.objects.all()}
        self._columns_by_name = {column.name: column for column in self._columns.values()}

    def identify(self, entry: Entry) -> str | None:
        """The entry's source key without reading what it says; None where that is impossible."""
        if entry.record is not None:
            return _record_key(entry.record)
        if entry.read is None:
            return None
        try:
            return hashlib.sha256(entry.read()).hexdigest()
        except OSError:
            # `make` meets the same error and says so.
            return None

    def make(self, entry: Entry, *, key: str | None = None) -> Made:
        """The entry read; a problem is an answer, never an exception. ``key`` as `identify` gave."""
        if entry.problem:
            return Made(entry.name, problem=entry.problem)
        try:
            if entry.record is not None:
                return Made(entry.name, self._from_record(entry.record, key))
            assert entry.read is not None  # noqa: S101 (an entry is a problem, a record or a file)
            return Made(entry.name, self._from_file(entry, entry.read()))
        except UnreadableDocument as error:
            return Made(entry.name, problem=str(error))
        except (Classified, WrongRecord) as error:
            return Made(entry.name, problem=str(error))
        except OSError as error:
            return Made(entry.name, problem=f"无法读取：{error.strerror or error}。")

    def _from_file(self, entry: Entry, data: bytes) -> NewItem:
        document = self._sandbox.read(data, name=PurePath(entry.name).name)
        refuse_classified(document)
        header = read_header(document, name=entry.name, known_agencies=self._bodies.known)
        cleaned = clean(document, told=header.told)
        known = Known(header.title or "", header.spellings, header.agencies)
        told = letterhead(cleaned.document, known)
        body = replace(cleaned.document, blocks=cleaned.document.blocks[told:])
        inside = isinstance(document, TracedDocument) and any(p.inside for p in document.pictures)
        found = file_pictures(data, most=MOST_INSIDE) if inside else None
        pictures = take_pictures(
            cleaned.pictures, beside=entry.sibling, found=found, ahead=told, at=self._now()
        )
        text = body.text()
        unsure = [_doubt(one.field, one.value, one.why) for one in header.unsure]
        unsure += [_doubt("body", "", warning) for warning in document.warnings]
        unsure += pictures.unsure
        unsure += [_doubt("body", "", why) for why in (found.told(document) if found else [])]
        agency = self._agency(header.agencies[0] if header.agencies else "", unsure)
        signature, bands = sign(text)
        attachments = [
            self._attachment(entry, attachment.name, attachment.href)
            for attachment in header.attachments
        ]
        attachments += pictures.attachments
        if document.media_type in _KEPT_AS_FILE:
            stored = store_file(data=data, at=self._now(), document=document)
            attachments.insert(0, NewAttachment(title=PurePath(entry.name).name, file=stored))
        return NewItem(
            agency=agency,
            agency_name=(header.agency or agency.name)[:200],
            issuers="、".join(header.agencies)[:300],
            title=(header.title or PurePath(entry.name).stem)[:500],
            body_html=body_html(body, pictures.shown),
            body_text=text,
            kind=header.kind if header.kind in ItemKind.values else ItemKind.OTHER,
            index_number=(header.index_number or "")[:60] or None,
            doc_number=(header.number or "")[:200],
            doc_number_raw=_raw_number(header),
            subject=(header.subject or "")[:100],
            keywords=header.keywords[:200],
            summary=header.abstract[:300],
            formed_on=header.formed_on,
            source_published_on=header.source_published_on,
            in_force_on=header.in_force_on,
            valid_until=header.valid_until,
            lost_force_on=header.lost_force_on,
            validity=header.validity or Validity.NONE,
            attachments=attachments,
            source_site=header.source[:200],
            source_url=_source_url(document)[:500],
            source_key=hashlib.sha256(data).hexdigest(),
            signature=signature or None,
            bands=bands,
            unsure=unsure,
        )

    def _from_record(self, record: dict[str, Any], key: str | None) -> NewItem:
        declared = read_record(record)
        texts = declared.texts
        raw = texts.get("body", "")
        if _MARKUP.search(raw):
            document = self._sandbox.read(raw.encode(), name="body.html", media_type="text/html")
            markup, text = body_html(document), document.text()
        else:
            lines = [line.strip() for line in raw.splitlines() if line.strip()]
            markup = "\n".join(f"<p>{html.escape(line)}</p>" for line in lines)
            text = "\n".join(lines)
        unsure: list[dict[str, Any]] = [dict(one) for one in declared.unsure]
        agency = self._agency(texts.get("agency", ""), unsure)
        signature, bands = sign(text)
        column = self._column(declared, unsure)
        return NewItem(
            agency=agency,
            agency_name=(texts.get("agency") or agency.name)[:200],
            title=texts["title"][:500],
            body_html=markup,
            body_text=text,
            kind=declared.kind or ItemKind.OTHER,
            index_number=texts.get("index_number", "")[:60] or None,
            doc_number=texts.get("number", "")[:200],
            doc_number_raw=texts.get("number", "")[:200],
            subject=texts.get("subject", "")[:100],
            keywords=texts.get("keywords", "")[:200],
            summary=texts.get("summary", "")[:300],
            formed_on=declared.dates.get("formed_on"),
            source_published_on=declared.dates.get("source_published_on"),
            in_force_on=declared.dates.get("in_force_on"),
            valid_until=declared.dates.get("valid_until"),
            lost_force_on=declared.dates.get("lost_force_on"),
            validity=declared.validity,
            columns=[column] if column else [],
            attachments=[
                NewAttachment(title=title or link, source_url=link)
                for title, link in declared.attachments
            ],
            source_site=texts.get("source_site", "")[:200],
            source_url=texts.get("source_url", "")[:500],
            source_key=key or _record_key(record),
            signature=signature or None,
            bands=bands,
            unsure=unsure,
        )

    def _agency(self, name: str, unsure: list[dict[str, Any]]) -> Agency:
        if name:
            agency, proposed = self._bodies.find_or_propose(name, by=self._by, at=self._now())
            if proposed:
                unsure.append(_doubt("agency", name, "机构名录中没有这个机构，已列为待核实"))
            return agency
        first = self._bodies.first
        if first is None:
            first, _ = self._bodies.find_or_propose("未写明机构", by=self._by, at=self._now())
        if not any(doubt["field"] == "agency" for doubt in unsure):
            unsure.append(_doubt("agency", "", ANSWERING))
        return first

    def _column(self, declared: Declared, unsure: list[dict[str, Any]]) -> Column | None:
        name = declared.texts.get("column", "")
        column = self._columns.get(name) or self._columns_by_name.get(name)
        if name and column is None:
            unsure.append(_doubt("column", name, "没有这个栏目，暂不归栏"))
        return column

    def _attachment(self, entry: Entry, title: str, href: str) -> NewAttachment:
        data = entry.sibling(href) if entry.sibling and href else None
        stored = store_file(data=data, at=self._now()) if data else None
        return NewAttachment(title=title or href, file=stored, source_url=href)


def _record_key(record: dict[str, Any]) -> str:
    text = json.dumps(record, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _doubt(field: str, value: str, why: str) -> dict[str, Any]:
    return {"field": field, "value": value, "why": why}


def _raw_number(header: Header) -> str:
    return "、".join(number.raw for number in header.numbers)[:200]


def _source_url(document: Document) -> str:
    return document.meta.get("Url") or document.meta.get("og:url") or ""
