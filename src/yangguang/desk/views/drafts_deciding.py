"""Deciding about a draft: its attribute, its plan of explanation, its reviews and findings."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from yangguang.apps.agencies.permissions import Permission
from yangguang.apps.publishing.models import Draft, Outcome
from yangguang.apps.publishing.selectors.joint import standing_questions
from yangguang.apps.publishing.selectors.plans import plan_of
from yangguang.apps.publishing.selectors.reviews import signed_kinds
from yangguang.apps.publishing.services.attributing import decide_attribute
from yangguang.apps.publishing.services.interpreting import plan_interpretation
from yangguang.apps.publishing.services.reviewing import sign_opinion
from yangguang.apps.publishing.workflow import NotPossible
from yangguang.desk.access import needs, posted
from yangguang.desk.drafts import REVIEWS, access_draft, offer_of
from yangguang.desk.draftshow import changed_by, findings_of, shown_body
from yangguang.desk.forms.drafts import AttributeForm, PlanForm
from yangguang.desk.forms.reviews import ReviewForm
from yangguang.desk.settling import SETTLERS, Settlement, reasons_in, settle
from yangguang.desk.viewer import DeskRequest
from yangguang.desk.views.drafts import attached
from yangguang.law.attributes import Attribute
from yangguang.law.publication import ReviewKind

P = Permission


@needs(P.ITEM_DRAFT)
@require_http_methods(["GET", "POST"])
def attribute(request: DeskRequest, key: int) -> HttpResponseBase:
    """The attribute, before anything else: one ground of the day, and the reason."""
    found = access_draft(request.viewer, key, P.ITEM_DRAFT)
    offer = offer_of(request.viewer, found, "decide-attribute")
    request.rail_at = reverse("drafts")
    form = AttributeForm(posted(request), draft=found, today=request.viewer.today)
    if request.method == "POST" and form.is_valid():
        chosen, ground = form.chosen()
        try:
            decide_attribute(
                draft=found,
                attribute=chosen,
                ground=ground,
                reason=form.cleaned_data["reason"],
                by=request.viewer.actor,
                at=request.viewer.now,
            )
        except NotPossible as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"已确定公开属性：{chosen.label}（{chosen.mark}）。")
            return redirect("draft", key)
    context = {
        "heading": "确定公开属性",
        "draft": found,
        "form": form,
        "offer": offer,
        "marks": [(one.label, one.mark) for one in Attribute],
        "possible": found.state == "writing",
    }
    return render(
        request, "desk/drafts/attribute.html", context, status=422 if form.errors else 200
    )


@needs(P.ITEM_DRAFT)
@require_http_methods(["GET", "POST"])
def plan(request: DeskRequest, key: int) -> HttpResponseBase:
    """How the policy will be explained, or why it need not be."""
    found = access_draft(request.viewer, key, P.ITEM_DRAFT)
    request.rail_at = reverse("drafts")
    known = plan_of(found.item)
    first = (
        {
            "needed": "yes" if known.needed else "no",
            "forms_chosen": known.forms,
            "responsible": known.responsible,
            "reason": known.reason,
        }
        if known
        else {"needed": "yes"}
    )
    form = PlanForm(posted(request), initial=first, label_suffix="")
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            plan_interpretation(
                draft=found,
                needed=values["needed"],
                forms=values["forms_chosen"],
                responsible=values["responsible"],
                reason=values["reason"],
                by=request.viewer.actor,
                at=request.viewer.now,
            )
        except NotPossible as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "解读方案已保存。")
            return redirect("draft", key)
    context = {"heading": "解读方案", "draft": found, "form": form}
    return render(request, "desk/drafts/plan.html", context, status=422 if form.errors else 200)


@needs(*REVIEWS.values())
@require_http_methods(["GET", "POST"])
def review(request: DeskRequest, key: int, kind: str) -> HttpResponseBase:
    """The text as readers will see it beside the list of questions; signed with an opinion.

    Findings are decided in the same form, so that no tick and no word on the page is lost by it.
    """
    try:
        wanted = ReviewKind(kind)
    except ValueError as problem:
        raise Http404 from problem
    viewer = request.viewer
    found = access_draft(viewer, key, REVIEWS[wanted])
    offer = offer_of(viewer, found, f"review-{kind}")
    request.rail_at = reverse("drafts")
    settled = Settlement(reasons=reasons_in(request.POST))
    if request.method == "POST" and {"settle", "keep"} & set(request.POST):
        settled = settle(viewer, found, request.POST)
        if settled.done:
            messages.success(request, settled.done)
        form = ReviewForm(None, draft=found, kind=wanted, entered=request.POST)
        if settled.done and not settled.reasons and not any(form.initial.values()):
            return redirect(f"{request.path}#finding-{settled.finding}")
    else:
        form = ReviewForm(posted(request), draft=found, kind=wanted)
    if form.is_valid() and (waiting := _undecided(found, settled)):
        form.add_error(None, waiting)
    if form.is_bound and form.is_valid():
        try:
            sign_opinion(
                draft=found,
                kind=wanted,
                outcome=Outcome(form.cleaned_data["outcome"]),
                answers=form.answers(),
                remark=form.cleaned_data["remark"],
                agency=viewer.agency or found.item.agency,
                by=viewer.actor,
                at=viewer.now,
            )
        except NotPossible as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(
                request, f"已签署{wanted.label}：{Outcome(form.cleaned_data['outcome']).label}。"
            )
            return redirect("draft", key)
    findings = findings_of(found)
    context = {
        "heading": wanted.label,
        "draft": found,
        "item": found.item,
        "kind": wanted,
        "offer": offer,
        "in_review": found.state == "review",
        "form": form,
        "answers": [form[name] for name in form.fields if name.startswith("q_")],
        "body": shown_body(found, findings),
        "difference": changed_by(found),
        "findings": findings,
        "may_settle": any(viewer.may(one, found.item.agency) for one in SETTLERS),
        "files": attached(found),
        "attribute": Attribute(found.attribute) if found.attribute else None,
        "joint": standing_questions(found, wanted),
        "passed": next((row for row in signed_kinds(found).values() if row.kind == kind), None),
        "settled": settled,
    }
    status = 422 if form.errors or settled.wrong else 200
    return render(request, "desk/drafts/review.html", context, status=status)


def _undecided(found: Draft, settled: Settlement) -> str:
    """Said to a signer who wrote reasons beside findings and pressed no button for them."""
    numbers = [
        str(one.number) for one in findings_of(found) if one.waits and one.row.pk in settled.reasons
    ]
    if not numbers:
        return ""
    return (
        f"问题 {'、'.join(numbers)} 的理由已经填写，还没有选择怎样处理："
        "请点“不作修改”记下理由，或者清空理由后再签署。"
    )
