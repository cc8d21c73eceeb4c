"""What is recognised after a draft was submitted is checked before the draft is released.

A scan, or a picture in a file, may wait for its turn while the review goes on. Once its words are
known, the fixed text is looked at again: what was not there to be seen is a new finding, and whatever
was decided stays decided.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from yangguang.apps.audit.actors import Actor, system
from yangguang.apps.audit.services import record
from yangguang.apps.events.models import Event
from yangguang.apps.publishing.models import Draft, DraftState, Finding
from yangguang.apps.publishing.services.steps import locked, subject_of
from yangguang.apps.publishing.services.submitting import finding_of, noticed_in

READER = "publishing.recognised"
KINDS = ("file.recognised",)
UNDER_WAY = (DraftState.REVIEW, DraftState.APPROVED, DraftState.SCHEDULED)


def on_recognised(events: Sequence[Event]) -> None:
    """Reader of events of files; safe to hear twice."""
    files = {int(event.subject_key) for event in events if event.subject_key.isdigit()}
    drafts = Draft.objects.filter(state__in=UNDER_WAY, attachments__file__in=files)
    for draft in drafts.order_by("pk").distinct():
        check_again(draft=draft, by=system("文字识别"), at=timezone.now())


def check_again(*, draft: Draft, by: Actor, at: datetime) -> list[Finding]:
    """Look at the fixed text once more; gives the findings that are new.

    A finding that no longer stands and that nobody decided counts as corrected. Nothing happens to a
    draft that is being written or is done with.
    """
    with transaction.atomic():
        current = locked(draft)
        if current.state not in UNDER_WAY:
            return []
        noticed = {one.mark: one for one in noticed_in(current, today=timezone.localdate(at))}
        standing = {row.mark: row for row in current.findings.filter(digest=current.digest)}
        gone = [
            row.pk for mark, row in standing.items() if mark not in noticed and not row.decision
        ]
        Finding.objects.filter(pk__in=gone).update(
            decision=Finding.Decision.CORRECTED,
            decided_at=at,
            decided_by_key=by.key,
            decided_by_name=by.name,
        )
        for mark, row in standing.items():
            if mark in noticed and not row.decision:
                row.sentence = noticed[mark].sentence[:300]
                row.save(update_fields=["sentence"])
        new = [finding_of(current, one) for mark, one in noticed.items() if mark not in standing]
        Finding.objects.bulk_create(new)
        if new or gone:
            record(
                by=by,
                at=at,
                verb="draft.check-again",
                subject=subject_of(current.item),
                after={"found": len(new), "settled": len(gone)},
            )
    return new
