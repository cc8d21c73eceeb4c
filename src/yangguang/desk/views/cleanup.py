"""规范性文件清理: rounds, the documents in them, and the announcement that comes of it."""

from __future__ import annotations

from collections.abc import Collection

from django.contrib import messages
from django.db.models import BooleanField, Count, ExpressionWrapper, Q, QuerySet
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from yangguang.apps.agencies.permissions import Permission
from yangguang.apps.agencies.selectors import agencies_in_force
from yangguang.apps.catalog.models import ItemState
from yangguang.apps.publishing.models import CleanupLine, CleanupRound
from yangguang.apps.publishing.selectors.cleanup import ended_but_kept
from yangguang.apps.publishing.selectors.norms import public_rounds
from yangguang.apps.publishing.services.cleanup import (
    decide_lines,
    draft_result,
    drop_round,
    open_round,
)
from yangguang.apps.publishing.services.cleanup_asking import (
    adopt_opinions,
    ask_body,
    give_opinion,
)
from yangguang.apps.publishing.workflow import NotPossible
from yangguang.desk.access import needs, posted
from yangguang.desk.context import public_address
from yangguang.desk.forms.cleanup import AskBodyForm, DecideForm, OpinionForm, RoundForm
from yangguang.desk.lists import Listing, words
from yangguang.desk.viewer import DeskRequest, Viewer

P = Permission
DAYS_OFFERED = 10
"""Working days that the form offers for opinions; whoever runs the round decides."""
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
        "asked_of": CleanupLine.objects.filter(
            asked=request.viewer.agency, round__state=CleanupRound.State.OPEN
        ).count()
        if request.viewer.agency is not None and request.viewer.may_somewhere(P.ITEM_DRAFT)
        else 0,
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
    asking: AskBodyForm | None = None,
) -> HttpResponseBase:
    outcome = request.GET.get("outcome", "all")
    astray = Q(pk__in=ended_but_kept(row).values("pk"))
    lines = row.lines.select_related("item", "item__agency", "asked").annotate(
        astray=ExpressionWrapper(astray, BooleanField())
    )
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
        "public": public_address(f"/norms/cleanup/{row.pk}/")
        if public_rounds().filter(pk=row.pk).exists()
        else "",
        "undecided": row.lines.filter(outcome="", item__state=ItemState.PUBLISHED).count(),
        "astray": ended_but_kept(row).count(),
        "verdict": request.viewer.may(P.ITEM_PUBLISH, row.agency),
        "ask_form": asking or _ask_form(request, None),
        "waiting": row.lines.filter(outcome="", opinion="", asked__isnull=False).count(),
        "proposed": row.lines.filter(outcome="").exclude(opinion="").count(),
    }
    return render(request, "desk/cleanup/round.html", context, status=status)


@needs(P.ITEM_PUBLISH)
@require_http_methods(["GET", "POST"])
def decide(request: DeskRequest, key: int) -> HttpResponseBase:
    """Conclude for the ticked documents; who comes back to the address is led to the round."""
    row = access_round(request.viewer, key, P.ITEM_PUBLISH)
    if request.method == "GET":
        return redirect(_at(request, key))
    form = DecideForm(request.POST)
    picked = _picked(request)
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
            return redirect(_at(request, key))
    return _round_page(request, row, form, 422, picked)


def _at(request: DeskRequest, key: int) -> str:
    """The round as it was narrowed and paged."""
    return f"{reverse('cleanup-round', args=[key])}?{request.GET.urlencode()}"


def _ask_form(request: DeskRequest, data: object) -> AskBodyForm:
    others = agencies_in_force(request.viewer.today).order_by("order", "pk")
    limit = request.viewer.limits.default.forecast.add(request.viewer.today, DAYS_OFFERED)
    return AskBodyForm(data, agencies=others, initial={"due_on": limit})


@needs(P.ITEM_PUBLISH)
@require_http_methods(["GET", "POST"])
def ask(request: DeskRequest, key: int) -> HttpResponseBase:
    """Ask a body what should become of the ticked documents; a return leads to the round."""
    row = access_round(request.viewer, key, P.ITEM_PUBLISH)
    if request.method == "GET":
        return redirect(_at(request, key))
    form = _ask_form(request, request.POST)
    picked = _picked(request)
    if form.is_valid():
        try:
            count = ask_body(
                lines=row.lines.filter(pk__in=picked),
                **form.cleaned_data,
                by=request.viewer.actor,
                at=request.viewer.now,
            )
        except NotPossible as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"已请{form.cleaned_data['asked'].name}对 {count} 件提意见。")
            return redirect(_at(request, key))
    return _round_page(request, row, DecideForm(), 422, picked, form)


@needs(P.ITEM_PUBLISH)
@require_POST
def adopt(request: DeskRequest, key: int) -> HttpResponseBase:
    """Conclude as the bodies proposed, wherever nothing is concluded yet."""
    row = access_round(request.viewer, key, P.ITEM_PUBLISH)
    try:
        count = adopt_opinions(round_=row, by=request.viewer.actor, at=request.viewer.now)
    except NotPossible as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"已按机构意见认定 {count} 件，个别不采纳的可以另行认定。")
    return redirect("cleanup-round", key)


@needs(P.ITEM_DRAFT)
@require_http_methods(["GET", "POST"])
def opinions(request: DeskRequest) -> HttpResponseBase:
    """The documents about which one's own body was asked, in rounds that are open."""
    viewer = request.viewer
    own = viewer.agency.pk if viewer.agency is not None else None
    lines = CleanupLine.objects.filter(
        asked=own, asked__isnull=False, round__state=CleanupRound.State.OPEN
    ).select_related("item", "round", "round__agency")
    form = OpinionForm(posted(request), label_suffix="")
    picked = _picked(request)
    if request.method == "POST" and form.is_valid():
        try:
            count = give_opinion(
                lines=lines.filter(pk__in=picked),
                outcome=CleanupLine.Outcome(form.cleaned_data["outcome"]),
                reason=form.cleaned_data["reason"],
                by=viewer.actor,
                at=viewer.now,
            )
        except NotPossible as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"已对 {count} 件提出意见。公告拟出以前可以改。")
            return redirect("cleanup-opinions")
    request.rail_at = reverse("cleanup")
    context = {
        "heading": "提出清理意见",
        "listing": Listing(
            request, lines, sorts={"open": ("待提意见在前", ("opinion", *ORDER["old"][1]))}
        ),
        "form": form,
        "picked": picked,
        "today": viewer.today,
    }
    return render(
        request, "desk/cleanup/opinions.html", context, status=422 if form.errors else 200
    )


def _picked(request: DeskRequest) -> list[int]:
    """The keys of the ticked documents."""
    raw = request.POST.getlist("pick")
    return [int(one) for one in raw if one.isascii() and one.isdigit() and len(one) < 19]


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
