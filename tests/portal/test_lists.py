from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.test import Client

from tests.builders.catalog import a_column, a_facet, a_government, an_item, file_under
from yangguang.apps.catalog import selectors
from yangguang.apps.catalog.models import Column, ColumnType, Facet, ItemState, Validity
from yangguang.apps.catalog.paging import NoSuchPage, read_page

pytestmark = pytest.mark.django_db


def titles(page: str) -> list[str]:
    return re.findall(r'<a class="t"[^>]*>([^<]+)</a>', page)


def fill(number: int, **values: object) -> None:
    for place in range(number):
        an_item(f"第{place:02d}号", on=date(2026, 1, 1) + timedelta(days=place), **values)  # type: ignore[arg-type] # fields of an item


def test_rows_stand_newest_first_and_closed_pages_count_from_the_oldest(citizen: Client) -> None:
    a_government()
    fill(65)
    page = citizen.get("/newest/").content.decode()
    assert titles(page) == [f"第{place:02d}号" for place in range(64, 39, -1)]
    assert "共 65 条，本页是最新的 25 条" in page
    assert '<a rel="next" href="/newest/page/2/">下一页</a>' in page
    second = citizen.get("/newest/page/2/").content.decode()
    assert titles(second) == [f"第{place:02d}号" for place in range(39, 19, -1)]
    assert "第 2 页" in second
    assert '<a rel="prev" href="/newest/">上一页</a>' in second
    assert '<a rel="next" href="/newest/page/1/">下一页</a>' in second
    first = citizen.get("/newest/page/1/").content.decode()
    assert titles(first) == [f"第{place:02d}号" for place in range(19, -1, -1)]
    assert '<a rel="prev" href="/newest/page/2/">上一页</a>' in first
    assert 'rel="next"' not in first
    assert "共 65 条" not in first


def test_a_narrowed_list_counts_its_pages_from_the_newest(citizen: Client) -> None:
    a_government()
    fill(45)
    page = citizen.get("/newest/?year=2026").content.decode()
    assert "共 45 条，第 1–20 条" in page
    assert '<a rel="next" href="/newest/?year=2026&amp;page=2">下一页</a>' in page
    last = citizen.get("/newest/?year=2026&page=3").content.decode()
    assert titles(last) == [f"第{place:02d}号" for place in range(4, -1, -1)]
    assert citizen.get("/newest/?year=2026&page=4").status_code == 404


def test_every_page_from_both_ends_gives_each_row_once() -> None:
    a_government()
    fill(47)
    seen = [
        item.title
        for number in range(1, 6)
        for item in read_page(selectors.public_items(), number, size=10)
    ]
    assert seen == [f"第{place:02d}号" for place in range(46, -1, -1)]


def test_rows_of_one_day_keep_one_order_on_every_page() -> None:
    a_government()
    for place in range(25):
        an_item(f"同日{place:02d}", on=date(2026, 3, 3))
    seen = [
        item.title
        for number in (1, 2, 3)
        for item in read_page(selectors.public_items(), number, size=10)
    ]
    assert seen == [f"同日{place:02d}" for place in range(24, -1, -1)]


@pytest.mark.parametrize("number", [0, 6, 10**9])
def test_a_page_past_the_end_does_not_exist(citizen: Client, number: int) -> None:
    a_government()
    fill(45)
    with pytest.raises(NoSuchPage):
        read_page(selectors.public_items(), number, size=10)
    assert citizen.get(f"/newest/page/{number}/").status_code == 404


def test_a_list_that_fills_no_page_has_no_closed_one(citizen: Client) -> None:
    a_government()
    fill(39)
    page = citizen.get("/newest/").content.decode()
    assert len(titles(page)) == 39
    assert "翻页" not in page
    assert citizen.get("/newest/page/1/").status_code == 404


def test_an_empty_list_says_so(citizen: Client) -> None:
    a_government()
    column = a_column("通知公告")
    page = citizen.get(f"/column/{column.slug}/").content.decode()
    assert "这里还没有公开的信息" in page


def test_an_empty_list_leads_on_to_the_column_above_it(citizen: Client) -> None:
    a_government()
    parent = a_column("政策解读", slug="readings")
    column = a_column("视频解读", slug="videos", parent=parent)
    page = citizen.get(f"/column/{column.slug}/").content.decode()
    assert '<a href="/column/readings/">看政策解读的其他信息</a>' in page
    assert page.count('<a href="/newest/">') == 1


