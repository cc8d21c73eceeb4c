"""Planning a random check: of whom how many, by whom, on which items of the published list.

依据: 国办发〔2015〕58号 (no check without a basis in law; items, shares and frequency are fixed
beforehand); 《行政处罚法》第四十二条第一款.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from yangguang.apps.agencies.models import Agency
from yangguang.apps.agencies.verdicts import refuse
from yangguang.apps.audit.actors import Actor
from yangguang.apps.audit.services import Subject, record
from yangguang.apps.draws.models import Plan, Round, YearPlan
from yangguang.apps.draws.pools import ITEMS, law_plan, register_of
from yangguang.apps.registers.selectors import live_rows
from yangguang.law.drawing import BadPool, canonical, plan_problems


@dataclass(frozen=True, slots=True)
class PlanFacts:
    """What a plan says. ``items`` are keys of live rows of the list of items.

    ``weights``: {grade, lots}; where there are some, ``shares`` is the one of `pools.WHOLE`.
    ``round``: the round of the year's plan that it carries out.
    """

    number: str
    title: str
    check_from: date
    check_to: date
    items: Collection[int]
    shares: Sequence[Mapping[str, Any]]
    team: Mapping[str, Any] = field(default_factory=dict)
    asked: Mapping[str, str] = field(default_factory=dict)
    partners: Collection[Agency] = ()
    basis: str = ""
    spare_since: date | None = None
    weights: Sequence[Mapping[str, Any]] = ()
    round: Round | None = None


def subject_of(plan: Plan) -> Subject:
    """The plan as acts and duties name it."""
    return Subject("draw-plan", str(plan.pk), str(plan), plan.agency_id)


def plan_draw(*, agency: Agency, facts: PlanFacts, by: Actor, at: datetime) -> Plan:
    """A plan, still open to revision. Raises Refused with every problem it has."""
    with transaction.atomic():
        plan = Plan(agency=agency, made_by_name=by.name, made_at=at)
        _fill(plan, facts)
        record(
            by=by, at=at, verb="draw.plan", subject=subject_of(plan), basis=plan.basis,
            after=_terms(plan),
        )  # fmt: skip
    return plan


def revise_plan(*, plan: Plan, facts: PlanFacts, by: Actor, at: datetime) -> Plan:
    """Change a plan that nothing was promised for yet. Raises Refused otherwise."""
    with transaction.atomic():
        held = locked(plan, Plan.State.DRAFT, "修改")
        before = _terms(held)
        _fill(held, facts)
        record(
            by=by, at=at, verb="draw.revise", subject=subject_of(held), before=before,
            after=_terms(held),
        )  # fmt: skip
    return held


def drop_plan(*, plan: Plan, why: str, by: Actor, at: datetime) -> Plan:
    """Give a plan up before anything was promised; it stays on record, and the round of the year's
    plan that it was to carry out waits for another. Raises Refused otherwise."""
    if not why.strip():
        raise refuse("缺少理由", "请写明取消计划的理由。")
    with transaction.atomic():
        held = locked(plan, Plan.State.DRAFT, "取消")
        held.state, held.dropped_why = Plan.State.DROPPED, why.strip()[:300]
        held.save(update_fields=["state", "dropped_why"])
        record(by=by, at=at, verb="draw.drop", subject=subject_of(held), reason=why)
    return held


def locked(plan: Plan, state: Plan.State, act: str) -> Plan:
    """The plan, held until the transaction ends. Raises Refused in any other state."""
    held = Plan.objects.select_for_update(of=("self",)).select_related("agency").get(pk=plan.pk)
    if held.state != state:
        raise refuse(
            f"不能{act}",
            f"“{held}”{held.get_state_display()}，不能{act}。请刷新页面，按现在的状态办理。",
        )
    return held


def _terms(plan: Plan) -> dict[str, Any]:
    terms = {"shares": plan.shares, "team": plan.team, "asked": plan.asked}
    return terms | ({"weights": plan.weights} if plan.weights else {})


def _fill(plan: Plan, facts: PlanFacts) -> None:
    problems = _problems(facts)
    plan.number, plan.title = facts.number.strip(), facts.title.strip()
    plan.basis = facts.basis.strip()[:200]
    plan.check_from, plan.check_to = facts.check_from, facts.check_to
    plan.spare_since = facts.spare_since
    plan.shares = [dict(row) for row in facts.shares]
    plan.weights = [dict(row) for row in facts.weights]
    plan.team, plan.asked = dict(facts.team), dict(facts.asked)
    plan.items = chosen_items(facts.items)
    if not plan.items:
        problems.append("没有选择抽查事项；清单以外的事项不得检查，请从随机抽查事项清单中选择。")
    if facts.round is not None:
        problems += _round_problems(plan, facts.round)
    plan.round = facts.round
    try:
        canonical(plan.number)
        problems += plan_problems(law_plan(plan))
    except BadPool as wrong:
        problems.append(str(wrong))
    if problems:
        raise refuse("计划不完整", "".join(dict.fromkeys(problems)))
    try:
        with transaction.atomic():
            plan.save()
    except IntegrityError as taken:
        raise refuse(
            "编号重复", f"本机关已有编号为“{plan.number}”的抽查计划，请换一个编号。"
        ) from taken
    plan.partners.set(one for one in facts.partners if one.pk != plan.agency_id)


def _problems(facts: PlanFacts) -> list[str]:
    problems = []
    if not facts.title.strip():
        problems.append("计划没有名称。")
    if len(facts.number.strip()) > 40:
        problems.append("计划编号不能超过40字。")
    if len(facts.title.strip()) > 100:
        problems.append("计划名称不能超过100字。")
    if facts.check_to < facts.check_from:
        problems.append("检查的止日早于起日。")
    return problems


def _round_problems(plan: Plan, wanted: Round) -> list[str]:
    """Why the check does not carry out that round of the year's plan."""
    task = wanted.task
    problems = []
    if task.plan.state != YearPlan.State.PUBLISHED or task.cancelled_on is not None:
        problems.append(f"年度计划中的“{task.title}”没有公布或者已经取消，不能据以抽取。")
    if task.plan.agency_id != plan.agency_id:
        problems.append(f"“{task.title}”是{task.plan.agency.name}的年度计划，不能由其他机关抽取。")
    if wanted.done_on is not None:
        problems.append(f"“{wanted}”已经完成，不能再抽取。")
    taken = wanted.plans.exclude(pk=plan.pk).exclude(state=Plan.State.DROPPED).first()
    if taken is not None:
        problems.append(f"“{wanted}”已经拟订了抽查计划“{taken}”，不能重复拟订。")
    planned = {item["row"] for item in task.items}
    beyond = [item["name"] for item in plan.items if item["row"] not in planned]
    if beyond:
        problems.append(
            f"抽查事项“{'、'.join(beyond)}”不在年度计划的这项任务中；请删去，或者先调整年度计划。"
        )
    return problems


def chosen_items(keys: Collection[int]) -> list[dict[str, str]]:
    """These rows of the list of items as they read now: {row, number, name, content, basis}."""
    rows = live_rows(register_of(ITEMS)).filter(row__in=keys).order_by("t1", "pk")
    return [
        {
            "row": str(version.row_id),
            **{
                code: str(version.values.get(code, ""))
                for code in ("number", "name", "content", "basis")
            },
        }
        for version in rows
    ]
