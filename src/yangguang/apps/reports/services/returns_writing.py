"""What every act on a return shares: the locked row, its line in the record, its findings counted."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from yangguang.apps.audit.actors import Actor
from yangguang.apps.audit.services import Subject, record
from yangguang.apps.reports.models import Return
from yangguang.apps.reports.returns_workflow import BASIS
from yangguang.apps.reports.selectors.returns import Filling, Judged, filling_of, judge_return

SUBJECT_KIND = "return"


def subject_of(row: Return) -> Subject:
    """How the record of acts and the list of duties name a return."""
    return Subject(SUBJECT_KIND, str(row.pk), str(row), row.agency_id)


def locked(row: Return) -> Return:
    """The row as it stands, locked until the end of the transaction."""
    return (
        Return.objects.select_for_update(of=("self",))
        .select_related("round__definition_row", "agency", "receiver", "current")
        .get(pk=row.pk)
    )


def note(
    row: Return,
    act: str,
    *,
    by: Actor,
    at: datetime,
    reason: str = "",
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> None:
    """The act in the record."""
    record(
        by=by, at=at, verb=f"return.{act}", subject=subject_of(row), basis=BASIS, reason=reason,
        before=before, after=after,
    )  # fmt: skip


def count_findings(row: Return) -> tuple[Filling, Judged]:
    """Judge the return as it stands and keep the numbers for lists; saves the row."""
    filling = filling_of(row)
    judged = judge_return(filling)
    row.blocking = len(judged.blocking)
    row.unexplained = len(judged.unexplained)
    row.explained = len(judged.points) - row.blocking - row.unexplained
    row.save(update_fields=["blocking", "unexplained", "explained"])
    return filling, judged
