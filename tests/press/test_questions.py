from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from tests.builders.catalog import a_column, a_facet, a_government, an_item
from tests.press.running_nginx import CONFIGURATION
from yangguang.apps.catalog.models import Facet
from yangguang.press import registry
from yangguang.press.questions import ANYTHING, APPENDED, asks_of, is_question


def _views(found: URLResolver | None = None) -> Iterator[Callable[..., Any]]:
    for one in (found or get_resolver()).url_patterns:
        if isinstance(one, URLResolver):
            yield from _views(one)
        else:
            assert isinstance(one, URLPattern)
            yield one.callback


def _nginx_asks(path: str, query: str) -> bool:
    """What the map of the configuration says, read as nginx does: the first pattern that fits."""
    text = (CONFIGURATION / "yangguang.conf").read_text(encoding="utf-8")
    [inside] = re.findall(r'map "\$uri\?\$args" \$yangguang_question \{(.*?)\n\}', text, re.S)
    for pattern, said in re.findall(r'^\s*"~(.+)" ([01]);$', inside, re.M):
        if re.search(pattern, f"{path}?{query}"):
            return bool(said == "1")
    return False


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("/newest/", "year=2026"),
        ("/hant/plain/newest/", "from=timeline&page=2"),
        ("/column/policy/", "validity=repealed"),
        ("/agency/edu/items/", "page=2"),
        ("/registers/fees/", "level=city&from=timeline"),
        ("/registers/fees/page/2/", "q=公交"),
        ("/registers/fees/changes/3/", "what=added"),
        ("/newest/", "%70age=2&x=1"),
    ],
)
def test_a_query_that_a_page_reads_reaches_the_application(path: str, query: str) -> None:
    assert _nginx_asks(path, query)
    assert is_question(path, query)


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("/", "from=timeline"),
        ("/item/5/", "isappinstalled=0"),
        ("/hant/item/5/", "utm_source=wx&utm_medium=&utm_id"),
        ("/column/policy/", "from=timeline&isappinstalled=0&"),
        ("/feed/rss.xml", "x=1"),
        ("/registers/fees/", "from=singlemessage&utm_source=wx"),
        ("/registers/fees/page/2/", "scene=1"),
        ("/registers/fees/5/", "anything=1"),
        ("/item/5/attachment/6/附表.pdf", "from=timeline"),
        ("/item/5/", "mypage=1&year_=2"),
    ],
)
def test_a_query_that_a_page_does_not_read_reaches_the_file(path: str, query: str) -> None:
    assert not is_question(path, query)
    assert not _nginx_asks(path, query)


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("/search/", "from=timeline"),
        ("/members/sign-in/", "next=/members/"),
        ("/requests/apply/", "agency=edu"),
        ("/reports/compare/", "figure=1"),
        ("/nowhere/", "a=1"),
        ("/newest/", "&".join("a=1" for _ in range(300))),
    ],
)
def test_what_is_kept_as_no_file_reads_its_own_query(path: str, query: str) -> None:
    assert is_question(path, query)


def test_nginx_knows_every_name_that_a_kept_page_reads() -> None:
    read: set[str] = set().union(*(getattr(view, "asks", frozenset()) for view in _views()))
    assert ANYTHING in read
    for name in sorted(read - {ANYTHING}):
        assert _nginx_asks("/newest/", f"{name}=1"), name
        assert APPENDED.fullmatch(name) is None, name


@pytest.mark.django_db
def test_every_address_that_is_kept_says_what_it_reads() -> None:
    a_government()
    an_item(column=a_column("政策", slug="policy"))
    for address in registry.site().addresses():
        assert asks_of(address) is not None, address


@pytest.mark.django_db
def test_what_a_body_has_under_an_article_is_part_of_the_whole_site() -> None:
    city = a_government()
    article = a_facet(Facet.Scheme.ARTICLE_20, code="rules", name="行政规范性文件")
    assert f"/agency/{city.slug}/disclosure/content/rules/" not in registry.site().addresses()
    an_item(agency=city, facets=(article,))
    assert f"/agency/{city.slug}/disclosure/content/rules/" in registry.site().addresses()
