"""What has become of the documents of a round of clean-up while it went on."""

from __future__ import annotations

from django.db.models import QuerySet

from yangguang.apps.catalog.models import ItemState, Validity
from yangguang.apps.publishing.models import CleanupLine, CleanupRound, Draft

Outcome = CleanupLine.Outcome
ENDED = (Validity.REPEALED, Validity.EXPIRED)


def ended_but_kept(row: CleanupRound) -> QuerySet[CleanupLine]:
    """Documents that the round keeps or wants amended, although they ended otherwise since."""
    return row.lines.filter(
        outcome__in=[Outcome.KEEP, Outcome.AMEND],
        item__state=ItemState.PUBLISHED,
        item__validity__in=ENDED,
    ).select_related("item")


def untrue_since(announcement: Draft) -> str:
    """Why the announcement of a round is no longer true, in a sentence; else nothing.

    Its lists were fixed when it was drafted: a document may have ended or been withdrawn while it
    was reviewed.
    """
    row = CleanupRound.objects.filter(
        result=announcement.item_id, state=CleanupRound.State.DRAFTED
    ).first()
    if row is None:
        return ""
    line = ended_but_kept(row).first()
    if line is not None:
        return (
            f"《{line.item.title}》在审查期间已{line.item.get_validity_display()}，"
            f"公告仍列为“{line.get_outcome_display()}”。请将公告稿作废，重新认定后再拟。"
        )
    for gone in row.lines.filter(item__state=ItemState.WITHDRAWN).select_related("item"):
        if f'/item/{gone.item_id}/"' in announcement.body_html:
            return (
                f"《{gone.item.title}》在审查期间已撤回，公告仍列出它。"
                "请将公告稿作废，重新拟出；撤回的文件不会列入。"
            )
    return ""
