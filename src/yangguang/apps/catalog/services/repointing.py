"""Putting a body's records under another body, when an import turns out to have misnamed it."""

from __future__ import annotations

from datetime import datetime

from yangguang.apps.agencies.models import Agency
from yangguang.apps.audit.actors import Actor
from yangguang.apps.audit.services import Subject, new_act, record_many
from yangguang.apps.catalog.models import Item
from yangguang.apps.catalog.services.disclosing import note_disclosures
from yangguang.apps.events.services import Happening, emit_many


def repoint_items(old: Agency, new: Agency, by: Actor, at: datetime) -> int:
    """Put every item of ``old`` under ``new``, in the caller's transaction; gives how many.

    The name that stands on the item stays: it is what the source wrote. Each item gets its
    audit row and is indexed anew.
    """
    items = list(
        Item.objects.select_for_update().filter(agency=old).defer("signature").order_by("pk")
    )
    Item.objects.filter(pk__in=[item.pk for item in items]).update(agency=new)
    for item in items:
        item.agency = new
    note_disclosures(items, at=at)
    record_many(
        new_act(
            by=by,
            at=at,
            verb="item.repoint",
            subject=Subject("item", str(item.pk), item.title, new.pk),
            before={"agency": old.pk, "name": old.name},
            after={"agency": new.pk, "name": new.name},
        )
        for item in items
    )
    emit_many(at=at, happenings=[Happening("item.changed", str(item.pk)) for item in items])
    return len(items)
