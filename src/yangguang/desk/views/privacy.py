"""个人信息排查: what the sweeps found within one's reach, and what is decided of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from yangguang.apps.agencies.permissions import Permission
from yangguang.apps.audit.models import Act
from yangguang.apps.catalog.models import Item
from yangguang.apps.catalog.workflow import NotPossible
from yangguang.apps.files.releasecheck.finding import short
from yangguang.apps.privacy.models import Finding, FindingState, Place
from yangguang.apps.privacy.selectors import (
    contexts_of,
    find_decision,
    find_finding,
    findings_within,
    where_of,
    wheres_of,
)
from yangguang.apps.privacy.services import decide, reveal_finding, take_back
from yangguang.apps.privacy.services.revealing import Revealed
from yangguang.desk.access import needs, safe_next
from yangguang.desk.drafts import what_publishing_offers
from yangguang.desk.forms.privacy import BulkVerdictForm, FindingFilterForm, VerdictForm
from yangguang.desk.lists import Listing, words
from yangguang.desk.viewer import DeskRequest, Viewer

P = Permission
BULK_LIMIT = 500
SORTS = {
    "sure": ("把握最大", ("-confidence", "pk")),
    "newest": ("最新发现", ("-pk",)),
    "item": ("同一信息排在一起", ("item", "place", "page", "start", "pk")),
}


@needs(P.PRIVACY_VIEW)
@require_GET
def findings(request: DeskRequest) -> HttpResponseBase:
    """Findings by filter, those that wait first, each in its sentence with everything masked."""
    agencies = request.viewer.visible(P.PRIVACY_VIEW)
    form = FindingFilterForm(request.GET, agencies=agencies.order_by("path"))
    listing = Listing(request, form.apply(findings_within(agencies)), sorts=SORTS)
    waiting = _waiting(request.viewer)
    rows = list(listing.page)
    shown, wheres = contexts_of(rows), wheres_of(rows)
    context = {
        "heading": "个人信息排查",
        "form": form,
        "listing": listing,
        "rows": [(row, shown[row.pk], wheres[row.pk]) for row in rows],
        "to_decide": form.apply(waiting).count() if waiting is not None else 0,
        "verdict_form": VerdictForm(),
        "limit": BULK_LIMIT,
        "all_ticked": request.GET.get("tick") == "page",
    }
    return render(request, "desk/privacy/findings.html", context)


def _waiting(viewer: Viewer) -> QuerySet[Finding] | None:
    """What the person may decide and nobody has; None for those who only look."""
    if not viewer.may_somewhere(P.PRIVACY_DECIDE):
        return None
    within = findings_within(viewer.visible(P.PRIVACY_DECIDE))
    return within.filter(state=FindingState.OPEN)


@needs(P.PRIVACY_VIEW)
@require_GET
def finding(request: DeskRequest, key: int) -> HttpResponseBase:
    """One finding: what and where it is left, what to say of it right."""
    found = _found(request.viewer, key, P.PRIVACY_VIEW)
    return _page(request, found, VerdictForm(carried=found.place == Place.CARRIED))


@needs(P.PRIVACY_DECIDE)
@require_POST
def reveal_one(request: DeskRequest, key: int) -> HttpResponseBase:
    """Show the value as it stands, with a reason that is kept."""
    found = _found(request.viewer, key, P.PRIVACY_DECIDE)
    why = words(request.POST, "why", longest=300)
    try:
        seen = reveal_finding(
            finding=found, by=request.viewer.actor, at=request.viewer.now, why=why
        )
    except NotPossible as refusal:
        messages.error(request, str(refusal))
        return redirect("privacy-finding", key)
    return _page(request, found, VerdictForm(), revealed=seen)


@needs(P.PRIVACY_DECIDE)
@require_POST
def decide_one(request: DeskRequest, key: int) -> HttpResponseBase:
    """Keep a decision about one finding."""
    found = _found(request.viewer, key, P.PRIVACY_DECIDE)
    form = VerdictForm(request.POST, carried=found.place == Place.CARRIED)
    if form.is_valid():
        try:
            decision = decide(
                finding=found,
                by=request.viewer.actor,
                at=request.viewer.now,
                **_said(form.cleaned_data),
            )
        except NotPossible as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(
                request, f"已认定为“{decision.get_verdict_display()}”：{_named(found)}。"
            )
            return redirect("privacy-findings")
    return _page(request, found, form, status=422)


@needs(P.PRIVACY_DECIDE)
@require_POST
def end_decision(request: DeskRequest, key: int) -> HttpResponseBase:
    """Take a decision back; what it settled waits again."""
    decision = find_decision(key, request.viewer.visible(P.PRIVACY_DECIDE))
    if decision is None:
        raise Http404
    reason = words(request.POST, "reason", longest=300)
    try:
        take_back(decision=decision, reason=reason, by=request.viewer.actor, at=request.viewer.now)
    except NotPossible as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"已撤销认定：{short(decision.masked)}。相关各处重新列入待认定。")
    return redirect(safe_next(request, request.POST.get("next", "")))


@dataclass(slots=True)
class BulkResult:
    """What came of one decision about many findings."""

    done: int = 0
    left: list[tuple[Item, str]] = field(default_factory=list)


@needs(P.PRIVACY_DECIDE)
@require_POST
def decide_many(request: DeskRequest) -> HttpResponseBase:
    """One decision about many findings; each stands or falls alone, and what is left says why."""
    back = safe_next(request, request.POST.get("next", ""))
    form = BulkVerdictForm(request.POST)
    if not form.is_valid():
        messages.error(request, "没有选择怎样认定，请选择“误报”“已遮盖”或者“依法公开”后提交。")
        return redirect(back)
    mistake, chosen = _chosen(request, form.cleaned_data)
    if mistake:
        messages.error(request, mistake)
        return redirect(back)
    result = _decide_all(request.viewer, chosen, _said(form.cleaned_data))
    done = f"已认定 {result.done} 处。"
    if not result.left:
        messages.success(request, done)
        return redirect(back)
    context = {"heading": "批量认定结果", "done": done, "left": result.left, "back": back}
    return render(request, "desk/bulk_result.html", context)


def _said(values: dict[str, Any]) -> dict[str, Any]:
    return {name: values[name] for name in ("verdict", "reason", "article", "whole_agency")}


def _chosen(request: DeskRequest, values: dict[str, Any]) -> tuple[str, list[Finding]]:
    """A sentence where nothing can be done, else the findings within the person's reach."""
    waiting = _waiting(request.viewer)
    if waiting is None:
        raise Http404
    waiting = waiting.order_by("pk")
    if values["scope"] == "filtered":
        form = FindingFilterForm(request.POST, agencies=request.viewer.visible(P.PRIVACY_VIEW))
        found = form.apply(waiting)
        count = found.count()
        if count != values["expected"]:
            return f"符合筛选的已变为 {count} 处，请核对后重新提交。", []
        if count > BULK_LIMIT:
            return f"一次最多认定 {BULK_LIMIT} 处，现有 {count} 处，请缩小筛选范围。", []
        return ("", list(found)) if count else ("没有符合筛选的待认定内容。", [])
    keys = [
        int(key)
        for key in request.POST.getlist("pick")
        if key.isascii() and key.isdigit() and len(key) < 19
    ]
    if not keys:
        return "还没有勾选，请先勾选再提交。", []
    if len(keys) > BULK_LIMIT:
        return f"一次最多认定 {BULK_LIMIT} 处，请减少勾选。", []
    picked = list(waiting.filter(pk__in=keys))
    if not picked:
        return "所选各处已经认定，或不在您的办理范围内，列表已刷新。", []
    return "", picked


