"""An office handles an application in a real browser, from the envelope to the archive."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, expect
from pytest_django.live_server_helper import LiveServer

from tests.builders.agencies import City, a_city, a_post, somebody
from tests.builders.requests import GIVEN, WANTED
from tests.desk.conftest import _desk_face  # noqa: F401 (a fixture, used by its name)
from tests.e2e.conftest import DESK_TOP, PHONE, Visitor
from tests.e2e.test_desk import Office
from yangguang.apps.agencies.models import User
from yangguang.apps.requests.models import Application, ApplicationState

SHOTS = os.environ.get("YANGGUANG_SHOTS", "")


@pytest.fixture
def city(transactional_db: None) -> City:
    return a_city()


@pytest.fixture
def office(browser: Browser, city: City, _desk_face: None) -> Iterator[Office]:  # noqa: F811
    running = LiveServer("127.0.0.1")
    made = Office(browser, running.url)
    yield made
    for context in made.opened:
        context.close()  # type: ignore[attr-defined]
    running.stop()


def look(window: Visitor, name: str) -> None:
    """Keep a picture where somebody asked for pictures."""
    if SHOTS:
        window.page.screenshot(path=str(Path(SHOTS) / f"{name}.png"), full_page=True)


def sound(window: Visitor, name: str) -> None:
    """The page has no fault, fits its window and complains of nothing."""
    look(window, name)
    assert window.faults() == []
    assert window.overflow() == 0
    # The browser reports a refused form (422) as a resource that failed; that is no fault.
    assert [text for text in window.troubles if "422" not in text] == []


def fill(window: Visitor, **values: str) -> None:
    for name, text in values.items():
        field = window.page.locator(f"[name={name}]")
        if field.first.evaluate("node => node.tagName") == "SELECT":
            field.select_option(text)
        else:
            field.fill(text)


def press(window: Visitor, label: str) -> None:
    window.page.get_by_role("button", name=label, exact=True).click()


def follow(window: Visitor, label: str) -> None:
    window.page.get_by_role("link", name=label, exact=True).click()


def everybody(city: City) -> dict[str, User]:
    head = somebody("agency-lead", city.health, username="head")
    return {
        "clerk": somebody("agency-clerk", city.health, username="clerk"),
        "legal": somebody("legal-reviewer", city.health, username="legal"),
        "secrecy": somebody("secrecy-reviewer", city.health, username="secrecy"),
        "head": head,
    }


def test_a_letter_is_registered_answered_posted_and_filed(office: Office, city: City) -> None:
    people = everybody(city)
    a_post(people["head"], "agency-clerk", city.health)
    today = timezone.localdate().isoformat()
    clerk = office.window(people["clerk"])
    clerk.open("/requests/register/")
    sound(clerk, "register")
    press(clerk, "登记")
    expect(clerk.page.locator(".error-summary")).to_be_visible()
    look(clerk, "register-wrong")
    fill(clerk, channel="registered", name="欧阳某某", telephone="0990-5550001", wanted=WANTED)
    fill(clerk, address="清源市湖滨区柳堤路8号", delivery="post", form="paper")
    press(clerk, "登记")
    expect(clerk.page.get_by_text("已登记，登记号")).to_be_visible()
    application = Application.objects.get()
    assert application.mask != "欧阳某某"
    assert "欧阳某某" not in clerk.page.content()
    sound(clerk, "case-registered")

    follow(clerk, "受理")
    press(clerk, "受理")
    follow(clerk, "起草答复")
    fill(clerk, kind="disclosed")
    press(clerk, "选定，继续填写")
    sound(clerk, "draft")
    for field in clerk.page.locator("textarea[name^=part_]").all():
        if not field.input_value():
            key = (field.get_attribute("name") or "").removeprefix("part_")
            field.fill(GIVEN.get(key, "见附件。"))
    press(clerk, "保存草稿")
    expect(clerk.page.get_by_text("内容完整，可以送审。")).to_be_visible()
    sound(clerk, "case-drafted")
    follow(clerk, "送审")
    press(clerk, "送审")

    for who, label in (("legal", "合法性审查"), ("secrecy", "保密审查")):
        window = office.window(people[who])
        window.open(f"/requests/{application.pk}/")
        follow(window, label)
        window.page.get_by_label("同意", exact=True).check()
        press(window, "签署意见")
    head = office.window(people["head"])
    head.open(f"/requests/{application.pk}/")
    sound(head, "case-reviewed")
    follow(head, "审核同意")
    press(head, "审核同意")
    follow(head, "签发答复")
    press(head, "签发并成文")
    expect(head.page.get_by_text("〔").first).to_be_visible()

    clerk.open(f"/requests/{application.pk}/")
    follow(clerk, "登记送达")
    fill(clerk, way="post", sent_on=today)
    press(clerk, "登记送达")
    expect(clerk.page.get_by_text("请填写邮件号").first).to_be_visible()
    look(clerk, "serve-refused")
    fill(clerk, tracking_number="XA90000000099")
    press(clerk, "登记送达")
    follow(clerk, "归档")
    press(clerk, "归档")
    application.refresh_from_db()
    assert application.state == ApplicationState.ARCHIVED
    sound(clerk, "case-archived")
    phone = office.window(people["clerk"], PHONE)
    phone.open(f"/requests/{application.pk}/")
    sound(phone, "case-phone")
    phone.open("/requests/")
    sound(phone, "list-phone")
    wide = office.window(people["clerk"], DESK_TOP)
    wide.open("/requests/")
    sound(wide, "list")
