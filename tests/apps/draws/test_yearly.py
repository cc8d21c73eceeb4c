"""The plan of a year: published, owed, drawn for, changed with reasons; and draws with weights."""

from __future__ import annotations

from datetime import date

import pytest

from tests.builders.agencies import BY, City, a_city
from tests.builders.draws import (
    RISKS,
    a_plan,
    a_round,
    a_year,
    drawn_on,
    fill_lists,
    install_lists,
    plan_facts,
    task_facts,
)
from tests.builders.registers import noon
from yangguang.apps.agencies.verdicts import Refused
from yangguang.apps.audit.actors import Actor, ActorKind
from yangguang.apps.draws.models import Round, YearChange
from yangguang.apps.draws.pools import WHOLE, groups_of, lots_by_grade, pools_of
from yangguang.apps.draws.selectors import drawn_of, newest_record
from yangguang.apps.draws.services import (
    add_task,
    change_task,
    commit_seed,
    drop_plan,
    drop_task,
    drop_year_plan,
    make_year_plan,
    plan_draw,
    publish_year_plan,
    record_result,
    revise_plan,
    settle_round,
)
from yangguang.apps.draws.years import public_year_plans, tallies_of, tally_of, task_rows
from yangguang.apps.duties.models import Duty
from yangguang.apps.registers.models import Register
from yangguang.law.drawing import object_rank, read_record, verify

pytestmark = pytest.mark.django_db
Lists = dict[str, Register]
IN_JANUARY = noon(date(2026, 1, 20))


@pytest.fixture
def city() -> City:
    return a_city()


@pytest.fixture
def lists(city: City) -> Lists:
    found = install_lists()
    fill_lists(found, city.health)
    return found


def owed() -> list[tuple[str, date, str]]:
    return [
        (duty.title, duty.due_on, duty.outcome)
        for duty in Duty.objects.filter(kind="draws.round").order_by("pk")
    ]


def test_a_plan_of_a_year_is_published_by_another_and_each_round_is_owed(
    city: City, lists: Lists
) -> None:
    plan = a_year(city.health)
    with pytest.raises(Refused, match="已有2026年度抽查计划"):
        a_year(city.health)
    with pytest.raises(Refused, match="还没有任何抽查任务"):
        publish_year_plan(plan=plan, by=BY, at=IN_JANUARY)
    with pytest.raises(Refused, match=r"没有选择抽查事项.*抽查比例请写成"):
        add_task(plan=plan, facts=task_facts(lists, items=[], share="一成"), by=BY, at=IN_JANUARY)
    add_task(plan=plan, facts=task_facts(lists, times=2), by=BY, at=IN_JANUARY)
    gone = add_task(plan=plan, facts=task_facts(lists, title="多余"), by=BY, at=IN_JANUARY)
    drop_task(task=gone, by=BY, at=IN_JANUARY)
    joint = task_facts(
        lists, title="联合抽查", partners=[city.schools], first_month=9, last_month=9
    )
    add_task(plan=plan, facts=joint, by=BY, at=IN_JANUARY)
    assert not Round.objects.exists()
    assert not public_year_plans().exists()
    maker = Actor(ActorKind.STAFF, plan.made_by_key, "拟订人")
    with pytest.raises(Refused, match="拟订人不能审核公布"):
        publish_year_plan(plan=plan, by=maker, at=IN_JANUARY)
    with pytest.raises(Refused, match="公布日期不能晚于今天"):
        publish_year_plan(plan=plan, by=BY, at=IN_JANUARY, published_on=date(2026, 1, 21))
    publish_year_plan(plan=plan, by=BY, at=IN_JANUARY, published_on=date(2026, 1, 15))
    assert owed() == [
        ("2026年度抽查任务1：商店登记事项抽查（第1次）", date(2026, 4, 30), ""),
        ("2026年度抽查任务1：商店登记事项抽查（第2次）", date(2026, 6, 30), ""),
        ("2026年度抽查任务2：联合抽查", date(2026, 9, 30), ""),
    ]
    plan = public_year_plans().get()
    assert plan.published_on == date(2026, 1, 15)
    rows = task_rows(plan, date(2026, 5, 1))
    assert [one.standing.label for row in rows for one in row.rounds] == [
        "逾期未完成", "应当实施", "未到期",
    ]  # fmt: skip
    assert tally_of(rows) == {"done": 0, "due": 1, "late": 1, "ahead": 1}
    assert tallies_of([plan], date(2026, 5, 1)) == {plan.pk: tally_of(rows)}
    with pytest.raises(Refused, match="已经公布，不能删除"):
        drop_year_plan(plan=plan, by=BY, at=IN_JANUARY)
    for year in (2019, 2028):
        with pytest.raises(Refused, match="年度应在2021与2027之间"):
            make_year_plan(agency=city.health, year=year, title="计划", by=BY, at=IN_JANUARY)


