"""区分处理 as acts: open, mark, make a proved copy, approve it.

依据：《政府信息公开条例》（国务院令第711号）第三十七条：申请公开的信息中含有不应当公开或者不属于政府信息的
内容，但是能够作区分处理的，行政机关应当向申请人提供可以公开的政府信息内容，并对不予公开的内容说明理由。
A copy that fails its proof is never kept; whoever marked does not approve.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from yangguang.apps.agencies.models import Agency
from yangguang.apps.agencies.verdicts import Refused, Verdict, no, yes
from yangguang.apps.audit.actors import Actor
from yangguang.apps.audit.services import Subject, record
from yangguang.apps.files import workshop
from yangguang.apps.files.models import Redaction, RedactionMark, ReleasedCopy, StoredFile
from yangguang.apps.files.redaction.marks import Mark, pack_marks
from yangguang.apps.files.selectors import marks_of
from yangguang.apps.files.services.sources import (
    SealedSource,
    columns_of,
    content_from,
    source_bytes,
)
from yangguang.apps.files.services.storing import store_file
from yangguang.text.document import UnreadableDocument

BASIS = "《政府信息公开条例》第三十七条"
MOST_MARKS = 5_000
S = Redaction.State


class NotPossible(Exception):
    """The act is not possible now; the message says why and what to do next."""


@dataclass(frozen=True, slots=True)
class NewPassage:
    """Characters ``start`` up to ``end`` of a page's text."""

    page: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class NewArea:
    """A rectangle of a page in points from its upper left corner."""

    page: int
    x0: float
    y0: float
    x1: float
    y1: float


def open_redaction(
    *,
    source: StoredFile | SealedSource,
    agency: Agency,
    title: str,
    name: str,
    by: Actor,
    at: datetime,
    subject_kind: str = "",
    subject_key: str = "",
    page: str = "",
) -> Redaction:
    """Begin to work on a file; ``name`` is what its sender called it.

    One that lies encrypted stays so: it is opened in memory whenever it is worked on, which is kept
    as an access from ``page``. Raises
    NotPossible where the file can be neither painted nor read, Destroyed after its key is gone.
    """
    data = content_from(source, by=by, at=at, page=page, agency_key=agency.pk)
    try:
        workshop.describe(workshop.FileBytes(data, name, source.media_type), page=1)
    except UnreadableDocument as error:
        raise NotPossible(f"不能对该文件作区分处理：{error}") from error
    with transaction.atomic():
        made: Redaction = Redaction.objects.create(
            agency=agency,
            **columns_of(source),
            source_type=source.media_type,
            source_sha256=hashlib.sha256(data).hexdigest(),
            source_name=name[:200],
            title=title[:200],
            subject_kind=subject_kind,
            subject_key=subject_key,
            opened_at=at,
            opened_by_key=by.key,
            opened_by_name=by.name,
        )
        _record(made, "redaction.open", by, at, after={"source_sha256": made.source_sha256})
    return made


def add_marks(
    *,
    redaction: Redaction,
    marks: Iterable[NewPassage | NewArea],
    exemption: str,
    reason: str,
    by: Actor,
    at: datetime,
) -> list[RedactionMark]:
    """Mark what is to be taken out; marks that are there already are not doubled.

    Opens a proved redaction again: its copy no longer fits. Raises NotPossible.
    """
    wanted = list(dict.fromkeys(marks))
    if not exemption or not reason.strip():
        raise NotPossible(
            "请选择不予公开的依据，并写明理由。区分处理后须向申请人说明理由（《条例》第三十七条）。"
        )
    with transaction.atomic():
        current = _locked(redaction)
        if current.state == S.APPROVED:
            raise NotPossible("公开副本已经审定，不能再改标注。确需修改的，请另建一份区分处理。")
        there = {_as_new(mark) for mark in current.marks.all()}
        fresh = [mark for mark in wanted if mark not in there]
        if len(there) + len(fresh) > MOST_MARKS:
            raise NotPossible(f"标注超过{MOST_MARKS}处。请改用区域标注，或拆分文件后处理。")
        rows = [
            RedactionMark(
                redaction=current,
                **_columns(mark),
                exemption=exemption,
                reason=reason.strip()[:300],
                made_at=at,
                made_by_key=by.key,
                made_by_name=by.name,
            )
            for mark in fresh
        ]
        made: list[RedactionMark] = RedactionMark.objects.bulk_create(rows)
        if made:
            _reopen(current)
            pages = sorted({mark.page for mark in fresh})
            _record(
                current, "redaction.mark", by, at, reason=reason.strip(),
                after={"marks": len(made), "pages": pages[:50], "exemption": exemption},
            )  # fmt: skip
    redaction.refresh_from_db()
    return made


