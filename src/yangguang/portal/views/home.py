"""The home page: what is new, where to go, what the figures of the year are."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from yangguang.apps.catalog import selectors
from yangguang.apps.catalog.counts import total_of
from yangguang.apps.catalog.models import Facet, ItemKind
from yangguang.apps.reports import selectors as report_selectors
from yangguang.portal.methods import read_only
from yangguang.portal.subsites import body_of_host
from yangguang.portal.views.agencies import agency
from yangguang.press import keys
from yangguang.press.addresses import without_variant
from yangguang.press.pressing import pressed
from yangguang.press.questions import asking


@read_only
@asking()
def home(request: HttpRequest) -> HttpResponseBase:
    """The home page; on a domain of a body's own, the front of its sub-site."""
    body = body_of_host(request)
    if not body:
        return site_home(request)
    # Kept and shown under its one address by path, whatever domain it was asked by.
    request.path = reverse("agency", args=[body])
    request.path_info = without_variant(request.path)
    return agency(request, body)


@pressed
def site_home(request: HttpRequest) -> HttpResponse:
    """The home page of the whole site."""
    today = timezone.localdate()
    newest = selectors.newest(8)
    interpretations = selectors.newest(5, kinds=[ItemKind.INTERPRETATION])
    policies = selectors.newest(6, kinds=[ItemKind.POLICY, ItemKind.REGULATION])
    keys.depend(keys.NEWEST, keys.COUNTS, keys.REPORTS)
    keys.show_items(one.pk for one in (*newest, *policies, *interpretations))
    keys.until(date(today.year + 1, 1, 1))
    return render(
        request,
        "portal/home.html",
        {
            "newest": newest,
            "policies": policies,
            "interpretations": interpretations,
            "interpreted": selectors.interpreted([*newest, *policies]),
            "total": total_of(selectors.public_items()),
            "figures": selectors.figures_of_year(today),
            "year": today.year,
            "five": selectors.facet_values(Facet.Scheme.FIVE),
            "key_areas": selectors.facet_values(Facet.Scheme.KEY_AREA),
            "report_years": report_selectors.years()[:3],
        },
    )