def test_a_round_is_drawn_for_once_and_done_with_its_last_result(city: City, lists: Lists) -> None:
    one = a_round(lists, city.health)
    first = a_plan(lists, city.health, round=one)
    with pytest.raises(Refused, match="已经拟订了抽查计划"):
        a_plan(lists, city.health, round=one, number="2026-02")
    with pytest.raises(Refused, match="不能由其他机关抽取"):
        plan_draw(agency=city.schools, facts=plan_facts(lists, round=one), by=BY, at=IN_JANUARY)
    revise_plan(plan=first, facts=plan_facts(lists, round=one), by=BY, at=IN_JANUARY)
    drop_plan(plan=first, why="并入下次", by=BY, at=IN_JANUARY)
    plan = a_plan(lists, city.health, round=one, number="2026-02")
    with pytest.raises(Refused, match="已在本平台拟订"):
        settle_round(
            one=one, done_on=date(2026, 3, 2), words="在省平台抽取", by=BY,
            at=noon(date(2026, 3, 2)),
        )  # fmt: skip
    with pytest.raises(Refused, match="已拟订抽查计划，不能取消"):
        drop_task(task=one.task, why="不查了", by=BY, at=noon(date(2026, 3, 2)))
    draw = drawn_on(plan)
    rows = task_rows(one.task.plan, date(2026, 3, 5))
    assert rows[0].rounds[0].standing.label == "已抽取，检查中"
    assert rows[0].rounds[0].check == plan
    for number, row in enumerate(drawn_of(draw)):
        one.refresh_from_db()
        assert one.done_on is None
        record_result(
            drawn=row, checked_on=date(2026, 3, 10 + number), result="未发现问题", by=BY,
            at=noon(date(2026, 3, 20)),
        )  # fmt: skip
    one.refresh_from_db()
    assert one.done_on == date(2026, 3, 9 + len(drawn_of(draw)))
    assert owed() == [("2026年度抽查任务1：商店登记事项抽查", date(2026, 6, 30), "done")]


def test_items_beyond_the_task_cannot_be_drawn_for_it(city: City, lists: Lists) -> None:
    plan = a_year(city.health)
    row = lists["inspection-items"].rows.order_by("pk")[0]
    task = add_task(plan=plan, facts=task_facts(lists, items=[row.pk]), by=BY, at=IN_JANUARY)
    publish_year_plan(plan=plan, by=BY, at=IN_JANUARY)
    with pytest.raises(Refused, match="不在年度计划的这项任务中"):
        a_plan(lists, city.health, round=task.rounds.get())


