"""Search: a plain GET, so that every result page has an address that can be sent on."""

from __future__ import annotations

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from yangguang.apps.catalog import selectors
from yangguang.portal.views.lists import page_or_404


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """The result page."""
    text = request.GET.get("q", "").strip()[:200]
    context: dict[str, object] = {"query": {"text": text}}
    if text:
        found = selectors.public_items().filter(
            Q(title__contains=text) | Q(doc_number=text) | Q(index_number=text)
        )
        context["page"] = page_or_404(found, 1)
    return render(request, "portal/search.html", context)


@require_safe
def suggest(request: HttpRequest) -> HttpResponse:
    """Titles that begin with what has been typed so far."""
    text = request.GET.get("q", "").strip()[:50]
    titles = (
        selectors.public_items().filter(title__startswith=text).values_list("title", flat=True)[:8]
        if text
        else []
    )
    return render(request, "portal/suggest.html", {"suggestions": list(titles)})
