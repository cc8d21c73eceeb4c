"""The acts that move a return on: freezing, signing, submitting, sending back, accepting."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from yangguang.apps.agencies.verdicts import refuse
from yangguang.apps.audit.actors import Actor
from yangguang.apps.reports.models import (
    Return,
    ReturnRemark,
    ReturnScope,
    ReturnState,
    ReturnVersion,
)
from yangguang.apps.reports.returns_workflow import require
from yangguang.apps.reports.selectors.returns import (
    Filling,
    Judged,
    open_remarks,
    record_cells,
)
from yangguang.apps.reports.services import returns_duties as duties
from yangguang.apps.reports.services import returns_evidence as evidence
from yangguang.apps.reports.services.returns_filling import TEXT_LENGTH
from yangguang.apps.reports.services.returns_writing import count_findings, locked, note
from yangguang.law.forms.findings import plain


def freeze_return(*, row: Return, by: Actor, at: datetime) -> ReturnVersion:
    """Fix the figures with their evidence as a new version, for the signature.

    Raises Refused while something blocks or is unexplained, a remark is unanswered, or records have
    changed since they were counted.
    """
    with transaction.atomic():
        row = locked(row)
        require(row, "freeze", by=by)
        filling, judged = count_findings(row)
        _require_sound(row, judged)
        _require_fresh(row, at)
        version = _version(row, filling, judged, by=by, at=at)
        row.current, row.state = version, ReturnState.FROZEN
        row.save(update_fields=["current", "state"])
        note(
            row, "freeze", by=by, at=at, after={"version": version.number, "digest": version.digest}
        )
    return version


def _require_sound(row: Return, judged: Judged) -> None:
    if judged.blocking:
        raise refuse("须更正", f"还有{len(judged.blocking)}处须更正：{judged.blocking[0].message}")
    if judged.unexplained:
        raise refuse(
            "须说明",
            f"还有{len(judged.unexplained)}处没有说明：{judged.unexplained[0].message}请逐处更正或者说明后再定稿。",
        )
    waiting = open_remarks(row)
    if waiting:
        raise refuse(
            "退回意见未答复", f"退回意见“{waiting[0].text}”还没有答复，请更正并答复后再定稿。"
        )


def _require_fresh(row: Return, at: datetime) -> None:
    """What was looked at is what is signed: records that moved since are counted again first."""
    if row.scope == ReturnScope.REGION:
        return
    now = record_cells(row.round.definition, row.agency, row.round.period, as_of=at)
    moved = sum(plain(value) != row.computed.get(code) for code, value in now.items())
    if moved:
        raise refuse("记录有变", f"取数以后有{moved}处记录发生变化，请先“重新取数”，核对后再定稿。")


def _version(
    row: Return, filling: Filling, judged: Judged, *, by: Actor, at: datetime
) -> ReturnVersion:
    packed = b""
    if row.scope == ReturnScope.OWN:
        found = evidence.gather(row.round.definition, row.agency, row.round.period, as_of=at)
        packed = evidence.pack(found)
    cells = {
        code: {
            key: value
            for key, value in (
                ("value", plain(one.value)),
                ("origin", one.origin.value),
                ("own", _text(one.own) if filling.rolls_up else None),
                ("computed", _text(one.computed)),
                ("source", one.source or None),
            )
            if value is not None
        }
        for code, one in filling.figures.items()
        if one.value is not None
    }
    said = {key: one.text for key, one in judged.explanations.items()}
    findings = [
        {
            "key": one.key, "rule": one.rule, "cells": list(one.cells), "message": one.message,
            "explanation": said.get(one.key, ""),
        }
        for one in judged.points
    ]  # fmt: skip
    parts = [
        {
            "agency": part.row.agency_id, "name": part.row.agency.name, "return": part.row.pk,
            "scope": part.row.scope, "state": part.row.state, "version": part.version.number,
            "digest": part.version.digest,
            "values": dict(part.texts),
        }
        for part in filling.parts
    ]  # fmt: skip
    missing = [{"agency": one.agency_id, "name": one.agency.name} for one in filling.missing]
    number = (row.versions.order_by("-number").values_list("number", flat=True).first() or 0) + 1
    content = {"cells": cells, "findings": findings, "parts": parts, "missing": missing}
    return ReturnVersion.objects.create(
        owner=row,
        number=number,
        evidence=packed,
        digest=digest_of(row, content, packed),
        as_of=row.computed_at if row.scope == ReturnScope.OWN else None,
        frozen_by_key=by.key,
        frozen_by=by.name,
        frozen_at=at,
        **content,
    )


def _text(value: Decimal | None) -> str | None:
    return None if value is None else plain(value)


def digest_of(row: Return, content: Mapping[str, Any], packed: bytes) -> str:
    """What a version says, as one digest: whose, of which form and period, and every part of it."""
    definition = row.round.definition
    whole = {
        "agency": row.agency.code,
        "scope": row.scope,
        "form": [definition.code, definition.version, definition.form.code],
        "period": [row.round.year, row.round.part],
        "evidence": hashlib.sha256(packed).hexdigest(),
        **content,
    }
    text = json.dumps(whole, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def verify_version(version: ReturnVersion) -> bool:
    """Whether a frozen version is still what it was."""
    content = {
        "cells": version.cells, "findings": version.findings, "parts": version.parts,
        "missing": version.missing,
    }  # fmt: skip
    return digest_of(version.owner, content, bytes(version.evidence)) == version.digest


def _move(
    row: Return, act: str, *, by: Actor, at: datetime, reason: str = "", **after: Any
) -> Return:
    """Take the act's step; whatever else the caller has set on the row is saved with it."""
    target = require(row, act, by=by).target
    if target is not None:
        row.state = target
    row.save()
    note(row, act, by=by, at=at, reason=reason, after={"state": row.state, **after})
    return row


