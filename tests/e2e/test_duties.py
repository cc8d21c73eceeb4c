"""Pressing from above in a real browser: from the overview down to an answer and back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, expect
from pytest_django.live_server_helper import LiveServer

from tests.builders.agencies import City, a_city, somebody
from tests.builders.duties import a_duty
from tests.desk.conftest import _desk_face  # noqa: F401 (a fixture, used by its name)
from tests.e2e.conftest import PHONE
from tests.e2e.test_desk import Office
from yangguang.apps.events.services import deliver


@pytest.fixture
def city(transactional_db: None) -> City:
    return a_city()


@pytest.fixture
def server(city: City, _desk_face: None) -> Iterator[str]:  # noqa: F811 (see the import)
    running = LiveServer("127.0.0.1")
    yield running.url
    running.stop()


@pytest.fixture
def office(browser: Browser, server: str) -> Iterator[Office]:
    made = Office(browser, server)
    yield made
    for context in made.opened:
        context.close()  # type: ignore[attr-defined] # a browser context


def test_a_late_case_is_pressed_answered_on_a_phone_and_closed(office: Office, city: City) -> None:
    today = timezone.localdate()
    a_duty(
        city.health,
        "2026-0001",
        today - timedelta(days=10),
        opened_on=today - timedelta(days=40),
    )
    above = office.window(somebody("supervisor", city.office, username="above"), script=False)
    above.open("/overview/")
    above.page.get_by_role("link", name="件超期：清源市卫生健康委员会").click()
    above.page.get_by_role("link", name="申请 2026-0001 答复", exact=True).click()
    above.page.get_by_role("link", name="督办", exact=True).click()
    expect(above.page.get_by_label("督办", exact=True)).to_be_checked()
    above.page.get_by_label("要求").fill("请三日内答复并说明原因。")
    above.page.get_by_role("button", name="发出").click()
    expect(above.page.get_by_role("status")).to_contain_text("已向清源市卫生健康委员会督办")

    clerk_user = somebody("request-handler", city.health, username="clerk")
    deliver(reader_name="notices")
    clerk = office.window(clerk_user, PHONE)
    clerk.open("/")
    expect(clerk.page.locator(".bar-lights")).to_contain_text("超期 1")
    clerk.page.get_by_role("link", name="消息", exact=False).first.click()
    clerk.page.get_by_role("button", name="查看").first.click()
    expect(clerk.page.get_by_role("heading", level=1)).to_have_text("督办：申请 2026-0001 答复")
    clerk.page.get_by_role("button", name="提交反馈").click()
    expect(clerk.page.locator("#errors")).to_be_focused()
    assert clerk.faults() == []
    clerk.page.get_by_label("办理情况").fill("已起草，明日送签。")
    clerk.page.get_by_role("button", name="提交反馈").click()
    expect(clerk.page.get_by_role("status")).to_contain_text("反馈已提交")
    assert clerk.overflow() == 0

    above.page.reload()
    above.page.get_by_label("办结意见").fill("同意。")
    above.page.get_by_role("button", name="办结", exact=True).click()
    expect(above.page.get_by_role("status")).to_contain_text("督办已办结")


def test_a_list_on_a_phone_is_a_title_with_running_lines(office: Office, city: City) -> None:
    today = timezone.localdate()
    for number in range(1, 6):
        a_duty(city.health, f"2026-000{number}", today + timedelta(days=number), opened_on=today)
    clerk = office.window(somebody("request-handler", city.health, username="clerk"), PHONE)
    clerk.open("/duties/")
    rows = clerk.page.locator("table.cards tbody tr")
    expect(rows).to_have_count(5)
    box = rows.first.bounding_box()
    assert box is not None
    assert box["height"] < 110, "a row is a few lines, not a line for each column"
    expect(rows.first.locator(".act")).to_be_visible()
    expect(rows.first.locator(".spare").first).to_be_hidden()
    assert clerk.overflow() == 0
    assert clerk.faults() == []
    wide = office.window(somebody("request-handler", city.health, username="second"))
    wide.open("/duties/")
    expect(wide.page.locator("td.spare").first).to_be_visible()
