"""政府信息查阅点: where public materials can be read on paper, with hours and telephone.

依据：《政府信息公开条例》第二十五条第一、二款。The page is made for each visit and not kept as a
file: it is short, and a point that closed must not send anybody on a walk.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from yangguang.apps.agencies.models import Agency, AgencyKind
from yangguang.apps.resources.models import Entry
from yangguang.apps.resources.selectors.points import open_points
from yangguang.portal.methods import read_only


@dataclass(slots=True)
class Area:
    """The points of one government and of what stands directly below it."""

    government: Agency
    points: list[Entry] = field(default_factory=list)


@read_only
def points(request: HttpRequest) -> HttpResponse:
    """The points that are open today, by the government in whose area they lie."""
    areas: dict[int, Area] = {}
    for point in open_points(timezone.localdate()).select_related("agency__parent"):
        agency = point.agency
        of = agency if agency.kind == AgencyKind.GOVERNMENT else agency.parent or agency
        areas.setdefault(of.pk, Area(of)).points.append(point)
    ordered = sorted(
        areas.values(), key=lambda area: (area.government.path.count("/"), area.government.order)
    )
    return render(
        request, "portal/consultation_points.html", {"here_name": "guide", "areas": ordered}
    )
