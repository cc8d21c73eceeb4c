from __future__ import annotations

import pytest
from django.test import Client
from django.urls import get_script_prefix

from tests.builders.catalog import a_government, an_item
from tests.builders.town import Town
from yangguang.portal.variants import Variant, split, to_traditional


@pytest.mark.parametrize(
    ("path", "variant", "rest"),
    [
        ("/", Variant(), "/"),
        ("/hant/", Variant(hant=True), "/"),
        ("/hant/item/1/", Variant(hant=True), "/item/1/"),
        ("/hant/plain/contrast/item/1/", Variant(hant=True, plain=True, contrast=True), "/item/1/"),
        ("/plain/newest/", Variant(plain=True), "/newest/"),
        ("/hantology/", Variant(), "/hantology/"),
        ("/item/hant/", Variant(), "/item/hant/"),
    ],
)
def test_the_variant_is_read_off_the_path(path: str, variant: Variant, rest: str) -> None:
    assert split(path) == (variant, rest)


def test_words_turn_and_addresses_values_and_typed_text_stay() -> None:
    page = (
        '<a href="/index-number/政府/" title="查看">政府信息公开</a>'
        '<input value="政府" placeholder="搜索"><textarea>条例</textarea><script>"国务"</script>'
    )
    assert to_traditional(page) == (
        '<a href="/index-number/政府/" title="查看">政府信息公開</a>'
        '<input value="政府" placeholder="搜索"><textarea>条例</textarea><script>"国务"</script>'
    )
    assert to_traditional('<p aria-label="实录">实录</p>') == '<p aria-label="實錄">實錄</p>'


def test_what_people_typed_stays_as_they_typed_it() -> None:
    page = (
        '<dt>申请人</dt><dd class="a" translate="no" title="于发">于发<br><span>里</span>面</dd>'
        '<td translate="no">于<td>发</td></td><p>于发</p><b data-x="translate=no">于发</b>'
    )
    assert to_traditional(page) == (
        '<dt>申請人</dt><dd class="a" translate="no" title="于发">于发<br><span>里</span>面</dd>'
        '<td translate="no">于<td>发</td></td><p>於發</p><b data-x="translate=no">於發</b>'
    )


def test_traditional_pages_stay_among_traditional_pages(citizen: Client, town: Town) -> None:
    response = citizen.get(f"/hant/item/{town.policy.pk}/")
    page = response.content.decode()
    assert response.status_code == 200
    assert '<html lang="zh-Hant"' in page
    assert "政府信息公開" in page
    assert f'href="/hant/item/{town.interpretation.pk}/"' in page
    assert 'href="/static/portal/portal.css"' in page
    assert f'href="/item/{town.policy.pk}/" lang="zh-Hans"' in page
    assert get_script_prefix() == "/"


def test_the_canonical_address_is_that_of_the_ordinary_page(citizen: Client, town: Town) -> None:
    page = citizen.get("/plain/newest/").content.decode()
    assert '<link rel="canonical" href="http://127.0.0.1:8000/newest/">' in page


def test_a_question_goes_along_into_the_variant_and_what_others_append_does_not(
    citizen: Client, searchable: Town
) -> None:
    page = citizen.get("/search/?q=%E4%BD%8F%E6%88%BF&year=2026").content.decode()
    assert 'href="/plain/search/?q=%E4%BD%8F%E6%88%BF&amp;year=2026"' in page
    narrowed = citizen.get("/plain/newest/?year=2026").content.decode()
    assert 'href="/newest/?year=2026"' in narrowed
    assert 'href="/hant/plain/newest/?year=2026"' in narrowed
    assert 'href="/plain/newest/"' in citizen.get("/newest/?utm_source=x").content.decode()


def test_large_type_and_contrast_are_classes_of_the_page(citizen: Client, town: Town) -> None:
    assert 'class="plain"' in citizen.get("/plain/").content.decode()
    assert 'class=" contrast"' in citizen.get("/contrast/").content.decode()
    page = citizen.get("/plain/contrast/").content.decode()
    assert 'class="plain contrast"' in page
    assert 'href="/contrast/"' in page
    assert 'href="/plain/"' in page


def test_errors_and_missing_slashes_stay_in_the_variant(citizen: Client, town: Town) -> None:
    missing = citizen.get("/hant/nothing/")
    assert missing.status_code == 404
    assert "沒有找到這個頁面" in missing.content.decode()
    assert citizen.get("/hant/newest").headers["Location"] == "/hant/newest/"
    assert get_script_prefix() == "/"


@pytest.mark.django_db
def test_a_title_holding_the_separator_does_not_upset_the_page(citizen: Client) -> None:
    a_government()
    item = an_item("关于\u2063开放的通知")
    response = citizen.get(f"/hant/item/{item.pk}/")
    assert response.status_code == 200
    assert "關於開放的通知" in response.content.decode()