def _decide_all(viewer: Viewer, chosen: list[Finding], said: dict[str, Any]) -> BulkResult:
    result = BulkResult()
    for found in chosen:
        # An earlier one of these may have settled it: same value, same words.
        if Finding.objects.filter(pk=found.pk).exclude(state=FindingState.OPEN).exists():
            result.done += 1
            continue
        try:
            decide(finding=found, by=viewer.actor, at=viewer.now, **said)
        except NotPossible as refusal:
            result.left.append((found.item, f"{_named(found)}：{refusal}"))
        else:
            result.done += 1
    return result


def _found(viewer: Viewer, key: int, permission: Permission) -> Finding:
    found = find_finding(key, viewer.visible(permission))
    if found is None:
        raise Http404
    return found


def _named(found: Finding) -> str:
    """A finding in a few words."""
    if found.place == Place.CARRIED and found.attachment:
        return f"{found.get_kind_display()}（{found.attachment.title}）"
    return f"{found.get_kind_display()} {found.masked}"


def _page(
    request: DeskRequest,
    found: Finding,
    form: VerdictForm,
    *,
    revealed: Revealed | None = None,
    status: int = 200,
) -> HttpResponseBase:
    viewer = request.viewer
    request.rail_at = reverse("privacy-findings")
    acts = Act.objects.filter(subject_kind="personal-finding", subject_key=str(found.pk))
    context = {
        "heading": _named(found),
        "finding": found,
        "shown": contexts_of([found])[found.pk],
        "where": where_of(found),
        "revealed": revealed,
        "form": form,
        "may_decide": viewer.may(P.PRIVACY_DECIDE, found.agency),
        "sees_item": viewer.may(P.ITEM_VIEW, found.agency),
        "carried": found.place == Place.CARRIED,
        "past": found.edition_id != found.item.edition_id,
        "publishing": what_publishing_offers(viewer, found.item),
        "may_withdraw": viewer.may(P.ITEM_WITHDRAW, found.agency),
        "is_open": found.state == FindingState.OPEN,
        "history": acts.order_by("-id")[:50],
    }
    return render(request, "desk/privacy/finding.html", context, status=status)
