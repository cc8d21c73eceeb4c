"""双随机抽查: plans, the promise, the draw, and the record as everybody sees it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from yangguang.apps.agencies.models import Agency
from yangguang.apps.agencies.selectors import agencies_in_force
from yangguang.apps.agencies.verdicts import Refused
from yangguang.apps.draws.models import Commitment, Plan, Round
from yangguang.apps.draws.pools import groups_of, law_plan, lots_by_grade, pools_of
from yangguang.apps.draws.selectors import (
    drawn_of,
    moved_since,
    newest_record,
    plans_within,
    replacements_of,
    steps_of,
)
from yangguang.apps.draws.services import (
    commit_seed,
    drop_plan,
    hold_draw,
    plan_draw,
    revise_plan,
    void_commitment,
)
from yangguang.apps.registers.models import Register
from yangguang.desk.access import needs, posted
from yangguang.desk.draws import (
    EDIT,
    VIEW,
    access_plan,
    access_round,
    planning_bodies,
    stages_of,
)
from yangguang.desk.forms.draws import CommitForm, HoldForm, PlanForm, VoidForm
from yangguang.desk.lists import Listing
from yangguang.desk.viewer import DeskRequest


@needs(VIEW)
@require_GET
def draws(request: DeskRequest) -> HttpResponseBase:
    """The plans within reach, by state."""
    viewer = request.viewer
    rows = plans_within(viewer.visible(VIEW))
    state = request.GET.get("state", "")
    if state in Plan.State.values:
        rows = rows.filter(state=state)
    context = {
        "heading": "双随机抽查",
        "listing": Listing(request, rows, sorts={"newest": ("最近拟订", ("-pk",))}),
        "states": Plan.State.choices,
        "state": state,
        "may_edit": viewer.may_somewhere(EDIT),
        "ready": Register.objects.filter(code="inspection-objects").exists(),
    }
    return render(request, "desk/draws/index.html", context)


@needs(EDIT)
@require_http_methods(["GET", "POST"])
def new(request: DeskRequest) -> HttpResponseBase:
    """Plan a random check, on its own or for a round of the year's plan (``?round=``)."""
    return _form_page(request, None, _asked_round(request))


@needs(EDIT)
@require_http_methods(["GET", "POST"])
def edit(request: DeskRequest, key: int) -> HttpResponseBase:
    """Change a plan that nothing was promised for."""
    return _form_page(request, access_plan(request.viewer, key, EDIT))


def _asked_round(request: DeskRequest) -> Round | None:
    said = request.GET.get("round", "")
    if not said:
        return None
    if not said.isascii() or not said.isdigit() or len(said) > 18:
        raise Http404
    return access_round(request.viewer, int(said), EDIT)


def _form_page(
    request: DeskRequest, plan: Plan | None, round: Round | None = None
) -> HttpResponseBase:
    viewer = request.viewer
    bodies = planning_bodies(viewer)
    if round is not None:
        bodies = bodies.filter(pk=round.task.plan.agency_id)
    own = plan.agency if plan else _own(request, bodies)
    partners = agencies_in_force(viewer.today).exclude(pk=own.pk).order_by("path", "pk")
    try:
        form = PlanForm(posted(request), bodies=bodies, partners=partners, plan=plan, round=round)
    except Refused as refused:
        messages.warning(request, str(refused))
        return redirect("draws")
    if request.method == "POST" and form.is_valid():
        try:
            if plan is None:
                body = form.cleaned_data.get("agency") or own
                made = plan_draw(agency=body, facts=form.facts(), by=viewer.actor, at=viewer.now)
            else:
                made = revise_plan(plan=plan, facts=form.facts(), by=viewer.actor, at=viewer.now)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, f"已保存“{made}”。")
            return redirect("draw", made.pk)
    context = {
        "heading": f"修改：{plan.title}" if plan else "拟订抽查计划",
        "form": form,
        "plan": plan,
        "round": form.round,
    }
    return render(request, "desk/draws/form.html", context, status=422 if form.errors else 200)


def _own(request: DeskRequest, bodies: Any) -> Agency:
    viewer = request.viewer
    own = bodies.filter(pk=viewer.agency.pk).first() if viewer.agency else None
    found = own or bodies.first()
    if found is None:
        raise Http404
    return found if isinstance(found, Agency) else viewer.agency or found


@needs(VIEW)
@require_GET
def plan(request: DeskRequest, key: int) -> HttpResponseBase:
    """One plan: where it stands, what is to do now, and all that was published of it."""
    return _plan_page(request, access_plan(request.viewer, key))


