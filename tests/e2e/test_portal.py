"""The public site in a real browser: accessible, fitting a phone, usable without a script."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tests.builders.catalog import a_column, an_agency
from tests.builders.town import Town, a_town
from tests.e2e.conftest import Visitor
from tests.portal.pages import addresses
from tests.portal.searching import an_index
from tests.portal.test_report_check import a_report_page
from yangguang.apps.audit.actors import command
from yangguang.apps.catalog.services.subsites import MENU_AT_MOST, Head, put_subsite


@pytest.fixture
def town(transactional_db: None, tmp_path: Path) -> Iterator[Town]:
    """A small site as a citizen would meet it, with its search index."""
    filled = a_town()
    with an_index(tmp_path / "index"):
        yield filled


def every_address(town: Town) -> dict[str, str]:
    """Every kind of page, the error pages, and the variants of the two that matter most."""
    item = f"item/{town.policy.pk}/"
    return {
        **addresses(town),
        "withdrawn": f"/item/{town.withdrawn.pk}/",
        "missing": "/nothing/",
        "traditional home": "/hant/",
        "traditional item": f"/hant/{item}",
        "large home": "/plain/",
        "large item": f"/plain/{item}",
        "contrast home": "/contrast/",
        "contrast item": f"/contrast/{item}",
        "contrast report": f"/contrast/report/{town.report.pk}/",
    }


def test_no_page_has_a_fault_that_axe_finds(visitor: Visitor, town: Town) -> None:
    faults = {}
    for name, address in every_address(town).items():
        status = visitor.open(address)
        assert status in {200, 404, 410}, name
        if found := visitor.faults():
            faults[name] = found
        assert status != 200 or not visitor.troubles, (name, visitor.troubles)
    assert faults == {}


def test_every_page_fits_a_phone_without_a_fault(phone: Visitor, town: Town) -> None:
    faults = {}
    for name, address in every_address(town).items():
        phone.open(address)
        if found := phone.faults():
            faults[name] = found
        assert phone.overflow() == 0, name
    assert faults == {}


def test_the_facts_of_an_item_have_room_on_a_phone_and_in_large_type(
    phone: Visitor, visitor: Visitor, town: Town
) -> None:
    for window, address in ((phone, ""), (visitor, "plain/"), (phone, "plain/")):
        window.open(f"/{address}item/{town.policy.pk}/")
        cell = window.page.locator(".meta td").first.bounding_box()
        assert cell is not None
        assert cell["width"] > 150, address


def test_on_a_phone_every_entry_of_the_navigation_is_in_sight(phone: Visitor, town: Town) -> None:
    phone.open("/")
    for entry in phone.page.locator("nav.nav a").all():
        box = entry.bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 390, entry.inner_text()


def test_of_a_long_menu_of_a_sub_site_every_entry_is_in_sight(
    visitor: Visitor, phone: Visitor, town: Town
) -> None:
    body = an_agency("清源市教育局", slug="schools")
    menu = [a_column(f"校务公开{number}", slug=f"menu-{number}") for number in range(MENU_AT_MOST)]
    put_subsite(
        agency=body, head=Head("清源教育"), menu=menu, by=command("测试"), at=timezone.now()
    )
    for window in (visitor, phone):
        window.open("/agency/schools/")
        size = window.page.viewport_size
        assert size is not None
        entries = window.page.locator("nav.nav a").all()
        assert len(entries) == MENU_AT_MOST + 2
        for entry in entries:
            box = entry.bounding_box()
            assert box is not None
            assert box["x"] + box["width"] <= size["width"], entry.inner_text()
        assert window.overflow() == 0


def test_the_first_tab_leads_past_the_head(visitor: Visitor, town: Town) -> None:
    visitor.open("/")
    visitor.page.keyboard.press("Tab")
    expect(visitor.page.locator(":focus")).to_have_text("跳到正文")
    visitor.page.keyboard.press("Enter")
    expect(visitor.page.locator("main:focus")).to_have_count(1)


def test_type_grows_and_shrinks_at_a_button(visitor: Visitor, town: Town) -> None:
    visitor.open(f"/item/{town.policy.pk}/")
    size = "parseFloat(getComputedStyle(document.querySelector('.body')).fontSize)"
    before = visitor.page.evaluate(size)
    visitor.page.get_by_role("button", name="放大字").click()
    assert visitor.page.evaluate(size) > before
    visitor.page.get_by_role("button", name="缩小字").click()
    assert visitor.page.evaluate(size) == before


def test_without_a_script_no_dead_button_stands_on_the_page(
    scriptless: Visitor, town: Town
) -> None:
    scriptless.open(f"/item/{town.policy.pk}/")
    expect(scriptless.page.get_by_role("button", name="放大字")).to_have_count(0)
    expect(scriptless.page.get_by_role("button", name="打印")).to_have_count(0)


def test_without_a_script_one_gets_from_home_to_an_attachment(
    scriptless: Visitor, town: Town
) -> None:
    page = scriptless.page
    scriptless.open("/")
    page.get_by_role("link", name="政府信息公开", exact=True).first.click()
    page.get_by_role("link", name="法定主动公开内容").first.click()
    page.get_by_role("link", name="规章和规范性文件").click()
    page.get_by_role("link", name=town.policy.title).click()
    expect(page.locator("h1")).to_have_text(town.policy.title)
    with page.expect_download() as download:
        page.get_by_role("link", name="办法全文（版式）").click()
    assert download.value.suggested_filename == "办法全文（版式）.pdf"


def test_typing_offers_completions_and_enter_searches(visitor: Visitor, town: Town) -> None:
    page = visitor.page
    visitor.open("/")
    page.get_by_role("combobox", name="搜索本网站").press_sequentially("清源市民", delay=40)
    expect(page.locator("#head-suggestions option[value='清源市民政局']")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("搜索：清源市民")
    assert visitor.troubles == []


def test_without_a_script_one_searches_narrows_and_turns_pages(
    scriptless: Visitor, town: Town
) -> None:
    page = scriptless.page
    scriptless.open("/")
    page.get_by_label("搜索本网站").fill("清源市")
    page.get_by_role("button", name="搜索").click()
    page.get_by_role("link", name="下一页").click()
    expect(page.locator(".pages [aria-current=page]")).to_have_text("2")
    page.locator("nav[aria-labelledby=by-agency] a").first.click()
    expect(page.locator(".chosen a")).to_contain_text("发布机构")
    page.locator(".chosen a").click()
    expect(page.locator(".chosen")).to_have_count(0)


def test_without_a_script_a_report_is_checked(scriptless: Visitor, town: Town) -> None:
    page = scriptless.page
    scriptless.open("/report-check/")
    page.get_by_label("年度报告文件").set_input_files(
        {"name": "年报.html", "mimeType": "text/html", "buffer": a_report_page(said=95).encode()}
    )
    page.get_by_role("button", name="开始核对").click()
    expect(page.locator(".findings li").first).to_contain_text("95")
    expect(page.locator(".report-text mark").first).to_contain_text("95")


def test_the_answer_of_a_check_is_accessible_and_its_places_lead_there(
    visitor: Visitor, town: Town
) -> None:
    page = visitor.page
    visitor.open("/report-check/")
    page.get_by_label("年度报告文件").set_input_files(
        {"name": "年报.html", "mimeType": "text/html", "buffer": a_report_page(natural=13).encode()}
    )
    page.get_by_role("button", name="开始核对").click()
    page.wait_for_load_state()
    assert visitor.faults() == []
    page.locator("td.error a").first.click()
    assert "#finding-1-" in page.url
    expect(page.locator(".findings li:target")).to_be_visible()


def test_variants_are_reached_and_left_by_the_tool_line(visitor: Visitor, town: Town) -> None:
    page = visitor.page
    visitor.open(f"/item/{town.policy.pk}/")
    page.get_by_role("link", name="繁體").click()
    assert page.url.endswith(f"/hant/item/{town.policy.pk}/")
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hant")
    page.get_by_role("link", name="長者模式").click()
    assert page.url.endswith(f"/hant/plain/item/{town.policy.pk}/")
    page.get_by_role("link", name="簡體").click()
    page.get_by_role("link", name="标准模式").click()
    assert page.url == f"{visitor.base}/item/{town.policy.pk}/"


def test_nothing_shifts_while_a_page_loads(visitor: Visitor, town: Town) -> None:
    visitor.page.add_init_script(
        "window.shift = 0; new PerformanceObserver(list => { for (const one of list.getEntries()) window.shift += one.value; })"
        ".observe({type: 'layout-shift', buffered: true});"
    )
    for address in ("/", f"/item/{town.policy.pk}/", "/newest/", f"/report/{town.report.pk}/"):
        visitor.open(address)
        visitor.page.wait_for_timeout(150)
        assert visitor.page.evaluate("window.shift") < 0.02, address
