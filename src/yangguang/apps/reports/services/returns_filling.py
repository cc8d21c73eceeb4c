"""Filling a return in: from records, by hand with the source of each number, and explanations."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from yangguang.apps.agencies.verdicts import refuse
from yangguang.apps.audit.actors import Actor
from yangguang.apps.reports.models import (
    Return,
    ReturnCell,
    ReturnExplanation,
    ReturnRemark,
    ReturnScope,
)
from yangguang.apps.reports.returns_workflow import require
from yangguang.apps.reports.selectors.parts import as_number
from yangguang.apps.reports.selectors.returns import filling_of, record_cells
from yangguang.apps.reports.services.returns_writing import count_findings, locked, note
from yangguang.law.forms.findings import plain
from yangguang.law.forms.model import Form

_LARGEST = Decimal(10) ** 12
_PLACES = 6
SOURCE_LENGTH = 300
TEXT_LENGTH = 500


@dataclass(frozen=True, slots=True)
class Entry:
    """A number for a cell and where it comes from; ``value`` None takes the hand entry back."""

    value: Decimal | None
    source: str


def why_not(form: Form, code: str, value: Decimal) -> str:
    """Why a cell of this kind cannot hold the number; "" where it can."""
    kind = form.number_of(code)
    if not value.is_finite() or abs(value) >= _LARGEST:
        return "数值过大，请核对单位"
    if value < 0 and kind != "change":
        return "不能为负数"
    if kind != "amount" and value != value.to_integral_value():
        return "须是整数"
    exponent = value.normalize().as_tuple().exponent
    if isinstance(exponent, int) and -exponent > _PLACES:
        return f"小数最多{_PLACES}位"
    return ""


def take_records(
    row: Return, *, at: datetime, values: Mapping[str, Decimal] | None = None
) -> Mapping[str, Decimal]:
    """Set what the body's records give at this moment; saves the row."""
    if values is None:
        values = record_cells(row.round.definition, row.agency, row.round.period, as_of=at)
    row.computed = {code: plain(value) for code, value in values.items()}
    row.computed_at = at
    row.save(update_fields=["computed", "computed_at"])
    return values


def compute_return(*, row: Return, by: Actor, at: datetime) -> int:
    """Count the records again; gives how many cells say something else than before.

    What was filled in by hand stays. Raises Refused where the state does not allow it.
    """
    with transaction.atomic():
        row = locked(row)
        require(row, "compute", by=by)
        before = dict(row.computed)
        if row.scope == ReturnScope.OWN:
            take_records(row, at=at)
        changed = sorted(
            code for code in {*before, *row.computed} if before.get(code) != row.computed.get(code)
        )
        row.revision += 1
        row.save(update_fields=["revision"])
        note(row, "compute", by=by, at=at, after={"cells": len(changed)})
        count_findings(row)
    return len(changed)


def fill_cells(
    *, row: Return, entries: Mapping[str, Entry], by: Actor, at: datetime, act: str = "fill"
) -> int:
    """Write numbers by hand; gives how many cells changed.

    Raises Refused for an unknown cell, a number of the wrong kind, or one without its source. An
    entry equal to what stands there changes nothing.
    """
    with transaction.atomic():
        row = locked(row)
        require(row, act, by=by)
        form = row.round.definition.form
        known = set(form.cell_names())
        standing = {cell.code: cell for cell in row.cells.all()}
        changed: dict[str, str] = {}
        before: dict[str, str] = {}
        for code, entry in entries.items():
            if code not in known:
                raise refuse("没有该单元格", f"本表没有单元格“{code}”，请核对表式版本。")
            old = standing.get(code)
            was = plain(as_number(old.value)) if old is not None else row.computed.get(code, "")
            if entry.value is None:
                if old is not None:
                    old.delete()
                    changed[code], before[code] = "", was
                continue
            _write(row, form, code, entry, old, by=by, at=at)
            now = plain(entry.value)
            if old is None or was != now or old.source != entry.source.strip():
                changed[code], before[code] = now, was
        if changed:
            row.revision += 1
            row.filled_by_key, row.filled_by = by.key, by.name
            row.save(update_fields=["revision", "filled_by_key", "filled_by"])
            note(row, act, by=by, at=at, before=before, after=changed)
        count_findings(row)
    return len(changed)


