"""Published annual reports as read, returns of statutory forms, and annual reports being written."""

from yangguang.apps.reports.models.drafting import ReportDraft, ReportDraftSaving
from yangguang.apps.reports.models.published import PublishedReport, ReportCell, Verdict
from yangguang.apps.reports.models.returns import (
    HANDED_IN,
    SETTLED,
    LocalDefinition,
    Return,
    ReturnCell,
    ReturnExplanation,
    ReturnRemark,
    ReturnRound,
    ReturnScope,
    ReturnState,
    ReturnVersion,
)

__all__ = [
    "HANDED_IN",
    "SETTLED",
    "LocalDefinition",
    "PublishedReport",
    "ReportCell",
    "ReportDraft",
    "ReportDraftSaving",
    "Return",
    "ReturnCell",
    "ReturnExplanation",
    "ReturnRemark",
    "ReturnRound",
    "ReturnScope",
    "ReturnState",
    "ReturnVersion",
    "Verdict",
]
