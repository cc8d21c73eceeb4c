"""The staff workbench in a real browser: accessible, usable by keyboard and without a script."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_otp.oath import totp
from playwright.sync_api import Browser, Route, expect
from pytest_django.live_server_helper import LiveServer

from tests.builders.agencies import PASSWORD, a_post, somebody
from tests.desk.conftest import _desk_face, enter  # noqa: F401 (a fixture, used by its name)
from tests.desk.scene import Scene, a_scene, an_item
from tests.desk.test_matrix import EXPECTED, FURTHER, KEYS
from tests.e2e.conftest import DESK_TOP, PHONE, Visitor, a_visitor
from yangguang.apps.agencies.models import User
from yangguang.apps.agencies.services.second_factor import secret_of
from yangguang.apps.audit.models import Act
from yangguang.apps.catalog.models import Item, ItemState
from yangguang.apps.jobs.services import advance_job, end_job

PAGES = [
    name
    for name, (methods, _) in EXPECTED.items()
    if "GET" in methods
    and name
    not in {
        "audit-export",
        "ledger-export",
        "ledger-import-source",
        "ledger-template",
        "report-draft-file",
        "return-export",
        "scan-picture",
        "statistics-export",
        "draft-file",
        "draft-picture",
        "duties-export",
        "gazette-pages",
        "held-register-progress",
        "register-screening",
        "looks-export",
        "register-export",
        "request-figures-cell",
        "request-figures-export",
        "job-progress",
        "second-factor-picture",
        "letter-file",
        "request-letter",
        "request-file",
        "redaction-picture",
        "redaction-copy",
    }
]


@pytest.fixture
def scene(transactional_db: None) -> Scene:
    return a_scene()


@pytest.fixture
def server(scene: Scene, _desk_face: None) -> Iterator[str]:  # noqa: F811 (see the import)
    """The desk, served with its own middleware."""
    running = LiveServer("127.0.0.1")
    yield running.url
    running.stop()


class Office:
    """Opens windows in which somebody is signed in."""

    def __init__(self, browser: Browser, base: str) -> None:
        self.browser, self.base = browser, base
        self.opened: list[object] = []

    def window(
        self,
        user: User | None = None,
        size: tuple[int, int] = DESK_TOP,
        *,
        script: bool = True,
    ) -> Visitor:
        visitor, context = a_visitor(self.browser, self.base, size, script=script)
        self.opened.append(context)
        if user is not None:
            cookie = enter(Client(), user).cookies[settings.SESSION_COOKIE_NAME].value
            context.add_cookies(
                [{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": self.base}]
            )
        return visitor


@pytest.fixture
def office(browser: Browser, server: str) -> Iterator[Office]:
    made = Office(browser, server)
    yield made
    for context in made.opened:
        context.close()  # type: ignore[attr-defined]


def everybody(scene: Scene) -> list[User]:
    """People between whom every page opens; the first acts for two bodies."""
    director = somebody("disclosure-director", scene.city.office, username="director")
    a_post(director, "agency-lead", scene.city.health)
    return [director, somebody("system-administrator", scene.city.office, username="admin")]


PARTS = 3
"""So many walks look at some seventy pages each, so that they can be walked side by side."""
LEADING_ON = {
    "sign-in", "draft-act", "return-act", "item-draft", "bulk-register-rows",
    "register-import-check", "project-of-row", "cleanup-ask", "cleanup-decide",
}  # fmt: skip
"""Whoever is signed in is led on from the sign-in page; it is opened outside. The others lead on to
another page of the list: the draft of an item or of an act, a list of which nothing was chosen or
sent, the project of a notice, the round of what was sent about its documents."""


@pytest.mark.timeout(600)
@pytest.mark.parametrize("part", range(PARTS))
def test_no_page_has_a_fault_and_every_page_fits(part: int, office: Office, scene: Scene) -> None:
    pages, seen = sorted(PAGES)[part::PARTS], set[str]()
    faults: dict[str, object] = {}
    plain = somebody("agency-clerk", scene.city.health, username="plain")
    for user in [*everybody(scene), plain]:
        visitor, asking = office.window(user), enter(Client(), user)
        for name in pages:
            if name in seen:
                continue
            address = reverse(
                name, args=[KEYS[name](scene), *FURTHER.get(name, ())] if name in KEYS else []
            )
            answer = asking.get(address)
            kind = _what_opened(answer)
            if kind:
                seen.add(name)
            if kind != "page":
                continue
            # The browser asks the server for all but the page itself, which was made already.
            visitor.page.route(visitor.base + address, partial(_send, answer), times=1)
            assert visitor.open(address) == 200
            assert visitor.page.url == visitor.base + address
            found = [*visitor.faults(), *visitor.troubles]
            # The page is the same at both sizes: what a phone adds is whether it fits.
            for width, height in (DESK_TOP, PHONE):
                visitor.page.set_viewport_size({"width": width, "height": height})
                if visitor.overflow():
                    found.append(f"{visitor.overflow()} wider than {width}")
            visitor.page.set_viewport_size({"width": DESK_TOP[0], "height": DESK_TOP[1]})
            if found:
                faults[name] = found
    outside = office.window()
    outside.open("/sign-in/")
    assert outside.faults() == []
    assert faults == {}
    # What the table of addresses opens for nobody needs a record that the scene does not have.
    closed = {name for name, (_, signs) in EXPECTED.items() if "y" not in signs}
    assert set(pages) - seen - closed == set(pages) & LEADING_ON


def _what_opened(answer: Any) -> str:
    """``page``, ``file`` to take away, or empty where nothing opened."""
    if answer.streaming:
        for _ in answer.streaming_content:
            pass  # what is sent piece by piece stays open until all of it was taken
    if answer.status_code != 200:
        return ""
    taken = answer.headers.get("Content-Disposition", "").startswith("attachment")
    return "page" if "text/html" in answer["Content-Type"] and not taken else "file"


def _send(answer: Any, route: Route) -> None:
    """Give the browser what the desk answered, under the same heads."""
    route.fulfill(
        status=answer.status_code, headers=dict(answer.headers.items()), body=answer.content
    )


def test_refusals_have_no_fault(office: Office, scene: Scene) -> None:
    auditor = office.window(somebody("auditor", scene.city.office))
    assert auditor.open("/items/inbox/") == 403
    assert auditor.faults() == []
    assert auditor.open("/nowhere/") == 404
    assert auditor.faults() == []


def test_a_form_with_mistakes_has_no_fault_and_leads_to_them(office: Office, scene: Scene) -> None:
    lead = office.window(somebody("agency-lead", scene.city.health, username="lead"))
    lead.open("/staff/new/")
    lead.page.get_by_role("button", name="新建").click()
    expect(lead.page.locator("#errors")).to_be_focused()
    assert lead.faults() == []
    lead.page.locator("#errors a").first.click()
    expect(lead.page.locator("#id_username")).to_be_focused()


def code_for(user: User) -> str:
    """What the person's app shows now."""
    row = user.authenticator
    return f"{totp(secret_of(row)):06d}"


