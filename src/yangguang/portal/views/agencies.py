"""Bodies: the register, and each body's sub-site with what it must say of itself."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from yangguang.apps.agencies import directory
from yangguang.apps.agencies.models import Agency
from yangguang.apps.catalog import selectors
from yangguang.apps.catalog.counts import total_of
from yangguang.apps.catalog.models import Item
from yangguang.apps.catalog.paging import rows_by_key
from yangguang.apps.reports import selectors as report_selectors
from yangguang.apps.requests.selectors.following import confirms_automatically
from yangguang.portal.methods import read_only
from yangguang.portal.subsites import Entry, head_of, open_subsite
from yangguang.portal.views.lists import listing
from yangguang.press import archive, keys
from yangguang.press.pressing import pressed
from yangguang.press.questions import asking

IN_SHELF = 6
"""Rows of each column on the front of a sub-site."""


def _find(slug: str) -> Agency:
    found = directory.find_agency(slug)
    if found is None:
        raise Http404("agency")
    keys.depend(keys.agency(found.pk))
    return found


def _until_tomorrow() -> None:
    """Bodies come and go at midnight, when nobody acts."""
    keys.until(timezone.localdate() + timedelta(days=1))


@read_only
@pressed
def agencies(request: HttpRequest) -> HttpResponse:
    """Every body, by what it is, each with how much it has published."""
    keys.depend(keys.AGENCIES, keys.COUNTS)
    _until_tomorrow()
    counts = selectors.count_by_agency()
    divisions = [
        (number, division.heading, [(one, counts.get(one.pk, 0)) for one in division.agencies])
        for number, division in enumerate(directory.directory(timezone.localdate()), start=1)
    ]
    return render(request, "portal/agencies.html", {"divisions": divisions})


@read_only
@pressed
def agency(request: HttpRequest, slug: str) -> HttpResponse:
    """The sub-site of one body."""
    found = _find(slug)
    published = selectors.items_of_agency(found)
    newest = rows_by_key(list(published.values_list("pk", flat=True)[:10]))
    keys.depend(keys.newest_of(f"agency:{found.pk}"), keys.AGENCIES, keys.REPORTS)
    keys.show_items(one.pk for one in newest)
    _until_tomorrow()
    head = head_of(found)
    context: dict[str, Any] = {
        **head,
        "shelves": _shelves(found, head),
        "at_subsite_home": True,
        "agency": found,
        "newest": newest,
        "total": total_of(published),
        "interpreted": selectors.interpreted(newest),
        "columns": selectors.columns_of_agency(found),
        "reports": report_selectors.reports_of_agency(found),
        "former_names": [one for one in directory.former_names(found) if one.name != found.name],
        "predecessors": directory.predecessors(found),
        "successors": directory.successors(found),
        "children": directory.children(found, timezone.localdate()),
        "feed_url": reverse("agency-feed", args=[found.slug, "rss"]),
    }
    return render(request, "portal/subsite.html" if head else "portal/agency.html", context)


def _shelves(agency: Agency, head: dict[str, Any]) -> list[tuple[Entry, list[Item]]]:
    """The columns of the sub-site's menu, each with its newest items."""
    shown = []
    for entry in head["subsite"].menu if head else ():
        column = entry.column
        shelf = (
            archive.of_agency_column(agency, column) if entry.shared else archive.of_column(column)
        )
        keys.depend(keys.newest_of(shelf.key))
        rows = rows_by_key(list(shelf.public.values_list("pk", flat=True)[:IN_SHELF]))
        keys.show_items(one.pk for one in rows)
        shown.append((entry, rows))
    return shown


@read_only
@pressed
def logo(request: HttpRequest, slug: str) -> HttpResponse:
    """The picture in the head of a sub-site."""
    found = _find(slug)
    site = open_subsite(found)
    if site is None or not site.logo:
        raise Http404("logo")
    return HttpResponse(bytes(site.logo), content_type="image/png")


@read_only
@pressed
@asking("page", "validity", "year")
def items(
    request: HttpRequest, slug: str, number: int | None = None, part: int = 1
) -> HttpResponse:
    """Everything one body has published."""
    found = _find(slug)
    context = listing(request, archive.of_agency(found), number, part)
    context |= head_of(found)
    context |= {
        "agency": found,
        "title": f"{found.name}公开的信息",
        "list_url": reverse("agency-items", args=[slug]),
        "feed_url": reverse("agency-feed", args=[slug, "rss"]),
    }
    return render(request, "portal/list.html", context)


@read_only
@pressed
def guide(request: HttpRequest, slug: str) -> HttpResponse:
    """The disclosure guide of one body, made from its own entries."""
    found = _find(slug)
    keys.depend(keys.MENU)
    return render(
        request,
        "portal/agency_guide.html",
        {
            **head_of(found),
            "here_name": "guide",
            "agency": found,
            "columns": selectors.columns_of_agency(found),
            # A body that confirms by machine has to say so in its guide, or it may not.
            "confirms": confirms_automatically(found),
        },
    )
