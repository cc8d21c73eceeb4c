"""台账: all ledgers at a glance, the rows of one with their sum, what can be taken away."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from decimal import Decimal
from urllib.parse import quote

from django.db.models import Min, QuerySet
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from yangguang.apps.agencies.models import Agency
from yangguang.apps.resources.ledgers import LedgerKind, Span
from yangguang.apps.resources.models import Entry
from yangguang.apps.resources.sheets.workbook import Value, head_of, template, workbook
from yangguang.apps.resources.values import day_label
from yangguang.desk.access import needs
from yangguang.desk.cells import neutral
from yangguang.desk.forms.ledgers import EARLIEST_YEAR, ListForm
from yangguang.desk.ledgers import (
    EDIT,
    FURTHER,
    VIEW,
    access_ledger,
    export_rows,
    lines_of,
    shelves,
    total_of,
)
from yangguang.desk.lists import Listing
from yangguang.desk.viewer import DeskRequest, Viewer

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_LINES = 50_000


@needs(VIEW)
@require_GET
def ledgers(request: DeskRequest) -> HttpResponseBase:
    """Every ledger by group, with what it holds for the year."""
    viewer = request.viewer
    within = viewer.visible(VIEW).order_by("path", "pk")
    asked = request.GET.get("year", "")
    years = list(range(viewer.today.year, EARLIEST_YEAR - 1, -1))
    year = int(asked) if asked in {str(one) for one in years} else viewer.today.year
    chosen = _chosen(within, request.GET.get("agency", ""))
    context = {
        "heading": "政务公开台账",
        "groups": shelves([chosen.pk] if chosen else within, year),
        "years": years,
        "year": year,
        "agencies": within if within.count() > 1 else (),
        "agency": chosen,
        "may_edit": viewer.may_somewhere(EDIT),
        "now": year == viewer.today.year,
    }
    return render(request, "desk/ledgers/index.html", context)


def _chosen(within: QuerySet[Agency], asked: str) -> Agency | None:
    if not (asked.isascii() and asked.isdigit() and len(asked) < 10):
        return None
    return within.filter(pk=int(asked)).first()


@needs(VIEW)
@require_GET
def ledger(request: DeskRequest, code: str) -> HttpResponseBase:
    """The rows of one ledger, voided ones struck through, with what those that hold add up to."""
    viewer = request.viewer
    kind = access_ledger(code)
    form, rows = _narrowed(request, kind)
    listing: Listing[Entry] = Listing(
        request,
        rows.select_related("agency", "item").defer("item__signature"),
        sorts={
            "newest": ("日期从新到旧", ("-starts_on", "-pk")),
            "oldest": ("日期从旧到新", ("starts_on", "pk")),
            "recorded": ("最近登记", ("-recorded_at", "-pk")),
            "agency": ("机构", ("agency__path", "-starts_on", "-pk")),
        },
    )
    context = {
        "heading": kind.name,
        "kind": kind,
        "standing": kind.span is Span.STANDING,
        "day_label": day_label(kind),
        "form": form,
        "listing": listing,
        "lines": lines_of(kind, listing.page),
        "total": total_of(kind, rows),
        "columns": 5
        + sum(bool(one) for one in (kind.quantity, kind.amount, kind.mark, kind.topic, kind.place))
        + len(kind.fields)
        + (kind.span is Span.STANDING),
        "many": "agency" in form.fields,
        "may_edit": viewer.may_somewhere(EDIT),
        "query": request.GET.urlencode(),
    }
    return render(request, "desk/ledgers/list.html", context)


def _narrowed(request: DeskRequest, kind: LedgerKind) -> tuple[ListForm, QuerySet[Entry]]:
    within = request.viewer.visible(VIEW).order_by("path", "pk")
    rows = Entry.objects.filter(agency__in=within.order_by(), ledger=kind.code)
    form = ListForm(request.GET, kind=kind, agencies=within, years=_years(request.viewer, rows))
    return form, form.narrowed(rows)


def _years(viewer: Viewer, rows: QuerySet[Entry]) -> list[int]:
    earliest: date | None = rows.aggregate(day=Min("starts_on"))["day"]
    first = earliest.year if earliest else viewer.today.year
    return list(range(viewer.today.year, max(first, 1949) - 1, -1))


@needs(VIEW)
@require_GET
def export(request: DeskRequest, code: str, which: str) -> HttpResponseBase:
    """The rows that hold, under the head that imports back."""
    viewer = request.viewer
    kind = access_ledger(code)
    _, rows = _narrowed(request, kind)
    held = (
        rows.filter(voided_at__isnull=True)
        .select_related("agency", "item")
        .defer("item__signature")
        .order_by("starts_on", "pk")[:MOST_LINES]
    )
    lines = export_rows(kind, held)
    name = f"{kind.name}{viewer.today:%Y%m%d}.{which}"
    if which == "xlsx":
        about = [
            f"{kind.name}，{len(lines)}条",
            f"{viewer.user.name}于{timezone.localtime(viewer.now):%Y-%m-%d %H:%M}导出",
            "作废和更正前的记录不在其中。",
        ]
        body: str | bytes = workbook(kind, lines, about=about, made_at=viewer.now, further=FURTHER)
        media = XLSX
    elif which == "csv":
        out = io.StringIO()
        writer = csv.writer(out)
        writer.writerow([*(label for _, label in head_of(kind)), *FURTHER])
        for line in lines:
            writer.writerow([neutral("" if value is None else str(value)) for value in line])
        body, media = "\ufeff" + out.getvalue(), "text/csv; charset=utf-8"
    elif which == "json":
        labels = [*(label for _, label in head_of(kind)), *FURTHER]
        told = {
            "台账": kind.name,
            "导出时间": timezone.localtime(viewer.now).isoformat(timespec="minutes"),
            "记录": [dict(zip(labels, map(_plain, line), strict=True)) for line in lines],
        }
        body, media = json.dumps(told, ensure_ascii=False, indent=1), "application/json"
    else:
        raise Http404
    return download(body, name, media)


def _plain(value: Value) -> str | int | None:
    """A cell as JSON holds it: days and amounts as text, so that they stay exact."""
    return str(value) if isinstance(value, date | Decimal) else value


@needs(VIEW)
@require_GET
def blank(request: DeskRequest, code: str) -> HttpResponseBase:
    """An empty workbook with the head of the ledger and how to fill it."""
    kind = access_ledger(code)
    viewer = request.viewer
    return download(
        template(kind, today=viewer.today, made_at=viewer.now), f"{kind.name}模板.xlsx", XLSX
    )


def download(body: str | bytes, name: str, media: str, *, inline: bool = False) -> HttpResponse:
    """A file under its Chinese name."""
    answer = HttpResponse(body, content_type=media)
    way = "inline" if inline else "attachment"
    answer["Content-Disposition"] = f"{way}; filename*=UTF-8''{quote(name)}"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