def test_from_the_door_to_a_published_item_without_a_script(office: Office, scene: Scene) -> None:
    user = somebody("disclosure-director", scene.city.office, username="director")
    visitor = office.window(script=False)
    page = visitor.page
    visitor.open("/items/inbox/")
    page.get_by_label("登录名").fill("director")
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("heading", name="设置二次验证")).to_be_visible()
    page.get_by_label("验证码").fill(code_for(user))
    page.get_by_role("button", name="启用").click()
    expect(page.locator(".codes li")).to_have_count(10)
    page.get_by_role("link", name="已抄好，继续").click()
    page.get_by_label("工作").get_by_role("link", name="待转入").click()
    page.get_by_role("link", name="关于做好流感防控工作的通知").click()
    page.get_by_label("成文日期").fill("2026-02-01")
    page.get_by_role("button", name="转入公开").click()
    expect(page.get_by_role("status")).to_contain_text("已转入公开")
    item = Item.objects.get(pk=scene.waiting.pk)
    assert item.state == ItemState.PUBLISHED
    page.get_by_role("link", name="已公开").click()
    expect(page.locator("table")).to_contain_text(item.index_number or "?")
    page.get_by_role("button", name="退出").click()
    expect(page.get_by_role("status")).to_contain_text("您已退出登录")
    assert visitor.open("/items/published/") == 200
    expect(page.get_by_role("heading", name="登录")).to_be_visible()


