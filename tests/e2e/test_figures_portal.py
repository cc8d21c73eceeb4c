"""公开统计 in a real browser: a citizen follows a bar down to a summary."""

from __future__ import annotations

import os
from pathlib import Path

from playwright.sync_api import expect

from tests.apps.reports.figures.world import a_busy_city
from tests.e2e.conftest import Visitor

SHOTS = os.environ.get("YANGGUANG_SHOTS", "")


def sound(window: Visitor, name: str) -> None:
    """The page has no fault and fits its window; pictures are kept where somebody asked for them."""
    if SHOTS:
        window.page.screenshot(path=str(Path(SHOTS) / f"{name}.png"), full_page=True)
    assert window.faults() == []
    assert window.overflow() == 0
    assert window.troubles == []


def test_a_citizen_clicks_a_bar_down_to_a_summary(
    visitor: Visitor, phone: Visitor, transactional_db: None
) -> None:
    a_busy_city()
    assert visitor.open("/figures/") == 200
    sound(visitor, "figures")
    # Which results are shown alone depends on the day: small groups stand together.
    result = visitor.page.locator('main a[href*="figure=result."][aria-label]').first
    name = (result.get_attribute("aria-label") or "").partition("：")[0]
    result.click()
    expect(visitor.page.get_by_role("heading", level=1)).to_have_text(f"办理结果：{name}")
    expect(visitor.page.get_by_text("申请的内容和申请人的信息不公开")).to_be_visible()
    sound(visitor, "figures-asked")
    visitor.page.go_back()
    visitor.page.locator(".figures-tally dd a").first.click()
    expect(visitor.page.locator(".rows li").first).to_be_visible()
    sound(visitor, "figures-items")
    assert phone.open("/figures/") == 200
    sound(phone, "figures-phone")
