"""年度抽查计划: tasks, publication, changes with their reason, and each round until it is carried out."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from yangguang.apps.agencies.selectors import agencies_in_force
from yangguang.apps.agencies.verdicts import Refused
from yangguang.apps.draws.models import Round, YearPlan, YearTask
from yangguang.apps.draws.services import (
    add_task,
    change_task,
    drop_task,
    drop_year_plan,
    make_year_plan,
    publish_year_plan,
    settle_round,
)
from yangguang.apps.draws.years import tallies_of, tally_of, task_rows, year_plans_within
from yangguang.apps.registers.models import Register
from yangguang.desk.access import needs, posted
from yangguang.desk.draws import (
    EDIT,
    REVIEW,
    VIEW,
    access_round,
    access_task,
    access_year,
    planning_bodies,
)
from yangguang.desk.forms.draws_yearly import PublishForm, SettleForm, TaskForm, YearForm
from yangguang.desk.lists import Listing
from yangguang.desk.viewer import DeskRequest


@needs(VIEW)
@require_GET
def years(request: DeskRequest) -> HttpResponseBase:
    """The plans of years within reach, with how far each is."""
    viewer = request.viewer
    listing = Listing(
        request, year_plans_within(viewer.visible(VIEW)),
        sorts={"newest": ("年度", ("-year", "-pk"))},
    )  # fmt: skip
    plans = list(listing.page)
    tallies = tallies_of(plans, viewer.today)
    context = {
        "heading": "年度抽查计划",
        "listing": listing,
        "rows": [(plan, tallies[plan.pk]) for plan in plans],
        "may_edit": viewer.may_somewhere(EDIT),
        "ready": Register.objects.filter(code="inspection-items").exists(),
    }
    return render(request, "desk/draws/years.html", context)


@needs(EDIT)
@require_http_methods(["GET", "POST"])
def new(request: DeskRequest) -> HttpResponseBase:
    """Begin the plan of a year."""
    viewer = request.viewer
    bodies = planning_bodies(viewer)
    own = bodies.filter(pk=viewer.agency.pk).first() if viewer.agency else None
    own = own or bodies.first()
    if own is None:
        raise Http404
    form = YearForm(posted(request), bodies=bodies, year=viewer.today.year)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            plan = make_year_plan(
                agency=said.get("agency") or own, year=said["year"], title=said["title"],
                document=said["document"], basis=said["basis"], by=viewer.actor, at=viewer.now,
            )  # fmt: skip
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, f"已拟订“{plan}”，请逐项增加任务。")
            return redirect("draw-year", plan.pk)
    context = {"heading": "拟订年度抽查计划", "form": form}
    return render(request, "desk/draws/year_form.html", context, status=422 if form.errors else 200)


@needs(VIEW)
@require_GET
def year(request: DeskRequest, key: int) -> HttpResponseBase:
    """One plan: its tasks, how each round stands, what was changed and why."""
    return _year_page(request, access_year(request.viewer, key))


def _year_page(request: DeskRequest, plan: YearPlan, **forms: Any) -> HttpResponseBase:
    viewer = request.viewer
    rows = task_rows(plan, viewer.today)
    context = {
        "heading": plan.title,
        "plan": plan,
        "rows": rows,
        "tally": tally_of(rows),
        "changes": list(plan.changes.select_related("task")),
        "may_edit": viewer.may(EDIT, plan.agency),
        "may_publish": viewer.may(REVIEW, plan.agency),
        "publish_form": PublishForm(),
        **forms,
    }
    return render(request, "desk/draws/year.html", context, status=422 if forms else 200)


@needs(REVIEW)
@require_POST
def publish(request: DeskRequest, key: int) -> HttpResponseBase:
    """Make the plan public."""
    plan = access_year(request.viewer, key, REVIEW)
    form = PublishForm(request.POST)
    if form.is_valid():
        try:
            publish_year_plan(
                plan=plan, published_on=form.cleaned_data["published_on"],
                by=request.viewer.actor, at=request.viewer.now,
            )  # fmt: skip
        except Refused as refused:
            form.add_error(None, str(refused))
    if form.errors:
        return _year_page(request, plan, publish_form=form)
    messages.success(request, "计划已经公布，各项任务已列入应办事项。")
    return redirect("draw-year", plan.pk)


@needs(EDIT)
@require_POST
def drop(request: DeskRequest, key: int) -> HttpResponseBase:
    """Throw a draft away."""
    plan = access_year(request.viewer, key, EDIT)
    try:
        drop_year_plan(plan=plan, by=request.viewer.actor, at=request.viewer.now)
    except Refused as refused:
        messages.warning(request, str(refused))
        return redirect("draw-year", plan.pk)
    messages.success(request, "草稿已删除。")
    return redirect("draw-years")


@needs(EDIT)
@require_http_methods(["GET", "POST"])
def new_task(request: DeskRequest, key: int) -> HttpResponseBase:
    """Add a task."""
    return _task_page(request, access_year(request.viewer, key, EDIT), None)


@needs(EDIT)
@require_http_methods(["GET", "POST"])
def edit_task(request: DeskRequest, key: int) -> HttpResponseBase:
    """Say a task otherwise."""
    task = access_task(request.viewer, key)
    return _task_page(request, task.plan, task)


def _task_page(request: DeskRequest, plan: YearPlan, task: YearTask | None) -> HttpResponseBase:
    viewer = request.viewer
    public = plan.state == YearPlan.State.PUBLISHED
    partners = agencies_in_force(viewer.today).exclude(pk=plan.agency_id).order_by("path", "pk")
    form = TaskForm(posted(request), partners=partners, task=task, public=public)
    if request.method == "POST" and form.is_valid():
        why = form.cleaned_data.get("why", "")
        try:
            if task is None:
                add_task(plan=plan, facts=form.facts(), why=why, by=viewer.actor, at=viewer.now)
            else:
                change_task(task=task, facts=form.facts(), why=why, by=viewer.actor, at=viewer.now)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "任务已保存。")
            return redirect("draw-year", plan.pk)
    context = {
        "heading": f"{'调整' if public else '修改'}：{task.title}" if task else "增加抽查任务",
        "form": form,
        "plan": plan,
        "task": task,
        "public": public,
    }
    return render(request, "desk/draws/task_form.html", context, status=422 if form.errors else 200)


@needs(EDIT)
@require_POST
def remove_task(request: DeskRequest, key: int) -> HttpResponseBase:
    """Give a task up."""
    task = access_task(request.viewer, key)
    why = request.POST.get("why", "")
    try:
        drop_task(task=task, why=why, by=request.viewer.actor, at=request.viewer.now)
    except Refused as refused:
        messages.warning(request, str(refused))
    else:
        messages.success(request, f"“{task.title}”已取消。")
    return redirect("draw-year", task.plan_id)


@needs(VIEW)
@require_GET
def one_round(request: DeskRequest, key: int) -> HttpResponseBase:
    """One round: where it stands, the way to draw for it, or where it was carried out elsewhere."""
    return _round_page(request, access_round(request.viewer, key), SettleForm())


@needs(EDIT)
@require_POST
def settle(request: DeskRequest, key: int) -> HttpResponseBase:
    """Write down where a round was carried out."""
    viewer = request.viewer
    one = access_round(viewer, key, EDIT)
    form = SettleForm(request.POST)
    if form.is_valid():
        try:
            settle_round(
                one=one, done_on=form.cleaned_data["done_on"], words=form.cleaned_data["words"],
                by=viewer.actor, at=viewer.now,
            )  # fmt: skip
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "已登记完成。")
            return redirect("draw-year", one.task.plan_id)
    return _round_page(request, one, form)


def _round_page(request: DeskRequest, one: Round, form: SettleForm) -> HttpResponseBase:
    viewer = request.viewer
    rows = task_rows(one.task.plan, viewer.today)
    row, found = next(
        (row, found) for row in rows for found in row.rounds if found.round.pk == one.pk
    )
    context = {
        "heading": str(one),
        "plan": one.task.plan,
        "row": row,
        "found": found,
        "form": form,
        "verdict": viewer.may(EDIT, one.task.plan.agency),
    }
    return render(request, "desk/draws/round.html", context, status=422 if form.errors else 200)