def remove_mark(*, mark: RedactionMark, by: Actor, at: datetime) -> None:
    """Take one mark back. Raises NotPossible once the copy is approved."""
    with transaction.atomic():
        current = _locked(mark.redaction)
        if current.state == S.APPROVED:
            raise NotPossible("公开副本已经审定，不能再改标注。确需修改的，请另建一份区分处理。")
        before = {"page": mark.page, "kind": mark.kind, "exemption": mark.exemption}
        deleted, _ = RedactionMark.objects.filter(pk=mark.pk, redaction=current).delete()
        if not deleted:
            return
        _reopen(current)
        _record(current, "redaction.unmark", by, at, before=before)


def make_copy(
    *, redaction: Redaction, words: bool, by: Actor, at: datetime, form: str = "pdf"
) -> ReleasedCopy:
    """The released copy, made and proved; ``form`` text is for files of words.

    Raises NotPossible where there is nothing marked, the file cannot be made, or the proof finds
    anything: then nothing is kept of it.
    """
    if redaction.state == S.APPROVED:
        raise NotPossible("公开副本已经审定，不必再生成。")
    marks = marks_of(redaction)
    if not marks:
        raise NotPossible(
            "还没有标注任何内容。请先标注不应公开的文字或区域；全部可以公开的文件不需要区分处理。"
        )
    digest = marks_digest(marks)
    data = source_bytes(redaction, by=by, at=at)
    if hashlib.sha256(data).hexdigest() != redaction.source_sha256:
        raise NotPossible("原文件与开始处理时不一致，没有生成。请联系管理员核对存储的文件。")
    file = workshop.FileBytes(data, redaction.source_name, redaction.source_type)
    media_type = "text/plain" if form == "text" else "application/pdf"
    try:
        result = workshop.redact(file, marks, words=words, form=form)
        proof = workshop.prove(file, marks, result, result_type=media_type, words=words)
    except UnreadableDocument as error:
        raise NotPossible(f"没有生成公开副本：{error}") from error
    failed = [point.sentence for point in proof if not point.passed]
    if failed:
        raise NotPossible(
            "生成的副本没有通过核验，已经丢弃：" + "；".join(failed) + "。请按提示修改标注后再试。"
        )
    stored = store_file(data=result, at=at, media_type=media_type)
    with transaction.atomic():
        current = _locked(redaction)
        if current.state == S.APPROVED or marks_digest(marks_of(current)) != digest:
            raise NotPossible("生成期间标注有了改动，副本已经丢弃。请核对标注后重新生成。")
        copy: ReleasedCopy = ReleasedCopy.objects.create(
            redaction=current,
            file=stored,
            sha256=stored.sha256,
            source_sha256=current.source_sha256,
            marks_sha256=digest,
            marks=len(marks),
            media_type=media_type,
            with_words=words,
            proof=[[point.key, point.passed, point.sentence] for point in proof],
            made_at=at,
            made_by_key=by.key,
            made_by_name=by.name,
        )
        current.state = S.PROVED
        current.save(update_fields=["state"])
        _record(
            current, "redaction.prove", by, at,
            after={"copy_sha256": copy.sha256, "source_sha256": copy.source_sha256, "marks": copy.marks},
        )  # fmt: skip
    redaction.refresh_from_db()
    return copy


