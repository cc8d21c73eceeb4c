"""At the desk: a penalty is revoked, waits, comes down; lists go out by codes and stand side by side."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from tests.apps.registers.test_revoking import penalty
from tests.builders.agencies import City, an_agency, somebody
from tests.builders.registers import a_register, published
from tests.desk.test_registers import act, said
from yangguang.apps.agencies.models import User
from yangguang.apps.registers.models import Revocation, Row, Version
from yangguang.law.registers import shipped

pytestmark = pytest.mark.django_db
Desk = Callable[[User], Client]
SHOWN = date(2026, 1, 12)


@pytest.fixture
def clerk(city: City, desk: Desk) -> Client:
    return desk(somebody("agency-clerk", city.health))


@pytest.fixture
def version(city: City) -> Version:
    register = a_register(shipped()["penalties"].text)
    (one,) = published(
        register, city.health, [penalty(decided_on="2026-01-05")], on=SHOWN, decided="影响公众健康"
    )
    return one


def test_a_revoked_penalty_waits_is_struck_out_and_comes_down(
    version: Version, clerk: Client
) -> None:
    page = said(clerk.get(reverse("register-row", args=[version.row_id])).content)
    assert "登记撤销或者修复" in page
    facts = {
        "kind": "revoked",
        "on": "2026-01-14",
        "why": "复议机关撤销",
        "document": "某复决〔2026〕1号",
    }
    refused = clerk.post(
        reverse("revoke-register-row", args=[version.row_id]),
        {**facts, "why": "当事人周立新，身份证号990102196001011234", "on": ""},
    )
    assert refused.status_code == 422
    assert "请填写发生日期" in said(refused.content)
    assert "疑似有" in said(refused.content)
    assert not Revocation.objects.exists()
    told = act(clerk, "revoke-register-row", version.row_id, **facts)
    assert "已登记决定被依法撤销，最迟2026年1月19日撤下" in told
    assert "2026-01-19" in told
    first = Revocation.objects.get()
    assert "请写明作废的理由" in act(clerk, "drop-register-revocation", first.pk, why="")
    assert "没有等待撤下的条目" in act(clerk, "drop-register-revocation", first.pk, why="登记错了")
    act(clerk, "revoke-register-row", version.row_id, **facts)
    second = Revocation.objects.get(dropped_at=None)
    assert "已撤下，原网址说明撤下的理由" in act(clerk, "withdraw-register-revocation", second.pk)
    row = Row.objects.get()
    assert row.down_why.startswith(
        "2026年1月14日决定被依法撤销（某复决〔2026〕1号）：复议机关撤销。"
    )
    assert "已经按这次登记撤下" in act(clerk, "withdraw-register-revocation", second.pk)
    assert "不是现行条目" in act(clerk, "revoke-register-row", version.row_id, **facts)


def test_a_list_goes_out_in_the_format_of_a_year(version: Version, clerk: Client) -> None:
    page = clerk.get(reverse("register-rows", args=["penalties"])).content.decode()
    for form in ("csv", "xlsx"):
        address = reverse("register-exchange", args=["penalties", "2018", form])
        assert address in page
        assert clerk.get(address).status_code == 200
    answer = clerk.get(reverse("register-exchange", args=["penalties", "2015", "csv"]))
    text = b"".join(answer.streaming_content).decode()  # type: ignore[attr-defined] # it streams
    assert text.splitlines()[0].startswith("\ufeffCF_WSH,CF_CFMC,CF_CFLB1")
    assert "清市监罚〔2024〕1号" in text
    for wrong in (("1999", "csv"), ("2018", "pdf")):
        address = reverse("register-exchange", args=["penalties", *wrong])
        assert clerk.get(address).status_code == 404


def test_a_county_reads_what_it_lacks(city: City, desk: Desk) -> None:
    register = a_register(shipped()["power-list"].text, on=date(2026, 1, 2))
    county = an_agency(
        "清源市双溪县人民政府", parent=city.government, kind="government", level="county"
    )
    other = an_agency("双溪县卫生健康局", parent=county, level="county")
    rows = [
        {"number": f"A{place}", "name": name, "kind": "行政处罚", "basis": "某法", "duties": "查处"}
        for place, name in enumerate(("对无证行医的处罚", "对非法采血的处罚"))
    ]
    published(register, other, rows, on=SHOWN)
    published(register, city.county_health, rows[:1], on=SHOWN)
    client = desk(somebody("agency-clerk", city.county_health))
    page = said(client.get(reverse("register-beside", args=["power-list"])).content)
    assert "各地卫生健康局 石桥县" in page
    assert "缺 1 项 对非法采血的处罚 行政处罚 1 处有" in page
    assert "双溪县" not in page
