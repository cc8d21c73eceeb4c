"""Reading published annual reports: by year, by body, and figure against figure."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from django.db.models import Count, QuerySet

from yangguang.apps.agencies.models import Agency
from yangguang.apps.catalog.models import ItemState
from yangguang.apps.reports.models import PublishedReport, ReportCell, Verdict


def public_reports() -> QuerySet[PublishedReport]:
    """Reports whose item is published, newest year first, then by the order of bodies."""
    return (
        PublishedReport.objects.filter(item__state=ItemState.PUBLISHED)
        .select_related("agency", "item")
        .defer("answer", "item__signature", "item__unsure")
        .order_by("-year", "agency__order", "agency_id", "table")
    )


def years() -> list[tuple[int, int]]:
    """The years for which reports are published, newest first, with how many there are."""
    counted = (
        PublishedReport.objects.filter(item__state=ItemState.PUBLISHED)
        .order_by("-year")
        .values_list("year")
        .annotate(n=Count("pk"))
    )
    return list(counted)


def reports_of_year(year: int) -> list[PublishedReport]:
    """All reports of one year in the order of bodies."""
    return list(public_reports().filter(year=year))


def reports_of_agency(agency: Agency) -> list[PublishedReport]:
    """All reports of one body, newest first."""
    return list(public_reports().filter(agency=agency))


def find_report(key: int) -> PublishedReport | None:
    """One published report with its item, body and the check's answer."""
    return (
        PublishedReport.objects.filter(item__state=ItemState.PUBLISHED, pk=key)
        .select_related("agency", "item", "item__edition")
        .first()
    )


def report_of_item(item_key: int) -> list[PublishedReport]:
    """The reports read out of one item; usually one, several where a page joins tables."""
    return list(public_reports().filter(item=item_key))


def verdicts_of(report: PublishedReport) -> dict[str, Verdict]:
    """What people have said about the findings of a report, by the finding's id."""
    return {verdict.finding_id: verdict for verdict in Verdict.objects.filter(report=report)}


def standing_findings(reports: Sequence[PublishedReport]) -> dict[int, tuple[int, int]]:
    """Errors and warnings of each report, those left out that a person has found to be none.

    Answers are read only of reports about which somebody has said so.
    """
    counts = {report.pk: (report.errors, report.warnings) for report in reports}
    dismissed: dict[int, set[str]] = {}
    said = Verdict.objects.filter(report__in=counts, decision=Verdict.Decision.DISMISSED)
    for report, finding in said.values_list("report", "finding_id"):
        dismissed.setdefault(report, set()).add(finding)
    answers = PublishedReport.objects.filter(pk__in=dismissed).values_list("pk", "answer")
    for report, answer in answers:
        standing = [
            one["severity"]
            for one in answer.get("findings", [])
            if one.get("id") not in dismissed[report]
        ]
        counts[report] = (standing.count("error"), standing.count("warning"))
    return counts


def cells_of(report: PublishedReport) -> dict[str, ReportCell]:
    """The cells of a report by their full name (``row`` or ``row/column``)."""
    return {cell.code: cell for cell in ReportCell.objects.filter(report=report)}


def cell_over_years(agency: Agency, codes: Sequence[str]) -> dict[int, dict[str, Decimal | None]]:
    """The value of some cells in every report of one body, by year."""
    found = ReportCell.objects.filter(
        report__agency=agency,
        report__item__state=ItemState.PUBLISHED,
        code__in=list(codes),
        unread="",
    ).values_list("report__year", "code", "value")
    by_year: dict[int, dict[str, Decimal | None]] = {}
    for year, code, value in found:
        by_year.setdefault(year, {})[code] = value
    return by_year


def cells_by_report(
    codes: Sequence[str],
) -> tuple[dict[int, dict[str, Decimal | None]], dict[int, set[str]]]:
    """Some cells of every published report: values by report, and which cells are unread."""
    found = ReportCell.objects.filter(
        report__item__state=ItemState.PUBLISHED, code__in=list(codes)
    ).values_list("report", "code", "value", "unread")
    values: dict[int, dict[str, Decimal | None]] = {}
    unread: dict[int, set[str]] = {}
    for report, code, value, why in found:
        if why:
            unread.setdefault(report, set()).add(code)
        else:
            values.setdefault(report, {})[code] = value
    return values, unread
