"""复议机关和法院: what letters name for each body, where it comes from, and entering it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from yangguang.apps.agencies.models import Agency, RemedyCover
from yangguang.apps.agencies.permissions import Permission
from yangguang.apps.agencies.remedies import remedy_bodies, remedy_history
from yangguang.apps.agencies.selectors import agencies_in_force
from yangguang.apps.agencies.services import set_remedy_bodies
from yangguang.apps.agencies.verdicts import Refused
from yangguang.desk.access import access_agency, needs, posted
from yangguang.desk.forms.letters import RemedyForm
from yangguang.desk.lists import Listing, words
from yangguang.desk.viewer import DeskRequest

EDIT = Permission.AGENCY_EDIT


@needs(EDIT)
@require_GET
def bodies(request: DeskRequest) -> HttpResponseBase:
    """The bodies within reach with what a letter of today would name."""
    viewer = request.viewer
    rows = agencies_in_force(viewer.today).filter(pk__in=viewer.visible(EDIT))
    asked = words(request.GET, "q", longest=100)
    if asked:
        rows = rows.filter(name__icontains=asked)
    listing: Listing[Agency] = Listing(request, rows, sorts={"tree": ("隶属", ("path",))})
    shown = [(row, remedy_bodies(row, on=viewer.today)) for row in listing.page]
    context = {
        "heading": "复议机关和法院",
        "listing": listing,
        "shown": shown,
        "words": asked,
    }
    return render(request, "desk/letters/remedies.html", context)


@needs(EDIT)
@require_GET
def body(request: DeskRequest, key: int) -> HttpResponseBase:
    """One body: what is named today and why, and every row entered for it."""
    viewer = request.viewer
    agency = access_agency(viewer, key, EDIT)
    request.rail_at = "/remedy-bodies/"
    context = {
        "heading": f"复议机关和法院：{agency.name}",
        "agency": agency,
        "named": remedy_bodies(agency, on=viewer.today),
        "rows": remedy_history(agency),
    }
    return render(request, "desk/letters/remedy.html", context)


@needs(EDIT)
@require_http_methods(["GET", "POST"])
def enter(request: DeskRequest, key: int) -> HttpResponseBase:
    """Enter names from a day on."""
    viewer = request.viewer
    agency = access_agency(viewer, key, EDIT)
    request.rail_at = "/remedy-bodies/"
    below = Agency.objects.filter(path__startswith=agency.path).exclude(pk=agency.pk)
    form = RemedyForm(posted(request), today=viewer.today, may_cover_below=below.exists())
    if request.method == "POST" and form.is_valid():
        try:
            row = set_remedy_bodies(
                agency=agency, **form.cleaned_data, by=viewer.actor, at=viewer.now
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            whose = RemedyCover(row.covers).label
            messages.success(request, f"已登记，{whose}自{row.valid_from}起适用。")
            return redirect("remedy-body", agency.pk)
    context = {
        "heading": f"登记复议机关和法院：{agency.name}",
        "form": form,
        "button": "登记",
        "back": "remedy-body",
        "back_key": agency.pk,
        "wide": True,
        "explain": "只填其中一项时，另一项仍按原来的来源确定。已经发出的文书不变。",
    }
    return render(request, "desk/form.html", context, status=422 if form.errors else 200)
