"""A real browser against a running server. Without Chromium these tests are skipped, aloud."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, Page, Request, expect, sync_playwright

CHROMIUM = shutil.which("chromium-headless-shell") or "/usr/bin/chromium"
"""The browser without windows where it is installed: the same pages for a third of the processor time."""
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PATIENCE = 120_000
"""Milliseconds after which what should show is taken to be missing; never a measure of speed."""
FAULTS = "axe.run({resultTypes: ['violations'], preload: false}).then(found => found.violations)"
"""Every rule. What is loaded before is sound and film, which no page has; without that, and without
sending what was found right, a look takes a fifth less time."""
DESK_TOP = (1440, 900)
PHONE = (390, 844)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    reason = f"没有找到浏览器 {CHROMIUM}，请安装 chromium 后再运行。"
    for item in items:
        if item.path.is_relative_to(here):
            item.add_marker(pytest.mark.e2e)
            if shutil.which(CHROMIUM) is None:
                item.add_marker(pytest.mark.skip(reason=reason))


@pytest.fixture(scope="session", autouse=True)
def static_folder() -> None:
    """The folder of collected files stands, as in an installation, so that nothing warns."""
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests."""
    # The browser's driver keeps an event loop in this thread; the database is used beside it on purpose.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=list(ARGUMENTS))
        yield chromium
        chromium.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@dataclass
class Visitor:
    """A browser window on the running site, which remembers what went wrong in it."""

    page: Page
    base: str
    troubles: list[str] = field(default_factory=list)
    leaving: Request | None = None
    """The address this window is on its way to, until that page is there whole."""

    def __post_init__(self) -> None:
        self.page.on("request", self._leave)
        self.page.on("requestfailed", self._stay)
        for settled in ("load", "download"):
            self.page.on(settled, lambda _: self._stay(self.leaving))

    def _leave(self, request: Request) -> None:
        if request.is_navigation_request() and request.frame == self.page.main_frame:
            self.leaving = request

    def _stay(self, request: Request | None) -> None:
        if request == self.leaving:
            self.leaving = None

    def settle(self) -> None:
        """Wait for the page that was clicked for: a look in between finds half of it or the old one."""
        until = time.monotonic() + PATIENCE / 1000
        while self.leaving is not None:
            assert time.monotonic() < until, f"never came: {self.leaving.url}"
            self.page.wait_for_timeout(10)
        self.page.wait_for_load_state("load")

    def open(self, address: str) -> int:
        """Go to an address of the site; gives the status."""
        self.troubles.clear()
        response = self.page.goto(self.base + address, wait_until="load")
        assert response is not None
        return response.status

    def faults(self) -> list[str]:
        """What axe finds on the page, each with the first places."""
        self.settle()
        if not self.page.evaluate("typeof window.axe?.run === 'function'"):
            self.page.evaluate(AXE_SCRIPT)
        found: list[dict[str, Any]] = self.page.evaluate(FAULTS)
        return [
            f"{one['id']}: {[node['html'][:160] for node in one['nodes'][:3]]}" for one in found
        ]

    def overflow(self) -> int:
        """By how many pixels the page is wider than the window."""
        self.settle()
        width: int = self.page.evaluate("document.documentElement.scrollWidth - innerWidth")
        return max(0, width)


def a_visitor(
    browser: Browser, base: str, size: tuple[int, int] = DESK_TOP, *, script: bool = True
) -> tuple[Visitor, BrowserContext]:
    """A fresh window; close the context afterwards."""
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]}, java_script_enabled=script, locale="zh-CN"
    )
    context.set_default_timeout(PATIENCE)
    visitor = Visitor(context.new_page(), base)
    visitor.page.on(
        "console",
        lambda message: visitor.troubles.append(message.text) if message.type == "error" else None,
    )
    visitor.page.on("pageerror", lambda error: visitor.troubles.append(str(error)))
    return visitor, context


@pytest.fixture
def visitor(browser: Browser, live_server: Any) -> Iterator[Visitor]:
    """A window of 1440 pixels."""
    window, context = a_visitor(browser, live_server.url)
    yield window
    context.close()


@pytest.fixture
def phone(browser: Browser, live_server: Any) -> Iterator[Visitor]:
    """A window of 390 pixels."""
    window, context = a_visitor(browser, live_server.url, PHONE)
    yield window
    context.close()


@pytest.fixture
def scriptless(browser: Browser, live_server: Any) -> Iterator[Visitor]:
    """A window without JavaScript."""
    window, context = a_visitor(browser, live_server.url, script=False)
    yield window
    context.close()
