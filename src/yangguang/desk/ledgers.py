"""What the pages of ledgers share: who reaches a row, what a list shows, how it is added up."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import BigIntegerField, Count, Max, Q, QuerySet, Sum
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast
from django.http import Http404
from django.utils import timezone

from yangguang.apps.agencies.models import Agency
from yangguang.apps.agencies.permissions import Permission
from yangguang.apps.agencies.selectors import agencies_in_force
from yangguang.apps.agencies.verdicts import Verdict
from yangguang.apps.resources.ledgers import LedgerKind, Span, ledger_kind, ledger_kinds
from yangguang.apps.resources.models import Entry, HandOver, Import
from yangguang.apps.resources.selectors import present
from yangguang.apps.resources.sheets.workbook import Value, row_of
from yangguang.desk.viewer import Viewer

VIEW, EDIT = Permission.LEDGER_VIEW, Permission.LEDGER_EDIT
RECEIPT_BYTES = 20 * 1024 * 1024
_RECEIPTS = {b"%PDF": "application/pdf", b"\x89PNG": "image/png", b"\xff\xd8\xff": "image/jpeg"}


def access_ledger(code: str) -> LedgerKind:
    """The definition of the ledger; no page for an unknown one."""
    try:
        return ledger_kind(code)
    except KeyError as unknown:
        raise Http404 from unknown


def access_entry(viewer: Viewer, key: int, permission: Permission = VIEW) -> Entry:
    """The row, if it belongs to a body whose ledgers the person may treat so."""
    row = (
        Entry.objects.filter(pk=key, agency__in=viewer.visible(permission))
        .select_related("agency", "item", "receipt", "batch", "recorded_by", "hand_over")
        .defer("item__signature")
        .first()
    )
    if row is None:
        raise Http404
    return row


def access_import(viewer: Viewer, key: int, permission: Permission = VIEW) -> Import:
    """The import, if it went into the ledger of a body within reach."""
    row = (
        Import.objects.filter(pk=key, agency__in=viewer.visible(permission))
        .select_related("agency", "by")
        .first()
    )
    if row is None:
        raise Http404
    return row


def access_hand_over(viewer: Viewer, key: int, permission: Permission = VIEW) -> HandOver:
    """The list, if the body that handed over, or the body of the point, lies within reach."""
    within = viewer.visible(permission)
    mine = Q(agency__in=within)
    if permission is VIEW:
        mine |= Q(place__agency__in=within)
    row = HandOver.objects.filter(mine, pk=key).select_related("agency", "place", "receipt").first()
    if row is None:
        raise Http404
    return row


def access_point(viewer: Viewer, key: int) -> Entry:
    """The consultation point as it stands now, whichever row of its chain the address names.

    Points are public; hand-overs are made to points of other bodies, so everyone who keeps
    ledgers sees them all.
    """
    row = Entry.objects.filter(pk=key, ledger="points").first()
    now = present([row.first_key]) if row is not None else {}
    if row is None or row.first_key not in now:
        raise Http404
    return now[row.first_key]


def editable(viewer: Viewer) -> QuerySet[Agency]:
    """Bodies that live and whose ledgers the person keeps, in the order of the tree."""
    return (
        agencies_in_force(viewer.today).filter(pk__in=viewer.visible(EDIT)).order_by("path", "pk")
    )


def own_or_only(viewer: Viewer, agencies: QuerySet[Agency]) -> Agency | None:
    """The body to begin with: the one acted for, where it is among them."""
    if viewer.agency is not None and (own := agencies.filter(pk=viewer.agency.pk).first()):
        return own
    return agencies.first()


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a list, with what its template needs beside the row."""

    entry: Entry
    point: Entry | None
    details: tuple[tuple[str, Any], ...]
    state: str
    """Empty for a row that holds; else 作废 or 已更正."""


def lines_of(kind: LedgerKind, entries: Iterable[Entry]) -> list[Line]:
    """The rows of one page, consultation points and corrections looked up together."""
    rows = list(entries)
    points = present([row.place_id for row in rows if row.place_id]) if kind.place else {}
    voided = [row.pk for row in rows if row.voided_at]
    replaced = set(
        Entry.objects.filter(replaces__in=voided).values_list("replaces", flat=True)
    ) if voided else set()  # fmt: skip
    return [
        Line(
            row,
            points.get(row.place_id) if row.place_id else None,
            tuple(
                (one.label, row.details[one.code]) for one in kind.fields if one.code in row.details
            ),
            "" if row.voided_at is None else "已更正" if row.pk in replaced else "作废",
        )
        for row in rows
    ]


