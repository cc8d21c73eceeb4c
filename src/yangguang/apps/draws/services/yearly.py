"""The plan of a year: its tasks, its publication, and every later change with its reason.

依据: 国发〔2019〕5号 二（三）（制定抽查工作计划, 计划可以动态调整; 部门联合抽查计划统筹制定）. Each round of a task
is a duty of the body that leads; carried out is it when the check that was drawn for it is told whole.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone

from yangguang.apps.agencies.models import Agency
from yangguang.apps.agencies.verdicts import refuse
from yangguang.apps.audit.actors import Actor, ActorKind
from yangguang.apps.audit.services import Subject, record
from yangguang.apps.draws.models import YearChange, YearPlan, YearTask
from yangguang.apps.draws.services.planning import chosen_items
from yangguang.apps.draws.services.rounds import lay_rounds, release_rounds
from yangguang.law.drawing import Planned, read_share, task_problems


@dataclass(frozen=True, slots=True)
class TaskFacts:
    """What a task says. ``items`` are keys of live rows of the list of items; ``share`` as people
    write it: ``5%``, ``10家``."""

    title: str
    items: Collection[int]
    objects: str
    share: str
    first_month: int
    last_month: int
    times: int = 1
    partners: Collection[Agency] = ()


def subject_of_year(plan: YearPlan) -> Subject:
    """The plan of the year as acts name it."""
    return Subject("year-plan", str(plan.pk), str(plan), plan.agency_id)


def make_year_plan(
    *,
    agency: Agency,
    year: int,
    title: str,
    by: Actor,
    at: datetime,
    document: str = "",
    basis: str = "",
) -> YearPlan:
    """A plan without tasks yet. Raises Refused without a title, for a year far off, and where the
    body has a plan for that year."""
    title = title.strip()
    if not title or len(title) > 100:
        raise refuse("计划名称有误", "请填写计划名称，不超过100字。")
    this = timezone.localdate(at).year
    if not this - 5 <= year <= this + 1:
        raise refuse("年度有误", f"年度应在{this - 5}与{this + 1}之间，请核对。")
    with transaction.atomic():
        plan = YearPlan(
            agency=agency, year=year, title=title, document=document.strip()[:60],
            basis=basis.strip()[:200], made_by_key=by.key, made_by_name=by.name, made_at=at,
        )  # fmt: skip
        try:
            with transaction.atomic():
                plan.save(force_insert=True)
        except IntegrityError as taken:
            raise refuse(
                "已有年度计划",
                f"{agency.name}已有{year}年度抽查计划，请在该计划中增加或者调整任务。",
            ) from taken
        record(by=by, at=at, verb="year-plan.make", subject=subject_of_year(plan), basis=basis)
    return plan


def add_task(
    *, plan: YearPlan, facts: TaskFacts, by: Actor, at: datetime, why: str = ""
) -> YearTask:
    """A further task. Raises Refused with all it lacks, and without a reason once the plan is public."""
    with transaction.atomic():
        held = _locked(plan, why)
        last = held.tasks.aggregate(last=Max("number"))["last"] or 0
        task = YearTask(plan=held, number=last + 1)
        _fill(task, facts)
        after = _words(task)
        record(by=by, at=at, verb="year-plan.add", subject=subject_of_year(held), after=after)
        if held.state == YearPlan.State.PUBLISHED:
            _remember(task, YearChange.What.ADDED, why, {}, after, by, at)
            lay_rounds(task, why=why, by=by, at=at)
    return task


def change_task(
    *, task: YearTask, facts: TaskFacts, by: Actor, at: datetime, why: str = ""
) -> YearTask:
    """Say a task otherwise; once the plan is public with a reason, and rounds and duties move along.

    Raises Refused for a task that was given up, for rounds that began and would fall away, for days
    that are over, and where nothing changes.
    """
    with transaction.atomic():
        held = _locked(task.plan, why)
        task = _standing(task, held)
        before = _words(task)
        _fill(task, facts)
        after = _words(task)
        changed = {name for name in after if before[name] != after[name]}
        if not changed:
            raise refuse("没有改动", f"“{task.title}”没有改动，不需要保存。")
        was = {name: before[name] for name in before if name in changed}
        now = {name: after[name] for name in after if name in changed}
        record(
            by=by, at=at, verb="year-plan.change", subject=subject_of_year(held), reason=why,
            before=was, after=now,
        )  # fmt: skip
        if held.state == YearPlan.State.PUBLISHED:
            _remember(task, YearChange.What.CHANGED, why, was, now, by, at)
            lay_rounds(task, why=why, by=by, at=at)
    return task


def drop_task(*, task: YearTask, by: Actor, at: datetime, why: str = "") -> None:
    """Give a task up: from a draft it goes, in a public plan it stays, marked, with the reason.

    What was carried out stays so; rounds not yet begun are not owed any more. Raises Refused where a
    check for it was planned and not told whole.
    """
    with transaction.atomic():
        held = _locked(task.plan, why)
        task = _standing(task, held)
        words = _words(task)
        record(
            by=by, at=at, verb="year-plan.drop", subject=subject_of_year(held), reason=why,
            before=words,
        )  # fmt: skip
        if held.state == YearPlan.State.DRAFT:
            task.delete()
            return
        release_rounds(task, why=why, by=by, at=at)
        task.cancelled_on = timezone.localdate(at)
        task.save(update_fields=["cancelled_on"])
        _remember(task, YearChange.What.CANCELLED, why, words, {}, by, at)


def publish_year_plan(
    *, plan: YearPlan, by: Actor, at: datetime, published_on: date | None = None
) -> YearPlan:
    """Make a plan public and each of its rounds a duty.

    ``published_on`` is the day it was published, if that was elsewhere and earlier. Raises Refused
    for an empty plan, by whoever made it, and for a day to come.
    """
    with transaction.atomic():
        held = YearPlan.objects.select_for_update(of=("self",)).get(pk=plan.pk)
        if held.state != YearPlan.State.DRAFT:
            raise refuse("已公布", f"“{held}”已经公布；需要改动的，请写明理由调整任务。")
        if by.kind is ActorKind.STAFF and by.key == held.made_by_key:
            raise refuse(
                "拟订与审核分离", "拟订人不能审核公布自己拟订的计划，请由本机构其他审核人员办理。"
            )
        tasks = list(held.tasks.all())
        if not tasks:
            raise refuse("没有任务", "计划还没有任何抽查任务，不能公布。请先增加任务。")
        today = timezone.localdate(at)
        on = published_on or today
        if on > today or on.year < held.year - 1:
            raise refuse(
                "公布日期有误", f"公布日期不能晚于今天，也不能早于{held.year - 1}年，请核对。"
            )
        held.state, held.published_on, held.published_by_name = (
            YearPlan.State.PUBLISHED, on, by.name,
        )  # fmt: skip
        held.save(update_fields=["state", "published_on", "published_by_name"])
        for task in tasks:
            task.plan = held
            lay_rounds(task, why="", by=by, at=at)
        record(
            by=by, at=at, verb="year-plan.publish", subject=subject_of_year(held),
            after={"published_on": on.isoformat(), "tasks": len(tasks)},
        )  # fmt: skip
    return held


def drop_year_plan(*, plan: YearPlan, by: Actor, at: datetime) -> None:
    """Throw a draft away. Raises Refused for a plan that is public."""
    with transaction.atomic():
        held = YearPlan.objects.select_for_update(of=("self",)).get(pk=plan.pk)
        if held.state != YearPlan.State.DRAFT:
            raise refuse("已公布", f"“{held}”已经公布，不能删除；请逐项写明理由取消任务。")
        record(by=by, at=at, verb="year-plan.discard", subject=subject_of_year(held))
        held.delete()


def _locked(plan: YearPlan, why: str) -> YearPlan:
    held = YearPlan.objects.select_for_update(of=("self",)).select_related("agency").get(pk=plan.pk)
    if held.state == YearPlan.State.PUBLISHED and not why.strip():
        raise refuse("缺少理由", "计划已经公布，请写明调整的理由；理由连同调整前后的内容一并公布。")
    return held


def _standing(task: YearTask, plan: YearPlan) -> YearTask:
    held = plan.tasks.get(pk=task.pk)
    if held.cancelled_on is not None:
        raise refuse("任务已取消", f"“{held.title}”已于{held.cancelled_on}取消，不能再改动。")
    held.plan = plan
    return held


def _fill(task: YearTask, facts: TaskFacts) -> None:
    task.items = [
        {code: item[code] for code in ("row", "number", "name")}
        for item in chosen_items(facts.items)
    ]
    task.title, task.objects_words = facts.title.strip(), facts.objects.strip()
    task.first_month, task.last_month, task.times = (
        facts.first_month, facts.last_month, facts.times,
    )  # fmt: skip
    problems = list(
        task_problems(
            Planned(
                task.title, task.objects_words, facts.share, task.times, task.first_month,
                task.last_month, len(task.items),
            )
        )
    )  # fmt: skip
    if len(task.title) > 100 or len(task.objects_words) > 200:
        problems.append("抽查任务不能超过100字，抽查对象不能超过200字。")
    if problems:
        raise refuse("任务不完整", "".join(problems))
    task.share = read_share(facts.share) or ""
    task.save()
    task.partners.set(one for one in facts.partners if one.pk != task.plan.agency_id)


def _words(task: YearTask) -> dict[str, Any]:
    """What a task says, in the words of the page."""
    return {
        "抽查任务": task.title,
        "抽查事项": "、".join(item["name"] for item in task.items),
        "抽查对象": task.objects_words,
        "抽查比例": task.share,
        "全年频次": f"{task.times}次",
        "月份": months_words(task),
        "联合机关": "、".join(task.partners.order_by("pk").values_list("name", flat=True)) or "无",
    }


def months_words(task: YearTask) -> str:
    """``3月``, ``3月至10月``."""
    if task.first_month == task.last_month:
        return f"{task.first_month}月"
    return f"{task.first_month}月至{task.last_month}月"


def _remember(
    task: YearTask,
    what: YearChange.What,
    why: str,
    before: dict[str, Any],
    after: dict[str, Any],
    by: Actor,
    at: datetime,
) -> None:
    YearChange.objects.create(
        plan=task.plan, task=task, what=what, why=why.strip()[:300], before=before, after=after,
        on=timezone.localdate(at), by_name=by.name,
    )  # fmt: skip
