"""Taking a spreadsheet into a ledger: tried without a trace first, then all at once, or not at all.

The same file twice changes nothing: rows that are there already are told and left alone. A later
sheet fills in what they lacked; what it says otherwise is corrected only on a person's word.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from yangguang.apps.agencies.models import Agency
from yangguang.apps.agencies.verdicts import refuse
from yangguang.apps.audit.actors import Actor
from yangguang.apps.audit.services import Subject, record
from yangguang.apps.catalog.models import Item, ItemState
from yangguang.apps.resources.ledgers import LedgerKind, ledger_kind
from yangguang.apps.resources.models import Entry, Import
from yangguang.apps.resources.services.growing import Grown
from yangguang.apps.resources.services.recording import user_key
from yangguang.apps.resources.services.sorting import Sorted, Taken, sort_out
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
from yangguang.apps.rows import BATCH
from yangguang.text.document import Document, UnreadableDocument
from yangguang.text.sheets import grids_of, plain_head

MOST_ROWS = 20_000


@dataclass(frozen=True, slots=True)
class Answer:
    """What an import does, or would do."""

    sheets: tuple[Sheet, ...]
    readings: tuple[Reading, ...]
    taken: tuple[Taken, ...] = ()
    known_before: int = 0
    """Rows that the ledger holds already."""
    filled: tuple[Grown, ...] = ()
    """Rows that fill in what the ledger's lack."""
    differing: tuple[Grown, ...] = ()
    """Rows that say otherwise than the ledger's: corrected only where that was asked for."""
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
    others: Collection[Agency] = (),
    dry_run: bool = False,
    partly: bool = False,
    correct: bool = False,
) -> Answer:
    """Take the rows of a file into a body's ledger; with ``dry_run`` only tell what would happen.

    ``choices`` by the index of the sheet go before what the sheet's own words say; ``others`` are
    the bodies whose ledgers a row goes to that names them. Rows that the ledger holds already are
    left alone, or filled in where a later sheet says more; with ``correct`` they take what it says
    otherwise. Raises Refused where a row has a problem and ``partly`` does not say to leave such
    rows out, and where nothing is left to take in; UnreadableDocument where the file holds no table
    for this ledger.
    """
    kind = ledger_kind(ledger)
    sheets, passed_over = find_sheets(kind, document)
    if not sheets:
        names = "、".join(list(fields_of(kind).values())[:4])
        raise UnreadableDocument(
            f"文件里没有找到“{kind.name}”的表格：表头应当有{names}等栏目。请下载模板对照修改后再上传。",
            code="no-text",
        )
    known = known_for(kind, agency, document, others)
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
        _lock(agency, readings)
        found = sort_out(kind, agency, readings, by=by, at=at)
        again = Import.objects.filter(
            agency=agency, ledger=ledger, sha256=data_sha256, undone_at__isnull=True
        ).first()
        batch = None
        if not dry_run:
            grown = (*found.filled, *(found.differing if correct else ()))
            _may_go_in(found, grown, partly)
            batch = _store(kind, agency, found.fresh, grown, file_name, data_sha256, by=by, at=at)
    return Answer(
        tuple(sheets), readings, tuple(found.fresh), found.before, tuple(found.filled),
        tuple(found.differing), tuple(found.troubles), tuple(found.notes), batch,
        again if again != batch else None, tuple(passed_over),
    )  # fmt: skip


def _lock(agency: Agency, readings: Sequence[Reading]) -> None:
    """One import into a body's ledgers after the other, always in the same order of bodies."""
    named = {row.agency.pk for reading in readings for row in reading.rows if row.agency}
    keys = sorted({agency.pk, *named})
    for start in range(0, len(keys), BATCH):
        part = keys[start : start + BATCH]
        list(Agency.objects.select_for_update().filter(pk__in=part).order_by("pk").values("pk"))


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


def known_for(
    kind: LedgerKind, agency: Agency, document: Document, others: Collection[Agency] = ()
) -> Known:
    """The bodies, consultation points and items that cells of the file can mean."""
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
    return Known(agency, points, items, tuple(one for one in others if one.pk != agency.pk))


def _may_go_in(found: Sorted, grown: Sequence[Grown], partly: bool) -> None:
    if found.troubles and not partly:
        raise refuse(
            "表格有问题",
            f"有{len(found.troubles)}处问题，没有导入。请改正后重新上传，或者选择“有问题的行不导入”。",
        )
    if found.fresh or grown:
        return
    told = "没有可以导入的行。"
    if found.differing:
        told = (
            f"有{len(found.differing)}行和台账里的记录不同，其余没有新的记录。"
            "请核对；以表格为准的，选择“按表格更正”后再导入。"
        )
    elif found.before:
        told = f"文件里的{found.before}行都已经登记过，没有新的记录。"
    raise refuse("没有新的记录", told)


def _store(
    kind: LedgerKind,
    agency: Agency,
    taken: Sequence[Taken],
    grown: Sequence[Grown],
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
        rows=len(taken) + len(grown),
        by_id=user_key(by),
        at=at,
    )
    _supersede([one.old for one in grown], f"按导入的表格“{file_name}”补填更正"[:300], at)
    entries = [*(one.entry for one in taken), *(one.entry for one in grown)]
    for entry in entries:
        entry.batch = batch
    Entry.objects.bulk_create(entries, batch_size=BATCH)
    after: dict[str, Any] = {"rows": len(taken), "文件摘要": sha256[:12]}
    if grown:
        after["补填更正"] = len(grown)
    record(
        by=by,
        at=at,
        verb="ledger.import",
        subject=Subject("ledger-import", str(batch.pk), f"{kind.name}：{file_name}", agency.pk),
        basis=kind.basis,
        after=after,
    )
    return batch


def _supersede(rows: Sequence[Entry], reason: str, at: datetime) -> None:
    """Rows give way to those of the sheet. Raises Refused where one was corrected meanwhile."""
    keys = [row.pk for row in rows]
    for start in range(0, len(keys), BATCH):
        part = keys[start : start + BATCH]
        standing = Entry.objects.filter(pk__in=part, voided_at__isnull=True)
        if standing.update(voided_at=at, void_reason=reason) != len(part):
            raise refuse("已经更正", "核对时台账里的记录刚被更正或者作废，请重新核对后再导入。")
