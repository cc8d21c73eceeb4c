"""Handing published materials over to a consultation point, and the receipt that comes back.

依据：《政府信息公开条例》第二十五条第三款“行政机关应当及时向国家档案馆、公共图书馆提供主动公开的
政府信息。”Each piece is a row of the ledger, so that the year's hand-overs can be added up.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from yangguang.apps.agencies.models import Agency
from yangguang.apps.agencies.verdicts import refuse
from yangguang.apps.audit.actors import Actor
from yangguang.apps.audit.services import Subject, record
from yangguang.apps.catalog.models import Item
from yangguang.apps.files.models import StoredFile
from yangguang.apps.resources.ledgers import ledger_kind
from yangguang.apps.resources.models import Entry, HandOver
from yangguang.apps.resources.services.recording import new_entry, user_key
from yangguang.apps.resources.values import Values

LEDGER = "handovers"
MOST_ITEMS = 500


def hand_over(
    *,
    agency: Agency,
    place: Entry,
    on: date,
    items: Sequence[Item],
    copies: int = 1,
    by: Actor,
    at: datetime,
) -> HandOver:
    """One list of published items given to a consultation point, so many copies of each.

    Raises Refused for an empty or overlong list, and NotValid where a row cannot stand: the point
    is not open on that day, an item is not published.
    """
    if not items:
        raise refuse("没有选择", "还没有选择要移交的信息，请至少选择一条。")
    if len(items) > MOST_ITEMS:
        raise refuse("过多", f"一份清单最多{MOST_ITEMS}条，请分成几份移交。")
    kind = ledger_kind(LEDGER)
    points: dict[int, Entry] = {}
    with transaction.atomic():
        Agency.objects.select_for_update().get(pk=agency.pk)
        rows = [
            new_entry(
                kind,
                agency,
                Values(
                    starts_on=on, title=item.title[:200], quantity=copies, place=place, item=item
                ),
                by=by,
                at=at,
                points=points,
            )
            for item in items
        ]
        last = HandOver.objects.filter(agency=agency, year=on.year).aggregate(n=Max("number"))["n"]
        made: HandOver = HandOver.objects.create(
            agency=agency,
            place_id=place.first_key,
            year=on.year,
            number=(last or 0) + 1,
            on=on,
            made_by_id=user_key(by),
            made_at=at,
        )
        for row in rows:
            row.hand_over = made
        Entry.objects.bulk_create(rows)
        record(
            by=by,
            at=at,
            verb="ledger.hand-over",
            subject=_subject(made, points[place.first_key].title),
            basis=kind.basis,
            after={"日期": on.isoformat(), "rows": len(rows), kind.quantity: copies * len(rows)},
        )
    return made


def receive(
    *,
    hand_over: HandOver,
    received_by: str,
    received_on: date,
    receipt: StoredFile | None = None,
    by: Actor,
    at: datetime,
) -> HandOver:
    """Note who signed for the list, when, and the scan of the receipt; a second note mends the first.

    Raises Refused without a name, and for a day before the hand-over or yet to come.
    """
    name = " ".join(received_by.split())[:50]
    if not name:
        raise refuse("没有签收人", "请填写签收人姓名。")
    with transaction.atomic():
        row = HandOver.objects.select_for_update().select_related("place").get(pk=hand_over.pk)
        if not row.on <= received_on <= timezone.localdate(at):
            raise refuse(
                "签收日期不对",
                f"签收日期应当在移交日期{row.on.isoformat()}以后、不晚于今天，请核对。",
            )
        before = _receipt(row)
        row.received_by, row.received_on = name, received_on
        if receipt is not None:
            row.receipt = receipt
        row.save(update_fields=["received_by", "received_on", "receipt"])
        record(
            by=by,
            at=at,
            verb="ledger.receipt",
            subject=_subject(row, row.place.title),
            before=before,
            after=_receipt(row),
        )
    return row


def _subject(row: HandOver, point: str) -> Subject:
    return Subject("hand-over-list", str(row.pk), f"移交清单{row}：{point}", row.agency_id)


def _receipt(row: HandOver) -> dict[str, str]:
    if row.received_on is None:
        return {}
    said = {"签收人": row.received_by, "签收日期": row.received_on.isoformat()}
    if row.receipt is not None:
        said["签收凭据"] = row.receipt.sha256[:12]
    return said
