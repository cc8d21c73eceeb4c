"""Pieces of the form that come while somebody types; the form works without them."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_POST

from yangguang.portal.rate import seconds_to_wait
from yangguang.portal.requests import reading
from yangguang.portal.requests.bodies import appliable, find_bodies
from yangguang.portal.requests.draft import (
    Draft,
)
from yangguang.portal.requests.limits import (
    LOOK_UPS,
    WINDOW,
)
from yangguang.portal.requests.published import already_published


@never_cache
@csrf_protect
@require_POST
def look(request: HttpRequest) -> HttpResponse:
    """Published items like what is being typed; a piece of the page, sent in the body of a POST so
    that no address and no log holds the words."""
    if seconds_to_wait(request, "request-look", times=LOOK_UPS, seconds=WINDOW):
        return HttpResponse("", status=204)
    text = request.POST.get("wanted", "").strip()[:500]
    found = already_published(text) if len(text) >= 4 else None
    return render(request, "portal/requests/published.html", {"published": found})


@never_cache
@csrf_protect
@require_POST
def look_for_bodies(request: HttpRequest) -> HttpResponse:
    """Bodies whose names hold what is being typed; a piece of the first step's page."""
    if seconds_to_wait(request, "request-look", times=LOOK_UPS, seconds=WINDOW):
        return HttpResponse("", status=204)
    draft = Draft()
    reading.read_bodies(draft, request.POST)
    words = request.POST.get("find", "").strip()[:50]
    return render(
        request,
        "portal/requests/found.html",
        {
            "chosen": appliable(draft.bodies),
            "found": find_bodies(words, besides=draft.bodies),
            "words": words,
        },
    )
