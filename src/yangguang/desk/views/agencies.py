"""Bodies on the desk: the list, one body with its history, and what can be done to it."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from yangguang.apps.agencies.models import Agency, AgencyKind
from yangguang.apps.agencies.permissions import Permission
from yangguang.apps.agencies.selectors import agencies_in_force, in_force
from yangguang.apps.agencies.services import (
    confirm_agency,
    create_agency,
    identify_agency,
    merge_agencies,
    move_agency,
    rename_agency,
    update_contact,
)
from yangguang.apps.agencies.verdicts import Refused
from yangguang.apps.catalog.models import Item
from yangguang.desk.access import access_agency, needs, posted, proved
from yangguang.desk.forms.agencies import (
    ContactForm,
    IdentifyForm,
    MergeForm,
    MoveForm,
    NewAgencyForm,
    RenameForm,
)
from yangguang.desk.lists import Listing, words
from yangguang.desk.viewer import DeskRequest, Viewer

MANAGE = Permission.AGENCY_MANAGE


def _living(viewer: Viewer) -> QuerySet[Agency]:
    """Confirmed bodies within reach that exist today, in the order of the tree."""
    return agencies_in_force(viewer.today).filter(pk__in=viewer.visible(MANAGE)).order_by("path")


def _sees_all(viewer: Viewer) -> bool:
    """Only who manages all bodies may found one at the top."""
    return viewer.visible_keys(MANAGE) is None


@needs(MANAGE)
@require_GET
def agencies(request: DeskRequest) -> HttpResponseBase:
    """Bodies within reach: those that live, those to confirm, those that ended."""
    viewer = request.viewer
    state = request.GET.get("state", "")
    rows = viewer.visible(MANAGE)
    if state == "proposed":
        rows = rows.filter(proposed=True)
    elif state == "ended":
        rows = rows.filter(valid_to__lte=viewer.today)
    else:
        state = ""
        rows = rows.filter(pk__in=_living(viewer))
    asked = words(request.GET, "q", longest=100)
    if asked:
        rows = rows.filter(
            Q(name__icontains=asked) | Q(code__icontains=asked) | Q(names__name__icontains=asked)
        )
    rows = rows.select_related("parent", "keeper").distinct()
    listing = Listing(
        request, rows, sorts={"tree": ("隶属", ("path",)), "name": ("名称", ("name",))}
    )
    counted = (
        Item.objects.filter(agency__in=[row.pk for row in listing.page])
        .order_by()
        .values_list("agency")
        .annotate(n=Count("pk"))
    )
    context = {
        "heading": "机构",
        "state": state,
        "listing": listing,
        "items": dict(counted),
        "proposed_count": viewer.visible(MANAGE).filter(proposed=True).count(),
        "words": asked,
    }
    return render(request, "desk/agencies.html", context)


@needs(MANAGE)
@require_GET
def agency(request: DeskRequest, key: int) -> HttpResponseBase:
    """One body: its data, names and places in time, people, and what can be done now."""
    viewer = request.viewer
    found = access_agency(viewer, key)
    context = {
        "heading": found.name,
        "agency": found,
        "names": found.names.order_by("valid_from", "pk"),
        "places": found.places.select_related("parent").order_by("valid_from", "pk"),
        "aliases": found.aliases.all(),
        "children": found.children.filter(valid_to__isnull=True, proposed=False),
        "posts": found.posts.filter(in_force(viewer.today), user__is_active=True).select_related(
            "user", "role"
        ),
        "may_see_staff": viewer.may(Permission.STAFF_MANAGE, found),
        "items_count": found.items.count(),
        "ended": found.valid_to is not None and found.valid_to <= viewer.today,
    }
    return render(request, "desk/agency.html", context)


@needs(MANAGE)
@require_http_methods(["GET", "POST"])
@proved
def new(request: DeskRequest) -> HttpResponseBase:
    """Found a body."""
    viewer = request.viewer
    form = NewAgencyForm(
        posted(request), parents=_living(viewer), must_have_parent=not _sees_all(viewer)
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = create_agency(
                **form.cleaned_data, valid_from=None, by=viewer.actor, at=viewer.now
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"已新建机构“{made.name}”。")
            return redirect("agency", made.pk)
    return _form_page(request, form, "新建机构", "新建机构", "agencies")


@needs(MANAGE)
@require_http_methods(["GET", "POST"])
@proved
def confirm(request: DeskRequest, key: int) -> HttpResponseBase:
    """Take a proposed body in as a body of its own."""
    viewer = request.viewer
    found = _proposal(viewer, key)
    form = NewAgencyForm(
        posted(request), parents=_living(viewer), must_have_parent=not _sees_all(viewer)
    )
    form.initial = {"name": found.name, "kind": AgencyKind.DEPARTMENT, "level": found.level}
    if request.method == "POST" and form.is_valid():
        try:
            confirm_agency(agency=found, **form.cleaned_data, by=viewer.actor, at=viewer.now)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"已核实机构“{form.cleaned_data['name']}”。")
            return redirect("agency", found.pk)
    return _form_page(request, form, f"核实机构：{found.name}", "核实为新机构", "agency", found.pk)


@needs(MANAGE)
@require_http_methods(["GET", "POST"])
@proved
def identify(request: DeskRequest, key: int) -> HttpResponseBase:
    """Say that a proposed body is a known one written otherwise."""
    viewer = request.viewer
    found = _proposal(viewer, key)
    form = IdentifyForm(posted(request), known=_living(viewer))
    if request.method == "POST" and form.is_valid():
        known = form.cleaned_data["known"]
        try:
            moved = identify_agency(proposed=found, known=known, by=viewer.actor, at=viewer.now)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(
                request,
                f"“{found.name}”已归并到“{known.name}”，{moved} 条记录随之变更；以后转入时会自动识别。",
            )
            return redirect("agency", known.pk)
    return _form_page(request, form, f"归并待核实机构：{found.name}", "归并", "agency", found.pk)


def _proposal(viewer: Viewer, key: int) -> Agency:
    found = access_agency(viewer, key)
    if not found.proposed:
        raise Http404
    return found


def _confirmed(viewer: Viewer, key: int) -> Agency:
    found = access_agency(viewer, key)
    if found.proposed or (found.valid_to is not None and found.valid_to <= viewer.today):
        raise Http404
    return found


@needs(MANAGE)
@require_http_methods(["GET", "POST"])
@proved
def rename(request: DeskRequest, key: int) -> HttpResponseBase:
    """A new name from a day on; items keep the name of their time."""
    viewer = request.viewer
    found = _confirmed(viewer, key)
    form = RenameForm(posted(request), initial={"on": viewer.today})
    if request.method == "POST" and form.is_valid():
        try:
            rename_agency(agency=found, **form.cleaned_data, by=viewer.actor, at=viewer.now)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(
                request, f"已更名为“{form.cleaned_data['name']}”，此前的信息保留原名称。"
            )
            return redirect("agency", found.pk)
    return _form_page(request, form, f"机构更名：{found.name}", "更名", "agency", found.pk)


@needs(MANAGE)
@require_http_methods(["GET", "POST"])
@proved
def move(request: DeskRequest, key: int) -> HttpResponseBase:
    """Another superior from a day on."""
    viewer = request.viewer
    found = _confirmed(viewer, key)
    form = MoveForm(
        posted(request),
        parents=_living(viewer).exclude(path__startswith=found.path),
        must_have_parent=not _sees_all(viewer),
        today=viewer.today,
    )
    if request.method == "POST" and form.is_valid():
        try:
            move_agency(agency=found, **form.cleaned_data, by=viewer.actor, at=viewer.now)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "隶属关系已调整，下级机构随之调整。")
            return redirect("agency", found.pk)
    return _form_page(request, form, f"调整隶属：{found.name}", "调整隶属", "agency", found.pk)


@needs(MANAGE)
@require_http_methods(["GET", "POST"])
@proved
def merge(request: DeskRequest, key: int) -> HttpResponseBase:
    """End a body whose powers go to another."""
    viewer = request.viewer
    found = _confirmed(viewer, key)
    form = MergeForm(
        posted(request),
        successors=_living(viewer).exclude(pk=found.pk),
        today=viewer.today,
    )
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            merge_agencies(predecessors=[found], **values, by=viewer.actor, at=viewer.now)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(
                request,
                f"“{found.name}”已并入“{values['successor'].name}”，原有信息保留原名称，人员任职随之转入。",
            )
            return redirect("agency", found.pk)
    return _form_page(request, form, f"并入其他机构：{found.name}", "并入", "agency", found.pk)


@needs(Permission.AGENCY_EDIT)
@require_http_methods(["GET", "POST"])
def own(request: DeskRequest) -> HttpResponseBase:
    """Address, telephone and duties of the body one acts for."""
    viewer = request.viewer
    if viewer.agency is None:
        raise Http404
    return _contact(
        request, access_agency(viewer, viewer.agency.pk, Permission.AGENCY_EDIT), "home"
    )


@needs(Permission.AGENCY_EDIT)
@require_http_methods(["GET", "POST"])
def contact(request: DeskRequest, key: int) -> HttpResponseBase:
    """The same for any body within reach."""
    found = access_agency(request.viewer, key, Permission.AGENCY_EDIT)
    return _contact(request, found, "agency")


def _contact(request: DeskRequest, found: Agency, back: str) -> HttpResponseBase:
    viewer = request.viewer
    names = ContactForm.base_fields
    form = ContactForm(posted(request), initial={name: getattr(found, name) for name in names})
    if request.method == "POST" and form.is_valid():
        update_contact(agency=found, values=form.cleaned_data, by=viewer.actor, at=viewer.now)
        messages.success(request, f"“{found.name}”的资料已保存，公开页面随之更新。")
        return redirect(request.path)
    may_manage = viewer.may(MANAGE, found)
    if back == "agency" and not may_manage:
        back = "home"
    return _form_page(
        request,
        form,
        f"机构资料：{found.name}",
        "保存",
        back,
        found.pk if back == "agency" else None,
        wide=True,
    )


def _form_page(
    request: DeskRequest,
    form: object,
    heading: str,
    button: str,
    back: str,
    back_key: int | None = None,
    *,
    wide: bool = False,
) -> HttpResponseBase:
    errors = getattr(form, "errors", None)
    context = {
        "heading": heading,
        "form": form,
        "button": button,
        "back": back,
        "back_key": back_key,
        "wide": wide,
    }
    return render(request, "desk/form.html", context, status=422 if errors else 200)
