"""Objections to red and black lists: taken, marked on the row, decided."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import F
from django.db.models.expressions import OrderBy
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from yangguang.apps.agencies.verdicts import Refused
from yangguang.apps.draws.models import Objection
from yangguang.apps.draws.selectors import objections_within
from yangguang.apps.draws.services import decide_objection, may_object, raise_objection
from yangguang.apps.registers.models import Version
from yangguang.desk.access import needs, posted
from yangguang.desk.draws import EDIT, REVIEW, VIEW, access_listing, access_objection
from yangguang.desk.forms.draws import DecideForm, ObjectionForm
from yangguang.desk.lists import Listing, words
from yangguang.desk.viewer import DeskRequest

LISTS = ("black-list", "red-list")
MOST_FOUND = 20
SORTS: dict[str, tuple[str, tuple[str | OrderBy, ...]]] = {
    "open": ("未决定的在前", (F("decided_on").desc(nulls_first=True), "-pk"))
}


@needs(VIEW)
@require_GET
def objections(request: DeskRequest) -> HttpResponseBase:
    """All objections within reach, and listings found by name to raise one."""
    viewer = request.viewer
    asked = words(request.GET, "q", longest=100)
    found = Version.objects.none()
    if asked and viewer.may_somewhere(EDIT):
        found = (
            Version.objects.filter(
                register__code__in=LISTS, live=True, title__contains=asked,
                agency__in=viewer.visible(EDIT),
            )
            .select_related("register", "agency")
            .order_by("title", "pk")[:MOST_FOUND]
        )  # fmt: skip
    context = {
        "heading": "名单异议",
        "listing": Listing(request, objections_within(viewer.visible(VIEW)), sorts=SORTS),
        "asked": asked,
        "found": found,
        "may_edit": viewer.may_somewhere(EDIT),
    }
    return render(request, "desk/draws/objections.html", context)


@needs(EDIT)
@require_http_methods(["GET", "POST"])
def new(request: DeskRequest, row: int) -> HttpResponseBase:
    """Take an objection to a listing."""
    viewer = request.viewer
    version = access_listing(viewer, row)
    form = ObjectionForm(posted(request))
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            made = raise_objection(
                version=version, capacity=Objection.Capacity(said["capacity"]),
                said=said["said"], raised_on=said["raised_on"], by=viewer.actor, at=viewer.now,
            )  # fmt: skip
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "异议已登记，条目已标注“异议处理中”。")
            return redirect("objection", made.pk)
    context = {
        "heading": "登记异议",
        "version": version,
        "verdict": may_object(version),
        "form": form,
    }
    return render(
        request, "desk/draws/objection_form.html", context, status=422 if form.errors else 200
    )


@needs(VIEW)
@require_GET
def objection(request: DeskRequest, key: int) -> HttpResponseBase:
    """One objection and its decision."""
    return _page(request, access_objection(request.viewer, key), DecideForm())


@needs(REVIEW)
@require_POST
def decide(request: DeskRequest, key: int) -> HttpResponseBase:
    """Decide an objection."""
    viewer = request.viewer
    row = access_objection(viewer, key, REVIEW)
    form = DecideForm(request.POST)
    if not form.is_valid():
        return _page(request, row, form)
    said = form.cleaned_data
    try:
        decide_objection(
            objection=row, upheld=said["upheld"] == "yes", why=said["why"],
            decided_by=said["decided_by"], decided_on=said["decided_on"],
            by=viewer.actor, at=viewer.now,
        )  # fmt: skip
    except Refused as refused:
        form.add_error(None, str(refused))
        return _page(request, access_objection(viewer, key, REVIEW), form)
    messages.success(request, "决定已登记。")
    return redirect("objection", row.pk)


def _page(request: DeskRequest, row: Objection, form: DecideForm) -> HttpResponseBase:
    context = {
        "heading": row.title,
        "row": row,
        "form": form,
        "verdict": request.viewer.may(REVIEW, row.agency),
    }
    return render(request, "desk/draws/objection.html", context, status=422 if form.errors else 200)
