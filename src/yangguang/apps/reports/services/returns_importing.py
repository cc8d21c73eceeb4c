"""Returns of earlier years out of published annual reports, so that comparison starts at once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from yangguang.apps.agencies.in_time import parent_on
from yangguang.apps.agencies.models import Agency, AgencyKind
from yangguang.apps.audit.actors import Actor
from yangguang.apps.reports.models import (
    PublishedReport,
    Return,
    ReturnRound,
    ReturnScope,
    ReturnState,
    ReturnVersion,
)
from yangguang.apps.reports.selectors.returns import published_cells
from yangguang.apps.reports.services.returns_acting import digest_of
from yangguang.apps.reports.services.returns_writing import note
from yangguang.law.forms.findings import plain
from yangguang.law.forms.load import FORM_CODES
from yangguang.law.returns.load import annual_definition
from yangguang.law.returns.model import ANNUAL
from yangguang.law.returns.periods import Period, PeriodKind


def import_published(
    *,
    by: Actor,
    at: datetime,
    agencies: Iterable[Agency] | None = None,
    before: int | None = None,
) -> list[Return]:
    """A return for every published report whose table could be read and whose body has none of
    that year; gives those made. Bodies that nobody has confirmed are left out.

    A year whose days still run is left to the bodies. ``before`` takes only years before that one.
    Where a report uses another form than that of its year, it is left to comparison by text.
    """
    reports = (
        PublishedReport.objects.filter(form__in=FORM_CODES, agency__proposed=False)
        .select_related("agency", "item")
        .defer("answer", "item__signature", "item__unsure")
        .order_by("year", "agency__path", "table", "-pk")
    )
    if agencies is not None:
        reports = reports.filter(agency__in=[one.pk for one in agencies])
    if before is not None:
        reports = reports.filter(year__lt=before)
    made = []
    for report in reports:
        row = _import(report, by=by, at=at)
        if row is not None:
            made.append(row)
    return made


def _import(report: PublishedReport, *, by: Actor, at: datetime) -> Return | None:
    definition = annual_definition(report.year)
    if definition is None or definition.form.code != report.form:
        return None
    cells = {
        code: {"value": plain(value), "origin": "published"}
        for code, value in published_cells(report).items()
        if value is not None and code in set(definition.cells())
    }
    if not cells:
        return None
    period = Period(report.year, 0, PeriodKind.YEAR)
    due, government_due = definition.due, definition.government_due
    if timezone.localdate(at) <= period.due_on(government_due.month, government_due.day):
        # Returns about that year are still being collected: bodies hand in their own.
        return None
    with transaction.atomic():
        found, _ = ReturnRound.objects.get_or_create(
            code=ANNUAL,
            year=report.year,
            part=0,
            defaults={
                "kind": PeriodKind.YEAR.value,
                "title": definition.named(period),
                "due_on": period.due_on(due.month, due.day),
                "government_due_on": period.due_on(government_due.month, government_due.day),
                "opened_at": at,
                "complete_at": at,
            },
        )
        government = report.agency.kind == AgencyKind.GOVERNMENT
        row, new = Return.objects.get_or_create(
            round=found,
            agency=report.agency,
            scope=ReturnScope.OWN,
            defaults={
                "state": ReturnState.IMPORTED,
                "receiver": parent_on(report.agency, period.last_day),
                "due_on": found.government_due_on if government else found.due_on,
                "item": report.item,
            },
        )
        if not new:
            return None
        content = {"cells": cells, "findings": [], "parts": [], "missing": []}
        row.current = ReturnVersion.objects.create(
            owner=row, number=1, digest=digest_of(row, content, b""), frozen_by_key=by.key,
            frozen_by=by.name, frozen_at=at, **content,
        )  # fmt: skip
        row.save(update_fields=["current"])
        note(row, "import-published", by=by, at=at, reason=report.item.title)
    return row
