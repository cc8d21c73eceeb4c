"""Putting a body's annual reports under another body, when an import misnamed it."""

from __future__ import annotations

from datetime import datetime

from yangguang.apps.agencies.models import Agency
from yangguang.apps.audit.actors import Actor
from yangguang.apps.reports.models import PublishedReport


def repoint_reports(old: Agency, new: Agency, by: Actor, at: datetime) -> int:
    """Put the reports of ``old`` under ``new``; the act on their items stands in the record."""
    return PublishedReport.objects.filter(agency=old).update(agency=new)
