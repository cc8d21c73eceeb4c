"""Lists of items: everything, a column, one value of a classification.

A whole list is cut into an open page at its own address and closed pages numbered from the oldest
(see ``press.archive``). A list that a reader narrowed is an answer to a question: it is counted
from the newest, its page stands in the query, and it is never pressed.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import reverse

from yangguang.apps.agencies import directory
from yangguang.apps.agencies.models import Agency
from yangguang.apps.catalog import selectors
from yangguang.apps.catalog.addresses import find_retired, place_after
from yangguang.apps.catalog.counts import total_of
from yangguang.apps.catalog.models import Column, ColumnType, Facet, Item, Validity
from yangguang.apps.catalog.paging import ItemPage, NoSuchPage, read_page
from yangguang.portal.context import Tree, section_of_column
from yangguang.portal.methods import read_only
from yangguang.portal.registers.articles import lists_by_article
from yangguang.portal.subsites import head_of, menu_of, open_subsite
from yangguang.press import archive, keys
from yangguang.press.addresses import moved_address
from yangguang.press.archive import Shelf
from yangguang.press.pressing import pressed
from yangguang.press.questions import asking

VALIDITIES = [(value, label) for value, label in Validity.choices if value]


def narrowing(request: HttpRequest) -> selectors.Narrowing:
    """What the reader picked beside a list; what cannot be understood narrows nothing."""
    raw_year = request.GET.get("year", "")
    year = (
        int(raw_year) if raw_year.isascii() and raw_year.isdigit() and len(raw_year) == 4 else None
    )
    validity = request.GET.get("validity", "")
    if validity not in {value for value, _ in VALIDITIES}:
        validity = ""
    return selectors.Narrowing(year=year if year and year > 1900 else None, validity=validity)


def page_or_404(
    found: QuerySet[Item], number: int, *, walked: QuerySet[Item] | None = None
) -> ItemPage:
    """A page of a narrowed list; a number past the end is a page that does not exist."""
    whole = total_of(selectors.public_items()) if walked is not None else 0
    try:
        return read_page(found, number, walked=walked, whole=whole)
    except NoSuchPage as error:
        raise Http404("list page") from error


def listing(
    request: HttpRequest,
    shelf: Shelf,
    number: int | None,
    part: int = 1,
    *,
    documents: bool = True,
    found: QuerySet[Item] | None = None,
    walked: QuerySet[Item] | None = None,
) -> dict[str, Any]:
    """What every list shows: its page, the choices beside it, and which rows are interpreted.

    ``number`` None is the list's own address; otherwise a closed page of the ``shelf``.
    ``documents``: the list may hold documents that have a validity. ``found`` and ``walked``: the
    same list asked in two ways, see `read_page`.
    """
    if found is None:
        found = shelf.public
    if number is not None:
        return _closed(shelf, number, part)
    chosen = narrowing(request)
    context: dict[str, Any] = {
        "chosen": chosen,
        "years": selectors.years_of(found),
        "validities": VALIDITIES if documents else [],
    }
    if chosen != selectors.Narrowing():
        page = page_or_404(
            chosen.apply(found),
            _asked_page(request),
            walked=None if walked is None else chosen.apply(walked),
        )
        return context | {
            "page": page,
            "items": page.items,
            "total": page.total,
            "interpreted": selectors.interpreted(page.items),
        }
    opened = archive.read_open(shelf)
    keys.depend(keys.newest_of(shelf.key))
    keys.show_items(one.pk for one in opened.items)
    return context | {
        "opened": opened,
        "items": opened.items,
        "total": total_of(found),
        "interpreted": selectors.interpreted(opened.items),
    }


def _closed(shelf: Shelf, number: int, part: int) -> dict[str, Any]:
    try:
        closed = archive.read_closed(shelf, number, part)
    except archive.NoSuchPage as error:
        raise Http404("list page") from error
    keys.depend(keys.closed_page(shelf.key, number), keys.archive_of(shelf.key))
    keys.show_items(one.pk for one in closed.items)
    return {
        "closed": closed,
        "items": closed.items,
        "interpreted": selectors.interpreted(closed.items),
    }


def _asked_page(request: HttpRequest) -> int:
    raw = request.GET.get("page", "1")
    if not (raw.isascii() and raw.isdigit() and len(raw) < 9):
        raise Http404("list page")
    return int(raw)


@read_only
@pressed
@asking("page", "validity", "year")
def newest(request: HttpRequest, number: int | None = None, part: int = 1) -> HttpResponse:
    """Everything published, newest first."""
    context = listing(request, archive.everything(), number, part)
    context |= {"title": "最新公开", "list_url": reverse("newest")}
    return render(request, "portal/list.html", context)


@read_only
@pressed
@asking("page", "validity", "year")
def column(
    request: HttpRequest, slug: str, number: int | None = None, part: int = 1
) -> HttpResponse:
    """One column with the columns below it; where one was retired, the way on."""
    found = selectors.find_column(slug)
    if found is None:
        return moved_on(request, slug)
    keys.depend(keys.column(found.pk))
    columns = (
        selectors.columns_of_agency(found.agency) if found.agency else selectors.site_columns()
    )
    tree = Tree(tuple(columns))
    line = tree.line(found)
    documents = found.column_type in {ColumnType.POLICY, ColumnType.CATALOGUE}
    context = listing(
        request,
        archive.of_column(found),
        number,
        part,
        documents=documents,
    )
    context |= head_of(found.agency, here=found)
    context |= {
        "column": found,
        "section": section_of_column(line[0]),
        "title": found.name,
        "line": line,
        "branch": _branch(tree, line),
        "list_url": reverse("column", args=[slug]),
        "feed_url": reverse("column-feed", args=[slug, "rss"]),
    }
    return render(request, "portal/list.html", context)


@read_only
@pressed
@asking("page", "validity", "year")
def agency_column(
    request: HttpRequest, slug: str, column: str, number: int | None = None, part: int = 1
) -> HttpResponse:
    """One body's part of a column of the shared pool, on its sub-site."""
    agency, found = shared_column(slug, column)
    if found is None:
        return moved_on(request, column)
    keys.depend(keys.column(found.pk))
    context = listing(request, archive.of_agency_column(agency, found), number, part)
    context |= head_of(agency, here=found)
    context |= {
        "agency": agency,
        "shared": found,
        "title": found.name,
        "list_url": reverse("agency-column", args=[slug, column]),
        "feed_url": reverse("agency-column-feed", args=[slug, column, "rss"]),
    }
    return render(request, "portal/list.html", context)


