"""The published reports of the catalogue, side by side with the same rules as files are compared."""

from __future__ import annotations

from django.utils import timezone

from yangguang.apps.reports.selectors.drafting import report_due
from yangguang.apps.reports.selectors.published import (
    cells_by_report,
    public_reports,
    standing_findings,
)
from yangguang.law.forms.comparable import COMPARABLES
from yangguang.law.forms.comparing import Comparison, Entry, compare


def compared() -> Comparison:
    """All published reports; an entry's ``source`` is the report's key.

    Reading: late is what was first public after its day; a report taken over from another site
    counts by the day which that site declares.
    """
    reports = list(public_reports())
    counts = standing_findings(reports)
    codes = sorted({cell for figure in COMPARABLES for cell in figure.codes()})
    values, unread = cells_by_report(codes)
    entries = []
    for one in reports:
        day = one.item.listed_on
        if day is None and one.item.released_at is not None:
            day = timezone.localdate(one.item.released_at)
        due = report_due(one.agency, one.year) if one.year else None
        late = ""
        if day is not None and due is not None and due < day:
            late = f"{day:%Y-%m-%d} 公布，期限 {due:%Y-%m-%d}"
        errors, warnings = counts[one.pk]
        entries.append(
            Entry(
                source=str(one.pk),
                agency=one.agency.name,
                year=one.year or None,
                form=one.form,
                values=values.get(one.pk, {}),
                unread=frozenset(unread.get(one.pk, ())),
                errors=errors,
                warnings=warnings,
                late=late,
            )
        )
    return compare(entries)
