"""A year's return through every hand, in a real browser: filled in, sent back, corrected, rolled up."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import pytest
from playwright.sync_api import Browser, expect

from tests.builders.agencies import City, a_city, somebody
from tests.builders.requests import an_application, at
from tests.builders.returns import a_round, return_of
from tests.e2e.conftest import Visitor
from tests.e2e.journeys.faces import Clock, Faces, both_faces, sound
from tests.e2e.journeys.walking import fill, follow, press
from yangguang.apps.agencies.models import User
from yangguang.apps.reports.models import Return, ReturnState
from yangguang.apps.reports.selectors.returns import settled_cells

DAY = date(2026, 1, 12)
PENALTIES = "c:2.6.penalties/decisions"


@dataclass(frozen=True)
class Office:
    """The county's health bureau, the county above it, and the city above that."""

    city: City
    clerk: User
    lead: User
    county_clerk: User
    county_head: User
    director: User
    row: Return
    above: Return


@pytest.fixture
def office(transactional_db: None) -> Office:
    city = a_city()
    an_application(city.county_health, on=date(2025, 3, 3))
    round_ = a_round(2025)
    return Office(
        city,
        clerk=somebody("agency-clerk", city.county_health, username="clerk"),
        lead=somebody("agency-lead", city.county_health, username="lead"),
        county_clerk=somebody("disclosure-clerk", city.county, username="county"),
        county_head=somebody("disclosure-director", city.county, username="head"),
        director=somebody("disclosure-director", city.office, username="director"),
        row=return_of(round_, city.county_health),
        above=return_of(round_, city.county),
    )


@pytest.fixture
def faces(browser: Browser, office: Office, monkeypatch: pytest.MonkeyPatch) -> Iterator[Faces]:
    with both_faces(browser, Clock(at(DAY)), monkeypatch) as opened:
        yield opened


def to(window: Visitor, row: Return) -> None:
    assert window.open(f"/returns/{row.pk}/") == 200


def told(window: Visitor, words: str) -> None:
    expect(window.page.get_by_role("status")).to_contain_text(words)


def finish(faces: Faces, row: Return, clerk: Visitor, lead: User) -> None:
    """Empty cells filled, questions explained, frozen, signed by another, submitted."""
    to(clerk, row)
    if clerk.page.get_by_role("link", name="其余空格填0", exact=True).count():
        follow(clerk, "其余空格填0")
        fill(clerk, text="经核查本年没有发生")
        press(clerk, "其余空格填0")
        told(clerk, "空格已填0")
    while clerk.page.locator("main a", has_text="说明原因").count():
        clerk.page.locator("main a", has_text="说明原因").first.click()
        fill(clerk, text="已与登记簿核对")
        press(clerk, "说明问题")
        told(clerk, "说明已保存")
    press(clerk, "定稿")
    told(clerk, "已定稿")
    head = faces.staff(lead)
    to(head, row)
    press(head, "签报")
    told(head, "已签报")
    to(clerk, row)
    press(clerk, "报送")
    told(clerk, "已报送")


def test_a_return_goes_up_from_the_bureau_to_the_city(faces: Faces, office: Office) -> None:
    clerk = faces.staff(office.clerk)
    clerk.open("/returns/")
    clerk.page.locator(f"main a[href='/returns/{office.row.pk}/']").first.click()
    sound(clerk, "return-open")
    # A slip stands beside its cell, and what was typed stays.
    clerk.page.locator(f"[name='{PENALTIES}']").fill("三百")
    press(clerk, "保存填报")
    expect(clerk.page.get_by_role("alert")).to_contain_text("填“三百”：不是数字")
    clerk.page.locator(f"[name='{PENALTIES}']").fill("300")
    clerk.page.locator("[name='s:2.6.penalties']").fill("执法系统台账")
    press(clerk, "保存填报")
    told(clerk, "改动 1 个数字")
    finish(faces, office.row, clerk, office.lead)
    # The county reads the figure, says what is wrong with it, and sends the return back.
    county = faces.staff(office.county_head)
    county.open(f"/returns/rounds/{office.row.round.pk}/")
    sound(county, "returns-round")
    to(county, office.row)
    county.page.locator("tr", has_text="行政处罚").get_by_role("link", name="300").click()
    follow(county, "对这个数提意见")
    fill(county, text="与执法公示不符，请核对")
    press(county, "对单元格提意见")
    follow(county, "退回修改")
    press(county, "退回修改")
    told(county, "已退回")
    # It is corrected, answered and accepted.
    to(clerk, office.row)
    sound(clerk, "return-sent-back")
    clerk.page.locator(f"[name='{PENALTIES}']").fill("301")
    clerk.page.locator("[name='s:2.6.penalties']").fill("执法公示平台")
    press(clerk, "保存填报")
    clerk.page.locator("main a", has_text="答复").first.click()
    fill(clerk, text="已更正为301件")
    press(clerk, "答复退回意见")
    finish(faces, office.row, clerk, office.lead)
    to(county, office.row)
    press(county, "审收")
    told(county, "已审收")
    county.open(f"/returns/{office.row.pk}/difference/?old=1&new=2")
    expect(county.page.locator("ins", has_text="301")).to_be_visible()
    # The county rolls up, its parts in sight; the city accepts.
    rolls = faces.staff(office.county_clerk)
    to(rolls, office.above)
    finish(faces, office.above, rolls, office.county_head)
    follow(rolls, "看各机构的数字")
    sound(rolls, "return-parts")
    city = faces.staff(office.director)
    to(city, office.above)
    press(city, "审收")
    told(city, "已审收")
    office.above.refresh_from_db()
    assert office.above.state == ReturnState.ACCEPTED
    cells = settled_cells(office.city.county, 2025)
    assert cells is not None
    assert (cells["2.6.penalties/decisions"], cells["3.1/total"]) == (301, 1)
