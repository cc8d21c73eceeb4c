"""The lists of random inspection filled with invented rows, and a plan that draws from them."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from tests.builders.agencies import BY, City
from tests.builders.registers import noon, published
from yangguang.apps.agencies.models import Agency
from yangguang.apps.draws.models import Draw, Objection, Plan, Round, YearPlan
from yangguang.apps.draws.services import (
    PlanFacts,
    TaskFacts,
    add_task,
    commit_seed,
    hold_draw,
    make_year_plan,
    plan_draw,
    publish_year_plan,
    raise_objection,
)
from yangguang.apps.registers.models import Register, Version
from yangguang.apps.registers.rows import Values
from yangguang.apps.registers.services import install_register
from yangguang.law.registers import shipped

PLANNED = date(2026, 3, 2)
SOURCE = "福彩双色球第2026023期开奖号码"
VALUE = "03 11 14 20 27 31 + 09"
RISKS = ("A类（信用风险低）", "B类（信用风险一般）", "C类（信用风险较高）")


def install_lists() -> dict[str, Register]:
    """The registers of random inspection, as they are shipped."""
    codes = (
        "inspectors",
        "inspection-objects",
        "inspection-items",
        "inspection-results",
        "red-list",
        "black-list",
    )
    return {
        code: install_register(text=shipped()[code].text, by=BY, at=noon(date(2026, 1, 5)))
        for code in codes
    }


def an_object(number: int, **more: str) -> Values:
    """A shop: every third one of higher risk."""
    return {
        "code": f"91330100MA{number:08}",
        "name": f"清源市第{number}商店",
        "kind": "企业",
        "region": "东城街道" if number % 2 else "西城街道",
        "risk": RISKS[number % 3],
        "address": f"清源市东城街道长河路{number}号",
        **more,
    }


def an_inspector(number: int, **more: Any) -> Values:
    """An officer with a certificate that is valid all year."""
    return {
        "number": f"QY{number:04}",
        "name": f"执法员{'甲乙丙丁戊己庚辛壬癸'[number % 10]}",
        "kind": "执法人员",
        "certificate": ["2024-01-01", "2028-12-31"],
        **more,
    }


def fill_lists(
    lists: dict[str, Register], agency: Agency, *, objects: int = 24, inspectors: int = 8
) -> None:
    """Both lists and two items, published."""
    published(
        lists["inspection-objects"],
        agency,
        [an_object(number) for number in range(objects)],
        on=date(2026, 2, 2),
    )
    published(
        lists["inspectors"],
        agency,
        [an_inspector(number) for number in range(inspectors)],
        on=date(2026, 2, 2),
    )
    published(
        lists["inspection-items"],
        agency,
        [
            {
                "number": f"{number}",
                "name": name,
                "kind": "一般检查事项",
                "objects": "企业",
                "method": "实地核查",
                "basis": "《企业信息公示暂行条例》第十四条",
                "subject": agency.name,
                "share": "30",
            }
            for number, name in enumerate(("登记事项检查", "公示信息检查"), start=1)
        ],
        on=date(2026, 2, 2),
    )


def plan_facts(lists: dict[str, Register], **more: Any) -> PlanFacts:
    """A sound plan: a tenth of low risk, half of high risk, teams of two."""
    items = [row.pk for row in lists["inspection-items"].rows.all()]
    facts: dict[str, Any] = {
        "number": "2026-01",
        "title": "商店年度抽查",
        "check_from": date(2026, 3, 9),
        "check_to": date(2026, 4, 30),
        "items": items,
        "shares": [
            {"group": RISKS[0], "percent": "10"},
            {"group": RISKS[1], "count": 2},
            {"group": RISKS[2], "percent": "50"},
        ],
        "team": {"size": 2, "certified": 2},
        "basis": "清源市2026年度抽查计划",
    }
    return PlanFacts(**{**facts, **more})


def a_plan(lists: dict[str, Register], agency: Agency, **more: Any) -> Plan:
    """A plan, nothing promised yet."""
    return plan_draw(agency=agency, facts=plan_facts(lists, **more), by=BY, at=noon(PLANNED))


def task_facts(lists: dict[str, Register], **more: Any) -> TaskFacts:
    """A sound task: a tenth of all shops, once between March and June."""
    facts: dict[str, Any] = {
        "title": "商店登记事项抽查",
        "items": [row.pk for row in lists["inspection-items"].rows.all()],
        "objects": "全市商店",
        "share": "10%",
        "first_month": 3,
        "last_month": 6,
    }
    return TaskFacts(**{**facts, **more})


def a_year(agency: Agency) -> YearPlan:
    """The plan of 2026, no tasks yet."""
    return make_year_plan(
        agency=agency, year=2026, title="2026年度随机抽查工作计划", document="清卫发〔2026〕3号",
        by=BY, at=noon(date(2026, 1, 12)),
    )  # fmt: skip


def a_round(lists: dict[str, Register], agency: Agency) -> Round:
    """The one round of a published plan with one task."""
    plan = a_year(agency)
    task = add_task(plan=plan, facts=task_facts(lists), by=BY, at=noon(date(2026, 1, 13)))
    publish_year_plan(plan=plan, by=BY, at=noon(date(2026, 1, 20)))
    return task.rounds.select_related("task").get()


def drawn_on(plan: Plan, moment: datetime | None = None) -> Draw:
    """The plan promised at noon of its day and drawn two days later."""
    at = moment or noon(PLANNED)
    later = at + timedelta(days=1)
    commit_seed(plan=plan, public_source=SOURCE, public_from=later, by=BY, at=at)
    plan.refresh_from_db()
    return hold_draw(plan=plan, public_value=VALUE, by=BY, at=at + timedelta(days=2))


def a_listing(city: City) -> Version:
    """A shop on the health commission's black list."""
    lists = install_lists()
    return published(
        lists["black-list"],
        city.health,
        [
            {
                "code": "91330100MA00000007",
                "name": "清源市第7商店",
                "kind": "严重违法失信名单",
                "facts": "经责令召回拒不召回",
                "basis": "《市场监督管理严重违法失信名单管理办法》第五条",
                "document": "清市监列〔2026〕7号",
                "decider": "清源市市场监督管理局",
                "told_on": "2026-02-02",
                "listed_on": "2026-03-02",
                "ends_on": "2029-03-01",
                "remedy": "可以向本机关提出异议，或者六十日内申请行政复议。",
            }
        ],
        on=date(2026, 3, 2),
        decided="认定依据和事先告知均已核对",
    )[0]


def an_objection(version: Version) -> Objection:
    """Raised by the shop a week after it was listed."""
    return raise_objection(
        version=version, capacity=Objection.Capacity.LISTED, said="已按期召回，附记录。",
        raised_on=date(2026, 3, 9), by=BY, at=noon(date(2026, 3, 10)),
    )  # fmt: skip
