"""越过审查: every use of the emergency road, for those who supervise and those who answer for it."""

from __future__ import annotations

from django.http import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET

from yangguang.apps.agencies.permissions import Permission
from yangguang.apps.publishing.selectors.forced import forced_acts, forced_rows
from yangguang.desk.access import needs
from yangguang.desk.lists import Listing
from yangguang.desk.viewer import DeskRequest

P = Permission
WATCHERS = (P.SUPERVISE_VIEW, P.AUDIT_VIEW, P.ITEM_PUBLISH)


@needs(*WATCHERS)
@require_GET
def forced(request: DeskRequest) -> HttpResponseBase:
    """What was released past a review within reach, newest first."""
    viewer = request.viewer
    reach: set[int] | None = set()
    for permission in WATCHERS:
        if viewer.may_somewhere(permission):
            keys = viewer.visible_keys(permission)
            reach = None if keys is None or reach is None else reach | set(keys)
    listing = Listing(request, forced_acts(reach), sorts={"newest": ("最新", ("-id",))})
    rows = forced_rows(listing.page)
    seen = [row.item.agency_id for row in rows if row.item is not None]
    context = {
        "heading": "越过审查",
        "listing": listing,
        "rows": rows,
        "open_to": set(
            viewer.visible(P.ITEM_VIEW).filter(pk__in=seen).values_list("pk", flat=True)
        ),
    }
    return render(request, "desk/drafts/forced.html", context)
