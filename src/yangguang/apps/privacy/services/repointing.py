"""Putting a body's findings under another body, when an import misnamed it."""

from __future__ import annotations

from datetime import datetime

from yangguang.apps.agencies.models import Agency
from yangguang.apps.audit.actors import Actor
from yangguang.apps.privacy.models import Decision, Finding


def repoint_findings(old: Agency, new: Agency, by: Actor, at: datetime) -> int:
    """Put findings and decisions of ``old`` under ``new``; the act on their items stands in the record."""
    Decision.objects.filter(agency=old).update(agency=new)
    return Finding.objects.filter(agency=old).update(agency=new)
