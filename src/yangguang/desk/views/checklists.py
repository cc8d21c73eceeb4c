"""审查表: the questions of each review, maintained by the body for itself and those below it."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from yangguang.apps.agencies.models import Agency
from yangguang.apps.agencies.permissions import Permission
from yangguang.apps.publishing.checklists import questions_for
from yangguang.apps.publishing.models import Checklist
from yangguang.apps.publishing.services.checklists import put_checklist
from yangguang.apps.publishing.workflow import NotPossible
from yangguang.desk.access import needs, posted
from yangguang.desk.forms.registers import ChecklistForm
from yangguang.desk.viewer import DeskRequest, Viewer
from yangguang.law.publication import ReviewKind

P = Permission


def _chosen(viewer: Viewer, request: DeskRequest) -> Agency | None:
    """The body whose lists are shown: the one acted for, or None for the site's, where asked for."""
    if request.GET.get("whose") == "all":
        if not viewer.at_the_top(P.ITEM_PUBLISH):
            raise Http404
        return None
    return _own(viewer)


def _own(viewer: Viewer) -> Agency:
    """The body acted for."""
    if viewer.agency is None or not viewer.may(P.ITEM_PUBLISH, viewer.agency):
        raise Http404
    return viewer.agency


@needs(P.ITEM_PUBLISH)
@require_GET
def checklists(request: DeskRequest) -> HttpResponseBase:
    """The lists in force for the body, or for everybody without their own, and whose they are."""
    agency = _chosen(request.viewer, request)
    rows = []
    for kind in ReviewKind:
        found, questions = questions_for(kind, agency)
        rows.append(
            {"kind": kind, "list": found, "questions": questions, "whose": _whose(found, agency)}
        )
    return render(
        request,
        "desk/drafts/checklists.html",
        {
            "heading": "审查表",
            "agency": agency,
            "rows": rows,
            "may_all": request.viewer.at_the_top(P.ITEM_PUBLISH),
        },
    )


def _whose(found: Checklist | None, agency: Agency | None) -> str:
    if found is None:
        return "系统自带"
    if found.agency_id is None:
        return "全站统一"
    if agency is not None and found.agency_id == agency.pk:
        return "本机构"
    return found.agency.name if found.agency else ""


@needs(P.ITEM_PUBLISH)
@require_http_methods(["GET", "POST"])
def checklist(request: DeskRequest, kind: str) -> HttpResponseBase:
    """One list: its questions, to be put in force anew, and the versions before."""
    agency = _chosen(request.viewer, request)
    try:
        wanted = ReviewKind(kind)
    except ValueError as problem:
        raise Http404 from problem
    found, questions = questions_for(wanted, agency)
    form = ChecklistForm(posted(request), questions)
    refusal = ""
    if request.method == "POST":
        if form.is_valid():
            try:
                row = put_checklist(
                    kind=wanted,
                    agency=agency,
                    questions=form.questions(),
                    by=request.viewer.actor,
                    at=request.viewer.now,
                )
            except NotPossible as problem:
                refusal = str(problem)
            else:
                messages.success(request, f"已起用{wanted.label}表第 {row.number} 版。")
                return redirect(_back(agency))
        else:
            refusal = "有内容过长，请核对后再起用。"
    context = {
        "heading": f"{wanted.label}表",
        "kind": wanted,
        "agency": agency,
        "whose": _whose(found, agency),
        "lines": form.lines,
        "back": _back(agency),
        "refusal": refusal,
        "versions": Checklist.objects.filter(kind=kind, agency=agency).order_by("-number"),
    }
    return render(request, "desk/drafts/checklist.html", context, status=422 if refusal else 200)


def _back(agency: Agency | None) -> str:
    address = reverse("checklists")
    return address if agency is not None else f"{address}?whose=all"