def may_approve(*, redaction: Redaction, copy: ReleasedCopy | None, by: Actor) -> Verdict:
    """Whether this person may approve; the caller has seen to the permission.

    Reading: the regulation wants review before disclosure (第十七条) and does not say by whom; that
    whoever marked does not review is the house's own rule.
    """
    if redaction.state == S.APPROVED:
        return no(BASIS, "公开副本已经审定。")
    if redaction.state != S.PROVED or copy is None:
        return no(BASIS, "还没有生成并核验公开副本，请先生成。")
    if copy.marks_sha256 != marks_digest(marks_of(redaction)):
        return no(BASIS, "标注在生成副本之后有改动，请重新生成。")
    makers = {redaction.opened_by_key, copy.made_by_key}
    makers |= set(redaction.marks.values_list("made_by_key", flat=True))
    if by.key in makers:
        return no(
            "《政府信息公开条例》第十七条（公开前审查）",
            "您参与了标注或生成，不能由本人审定。请由其他有审核权限的人员审定。",
        )
    return yes("《政府信息公开条例》第十七条（公开前审查）", "审定人不是标注人。")


def approve_redaction(
    *, redaction: Redaction, copy: ReleasedCopy, by: Actor, at: datetime
) -> ReleasedCopy:
    """Approve the copy for release. Raises Refused with the verdict where that is not possible."""
    with transaction.atomic():
        current = _locked(redaction)
        newest = current.copies.order_by("-made_at", "-pk").first()
        verdict = may_approve(redaction=current, copy=newest, by=by)
        if verdict and (newest is None or newest.pk != copy.pk):
            verdict = no(BASIS, "您看到的不是最新生成的副本，请打开最新的副本核对后再审定。")
        if not verdict:
            raise Refused(verdict)
        current.state = S.APPROVED
        current.approved_copy = copy
        current.approved_at = at
        current.approved_by_key = by.key
        current.approved_by_name = by.name
        current.save()
        _record(
            current,
            "redaction.approve",
            by,
            at,
            verdict=verdict.as_json(),
            after={"copy_sha256": copy.sha256},
        )
    redaction.refresh_from_db()
    return copy


def marks_digest(marks: Iterable[Mark]) -> str:
    """64 hex digits over what is marked, whatever the order."""
    text = json.dumps(sorted(pack_marks(list(marks)), key=json.dumps))
    return hashlib.sha256(text.encode()).hexdigest()


def _locked(redaction: Redaction) -> Redaction:
    return Redaction.objects.select_for_update().get(pk=redaction.pk)


def _reopen(redaction: Redaction) -> None:
    if redaction.state != S.DRAFT:
        redaction.state = S.DRAFT
        redaction.save(update_fields=["state"])


def _as_new(mark: RedactionMark) -> NewPassage | NewArea:
    if mark.kind == RedactionMark.Kind.PASSAGE:
        return NewPassage(mark.page, mark.start or 0, mark.end or 0)
    return NewArea(mark.page, mark.x0 or 0.0, mark.y0 or 0.0, mark.x1 or 0.0, mark.y1 or 0.0)


def _columns(mark: NewPassage | NewArea) -> dict[str, Any]:
    if isinstance(mark, NewPassage):
        if mark.page < 1 or not 0 <= mark.start < mark.end:
            raise NotPossible("标注的文字范围不对：起止位置颠倒或为空。请重新选择。")
        return {
            "kind": RedactionMark.Kind.PASSAGE,
            "page": mark.page,
            "start": mark.start,
            "end": mark.end,
        }
    if mark.page < 1 or not (0 <= mark.x0 < mark.x1 and 0 <= mark.y0 < mark.y1):
        raise NotPossible("标注的区域不对：左边应小于右边，上边应小于下边。请重新填写或框选。")
    return {
        "kind": RedactionMark.Kind.AREA,
        "page": mark.page,
        "x0": mark.x0,
        "y0": mark.y0,
        "x1": mark.x1,
        "y1": mark.y1,
    }


def _record(redaction: Redaction, verb: str, by: Actor, at: datetime, **more: Any) -> None:
    subject = Subject(
        "redaction", str(redaction.pk), redaction.title, agency_key=redaction.agency_id
    )
    record(by=by, at=at, verb=verb, subject=subject, basis=BASIS, **more)
