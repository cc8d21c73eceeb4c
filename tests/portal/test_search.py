from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from django.http import QueryDict
from django.test import Client, override_settings

from tests.builders.agencies import AT, BY
from tests.builders.catalog import a_government, an_agency, an_item, withdrawn
from tests.builders.town import Town
from tests.portal.searching import an_index
from yangguang.apps.catalog.models import Facet
from yangguang.apps.catalog.services import add_column
from yangguang.apps.search.engine import Days, Sort
from yangguang.portal.searching import Pages, read_question

pytestmark = pytest.mark.django_db


def titles(page: str) -> list[str]:
    found = re.findall(r'<a class="t"[^>]*>(.*?)</a>', page)
    return [re.sub(r"</?mark>", "", title) for title in found]


def search(citizen: Client, **query: str) -> str:
    response = citizen.get("/search/", query)
    assert response.status_code == 200
    return response.content.decode()


def test_words_are_found_and_marked_in_title_and_text(citizen: Client, searchable: Town) -> None:
    page = search(citizen, q="停车场")
    assert set(titles(page)) == {
        "关于加强城市公共停车场建设和管理的实施意见",
        "《关于加强城市公共停车场建设和管理的实施意见》解读",
    }
    assert "<mark>停车场</mark>" in page
    assert re.search(r"共 \d+ 条", page)


def test_a_document_number_in_any_spelling_comes_first(citizen: Client, searchable: Town) -> None:
    page = search(citizen, q="清政发[2026]31号")
    assert titles(page)[0] == searchable.policy.title
    assert "文号或索引号相符" in page


def test_traditional_words_find_simplified_texts(citizen: Client, searchable: Town) -> None:
    assert "关于加强城市公共停车场建设和管理的实施意见" in titles(search(citizen, q="停車場"))


def test_filters_are_links_with_counts_and_can_be_taken_back(
    citizen: Client, searchable: Town
) -> None:
    page = search(citizen, q="通知")
    assert re.search(
        r'href="\?q=[^"]*&amp;agency=civil"[^>]*>清源市民政局 <span class="n">\d+</span>', page
    )
    narrowed = search(citizen, q="通知", agency="civil")
    assert set(titles(narrowed)) == {
        "关于提高城乡居民最低生活保障标准的通知",
        "《关于提高城乡居民最低生活保障标准的通知》解读",
    }
    assert 'aria-label="取消发布机构：清源市民政局"' in narrowed
    assert 'aria-current="true">清源市民政局' in narrowed


def test_days_bound_the_results(citizen: Client, searchable: Town) -> None:
    page = search(citizen, q="通知", **{"from": "2019-01-01", "to": "2019-12-31"})
    assert titles(page) == ["清源市人民政府关于印发《清源市廉租住房保障办法》的通知"]
    assert "日期：2019-01-01 至 2019-12-31" in page


def test_results_sort_by_day(citizen: Client, searchable: Town) -> None:
    days = re.findall(r'<time datetime="([^"]+)"', search(citizen, q="清源市", sort="oldest"))
    assert days == sorted(days)
    days = re.findall(r'<time datetime="([^"]+)"', search(citizen, q="清源市", sort="newest"))
    assert days == sorted(days, reverse=True)


def test_further_pages_keep_the_question(citizen: Client, searchable: Town) -> None:
    first = search(citizen, q="清源市", sort="newest")
    second = search(citizen, q="清源市", sort="newest", page="2")
    assert len(titles(first)) == len(titles(second)) == 10
    keys = [re.findall(r'class="t" href="/item/(\d+)/"', page) for page in (first, second)]
    assert not set(keys[0]) & set(keys[1])
    assert re.search(r'href="\?q=[^"]*sort=newest&amp;page=2"', first)


def test_a_page_past_the_end_leads_back(citizen: Client, searchable: Town) -> None:
    page = search(citizen, q="停车场", page="99999")
    assert "没有这一页" in page
    assert titles(page) == []


def test_nothing_found_is_said_with_ways_on(citizen: Client, searchable: Town) -> None:
    page = search(citizen, q="火星移民")
    assert "没有找到含有“火星移民”的信息" in page
    assert 'href="/disclosure/request/"' in page


def test_what_the_partial_results_lack_is_said_above_them(
    citizen: Client, searchable: Town
) -> None:
    page = search(citizen, q="停车场 蘑菇")
    below = page.partition("含有其中一部分词语的信息")[2]
    assert re.search(r'<p class="notice">没有找到“蘑菇”，以下结果不含这些词。</p>', below)
    assert "关于加强城市公共停车场建设和管理的实施意见" in titles(below)