def _write(
    row: Return,
    form: Form,
    code: str,
    entry: Entry,
    old: ReturnCell | None,
    *,
    by: Actor,
    at: datetime,
) -> None:
    assert entry.value is not None  # noqa: S101 (the caller has taken the other case)
    source = entry.source.strip()
    why = why_not(form, code, entry.value)
    if why:
        raise refuse("数值不符", f"{form.describe(code)}填{entry.value}：{why}。")
    if not source:
        raise refuse("缺少来源", f"{form.describe(code)}没有写明数字来源，请填写后再保存。")
    if len(source) > SOURCE_LENGTH:
        raise refuse("来源过长", f"{form.describe(code)}的来源说明超过{SOURCE_LENGTH}字，请精简。")
    computed = row.computed.get(code)
    if old is not None and as_number(old.value) == entry.value and old.source == source:
        return
    ReturnCell.objects.update_or_create(
        owner=row,
        code=code,
        defaults={
            "value": entry.value,
            "computed": None if computed is None else as_number(computed),
            "source": source,
            "by_name": by.name,
            "at": at,
        },
    )


def fill_blanks(*, row: Return, source: str, by: Actor, at: datetime) -> int:
    """Write 0 into every cell that is still empty, with one source for all; gives how many."""
    empty = [code for code, one in filling_of(row).figures.items() if one.value is None]
    if not source.strip():
        raise refuse("缺少来源", "请写明空格填0的依据，例如“经核查本年没有发生”。")
    if not empty:
        raise refuse("没有空格", "所有单元格都已填报，不需要填0。")
    entries = {code: Entry(Decimal(0), source) for code in empty}
    return fill_cells(row=row, entries=entries, by=by, at=at, act="fill-blanks")


def explain_finding(
    *, row: Return, key: str, text: str, by: Actor, at: datetime
) -> ReturnExplanation:
    """Say why a finding may stand. Raises Refused where there is no such finding now, where it has
    to be mended instead, or without words."""
    words = " ".join(text.split())
    if not words or len(words) > TEXT_LENGTH:
        raise refuse("说明字数", f"请写明原因，不超过{TEXT_LENGTH}字。")
    with transaction.atomic():
        row = locked(row)
        require(row, "explain", by=by)
        _, judged = count_findings(row)
        point = next((one for one in judged.points if one.key == key), None)
        if point is None:
            raise refuse("问题已变", "数字已经变动，这个问题不再存在，请刷新后核对。")
        if point in judged.blocking:
            raise refuse("须更正", "这个问题须更正数字，不能只作说明。")
        explanation, _ = ReturnExplanation.objects.update_or_create(
            owner=row, key=key, defaults={"text": words, "by_name": by.name, "at": at}
        )
        note(row, "explain", by=by, at=at, reason=words, after={"finding": point.message})
        count_findings(row)
    return explanation


def answer_remark(*, remark: ReturnRemark, text: str, by: Actor, at: datetime) -> ReturnRemark:
    """Say what was done about a remark of the body above. Raises Refused without words."""
    words = " ".join(text.split())
    if not words or len(words) > TEXT_LENGTH:
        raise refuse("答复字数", f"请写明如何更正或者为什么不更正，不超过{TEXT_LENGTH}字。")
    with transaction.atomic():
        row = locked(remark.owner)
        require(row, "answer", by=by)
        remark.answer, remark.answered_by, remark.answered_at = words, by.name, at
        remark.save(update_fields=["answer", "answered_by", "answered_at"])
        note(row, "answer", by=by, at=at, reason=words, after={"remark": remark.text})
    return remark
