"""When the words of a scan become known, what shows or finds the items that carry it is told."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from yangguang.apps.catalog.models import Item
from yangguang.apps.events.models import Event
from yangguang.apps.events.services import Happening, emit_many

READER = "catalog.recognised"
KINDS = ("file.recognised",)


def on_events(events: Sequence[Event]) -> None:
    """Reader of events of files; safe to hear twice."""
    files = {int(event.subject_key) for event in events}
    items = (
        Item.objects.filter(edition__attachments__file__in=files)
        .order_by("pk")
        .values_list("pk", flat=True)
        .distinct()
    )
    with transaction.atomic():
        emit_many(
            at=timezone.now(), happenings=[Happening("item.changed", str(key)) for key in items]
        )