def test_a_column_shows_what_stands_below_it_and_nothing_unpublished(citizen: Client) -> None:
    a_government()
    parent = a_column("政策文件", slug="policy")
    child = a_column("行政规范性文件", slug="norms", parent=parent)
    closed = a_column("旧栏目", slug="closed", parent=parent, is_open=False)
    other = a_column("通知公告", slug="notices")
    an_item("甲", column=parent, on=date(2026, 1, 2))
    an_item("乙", column=child, on=date(2026, 1, 3))
    an_item("丙", column=child, state=ItemState.DRAFT)
    an_item("丁", column=other)
    an_item("戊", column=closed)
    page = citizen.get("/column/policy/").content.decode()
    assert titles(page) == ["乙", "甲"]
    assert "共 2 条" in page
    assert '<meta name="ColumnName" content="政策文件">' in page
    assert '<meta name="ColumnType" content="政策文件">' in page
    assert citizen.get("/column/closed/").status_code == 404


def test_year_and_validity_narrow_a_list_and_can_be_taken_back(citizen: Client) -> None:
    a_government()
    column = a_column("政策文件", slug="policy", column_type=ColumnType.POLICY)
    an_item("甲", column=column, on=date(2024, 5, 1))
    an_item("乙", column=column, on=date(2026, 5, 1), validity=Validity.REPEALED)
    an_item("丙", column=column, on=date(2026, 5, 2))
    page = citizen.get("/column/policy/?year=2026&validity=repealed").content.decode()
    assert titles(page) == ["乙"]
    assert 'href="?validity=repealed"' in page  # taken back
    assert '<a href="/column/policy/?year=2024&amp;validity=repealed"' in page
    assert 'href="?year=2026"' in page
    assert titles(citizen.get("/column/policy/?year=2024").content.decode()) == ["甲"]


def test_only_years_that_have_items_are_offered(citizen: Client) -> None:
    a_government()
    for year in (2018, 2021, 2026):
        an_item(on=date(year, 6, 1))
    assert selectors.years_of(selectors.public_items()) == [2026, 2021, 2018]


@pytest.mark.parametrize(
    "query", ["year=abcd", "year=99999", "year=²⁰²⁶", "validity=<script>", "year=0000", "page=-1"]
)
def test_a_senseless_choice_narrows_nothing(citizen: Client, query: str) -> None:
    a_government()
    an_item("甲")
    response = citizen.get(f"/newest/?{query}")
    assert response.status_code == 200
    assert titles(response.content.decode()) == ["甲"]


def test_one_item_under_several_facets_is_counted_once_in_each() -> None:
    a_government()
    five = a_facet(Facet.Scheme.FIVE, "decision", "决策")
    area = a_facet(Facet.Scheme.KEY_AREA, "housing", "保障性住房")
    item = an_item(facets=(five, area))
    an_item(facets=(five,), state=ItemState.DRAFT)
    assert selectors.facets(Facet.Scheme.FIVE) == [(five, 1)]
    assert list(selectors.items_in_facet(area)) == [item]


def test_a_facet_that_was_taken_off_counts_no_more() -> None:
    a_government()
    five = a_facet(Facet.Scheme.FIVE, "decision", "决策")
    item = an_item()
    file_under(item, five)
    item.facet_facts.update(valid_to=item.released_at)
    assert list(selectors.items_in_facet(five)) == []
    assert selectors.facets(Facet.Scheme.FIVE) == [(five, 0)]


def test_page_numbers_keep_both_ends_and_the_neighbours() -> None:
    from yangguang.portal.templatetags.portal import page_numbers

    assert page_numbers(1, 1) == [1]
    assert page_numbers(1, 5) == [1, 2, 3, 4, 5]
    assert page_numbers(10, 50) == [1, 0, 8, 9, 10, 11, 12, 0, 50]
    assert page_numbers(50, 50) == [1, 0, 48, 49, 50]
    assert page_numbers(4, 50) == [1, 2, 3, 4, 5, 6, 0, 50]


def test_unknown_places_do_not_exist(citizen: Client) -> None:
    a_government()
    for address in (
        "/column/none/",
        "/facet/none/",
        "/facet/five-open/none/",
        "/agency/none/",
        "/reports/1999/",
        "/report/999/",
    ):
        assert citizen.get(address).status_code == 404, address


def test_a_column_of_services_belongs_to_its_own_module(citizen: Client) -> None:
    a_government()
    top = a_column("办事指南", slug="service", module=Column.Module.SERVICE)
    inner = a_column("企业办事", slug="business", module=Column.Module.SERVICE, parent=top)
    item = an_item(column=inner)
    for address in ("/column/business/", f"/item/{item.pk}/"):
        page = citizen.get(address).content.decode()
        assert '<a href="/column/service/" aria-current="true">办事指南</a>' in page
        crumbs = page.split('class="crumbs"')[1].split("</nav>")[0]
        assert "政府信息公开" not in crumbs
        assert "办事指南" in crumbs
