"""公开统计 in a real browser: an office follows a cell of the form to its cases."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect
from pytest_django.live_server_helper import LiveServer

from tests.apps.reports.figures.world import a_busy_city
from tests.builders.agencies import somebody
from tests.desk.conftest import _desk_face  # noqa: F401 (a fixture, used by its name)
from tests.e2e.conftest import PHONE
from tests.e2e.test_desk import Office
from tests.e2e.test_figures_portal import sound


@pytest.fixture
def office(browser: Browser, transactional_db: None, _desk_face: None) -> Iterator[Office]:  # noqa: F811
    running = LiveServer("127.0.0.1")
    made = Office(browser, running.url)
    yield made
    for context in made.opened:
        context.close()  # type: ignore[attr-defined]
    running.stop()


def test_an_office_follows_a_cell_to_its_records(office: Office) -> None:
    city = a_busy_city()
    chief = somebody("supervisor", city.government)
    window = office.window(chief)
    assert window.open("/statistics/?agency=&year=2026") == 200
    sound(window, "statistics")
    window.page.get_by_role("link", name="统计表（实时）").first.click()
    sound(window, "statistics-form")
    window.page.get_by_role("link", name="表三“一、本年新收政府信息公开申请数量”的“总计”").click()
    expect(window.page.get_by_role("heading", level=1)).to_contain_text("本年新收")
    sound(window, "statistics-records")
    small = office.window(chief, PHONE)
    assert small.open("/statistics/?agency=&year=2026") == 200
    sound(small, "statistics-phone")
