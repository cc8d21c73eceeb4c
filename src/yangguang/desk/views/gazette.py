"""政府公报 at the desk: an issue opened, its documents chosen and ordered, its pages looked at."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Count, QuerySet
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from yangguang.apps.agencies.permissions import Permission
from yangguang.apps.agencies.selectors import agencies_in_force
from yangguang.apps.gazette.models import GazetteEntry, GazetteIssue
from yangguang.apps.gazette.selectors import may_be_printed
from yangguang.apps.gazette.services.compiling import (
    SECTIONS,
    NotPossible,
    add_entries,
    draft_issue,
    drop_issue,
    move_entry,
    next_numbers,
    open_issue,
    preview,
    remove_entry,
    sections_of,
)
from yangguang.desk.access import needs, posted
from yangguang.desk.forms.gazette import IssueForm, SectionForm
from yangguang.desk.forms.items import ItemFilterForm
from yangguang.desk.lists import Listing, words
from yangguang.desk.viewer import DeskRequest, Viewer

P = Permission
SORTS = {"newest": ("最新", ("-listed_on", "-pk")), "title": ("标题", ("title", "pk"))}


def issues_within(viewer: Viewer, permission: Permission = P.ITEM_VIEW) -> QuerySet[GazetteIssue]:
    """Issues of the bodies that the person may treat so."""
    return GazetteIssue.objects.filter(agency__in=viewer.visible(permission)).select_related(
        "agency", "item", "pdf"
    )


def access_issue(viewer: Viewer, key: int, permission: Permission = P.ITEM_VIEW) -> GazetteIssue:
    """The issue, if its body lies within reach."""
    found = issues_within(viewer, permission).filter(pk=key).first()
    if found is None:
        raise Http404
    return found


@needs(P.ITEM_VIEW)
@require_GET
def issues(request: DeskRequest) -> HttpResponseBase:
    """All issues, the newest first."""
    rows = issues_within(request.viewer).annotate(documents=Count("entries"))
    listing = Listing(request, rows, sorts={"newest": ("最新", ("-year", "-number", "-pk"))})
    context = {
        "heading": "政府公报",
        "listing": listing,
        "may_edit": request.viewer.may_somewhere(P.ITEM_PUBLISH),
    }
    return render(request, "desk/gazette/issues.html", context)


@needs(P.ITEM_PUBLISH)
@require_http_methods(["GET", "POST"])
def new(request: DeskRequest) -> HttpResponseBase:
    """Open an issue; the next numbers are filled in."""
    viewer = request.viewer
    agencies = agencies_in_force(viewer.today).filter(pk__in=viewer.visible(P.ITEM_PUBLISH))
    initial: dict[str, object] = {"agency": viewer.agency, "year": viewer.today.year}
    if viewer.agency is not None:
        number, whole = next_numbers(viewer.agency, viewer.today.year)
        last = (
            GazetteIssue.objects.filter(agency=viewer.agency)
            .order_by("-year", "-number")
            .values_list("title", "preface")
            .first()
        )
        initial |= {"number": number, "whole_number": whole}
        if last is not None:
            initial |= {"title": last[0], "preface": last[1]}
    form = IssueForm(posted(request), agencies=agencies, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            made = open_issue(**form.cleaned_data, by=viewer.actor, at=viewer.now)
        except NotPossible as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"已开始编辑{made.label}，请选入文件。")
            return redirect("gazette-issue", made.pk)
    context = {"heading": "编辑新一期公报", "form": form, "button": "开始编辑", "back": "gazette"}
    return render(request, "desk/form.html", context, status=422 if form.errors else 200)


@needs(P.ITEM_VIEW)
@require_GET
def issue(request: DeskRequest, key: int) -> HttpResponseBase:
    """One issue: what is in it, in order, and what can be done."""
    row = access_issue(request.viewer, key)
    groups = sections_of(row)
    entries = [one for _name, rows in groups for one in rows]
    context = {
        "heading": str(row),
        "issue": row,
        "entries": entries,
        "groups": groups,
        "last_key": entries[-1].pk if entries else None,
        "sections": list(dict.fromkeys([*(one.section for one in entries), *SECTIONS])),
        "verdict": request.viewer.may(P.ITEM_PUBLISH, row.agency),
        "open": row.state == GazetteIssue.State.COMPILING,
    }
    return render(request, "desk/gazette/issue.html", context)


@needs(P.ITEM_PUBLISH)
@require_http_methods(["GET", "POST"])
def choose(request: DeskRequest, key: int) -> HttpResponseBase:
    """Choose documents for the issue among all that is public."""
    viewer = request.viewer
    row = access_issue(viewer, key, P.ITEM_PUBLISH)
    agencies = viewer.visible(P.ITEM_VIEW)
    filters = ItemFilterForm(request.GET, agencies=agencies)
    found = filters.filter().apply(may_be_printed(row, agencies))
    form = SectionForm(posted(request), initial={"section": SECTIONS[0]}, label_suffix="")
    if request.method == "POST":
        keys = [int(one) for one in request.POST.getlist("pick") if one.isascii() and one.isdigit()]
        chosen = list(may_be_printed(row, agencies).filter(pk__in=keys))
        if not chosen:
            form.add_error(None, "还没有勾选文件，请先勾选再选入。")
        if form.is_valid():
            try:
                count = add_entries(
                    issue=row,
                    items=chosen,
                    section=form.cleaned_data["section"],
                    by=viewer.actor,
                    at=viewer.now,
                )
            except NotPossible as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, f"已选入 {count} 件。")
                return redirect("gazette-issue", key)
    context = {
        "heading": f"选入文件：{row}",
        "issue": row,
        "form": filters,
        "section": form,
        "sections": SECTIONS,
        "listing": Listing(request, found, sorts=SORTS),
    }
    return render(request, "desk/gazette/choose.html", context, status=422 if form.errors else 200)


@needs(P.ITEM_PUBLISH)
@require_POST
def arrange(request: DeskRequest, key: int) -> HttpResponseBase:
    """Move one document up, down, into another section, or out."""
    viewer = request.viewer
    row = access_issue(viewer, key, P.ITEM_PUBLISH)
    wanted = request.POST.get("entry", "")
    entry = (
        GazetteEntry.objects.filter(issue=row, pk=int(wanted)).first()
        if wanted.isascii() and wanted.isdigit()
        else None
    )
    if entry is None:
        messages.error(request, "这份文件已不在本期，请刷新后再办。")
        return redirect("gazette-issue", key)
    act = request.POST.get("act", "")
    try:
        if act == "remove":
            remove_entry(entry=entry, by=viewer.actor, at=viewer.now)
        elif act in {"up", "down"}:
            move_entry(entry=entry, up=act == "up", by=viewer.actor, at=viewer.now)
        else:
            move_entry(
                entry=entry,
                section=words(request.POST, "section", longest=50),
                by=viewer.actor,
                at=viewer.now,
            )
    except NotPossible as refusal:
        messages.error(request, str(refusal))
    return redirect(f"{reverse('gazette-issue', args=[key])}#entry-{entry.pk}")


@needs(P.ITEM_VIEW)
@require_GET
def pages(request: DeskRequest, key: int) -> HttpResponseBase:
    """The pages as they would be printed now."""
    row = access_issue(request.viewer, key)
    try:
        made = preview(row, at=request.viewer.now)
    except NotPossible as refusal:
        messages.error(request, str(refusal))
        return redirect("gazette-issue", key)
    response = HttpResponse(made.pdf, content_type="application/pdf")
    response["Content-Disposition"] = 'inline; filename="gazette.pdf"'
    return response


@needs(P.ITEM_PUBLISH)
@require_POST
def draft(request: DeskRequest, key: int) -> HttpResponseBase:
    """Set the pages and make the issue a draft for review."""
    row = access_issue(request.viewer, key, P.ITEM_PUBLISH)
    try:
        made = draft_issue(issue=row, by=request.viewer.actor, at=request.viewer.now)
    except NotPossible as refusal:
        messages.error(request, str(refusal))
        return redirect("gazette-issue", key)
    messages.success(request, f"已排成 {row.pages} 页并拟成公开稿件，请确定公开属性后送审。")
    return redirect("draft", made.pk)


@needs(P.ITEM_PUBLISH)
@require_POST
def drop(request: DeskRequest, key: int) -> HttpResponseBase:
    """Give the issue up."""
    row = access_issue(request.viewer, key, P.ITEM_PUBLISH)
    try:
        drop_issue(
            issue=row,
            reason=words(request.POST, "reason", longest=300),
            by=request.viewer.actor,
            at=request.viewer.now,
        )
    except NotPossible as refusal:
        messages.error(request, str(refusal))
        return redirect("gazette-issue", key)
    messages.success(request, "已取消本期，期号可以再用。")
    return redirect("gazette")
