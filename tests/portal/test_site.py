from __future__ import annotations

import xml.etree.ElementTree as ET
from datetime import date

import pytest
from django.test import Client, override_settings

from tests.builders.catalog import a_column, a_government, an_item
from tests.builders.town import Town
from yangguang.apps.catalog.models import Column, ItemState

pytestmark = pytest.mark.django_db
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
ATOM = "{http://www.w3.org/2005/Atom}"


def test_feeds_hold_the_newest_items_with_their_days(citizen: Client, town: Town) -> None:
    for address in ("/feed/rss.xml", "/column/norms/rss.xml", "/agency/housing/rss.xml"):
        response = citizen.get(address)
        assert response.headers["Content-Type"] == "application/rss+xml; charset=utf-8"
        assert ET.fromstring(response.content).findall("channel/item"), address
    channel = ET.fromstring(citizen.get("/column/norms/rss.xml").content)
    assert channel.findtext("channel/item/title") == town.policy.title
    assert channel.findtext("channel/item/pubDate") == "Fri, 20 Nov 2026 12:00:00 +0800"
    assert channel.findtext("channel/item/link") == f"http://127.0.0.1:8000/item/{town.policy.pk}/"


def test_atom_is_atom(citizen: Client, town: Town) -> None:
    response = citizen.get("/feed/atom.xml")
    assert response.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    entries = ET.fromstring(response.content).findall(f"{ATOM}entry")
    assert len(entries) == 30
    assert all(entry.findtext(f"{ATOM}updated") for entry in entries)
    assert citizen.get("/feed/other.xml").status_code == 404


def test_a_feed_names_the_declared_day_of_an_imported_item(citizen: Client) -> None:
    a_government()
    item = an_item(on=date(2026, 5, 1))
    item.source_published_on = item.listed_on = date(2019, 3, 4)
    item.save()
    feed = ET.fromstring(citizen.get("/feed/rss.xml").content)
    assert feed.findtext("channel/item/pubDate") == "Mon, 04 Mar 2019 00:00:00 +0800"


def test_the_site_map_files_hold_every_public_address_and_no_other(
    citizen: Client, town: Town
) -> None:
    hidden = an_item(state=ItemState.DRAFT)
    index = ET.fromstring(citizen.get("/sitemap.xml").content)
    parts = [one.text or "" for one in index.iter(f"{SITEMAP}loc")]
    assert parts == ["http://127.0.0.1:8000/sitemap-0.xml", "http://127.0.0.1:8000/sitemap-1.xml"]
    found = set()
    for part in parts:
        response = citizen.get(part.removeprefix("http://127.0.0.1:8000"))
        found |= {one.text for one in ET.fromstring(response.content).iter(f"{SITEMAP}loc")}
    assert f"http://127.0.0.1:8000/item/{town.policy.pk}/" in found
    assert "http://127.0.0.1:8000/agency/health/" in found
    assert f"http://127.0.0.1:8000/item/{hidden.pk}/" not in found
    assert f"http://127.0.0.1:8000/item/{town.withdrawn.pk}/" not in found
    assert citizen.get("/sitemap-7.xml").status_code == 404


def test_site_map_files_are_cut_by_key(citizen: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("yangguang.portal.views.site.SITEMAP_SIZE", 2)
    a_government()
    keys = [an_item().pk for _ in range(5)]
    index = ET.fromstring(citizen.get("/sitemap.xml").content)
    parts = [one.text or "" for one in index.iter(f"{SITEMAP}loc")][1:]
    found = []
    for part in parts:
        response = citizen.get(part.removeprefix("http://127.0.0.1:8000"))
        if response.status_code == 200:
            found += [one.text for one in ET.fromstring(response.content).iter(f"{SITEMAP}loc")]
    assert found == [f"http://127.0.0.1:8000/item/{key}/" for key in keys]


def test_robots_and_search_plug_in_lead_into_the_site(citizen: Client) -> None:
    a_government()
    robots = citizen.get("/robots.txt").content.decode()
    assert "Disallow: /search/" in robots
    assert "Disallow: /requests/" in robots
    assert "Sitemap: http://127.0.0.1:8000/sitemap.xml" in robots
    plug_in = ET.fromstring(citizen.get("/opensearch.xml").content)
    url = plug_in.find("{http://a9.com/-/spec/opensearch/1.1/}Url")
    assert url is not None
    assert url.get("template") == "http://127.0.0.1:8000/search/?q={searchTerms}"


def test_the_identity_comes_from_settings_before_the_government(citizen: Client) -> None:
    a_government()
    site = {
        "name": "清源市人民政府网",
        "undertaker": "清源市大数据中心",
        "id_code": "0000000001",
        "icp": "清ICP备00000000号",
        "unknown": "x",
    }
    with override_settings(SITE=site):
        page = citizen.get("/").content.decode()
    assert '<meta name="SiteName" content="清源市人民政府网">' in page
    assert '<meta name="SiteIDCode" content="0000000001">' in page
    assert "承办：清源市大数据中心" in page
    assert "清ICP备00000000号" in page


def test_an_empty_installation_still_answers(citizen: Client) -> None:
    for address in (
        "/",
        "/newest/",
        "/agencies/",
        "/disclosure/",
        "/disclosure/guide/",
        "/disclosure/request/",
        "/disclosure/content/",
        "/reports/",
        "/site-map/",
        "/sitemap.xml",
        "/feed/rss.xml",
        "/about/",
    ):
        assert citizen.get(address).status_code == 200, address


def test_modules_appear_in_the_navigation_once_they_have_columns(citizen: Client) -> None:
    a_government()
    assert "办事指南" not in citizen.get("/").content.decode()
    a_column("办事指南", slug="service", module=Column.Module.SERVICE)
    assert '<a href="/column/service/">办事指南</a>' in citizen.get("/").content.decode()


def test_errors_are_plain_and_tell_nothing(citizen: Client) -> None:
    a_government()
    missing = citizen.get("/nothing/")
    assert missing.status_code == 404
    assert "没有找到这个页面" in missing.content.decode()
    assert citizen.get("/desk/").status_code == 404


def test_a_wrong_method_is_answered_in_words_and_names_the_right_ones(citizen: Client) -> None:
    a_government()
    for answer in (citizen.post("/"), citizen.options("/plain/newest/")):
        assert answer.status_code == 405
        assert answer.headers["Allow"] == "GET, HEAD"
        assert "这个地址不接受这种请求" in answer.content.decode()


def test_a_broken_page_says_so_without_the_database() -> None:
    from django.test import RequestFactory

    from yangguang.portal.views.errors import broken

    response = broken(RequestFactory().get("/"))
    assert response.status_code == 500
    assert "网站暂时出了问题" in response.content.decode()
