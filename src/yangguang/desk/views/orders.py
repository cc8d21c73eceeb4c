"""催办督办: pressing a body from above, its answer, sending back, closing."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from yangguang.apps.agencies.models import Agency
from yangguang.apps.agencies.permissions import Permission
from yangguang.apps.agencies.verdicts import Refused, refuse
from yangguang.apps.duties.models import Duty, SupervisionOrder
from yangguang.apps.duties.selectors import story_of_order
from yangguang.apps.duties.services import answer_order, close_order, issue_order, return_order
from yangguang.apps.duties.services.supervision import duty_of
from yangguang.desk.access import access_duty, access_order, needs, orders_within, posted
from yangguang.desk.forms.duties import AnswerForm, CloseForm, OrderForm, ReturnForm
from yangguang.desk.lists import Listing
from yangguang.desk.viewer import DeskRequest, Viewer

PRESS = Permission.REQUEST_SUPERVISE
ANSWER = Permission.REQUEST_HANDLE
DAYS_OFFERED = 3
"""Working days that the form offers for an answer; whoever issues the order decides."""


@needs(Permission.DUTY_VIEW)
@require_GET
def orders(request: DeskRequest) -> HttpResponseBase:
    """Orders sent and received within reach, open ones first."""
    viewer = request.viewer
    rows = orders_within(viewer)
    state = request.GET.get("state", "")
    if state in SupervisionOrder.State.values:
        rows = rows.filter(state=state)
    else:
        state = ""
    listing = Listing(
        request,
        rows,
        sorts={
            "newest": ("最新", ("-pk",)),
            "limit": ("反馈期限", ("limit_on", "pk")),
            "agency": ("承办机构", ("agency__path", "-pk")),
        },
    )
    context = {
        "heading": "催办督办",
        "listing": listing,
        "state": state,
        "states": SupervisionOrder.State.choices,
        "may_press": viewer.may_somewhere(PRESS),
    }
    return render(request, "desk/orders.html", context)


def _below(viewer: Viewer) -> QuerySet[Agency]:
    """The bodies that the person may press: within reach, without their own."""
    own = [viewer.agency.pk] if viewer.agency else []
    return viewer.visible(PRESS).exclude(pk__in=own).filter(valid_to__isnull=True).order_by("path")


def _about(request: DeskRequest) -> Duty | None:
    """The duty named in the address, if the person may see it."""
    raw = request.GET.get("duty", "")
    if not raw:
        return None
    if not raw.isascii() or not raw.isdigit() or len(raw) > 18:
        raise Http404
    return access_duty(request.viewer, int(raw))


@needs(PRESS)
@require_http_methods(["GET", "POST"])
def new(request: DeskRequest) -> HttpResponseBase:
    """Press a body, for a duty named in the address or for another matter."""
    viewer = request.viewer
    if viewer.agency is None:
        raise refuse("没有现任岗位", "您目前没有任职，不能催办督办。")
    about = _about(request)
    agencies = _below(viewer)
    if about is not None:
        agencies = agencies.filter(pk=about.agency_id)
    limit = viewer.limits.default.forecast.add(viewer.today, DAYS_OFFERED)
    form = OrderForm(
        posted(request),
        agencies=agencies,
        initial={
            "agency": about.agency_id if about else request.GET.get("agency"),
            "kind": request.GET.get("kind", SupervisionOrder.Kind.URGE),
            "title": about.title if about else "",
            "limit_on": limit,
        },
    )
    if request.method == "POST" and form.is_valid():
        try:
            order = issue_order(
                sender=viewer.agency,
                duty=about,
                **form.cleaned_data,
                by=viewer.actor,
                at=viewer.now,
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(
                request,
                f"已向{order.agency.name}{order.get_kind_display()}，期限 {order.limit_on}。",
            )
            return redirect("order", order.pk)
    context = {
        "heading": "催办督办",
        "form": form,
        "button": "发出",
        "back": "duty" if about else "orders",
        "back_key": about.pk if about else None,
        "explain": "依据《条例》第四十七条。发出后立即通知承办机构，并为其登记反馈期限；"
        "反馈不等于原事项办结。",
    }
    return render(request, "desk/form.html", context, status=422 if form.errors else 200)


@needs(Permission.DUTY_VIEW)
@require_GET
def order(request: DeskRequest, key: int) -> HttpResponseBase:
    """One order: the demand, the answer, what may be done now."""
    return _page(request, access_order(request.viewer, key))


def _may_answer(viewer: Viewer, found: SupervisionOrder) -> bool:
    return bool(viewer.may(ANSWER, found.agency))


def _may_judge(viewer: Viewer, found: SupervisionOrder) -> bool:
    """The sender's people decide; those of another body look on."""
    acting = viewer.agency is not None and viewer.agency.pk == found.sender_id
    return acting and viewer.may_somewhere(PRESS)


