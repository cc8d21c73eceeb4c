"""监督总览: how each body within reach stands, the worst on top, one step from its list."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.paginator import Paginator
from django.http import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET

from yangguang.apps.agencies.models import Agency
from yangguang.apps.agencies.permissions import Permission
from yangguang.apps.duties.selectors import Standing, standings
from yangguang.desk.access import needs
from yangguang.desk.viewer import DeskRequest

PAGE = 100


@dataclass(frozen=True, slots=True)
class Row:
    """One body; ``share`` says how much of its open duties is over, for the bar."""

    agency: Agency
    standing: Standing
    may_press: bool


def _red(row: Row) -> tuple[object, ...]:
    counts = row.standing.counts
    return (-counts.red, -row.standing.overdue_days, -counts.today, -counts.yellow, row.agency.path)


def _rate(row: Row) -> tuple[object, ...]:
    rate = row.standing.rate
    return (rate is None, rate or 0, row.agency.path)


SORTS = {
    "red": ("超期最多", _red),
    "rate": ("按期办结率最低", _rate),
    "overdue": ("超期最久", lambda row: (-row.standing.overdue_days, row.agency.path)),
    "open": ("在办最多", lambda row: (-row.standing.counts.open, row.agency.path)),
    "tree": ("隶属", lambda row: (row.agency.path,)),
}


@needs(Permission.SUPERVISE_VIEW)
@require_GET
def overview(request: DeskRequest) -> HttpResponseBase:
    """Every body with duties, in a fixed number of queries."""
    viewer = request.viewer
    agencies = viewer.visible(Permission.SUPERVISE_VIEW).in_bulk()
    within = None if viewer.visible_keys(Permission.SUPERVISE_VIEW) is None else list(agencies)
    found = standings(within, viewer.limits, year=viewer.today.year)
    pressing = set(viewer.visible(Permission.REQUEST_SUPERVISE).values_list("pk", flat=True))
    if viewer.agency is not None:
        pressing.discard(viewer.agency.pk)
    rows = [
        Row(agencies[key], standing, key in pressing)
        for key, standing in found.items()
        if key in agencies
    ]
    asked = request.GET.get("sort", "")
    sort = asked if asked in SORTS else "red"
    rows.sort(key=SORTS[sort][1])
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context = {
        "heading": "监督总览",
        "page": page,
        "sort": sort,
        "sorts": [(name, label) for name, (label, _) in SORTS.items()],
        "year": viewer.today.year,
        "without": len(agencies) - len(rows),
        "sum": {
            "open": sum(row.standing.counts.open for row in rows),
            "red": sum(row.standing.counts.red for row in rows),
            "yellow": sum(row.standing.counts.yellow for row in rows),
            "today": sum(row.standing.counts.today for row in rows),
            "green": sum(row.standing.counts.green for row in rows),
            "overdue": max((row.standing.overdue_days for row in rows), default=0),
            "done": sum(row.standing.done for row in rows),
            "late": sum(row.standing.late for row in rows),
        },
    }
    return render(request, "desk/overview.html", context)
