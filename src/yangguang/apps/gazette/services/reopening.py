"""What follows when the draft of an issue is given up: the issue is compiled further."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from yangguang.apps.audit.actors import system
from yangguang.apps.audit.services import Subject, record
from yangguang.apps.catalog.models import Item, ItemState
from yangguang.apps.events.models import Event
from yangguang.apps.gazette.models import GazetteIssue

BY = system("公报编辑")


def reopen_issues(events: Iterable[Event]) -> None:
    """Open issues again whose draft was given up: documents and number stay, pages are set anew.

    Safe to run twice.
    """
    moments = {int(event.subject_key): event.at for event in events if event.subject_key.isdigit()}
    given_up = Item.objects.filter(
        pk__in=moments,
        state=ItemState.DROPPED,
        gazette_issue__state=GazetteIssue.State.DRAFTED,
    )
    with transaction.atomic():
        for item in given_up:
            issue = GazetteIssue.objects.select_for_update().get(item=item)
            issue.state = GazetteIssue.State.COMPILING
            issue.item, issue.pdf, issue.pages = None, None, 0
            issue.save(update_fields=["state", "item", "pdf", "pages"])
            issue.entries.update(page=0)
            record(
                by=BY,
                at=moments[item.pk],
                verb="gazette.reopen",
                subject=Subject("gazette-issue", str(issue.pk), str(issue), issue.agency_id),
                reason="公开稿件已作废",
                after={"item": item.pk},
            )
