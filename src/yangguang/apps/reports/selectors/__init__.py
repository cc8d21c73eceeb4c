"""Reading published annual reports, returns and drafts."""

from yangguang.apps.reports.selectors.comparing import compared
from yangguang.apps.reports.selectors.published import (
    cell_over_years,
    cells_by_report,
    cells_of,
    find_report,
    public_reports,
    report_of_item,
    reports_of_agency,
    reports_of_year,
    standing_findings,
    verdicts_of,
    years,
)

__all__ = [
    "cell_over_years",
    "cells_by_report",
    "cells_of",
    "compared",
    "find_report",
    "public_reports",
    "report_of_item",
    "reports_of_agency",
    "reports_of_year",
    "standing_findings",
    "verdicts_of",
    "years",
]
