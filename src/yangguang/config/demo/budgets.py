"""The demo city's register of budgets: approvals, and the reports that were read out of their items.

What stands in the register is read from the published items themselves, as an office would do it; a few
departments were approved and have not published, so that the share is not a hundred percent.
"""

from __future__ import annotations

import html
from datetime import date, timedelta

from yangguang.apps.agencies.models import AgencyKind, AgencyLevel
from yangguang.apps.catalog.models import Item, ItemState
from yangguang.apps.registers.budgets import APPROVALS, BUDGETS, budget_register
from yangguang.apps.registers.services import (
    Proposed,
    publish_change_set,
    submit_change_set,
)
from yangguang.apps.registers.services.budget_duties import owe_budgets
from yangguang.apps.registers.services.budgets import take_in_report
from yangguang.config.demo.register_sets import CLERK, REVIEWER, owe_since, publish_rows
from yangguang.config.demo.setting import City
from yangguang.law.budgets.check import check_budget
from yangguang.law.budgets.model import KIND_LABELS, BudgetReport
from yangguang.law.budgets.read import read_budget
from yangguang.text.extract import read

BACK = 720
"""Days back to which reports are taken in."""
SILENT = 2
"""So many departments were approved and have not published what was due last."""
OWED_SINCE = 400


def build_budgets(city: City) -> int:
    """Approvals and reports of the last two years; gives the number of reports. Needs the registers
    and what the departments have published."""
    owe_since(city, (BUDGETS, APPROVALS), OWED_SINCE)
    items = Item.objects.filter(
        kind__in=("budget", "final-accounts"),
        state=ItemState.PUBLISHED,
        listed_on__gte=city.today - timedelta(days=BACK),
    ).select_related("agency", "edition")
    done = 0
    newest: dict[str, tuple[date, int]] = {}
    for item in items.order_by("listed_on", "pk"):
        report = _report(item)
        if (
            item.listed_on is None
            or report.year is None
            or report.kind is None
            or not report.tables
        ):
            continue
        approved = item.listed_on - timedelta(days=12)
        _approve(city, item.agency.slug, report.year, KIND_LABELS[report.kind], approved)
        _take_in(city, item, report)
        newest[KIND_LABELS[report.kind]] = (approved, report.year)
        done += 1
    _keep_silent(city, newest)
    owe_budgets(city.moment(city.today, 18))
    return done


def _report(item: Item) -> BudgetReport:
    body = item.edition.body_html if item.edition else ""
    page = f"<html><head><title>{html.escape(item.title)}</title></head><body>{body}</body></html>"
    return read_budget(read(page.encode(), name="报告.html"))


def _take_in(city: City, item: Item, report: BudgetReport) -> None:
    if item.listed_on is None:
        return
    at = city.moment(item.listed_on, 11)
    done = take_in_report(
        agency=item.agency, report=report, check=check_budget(report), item=item,
        file_name=f"{item.title}.html", sha256="", by=CLERK, at=at,
    )  # fmt: skip
    submit_change_set(change_set=done.change_set, by=CLERK, at=at)
    publish_change_set(change_set=done.change_set, by=REVIEWER, at=city.moment(item.listed_on, 15))


def _approve(city: City, slug: str, year: int, kind: str, on: date) -> None:
    row = Proposed(
        city.agencies[slug],
        {
            "year": str(year), "kind": kind, "name": f"{year}年部门{kind}批复",
            "approved_on": on.isoformat(), "openness": "应当公开",
        },
    )  # fmt: skip
    publish_rows(
        city, budget_register(APPROVALS), slug, [row], on=on, title=f"{year}年部门{kind}批复"
    )


def _keep_silent(city: City, newest: dict[str, tuple[date, int]]) -> None:
    """Departments whose newest report was approved and is not to be found."""
    published = set(
        Item.objects.filter(kind__in=("budget", "final-accounts")).values_list(
            "agency__slug", flat=True
        )
    )
    silent = [
        slug
        for slug, agency in sorted(city.agencies.items())
        if agency.kind == AgencyKind.DEPARTMENT
        and agency.level == AgencyLevel.CITY
        and agency.valid_to is None
        and slug not in published
    ][:SILENT]
    last = sorted(newest.items(), key=lambda pair: pair[1])[-1:]
    for kind, (approved, year) in last:
        for slug in silent:
            _approve(city, slug, year, kind, approved)
