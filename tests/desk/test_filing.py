from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from tests.builders.agencies import City, somebody
from tests.builders.catalog import an_item
from yangguang.apps.agencies.models import User
from yangguang.apps.catalog.models import Facet, FilingRule

pytestmark = pytest.mark.django_db
Desk = Callable[[User], Client]


def test_stock_is_filed_by_a_rule_after_its_dry_run_and_taken_back(city: City, desk: Desk) -> None:
    director = desk(somebody("disclosure-director", city.office, username="director"))

    def said(address: str) -> str:
        return director.get(address).content.decode()

    assert "还没有这种分类" in said("/classifications/")
    director.post("/classifications/load/")
    page = said("/classifications/?scheme=five-open")
    for words in ("决策公开", "审计结果", "互联网+政务服务"):
        assert words in page
    an_item("2025年度市本级预算执行审计结果公告")
    an_item("随机抽查结果公告")
    audit = Facet.objects.get(code="result-audit")
    rule = FilingRule.objects.get(facet=audit)
    place = f"/classifications/rules/{rule.pk}/"
    shown = said(place)
    assert "将新归入 <b>1</b> 条（同时计入“结果公开”）" in shown
    assert "2025年度市本级预算执行审计结果公告" in shown
    stale = director.post(place, {"expected": 2}, follow=True).content.decode()
    assert "已变为 1 条（核对时是 2 条）" in stale
    done = director.post(place, {"expected": 1}, follow=True).content.decode()
    assert "已归入“审计结果” 1 条" in done
    assert "没有需要新归入的信息" in done
    assert "共有 <b>1</b> 条已公开信息" in said("/classifications/?scheme=five-open")
    undone = director.post(f"{place}runs/{rule.runs.get().pk}/undo/", follow=True)
    assert "已撤销归类 1 条" in undone.content.decode()
    director.post(f"{place}end/")
    assert "规则已停用" in said(place)


def test_a_new_rule_needs_a_condition_and_leads_to_its_dry_run(city: City, desk: Desk) -> None:
    director = desk(somebody("disclosure-director", city.office, username="director"))
    facet = Facet.objects.create(scheme="topic", code="flood", name="防汛抗旱")
    place = f"/classifications/{facet.pk}/rules/new/"
    refused = director.post(place, {})
    assert refused.status_code == 422
    assert "至少要有一个条件" in refused.content.decode()
    answer = director.post(place, {"words": "防汛\n抗旱", "kinds": ["policy-document"]})
    rule = FilingRule.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"/classifications/rules/{rule.pk}/")
    assert "标题含“防汛”、“抗旱”之一" in director.get(answer["Location"]).content.decode()
    county = desk(somebody("disclosure-director", city.county, username="county"))
    assert county.get("/classifications/").status_code == 404
