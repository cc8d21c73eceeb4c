"""The demo city's plans of checks, last year's and this year's: done, under way, due, late, changed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from yangguang.apps.agencies.models import Agency
from yangguang.apps.audit.actors import Actor
from yangguang.apps.draws.models import Round, YearPlan, YearTask
from yangguang.apps.draws.services import (
    TaskFacts,
    add_task,
    change_task,
    make_year_plan,
    publish_year_plan,
    settle_round,
)
from yangguang.apps.registers.models import Row
from yangguang.config.demo.setting import City
from yangguang.config.demo.writing import working_day


def build_years(
    city: City,
    body: Agency,
    checks: Sequence[tuple[date, str]],
    clerk: Actor,
    reviewer: Actor,
) -> list[Round]:
    """A published plan for each year that has a check; gives the round of each check, in order.

    ``checks``: the day a check begins and its title, in which ``{year}`` stands for the year.
    """
    rounds: dict[int, Round] = {}
    for year in sorted({day.year for day, _ in checks} | {city.today.year}):
        begun = working_day(date(year, 1, 9))
        plan = make_year_plan(
            agency=body, year=year, title=f"清源市{year}年度随机抽查工作计划",
            document=f"清市监发〔{year}〕6号（示例）", basis="国发〔2019〕5号", by=clerk,
            at=city.moment(min(begun, city.today)),
        )  # fmt: skip
        tasks: list[tuple[int, YearTask]] = []
        for number, (day, title) in enumerate(checks):
            if day.year == year:
                last = min(day.month + 3, 12)
                tasks.append((number, _task(city, plan, clerk, title, day.month, last, "30%")))
        extra = _task(city, plan, clerk, "{year}年广告发布单位抽查", 1, 12, "5家", times=4)
        joint = _task(
            city, plan, clerk, "{year}年学校食堂部门联合抽查", 9, 12, "20%",
            partners=[city.agencies[slug] for slug in ("edu", "health")],
        )  # fmt: skip
        publish_year_plan(
            plan=plan, by=reviewer, at=city.moment(min(working_day(date(year, 1, 20)), city.today))
        )
        rounds |= {number: task.rounds.select_related("task__plan").get() for number, task in tasks}
        _go_on(city, year, extra, joint, clerk)
    return [rounds[number] for number in range(len(checks))]


def _task(
    city: City,
    plan: YearPlan,
    clerk: Actor,
    title: str,
    first: int,
    last: int,
    share: str,
    *,
    times: int = 1,
    partners: Sequence[Agency] = (),
) -> YearTask:
    items = Row.objects.filter(register__code="inspection-items", agency=plan.agency)
    words = (
        title.format(year=plan.year).removeprefix(f"{plan.year}年度").removeprefix(f"{plan.year}年")
    )
    return add_task(
        plan=plan,
        facts=TaskFacts(
            title=words, items=[row.pk for row in items.order_by("key")[:2]],
            objects=f"{words.removesuffix('抽查')}涉及的单位", share=share, first_month=first,
            last_month=last, times=times, partners=partners,
        ),
        by=clerk,
        at=city.moment(min(working_day(date(plan.year, 1, 12)), city.today)),
    )  # fmt: skip


def _go_on(city: City, year: int, extra: YearTask, joint: YearTask, clerk: Actor) -> None:
    """Some rounds carried out on the platform of the province; this year the third one is late."""
    told = 2 if year == city.today.year else 4
    for one in extra.rounds.select_related("task__plan")[:told]:
        on = working_day(date(year, one.due_on.month, 20))
        if on <= city.today:
            settle_round(
                one=one, done_on=on, words="在省双随机监管平台抽取，结果已公示（示例）", by=clerk,
                at=city.moment(on),
            )  # fmt: skip
    changed = working_day(date(year, 3, 16))
    if year == city.today.year and changed <= city.today:
        change_task(
            task=joint,
            facts=TaskFacts(
                title=joint.title, items=[int(item["row"]) for item in joint.items],
                objects=joint.objects_words, share="30%", first_month=10, last_month=12,
                partners=list(joint.partners.all()),
            ),
            why="与秋季校园食品安全专项检查统筹，避免重复检查（示例）",
            by=clerk,
            at=city.moment(changed),
        )  # fmt: skip
    if year < city.today.year:
        one = joint.rounds.select_related("task__plan").get()
        on = working_day(date(year, 11, 18))
        settle_round(
            one=one, done_on=on, words="与教育、卫生健康部门在省平台联合抽取（示例）", by=clerk,
            at=city.moment(on),
        )  # fmt: skip
