"""稿件: the list, one draft, how it begins, and the acts that move it on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from yangguang.apps.agencies.permissions import Permission
from yangguang.apps.catalog.models import Edition, ItemState
from yangguang.apps.publishing.models import Delivery, Draft
from yangguang.apps.publishing.models.drafts import OPEN_STATES
from yangguang.apps.publishing.selectors.deliveries import delivered_drafts
from yangguang.apps.publishing.selectors.plans import (
    needs_plan,
    plan_of,
    policies_explained,
)
from yangguang.apps.publishing.selectors.registers import found_open_on, looks_owed
from yangguang.apps.publishing.selectors.reviews import missing_reviews, road_of
from yangguang.apps.publishing.services.drafting import start_change, start_on
from yangguang.apps.publishing.services.dropping import drop_draft
from yangguang.apps.publishing.services.joint import may_recall_joint
from yangguang.apps.publishing.services.releasing import (
    force_draft,
    publish_draft,
    return_draft,
    schedule_draft,
    unschedule_draft,
)
from yangguang.apps.publishing.services.submitting import recall_draft, submit_draft
from yangguang.apps.publishing.spreadsheets import SHEET_TYPES
from yangguang.apps.publishing.workflow import NotPossible
from yangguang.desk.access import access_item, needs, posted
from yangguang.desk.context import public_address
from yangguang.desk.drafts import (
    READERS,
    REVIEWS,
    access_draft,
    bodies_of,
    drafts_for,
    lights_of,
    offer_of,
    offers,
    to_answer,
    to_release,
    to_review,
    to_take_up,
    what_publishing_offers,
)
from yangguang.desk.draftshow import changed_by, edition_to_be, explaining, findings_of, shown_body
from yangguang.desk.draftstanding import passed_over, sent_back, standing, story_of
from yangguang.desk.forms.drafts import ChangeForm, DraftFilterForm, ReasonedForm, ScheduleForm
from yangguang.desk.lists import Listing
from yangguang.desk.settling import SETTLERS, Settlement, settle
from yangguang.desk.viewer import DeskRequest, Viewer
from yangguang.law.attributes import Attribute, attribute_ground
from yangguang.law.publication import ReviewKind

P = Permission
ANYBODY = (*READERS, P.ITEM_JOINT)
SORTS = {
    "newest": ("最近保存", ("-saved_at", "-pk")),
    "oldest": ("最早保存", ("saved_at", "pk")),
    "formed": ("成文日期", ("item__formed_on", "pk")),
}


def _mine(viewer: Viewer) -> QuerySet[Draft]:
    return drafts_for(viewer).filter(drafter_key=viewer.actor.key)


def _delivered(viewer: Viewer) -> QuerySet[Draft]:
    return delivered_drafts(viewer.visible(P.ITEM_DRAFT))


TABS: dict[str, tuple[str, Callable[[Viewer], QuerySet[Draft]], tuple[Permission, ...]]] = {
    "mine": ("我起草的", _mine, (P.ITEM_DRAFT,)),
    "delivered": ("接口来件", _delivered, (P.ITEM_DRAFT,)),
    "review": ("待我审查", to_review, tuple(REVIEWS.values())),
    "release": ("待发布", to_release, (P.ITEM_PUBLISH,)),
    "all": ("全部", drafts_for, ANYBODY),
}


@needs(*ANYBODY)
@require_GET
def drafts(request: DeskRequest) -> HttpResponseBase:
    """The list, by what lies with whom."""
    viewer = request.viewer
    usable = [
        name
        for name, (_, _, permissions) in TABS.items()
        if any(viewer.may_somewhere(one) for one in permissions)
    ]
    tab = request.GET.get("tab", "")
    if tab not in usable:
        tab = usable[0]
    form = DraftFilterForm(request.GET, agencies=bodies_of(viewer, *READERS))
    wanted = TABS[tab][1](viewer)
    if tab == "review" and request.GET.get("kind") in set(ReviewKind):
        wanted = to_review(viewer, REVIEWS[ReviewKind(request.GET["kind"])])
    rows = form.narrowed(wanted)
    listing = Listing(request, rows, sorts=SORTS)
    context = {
        "heading": "稿件",
        "form": form,
        "listing": listing,
        "tab": tab,
        "tabs": [(name, TABS[name][0]) for name in usable],
        "owed": lights_of(viewer, list(listing.page)),
        "questions": to_answer(viewer)[:20] if viewer.may_somewhere(P.ITEM_JOINT) else [],
        "to_take_up": to_take_up(viewer)[:20]
        if tab == "mine" and viewer.may_somewhere(P.ITEM_DRAFT)
        else [],
        "may_draft": viewer.may_somewhere(P.ITEM_DRAFT),
        "today": viewer.today,
    }
    return render(request, "desk/drafts/list.html", context)


@needs(*ANYBODY)
@require_http_methods(["GET", "POST"])
def draft(request: DeskRequest, key: int) -> HttpResponseBase:
    """One draft: what readers will see left, what can be done right, its story below.

    A finding is decided here; reasons written beside the others stay on the page.
    """
    found = access_draft(request.viewer, key)
    if request.method != "POST":
        return draft_page(request, found)
    settled = settle(request.viewer, found, request.POST)
    if settled.done:
        messages.success(request, settled.done)
        if not settled.reasons:
            return redirect(f"{request.path}#finding-{settled.finding}")
    status = 422 if settled.wrong else 200
    return draft_page(request, found, refusal=settled.refusal, settled=settled, status=status)


def draft_page(
    request: DeskRequest,
    found: Draft,
    *,
    refusal: str = "",
    settled: Settlement | None = None,
    status: int = 200,
) -> HttpResponseBase:
    """The page; ``refusal`` says above it why an act was not done."""
    viewer = request.viewer
    request.rail_at = reverse("drafts")
    findings = findings_of(found)
    plan = plan_of(found.item)
    story = story_of(found.item)
    offered = offers(viewer, found) if found.is_open else []
    context = {
        "heading": found.title,
        "draft": found,
        "item": found.item,
        "body": shown_body(found, findings),
        "difference": changed_by(found),
        "findings": findings,
        "may_settle": found.is_open and any(viewer.may(one, found.item.agency) for one in SETTLERS),
        "settled": settled or Settlement(),
        "files": attached(found),
        "attribute": Attribute(found.attribute) if found.attribute else None,
        "ground": attribute_ground(found.ground) if found.ground else None,
        "offers": offered,
        "refusals": {one.verdict.sentence for one in offered if not one.verdict},
        "plain_acts": set(PLAIN),
        "standing": standing(found),
        "road": road_of(found, on=viewer.today),
        "light": lights_of(viewer, [found]).get(found.pk) if found.is_open else None,
        "opinions": found.opinions.select_related("agency").order_by("-signed_at", "-pk"),
        "joint": found.joint_reviews.order_by("-asked_at", "-pk"),
        "may_recall": found.is_open
        and bool(may_recall_joint(found, by=viewer.actor))
        and any(viewer.may(one, found.item.agency) for one in REVIEWS.values()),
        "forced": passed_over(found),
        "found_open": found_open_on(found.item) if found.is_open else None,
        "answerable": {row.pk for row in to_answer(viewer).filter(draft=found)},
        "plan": plan,
        "delivery": Delivery.objects.filter(draft=found).first(),
        "explained_by": explaining(found.item),
        "explains": [link.target for link in policies_explained(found)],
        "may_write": bool(viewer.may(P.ITEM_DRAFT, found.item.agency)),
        "plan_owed": plan is None and found.is_open and needs_plan(found),
        "savings": found.savings.count(),
        "edition": edition_to_be(found),
        "history": story,
        "sent_back": sent_back(found, story),
        "public": public_address(f"/item/{found.item.pk}/")
        if found.item.state == ItemState.PUBLISHED
        else "",
        "may_change": not found.is_open and what_publishing_offers(viewer, found.item).may_change,
        "may_view_item": bool(viewer.may(P.ITEM_VIEW, found.item.agency)),
        "refusal": refusal,
    }
    return render(request, "desk/drafts/draft.html", context, status=status)


@dataclass(frozen=True, slots=True)
class AttachedFile:
    """An attachment as lists show it."""

    key: int
    title: str
    media_type: str
    size: int
    pages: int
    unreadable: str
    in_body: bool
    sha256: str

    @property
    def is_workbook(self) -> bool:
        """Whether its pages are sheets."""
        return self.media_type in SHEET_TYPES


def attached(found: Draft) -> list[AttachedFile]:
    """The draft's files in order; pictures that stand in the body are marked as such."""
    return [
        AttachedFile(
            row.pk,
            row.title,
            row.file.media_type,
            row.file.size,
            row.file.pages,
            row.file.unreadable_why,
            f"file:{row.file.sha256}" in found.body_html,
            row.file.sha256,
        )
        for row in found.attachments.select_related("file").order_by("order", "pk")
    ]


