"""联合审查: asking who can determine what the body cannot, taking a question back, answering."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from yangguang.apps.agencies.permissions import Permission
from yangguang.apps.agencies.selectors import agencies_in_force
from yangguang.apps.publishing.models import JointReview
from yangguang.apps.publishing.selectors.joint import answered_by, answering_bodies, asked_by
from yangguang.apps.publishing.services.joint import (
    answer_joint,
    ask_joint,
    may_answer_joint,
    may_recall_joint,
    recall_joint,
)
from yangguang.apps.publishing.services.submitting import digest_of
from yangguang.apps.publishing.workflow import NotPossible
from yangguang.desk.access import needs, posted
from yangguang.desk.drafts import (
    READERS,
    REVIEWS,
    access_draft,
    access_joint,
    bodies_of,
    offer_of,
    to_answer,
)
from yangguang.desk.draftshow import show_html, shown_body
from yangguang.desk.forms.drafts import ReasonedForm
from yangguang.desk.forms.reviews import AnswerJointForm, AskJointForm
from yangguang.desk.lists import Listing
from yangguang.desk.viewer import DeskRequest
from yangguang.desk.views.drafts import attached
from yangguang.law.attributes import Attribute
from yangguang.law.publication import ReviewKind

P = Permission
TABS = {"waiting": "待答复", "answered": "已答复", "asked": "本机构提请的"}


@needs(*READERS, P.ITEM_JOINT)
@require_GET
def questions(request: DeskRequest) -> HttpResponseBase:
    """What one's body was asked, what it answered, and what it asked of others."""
    viewer = request.viewer
    own = answering_bodies(viewer.held)
    found = {
        "waiting": to_answer(viewer),
        "answered": answered_by(own),
        "asked": asked_by(bodies_of(viewer, *READERS)),
    }
    usable = [name for name in TABS if name == "asked" or viewer.may_somewhere(P.ITEM_JOINT)]
    if not any(viewer.may_somewhere(one) for one in READERS):
        usable.remove("asked")
    tab = request.GET.get("tab", "")
    tab = tab if tab in usable else usable[0]
    request.rail_at = reverse("drafts")
    context = {
        "heading": "联合审查",
        "tab": tab,
        "tabs": [(name, TABS[name]) for name in usable],
        "listing": Listing(
            request,
            found[tab],
            sorts={
                "newest": ("最近提请", ("-asked_at", "-pk")),
                "due": ("答复期限", ("due_on", "pk")),
            },
        ),
        "answers": tab != "asked",
        "today": viewer.today,
    }
    return render(request, "desk/drafts/questions.html", context)


@needs(*REVIEWS.values())
@require_http_methods(["GET", "POST"])
def ask(request: DeskRequest, key: int) -> HttpResponseBase:
    """Put to the legal office or the secrecy bureau what the body itself cannot determine."""
    viewer = request.viewer
    found = access_draft(viewer, key, *REVIEWS.values())
    offer_of(viewer, found, "ask-joint")
    request.rail_at = reverse("drafts")
    others = (
        agencies_in_force(viewer.today).exclude(pk=found.item.agency_id).order_by("order", "pk")
    )
    form = AskJointForm(posted(request), agencies=others)
    if request.method == "GET" and request.GET.get("kind") in set(ReviewKind):
        form.initial = {"kind": request.GET["kind"]}
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            row = ask_joint(
                draft=found,
                kind=ReviewKind(values["kind"]),
                asked=values["asked"],
                question=values["question"],
                by=viewer.actor,
                at=viewer.now,
            )
        except NotPossible as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(
                request, f"已提请{row.asked_name}确定，答复期限 {row.due_on:%Y-%m-%d}。"
            )
            return redirect("draft", key)
    context = {"heading": "提请联合审查", "draft": found, "form": form}
    return render(request, "desk/drafts/ask.html", context, status=422 if form.errors else 200)


@needs(*REVIEWS.values())
@require_http_methods(["GET", "POST"])
def recall(request: DeskRequest, key: int) -> HttpResponseBase:
    """Take a question back that waits for its answer."""
    viewer = request.viewer
    row = asked_by(bodies_of(viewer, *REVIEWS.values())).filter(pk=key).first()
    if row is None:
        raise Http404
    request.rail_at = reverse("drafts")
    form = ReasonedForm(posted(request), label_suffix="")
    if request.method == "POST" and form.is_valid():
        try:
            recall_joint(
                review=row, reason=form.cleaned_data["reason"], by=viewer.actor, at=viewer.now
            )
        except NotPossible as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"已撤回对{row.asked_name}的提请。")
            return redirect("draft", row.draft_id)
    context = {
        "heading": "撤回提请",
        "draft": row.draft,
        "row": row,
        "form": form,
        "verdict": may_recall_joint(row.draft, by=viewer.actor),
    }
    return render(request, "desk/drafts/recall.html", context, status=422 if form.errors else 200)


@needs(P.ITEM_JOINT)
@require_http_methods(["GET", "POST"])
def answer(request: DeskRequest, key: int) -> HttpResponseBase:
    """Answer a question that was put to one's body, with the text it is about before one's eyes."""
    viewer = request.viewer
    row = access_joint(viewer, key)
    found = row.draft
    request.rail_at = reverse("drafts")
    form = AnswerJointForm(posted(request), label_suffix="")
    if request.method == "POST" and form.is_valid():
        try:
            answer_joint(
                review=row,
                answer=JointReview.Answer(form.cleaned_data["answer"]),
                reply=form.cleaned_data["reply"],
                by=viewer.actor,
                at=viewer.now,
            )
        except NotPossible as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"已答复：{row.get_answer_display()}，并已告知提请机关。")
            return redirect("answer-joint", key)
    asked = found.savings.filter(revision=row.revision).first()
    context = {
        "heading": "答复联合审查",
        "draft": found,
        "item": found.item,
        "row": row,
        "form": form,
        "verdict": may_answer_joint(row, by=viewer.actor, on=viewer.today),
        "title": asked.title if asked else found.title,
        "body": show_html(found, asked.body_html) if asked else shown_body(found),
        "changed": digest_of(found) != row.digest,
        "files": attached(found),
        "attribute": Attribute(found.attribute) if found.attribute else None,
        "kind": ReviewKind(row.kind),
    }
    return render(request, "desk/drafts/answer.html", context, status=422 if form.errors else 200)
