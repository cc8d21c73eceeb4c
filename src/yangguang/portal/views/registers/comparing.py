"""同类比较: the lists of counties, or of departments of one name, side by side."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import StringIO
from urllib.parse import quote

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from yangguang.apps.registers.models import Register
from yangguang.apps.registers.selectors.comparing import (
    Comparison,
    Group,
    Line,
    Unit,
    comparable,
    compare,
    compared_group,
    compared_groups,
)
from yangguang.law.registers import Definition
from yangguang.portal.methods import read_only
from yangguang.portal.registers.pages import Page, page_number
from yangguang.portal.views.registers.finding import depend_on_list, register_or_404
from yangguang.press.pressing import pressed
from yangguang.press.questions import asking
from yangguang.text.sheets.harmless import harmless

LINES = 100


@dataclass(frozen=True, slots=True)
class Standing:
    """One of the bodies with how many of the items it lacks; ``chosen``: only those are listed."""

    unit: Unit
    lacks: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class Cell:
    """Whether a body has the item: its first row, how many it has, or why there is none."""

    unit: Unit
    address: str
    rows: int

    @property
    def says(self) -> str:
        """What stands in the cell."""
        if self.rows > 1:
            return f"{self.rows}项"
        return "有" if self.rows else "缺" if self.unit.rows else "未公布"


@read_only
@pressed
def groups(request: HttpRequest, code: str) -> HttpResponse:
    """Which bodies can be compared in this register."""
    register, definition = _compared(code)
    found = compared_groups(register, on=timezone.localdate())
    context = {"register": register, "definition": definition, "groups": found}
    return render(request, "portal/registers/compare_all.html", context)


@read_only
@pressed
@asking("all", "lacks", "page")
def group(request: HttpRequest, code: str, which: str) -> HttpResponse:
    """Items × bodies: first what the fewest lack. ``lacks`` names one whose gaps alone are listed;
    ``all`` lists what everybody has as well."""
    register, definition = _compared(code)
    comparison = _comparison(register, definition, which)
    lacks, every = request.GET.get("lacks", ""), request.GET.get("all") == "1"
    lines = _chosen(comparison, lacks, every=every)
    page = Page(page_number(request.GET.get("page", "1")), len(lines), LINES)
    if page.number > page.last:
        raise Http404("page")
    context = {
        "register": register,
        "definition": definition,
        "comparison": comparison,
        "standings": [
            Standing(one, len(comparison.lacked_by(one)), one.agency.slug == lacks)
            for one in comparison.group.units
        ],
        "lines": [
            (
                line.values[0],
                list(zip(comparison.fields[1:], line.values[1:], strict=True)),
                list(_cells(register, comparison.group, line)),
            )
            for line in lines[page.first_row - 1 : page.last_row]
        ],
        "page": page,
        "lacks": lacks,
        "every": every,
        "uneven": len(comparison.uneven),
        "list_url": reverse("register-compared", args=[register.code, which]),
    }
    return render(request, "portal/registers/compare.html", context)


@read_only
def table(request: HttpRequest, code: str, which: str) -> HttpResponseBase:
    """The whole comparison as a file (CSV)."""
    register, definition = _compared(code)
    comparison = _comparison(register, definition, which)
    name = f"{register.name}比较（{comparison.group.label}）.csv"
    return StreamingHttpResponse(
        (line.encode() for line in _lines(register, comparison)),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}"},
    )


def _compared(code: str) -> tuple[Register, Definition]:
    register, definition = register_or_404(code)
    if not comparable(definition):
        raise Http404("comparison")
    depend_on_list(register)
    return register, definition


def _comparison(register: Register, definition: Definition, which: str) -> Comparison:
    found = compared_group(register, which, on=timezone.localdate())
    if found is None:
        raise Http404("group")
    return compare(register, definition, found)


def _chosen(comparison: Comparison, lacks: str, *, every: bool) -> Sequence[Line]:
    if lacks:
        unit = next((one for one in comparison.group.units if one.agency.slug == lacks), None)
        if unit is None:
            raise Http404("body")
        return comparison.lacked_by(unit)
    return comparison.lines if every else comparison.uneven


def _cells(register: Register, group: Group, line: Line) -> Iterator[Cell]:
    for unit, held in zip(group.units, line.held, strict=True):
        address = reverse("register-row", args=[register.code, held[0]]) if held else ""
        yield Cell(unit, address, len(held))


def _lines(register: Register, comparison: Comparison) -> Iterator[str]:
    line = StringIO()
    writer = csv.writer(line)
    heads = [one.label for one in comparison.fields]
    bodies = [harmless(one.name) for one in comparison.group.units]
    rows = [[*heads, *bodies, "缺少的个数"]]
    for item in comparison.lines:
        cells = [one.says for one in _cells(register, comparison.group, item)]
        rows.append([*map(harmless, item.values), *cells, str(item.lacking)])
    yield "\ufeff"
    for row in rows:
        writer.writerow(row)
        yield line.getvalue()
        line.seek(0)
        line.truncate()