@needs(*ANYBODY, P.ITEM_VIEW)
@require_GET
def of_item(request: DeskRequest, key: int) -> HttpResponseBase:
    """From a duty about an item to the page on which it is met, as far as the person may go."""
    viewer = request.viewer
    question = to_answer(viewer).filter(draft__item=key).first()
    if question is not None:
        return redirect("answer-joint", question.pk)
    found = drafts_for(viewer).filter(item=key, state__in=OPEN_STATES).first()
    if found is not None:
        return redirect("draft", found.pk)
    look = looks_owed(viewer.visible(P.ITEM_PUBLISH)).filter(item=key).first()
    if look is not None:
        return redirect("reassess", look.pk)
    return redirect("item", access_item(viewer, key).pk)


@needs(P.ITEM_DRAFT)
@require_POST
def start(request: DeskRequest, key: int) -> HttpResponseBase:
    """Take up an item that waits as 草稿 without anybody working on it."""
    item = access_item(request.viewer, key, P.ITEM_DRAFT)
    try:
        found = start_on(item=item, by=request.viewer.actor, at=request.viewer.now)
    except NotPossible as refusal:
        messages.error(request, str(refusal))
        return redirect("item", key)
    return redirect("draft-edit", found.pk)


@needs(P.ITEM_DRAFT)
@require_http_methods(["GET", "POST"])
def change(request: DeskRequest, key: int) -> HttpResponseBase:
    """Begin a correction or modification of something public."""
    item = access_item(request.viewer, key, P.ITEM_DRAFT)
    request.rail_at = reverse("published")
    form = ChangeForm(posted(request), label_suffix="")
    under_way = item.drafts.filter(state__in=OPEN_STATES).first()
    if request.method == "GET" and under_way is not None:
        messages.warning(request, "这条信息已有正在办理的稿件，请在该稿件上办理。")
        return redirect("draft", under_way.pk)
    if request.method == "POST" and form.is_valid():
        try:
            found = start_change(
                item=item,
                act=Edition.Act(form.cleaned_data["act"]),
                reason=form.cleaned_data["reason"],
                closes_earlier=form.cleaned_data["closes_earlier"],
                by=request.viewer.actor,
                at=request.viewer.now,
            )
        except NotPossible as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("draft-edit", found.pk)
    context = {
        "heading": "更正或修改",
        "item": item,
        "form": form,
        "public": item.state == ItemState.PUBLISHED,
    }
    return render(request, "desk/drafts/change.html", context, status=422 if form.errors else 200)


