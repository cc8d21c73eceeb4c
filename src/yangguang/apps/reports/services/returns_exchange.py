"""Taking a return out as a file and in again, here or from another platform."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from yangguang.apps.agencies.verdicts import refuse
from yangguang.apps.audit.actors import Actor
from yangguang.apps.reports.exchange.as_json import read_json, write_json
from yangguang.apps.reports.exchange.carried import Carried, CarriedCell, WrongFile, carry
from yangguang.apps.reports.exchange.workbook import read_workbook, write_workbook
from yangguang.apps.reports.models import Return
from yangguang.apps.reports.returns_workflow import WORKING, require
from yangguang.apps.reports.selectors.parts import as_number
from yangguang.apps.reports.selectors.returns import (
    Filling,
    filling_of,
    frozen_filling,
    judge_return,
)
from yangguang.apps.reports.services.returns_filling import (
    SOURCE_LENGTH,
    Entry,
    explain_finding,
    fill_cells,
    why_not,
)
from yangguang.apps.reports.services.returns_writing import locked
from yangguang.law.forms.model import Form
from yangguang.law.returns.judging import derive, sum_targets

JSON, XLSX = "json", "xlsx"


def export_return(row: Return, which: str, *, at: datetime) -> bytes:
    """The return as a file: as frozen where it is frozen, else as it stands. KeyError for another
    kind of file than ``json`` and ``xlsx``."""
    filling = shown_filling(row)
    carried = carry(filling, judge_return(filling))
    if which == JSON:
        return write_json(carried, row)
    if which == XLSX:
        return write_workbook(carried, filling.definition.form, made_at=at)
    raise KeyError(which)


def shown_filling(row: Return) -> Filling:
    """What a reader sees: the frozen version, or the figures being filled in."""
    if row.state in WORKING or row.current is None:
        return filling_of(row)
    return frozen_filling(row, row.current)


def import_return(*, row: Return, data: bytes, name: str, by: Actor, at: datetime) -> int:
    """Fill the return from a file; gives how many cells changed.

    A figure equal to what records give is left to the records; any other stands as filled in by
    hand, with the file's source note or the file's name. Raises Refused for another return's file.
    """
    definition = row.round.definition
    try:
        if data[:4] == b"PK\x03\x04":
            carried = read_workbook(data, definition.form, name=name)
        else:
            carried = read_json(data)
        carried.label.require(row)
    except WrongFile as error:
        raise refuse("文件不符", str(error)) from error
    with transaction.atomic():
        row = locked(row)
        require(row, "import", by=by)
        changed = fill_cells(
            row=row, entries=_entries(row, carried, name), by=by, at=at, act="import"
        )
        row.refresh_from_db()
        standing = {one.key for one in judge_return(filling_of(row)).unexplained}
        for key, text in carried.explanations.items():
            if key in standing:
                explain_finding(row=row, key=key, text=text, by=by, at=at)
    return changed


def _entries(row: Return, carried: Carried, name: str) -> Mapping[str, Entry]:
    filling = filling_of(row)
    unknown = [code for code in carried.cells if code not in filling.figures]
    if unknown:
        raise refuse("没有该单元格", f"文件中的单元格“{unknown[0]}”不在本表，请核对表式版本。")
    form = filling.definition.form
    own = {code: _own(filling, code, cell, form) for code, cell in carried.cells.items()}
    computed = {code: as_number(text) for code, text in row.computed.items()}
    sums = sum_targets(form)
    given = {**computed, **{code: value for code, value in own.items() if code not in sums}}
    expected = {**derive(form, given), **computed}
    hand = set(row.cells.values_list("code", flat=True))
    entries = {}
    for code, cell in carried.cells.items():
        if expected.get(code) == own[code] and not (cell.source and code in hand):
            # What records or the form's own sums give needs no hand.
            if code in hand:
                entries[code] = Entry(None, "")
            continue
        source = cell.source or filling.figures[code].source or f"由文件“{name}”导入"
        entries[code] = Entry(own[code], source[:SOURCE_LENGTH])
    return entries


def _own(filling: Filling, code: str, cell: CarriedCell, form: Form) -> Decimal:
    """The body's own share of what the file says. Raises Refused for an impossible number."""
    parts = sum((part.value(code) or Decimal(0) for part in filling.parts), Decimal(0))
    value = cell.own if cell.own is not None else cell.value - parts
    why = why_not(form, code, value)
    if why:
        raise refuse("数值不符", f"文件中{form.describe(code)}：{why}，请更正后再导入。")
    return as_number(value)