def _words(text: str, what: str) -> str:
    words = " ".join(text.split())
    if not words or len(words) > TEXT_LENGTH:
        raise refuse(f"缺少{what}", f"请写明{what}，不超过{TEXT_LENGTH}字。")
    return words


def unfreeze_return(*, row: Return, why: str, by: Actor, at: datetime) -> Return:
    """Open a frozen or signed return again before it is submitted; its version stays in the history."""
    why = _words(why, "理由")
    with transaction.atomic():
        row = locked(row)
        return _move(row, "unfreeze", by=by, at=at, reason=why)


def sign_return(*, row: Return, by: Actor, at: datetime) -> Return:
    """The head of the office stands by figures and explanations. Raises Refused for whoever filled
    them in."""
    with transaction.atomic():
        row = locked(row)
        require(row, "sign", by=by)
        version = row.current
        if version is None or not verify_version(version):
            raise refuse("定稿不完整", "定稿的内容与定稿时的摘要不符，请退回填报后重新定稿。")
        version.signed_by_key, version.signed_by, version.signed_at = by.key, by.name, at
        version.save(update_fields=["signed_by_key", "signed_by", "signed_at"])
        return _move(row, "sign", by=by, at=at, version=version.number)


def submit_return(*, row: Return, by: Actor, at: datetime) -> Return:
    """Hand the signed return in; the duty is done, in time or late."""
    with transaction.atomic():
        row = locked(row)
        require(row, "submit", by=by)
        row.submitted_at, row.submitted_by_key = at, by.key
        row.first_submitted_on = row.first_submitted_on or timezone.localdate(at)
        _move(row, "submit", by=by, at=at)
        duties.done(row, by=by, at=at)
        recount_above(row)
    return row


def recall_return(*, row: Return, why: str, by: Actor, at: datetime) -> Return:
    """Take a submitted return back to change it; it is owed again by the same day."""
    why = _words(why, "理由")
    with transaction.atomic():
        row = locked(row)
        _move(row, "recall", by=by, at=at, reason=why)
        duties.owe_again(row, why=why, by=by, at=at)
        recount_above(row)
    return row


