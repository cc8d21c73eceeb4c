"""A draw in a real browser: planned at the desk, promised, drawn two days on, repeated by a citizen."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from playwright.sync_api import Browser, expect

from tests.builders.agencies import City, a_city, somebody
from tests.builders.draws import SOURCE, VALUE, a_listing, fill_lists, install_lists
from tests.e2e.journeys.faces import Clock, Faces, both_faces, sound
from tests.e2e.journeys.walking import fill, follow, press, refused
from yangguang.apps.agencies.models import User
from yangguang.law.drawing import read_record, verify

DAY = date(2026, 3, 2)


@pytest.fixture
def city(transactional_db: None) -> City:
    city = a_city()
    fill_lists(install_lists(), city.health)
    a_listing(city)
    return city


@pytest.fixture
def clerk(city: City) -> User:
    return somebody("agency-clerk", city.health, username="clerk")


@pytest.fixture
def clock() -> Clock:
    from tests.builders.requests import at

    return Clock(at(DAY))


@pytest.fixture
def faces(
    browser: Browser, city: City, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Faces]:
    with both_faces(browser, clock, monkeypatch) as opened:
        yield opened


def test_what_is_drawn_at_the_desk_a_citizen_draws_again(
    faces: Faces, clerk: User, clock: Clock
) -> None:
    office = faces.staff(clerk)
    office.open("/draws/")
    follow(office, "拟订抽查计划")
    fill(
        office, title="商店年度抽查", number="2026-01", check_from="2026-03-09",
        check_to="2026-04-30", share_0="10%", share_1="2家", share_2="一半",
    )  # fmt: skip
    for box in office.page.locator("[name=items]").all():
        box.check()
    press(office, "保存")
    refused(office, "请写成“5%”或者“10家”")
    sound(office, "draw-form")
    fill(office, share_2="50%")
    press(office, "保存")
    expect(office.page.get_by_role("status")).to_contain_text("已保存")
    fill(office, public_source=SOURCE, public_from="2026-03-03T21:15")
    press(office, "公布承诺")
    expect(office.page.get_by_role("status")).to_contain_text("承诺书已经公布")
    citizen = faces.citizen()
    citizen.open("/draws/")
    sound(citizen, "portal-draws")
    follow(citizen, "商店年度抽查")
    expect(citizen.page.locator("pre.promise")).to_contain_text("秘密部分的指纹")
    # Two days on the numbers are out.
    clock.go_to(date(2026, 3, 4))
    office = faces.staff(clerk)
    office.open("/draws/")
    follow(office, "商店年度抽查")
    fill(office, public_value=VALUE)
    press(office, "抽取")
    expect(office.page.get_by_role("status")).to_contain_text("抽取完成")
    follow(office, "逐步核对")
    expect(office.page.locator("#check .tag.ok")).to_have_count(14)
    sound(office, "draw-drawn")
    office.page.locator("main table.list tbody a").first.click()
    office.page.locator("summary", has_text="回避和更换").click()
    fill(office, ground="kin", reason="配偶的店", decided_by="王局长", decided_on="2026-03-04")
    office.page.locator("[name=inspector]").select_option(index=1)
    press(office, "更换")
    expect(office.page.get_by_role("status")).to_contain_text("已更换")
    fill(office, checked_on="2026-03-04", result="未发现问题")
    press(office, "录入结果")
    expect(office.page.get_by_role("status")).to_contain_text("结果已录入")
    sound(office, "drawn-told")
    citizen.page.reload()
    sound(citizen, "portal-draw")
    with citizen.page.expect_download() as waiting:
        follow(citizen, "下载 record.json")
    record = read_record(waiting.value.path().read_text(encoding="utf-8"))
    assert verify(record) == ()
    assert len(record.recusals) == 1
    follow(citizen, "怎样核对")
    sound(citizen, "portal-draws-how")
    # A shop on the black list objects; everybody reads so on its row.
    office.open("/objections/?q=第7商店")
    follow(office, "登记异议")
    fill(office, said="已按期召回，附记录。", raised_on="2026-03-04")
    press(office, "登记异议")
    expect(office.page.get_by_role("status")).to_contain_text("异议处理中")
    sound(office, "objection")
    citizen.open("/registers/black-list/")
    expect(citizen.page.locator("main")).to_contain_text("异议处理中")
