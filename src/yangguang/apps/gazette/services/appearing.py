"""What follows when an issue is public: it is out, and its documents have appeared in the gazette."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from yangguang.apps.catalog.models import Appearance, ItemState
from yangguang.apps.events.models import Event
from yangguang.apps.gazette.models import GazetteIssue


def record_appearances(events: Iterable[Event]) -> None:
    """Mark published issues as out and note each document's appearance once; safe to run twice.

    The 2014 form counts information by channel: the gazette is one of them, the item itself is
    counted once.
    """
    moments = {int(event.subject_key): event.at for event in events}
    issues = GazetteIssue.objects.filter(
        item_id__in=list(moments),
        item__state=ItemState.PUBLISHED,
        state=GazetteIssue.State.DRAFTED,
    ).select_related("item")
    for issue in issues:
        if issue.item is None:
            continue
        day = timezone.localdate(moments[issue.item.pk])
        with transaction.atomic():
            for entry in issue.entries.all():
                Appearance.objects.get_or_create(
                    item_id=entry.item_id,
                    channel=Appearance.Channel.GAZETTE,
                    url=f"/item/{issue.item.pk}/",
                    defaults={"on": day, "recorded_at": moments[issue.item.pk]},
                )
            issue.state = GazetteIssue.State.PUBLISHED
            issue.published_on = day
            issue.save(update_fields=["state", "published_on"])