def shared_column(slug: str, column: str) -> tuple[Agency, Column | None]:
    """A body with a sub-site, and a column of the shared pool that its menu shows, or one below.

    None for a column that was retired. Raises Http404 for what neither is nor was there.
    """
    agency = directory.find_agency(slug)
    site = open_subsite(agency) if agency is not None else None
    if agency is None or site is None:
        raise Http404("sub-site")
    keys.depend(keys.agency(agency.pk))
    found = selectors.find_column(column)
    if found is None:
        return agency, None
    line = {int(part) for part in found.path.split("/") if part} | {found.pk}
    if found.agency_id is not None or not line & {one.pk for one in menu_of(site)}:
        raise Http404("column")
    return agency, found


def moved_on(request: HttpRequest, slug: str) -> HttpResponsePermanentRedirect:
    """To where a retired column's address leads, with the question that was asked of it.

    Raises Http404 where no column ever had the address.
    """
    retired = find_retired(slug)
    if retired is None:
        raise Http404("column")
    address = quote(moved_address(request.path, place_after(retired)))
    asked = request.META.get("QUERY_STRING", "")
    return HttpResponsePermanentRedirect(f"{address}?{asked}" if asked else address)


def _branch(tree: Tree, line: list[Any]) -> list[dict[str, Any]]:
    """The tree beside the list: the columns beside the top one, opened along the line."""
    opened = {column.pk for column in line}

    def level(parent: int | None) -> list[dict[str, Any]]:
        return [
            {
                "column": column,
                "here": column.pk == line[-1].pk,
                "below": level(column.pk) if column.pk in opened else [],
            }
            for column in tree.below(parent)
            if parent is not None or column.module == line[0].module
        ]

    return level(None)


@read_only
@pressed
def scheme(request: HttpRequest, scheme: str) -> HttpResponse:
    """The values of one classification."""
    if scheme not in Facet.Scheme.values:
        raise Http404("scheme")
    keys.depend(keys.COUNTS)
    return render(
        request,
        "portal/scheme.html",
        {
            "scheme": scheme,
            "title": Facet.Scheme(scheme).label,
            "facets": selectors.facets(scheme),
        },
    )


@read_only
@pressed
@asking("page", "validity", "year")
def facet(
    request: HttpRequest, scheme: str, code: str, number: int | None = None, part: int = 1
) -> HttpResponse:
    """The items filed under one value of a classification."""
    found = selectors.find_facet(scheme, code)
    if found is None:
        raise Http404("facet")
    context = listing(
        request,
        archive.of_facet(found),
        number,
        part,
        found=selectors.items_in_facet(found),
        walked=selectors.items_walked_for_facet(found),
    )
    context |= {
        "facet": found,
        "title": found.name,
        "scheme_label": Facet.Scheme(found.scheme).label,
        "siblings": selectors.facet_values(scheme),
        "list_url": reverse("facet", args=[scheme, code]),
        "in_lists": lists_by_article().get(code, []) if scheme == Facet.Scheme.ARTICLE_20 else [],
    }
    return render(request, "portal/list.html", context)