@pytest.mark.parametrize(
    ("text", "said"),
    [("***", "没有可以查找的字"), ("。，！？", "没有可以查找的字"), ("标题:", "“标题:”后面没有写要找的内容")],
)  # fmt: skip
def test_a_question_with_nothing_to_look_for_gets_one_notice_and_no_verdict(
    citizen: Client, searchable: Town, text: str, said: str
) -> None:
    page = search(citizen, q=text)
    assert page.count('<p class="notice">') == 1
    assert said in page
    assert "没有找到" not in page
    assert "可以试试" in page


def test_a_place_without_a_value_is_left_out_and_the_rest_is_found(
    citizen: Client, searchable: Town
) -> None:
    page = search(citizen, q="停车场 机构:")
    assert "关于加强城市公共停车场建设和管理的实施意见" in titles(page)
    assert "“机构:”后面没有写要找的内容，已略去" in page


def test_a_withdrawn_item_is_not_found_though_the_index_still_holds_it(
    citizen: Client, searchable: Town
) -> None:
    withdrawn(searchable.policy)
    assert searchable.policy.title not in titles(search(citizen, q="保障性住房分配管理办法"))


@pytest.mark.parametrize(
    "text",
    [
        "。，！？",
        "***",
        "“",
        "-",
        "\x00",
        "' OR 1=1 --",
        "<script>alert(1)</script>",
        "标题:",
        "a" * 10_000,
        "🙂",
        "通知 -通知",
    ],
)
def test_senseless_questions_are_answered_plainly(
    citizen: Client, searchable: Town, text: str
) -> None:
    page = search(citizen, q=text)
    assert "<script>alert" not in page
    assert "搜索" in page


def test_a_question_of_ten_thousand_characters_is_cut_aloud(
    citizen: Client, searchable: Town
) -> None:
    assert "搜索词超过 200 个字，只用了前 200 个字" in search(citizen, q="住房" * 5_000)


def test_what_cannot_be_understood_in_the_address_is_left_out() -> None:
    asked = read_question(
        QueryDict("q=%20住房%20%20补贴&from=2026-13-01&to=abc&sort=x&page=-3&agency=&year=2026")
    )
    assert asked.text == "住房 补贴"
    assert asked.published == Days()
    assert (asked.sort, asked.page, asked.filters) == (Sort.RELEVANCE, 1, {"year": "2026"})
    assert len(asked.complaints) == 2


def test_days_in_the_wrong_order_are_exchanged() -> None:
    asked = read_question(QueryDict("from=2026-05-01&to=2026-01-01"))
    assert asked.published == Days(date(2026, 1, 1), date(2026, 5, 1))
    assert asked.complaints == ("开始日期晚于结束日期，已经对调。",)


def test_results_beyond_ten_thousand_are_counted_and_not_opened() -> None:
    pages = Pages(1000, 318_204)
    assert (pages.last, pages.cut, pages.last_row) == (1000, True, 10_000)
    assert (Pages(1, 0).last, Pages(2, 15).last_row) == (1, 15)


def test_an_unknown_filter_value_finds_nothing_and_says_so(
    citizen: Client, searchable: Town
) -> None:
    assert "没有找到" in search(citizen, q="通知", agency="none", kind="<x>")


def test_typing_is_completed(citizen: Client, searchable: Town) -> None:
    response = citizen.get("/search/suggest/", {"q": "清源市民"})
    assert '<option value="清源市民政局"></option>' in response.content.decode()
    assert citizen.get("/search/suggest/").content.decode().strip() == ""


def test_without_an_index_the_page_says_so_and_offers_lists(
    citizen: Client, tmp_path: Path
) -> None:
    an_item("住房保障办法", agency=a_government())
    with override_settings(INDEX_FOLDER=tmp_path / "nothing"):
        response = citizen.get("/search/", {"q": "住房"})
        assert response.status_code == 503
        assert "搜索暂时不能用" in response.content.decode()
        assert citizen.get("/search/suggest/", {"q": "住房"}).status_code == 200


def test_a_filter_alone_is_a_question(citizen: Client, tmp_path: Path) -> None:
    an_item("甲", agency=an_agency(slug="finance"))
    an_item("乙", agency=an_agency("清源市教育局", slug="edu"))
    with an_index(tmp_path / "index"):
        assert titles(search(citizen, agency="edu")) == ["乙"]


def test_whoever_types_the_name_of_a_topic_or_a_column_is_led_there(
    citizen: Client, searchable: Town
) -> None:
    Facet.objects.create(scheme="topic", code="lifts", name="老旧小区加装电梯")
    add_column(slug="heating", name="冬季供暖", column_type="工作动态", by=BY, at=AT)
    page = search(citizen, q="老舊小區 加裝電梯")
    assert '<a href="/facet/topic/lifts/">专题：老旧小区加装电梯</a>' in page
    assert '<a href="/column/heating/">栏目：冬季供暖</a>' in search(citizen, q="冬季供暖")
    assert "专题：" not in search(citizen, q="电梯")
