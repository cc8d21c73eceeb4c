"""年度报告编写 in a real browser: 保存 and the other buttons beside a saving that is on its way."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Browser, Page, Route, expect
from pytest_django.live_server_helper import LiveServer

from tests.builders.agencies import a_city, somebody
from tests.builders.catalog import an_item
from tests.desk.conftest import _desk_face  # noqa: F401 (a fixture, used by its name)
from tests.e2e.test_desk import Office
from yangguang.apps.reports.models import ReportDraft
from yangguang.apps.reports.services.drafting import start_report_draft


@pytest.fixture
def office(browser: Browser, transactional_db: None, _desk_face: None) -> Iterator[Office]:  # noqa: F811
    running = LiveServer("127.0.0.1")
    made = Office(browser, running.url)
    yield made
    for context in made.opened:
        context.close()  # type: ignore[attr-defined]
    running.stop()


def opened(office: Office) -> tuple[Page, ReportDraft]:
    """A draft of last year's report, open before its writer, and the clock in the test's hand."""
    city = a_city()
    clerk = somebody("agency-clerk", city.schools)
    now = timezone.now()
    an_item(agency=city.schools, on=timezone.localdate(now).replace(year=now.year - 1, day=1))
    draft = start_report_draft(agency=city.schools, year=now.year - 1, by=clerk.actor(), at=now)
    writer = office.window(clerk)
    writer.page.clock.install()
    assert writer.open(reverse("report-draft", args=[draft.pk])) == 200
    return writer.page, draft


def held_back(page: Page, *, arrived: bool) -> Callable[[], None]:
    """Write, let the automatic saving begin and hold it: its answer where it has ``arrived``, else
    the saving itself. Gives the act that lets it go."""
    waiting: list[Callable[[], None]] = []

    def hold(route: Route) -> None:
        if arrived:
            answer = route.fetch()
            waiting.append(lambda: route.fulfill(response=answer))
        else:
            waiting.append(route.continue_)

    page.route("**/autosave/", hold)
    page.locator("#text-other").fill("自动保存的话。")
    with page.expect_request("**/autosave/"):
        page.clock.run_for(15_000)
    expect(page.locator("[data-saved]")).to_contain_text("正在保存")
    until = time.monotonic() + 20
    while not waiting and time.monotonic() < until:
        page.wait_for_timeout(50)
    return lambda: waiting.pop()()


def written(draft: ReportDraft) -> str:
    return next(str(one["text"]) for one in draft.sections if one["code"] == "other")


def test_save_pressed_while_a_saving_is_on_its_way_waits_for_it(office: Office) -> None:
    """The desk has the automatic saving, its answer is late: the writer is no second writer."""
    page, draft = opened(office)
    let_go = held_back(page, arrived=True)
    page.locator("#text-other").fill("自动保存的话。接着写的话。")
    page.get_by_role("button", name="保存并体检").click()
    let_go()
    expect(page.locator(".notes")).to_contain_text("已保存，并重新体检。")
    expect(page.locator("#text-other")).to_have_value("自动保存的话。接着写的话。")
    draft.refresh_from_db()
    assert written(draft) == "自动保存的话。接着写的话。"


def test_another_button_pressed_while_a_saving_is_on_its_way_waits_for_it(office: Office) -> None:
    """What is on its way must not come after the act: it would be refused, and lost."""
    page, draft = opened(office)
    let_go = held_back(page, arrived=False)
    page.get_by_role("button", name="按现在的记录重新取数").click()
    let_go()
    expect(page.locator(".notes")).to_contain_text("已按现在的记录重新取数")
    draft.refresh_from_db()
    assert written(draft) == "自动保存的话。"
