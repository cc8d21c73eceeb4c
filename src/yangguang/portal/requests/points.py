"""查阅点 near a body: where one can read what is public without applying for it.

依据：《条例》第二十五条第一款（国家档案馆、公共图书馆、政务服务场所设置政府信息查阅场所）.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from yangguang.apps.agencies.models import Agency, AgencyKind
from yangguang.apps.resources.selectors.scope import standing_on

LEDGER = "points"
MOST = 12


@dataclass(frozen=True, slots=True)
class Point:
    """One place as the public needs it; what is not known is empty."""

    name: str
    address: str
    hours: str
    telephone: str


def points_near(agency: Agency, today: date) -> list[Point]:
    """The points of the body and of its government's bodies, those of governments below left out."""
    rows = (
        standing_on(LEDGER, today)
        .filter(_same_government(agency), agency__proposed=False)
        .order_by("agency__path", "title", "pk")[:MOST]
    )
    return [
        Point(
            row.title,
            str(row.details.get("address", "")),
            str(row.details.get("hours", "")),
            str(row.details.get("telephone", "")),
        )
        for row in rows
    ]


def _same_government(agency: Agency) -> Q:
    keys = [int(part) for part in agency.path.split("/") if part]
    above = Agency.objects.filter(pk__in=keys, kind=AgencyKind.GOVERNMENT).order_by("-path")
    seat = above.first()
    if seat is None:
        return Q(agency=agency)
    below = Agency.objects.filter(path__startswith=seat.path, kind=AgencyKind.GOVERNMENT)
    near = Q(agency__path__startswith=seat.path)
    for other in below.exclude(pk=seat.pk).values_list("path", flat=True):
        near &= ~Q(agency__path__startswith=other)
    return near | Q(agency=agency)
