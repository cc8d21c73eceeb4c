"""Acts on published annual reports, one module per subject."""

from yangguang.apps.reports.services.checking import check_item, on_events
from yangguang.apps.reports.services.judging import judge_finding

__all__ = ["check_item", "judge_finding", "on_events"]
