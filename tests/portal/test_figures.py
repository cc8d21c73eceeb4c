"""公开统计 for everybody: items lead to themselves, applications only to how many were alike."""

from __future__ import annotations

import json
from datetime import date

import pytest
import time_machine
from django.test import Client

from tests.builders.agencies import City, a_city
from tests.builders.catalog import a_facet, an_item, noon
from tests.builders.ledgers import an_entry
from tests.builders.requests import WANTED, a_person, an_application
from yangguang.apps.audit.actors import command
from yangguang.apps.catalog.models import Facet
from yangguang.apps.catalog.services import withdraw_item
from yangguang.apps.reports.figures.summaries import unidentifying
from yangguang.apps.requests.services.counting import count_closing
from yangguang.portal.pressed import addresses, downloads

pytestmark = pytest.mark.django_db
TODAY = noon(date(2026, 6, 30))


@pytest.fixture
def city() -> City:
    found = a_city()
    field = a_facet(Facet.Scheme.KEY_AREA, "water", "饮水安全")
    gone = an_item("误发的公告", agency=found.health, on=date(2025, 3, 1), facets=(field,))
    withdraw_item(item=gone, by=command("测试"), at=noon(date(2026, 2, 1)), reason="误发")
    an_item("饮用水公告", agency=found.health, on=date(2026, 3, 2), facets=(field,), kind="news")
    an_item("招生公告", agency=found.schools, on=date(2026, 4, 1), kind="news")
    replies = ("disclosed", "disclosed", "disclosed", "withheld-privacy")
    for number, kind in enumerate(replies):
        application = an_application(
            found.health, on=date(2026, 3, 2), person=a_person(f"李测试{number}")
        )
        count_closing(application, kind=kind, day=date(2026, 3, 20), at=noon(date(2026, 3, 20)))
    return found