def _plan_page(request: DeskRequest, plan: Plan, **forms: Any) -> HttpResponseBase:
    viewer = request.viewer
    commitments = list(plan.commitments.all())
    promise = next((one for one in commitments if one.voided_at is None), None)
    draw = getattr(plan, "draw", None)
    rows = drawn_of(draw) if draw else []
    waiting = promise is not None and draw is None
    waits = promise is not None and draw is None and viewer.now < promise.public_from
    context = {
        "heading": plan.title,
        "plan": plan,
        "law": law_plan(plan),
        "stages": stages_of(plan, promise, rows),
        "groups": groups_of(plan) if plan.state == Plan.State.DRAFT else {},
        "lots": lots_by_grade(plan) if plan.state == Plan.State.DRAFT else {},
        "commitments": commitments,
        "promise": promise,
        "draw": draw,
        "rows": rows,
        "record": newest_record(draw) if draw else None,
        "records": list(draw.records.defer("text")) if draw else [],
        "steps": steps_of(draw) if draw and request.GET.get("check") else (),
        "replacements": replacements_of(draw) if draw else [],
        "moved": moved_since(promise) if promise and waiting and not waits else None,
        "waits": waits,
        "verdict": viewer.may(EDIT, plan.agency),
        "commit_form": CommitForm(),
        "hold_form": HoldForm(),
        "void_form": VoidForm(),
        **forms,
    }
    return render(request, "desk/draws/plan.html", context, status=422 if forms else 200)


@needs(EDIT)
@require_POST
def drop(request: DeskRequest, key: int) -> HttpResponseBase:
    """Give a plan up."""
    plan = access_plan(request.viewer, key, EDIT)
    why = request.POST.get("why", "")
    return _done(
        request,
        plan,
        lambda: drop_plan(plan=plan, why=why, by=request.viewer.actor, at=request.viewer.now),
        "计划已取消。",
    )


@needs(EDIT)
@require_POST
def commit(request: DeskRequest, key: int) -> HttpResponseBase:
    """Publish the promise."""
    plan = access_plan(request.viewer, key, EDIT)
    form = CommitForm(request.POST)
    if not form.is_valid():
        return _plan_page(request, plan, commit_form=form)
    said = form.cleaned_data
    return _done(
        request,
        plan,
        lambda: commit_seed(
            plan=plan, public_source=said["public_source"], public_from=said["public_from"],
            by=request.viewer.actor, at=request.viewer.now,
        ),
        "承诺书已经公布。公开部分产生以后，回到本页抽取。",
        form=form,
        name="commit_form",
    )  # fmt: skip


@needs(EDIT)
@require_POST
def void(request: DeskRequest, key: int) -> HttpResponseBase:
    """Give the promise up; it and its secret stay public."""
    plan = access_plan(request.viewer, key, EDIT)
    promise = Commitment.objects.filter(plan=plan, voided_at__isnull=True).first()
    if promise is None:
        raise Http404
    form = VoidForm(request.POST)
    if not form.is_valid():
        return _plan_page(request, plan, void_form=form)
    return _done(
        request,
        plan,
        lambda: void_commitment(
            commitment=promise, why=form.cleaned_data["why"],
            source_failed=form.cleaned_data["source_failed"],
            by=request.viewer.actor, at=request.viewer.now,
        ),
        "承诺已作废，承诺书和秘密部分照样公布。",
        form=form,
        name="void_form",
    )  # fmt: skip


@needs(EDIT)
@require_POST
def hold(request: DeskRequest, key: int) -> HttpResponseBase:
    """Draw."""
    plan = access_plan(request.viewer, key, EDIT)
    form = HoldForm(request.POST)
    if not form.is_valid():
        return _plan_page(request, plan, hold_form=form)
    return _done(
        request,
        plan,
        lambda: hold_draw(
            plan=plan, public_value=form.cleaned_data["public_value"],
            witnesses=form.cleaned_data["witnesses"],
            by=request.viewer.actor, at=request.viewer.now,
        ),
        "抽取完成，记录已经公布。",
        form=form,
        name="hold_form",
    )  # fmt: skip


def _done(
    request: DeskRequest,
    plan: Plan,
    act: Callable[[], object],
    words: str,
    *,
    form: Any = None,
    name: str = "",
) -> HttpResponseBase:
    try:
        act()
    except Refused as refused:
        if form is None:
            messages.warning(request, str(refused))
            return redirect("draw", plan.pk)
        form.add_error(None, str(refused))
        return _plan_page(request, access_plan(request.viewer, plan.pk), **{name: form})
    messages.success(request, words)
    return redirect("draw", plan.pk)


@needs(VIEW)
@require_GET
def record(request: DeskRequest, key: int) -> HttpResponseBase:
    """The record as it is published."""
    plan = access_plan(request.viewer, key)
    draw = getattr(plan, "draw", None)
    if draw is None:
        raise Http404
    answer = HttpResponse(newest_record(draw).text, content_type="application/json; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="record.json"'
    return answer


@needs(EDIT)
@require_GET
def conflicts(request: DeskRequest, key: int) -> HttpResponseBase:
    """Who must keep away from whom, with the grounds: for the office alone."""
    plan = access_plan(request.viewer, key, EDIT)
    promise = plan.commitments.filter(voided_at__isnull=True).first()
    if promise is None:
        raise Http404
    pools = pools_of(promise)
    objects = {row.key: row.name for row in pools.objects}
    people = {row.key: row.name for row in pools.inspectors}
    rows = [
        (objects[one.object], people[one.inspector], one.ground.label, one.words)
        for one in pools.conflicts
    ]
    context = {"heading": "应当回避的情形", "plan": plan, "rows": rows[:2000], "total": len(rows)}
    return render(request, "desk/draws/conflicts.html", context)
