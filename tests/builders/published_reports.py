"""Published annual reports for tests, with tables that add up unless told otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from tests.builders.catalog import an_item, noon
from yangguang.apps.agencies.models import Agency
from yangguang.apps.catalog.models import ItemKind
from yangguang.apps.reports.models import PublishedReport, ReportCell
from yangguang.law.forms.load import load_form

COLUMNS = ("natural", "business", "research", "welfare", "legal", "other")


def cells_2021(received: int = 40) -> dict[str, int]:
    """All cells of the 2021 form: ``received`` applications, most of them granted."""
    form = load_form("2021")
    cells = dict.fromkeys(form.cell_names(), 0)
    business = received // 5
    cells["3.1/natural"], cells["3.1/business"] = received - business, business
    natural = received - business
    granted = natural // 2
    cells["3.3.1/natural"], cells["3.3.1/business"] = granted, business
    cells["3.3.2/natural"] = natural // 10
    cells["3.3.3.4/natural"] = natural // 10
    cells["3.3.4.1/natural"] = natural - granted - 2 * (natural // 10)
    rows = [row.code for row in form.table("3").printed_rows()]
    results = [row for row in rows if row.startswith("3.3.") and row != "3.3.7"]
    for column in COLUMNS:
        cells[f"3.3.7/{column}"] = sum(cells[f"{row}/{column}"] for row in results)
    for row in rows:
        cells[f"{row}/total"] = sum(cells[f"{row}/{column}"] for column in COLUMNS)
    cells["2.1.norms/made"], cells["2.1.norms/in_force"] = 12, 86
    cells["4.1/upheld"], cells["4.1/corrected"], cells["4.1/total"] = 3, 1, 4
    cells["4.2/upheld"], cells["4.2/total"] = 1, 1
    return cells


def a_report(
    agency: Agency,
    year: int = 2025,
    *,
    form: str = "2021",
    cells: Mapping[str, int | None] | None = None,
    unread: Mapping[str, str] | None = None,
    findings: list[dict[str, Any]] | None = None,
    **values: Any,
) -> PublishedReport:
    """A published report with its item, cells and the check's answer."""
    cells = dict(cells if cells is not None else cells_2021())
    unread = dict(unread or {})
    findings = findings or []
    item = values.pop("item", None) or an_item(
        f"{agency.name}{year}年政府信息公开工作年度报告",
        agency=agency,
        kind=ItemKind.ANNUAL_REPORT,
        on=date(year + 1, 1, 20),
        **values,
    )
    report = PublishedReport.objects.create(
        item=item,
        agency=agency,
        year=year,
        form=form,
        answer={
            "file": "",
            "kind": "annual-report",
            "form": form,
            "agency": agency.name,
            "year": year,
            "cells": {code: value for code, value in cells.items() if code not in unread},
            "unread": [{"cell": cell, "why": why} for cell, why in unread.items()],
            "findings": findings,
            "checked": 57,
            "not_assessable": [],
        },
        errors=sum(one["severity"] == "error" for one in findings),
        warnings=sum(one["severity"] == "warning" for one in findings),
        checked_at=noon(date(year + 1, 1, 21)),
    )
    ReportCell.objects.bulk_create(
        ReportCell(
            report=report,
            code=code,
            value=None if value is None or code in unread else Decimal(value),
            unread=unread.get(code, ""),
        )
        for code, value in cells.items()
    )
    return report
