"""Random inspection at the desk: planned, promised, drawn, replaced, told; objections decided."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.builders.agencies import BY, City, a_person, a_post
from tests.builders.draws import (
    SOURCE,
    VALUE,
    a_listing,
    a_plan,
    drawn_on,
    fill_lists,
    install_lists,
)
from yangguang.apps.agencies.models import Agency, User
from yangguang.apps.draws.models import Draw, Objection, Plan, Round, YearPlan
from yangguang.apps.draws.selectors import drawn_of
from yangguang.apps.draws.services import commit_seed
from yangguang.apps.registers.models import Register, Version
from yangguang.law.drawing import read_record, verify

pytestmark = pytest.mark.django_db
Desk = Callable[[User], Client]


def clerk_of(agency: Agency, role: str = "agency-clerk") -> User:
    user = a_person(f"{role}-{agency.slug}")
    a_post(user, role, agency)
    return user


def said(html: bytes) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html.decode()))


def planned(lists: dict[str, Register], **more: object) -> dict[str, object]:
    today = timezone.localdate()
    return {
        "number": "2026-09",
        "title": "商店秋季抽查",
        "check_from": today.isoformat(),
        "check_to": (today + timedelta(days=20)).isoformat(),
        "items": [str(row.pk) for row in lists["inspection-items"].rows.all()],
        "share_0": "１０％",
        "share_1": "2家",
        "share_2": "50",
        "size": "2",
        "certified": "2",
        **more,
    }


def test_a_plan_is_made_promised_drawn_and_told(city: City, desk: Desk) -> None:
    lists = install_lists()
    client = desk(clerk_of(city.health))
    assert "还没有启用" not in said(client.get(reverse("draws")).content)
    fill_lists(lists, city.health)
    address = reverse("new-draw")
    assert "A类（信用风险低）" in said(client.get(address).content)
    wrong = client.post(address, planned(lists, certified="1", share_1="两成"))
    assert wrong.status_code == 422
    assert "请写成“5%”或者“10家”" in said(wrong.content)
    wrong = client.post(address, planned(lists, certified="1"))
    assert "第四十二条第一款" in said(wrong.content)
    client.post(address, planned(lists))
    plan = Plan.objects.get()
    assert plan.shares[:3] == [
        {"group": "A类（信用风险低）", "percent": "10"},
        {"group": "B类（信用风险一般）", "count": 2},
        {"group": "C类（信用风险较高）", "percent": "50"},
    ]
    page = reverse("draw", args=[plan.pk])
    assert "A类（信用风险低） 8家，将抽1家" in said(client.get(page).content)
    again = client.post(reverse("edit-draw", args=[plan.pk]), planned(lists, skills="消防1人"))
    assert again.status_code == 302
    early = {"public_source": SOURCE, "public_from": "2020-01-01T00:00"}
    refused = client.post(reverse("commit-draw", args=[plan.pk]), early)
    assert "须在承诺以后" in said(refused.content)
    later = (timezone.localtime() + timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M")
    no_skill = client.post(reverse("commit-draw", args=[plan.pk]), {**early, "public_from": later})
    assert "“消防”专长的人员不足1人" in said(no_skill.content)
    client.post(reverse("edit-draw", args=[plan.pk]), planned(lists))
    # The promise lies a day back, so that its public value may be known by now.
    plan.refresh_from_db()
    commit_seed(
        plan=plan, public_source=SOURCE, public_from=timezone.now() - timedelta(hours=2),
        by=BY, at=timezone.now() - timedelta(days=1),
    )  # fmt: skip
    assert "公开抽取" in said(client.get(page).content)
    assert "没有查到应当回避的情形" in said(
        client.get(reverse("draw-conflicts", args=[plan.pk])).content
    )
    void = client.post(reverse("void-draw", args=[plan.pk]), {"why": "想换一个"})
    assert "只能照此抽取" in said(void.content)
    client.post(
        reverse("hold-draw", args=[plan.pk]), {"public_value": VALUE, "witnesses": "监督员"}
    )
    shown = client.get(f"{page}?check=1").content.decode()
    assert shown.count('<span class="tag ok">一致</span>') == 14
    assert '<span class="tag block">' not in shown
    record = client.get(reverse("draw-record", args=[plan.pk])).content.decode()
    assert verify(read_record(record)) == ()

    draw = Draw.objects.get()
    first, second = drawn_of(draw)[:2]
    one = reverse("drawn", args=[first.pk])
    assert first.team[0]["name"] in said(client.get(one).content)
    sheet = client.get(reverse("draw-sheet", args=[first.pk, "docx"]))
    assert sheet.content[:2] == b"PK"
    today = timezone.localdate().isoformat()
    bare = {
        "ground": "kin", "inspector": first.team[0]["key"], "asked": "party",
        "reason": "配偶的店", "decided_on": today,
    }  # fmt: skip
    refused = client.post(reverse("replace-drawn", args=[first.pk]), bare)
    assert "没有写明是谁决定的" in said(refused.content)
    client.post(reverse("replace-drawn", args=[first.pk]), {**bare, "decided_by": "王局长"})
    assert draw.records.count() == 2
    assert "配偶的店" in said(client.get(one).content)
    empty = client.post(
        reverse("drawn-result", args=[second.pk]),
        {"checked_on": today, "result": "发现问题已责令改正"},
    )
    assert "应当写明是什么问题" in said(empty.content)
    client.post(
        reverse("drawn-result", args=[second.pk]), {"checked_on": today, "result": "未发现问题"}
    )
    assert Version.objects.filter(register=lists["inspection-results"]).count() == 1
    assert "1 / 7" in said(client.get(reverse("draws")).content)


def test_another_bodys_clerk_sees_no_plan(city: City, desk: Desk) -> None:
    lists = install_lists()
    fill_lists(lists, city.health)
    plan = a_plan(lists, city.health)
    stranger = desk(clerk_of(city.schools))
    assert "没有抽查计划" in said(stranger.get(reverse("draws")).content)
    for name in ("draw", "edit-draw", "draw-record", "draw-conflicts"):
        assert stranger.get(reverse(name, args=[plan.pk])).status_code == 404
    owner = desk(clerk_of(city.health))
    assert owner.get(reverse("draw-record", args=[plan.pk])).status_code == 404
    owner.post(reverse("drop-draw", args=[plan.pk]), {"why": "并入市级计划"})
    assert "计划已取消：并入市级计划" in said(owner.get(reverse("draw", args=[plan.pk])).content)


def test_a_body_that_joins_a_check_looks_at_it_and_leaves_it_alone(city: City, desk: Desk) -> None:
    lists = install_lists()
    fill_lists(lists, city.health)
    draw = drawn_on(a_plan(lists, city.health, partners=[city.schools]))
    partner = desk(clerk_of(city.schools))
    assert "0 / 7" in said(partner.get(reverse("draws")).content)
    page = said(partner.get(reverse("draw", args=[draw.plan_id])).content)
    assert "联合：清源市教育局" in page
    assert "不在您的任职范围内" in page
    drawn = draw.drawn.all()[0]
    assert partner.get(reverse("drawn", args=[drawn.pk])).status_code == 200
    assert partner.get(reverse("edit-draw", args=[draw.plan_id])).status_code == 404
    assert partner.post(reverse("drawn-result", args=[drawn.pk])).status_code == 404


def test_an_objection_is_raised_and_decided_by_who_reviews(city: City, desk: Desk) -> None:
    version = a_listing(city)
    clerk, lead = desk(clerk_of(city.health)), desk(clerk_of(city.health, "agency-lead"))
    found = said(clerk.get(f"{reverse('objections')}?q=第7商店").content)
    assert "严重失信主体名单（黑名单）" in found
    today = date.today().isoformat()
    new = reverse("new-objection", args=[version.row_id])
    assert clerk.post(new, {"capacity": "listed", "raised_on": today}).status_code == 422
    clerk.post(new, {"capacity": "listed", "said": "已按期召回", "raised_on": today})
    row = Objection.objects.get()
    address = reverse("decide-objection", args=[row.pk])
    decision = {"upheld": "yes", "why": "属实", "decided_by": "王局长", "decided_on": today}
    assert clerk.post(address, decision).status_code == 403
    assert "已有异议正在处理" in said(clerk.get(new).content)
    lead.post(address, decision)
    row.refresh_from_db()
    assert row.outcome == Objection.Outcome.UPHELD
    assert "异议成立，已撤下" in said(lead.get(reverse("objection", args=[row.pk])).content)


def test_a_year_is_planned_published_and_drawn_for(city: City, desk: Desk) -> None:
    lists = install_lists()
    fill_lists(lists, city.health)
    client, lead = desk(clerk_of(city.health)), desk(clerk_of(city.health, "agency-lead"))
    year = timezone.localdate().year
    head = {"year": str(year), "title": f"{year}年度随机抽查工作计划"}
    assert client.post(reverse("new-draw-year"), {**head, "year": "1999"}).status_code == 422
    client.post(reverse("new-draw-year"), head)
    plan = YearPlan.objects.get()
    again = client.post(reverse("new-draw-year"), head)
    assert f"已有{year}年度抽查计划" in said(again.content)
    page, adding = reverse("draw-year", args=[plan.pk]), reverse("new-year-task", args=[plan.pk])
    task = {
        "title": "商店登记事项抽查", "objects": "全市商店", "share": "一成", "times": "1",
        "first_month": "1", "last_month": "12",
        "items": [str(row.pk) for row in lists["inspection-items"].rows.all()],
    }  # fmt: skip
    assert "抽查比例请写成" in said(client.post(adding, task).content)
    client.post(adding, {**task, "share": "１０％"})
    assert "公布后排定" in said(client.get(page).content)
    assert client.post(reverse("publish-draw-year", args=[plan.pk])).status_code == 403
    late = {"published_on": f"{year + 1}-01-01"}
    publishing = reverse("publish-draw-year", args=[plan.pk])
    assert "不能晚于今天" in said(lead.post(publishing, late).content)
    lead.post(publishing, {"published_on": ""})
    one = Round.objects.select_related("task").get()
    assert "应当实施" in said(client.get(page).content)
    edit = reverse("edit-year-task", args=[one.task_id])
    assert "调整理由" in said(client.get(edit).content)
    changed = {**task, "share": "20%"}
    assert client.post(edit, changed).status_code == 422
    client.post(edit, {**changed, "why": "与专项行动统筹"})
    assert "与专项行动统筹" in said(client.get(page).content)
    client.post(reverse("drop-year-task", args=[one.task_id]), {"why": ""})
    one.task.refresh_from_db()
    assert one.task.cancelled_on is None

    round_page = reverse("draw-round", args=[one.pk])
    assert "请写明在何处抽取" in said(
        client.post(f"{round_page}settle/", {"words": "省", "done_on": f"{year}-01-01"}).content
    )
    new = f"{reverse('new-draw')}?round={one.pk}"
    assert "全市商店" not in said(client.get(new).content)
    assert "商店登记事项抽查" in client.get(new).content.decode()
    for wrong in ("x", "9" * 30, "0"):
        assert client.get(f"{reverse('new-draw')}?round={wrong}").status_code == 404
    weighted = planned(lists, way="weights", whole_share="25%", weight_0="0")
    assert "请填1至100的整数" in said(client.post(new, weighted).content)
    assert "没有填写权重" in said(client.post(new, weighted | {"weight_0": ""}).content)
    client.post(new, weighted | {"weight_0": "1", "weight_5": "5"})
    check = Plan.objects.get()
    assert check.round == one
    assert check.weights == [
        {"grade": "A类（信用风险低）", "lots": 1}, {"grade": "其他", "lots": 5},
    ]  # fmt: skip
    shown = said(client.get(reverse("draw", args=[check.pk])).content)
    assert "全部对象 24家，将抽6家" in shown
    assert "其他 5签" in shown
    held = client.get(reverse("edit-draw", args=[check.pk])).content.decode()
    assert 'value="25%"' in held
