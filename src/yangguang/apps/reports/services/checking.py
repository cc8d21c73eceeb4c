"""Checking the annual reports in the catalogue: each one when it comes in, and when its neighbour does."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from yangguang.apps.catalog.models import Item, ItemKind, ItemState
from yangguang.apps.events.models import Event
from yangguang.apps.events.services import emit
from yangguang.apps.reports.models import PublishedReport, ReportCell
from yangguang.apps.reports.services.report_duties import discharge_published
from yangguang.law.forms.answer import ReportAnswer, check_report
from yangguang.text.document import Document, UnreadableDocument
from yangguang.text.extract import read

_LARGEST = Decimal(10) ** 14


def document_of(item: Item) -> Document | None:
    """The item's current text as a document; None where there is none to read.

    The body is our own clean markup, so it needs no sandbox.
    """
    if item.edition is None or not item.edition.body_html.strip():
        return None
    page = f"<html><body><h1>{item.title}</h1>{item.edition.body_html}</body></html>"
    try:
        return read(page.encode(), name="report.html", media_type="text/html")
    except UnreadableDocument:
        return None


def check_item(*, item: Item, at: datetime) -> list[PublishedReport]:
    """Read the item as an annual report, check it against last year's, and keep the answer.

    A second run replaces the first; what people said of findings stays with their stable ids.
    """
    document = document_of(item)
    if document is None:
        PublishedReport.objects.filter(item=item).delete()
        return []
    before = _report_before(item, _year_of_title(item))
    previous = document_of(before) if before is not None else None
    answers = check_report(document, previous=previous, file=f"item/{item.pk}")
    with transaction.atomic():
        kept = [
            _keep(item, number, answer, at)
            for number, answer in enumerate(answers, start=1)
            if answer.parsed is not None or _year_of_title(item)
        ]
        emit(at=at, kind="report.checked", subject_key=str(item.pk))
    return kept


def _keep(item: Item, number: int, answer: ReportAnswer, at: datetime) -> PublishedReport:
    parsed = answer.parsed
    values = answer.to_dict()
    severities = [finding["severity"] for finding in values["findings"]]
    report, _ = PublishedReport.objects.update_or_create(
        item=item,
        table=number,
        defaults={
            "agency": item.agency,
            "year": (parsed.year if parsed and parsed.year else None) or _year_of_title(item) or 0,
            "form": parsed.form_code if parsed else "",
            "answer": values,
            "errors": severities.count("error"),
            "warnings": severities.count("warning"),
            "checked_at": at,
        },
    )
    ReportCell.objects.filter(report=report).delete()
    if parsed is not None:
        cells = [
            ReportCell(report=report, code=code, value=value)
            if value is None or abs(value) < _LARGEST
            else ReportCell(report=report, code=code, unread="数值超出可以保存的范围")
            for code, value in parsed.cells.items()
        ]
        cells += [
            ReportCell(report=report, code=one.cell, unread=one.why[:200])
            for one in parsed.unread
            if one.cell not in parsed.cells
        ]
        ReportCell.objects.bulk_create(cells, ignore_conflicts=True)
    return report


def _report_before(item: Item, year: int | None) -> Item | None:
    if not year:
        return None
    found = (
        PublishedReport.objects.filter(agency=item.agency, year=year - 1)
        .exclude(item=item)
        .select_related("item__edition")
        .order_by("-item_id")
        .first()
    )
    return found.item if found else None


def _year_of_title(item: Item) -> int | None:
    for start in range(len(item.title) - 3):
        part = item.title[start : start + 4]
        if part.isascii() and part.isdigit() and 2000 <= int(part) <= 2100:
            return int(part)
    return None


def on_events(events: Sequence[Event]) -> None:
    """Reader of catalogue events: checks annual reports, and again the one of the year after."""
    keys = {int(event.subject_key) for event in events}
    at = timezone.now()
    items = Item.objects.filter(pk__in=keys, kind=ItemKind.ANNUAL_REPORT).select_related(
        "agency", "edition"
    )
    for item in items.order_by("listed_on", "pk"):
        checked = check_item(item=item, at=at)
        if item.state == ItemState.PUBLISHED:
            discharge_published(checked, at=at)
        for report in checked:
            later = PublishedReport.objects.filter(agency=item.agency, year=report.year + 1)
            for following in later.select_related("item__agency", "item__edition"):
                check_item(item=following.item, at=at)