def test_enter_in_a_field_saves_and_never_publishes(office: Office, scene: Scene) -> None:
    clerk = office.window(somebody("agency-clerk", scene.city.health, username="clerk"))
    clerk.open(f"/items/{scene.waiting.pk}/")
    clerk.page.get_by_label("关键词").fill("流感")
    clerk.page.get_by_label("关键词").press("Enter")
    expect(clerk.page.get_by_role("status")).to_contain_text("已保存 1 处修改")
    item = Item.objects.get(pk=scene.waiting.pk)
    assert (item.state, item.keywords) == (ItemState.INBOX, "流感")


def test_the_rail_and_the_work_are_reached_by_keyboard(office: Office, scene: Scene) -> None:
    clerk = office.window(somebody("agency-clerk", scene.city.health, username="clerk"))
    clerk.open("/")
    clerk.page.keyboard.press("Tab")
    expect(clerk.page.locator(":focus")).to_have_text("跳到正文")
    clerk.page.keyboard.press("Enter")
    expect(clerk.page.locator("#main")).to_be_focused()
    for _ in range(60):
        clerk.page.keyboard.press("Tab")
        if clerk.page.locator(":focus").inner_text().startswith("关于做好流感"):
            break
    clerk.page.keyboard.press("Enter")
    expect(clerk.page.get_by_role("heading", level=1)).to_have_text("关于做好流感防控工作的通知")


def test_ticking_all_counts_them_and_decides_them(office: Office, scene: Scene) -> None:
    for number in range(3):
        an_item(scene.city.health, f"供水公告{number}")
    clerk = office.window(somebody("agency-clerk", scene.city.health, username="clerk"))
    clerk.open("/items/inbox/?q=供水")
    clerk.page.get_by_label("勾选本页全部").check()
    expect(clerk.page.locator("[data-picked]")).to_have_text("3")
    clerk.page.get_by_role("button", name="转入公开").click()
    expect(clerk.page.get_by_role("status")).to_contain_text("已转入公开 3 条")


def test_an_impatient_double_click_sends_once(office: Office, scene: Scene) -> None:
    clerk = office.window(somebody("agency-clerk", scene.city.health, username="clerk"))
    clerk.open(f"/items/{scene.waiting.pk}/")
    sent: list[str] = []
    clerk.page.on(
        "request", lambda request: sent.append(request.url) if request.method == "POST" else None
    )
    clerk.page.get_by_role("button", name="转入公开").dblclick()
    expect(clerk.page.get_by_role("status")).to_contain_text("已转入公开")
    assert len(sent) == 1
    assert Act.objects.filter(verb="item.accept").count() == 1


def test_a_running_job_shows_its_progress_by_itself(office: Office, scene: Scene) -> None:
    lead = office.window(somebody("agency-lead", scene.city.health, username="lead"))
    lead.open(f"/jobs/{scene.job.pk}/")
    advance_job(scene.job, at=timezone.now(), done=4)
    expect(lead.page.locator("#progress")).to_contain_text("4 / 10")
    end_job(scene.job, at=timezone.now(), message="转入 10 条。")
    expect(lead.page.locator("#progress")).to_contain_text("转入 10 条")
    expect(lead.page.locator("#progress")).not_to_have_attribute("hx-get", re.compile("."))
    assert lead.troubles == []


def test_choosing_another_body_switches_at_once(office: Office, scene: Scene) -> None:
    director = everybody(scene)[0]
    visitor = office.window(director)
    visitor.open("/")
    visitor.page.get_by_label("当前机构").select_option(label="清源市卫生健康委员会")
    expect(visitor.page.get_by_role("status")).to_contain_text("已切换到“清源市卫生健康委员会”")