def text_of(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


@time_machine.travel(TODAY, tick=False)
def test_the_page_of_a_year_leads_to_what_it_counts(client: Client, city: City) -> None:
    page = text_of(client, "/figures/")
    assert "2026-01-01 至 2026-06-30" in page
    assert '<a href="/figures/records/?year=2026&amp;figure=published">2</a>' in page
    facet = Facet.objects.get(code="water").pk
    address = f"/figures/records/?year=2026&amp;figure=facet.{facet}"
    assert f'<a href="{address}" aria-label="饮水安全：1">1</a>' in page
    assert "清源市教育局" in page
    listed = text_of(client, address.replace("&amp;", "&"))
    assert ("饮用水公告" in listed, "招生公告" in listed) == (True, False)
    march = text_of(client, "/figures/records/?year=2026&month=3&figure=published")
    assert ("饮用水公告" in march, "招生公告" in march) == (True, False)
    body = text_of(client, f"/agency/{city.schools.slug}/figures/")
    assert f"figure=published&amp;agency={city.schools.slug}" in body
    for address in ("/figures/2007/", "/figures/2027/", "/figures/records/?figure=x"):
        assert client.get(address).status_code == 404
    for query in ("year=2026&month=13&figure=received", "figure=received&agency=nobody"):
        assert client.get(f"/figures/records/?{query}").status_code == 404


@time_machine.travel(TODAY, tick=False)
def test_what_was_withdrawn_later_is_counted_and_not_listed(client: Client, city: City) -> None:
    page = text_of(client, "/figures/records/?year=2025&figure=published")
    assert "：1 条，其中 1 条现已撤回或者不对外公开，不列出" in page
    assert "误发的公告" not in page


@time_machine.travel(TODAY, tick=False)
def test_applications_are_told_only_as_groups(client: Client, city: City) -> None:
    page = text_of(client, "/figures/records/?year=2026&figure=received")
    assert "：4 件" in page
    assert '<td>自然人</td><td class="num">4</td>' in page
    answered = text_of(
        client, f"/figures/records/?year=2026&figure=answered&agency={city.health.slug}"
    )
    assert "不予公开" not in answered
    assert "各类件数都太少，不分类列出" in answered
    alone = text_of(client, "/figures/records/?year=2026&figure=result.withheld")
    assert "不足 3 件" in alone
    for shown in (page, answered, alone, text_of(client, "/figures/")):
        assert ("李测试" in shown, "李**" in shown, WANTED in shown) == (False, False, False)
        assert "不予公开：1" not in shown


@time_machine.travel(TODAY, tick=False)
def test_the_figures_can_be_taken_away(client: Client, city: City) -> None:
    whole = json.loads(client.get("/figures/2026/data.json").content)
    assert whole["tables"][0]["rows"][0]["2026年"] == 2
    own = client.get(f"/agency/{city.health.slug}/figures/2026/data.csv")
    assert own.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert "不予公开" not in own.content.decode()
    assert client.get("/figures/2026/data.xlsx").content.startswith(b"PK")
    assert client.get("/figures/2026/data.pdf").status_code == 404


@time_machine.travel(TODAY, tick=False)
def test_letters_are_told_by_channel_and_never_by_what_they_say(client: Client, city: City) -> None:
    for day, title in ((2, "邻居王某扰民"), (3, "路灯不亮")):
        an_entry(
            city.health, "letters", date(2026, 3, day), title=title,
            details={"channel": "来信", "due_on": "2026-03-09", "answered_on": f"2026-03-1{day - 2}"},
            at=noon(date(2026, 3, 20)),
        )  # fmt: skip
    page = text_of(client, "/figures/")
    behind = "/figures/records/?year=2026&amp;figure=letters.received"
    assert (
        f'<dt>收到来信来电（件）<span class="small muted">上年同期 0</span></dt><dd><a href="{behind}">2</a>'
        in page
    )
    assert "<dt>答复率</dt><dd>100.0%</dd>" in page
    assert "<dt>按期答复率</dt><dd>0.0%</dd>" in page
    listed = text_of(client, behind.replace("&amp;", "&"))
    assert '<td>来信</td><td>3 月</td><td class="num">2</td>' in listed
    assert "王某" not in page + listed
    assert text_of(client, "/figures/records/?year=2026&figure=letters.in_time:来信").count(
        "：0 件"
    )
    assert client.get("/figures/records/?year=2026&figure=letters.received:飞鸽").status_code == 404


@time_machine.travel(TODAY, tick=False)
def test_a_copy_of_the_site_holds_the_figures_of_each_body_and_year(
    client: Client, city: City
) -> None:
    own = [one for one in addresses() if one.startswith(f"/agency/{city.health.slug}/figures/")]
    whole = f"/agency/{city.health.slug}/figures/"
    assert own == [whole, f"{whole}2026/"]
    files = {address: b"".join(parts) for address, parts in downloads()}
    page = text_of(client, f"{whole}2026/")
    for which in ("csv", "xlsx", "json"):
        assert f'href="{whole}2026/data.{which}"' in page
        assert files[f"{whole}2026/data.{which}"]
    assert json.loads(files["/figures/2026/data.json"]) == json.loads(
        client.get("/figures/2026/data.json").content
    )
    an_item("旧闻", agency=city.schools, on=date(2024, 5, 1), kind="news")
    schools = f"/agency/{city.schools.slug}/figures/"
    assert {f"{schools}2026/", f"{schools}2024/"} <= set(addresses())
    page = text_of(client, f"{schools}2024/")
    assert (f'href="{schools}2024/"' in page, f'href="{schools}2025/"' in page) == (True, False)


def test_a_small_group_cannot_be_worked_out_from_the_rest() -> None:
    counts = {("甲",): 9, ("乙",): 5, ("丙",): 3, ("丁",): 1}
    shown = unidentifying(counts)
    assert shown == {("甲",): 9, ("乙",): 5}
    assert unidentifying({("甲",): 4, ("乙",): 1}) == {}
    assert unidentifying({("甲",): 4, ("乙",): 3, ("丙",): 0}) == {("甲",): 4, ("乙",): 3}
