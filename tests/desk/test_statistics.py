"""公开统计: the live page, the form as it stands, and the records behind each figure."""

from __future__ import annotations

import csv
import json
from datetime import date
from io import BytesIO, StringIO

import openpyxl
import pytest
import time_machine
from django.test import Client

from tests.builders.agencies import City, a_city, somebody
from tests.builders.catalog import a_facet, an_item, noon
from tests.builders.requests import an_application
from tests.desk.conftest import enter
from yangguang.apps.catalog.models import Appearance, Facet, Item
from yangguang.apps.resources.models import Entry

pytestmark = pytest.mark.django_db


@pytest.fixture
def city() -> City:
    found = a_city()
    rules = a_facet(Facet.Scheme.ARTICLE_20, "rules", "规章和规范性文件")
    field = a_facet(Facet.Scheme.KEY_AREA, "water", "饮水安全")
    policy = an_item(
        "饮用水管理办法", agency=found.health, on=date(2026, 3, 2), facets=(rules, field)
    )
    an_item("水质公告", agency=found.health, on=date(2026, 4, 1), facets=(field,), kind="news")
    an_item("上年公告", agency=found.health, on=date(2025, 4, 1), kind="news")
    an_item("招生公告", agency=found.schools, on=date(2026, 4, 1), kind="news")
    Appearance.objects.create(
        item=policy, channel="wechat", on=date(2026, 3, 3), recorded_at=noon(date(2026, 3, 3))
    )
    an_application(found.health, on=date(2026, 3, 2))
    an_application(found.schools, on=date(2026, 3, 2))
    for title, agency in (("许可一季度", found.health), ("许可二季度", found.schools)):
        Entry.objects.create(
            agency=agency, ledger="permits", starts_on=date(2026, 3, 31), title=title, quantity=12,
            recorded_at=noon(date(2026, 4, 2)),
        )  # fmt: skip
    return found


def text_of(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


@time_machine.travel(noon(date(2026, 6, 30)), tick=False)
def test_the_live_page_leads_from_each_figure_to_its_records(city: City) -> None:
    clerk = enter(Client(), somebody("agency-clerk", city.health))
    page = text_of(clerk, "/statistics/")
    assert "2026年1月1日至6月30日" in page
    assert ">1</a>，+100.0%" in page
    span = f"agency={city.health.pk}&amp;below=on&amp;year=2026&amp;first=2026-01-01&amp;last=2026-06-30"
    address = f"/statistics/records/?{span}&amp;figure="
    assert f'<a href="{address}published">2</a>' in page
    facet = Facet.objects.get(code="water")
    assert f'<a href="{address}facet.{facet.pk}" aria-label="饮水安全：2">2</a>' in page
    records = address.replace("&amp;", "&")
    listed = text_of(clerk, f"{records}published")
    assert ("饮用水管理办法" in listed, "水质公告" in listed) == (True, True)
    assert ("上年公告" in listed, "招生公告" in listed) == (False, False)
    assert "不论经几个渠道" in listed
    assert "饮用水管理办法" in text_of(clerk, f"{records}channel.wechat")
    assert "20" in text_of(clerk, f"{records}received")
    assert clerk.get(f"{records}nothing").status_code == 404
    assert clerk.get("/statistics/records/?first=soon&figure=received").status_code == 404


@time_machine.travel(noon(date(2026, 6, 30)), tick=False)
def test_the_form_shows_every_cell_with_its_rule(city: City) -> None:
    clerk = enter(Client(), somebody("agency-clerk", city.health))
    page = text_of(clerk, "/statistics/form/?year=2026")
    assert "待填" in page
    assert "成文日期在期内" in page
    for cell, expected in (
        ("2.1.norms/made", "饮用水管理办法"),
        ("2.5.permits/decisions", "许可一季度"),
        ("3.1/total", "3月2日"),
    ):
        address = f"/statistics/records/?year=2026&amp;cell={cell.replace('/', '%2F')}"
        assert f'<a href="{address}"' in page
        listed = text_of(clerk, address.replace("&amp;", "&"))
        assert expected in listed or expected == "3月2日"
        assert "许可二季度" not in listed
    assert (
        clerk.get("/statistics/records/?year=2026&cell=2.6.coercion/decisions").status_code == 404
    )


@time_machine.travel(noon(date(2026, 6, 30)), tick=False)
def test_a_supervisor_sees_the_figures_and_takes_them_away(city: City) -> None:
    chief = enter(Client(), somebody("supervisor", city.government))
    page = text_of(chief, "/statistics/?year=2026&agency=")
    assert "清源市教育局" in page
    found = json.loads(chief.get("/statistics/export.json?year=2026&agency=").content)
    tables = {table["name"]: table["rows"] for table in found["tables"]}
    assert tables["总量"][0] == {
        "项目": "主动公开政府信息数", "单位": "条", "2026年": 3, "2025年同期": 1,
    }  # fmt: skip
    assert [row["机构"] for row in tables["机构"]] == ["清源市卫生健康委员会", "清源市教育局"]
    assert [row["2026年公开"] for row in tables["趋势"]][2:7] == [1, 2, 0, 0, None]
    rows = list(csv.reader(StringIO(text_of(chief, "/statistics/export.csv?year=2026&agency="))))
    assert ["公报", "x"] not in rows
    assert ["政务微信", "条", "1", "0"] in rows
    book = openpyxl.load_workbook(
        BytesIO(chief.get("/statistics/export.xlsx?year=2026&agency=").content)
    )
    assert [cell.value for cell in book["重点领域"][6]] == ["饮水安全", "条", 2, 0]
    assert chief.get("/statistics/export.pdf").status_code == 404


def test_somebody_without_the_permission_is_told_so(city: City) -> None:
    officer = enter(Client(), somebody("secrecy-reviewer", city.health))
    assert officer.get("/statistics/").status_code == 403


@time_machine.travel(noon(date(2026, 6, 30)), tick=False)
def test_a_clerk_enters_a_channel_and_takes_it_out_again(city: City) -> None:
    clerk = enter(Client(), somebody("agency-clerk", city.health))
    item = Item.objects.get(title="水质公告")
    page = f"/items/{item.pk}/channels/"
    assert page in text_of(clerk, f"/items/{item.pk}/")
    answer = clerk.post(
        f"{page}note/", {"channel": "weibo", "on": "2026-04-02", "url": ""}, follow=True
    )
    assert "已登记：政务微博，2026-04-02。" in answer.content.decode()
    again = clerk.post(f"{page}note/", {"channel": "weibo", "on": "2026-04-02", "url": ""})
    assert (again.status_code, "已经登记过" in again.content.decode()) == (422, True)
    late = clerk.post(f"{page}note/", {"channel": "weibo", "on": "2026-07-01"})
    assert "发布的日期在今天之后" in late.content.decode()
    assert clerk.post(f"{page}note/", {"channel": "website", "on": "2026-04-02"}).status_code == 422
    records = "/statistics/records/?year=2026&figure=channel.weibo"
    assert "水质公告" in text_of(clerk, records)
    row = item.appearances.get()
    void = f"{page}{row.pk}/void/"
    assert "作废须写明理由" in clerk.post(void, {"reason": " "}, follow=True).content.decode()
    assert "已作废：政务微博" in clerk.post(void, {"reason": "误登"}, follow=True).content.decode()
    assert "不用再作废" in clerk.post(void, {"reason": "误登"}, follow=True).content.decode()
    assert "水质公告" not in text_of(clerk, records)
    other = Item.objects.get(title="招生公告")
    assert clerk.post(f"/items/{other.pk}/channels/note/", {"channel": "weibo"}).status_code == 404
