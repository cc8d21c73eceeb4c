"""Search: a plain GET, so that every result page has an address that can be sent on."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from yangguang.apps.catalog import selectors
from yangguang.apps.catalog.named import columns_named, facets_named
from yangguang.apps.search.engine import DEEPEST, IndexUnusable
from yangguang.apps.search.engines import current_engine
from yangguang.apps.search.selectors import search_items
from yangguang.apps.search.selectors import suggest as completions
from yangguang.portal.methods import read_only
from yangguang.portal.searching import SORTS, Pages, choices_of, read_question


@read_only
def search(request: HttpRequest) -> HttpResponse:
    """The result page; without a question, how to ask one."""
    asked = read_question(request.GET)
    context: dict[str, object] = {"query": asked, "sorts": SORTS, "deepest": DEEPEST}
    if not asked.anything:
        return render(request, "portal/search.html", context)
    try:
        answer = search_items(asked.query())
        empty = not answer.total and _holds_nothing()
    except IndexUnusable:
        empty = True
    if empty:
        return render(request, "portal/search.html", context | {"unusable": True}, status=503)
    shown = [*answer.found, *(answer.partial.found if answer.partial else ())]
    if asked.page == 1:
        context |= {
            "columns_named": columns_named(asked.text),
            "facets_named": facets_named(asked.text),
        }
    context |= {
        "answer": answer,
        "choices": choices_of(answer),
        "page": Pages(asked.page, answer.total),
        "interpreted": selectors.interpreted(one.item for one in shown),
    }
    return render(request, "portal/search.html", context)


def _holds_nothing() -> bool:
    """Whether the index is empty though items are published: an index not made yet finds nothing,
    and a reader must not be told that there is nothing."""
    return not current_engine().count() and selectors.public_items().exists()


@read_only
def suggest(request: HttpRequest) -> HttpResponse:
    """Completions of what is being typed, as options of the search box's list."""
    typed = request.GET.get("q", "").strip()[:50]
    try:
        found = completions(typed) if typed else ()
    except IndexUnusable:
        # Typing goes on without help; the result page says that search is out of order.
        found = ()
    return render(request, "portal/suggest.html", {"suggestions": [one.text for one in found]})
