"""子网站: each body's own head and menu, by path under the one site."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from yangguang.apps.agencies.models import Agency
from yangguang.apps.agencies.permissions import Permission
from yangguang.apps.agencies.selectors import agencies_in_force
from yangguang.apps.catalog.models import Column, SubSite
from yangguang.apps.catalog.services.subsites import Head, put_subsite
from yangguang.apps.catalog.workflow import NotPossible
from yangguang.desk.access import access_agency, needs, posted
from yangguang.desk.choices import columns_in_order
from yangguang.desk.forms.subsites import SubSiteForm
from yangguang.desk.lists import Listing
from yangguang.desk.viewer import DeskRequest

MANAGE = Permission.COLUMN_MANAGE
LEVELS = 2
"""Levels of the shared tree from which a menu is chosen: deeper ones are reached from there."""
SORTS = {"order": ("机构次序", ("path",)), "name": ("名称", ("name", "pk"))}


@needs(MANAGE)
@require_GET
def subsites(request: DeskRequest) -> HttpResponseBase:
    """The bodies within reach, with what their sub-sites are called."""
    viewer = request.viewer
    bodies = agencies_in_force(viewer.today).filter(pk__in=viewer.visible(MANAGE), proposed=False)
    listing: Listing[Agency] = Listing(request, bodies.select_related("subsite"), sorts=SORTS)
    opened = SubSite.objects.filter(agency__in=bodies, is_open=True).count()
    context = {"heading": "子网站", "listing": listing, "opened": opened}
    return render(request, "desk/subsites/list.html", context)


def _columns_for(agency: Agency) -> list[Column]:
    """A body's own columns, then those of the shared pool."""
    standing = Column.objects.filter(is_open=True, retired_at=None)
    own = columns_in_order(standing.filter(agency=agency))
    return own + columns_in_order(standing.filter(agency=None))


@needs(MANAGE)
@require_http_methods(["GET", "POST"])
def subsite(request: DeskRequest, key: int) -> HttpResponseBase:
    """Head and menu of one body's sub-site."""
    viewer = request.viewer
    agency = access_agency(viewer, key, MANAGE)
    site = SubSite.objects.filter(agency=agency).first()
    form = SubSiteForm(
        posted(request),
        request.FILES if request.method == "POST" else None,
        columns=_columns_for(agency),
        site=site,
        name=agency.name,
    )
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        logo = values["logo"].read() if values["logo"] else (b"" if values["drop_logo"] else None)
        head = Head(
            values["name"],
            values["slogan"],
            values["crest"],
            values["colour"],
            logo,
            values["is_open"],
        )
        try:
            put_subsite(agency=agency, head=head, menu=form.menu(), by=viewer.actor, at=viewer.now)
        except NotPossible as refusal:
            form.add_error(None, str(refusal))
        else:
            words = f"子网站“{head.name}”已保存，网址 /agency/{agency.slug}/。"
            messages.success(request, words)
            return redirect("subsites")
    context = {
        "heading": f"子网站：{agency.name}",
        "agency": agency,
        "site": site,
        "form": form,
    }
    return render(request, "desk/subsites/edit.html", context, status=422 if form.errors else 200)


@needs(MANAGE)
@require_GET
def logo(request: DeskRequest, key: int) -> HttpResponseBase:
    """The picture as it stands."""
    agency = access_agency(request.viewer, key, MANAGE)
    site = SubSite.objects.filter(agency=agency).first()
    if site is None or not site.logo:
        raise Http404
    return HttpResponse(bytes(site.logo), content_type="image/png")
