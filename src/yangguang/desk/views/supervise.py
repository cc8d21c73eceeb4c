"""下级机构: how each body within reach stands, for those who supervise it."""

from __future__ import annotations

from datetime import date

from django.db.models import Count, Max, Q
from django.http import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET

from yangguang.apps.agencies.permissions import Permission
from yangguang.apps.agencies.selectors import agencies_in_force
from yangguang.apps.catalog.models import ItemState
from yangguang.desk.access import needs
from yangguang.desk.lists import Listing
from yangguang.desk.viewer import DeskRequest


@needs(Permission.SUPERVISE_VIEW)
@require_GET
def supervise(request: DeskRequest) -> HttpResponseBase:
    """Items of the year, what waits, and the last publication, body by body."""
    viewer = request.viewer
    start = date(viewer.today.year, 1, 1)
    rows = (
        agencies_in_force(viewer.today)
        .filter(pk__in=viewer.visible(Permission.SUPERVISE_VIEW))
        .annotate(
            this_year=Count(
                "items",
                filter=Q(
                    items__state=ItemState.PUBLISHED,
                    items__listed_on__range=(start, start.replace(month=12, day=31)),
                ),
            ),
            waiting=Count("items", filter=Q(items__state=ItemState.INBOX)),
            withdrawn=Count("items", filter=Q(items__state=ItemState.WITHDRAWN)),
            latest=Max("items__listed_on", filter=Q(items__state=ItemState.PUBLISHED)),
        )
    )
    listing = Listing(
        request,
        rows,
        sorts={
            "tree": ("隶属", ("path",)),
            "waiting": ("待转入多少", ("-waiting", "path")),
            "few": ("本年公开最少", ("this_year", "path")),
            "latest": ("最久未更新", ("latest", "path")),
        },
    )
    context = {"heading": "下级机构", "listing": listing, "year": viewer.today.year}
    return render(request, "desk/supervise.html", context)
