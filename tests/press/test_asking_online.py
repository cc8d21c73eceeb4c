"""What a page of a static copy asks is asked of the site, not of a server that cannot answer."""

from __future__ import annotations

import pytest

from yangguang.press.asking_online import asked_online

HOST = "https://www.example.gov.cn"


def led(page: str, address: str = "/column/policy/") -> str:
    return asked_online(
        page, address=address, host=HOST, variants=["/", "/hant/"],
        lacks=lambda path: path == "/registers/power-list/compare/agri.csv",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("written", "target"),
    [
        ('<a href="/newest/?year=2026">2026年</a>', f"{HOST}/newest/?year=2026"),
        (
            '<a class="on" href="?year=2026&amp;validity=repealed">废止</a>',
            f"{HOST}/column/policy/?year=2026&amp;validity=repealed",
        ),
        (
            '<a href="/hant/search/?q=%E9%A2%84%E7%AE%97#list">预算</a>',
            f"{HOST}/hant/search/?q=%E9%A2%84%E7%AE%97#list",
        ),
    ],
)
def test_a_link_that_asks_leads_to_the_site(written: str, target: str) -> None:
    assert f'href="{target}"' in led(written)


@pytest.mark.parametrize(
    "written",
    [
        '<a href="/newest/">全部</a>',
        '<a href="/newest/?from=timeline">转发的</a>',
        '<a href="https://elsewhere.example/?q=1">别处</a>',
        '<a href="#main">正文</a>',
        '<a href="/hant/newest/#list">繁體</a>',
        '<link rel="stylesheet" href="/static/portal.css?v=1">',
        '<form method="post" action="/members/"><button>登录</button></form>',
    ],
)
def test_what_a_copy_answers_itself_stays_as_it_is(written: str) -> None:
    assert led(written) == written


def test_a_way_to_a_variant_that_the_copy_lacks_leads_to_the_site() -> None:
    assert led('<a lang="zh" href="/plain/item/5/">长者模式</a>') == (
        f'<a lang="zh" href="{HOST}/plain/item/5/">长者模式</a>'
    )
    assert led('<a href="/hant/contrast/">高对比度</a>') == (
        f'<a href="{HOST}/hant/contrast/">高对比度</a>'
    )


def test_a_file_that_the_copy_lacks_is_fetched_from_the_site() -> None:
    lacking = "/registers/power-list/compare/agri.csv"
    assert led(f'<a href="{lacking}">下载</a>') == f'<a href="{HOST}{lacking}">下载</a>'
    there = '<a href="/registers/power-list/rows.csv">下载</a>'
    assert led(there) == there


def test_what_is_typed_into_a_form_is_asked_of_the_site() -> None:
    search = (
        '<form class="search" role="search" action="/plain/search/" method="get"><input name="q">'
    )
    assert led(search) == (
        f'<form class="search" role="search" method="get" action="{HOST}/plain/search/"><input name="q">'
    )
    filters = '<form class="filters"><input name="year">'
    assert f'action="{HOST}/column/policy/"' in led(filters)
