"""How to apply at one body: what it takes, how the work goes, forms to take away, this year's figures."""

from __future__ import annotations

from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from yangguang.apps.agencies import directory
from yangguang.apps.agencies.models import Agency
from yangguang.apps.requests import paper_form
from yangguang.apps.requests.models import RequestSetting
from yangguang.apps.requests.selectors.public_figures import year_so_far
from yangguang.portal.methods import read_only
from yangguang.portal.rate import seconds_to_wait
from yangguang.portal.requests.bodies import by_slug
from yangguang.portal.requests.downloads import as_download
from yangguang.portal.requests.flow import flow
from yangguang.portal.requests.limits import LOOK_UPS, WINDOW
from yangguang.portal.requests.points import points_near
from yangguang.portal.subsites import head_of
from yangguang.portal.views import errors

FORM_KEPT = 3600
"""Seconds for which a made form is kept, so that nobody keeps the typesetter busy."""
_TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


def _find(slug: str) -> Agency:
    found = directory.find_agency(slug)
    if found is None:
        raise Http404("agency")
    return found


@read_only
def page(request: HttpRequest, slug: str) -> HttpResponse:
    """Everything somebody needs to know before applying to this body."""
    agency = _find(slug)
    setting = RequestSetting.objects.filter(agency=agency).first()
    choice = by_slug(slug)
    return render(
        request,
        "portal/requests/agency.html",
        {
            **head_of(agency),
            "here_name": "request",
            "agency": agency,
            "setting": setting or RequestSetting(agency=agency, changed_at=timezone.now()),
            "choice": choice,
            "flow": flow(),
            "figures": year_so_far(agency, timezone.localdate()),
            "points": points_near(agency, timezone.localdate()),
        },
    )


@read_only
def form(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    """The blank form of one body, as Word or PDF file."""
    if kind not in _TYPES:
        raise Http404("form")
    agency = _find(slug)
    wait = seconds_to_wait(request, "request-form", times=LOOK_UPS, seconds=WINDOW)
    if wait:
        return errors.too_many(request, seconds=wait)
    key = f"request-form:{kind}:{agency.pk}"
    kept = cache.get(key)
    if not isinstance(kept, tuple) or kept[0] != agency.name:
        make = paper_form.to_pdf if kind == "pdf" else paper_form.to_word
        kept = (agency.name, make(agency.name))
        cache.set(key, kept, FORM_KEPT)
    name = f"{agency.name}{paper_form.TITLE}.{kind}"
    return as_download(kept[1], name=name, media_type=_TYPES[kind])
