"""What holds for every page: no inline script or style, no cookie, few queries, the site's marks."""

from __future__ import annotations

import re
from pathlib import Path

from django.contrib.staticfiles import finders
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.builders.town import Town
from tests.portal.pages import addresses

WITH_A_FORM = {"report check", "apply", "apply to one body", "follow"}
MOST_QUERIES = 14


def test_every_page_answers_in_chinese_with_one_title_and_one_main(
    citizen: Client, searchable: Town
) -> None:
    for name, address in addresses(searchable).items():
        response = citizen.get(address)
        page = response.content.decode()
        assert response.status_code == 200, name
        assert page.count("<h1") == 1, name
        assert page.count("<main") == 1, name
        assert '<html lang="zh-Hans"' in page, name
        assert "清源市政务公开" in page, name


def test_no_page_holds_inline_script_style_or_handlers(citizen: Client, searchable: Town) -> None:
    for name, address in addresses(searchable).items():
        page = citizen.get(address).content.decode()
        assert not re.search(r"<script(?![^>]*\bsrc=)", page), name
        assert "<style" not in page, name
        assert not re.search(r"<[^>]+\s(?:style|on\w+)=", page), name


def test_no_page_fetches_anything_from_another_site(citizen: Client, searchable: Town) -> None:
    for name, address in addresses(searchable).items():
        page = citizen.get(address).content.decode()
        fetching = re.findall(r"<(?:script|img|iframe|link|source|use)\b[^>]*>", page)
        foreign = [tag for tag in fetching if re.search(r'="(?:https?:)?//', tag)]
        assert [tag for tag in foreign if 'rel="canonical"' not in tag] == [], name


def test_only_pages_with_a_form_set_a_cookie_and_it_is_the_token(
    citizen: Client, searchable: Town
) -> None:
    for name, address in addresses(searchable).items():
        cookies = set(Client().get(address).cookies)
        assert cookies == ({"yg_portal_csrf"} if name in WITH_A_FORM else set()), name


def test_every_page_sends_the_security_headers(citizen: Client, searchable: Town) -> None:
    for name, address in addresses(searchable).items():
        headers = citizen.get(address).headers
        assert "default-src 'self'" in headers["Content-Security-Policy"], name
        assert "unsafe" not in headers["Content-Security-Policy"], name
        assert headers["X-Content-Type-Options"] == "nosniff", name
        assert headers["X-Frame-Options"] == "DENY", name


def test_no_page_needs_many_queries(citizen: Client, searchable: Town) -> None:
    for name, address in addresses(searchable).items():
        citizen.get(address)  # the first visitor of a long list closes its full pages
        with CaptureQueriesContext(connection) as asked:
            citizen.get(address)
        assert len(asked) <= MOST_QUERIES, (name, [one["sql"] for one in asked])


def test_every_page_bears_the_site_marks_of_the_guideline(
    citizen: Client, searchable: Town
) -> None:
    for name, address in addresses(searchable).items():
        page = citizen.get(address).content.decode()
        assert '<meta name="SiteName" content="清源市政务公开">' in page, name
        assert '<meta name="SiteDomain" content="127.0.0.1:8000">' in page, name
        assert '<meta name="SiteIDCode"' in page, name
        assert "我为政府网站找错" in page, name
        assert "主办：清源市人民政府" in page, name


def test_the_first_page_weighs_less_than_a_hundred_kilobytes(
    citizen: Client, searchable: Town
) -> None:
    page = citizen.get("/").content
    weight = len(page)
    for name in re.findall(r'(?:src|href)="/static/([^"#]+)"', page.decode()):
        place = finders.find(name)
        assert isinstance(place, str), name
        weight += len(Path(place).read_bytes())
    assert weight < 100_000


def test_a_page_that_is_only_read_refuses_the_method_before_it_asks_for_a_token(
    citizen: Client, searchable: Town
) -> None:
    stranger = Client(enforce_csrf_checks=True)
    pages = addresses(searchable)
    only_read = [address for name, address in pages.items() if name not in WITH_A_FORM]
    for address in (*only_read, "/search/suggest/", "/feed/rss.xml", "/sitemap.xml", "/robots.txt"):
        answer = stranger.post(address, {"x": "y"})
        assert answer.status_code == 405, address
        assert answer.headers["Allow"] == "GET, HEAD"
    assert stranger.post("/report-check/", {"text": "甲"}).status_code == 403
    assert stranger.post("/nothing/").status_code == 404