def test_a_public_plan_changes_with_reasons_and_duties_move_along(city: City, lists: Lists) -> None:
    one = a_round(lists, city.health)
    day = noon(date(2026, 4, 1))
    with pytest.raises(Refused, match="写明调整的理由"):
        change_task(task=one.task, facts=task_facts(lists, last_month=9), by=BY, at=day)
    with pytest.raises(Refused, match="没有改动"):
        change_task(task=one.task, facts=task_facts(lists), why="统筹", by=BY, at=day)
    with pytest.raises(Refused, match="这一天已经过去"):
        change_task(task=one.task, facts=task_facts(lists, last_month=3), why="提前", by=BY, at=day)
    longer = task_facts(lists, last_month=10, times=2, share="20家")
    change_task(task=one.task, facts=longer, why="与专项行动统筹", by=BY, at=day)
    assert [due for _, due, _ in owed()] == [date(2026, 6, 30), date(2026, 10, 31)]
    more = task_facts(lists, title="新增任务", first_month=5, last_month=5)
    added = add_task(plan=one.task.plan, facts=more, why="上级部署", by=BY, at=day)
    settle_round(
        one=added.rounds.get(), done_on=date(2026, 5, 20), words="在省平台抽取并公示", by=BY,
        at=noon(date(2026, 5, 21)),
    )  # fmt: skip
    with pytest.raises(Refused, match="已经完成或者取消"):
        settle_round(
            one=added.rounds.get(), done_on=date(2026, 5, 20), words="在省平台抽取", by=BY, at=day
        )
    change_task(
        task=one.task, facts=task_facts(lists, last_month=10), why="改回一次", by=BY,
        at=noon(date(2026, 6, 1)),
    )  # fmt: skip
    drop_task(task=one.task, why="机构改革，职责划转", by=BY, at=noon(date(2026, 6, 2)))
    with pytest.raises(Refused, match="取消，不能再改动"):
        drop_task(task=one.task, why="再取消", by=BY, at=noon(date(2026, 6, 2)))
    assert [outcome for _, _, outcome in owed()] == ["cancelled", "cancelled", "done"]
    changes = YearChange.objects.order_by("pk")
    assert [(row.what, row.why) for row in changes] == [
        ("changed", "与专项行动统筹"), ("added", "上级部署"), ("changed", "改回一次"),
        ("cancelled", "机构改革，职责划转"),
    ]  # fmt: skip
    assert changes[0].before == {"抽查比例": "10%", "全年频次": "1次", "月份": "3月至6月"}
    assert changes[0].after == {"抽查比例": "20家", "全年频次": "2次", "月份": "3月至10月"}
    tally = tally_of(task_rows(one.task.plan, date(2026, 12, 31)))
    assert tally == {"done": 1, "due": 0, "late": 0, "ahead": 0}


def test_a_weighted_draw_runs_from_plan_to_record(city: City, lists: Lists) -> None:
    weights = [{"grade": RISKS[0], "lots": 1}, {"grade": "其他", "lots": 100}]
    whole = [{"group": WHOLE, "percent": "25"}]
    with pytest.raises(Refused, match="权重须是1至100的整数"):
        a_plan(lists, city.health, shares=whole, weights=[{"grade": RISKS[0], "lots": 0}])
    with pytest.raises(Refused, match="应为整数"):
        a_plan(lists, city.health, shares=whole, weights=[{"grade": RISKS[0], "lots": "五"}])
    partly = a_plan(lists, city.health, shares=whole, weights=weights[:1], number="2026-09")
    with pytest.raises(Refused, match="没有为权重等级“B类（信用风险一般）”规定权重"):
        commit_seed(
            plan=partly, public_source="某期开奖号码", public_from=noon(date(2026, 3, 3)), by=BY,
            at=noon(date(2026, 3, 2)),
        )  # fmt: skip
    assert lots_by_grade(partly)[RISKS[1]] == (8, 0)
    plan = a_plan(lists, city.health, shares=whole, weights=weights)
    assert groups_of(plan) == {WHOLE: (24, 6)}
    draw = drawn_on(plan)
    assert "权重：A类（信用风险低） 1签；其他 100签" in draw.commitment.text
    assert {row.grade for row in pools_of(draw.commitment).objects} == set(RISKS)
    grades = {row.key: row.grade for row in pools_of(draw.commitment).objects}
    for row in drawn_of(draw):
        assert row.rank == object_rank(
            draw.seed, row.key, 1 if grades[row.key] == RISKS[0] else 100
        )
    record = read_record(newest_record(draw).text)
    assert record.plan.weights[1].lots == 100
    assert verify(record) == ()
