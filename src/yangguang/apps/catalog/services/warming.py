"""Numbers over the whole catalogue, made by the worker before somebody asks for them.

Counting a million items by classification takes longer than a visitor should wait. The numbers are
made anew when something has happened since they were made, and before they would be forgotten.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.core.cache import cache

from yangguang.apps.catalog import counts
from yangguang.apps.catalog.models import Facet
from yangguang.apps.catalog.selectors import facets, items_in_scheme
from yangguang.apps.events.models import Event

MADE = "counts:made"
AT_LATEST = timedelta(seconds=counts.WARMED_SECONDS * 2 / 3)


def warm_counts(*, at: datetime) -> bool:
    """Count by classification where that is due; tells whether it was."""
    last = Event.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    made: tuple[int, datetime] | None = cache.get(MADE)
    if made is not None and made[0] == last and at - made[1] < AT_LATEST:
        return False
    with counts.fresh():
        for scheme in Facet.objects.order_by().values_list("scheme", flat=True).distinct():
            facets(scheme)
            items_in_scheme(scheme)
    # What happened meanwhile is counted next time.
    cache.set(MADE, (last, at), counts.WARMED_SECONDS)
    return True
