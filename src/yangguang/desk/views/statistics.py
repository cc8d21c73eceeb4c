"""公开统计: the live page of figures, the form of the year as it stands, and the records behind."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from urllib.parse import urlencode

from django import forms
from django.db.models import QuerySet
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from yangguang.apps.agencies.models import Agency
from yangguang.apps.agencies.permissions import Permission
from yangguang.apps.reports import charts
from yangguang.apps.reports.figures import files
from yangguang.apps.reports.figures.behind import Of, Part, Records
from yangguang.apps.reports.figures.cells import FormCells, form_cells
from yangguang.apps.reports.figures.overview import Overview, overview
from yangguang.apps.reports.figures.registry import NoFigure, figure
from yangguang.apps.reports.figures.scope import Scope
from yangguang.desk.access import needs
from yangguang.desk.lists import Listing
from yangguang.desk.statistics import sheets_of
from yangguang.desk.viewer import DeskRequest, Viewer
from yangguang.law.forms.load import all_forms

P = Permission
FIRST_YEAR = all_forms()[0].first_year
MEDIA = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json; charset=utf-8",
}
_KNOWN = ("year", "agency", "below", "as_of")


class ScopeForm(forms.Form):
    year = forms.TypedChoiceField(label="年度", coerce=int, required=False)
    agency = forms.ModelChoiceField(
        label="机构", queryset=Agency.objects.none(), required=False, empty_label="全部可见机构"
    )
    below = forms.BooleanField(label="含下级机构", required=False)

    def __init__(self, data: object, *, viewer: Viewer) -> None:
        super().__init__(data, label_suffix="")  # type: ignore[arg-type] # a QueryDict, as Django takes
        year = self.fields["year"]
        if isinstance(year, forms.TypedChoiceField):
            year.choices = [
                (one, f"{one}年") for one in range(viewer.today.year, FIRST_YEAR - 1, -1)
            ]
        agency = self.fields["agency"]
        if isinstance(agency, forms.ModelChoiceField):
            agency.queryset = viewer.visible(P.FIGURES_VIEW).order_by("path")


class DatedForm(ScopeForm):
    as_of = forms.DateField(
        label="只计此日（含）之前登记的",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


@dataclass(frozen=True, slots=True)
class Chosen:
    """What somebody picked; ``query`` repeats it in an address."""

    form: ScopeForm
    year: int
    agency: Agency | None
    keys: list[int] | None
    as_of: datetime | None
    query: dict[str, str]

    @property
    def address(self) -> str:
        """The choice as the query of an address."""
        return urlencode(self.query)

    @property
    def whose(self) -> str:
        """The bodies in words."""
        if self.agency is None:
            return "全部可见机构"
        return f"{self.agency.name}{'及下级机构' if 'below' in self.query else ''}"


def _chosen(request: DeskRequest, kind: type[ScopeForm] = ScopeForm) -> Chosen:
    viewer = request.viewer
    data = request.GET.copy()
    if "year" not in data:
        data["year"] = str(viewer.today.year)
        if viewer.agency is not None and "agency" not in data:
            data["agency"] = str(viewer.agency.pk)
            data["below"] = "on"
    form = kind(data, viewer=viewer)
    form.is_valid()
    values = form.cleaned_data
    agency, below = values.get("agency"), bool(values.get("below"))
    day = values.get("as_of")
    given = {key: data.get(key, "").strip() for key in _KNOWN}
    query = {key: value for key, value in given.items() if value}
    return Chosen(
        form,
        values.get("year") or viewer.today.year,
        agency,
        _keys(viewer, agency, below=below),
        _end_of(day) if day else None,
        query,
    )


def _keys(viewer: Viewer, agency: Agency | None, *, below: bool) -> list[int] | None:
    """The bodies that are counted, all of them within what the person may see."""
    if agency is None:
        return viewer.visible_keys(P.FIGURES_VIEW)
    if not below:
        return [agency.pk]
    within = viewer.visible(P.FIGURES_VIEW).filter(path__startswith=agency.path)
    return list(within.values_list("pk", flat=True))


def _end_of(day: date) -> datetime:
    midnight = datetime.combine(day + timedelta(days=1), time(), timezone.get_current_timezone())
    return midnight - timedelta(microseconds=1)


@needs(P.FIGURES_VIEW)
@require_GET
def statistics(request: DeskRequest) -> HttpResponseBase:
    """The year so far beside the same days of the last one."""
    chosen = _chosen(request)
    found = overview(chosen.keys, chosen.year, request.viewer.today)
    context = {
        "heading": "公开统计",
        "chosen": chosen,
        "form": chosen.form,
        "found": found,
        "query": chosen.address,
        "span": _span(found.scope, chosen),
        "span_before": _span(found.before, chosen),
        "days": urlencode(_days_of(found.scope)),
        "trends": _trends(found, chosen),
        "channels": charts.bars([(one.label, Decimal(one.value)) for one in found.channels]),
        "results": charts.bars([(one.label, Decimal(one.value)) for one in found.results]),
        "letter_channels": charts.bars(
            [(name, Decimal(one.received)) for name, one in found.letters.now.channels]
        )
        if found.letters is not None
        else (),
    }
    return render(request, "desk/statistics/overview.html", context)


def _span(scope: Scope, chosen: Chosen) -> str:
    """The days and bodies as the query of an address of records."""
    query = {key: value for key, value in chosen.query.items() if key in ("agency", "below")}
    return urlencode({**query, **_days_of(scope)})


def _days_of(scope: Scope) -> dict[str, str]:
    """The days as an address names them; the year keeps the choice of bodies from being made anew."""
    return {"year": f"{scope.first.year}", "first": f"{scope.first}", "last": f"{scope.last}"}


def _month(scope: Scope, number: int) -> Scope:
    """One month of the year in which the time begins."""
    year = scope.first.year
    following = date(year + number // 12, number % 12 + 1, 1)
    return replace(scope, first=date(year, number, 1), last=following - timedelta(days=1))


@dataclass(frozen=True, slots=True)
class Row:
    """One month of a trend: its figures with the days that each counts."""

    number: int
    values: tuple[tuple[int | None, str], ...]


def _trends(found: Overview, chosen: Chosen) -> list[tuple[str, str, charts.Lines, list[Row]]]:
    """Published and received by month, this year and the last: drawn, and as rows."""
    names = [f"{found.scope.first.year}年", f"{found.before.first.year}年"]
    months = [f"{one.number}" for one in found.months]
    pairs = (
        ("published", "每月公开信息（条）",
         [one.published for one in found.months], [one.published_before for one in found.months]),
        ("received", "每月新收申请（件）",
         [one.received for one in found.months], [one.received_before for one in found.months]),
    )  # fmt: skip
    trends = []
    for code, name, now, then in pairs:
        drawn = charts.lines(
            months, [(names[0], _decimals(now)), (names[1], _decimals(then))], unit="月"
        )
        rows = [
            Row(
                month.number,
                (
                    (this, _span(_month(found.scope, month.number), chosen)),
                    (last, _span(_month(found.before, month.number), chosen)),
                ),
            )
            for month, this, last in zip(found.months, now, then, strict=True)
        ]
        trends.append((code, name, drawn, rows))
    return trends


def _decimals(values: list[int | None] | list[int]) -> list[Decimal | None]:
    return [None if value is None else Decimal(value) for value in values]


@needs(P.FIGURES_VIEW)
@require_GET
def form(request: DeskRequest) -> HttpResponseBase:
    """The statutory form of the year as it stands now, each cell with its rule and its records."""
    chosen = _chosen(request, DatedForm)
    cells = form_cells(chosen.keys, chosen.year, as_of=chosen.as_of)
    context = {
        "heading": "统计表（实时）",
        "chosen": chosen,
        "form": chosen.form,
        "cells": cells,
        "sheets": sheets_of(cells, chosen.query),
        "query": chosen.address,
        "running": chosen.year == request.viewer.today.year,
    }
    return render(request, "desk/statistics/form.html", context)


@needs(P.FIGURES_VIEW)
@require_GET
def records(request: DeskRequest) -> HttpResponseBase:
    """What stands behind one figure of the live page, or one cell of a form."""
    if "cell" in request.GET:
        chosen = _chosen(request, DatedForm)
        cells = form_cells(chosen.keys, chosen.year, as_of=chosen.as_of)
        found, when = _cell(cells, request.GET["cell"]), f"{chosen.year}年度"
        back, value = "statistics-form", cells.values[request.GET["cell"]]
    else:
        chosen = _chosen(request)
        scope = _days(request, chosen)
        try:
            wanted = figure(request.GET.get("figure", ""))
        except NoFigure as missing:
            raise Http404 from missing
        found, value = wanted.records(scope), Decimal(wanted.value(scope))
        when, back = f"{scope.first}至{scope.last}", "statistics"
    context = {
        "heading": "统计明细",
        "chosen": chosen,
        "label": found.label,
        "unit": found.unit,
        "rule": found.rule,
        "value": charts.thousands(value),
        "when": when,
        "back": back,
        "query": chosen.address,
        "parts": [_shown(request, part) for part in found.parts],
    }
    return render(request, "desk/statistics/records.html", context)


def _cell(cells: FormCells, name: str) -> Records:
    try:
        return cells.records(name)
    except KeyError as missing:
        raise Http404 from missing


def _days(request: DeskRequest, chosen: Chosen) -> Scope:
    """The days that an address names, else the year so far."""
    whole = Scope.of_year(chosen.keys, chosen.year)
    try:
        first = date.fromisoformat(request.GET.get("first", whole.first.isoformat()))
        last = date.fromisoformat(request.GET.get("last", whole.last.isoformat()))
    except ValueError as wrong:
        raise Http404 from wrong
    return Scope(whole.agencies, first, last)


@dataclass(frozen=True, slots=True)
class Shown:
    """One part as the page lists it. ``hidden`` rows lie outside what the person may open."""

    of: Of
    less: bool
    listing: Listing[Agency]
    hidden: int


def _shown(request: DeskRequest, part: Part) -> Shown:
    rows, everything = _within_reach(request.viewer, part)
    listing: Listing[Agency] = Listing(request, rows, sorts={"": ("", _ORDER[part.of])})
    return Shown(part.of, part.sign < 0, listing, everything - listing.total)


_REACH = {
    Of.ITEMS: (P.ITEM_VIEW, "agency", ("agency",)),
    Of.APPLICATIONS: (P.REQUEST_VIEW, "agency", ("agency",)),
    Of.REMEDIES: (P.REQUEST_VIEW, "application__agency", ("application", "application__agency")),
    Of.FEES: (P.REQUEST_VIEW, "application__agency", ("application", "application__agency")),
    Of.ENTRIES: (P.LEDGER_VIEW, "agency", ("agency",)),
}


_ORDER = {
    Of.ITEMS: ("-listed_on", "-pk"),
    Of.APPLICATIONS: ("received_on", "pk"),
    Of.REMEDIES: ("received_on", "pk"),
    Of.FEES: ("paid_on", "pk"),
    Of.ENTRIES: ("-starts_on", "-pk"),
}


def _within_reach(viewer: Viewer, part: Part) -> tuple[QuerySet[Agency], int]:
    """Those of the rows that the person may open, with what is shown of them; and how many in all."""
    permission, body, joined = _REACH[part.of]
    rows = part.rows.select_related(*joined)
    if part.of is Of.ITEMS:
        rows = rows.defer("signature", "unsure")
    if part.of is Of.APPLICATIONS:
        rows = rows.defer("signature", "wanted")
    keys = viewer.visible_keys(permission)
    total = part.rows.order_by().count()
    return (rows if keys is None else rows.filter(**{f"{body}__in": keys})), total


@needs(P.FIGURES_VIEW)
@require_GET
def export(request: DeskRequest, which: str) -> HttpResponseBase:
    """The live page as a file."""
    if which not in MEDIA:
        raise Http404
    chosen = _chosen(request)
    viewer = request.viewer
    found = overview(chosen.keys, chosen.year, viewer.today)
    about = [
        f"统计范围：{chosen.whose}",
        f"统计期限：{found.scope.first}至{found.scope.last}，同期为上年同日",
        f"统计时点：{timezone.localtime(viewer.now):%Y-%m-%d %H:%M}",
    ]
    tables = files.tables_of(found)
    body: str | bytes
    if which == "csv":
        body = files.as_csv(about, tables)
    elif which == "json":
        body = files.as_json(about, tables)
    else:
        body = files.as_xlsx(about, tables, made_at=viewer.now)
    name = f"figures-{chosen.year}-{viewer.today:%Y%m%d}.{which}"
    return HttpResponse(
        body,
        content_type=MEDIA[which],
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