@dataclass(frozen=True, slots=True)
class Total:
    """What the rows of a list that hold add up to."""

    rows: int
    quantity: int
    amount: Decimal
    marked: int
    topics: int
    further: tuple[int | None, ...] = ()
    """The sum of each further column; None for one that cannot be added up."""


def total_of(kind: LedgerKind, rows: QuerySet[Entry]) -> Total:
    """The sum line; voided and replaced rows are left out.

    Beside a quantity further numbers count things too; elsewhere they are years and ranks.
    """
    held = rows.filter(voided_at__isnull=True).order_by()
    counts = [one.code for one in kind.fields if one.number and kind.quantity]
    sums = {
        f"sum_{code}": Sum(Cast(KeyTextTransform(code, "details"), BigIntegerField()))
        for code in counts
    }
    found = held.aggregate(
        n=Count("pk"),
        q=Sum("quantity"),
        a=Sum("amount"),
        m=Count("pk", filter=Q(mark=True)),
        **sums,
    )
    topics = held.exclude(topic="").values("agency", "topic").distinct().count()
    return Total(
        found["n"],
        found["q"] or 0,
        round(found["a"] or Decimal(0), 6),
        found["m"],
        topics,
        tuple(found[f"sum_{one.code}"] or 0 if one.code in counts else None for one in kind.fields),
    )


@dataclass(frozen=True, slots=True)
class Shelf:
    """One ledger on the overview: how much it holds for the bodies and the year chosen."""

    kind: LedgerKind
    count: int
    voided: int
    latest: date | None
    supplies: tuple[str, ...]


def shelves(agencies: QuerySet[Agency] | Sequence[int], year: int) -> dict[str, list[Shelf]]:
    """Group → its ledgers. Happenings of the year; standing things that stood in it."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    rows = Entry.objects.filter(agency__in=agencies, starts_on__lte=last)
    standing = [kind.code for kind in ledger_kinds() if kind.span is Span.STANDING]
    within = Q(starts_on__gte=first) | (
        Q(ledger__in=standing) & (Q(ends_on__isnull=True) | Q(ends_on__gte=first))
    )
    counted = {
        row["ledger"]: row
        for row in rows.filter(within)
        .order_by()
        .values("ledger")
        .annotate(
            n=Count("pk", filter=Q(voided_at__isnull=True)),
            v=Count("pk", filter=Q(voided_at__isnull=False, replaced_by__isnull=True)),
        )
    }
    newest = dict(
        Entry.objects.filter(agency__in=agencies, voided_at__isnull=True)
        .order_by()
        .values_list("ledger")
        .annotate(last=Max("starts_on"))
    )
    found: dict[str, list[Shelf]] = {}
    for kind in ledger_kinds():
        row = counted.get(kind.code, {"n": 0, "v": 0})
        supplies = tuple(dict.fromkeys(count.form for count in kind.counts))
        shelf = Shelf(kind, row["n"], row["v"], newest.get(kind.code), supplies)
        found.setdefault(kind.group, []).append(shelf)
    return found


def receipt_type(data: bytes) -> str:
    """The media type of a scan; empty for anything that is none."""
    return next((name for start, name in _RECEIPTS.items() if data.startswith(start)), "")


FURTHER = ("单位", "入库日期", "是否补记")


def export_rows(kind: LedgerKind, entries: Iterable[Entry]) -> list[list[Value]]:
    """What an export says of each row, body and day of recording at the end."""
    lines = lines_of(kind, entries)
    return [
        [
            *row_of(kind, line.entry, line.point.title if line.point else ""),
            line.entry.agency.name,
            timezone.localdate(line.entry.recorded_at),
            "是" if line.entry.late else "否",
        ]
        for line in lines
    ]


def may_edit(viewer: Viewer, agency: Agency) -> Verdict:
    """Whether the person keeps the ledgers of the body."""
    return viewer.may(EDIT, agency)
