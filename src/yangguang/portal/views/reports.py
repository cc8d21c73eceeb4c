"""Annual reports: by year and body, one report with its tables and charts, body against body."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise
from typing import Any
from urllib.parse import quote

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from yangguang.apps.reports import selectors
from yangguang.apps.reports.models import PublishedReport, ReportCell, Verdict
from yangguang.law.forms.comparing_book import workbook
from yangguang.law.forms.comparing_tables import as_mapping
from yangguang.law.forms.load import FORM_CODES, load_form
from yangguang.portal import charts, figures
from yangguang.portal.answers import read_answer
from yangguang.portal.forms_drawn import Figure, as_rows, draw
from yangguang.portal.methods import read_only
from yangguang.portal.spreadsheets import harmless
from yangguang.press import keys
from yangguang.press.pressing import pressed

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_CHOSEN = 6
MOST_COLUMNS = 8
CONFIRMED = Verdict.Decision.CONFIRMED
DISMISSED = Verdict.Decision.DISMISSED


@read_only
@pressed
def reports(request: HttpRequest) -> HttpResponse:
    """The years for which there are reports, and the newest year's reports."""
    keys.depend(keys.REPORTS)
    years = selectors.years()
    newest = years[0][0] if years else None
    return render(
        request,
        "portal/reports.html",
        {
            "years": years,
            "year": newest,
            "reports": _with_counts(selectors.reports_of_year(newest)) if newest else [],
            "whole": True,
        },
    )


@read_only
@pressed
def reports_of_year(request: HttpRequest, year: int) -> HttpResponse:
    """The reports of one year, body by body."""
    found = selectors.reports_of_year(year)
    if not found:
        raise Http404("report year")
    return render(
        request,
        "portal/reports.html",
        {"years": selectors.years(), "year": year, "reports": _with_counts(found)},
    )


def _with_counts(found: list[PublishedReport]) -> list[tuple[PublishedReport, int, int]]:
    """Each report with its standing errors and warnings."""
    keys.depend(keys.REPORTS, keys.AGENCIES)
    keys.show_items(one.item_id for one in found)
    counts = selectors.standing_findings(found)
    return [(one, *counts[one.pk]) for one in found]


def _find(key: int) -> PublishedReport:
    found = selectors.find_report(key)
    if found is None:
        raise Http404("report")
    keys.depend(keys.REPORTS, keys.item(found.item_id), keys.agency(found.agency_id))
    return found


def _figures(cells: dict[str, ReportCell]) -> dict[str, Figure]:
    return {code: Figure(cell.value, cell.unread) for code, cell in cells.items()}


@read_only
@pressed
def report(request: HttpRequest, key: int) -> HttpResponse:
    """One report: its tables drawn again, charts, the check's answer."""
    found = _find(key)
    cells = selectors.cells_of(found)
    verdicts = selectors.verdicts_of(found)
    answer = read_answer(
        found.answer,
        confirmed=[key for key, one in verdicts.items() if one.decision == CONFIRMED],
        dismissed={key: one.reason for key, one in verdicts.items() if one.decision == DISMISSED},
    )
    values = {code: cell.value for code, cell in cells.items() if not cell.unread}
    others = selectors.reports_of_agency(found.agency)
    context: dict[str, Any] = {
        "report": found,
        "answer": answer,
        "prefix": f"{answer.table}-",
        "others": others,
        "sheets": [],
        "charts": [],
    }
    if found.form in FORM_CODES:
        form = load_form(found.form)
        context["form"] = form
        context["sheets"] = draw(form, _figures(cells), answer.marks())
        context["charts"] = [
            (name, charts.bars([(part.label, part.value) for part in parts]))
            for name, parts in figures.parts_of(found.form, values)
        ]
    context["trend"] = _trend(found, others)
    return render(request, "portal/report.html", context)


def _trend(found: PublishedReport, others: list[PublishedReport]) -> dict[str, Any] | None:
    """Applications received over the years, where there are reports of at least two years."""
    received = figures.BY_CODE["received"]
    forms = {one.year: one.form for one in reversed(others)}
    by_year = selectors.cell_over_years(found.agency, sorted(received.codes()))
    points = [
        (str(year), received.read(forms[year], by_year.get(year, {}))) for year in sorted(forms)
    ]
    if sum(value is not None for _, value in points) < 2:
        return None
    here = [label for label, _ in points].index(str(found.year))
    first = max(0, min(here, len(points) - MOST_COLUMNS))
    points = points[first : first + MOST_COLUMNS]
    chart = charts.columns(points, here=str(found.year))
    return {"figure": received, "chart": chart, "points": points}


@read_only
def cells_csv(request: HttpRequest, key: int) -> HttpResponse:
    """The cells of a report as a table for spreadsheets (UTF-8 with a mark, so that Excel reads it)."""
    found = _find(key)
    if found.form not in FORM_CODES:
        raise Http404("no form")
    return csv_response(_rows(found), f"{found.agency.name}{found.year}年度报告数据.csv")


