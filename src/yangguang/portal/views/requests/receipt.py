"""After applying: the receipt in the browser that applied, and forgetting what was filled in."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_http_methods, require_POST

from yangguang.portal.models import Visit
from yangguang.portal.requests import visits
from yangguang.portal.requests.handing_in import RECEIPTS
from yangguang.portal.requests.limits import (
    receipt_time,
    spoken,
)
from yangguang.portal.requests.receipts import receipts_of

KIND = Visit.Kind.APPLY


@never_cache
@csrf_protect
@require_http_methods(["GET", "HEAD", "POST"])
def receipt(request: HttpRequest) -> HttpResponse:
    """The receipt, in the browser that applied and nowhere else; POST puts it away."""
    now = timezone.now()
    visit = visits.find(request, KIND, at=now)
    if request.method == "POST":
        if visit is not None:
            visits.end(visit)
        again = request.POST.get("do") == "again"
        answer = redirect("request-apply" if again else "request-follow")
        visits.take_back(answer, KIND)
        return answer
    if visit is None or RECEIPTS not in visit.data:
        return redirect("request-follow")
    return render(
        request,
        "portal/requests/receipt.html",
        {
            "here_name": "request",
            "receipts": receipts_of(visit.data[RECEIPTS]),
            "files": visit.data["files"],
            "email": visit.data["email"],
            "mails": visit.data.get("mails", False),
            "kept_for": spoken(receipt_time()),
        },
    )


@never_cache
@csrf_protect
@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Give up what is being filled in and have it forgotten."""
    visit = visits.find(request, KIND, at=timezone.now())
    if visit is not None:
        visits.end(visit)
    answer = redirect("request-guide")
    visits.take_back(answer, KIND)
    return answer
