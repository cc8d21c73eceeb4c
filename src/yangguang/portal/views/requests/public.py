"""How to apply at one body: what it takes, how the work goes, forms to take away, this year's figures."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from yangguang.apps.agencies import directory
from yangguang.apps.agencies.models import Agency
from yangguang.apps.requests.models import RequestSetting


def _find(slug: str) -> Agency:
    found = directory.find_agency(slug)
    if found is None:
        raise Http404("agency")
    return found


@require_safe
def page(request: HttpRequest, slug: str) -> HttpResponse:
    """Everything somebody needs to know before applying to this body."""
    agency = _find(slug)
    setting = RequestSetting.objects.filter(agency=agency).first()
    return render(
        request,
        "portal/requests/agency.html",
        {
            "here_name": "request",
            "agency": agency,
            "setting": setting or RequestSetting(agency=agency, changed_at=timezone.now()),
        },
    )