def remark_cell(*, row: Return, code: str, text: str, by: Actor, at: datetime) -> ReturnRemark:
    """The body above says something about a cell. Raises Refused for an unknown one."""
    text = _words(text, "意见")
    with transaction.atomic():
        row = locked(row)
        require(row, "remark", by=by)
        if code and code not in row.round.definition.cells():
            raise refuse("没有该单元格", f"本表没有单元格“{code}”，请重新选择。")
        remark: ReturnRemark = ReturnRemark.objects.create(
            owner=row, code=code, text=text, by_name=by.name, at=at, version=row.current
        )
        note(row, "remark", by=by, at=at, reason=text, after={"cell": code})
    return remark


def send_back(*, row: Return, text: str, correct_by: date, by: Actor, at: datetime) -> Return:
    """Send a submitted return back to be corrected by a day; remarks on cells go with it.

    ``text`` may stay empty where cells bear remarks. Raises Refused with neither, or for a day past.
    """
    return _back(row, "send-back", text, correct_by, by=by, at=at)


def reopen_return(*, row: Return, text: str, correct_by: date, by: Actor, at: datetime) -> Return:
    """Send an accepted return back, since something was found in it later."""
    return _back(row, "reopen", text, correct_by, by=by, at=at)


def _back(row: Return, act: str, text: str, correct_by: date, *, by: Actor, at: datetime) -> Return:
    if correct_by < timezone.localdate(at):
        raise refuse("更正期限已过", f"更正期限 {correct_by} 已过，请填写今天或以后的日期。")
    with transaction.atomic():
        row = locked(row)
        require(row, act, by=by)
        if text.strip() or not open_remarks(row):
            ReturnRemark.objects.create(
                owner=row, text=_words(text, "退回意见"), by_name=by.name, at=at,
                version=row.current,
            )  # fmt: skip
        row.times_back += 1
        row.accepted_at, row.accepted_by = None, ""
        _move(row, act, by=by, at=at, reason=text.strip(), limit_on=correct_by.isoformat())
        duties.owe_correction(row, due_on=correct_by, by=by, at=at)
        recount_above(row)
    return row


def accept_return(*, row: Return, by: Actor, at: datetime) -> Return:
    """The body above takes the return. Raises Refused for anybody else, and for whoever signed it."""
    return _accept(row, "accept", "", by=by, at=at)


def note_receipt(*, row: Return, receipt: str, by: Actor, at: datetime) -> Return:
    """The platform above has taken the return of a body with nobody above it here."""
    return _accept(row, "receipt", _words(receipt, "接收凭据"), by=by, at=at)


def _accept(row: Return, act: str, reason: str, *, by: Actor, at: datetime) -> Return:
    with transaction.atomic():
        row = locked(row)
        require(row, act, by=by)
        row.accepted_at, row.accepted_by = at, by.name
        _move(row, act, by=by, at=at, reason=reason)
        recount_above(row)
    return row


def amend_return(*, row: Return, why: str, by: Actor, at: datetime) -> Return:
    """Open a return at the top again after it was taken by the platform above."""
    why = _words(why, "理由")
    with transaction.atomic():
        row = locked(row)
        row.accepted_at, row.accepted_by = None, ""
        return _move(row, "amend", by=by, at=at, reason=why)


def recount_above(row: Return) -> None:
    """A part has come or gone: the findings of the returns it belongs to are counted again."""
    above = Return.objects.filter(
        round=row.round,
        agency__in=[key for key in (row.receiver_id, row.agency_id) if key],
        state__in=[ReturnState.OPEN, ReturnState.SENT_BACK],
    ).exclude(pk=row.pk)
    for one in above.select_related("round__definition_row", "agency", "current"):
        count_findings(one)