@needs(*ANYBODY)
@require_http_methods(["GET", "POST"])
def act(request: DeskRequest, key: int, code: str) -> HttpResponseBase:
    """One act: with a form of its own where it needs a reason or a time, else at once."""
    found = access_draft(request.viewer, key)
    if code not in PLAIN and code not in ASKED:
        raise Http404
    offer = offer_of(request.viewer, found, code)
    request.rail_at = reverse("drafts")
    if code in PLAIN:
        if request.method != "POST":
            return redirect("draft", key)
        return _plain(request, found, code)
    made = ScheduleForm if code == "schedule" else ReasonedForm
    form = made(posted(request), label_suffix="")
    if request.method == "GET" and code == "schedule":
        form.initial = _first_time(request, found)
    if request.method == "POST" and form.is_valid():
        try:
            done = _asked(request.viewer, found, code, form.cleaned_data)
        except NotPossible as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, done)
            return redirect("draft", key)
    context = {
        "heading": offer.label,
        "draft": found,
        "offer": offer,
        "form": form,
        "explain": _explained(found, code),
    }
    return render(request, "desk/drafts/act.html", context, status=422 if form.errors else 200)


def _explained(found: Draft, code: str) -> str:
    """What the act does, with the steps that a forced release leaves out."""
    if code != "force":
        return ASKED[code]
    names = "、".join(kind.label for kind in missing_reviews(found))
    return f"将越过：{names}。{ASKED[code]}" if names else ASKED[code]


