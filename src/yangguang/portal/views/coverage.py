"""公开清单覆盖情况: body by body and row by row, what is public, waited for and overdue.

Read from the kept cells at each request: a matrix follows every new item, so that a kept page would
be made anew all day.
"""

from __future__ import annotations

import csv
import io

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from yangguang.apps.agencies import directory
from yangguang.apps.agencies.models import Agency
from yangguang.apps.coverage.models import Cell, State, state_on
from yangguang.apps.coverage.reckoning import standing_registers
from yangguang.apps.coverage.selectors import (
    items_of,
    list_rows,
    matrix,
    standings_of,
    tallies,
    tally,
    version_of,
)
from yangguang.apps.registers.definitions import definition_of
from yangguang.apps.registers.models import Register
from yangguang.portal.methods import read_only
from yangguang.portal.spreadsheets import harmless
from yangguang.portal.views.registers.finding import LARGEST, register_or_404

PAGE = 50


@read_only
def overview(request: HttpRequest) -> HttpResponse:
    """The lists whose rows are standing duties, with how they stand."""
    today = timezone.localdate()
    lists = [
        (register, definition_of(register), tallies(register, today))
        for register, _ in standing_registers()
    ]
    return render(request, "portal/coverage/overview.html", {"lists": lists, "today": today})


def _list(code: str) -> Register:
    register, definition = register_or_404(code)
    if definition.standing is None:
        raise Http404("no standing duties")
    return register


@read_only
def of_list(request: HttpRequest, code: str) -> HttpResponse:
    """Bodies by groups of rows; where a group is asked for, bodies by its rows."""
    register = _list(code)
    group = request.GET.get("group", "").replace("\x00", "")
    found = matrix(register, timezone.localdate(), group=group, number=request.GET.get("page"))
    if group and group not in found.groups:
        raise Http404("group")
    context = {
        "register": register,
        "definition": definition_of(register),
        "matrix": found,
        "group": group,
        "all": found.all,
        "states": list(State),
    }
    return render(request, "portal/coverage/list.html", context)


@read_only
def data(request: HttpRequest, code: str) -> HttpResponse:
    """Every cell of a list as a table."""
    register, today = _list(code), timezone.localdate()
    rows = {one.row: one for one in list_rows(register)}
    out = io.StringIO()
    out.write("\ufeff")
    writer = csv.writer(out)
    writer.writerow(
        ["类别", "事项", "公开时限", "责任单位", "状态", "最近公开日期", "应公开日期", "所属期间"]
    )
    heads = {
        key: [harmless(one.group), harmless(one.title), harmless(one.limit)]
        for key, one in rows.items()
    }
    cells = Cell.objects.filter(register=register).order_by("agency__order", "agency", "row")
    facts = ("row", "agency__name", "filled_on", "due_on", "window")
    for key, name, filled, due, window in cells.values_list(*facts).iterator(chunk_size=5000):
        if key in heads:
            state = state_on(due, today).label
            writer.writerow([*heads[key], harmless(name), state, filled or "", due or "", window])
    answer = HttpResponse(out.getvalue(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = "attachment; filename*=UTF-8''coverage.csv"
    return answer


def _body(slug: str) -> Agency:
    found = directory.find_agency(slug)
    if found is None:
        raise Http404("agency")
    return found


@read_only
def of_body(request: HttpRequest, code: str, slug: str) -> HttpResponse:
    """What one body owes to a list, row by row; narrowed to one state where that is asked."""
    register, body, today = _list(code), _body(slug), timezone.localdate()
    every = standings_of(register, body, today)
    if not every:
        raise Http404("nothing owed")
    asked = request.GET.get("state", "")
    shown = [one for one in every if one.state.value == asked] if asked in set(State) else every
    context = {
        "register": register,
        "agency": body,
        "standings": shown,
        "asked": asked if asked in set(State) else "",
        "all": tally([one.state for one in every]),
        "states": list(State),
        "today": today,
    }
    return render(request, "portal/coverage/body.html", context)


@read_only
def cell(request: HttpRequest, code: str, row: int, slug: str) -> HttpResponse:
    """One row as one body stands to it, with the items that meet it."""
    register, body, today = _list(code), _body(slug), timezone.localdate()
    found = (
        Cell.objects.filter(register=register, agency=body, row=row)
        .select_related("agency", "row")
        .first()
        if row < LARGEST
        else None
    )
    version = version_of(found) if found is not None else None
    if found is None or version is None:
        raise Http404("cell")
    definition = definition_of(register)
    context = {
        "register": register,
        "definition": definition,
        "agency": body,
        "cell": found,
        "state": found.state(today),
        "version": version,
        "facts": [
            (field.label, version.values.get(field.code))
            for field in definition.public_fields
            if version.values.get(field.code) and field.group != "落实"
        ],
        "page": Paginator(items_of(found), PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "portal/coverage/cell.html", context)
