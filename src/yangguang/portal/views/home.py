"""The home page: what is new, where to go, what the figures of the year are."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from yangguang.apps.catalog import selectors
from yangguang.apps.catalog.counts import total_of
from yangguang.apps.catalog.models import Facet, ItemKind
from yangguang.apps.reports import selectors as report_selectors
from yangguang.portal.methods import read_only
from yangguang.press import keys
from yangguang.press.pressing import pressed


@read_only
@pressed
def home(request: HttpRequest) -> HttpResponse:
    """The home page."""
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
