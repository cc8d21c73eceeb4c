"""What people do again and again on the way of a case: register it, answer it, follow it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from playwright.sync_api import expect

from tests.builders.agencies import City, somebody
from tests.builders.requests import GIVEN, WANTED
from tests.e2e.conftest import Visitor
from tests.e2e.journeys.faces import Faces
from yangguang.apps.agencies.models import User
from yangguang.apps.requests.models import Application

MONDAY = date(2026, 3, 2)
"""The day on which the journeys begin."""


@dataclass(frozen=True)
class People:
    """Who works in the office."""

    clerk: User
    legal: User
    secrecy: User
    head: User


def the_office_of(city: City) -> People:
    """The health commission's people."""
    return People(
        clerk=somebody("agency-clerk", city.health, username="clerk"),
        legal=somebody("legal-reviewer", city.health, username="legal"),
        secrecy=somebody("secrecy-reviewer", city.health, username="secrecy"),
        head=somebody("agency-lead", city.health, username="head"),
    )


def fill(window: Visitor, **values: str) -> None:
    """Fill in fields by their names."""
    for name, text in values.items():
        field = window.page.locator(f"main [name={name}]")
        if field.first.evaluate("node => node.tagName") == "SELECT":
            field.select_option(text)
        else:
            field.fill(text)


def press(window: Visitor, label: str) -> None:
    window.page.get_by_role("button", name=label, exact=True).click()


def follow(window: Visitor, label: str) -> None:
    window.page.get_by_role("link", name=label, exact=True).click()


def case_page(window: Visitor, application: Application) -> None:
    assert window.open(f"/requests/{application.pk}/") == 200


def act(window: Visitor, application: Application, label: str) -> None:
    """From the case's page to the form of an act, wherever its button lies."""
    case_page(window, application)
    for summary in window.page.locator("aside details > summary").all():
        summary.click()
    follow(window, label)


def send_letter(clerk: Visitor, application: Application, kind: str) -> None:
    """From the letter in the case's list to the form that notes how it was served."""
    case_page(clerk, application)
    paper = clerk.page.locator("ul.papers > li", has_text=kind).last
    paper.get_by_role("link", name="登记送达").click()


def refused(window: Visitor, words: str) -> None:
    """The form says so above the fields, and nothing typed is lost."""
    expect(window.page.locator(".error-summary")).to_contain_text(words)


def done(window: Visitor, label: str) -> None:
    expect(
        window.page.get_by_role("status").or_(window.page.locator(".note.success")).first
    ).to_contain_text(f"已办理：{label}")


def register(
    clerk: Visitor, *, name: str, wanted: str = WANTED, channel: str = "counter", on: date
) -> Application:
    """The clerk writes down what somebody brought or sent."""
    clerk.open("/requests/register/")
    fill(clerk, channel=channel, name=name, wanted=wanted, arrived_on=on.isoformat())
    fill(clerk, telephone="0990-5550001", address="清源市湖滨区柳堤路8号", delivery="post")
    press(clerk, "登记")
    expect(clerk.page.get_by_text("已登记，登记号")).to_be_visible()
    return Application.objects.latest("pk")


def accept(clerk: Visitor, application: Application) -> None:
    act(clerk, application, "受理")
    press(clerk, "受理")
    done(clerk, "受理")


def query_code(clerk: Visitor, application: Application) -> str:
    """The slip that the clerk hands over the counter."""
    act(clerk, application, "补发查询码")
    press(clerk, "生成查询码")
    return clerk.page.locator("code.secret").inner_text()


def look_up(citizen: Visitor, application: Application, code: str) -> None:
    """The applicant opens the case at home with number and code."""
    citizen.open("/requests/follow/")
    if citizen.page.get_by_label("登记号").count():
        citizen.page.get_by_label("登记号").fill(application.number)
        citizen.page.get_by_label("查询码").fill(code)
        citizen.page.get_by_role("button", name="查询", exact=True).click()
    expect(citizen.page.locator(".case")).to_be_visible()


def attach(clerk: Visitor, application: Application, purpose: str, name: str, data: bytes) -> None:
    """A file from the clerk's disk is put with the case."""
    act(clerk, application, "添加材料")
    fill(clerk, purpose=purpose)
    kind = "image/png" if name.endswith(".png") else "application/pdf"
    clerk.page.locator("[name=file]").set_input_files(
        {"name": name, "mimeType": kind, "buffer": data}
    )
    press(clerk, "上传")
    done(clerk, "添加材料")


def draft(clerk: Visitor, application: Application, kind: str, **parts: str) -> None:
    """The clerk chooses the kind of reply and fills in what it needs."""
    act(clerk, application, "起草答复")
    fill(clerk, kind=kind)
    press(clerk, "选定，继续填写")
    for field in clerk.page.locator("main textarea[name^=part_]").all():
        key = (field.get_attribute("name") or "").removeprefix("part_")
        if key in parts:
            field.fill(parts[key])
        elif not field.input_value():
            field.fill(GIVEN.get(key, ""))


def sign_through(faces: Faces, people: People, application: Application) -> None:
    """Submitted, reviewed twice, approved and signed, each by whose work it is."""
    clerk = faces.staff(people.clerk)
    act(clerk, application, "送审")
    press(clerk, "送审")
    for user, label in ((people.legal, "合法性审查"), (people.secrecy, "保密审查")):
        reviewer = faces.staff(user)
        act(reviewer, application, label)
        reviewer.page.get_by_label("同意", exact=True).check()
        press(reviewer, "签署意见")
        done(reviewer, label)
    head = faces.staff(people.head)
    act(head, application, "审核同意")
    press(head, "审核同意")
    act(head, application, "签发答复")
    press(head, "签发并成文")
    done(head, "签发答复")


def post_reply(clerk: Visitor, application: Application, on: date) -> None:
    act(clerk, application, "登记送达")
    fill(clerk, way="post", sent_on=on.isoformat(), tracking_number="XA90000000099")
    press(clerk, "登记送达")
    done(clerk, "登记送达")
