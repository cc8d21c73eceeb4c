"""Taking a spreadsheet into a ledger: tried without a trace first, then all at once, or not at all.

The same file twice changes nothing: rows that are there already are told and left alone.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction

from yangguang.apps.agencies.models import Agency
from yangguang.apps.agencies.verdicts import refuse
from yangguang.apps.audit.actors import Actor
from yangguang.apps.audit.services import Subject, record
from yangguang.apps.catalog.models import Item, ItemState
from yangguang.apps.resources.ledgers import LedgerKind, ledger_kind
from yangguang.apps.resources.models import Entry, Import
from yangguang.apps.resources.services.recording import new_entry, told_elsewhere, user_key
from yangguang.apps.resources.sheets.heads import fields_of
from yangguang.apps.resources.sheets.reading import (
    Choices,
    Known,
    Reading,
    Sheet,
    Trouble,
    own_choices,
    read_sheet,
    sheet_of,
)
from yangguang.apps.resources.values import NotValid
from yangguang.apps.rows import BATCH
from yangguang.text.document import Document, UnreadableDocument
from yangguang.text.sheets import grids_of, plain_head

MOST_ROWS = 20_000


@dataclass(frozen=True, slots=True)
class Taken:
    """One row of the file that can go in, unsaved."""

    sheet: str
    number: int
    entry: Entry


@dataclass(frozen=True, slots=True)
class Answer:
    """What an import does, or would do."""

    sheets: tuple[Sheet, ...]
    readings: tuple[Reading, ...]
    taken: tuple[Taken, ...] = ()
    known_before: int = 0
    """Rows that the ledger holds already."""
    troubles: tuple[Trouble, ...] = ()
    notes: tuple[Trouble, ...] = ()
    batch: Import | None = None
    again: Import | None = None
    """The import that took the same file in before, where there is one."""
    passed_over: tuple[str, ...] = field(default=())
    """Sheets without a head that fits the ledger."""

    @property
    def good(self) -> bool:
        """Whether every row could be read."""
        return not self.troubles


def import_sheet(
    *,
    agency: Agency,
    ledger: str,
    document: Document,
    data_sha256: str,
    file_name: str,
    by: Actor,
    at: datetime,
    choices: Mapping[int, Choices] | None = None,
    dry_run: bool = False,
    partly: bool = False,
) -> Answer:
    """Take the rows of a file into a body's ledger; with ``dry_run`` only tell what would happen.

    ``choices`` by the index of the sheet go before what the sheet's own words say. Rows that the
    ledger holds already are left alone. Raises Refused where a row has a problem and ``partly``
    does not say to leave such rows out, and where nothing is left to take in; UnreadableDocument
    where the file holds no table for this ledger.
    """
    kind = ledger_kind(ledger)
    sheets, passed_over = find_sheets(kind, document)
    if not sheets:
        names = "、".join(list(fields_of(kind).values())[:4])
        raise UnreadableDocument(
            f"文件里没有找到“{kind.name}”的表格：表头应当有{names}等栏目。请下载模板对照修改后再上传。",
            code="no-text",
        )
    known = known_for(kind, agency, document)
    given = {
        sheet.index: (choices or {}).get(sheet.index) or own_choices(sheet) for sheet in sheets
    }
    readings = tuple(
        read_sheet(kind, sheet, given[sheet.index], known)
        for sheet in sheets
        if given[sheet.index].taken
    )
    if sum(len(reading.rows) for reading in readings) > MOST_ROWS:
        raise UnreadableDocument(
            f"文件超过{MOST_ROWS}行，请按年度拆分后分别上传。", code="too-large"
        )
    with transaction.atomic():
        Agency.objects.select_for_update().get(pk=agency.pk)
        taken, troubles, notes, before = _sorted_out(kind, agency, readings, by=by, at=at)
        again = Import.objects.filter(
            agency=agency, ledger=ledger, sha256=data_sha256, undone_at__isnull=True
        ).first()
        batch = None
        if not dry_run:
            _may_go_in(taken, troubles, before, partly)
            batch = _store(kind, agency, taken, file_name, data_sha256, by=by, at=at)
    return Answer(
        tuple(sheets), readings, tuple(taken), before, tuple(troubles), tuple(notes), batch,
        again if again != batch else None, tuple(passed_over),
    )  # fmt: skip


def digest(data: bytes) -> str:
    """The SHA-256 under which a file is known."""
    return hashlib.sha256(data).hexdigest()


def find_sheets(kind: LedgerKind, document: Document) -> tuple[list[Sheet], list[str]]:
    """The sheets with a head that fits the ledger, and the names of the others."""
    found, others = [], []
    for index, grid in enumerate(grids_of(document)):
        sheet = sheet_of(kind, index, grid)
        if sheet is None:
            others.append(grid.name)
        else:
            found.append(sheet)
    return found, others


def known_for(kind: LedgerKind, agency: Agency, document: Document) -> Known:
    """The consultation points and items that cells of the file can mean."""
    points: dict[str, Entry] = {}
    if kind.place:
        rows = Entry.objects.filter(ledger=kind.place, voided_at__isnull=True)
        # A point of the body itself goes before one of the same name elsewhere.
        for row in sorted(rows, key=lambda row: row.agency_id == agency.pk):
            points[plain_head(row.title)] = row
    items: dict[str, Item] = {}
    if kind.item:
        texts = {place.text for grid in grids_of(document) for row in grid.rows for place in row}
        numbers = [text for text in texts if 3 < len(text) <= 60 and not text.isdigit()]
        for start in range(0, len(numbers), BATCH):
            found = Item.objects.filter(
                index_number__in=numbers[start : start + BATCH], state=ItemState.PUBLISHED
            ).defer("signature")
            items |= {str(item.index_number): item for item in found}
    return Known(agency, points, items)


def _sorted_out(
    kind: LedgerKind, agency: Agency, readings: Sequence[Reading], *, by: Actor, at: datetime
) -> tuple[list[Taken], list[Trouble], list[Trouble], int]:
    """Rows to take in, problems, remarks, and how many rows are there already."""
    labels = fields_of(kind)
    taken: list[Taken] = []
    troubles = [one for reading in readings for one in reading.troubles]
    notes = [one for reading in readings for one in reading.warnings]
    points: dict[int, Entry] = {}
    told = told_elsewhere(kind, agency)
    for reading in readings:
        for row in reading.rows:
            troubles += row.troubles
            notes += row.notes
            if row.values is None or reading.troubles:
                continue
            try:
                entry = new_entry(kind, agency, row.values, by=by, at=at, points=points, told=told)
            except NotValid as slip:
                troubles += [
                    Trouble(
                        reading.name,
                        row.places.get(one.field, f"第{row.number}行"),
                        labels.get(one.field, one.label),
                        one.sentence,
                    )
                    for one in slip.problems
                ]
            else:
                taken.append(Taken(reading.name, row.number, entry))
    there = _there(agency, kind, taken)
    fresh, before = [], 0
    for one in taken:
        key = _alike(one.entry)
        if there[key]:
            there[key] -= 1
            before += 1
        else:
            fresh.append(one)
    notes += _twice(kind, fresh)
    return fresh, troubles, notes, before


def _there(agency: Agency, kind: LedgerKind, taken: Sequence[Taken]) -> Counter[Any]:
    """How often the ledger holds each row already."""
    if not taken:
        return Counter()
    days = [one.entry.starts_on for one in taken]
    rows = Entry.objects.filter(
        agency=agency,
        ledger=kind.code,
        starts_on__gte=min(days),
        starts_on__lte=max(days),
        voided_at__isnull=True,
    )
    return Counter(_alike(row) for row in rows)


def _alike(entry: Entry) -> tuple[date, str, int | None, str, int | None, str]:
    amount = "" if entry.amount is None else f"{entry.amount:.6f}"
    channel = str(entry.details.get("channel", ""))
    return (
        entry.starts_on, plain_head(entry.title), entry.quantity, amount, entry.place_id, channel,
    )  # fmt: skip


def _twice(kind: LedgerKind, taken: Sequence[Taken]) -> list[Trouble]:
    """Rows of the file that say the same as one before them: they go in, with a word."""
    first: dict[Any, Taken] = {}
    found = []
    for one in taken:
        earlier = first.setdefault(_alike(one.entry), one)
        if earlier is not one:
            told = f"和工作表“{earlier.sheet}”第{earlier.number}行相同，重复的请删去。"
            found.append(Trouble(one.sheet, f"第{one.number}行", kind.title, told))
    return found


def _may_go_in(
    taken: Sequence[Taken], troubles: Sequence[Trouble], before: int, partly: bool
) -> None:
    if troubles and not partly:
        raise refuse(
            "表格有问题",
            f"有{len(troubles)}处问题，没有导入。请改正后重新上传，或者选择“有问题的行不导入”。",
        )
    if not taken:
        told = f"文件里的{before}行都已经登记过，没有新的记录。" if before else "没有可以导入的行。"
        raise refuse("没有新的记录", told)


def _store(
    kind: LedgerKind,
    agency: Agency,
    taken: Sequence[Taken],
    file_name: str,
    sha256: str,
    *,
    by: Actor,
    at: datetime,
) -> Import:
    batch: Import = Import.objects.create(
        agency=agency,
        ledger=kind.code,
        file_name=file_name[:200],
        sha256=sha256,
        rows=len(taken),
        by_id=user_key(by),
        at=at,
    )
    for one in taken:
        one.entry.batch = batch
    Entry.objects.bulk_create([one.entry for one in taken], batch_size=BATCH)
    record(
        by=by,
        at=at,
        verb="ledger.import",
        subject=Subject("ledger-import", str(batch.pk), f"{kind.name}：{file_name}", agency.pk),
        basis=kind.basis,
        after={"rows": len(taken), "文件摘要": sha256[:12]},
    )
    return batch
