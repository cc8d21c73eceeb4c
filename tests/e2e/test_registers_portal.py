"""清单与公示 in a real browser: a citizen narrows a list, reads a row, and sees what changed."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

from playwright.sync_api import expect

from tests.builders.agencies import a_city
from tests.builders.registers import FEES, a_draft, a_register, fee, publish, published
from tests.e2e.conftest import Visitor
from yangguang.apps.registers.models import Version

SHOTS = os.environ.get("YANGGUANG_SHOTS", "")
PLACE = "/registers/wharf-fees/"
MORE = """
[[chart]]
kind = "tree"
title = "各类收费标准"
by = "kind"
of = "price"

[[chart]]
kind = "columns"
title = "各年核定数"
by = "set_on"
"""


def sound(window: Visitor, name: str) -> None:
    """The page has no fault and fits its window; pictures are kept where somebody asked for them."""
    if SHOTS:
        window.page.screenshot(path=str(Path(SHOTS) / f"{name}.png"), full_page=True)
    assert window.faults() == [], name
    assert window.overflow() == 0, name
    assert window.troubles == [], name


def test_a_citizen_narrows_a_list_and_sees_what_changed(
    visitor: Visitor, phone: Visitor, transactional_db: None
) -> None:
    city = a_city()
    register = a_register(FEES + MORE)
    kinds = ("政府定价", "市场调节价", "行政事业性收费")
    rows = [
        fee(f"A{n:02}", f"第{n}号泊位靠泊费", kind=kinds[n % 3], set_on=f"202{n % 5}-03-04")
        for n in range(60)
    ]
    published(register, city.health, rows)
    published(register, city.schools, [fee("B1", "校车停靠费")])
    later = [{**rows[1], "price": "18.5"}, *rows[2:], fee("A99", "岸电使用费")]
    publish(
        a_draft(register, city.health, later, on=date(2024, 4, 8), whole=True, title="四月调整"),
        on=date(2024, 4, 8),
    )
    changed = Version.objects.get(title="第1号泊位靠泊费", live=True)

    page = visitor.page
    visitor.open("/registers/")
    sound(visitor, "registers")
    page.get_by_role("link", name="码头收费目录").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("码头收费目录")
    sound(visitor, "register")
    page.get_by_role("link", name="市场调节价").first.click()
    expect(page.locator(".count")).to_have_text("共 20 条")
    page.get_by_label("在本清单中查找").fill("第1号")
    page.get_by_role("button", name="查找").click()
    expect(page.locator(".count")).to_have_text("共 1 条")
    page.locator(".ledger tbody a").click()
    expect(page.locator(".versions ins")).to_have_text("18.5")
    sound(visitor, "register-row")
    page.get_by_role("link", name="所属的变更").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("四月调整")
    sound(visitor, "register-change")
    visitor.open(f"{PLACE}about/")
    sound(visitor, "register-about")

    for address, name in (
        ("/registers/", "registers"), (PLACE, "register"), (f"{PLACE}changes/3/", "change"),
        (f"{PLACE}{changed.row_id}/", "row"), (f"{PLACE}about/", "about"),
    ):  # fmt: skip
        phone.open(address)
        sound(phone, f"phone-{name}")
    phone.open(PLACE)
    card = phone.page.locator(".ledger tbody tr").first
    assert card.evaluate("one => getComputedStyle(one).display") == "block"
    expect(card.locator("td").first).to_be_visible()
