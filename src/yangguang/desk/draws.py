"""What the pages of random inspection share: who reaches a plan, and where a plan stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet
from django.http import Http404

from yangguang.apps.agencies.models import Agency
from yangguang.apps.agencies.permissions import Permission
from yangguang.apps.agencies.selectors import agencies_in_force
from yangguang.apps.draws.models import (
    Commitment,
    Drawn,
    Objection,
    Plan,
    Round,
    YearPlan,
    YearTask,
)
from yangguang.apps.draws.selectors import plans_within
from yangguang.apps.draws.years import year_plans_within
from yangguang.apps.registers.models import Version
from yangguang.desk.viewer import Viewer

VIEW, EDIT, REVIEW = Permission.REGISTER_VIEW, Permission.REGISTER_EDIT, Permission.REGISTER_REVIEW


def access_plan(viewer: Viewer, key: int, permission: Permission = VIEW) -> Plan:
    """The plan, if a body within reach leads it; to look at, also if one joins it."""
    within = viewer.visible(permission)
    rows = plans_within(within) if permission is VIEW else Plan.objects.filter(agency__in=within)
    row = (
        rows.filter(pk=key)
        .select_related("agency", "draw__commitment", "round__task__plan")
        .first()
    )
    if row is None:
        raise Http404
    return row


def access_drawn(viewer: Viewer, key: int, permission: Permission = VIEW) -> Drawn:
    """The drawn object, if a body within reach leads its plan; to look at, also if one joins it."""
    within = viewer.visible(permission)
    plans = plans_within(within) if permission is VIEW else Plan.objects.filter(agency__in=within)
    row = (
        Drawn.objects.filter(pk=key, draw__plan__in=plans.order_by().values("pk"))
        .select_related("draw__plan__agency", "draw__commitment", "result_row__register")
        .first()
    )
    if row is None:
        raise Http404
    return row


def access_year(viewer: Viewer, key: int, permission: Permission = VIEW) -> YearPlan:
    """The plan of a year, if a body within reach leads it; to look at, also if it is named in it."""
    row = _years(viewer, permission).filter(pk=key).select_related("agency").first()
    if row is None:
        raise Http404
    return row


def access_task(viewer: Viewer, key: int, permission: Permission = EDIT) -> YearTask:
    """The task of a plan within reach."""
    years = _years(viewer, permission).order_by().values("pk")
    row = YearTask.objects.filter(pk=key, plan__in=years).select_related("plan__agency").first()
    if row is None:
        raise Http404
    return row


def access_round(viewer: Viewer, key: int, permission: Permission = VIEW) -> Round:
    """The round of a plan within reach."""
    years = _years(viewer, permission).order_by().values("pk")
    row = (
        Round.objects.filter(pk=key, task__plan__in=years)
        .select_related("task__plan__agency")
        .first()
    )
    if row is None:
        raise Http404
    return row


def _years(viewer: Viewer, permission: Permission) -> QuerySet[YearPlan]:
    within = viewer.visible(permission)
    if permission is VIEW:
        return year_plans_within(within)
    return YearPlan.objects.filter(agency__in=within)


def access_objection(viewer: Viewer, key: int, permission: Permission = VIEW) -> Objection:
    """The objection, if it concerns a listing of a body within reach."""
    row = (
        Objection.objects.filter(pk=key, agency__in=viewer.visible(permission))
        .select_related("agency", "row__register")
        .first()
    )
    if row is None:
        raise Http404
    return row


def access_listing(viewer: Viewer, row: int, permission: Permission = EDIT) -> Version:
    """The live wording of a listing of a body within reach."""
    found = (
        Version.objects.filter(row=row, live=True, agency__in=viewer.visible(permission))
        .select_related("register", "row", "agency")
        .first()
    )
    if found is None:
        raise Http404
    return found


def planning_bodies(viewer: Viewer) -> QuerySet[Agency]:
    """Bodies that live and for which the person may plan, in the order of the tree."""
    return (
        agencies_in_force(viewer.today).filter(pk__in=viewer.visible(EDIT)).order_by("path", "pk")
    )


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage of a plan: done, the one to do now, or still ahead."""

    label: str
    state: str
    note: str = ""


def stages_of(plan: Plan, promise: Commitment | None, drawn: Sequence[Drawn]) -> list[Stage]:
    """Plan, promise, draw, checks: where the plan stands."""
    standing = [row for row in drawn if not row.replaced]
    checked = sum(row.checked_on is not None for row in standing)
    done = [
        plan.state != Plan.State.DROPPED,
        promise is not None,
        plan.state == Plan.State.DRAWN,
        bool(standing) and checked == len(standing),
    ]
    notes = [
        f"{plan.made_at:%Y-%m-%d}",
        f"{promise.made_at:%Y-%m-%d}" if promise else "",
        f"{plan.draw.held_at:%Y-%m-%d}" if done[2] else "",
        f"{checked}/{len(standing)}" if standing else "",
    ]
    labels = ("拟订计划", "公布承诺", "公开抽取", "检查并录入结果")
    now = next((number for number, one in enumerate(done) if not one), len(done))
    return [
        Stage(label, "done" if number < now else "now" if number == now else "ahead", note)
        for number, (label, note) in enumerate(zip(labels, notes, strict=True))
    ]
