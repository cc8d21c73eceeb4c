"""Published annual reports as read, returns of statutory forms, and annual reports being written."""

from yangguang.apps.reports.models.published import PublishedReport, ReportCell, Verdict

__all__ = ["PublishedReport", "ReportCell", "Verdict"]