def _first_time(request: DeskRequest, found: Draft) -> dict[str, object]:
    """The time that is set; else tomorrow morning, which has not passed whatever the hour is."""
    if found.publish_at is not None:
        moment = timezone.localtime(found.publish_at)
        return {"on": moment.date(), "hour": moment.time()}
    return {"on": request.viewer.today + timedelta(days=1), "hour": "09:00"}


def _plain(request: DeskRequest, found: Draft, code: str) -> HttpResponseBase:
    viewer = request.viewer
    try:
        PLAIN[code](found, viewer)
    except NotPossible as refusal:
        found.refresh_from_db()
        return draft_page(request, found, refusal=str(refusal), status=409)
    messages.success(request, DONE[code].format(title=found.title))
    return redirect("draft", found.pk)


def _submit(found: Draft, viewer: Viewer) -> None:
    submit_draft(draft=found, by=viewer.actor, at=viewer.now)


def _recall(found: Draft, viewer: Viewer) -> None:
    recall_draft(draft=found, by=viewer.actor, at=viewer.now)


def _publish(found: Draft, viewer: Viewer) -> None:
    publish_draft(draft=found, by=viewer.actor, at=viewer.now)


def _unschedule(found: Draft, viewer: Viewer) -> None:
    unschedule_draft(draft=found, by=viewer.actor, at=viewer.now)


PLAIN: dict[str, Callable[[Draft, Viewer], None]] = {
    "submit": _submit,
    "recall": _recall,
    "publish": _publish,
    "hold": _publish,
    "unschedule": _unschedule,
}
DONE = {
    "submit": "已送审：“{title}”。机检结果列在下方。",
    "recall": "已收回：“{title}”，可以修改后再送审。",
    "publish": "已公开：“{title}”。",
    "hold": "已入册：“{title}”，不主动公开。",
    "unschedule": "已取消定时：“{title}”。",
}
ASKED = {
    "schedule": "到时由系统公开，以您的名义记录。到时条件不再齐备的，不公开，退回待发布并说明原因。",
    "force": "只用于来不及审查的紧急情形，理由写明什么情形、为什么来不及。保密审查在任何情形下都不能越过。"
    "理由记入公开依据和审计记录，列入“越过审查”，并立即告知监督人员。",
    "return": "退回起草人修改，已签署的意见留存；修改后须重新送审。",
    "drop": "作废后不能恢复，需要时重新起草。首次公开的稿件作废的，信息一并作废；更正、修改的稿件作废，已公开的内容不变。",
}


def _asked(viewer: Viewer, found: Draft, code: str, values: dict[str, object]) -> str:
    """Do it; gives what to say afterwards."""
    reason = str(values.get("reason") or "")
    by, at = viewer.actor, viewer.now
    if code == "force":
        force_draft(draft=found, reason=reason, by=by, at=at)
        return "已越过没有通过的审查，并已告知监督人员；稿件等待发布。"
    if code == "return":
        return_draft(draft=found, reason=reason, by=by, at=at)
        return "已退回起草人修改。"
    if code == "drop":
        drop_draft(draft=found, reason=reason, by=by, at=at)
        return "稿件已作废。"
    moment = timezone.make_aware(datetime.combine(values["on"], values["hour"]))  # type: ignore[arg-type] # cleaned by ScheduleForm: a day and a time
    schedule_draft(draft=found, publish_at=moment, by=by, at=at)
    local = timezone.localtime(moment)
    return f"已定时：{local:%Y-%m-%d %H:%M} 公开。"