def _page(
    request: DeskRequest, found: SupervisionOrder, wrong: forms.Form | None = None
) -> HttpResponseBase:
    viewer = request.viewer
    state = SupervisionOrder.State
    due = duty_of(found)
    may_answer = found.state == state.OPEN and _may_answer(viewer, found)
    judging = _may_judge(viewer, found)
    limit = viewer.limits.default.forecast.add(viewer.today, DAYS_OFFERED)
    about = found.duty

    def form_of(kind: type[forms.Form], initial: dict[str, Any] | None = None) -> forms.Form:
        return wrong if isinstance(wrong, kind) else kind(initial=initial)

    story = story_of_order(found)
    returned = [act for act in story if act.verb == "supervision.return"]
    context = {
        "heading": str(found),
        "story": story,
        "sent_back": returned[-1] if returned and found.state == state.OPEN else None,
        "order": found,
        "duty": due,
        "about": about,
        "sees_about": about is not None
        and viewer.visible(Permission.DUTY_VIEW).filter(pk=about.agency_id).exists(),
        "answer_form": form_of(AnswerForm) if may_answer else None,
        "return_form": form_of(ReturnForm, {"limit_on": limit})
        if judging and found.state == state.ANSWERED
        else None,
        "close_form": form_of(CloseForm) if judging and found.state != state.CLOSED else None,
        "form": wrong,
    }
    return render(request, "desk/order.html", context, status=422 if wrong else 200)


def _act(
    request: DeskRequest, key: int, form: forms.Form, *, judging: bool
) -> tuple[SupervisionOrder, bool]:
    """The order, if the person may act on it so, and whether the form is right."""
    found = access_order(request.viewer, key)
    if judging and not _may_judge(request.viewer, found):
        raise refuse(
            "不是发出机构",
            f"这件{found.get_kind_display()}由{found.sender.name}发出，只能由其处理。",
        )
    if not judging and not _may_answer(request.viewer, found):
        raise refuse(
            "不是承办机构",
            f"这件{found.get_kind_display()}由{found.agency.name}反馈，请联系该机构。",
        )
    return found, form.is_valid()


@needs(ANSWER)
@require_http_methods(["POST"])
def answer(request: DeskRequest, key: int) -> HttpResponseBase:
    """The body says what it did."""
    form = AnswerForm(posted(request))
    found, right = _act(request, key, form, judging=False)
    if not right:
        return _page(request, found, form)
    answer_order(order=found, **form.cleaned_data, by=request.viewer.actor, at=request.viewer.now)
    messages.success(request, "反馈已提交，并已通知发出机构。")
    return redirect("order", found.pk)


@needs(PRESS)
@require_http_methods(["POST"])
def send_back(request: DeskRequest, key: int) -> HttpResponseBase:
    """The sender asks for another answer."""
    form = ReturnForm(posted(request))
    found, right = _act(request, key, form, judging=True)
    if not right:
        return _page(request, found, form)
    return_order(order=found, **form.cleaned_data, by=request.viewer.actor, at=request.viewer.now)
    messages.success(request, "已退回重报，并已通知承办机构。")
    return redirect("order", found.pk)


@needs(PRESS)
@require_http_methods(["POST"])
def close(request: DeskRequest, key: int) -> HttpResponseBase:
    """The sender ends the matter."""
    form = CloseForm(posted(request))
    found, right = _act(request, key, form, judging=True)
    if not right:
        return _page(request, found, form)
    close_order(order=found, **form.cleaned_data, by=request.viewer.actor, at=request.viewer.now)
    messages.success(request, f"{found.get_kind_display()}已办结。")
    return redirect("order", found.pk)