def _rows(found: PublishedReport) -> Any:
    return as_rows(load_form(found.form), _figures(selectors.cells_of(found)))


def report_files() -> Iterator[tuple[str, list[bytes]]]:
    """The tables of each report with their address, for a copy of the site."""
    for found in selectors.public_reports():
        if found.form in FORM_CODES:
            yield reverse("report-csv", args=[found.pk]), [_csv(_rows(found)).encode()]


def _csv(rows: Any) -> str:
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerows([harmless(cell) for cell in row] for row in rows)
    return "\ufeff" + buffer.getvalue()


def csv_response(rows: Any, name: str) -> HttpResponse:
    """Rows as a CSV download; nothing in it can run as a formula."""
    response = HttpResponse(_csv(rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return response


def _choice(request: HttpRequest) -> tuple[figures.Comparable, int | None, list[int]]:
    figure = figures.BY_CODE.get(request.GET.get("figure", ""), figures.COMPARABLES[0])
    raw = request.GET.get("year", "")
    year = int(raw) if raw.isascii() and raw.isdigit() and len(raw) == 4 else None
    keys = [int(one) for one in request.GET.getlist("agency") if one.isascii() and one.isdigit()]
    return figure, year, list(dict.fromkeys(key for key in keys if key < 2**62))


@read_only
def compare(request: HttpRequest) -> HttpResponse:
    """One figure, all bodies in a year, and chosen bodies over the years."""
    figure, wanted, chosen = _choice(request)
    years = [year for year, _ in selectors.years()]
    year = wanted if wanted in years else (years[0] if years else None)
    table = _comparison(figure, years)
    if request.GET.get("format") == "csv":
        head = ["机构", *[f"{one}年" for one in sorted(years)]]
        rows = [
            [row["name"], *["" if v is None else f"{v.normalize():f}" for v in row["values"]]]
            for row in table
        ]
        return csv_response([head, *rows], f"{figure.name}比较.csv")
    found = selectors.compared()
    if request.GET.get("format") == "xlsx":
        return _download(workbook(found), XLSX, "年度报告比较.xlsx")
    if request.GET.get("format") == "json":
        text = json.dumps(as_mapping(found), ensure_ascii=False)
        return _download(text.encode(), "application/json", "年度报告比较.json")
    place = sorted(years).index(year) if year is not None else 0
    of_year = sorted(
        ((row["name"], row["values"][place]) for row in table if row["values"][place] is not None),
        key=lambda pair: -pair[1],
    )
    picked = [row for row in table if row["key"] in chosen][:MOST_CHOSEN]
    return render(
        request,
        "portal/compare.html",
        {
            "figure": figure,
            "all_figures": figures.COMPARABLES,
            "year": year,
            "years": years,
            "years_up": sorted(years),
            "bars": charts.bars(of_year),
            "whole": sum((value for _, value in of_year), Decimal(0)),
            "nested": _nested([row["path"] for row in table]),
            "outliers": [one for one in found.outliers if one.figure == figure.name],
            "missing": found.missing,
            "late": found.late,
            "doubtful": [one for one in found.entries if one.errors or one.warnings],
            "table": table,
            "chosen": chosen,
            "picked": picked,
            "too_many": len(chosen) > MOST_CHOSEN,
            "most": MOST_CHOSEN,
            "lines": charts.lines(sorted(years), [(row["name"], row["values"]) for row in picked])
            if picked
            else None,
        },
    )


def _nested(paths: list[str]) -> bool:
    """Whether one of the bodies stands below another, whose figure has its own in it already."""
    ordered = sorted(paths)
    return any(after.startswith(before) for before, after in pairwise(ordered))


def _download(data: bytes, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(data, content_type=kind)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return response


def _comparison(figure: figures.Comparable, years: list[int]) -> list[dict[str, Any]]:
    """One row for each body that has a report: its name and the figure in every year, upwards."""
    up = sorted(years)
    rows: dict[int, dict[str, Any]] = {}
    values, unread = selectors.cells_by_report(sorted(figure.codes()))
    for one in selectors.public_reports():
        row = rows.setdefault(
            one.agency_id,
            {
                "key": one.agency_id,
                "name": one.agency.name,
                "slug": one.agency.slug,
                "path": one.agency.path,
                "order": (one.agency.order, one.agency_id),
                "values": [None] * len(up),
                "reports": [None] * len(up),
            },
        )
        place = up.index(one.year)
        if row["reports"][place] is not None:
            continue
        row["reports"][place] = one.pk
        row["values"][place] = figure.read(
            one.form, values.get(one.pk, {}), frozenset(unread.get(one.pk, ()))
        )
    for row in rows.values():
        row["cells"] = list(zip(row["values"], row["reports"], strict=True))
    return sorted(rows.values(), key=lambda row: row["order"])
