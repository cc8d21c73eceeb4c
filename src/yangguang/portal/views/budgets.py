"""预决算公开: bodies side by side by year, one body's report, who has published and who has not.

Every number is a line of a published report; a click leads to its row in the register and from there
to the item that published it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from yangguang.apps.agencies import directory
from yangguang.apps.agencies.models import Agency
from yangguang.apps.catalog.selectors import find_by_index_number
from yangguang.apps.registers.budgets import APPROVALS, BUDGETS, budget_register, installed
from yangguang.apps.registers.selectors import budgets as selectors
from yangguang.apps.registers.selectors.budgets import (
    KINDS,
    MEASURES,
    Amount,
    BodyReport,
    Comparison,
    Measure,
    ReportLine,
    Share,
)
from yangguang.portal import charts
from yangguang.portal.methods import read_only
from yangguang.portal.registers.treemap import Area, areas
from yangguang.portal.views.registers.finding import depend_on_list
from yangguang.press import keys
from yangguang.press.pressing import pressed

SLUGS = {"final": "决算", "budget": "预算"}
KIND_SLUGS = {kind: slug for slug, kind in SLUGS.items()}
MOST_AREAS = 12
COMPARED = ("spending", "basic", "project", "three-public", "abroad", "vehicles", "reception")
"""What the page of a body shows over the years."""


def _begin() -> None:
    """Nothing to see where the registers were never installed; else the page hangs on them."""
    if not installed():
        raise Http404("budgets")
    for code in (BUDGETS, APPROVALS):
        depend_on_list(budget_register(code))
    # A limit that passes changes who is late, without anybody doing anything.
    keys.until(timezone.localdate() + timedelta(days=1))


def _kind(slug: str) -> str:
    if slug not in SLUGS:
        raise Http404("kind")
    return SLUGS[slug]


@dataclass(frozen=True, slots=True)
class Line:
    """One body in the table: its figures in the order of the years, its bar, the change in percent."""

    agency: Agency
    amounts: tuple[Amount | None, ...]
    share: str
    change: str


def _lines(found: Comparison) -> list[Line]:
    newest = found.years[-1] if found.years else 0
    largest = max(
        (one.by_year[newest].value for one in found.lines if newest in one.by_year),
        default=Decimal(0),
    )
    lines = []
    for one in found.lines:
        now = one.by_year.get(newest)
        then = one.by_year.get(newest - 1)
        share = f"{now.value / largest * 100:.2f}" if now and largest > 0 and now.value > 0 else "0"
        lines.append(
            Line(
                one.agency,
                tuple(one.by_year.get(year) for year in found.years),
                share,
                _change(now, then),
            )
        )
    return lines


def _change(now: Amount | None, then: Amount | None) -> str:
    if now is None or then is None or then.value <= 0:
        return "—"
    change = (now.value - then.value) / then.value * 100
    return f"{change:+.1f}%"


def _areas(parts: Sequence[tuple[str, Decimal]]) -> list[Area]:
    """The largest parts and the rest together."""
    ranked = sorted((one for one in parts if one[1] > 0), key=lambda one: -one[1])
    shown, rest = ranked[:MOST_AREAS], ranked[MOST_AREAS:]
    if len(rest) == 1:
        shown += rest
    elif rest:
        shown = [*shown, (f"其他 {len(rest)} 项", sum((value for _, value in rest), Decimal(0)))]
    return areas(shown) if len(shown) > 1 else []


@read_only
@pressed
def front(request: HttpRequest) -> HttpResponse:
    """The newest final accounts compared, and how many bodies have published."""
    _begin()
    return _compared(request, KINDS[0], MEASURES[0], front_page=True)


@read_only
@pressed
def compare(request: HttpRequest, kind: str, measure: str) -> HttpResponse:
    """Bodies side by side by one measure."""
    _begin()
    found = selectors.measure_named(measure)
    if found is None:
        raise Http404("measure")
    return _compared(request, _kind(kind), found)


def _compared(
    request: HttpRequest, kind: str, measure: Measure, *, front_page: bool = False
) -> HttpResponse:
    today = timezone.localdate()
    found = selectors.compare_bodies(measure, kind, today)
    if front_page and not found.lines:
        other = selectors.compare_bodies(measure, KINDS[1], today)
        kind, found = (KINDS[1], other) if other.lines else (kind, found)
    newest = found.years[-1] if found.years else 0
    parts = [
        (one.agency.short_name or one.agency.name, one.by_year[newest].value)
        for one in found.lines
        if newest in one.by_year
    ]
    years = selectors.years_with_budgets(today)
    context: dict[str, Any] = {
        "front": front_page,
        "kind": kind,
        "kind_slug": KIND_SLUGS[kind],
        "kinds": [(KIND_SLUGS[one], one) for one in KINDS],
        "measure": measure,
        "measures": MEASURES,
        "years": found.years,
        "newest": newest,
        "lines": _lines(found),
        "totals": [f"{found.total(year):,.2f}" for year in found.years],
        "areas": _areas(parts),
        "shares": _shares(years[:2]) if front_page else [],
        "register": BUDGETS,
    }
    return render(request, "portal/budgets/compare.html", context)


def _shares(years: Sequence[int]) -> list[Share]:
    """Who has published, of the newest years of which anything is public."""
    today = timezone.localdate()
    found = [selectors.published_share(year, kind, today) for year in years for kind in KINDS]
    return [one for one in found if one.published or one.by_approvals]


@read_only
@pressed
def published(request: HttpRequest, year: int, kind: str) -> HttpResponse:
    """The bodies that must publish: which have, which have not, by when they must."""
    _begin()
    name = _kind(kind)
    share = selectors.published_share(year, name, timezone.localdate())
    if not share.published and not share.by_approvals:
        raise Http404("year")
    context = {"share": share, "kind_slug": kind, "kind": name, "year": year}
    return render(request, "portal/budgets/published.html", context)


def _agency(slug: str) -> Agency:
    found = directory.find_agency(slug)
    if found is None:
        raise Http404("agency")
    keys.depend(keys.agency(found.pk))
    return found


@dataclass(frozen=True, slots=True)
class YearLine:
    """One measure of a body over its years."""

    measure: Measure
    amounts: tuple[Amount | None, ...]


@read_only
@pressed
def body(request: HttpRequest, slug: str) -> HttpResponse:
    """One body over the years: its reports and the figures people ask for."""
    _begin()
    agency = _agency(slug)
    today = timezone.localdate()
    reports = selectors.years_of(agency, today)
    if not reports:
        raise Http404("no budgets")
    blocks = []
    for kind in KINDS:
        years = sorted(year for year, one in reports if one == kind)
        if not years:
            continue
        found = selectors.figures_of_body(agency, kind, today)
        lines = [
            YearLine(one, tuple(found.get((one.key, year)) for year in years))
            for one in MEASURES
            if one.key in COMPARED and any((one.key, year) in found for year in years)
        ]
        spending = [
            (str(year), one.value if (one := found.get(("spending", year))) else None)
            for year in years[-8:]
        ]
        chart = charts.columns(spending, here=str(years[-1])) if len(years) > 1 else None
        blocks.append(
            {"kind": kind, "slug": KIND_SLUGS[kind], "years": years, "lines": lines, "chart": chart}
        )
    context = {
        "agency": agency,
        "blocks": blocks,
        "reports": [(year, kind, KIND_SLUGS[kind]) for year, kind in reports],
    }
    return render(request, "portal/budgets/body.html", context)


@dataclass(frozen=True, slots=True)
class Shown:
    """One line of a report's table as it is printed: indent by level, bar against the table's total."""

    line: ReportLine
    depth: int
    share: str


@read_only
@pressed
def report(request: HttpRequest, slug: str, year: int, kind: str) -> HttpResponse:
    """One report: where the money went, table by table, with the item that published it."""
    _begin()
    agency = _agency(slug)
    found = selectors.report_of(agency, year, _kind(kind), timezone.localdate())
    if found is None:
        raise Http404("report")
    item = find_by_index_number(found.item) if found.item else None
    if item is not None:
        keys.depend(keys.item(item.pk))
    context = {
        "agency": agency,
        "report": found,
        "kind_slug": kind,
        "item": item,
        "areas": _areas(_classes(found)),
        "tables": [(name, _shown(lines)) for name, lines in found.tables],
        "register": BUDGETS,
    }
    return render(request, "portal/budgets/report.html", context)


def _classes(found: BodyReport) -> list[tuple[str, Decimal]]:
    for table in ("支出总表", "一般公共预算支出表"):
        parts = [(one.name, one.amount.value) for one in found.lines(table, "类")]
        if parts:
            return parts
    return []


_DEPTH = {"合计": 0, "类": 0, "款": 1, "项": 2}


def _shown(lines: Sequence[ReportLine]) -> list[Shown]:
    largest = max((one.amount.value for one in lines), default=Decimal(0))
    return [
        Shown(
            one,
            _DEPTH.get(one.level, 0),
            f"{one.amount.value / largest * 100:.2f}"
            if largest > 0 and one.amount.value > 0
            else "0",
        )
        for one in lines
    ]
