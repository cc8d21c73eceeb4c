"""Lists of items: everything, a column, one value of a classification."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from yangguang.apps.catalog import selectors
from yangguang.apps.catalog.counts import total_of
from yangguang.apps.catalog.models import ColumnType, Facet, Item, Validity
from yangguang.apps.catalog.paging import ItemPage, NoSuchPage, read_page
from yangguang.portal.context import Tree, section_of_column
from yangguang.portal.methods import read_only

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
    """A page of a list; a number past the end is a page that does not exist."""
    whole = total_of(selectors.public_items()) if walked is not None else 0
    try:
        return read_page(found, number, walked=walked, whole=whole)
    except NoSuchPage as error:
        raise Http404("list page") from error


def listing(
    request: HttpRequest,
    found: QuerySet[Item],
    number: int | None,
    *,
    documents: bool = True,
    walked: QuerySet[Item] | None = None,
) -> dict[str, Any]:
    """What every list shows: its page, the choices beside it, and which rows are interpreted.

    ``number`` None is the list's own address, page 1. ``documents``: the list may hold documents that have a validity. ``walked``: see `read_page`.
    """
    chosen = narrowing(request)
    page = page_or_404(
        chosen.apply(found),
        1 if number is None else number,
        walked=None if walked is None else chosen.apply(walked),
    )
    return {
        "page": page,
        "chosen": chosen,
        "years": selectors.years_of(found),
        "validities": VALIDITIES if documents else [],
        "interpreted": selectors.interpreted(page.items),
    }


def first_page_of(request: HttpRequest, name: str, *args: str) -> HttpResponse:
    """Page 1 has one address only, the list's own."""
    query = request.META.get("QUERY_STRING", "")
    return HttpResponseRedirect(reverse(name, args=args) + (f"?{query}" if query else ""))


@read_only
def newest(request: HttpRequest, number: int | None = None) -> HttpResponse:
    """Everything published, newest first."""
    if number == 1:
        return first_page_of(request, "newest")
    context = listing(request, selectors.public_items(), number)
    context |= {"title": "最新公开", "list_url": reverse("newest")}
    return render(request, "portal/list.html", context)


@read_only
def column(request: HttpRequest, slug: str, number: int | None = None) -> HttpResponse:
    """One column with the columns below it."""
    if number == 1:
        return first_page_of(request, "column", slug)
    found = selectors.find_column(slug)
    if found is None:
        raise Http404("column")
    columns = (
        selectors.columns_of_agency(found.agency) if found.agency else selectors.site_columns()
    )
    tree = Tree(tuple(columns))
    line = tree.line(found)
    documents = found.column_type in {ColumnType.POLICY, ColumnType.CATALOGUE}
    context = listing(request, selectors.items_in_column(found), number, documents=documents)
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
def scheme(request: HttpRequest, scheme: str) -> HttpResponse:
    """The values of one classification."""
    if scheme not in Facet.Scheme.values:
        raise Http404("scheme")
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
def facet(request: HttpRequest, scheme: str, code: str, number: int | None = None) -> HttpResponse:
    """The items filed under one value of a classification."""
    if number == 1:
        return first_page_of(request, "facet", scheme, code)
    found = selectors.find_facet(scheme, code)
    if found is None:
        raise Http404("facet")
    context = listing(
        request,
        selectors.items_in_facet(found),
        number,
        walked=selectors.items_walked_for_facet(found),
    )
    context |= {
        "facet": found,
        "title": found.name,
        "scheme_label": Facet.Scheme(found.scheme).label,
        "siblings": selectors.facet_values(scheme),
        "list_url": reverse("facet", args=[scheme, code]),
    }
    return render(request, "portal/list.html", context)
