"""规范性文件清理: rounds, the documents in them, and the announcement that comes of it."""

from __future__ import annotations

from collections.abc import Collection

from django.contrib import messages
from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from yangguang.apps.agencies.permissions import Permission
from yangguang.apps.agencies.selectors import agencies_in_force
from yangguang.apps.publishing.models import CleanupLine, CleanupRound
from yangguang.apps.publishing.services.cleanup import (
    decide_lines,
    draft_result,
    drop_round,
    open_round,
)
from yangguang.apps.publishing.workflow import NotPossible
from yangguang.desk.access import needs, posted
from yangguang.desk.forms.cleanup import DecideForm, RoundForm
from yangguang.desk.lists import Listing, words
from yangguang.desk.viewer import DeskRequest, Viewer

P = Permission
ORDER = {
    "old": ("先成文先看", ("item__formed_on", "pk")),
    "title": ("标题", ("item__title", "pk")),
}


def rounds_within(viewer: Viewer, permission: Permission = P.ITEM_VIEW) -> QuerySet[CleanupRound]:
    """Rounds of the bodies that the person may treat so."""
    return CleanupRound.objects.filter(agency__in=viewer.visible(permission)).select_related(
        "agency", "result"
    )


def access_round(viewer: Viewer, key: int, permission: Permission = P.ITEM_VIEW) -> CleanupRound:
    """The round, if its body lies within reach."""
    found = rounds_within(viewer, permission).filter(pk=key).first()
    if found is None:
        raise Http404
    return found


@needs(P.ITEM_VIEW)
@require_GET
def rounds(request: DeskRequest) -> HttpResponseBase:
    """All rounds, the newest first."""
    rows = rounds_within(request.viewer).annotate(
        documents=Count("lines"), undecided=Count("lines", filter=Q(lines__outcome=""))
    )
    listing = Listing(request, rows, sorts={"newest": ("最新", ("-opened_at", "-pk"))})
    context = {
        "heading": "规范性文件清理",
        "listing": listing,
        "may_open": request.viewer.may_somewhere(P.ITEM_PUBLISH),
    }
    return render(request, "desk/cleanup/rounds.html", context)


@needs(P.ITEM_PUBLISH)
@require_http_methods(["GET", "POST"])
def new(request: DeskRequest) -> HttpResponseBase:
    """Begin a round."""
    viewer = request.viewer
    agencies = agencies_in_force(viewer.today).filter(pk__in=viewer.visible(P.ITEM_PUBLISH))
    form = RoundForm(
        posted(request),
        agencies=agencies,
        initial={
            "agency": viewer.agency,
            "title": f"{viewer.today.year}年度规范性文件清理",
            "cutoff": viewer.today,
        },
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = open_round(**form.cleaned_data, by=viewer.actor, at=viewer.now)
        except NotPossible as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"已列出 {made.lines.count()} 件文件，请逐件认定。")
            return redirect("cleanup-round", made.pk)
    context = {"heading": "开始清理", "form": form, "button": "列出文件", "back": "cleanup"}
    return render(request, "desk/form.html", context, status=422 if form.errors else 200)


@needs(P.ITEM_VIEW)
@require_GET
def round_page(request: DeskRequest, key: int) -> HttpResponseBase:
    """One round with its documents."""
    return _round_page(request, access_round(request.viewer, key), DecideForm())


def _round_page(
    request: DeskRequest,
    row: CleanupRound,
    form: DecideForm,
    status: int = 200,
    picked: Collection[int] = (),
) -> HttpResponseBase:
    outcome = request.GET.get("outcome", "all")
    lines = row.lines.select_related("item", "item__agency")
    if outcome in {"", *CleanupLine.Outcome.values} and outcome != "all":
        lines = lines.filter(outcome=outcome)
    counts = dict(row.lines.values_list("outcome").annotate(number=Count("pk")))
    context = {
        "heading": row.title,
        "round": row,
        "listing": Listing(request, lines, sorts=ORDER),
        "form": form,
        "picked": picked,
        "outcome": outcome,
        "tabs": [
            ("all", "全部", sum(counts.values())),
            *((one.value, one.label, counts.get(one.value, 0)) for one in CleanupLine.Outcome),
        ],
        "undecided": counts.get("", 0),
        "verdict": request.viewer.may(P.ITEM_PUBLISH, row.agency),
    }
    return render(request, "desk/cleanup/round.html", context, status=status)


@needs(P.ITEM_PUBLISH)
@require_POST
def decide(request: DeskRequest, key: int) -> HttpResponseBase:
    """Conclude for the ticked documents."""
    row = access_round(request.viewer, key, P.ITEM_PUBLISH)
    form = DecideForm(request.POST)
    picked = [int(one) for one in request.POST.getlist("pick") if one.isascii() and one.isdigit()]
    lines = row.lines.filter(pk__in=picked)
    if not lines:
        form.add_error(None, "还没有勾选文件，请先勾选再认定。")
    if form.is_valid():
        try:
            count = decide_lines(
                lines=lines,
                outcome=CleanupLine.Outcome(form.cleaned_data["outcome"]),
                reason=form.cleaned_data["reason"],
                by=request.viewer.actor,
                at=request.viewer.now,
            )
        except NotPossible as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"已认定 {count} 件。")
            return redirect(f"{reverse('cleanup-round', args=[key])}?{request.GET.urlencode()}")
    return _round_page(request, row, form, 422, picked)


@needs(P.ITEM_PUBLISH)
@require_POST
def draft(request: DeskRequest, key: int) -> HttpResponseBase:
    """Draft the announcement."""
    row = access_round(request.viewer, key, P.ITEM_PUBLISH)
    try:
        made = draft_result(round_=row, by=request.viewer.actor, at=request.viewer.now)
    except NotPossible as refusal:
        messages.error(request, str(refusal))
        return redirect("cleanup-round", key)
    messages.success(
        request, "已拟出清理结果公告稿，请确定公开属性后送审；公告公开时各文件自动标注。"
    )
    return redirect("draft", made.pk)


@needs(P.ITEM_PUBLISH)
@require_POST
def drop(request: DeskRequest, key: int) -> HttpResponseBase:
    """Give the round up."""
    row = access_round(request.viewer, key, P.ITEM_PUBLISH)
    try:
        drop_round(
            round_=row,
            reason=words(request.POST, "reason", longest=300),
            by=request.viewer.actor,
            at=request.viewer.now,
        )
    except NotPossible as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "已取消本次清理，文件的有效性没有变化。")
    return redirect("cleanup-round", key)
