"""What comes in at the counter and what goes home: originals, receipt, mail, locks, old costs."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pypdfium2
import pytest
from playwright.sync_api import Browser, expect

from tests.builders.agencies import City, a_city
from tests.builders.requests import at, received
from tests.e2e.conftest import Visitor
from tests.e2e.journeys.faces import Clock, Faces, both_faces, sound
from tests.e2e.journeys.walking import (
    People,
    act,
    case_page,
    done,
    fill,
    look_up,
    press,
    query_code,
    refused,
    the_office_of,
)
from tests.portal.requests.filling import a_picture
from yangguang.apps.notices.models import Notice
from yangguang.apps.requests.models import Application

MONDAY = date(2026, 3, 2)
WRONG = "AAAA-AAAA-AAAAA"
IDENTITY = "11010119900307283X"


@pytest.fixture
def city(transactional_db: None) -> City:
    return a_city()


@pytest.fixture
def people(city: City) -> People:
    return the_office_of(city)


@pytest.fixture
def clock() -> Clock:
    return Clock(at(MONDAY))


@pytest.fixture
def faces(
    browser: Browser, clock: Clock, people: People, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Faces]:
    with both_faces(browser, clock, monkeypatch) as served:
        yield served


def a_scan(name: str, data: bytes = "政府信息公开申请表".encode()) -> dict[str, str | bytes]:
    return {"name": name, "mimeType": "application/octet-stream", "buffer": data}


def held(clerk: Visitor) -> list[str]:
    return clerk.page.locator(".held li").all_inner_texts()


def fill_in(clerk: Visitor) -> None:
    fill(
        clerk, name="欧阳某某", identity=IDENTITY, telephone="0990-5550001", email="ou@example.cn",
        address="清源市湖滨区柳堤路8号", wanted="2025年度农村饮用水水质监测结果", delivery="post",
    )  # fmt: skip


def test_a_counter_application_with_its_originals_and_receipt_goes_home(
    faces: Faces, people: People, tmp_path: Path
) -> None:
    clerk = faces.staff(people.clerk)
    clerk.open("/requests/register/")
    fill_in(clerk)
    fill(clerk, name="")
    originals = clerk.page.locator("[name=originals]")
    picture = a_picture("信封.png")
    originals.set_input_files(
        [
            a_scan("申请表.txt"),
            a_scan("信封.png", picture.read()),
            a_scan("旧件.txt", "机密★20年\n旧件".encode()),
        ]
    )
    press(clerk, "登记")
    expect(clerk.page.locator("#file-errors")).to_contain_text("带有“机密★20年”标志，没有保存")
    sound(clerk, "register-refused-file")
    assert [line.split()[0] for line in held(clerk)] == ["申请表.txt", "信封.png"]
    press(clerk, "登记")
    refused(clerk, "姓名或者名称")
    sound(clerk, "register-mistake")
    clerk.page.locator(".held li", has_text="信封.png").get_by_role("button").click()
    assert [line.split()[0] for line in held(clerk)] == ["申请表.txt"]
    expect(clerk.page.locator("[name=wanted]")).to_have_value("2025年度农村饮用水水质监测结果")
    fill(clerk, name="欧阳某某")
    clerk.page.get_by_label("申请人同意用电子邮件告知办理进展").check()
    clerk.page.get_by_label("登记后出具登记回执").check()
    press(clerk, "登记")
    expect(clerk.page.get_by_text("已出具登记回执")).to_be_visible()
    sound(clerk, "registered-with-receipt")
    application = Application.objects.get()
    assert application.attachments.get().name == "申请表.txt"
    assert Notice.objects.get().kind == "request.received"

    code = query_code(clerk, application)
    citizen = faces.citizen()
    look_up(citizen, application, code)
    paper = citizen.page.locator(".papers li", has_text="登记回执")
    with citizen.page.expect_download() as download:
        paper.get_by_role("link", name="PDF").click()
    download.value.save_as(tmp_path / "receipt.pdf")
    page = pypdfium2.PdfDocument(tmp_path / "receipt.pdf")[0]
    text = "".join(page.get_textpage().get_text_range().split())
    assert application.number in text
    assert "申请原件1份" in text
    assert code not in text

    citizen.page.get_by_role("button", name="关闭邮件提醒").click()
    expect(citizen.page.get_by_text("已关闭邮件提醒")).to_be_visible()
    sound(citizen, "case-mail-off")
    application.applicant.refresh_from_db()
    assert not application.applicant.email_agreed
    citizen.page.get_by_role("button", name="打开邮件提醒").click()
    expect(citizen.page.get_by_text("已打开邮件提醒")).to_be_visible()


def enter(citizen: Visitor, application: Application, code: str, identity: str = "") -> None:
    citizen.page.get_by_label("登记号").fill(application.number)
    citizen.page.get_by_label("查询码").fill(code)
    if identity:
        citizen.page.get_by_label("证件号码").fill(identity)
    press(citizen, "查询")


def test_who_is_locked_out_comes_back_with_the_identity_number_or_through_the_office(
    faces: Faces, people: People
) -> None:
    clerk = faces.staff(people.clerk)
    clerk.open("/requests/register/")
    fill_in(clerk)
    press(clerk, "登记")
    application = Application.objects.get()
    code = query_code(clerk, application)
    citizen = faces.citizen()
    citizen.open("/requests/follow/")
    for _ in range(5):
        enter(citizen, application, WRONG)
        expect(citizen.page.get_by_role("alert")).to_be_visible()
    sound(citizen, "follow-locked")
    enter(citizen, application, code)
    expect(citizen.page.get_by_role("alert")).to_contain_text(
        "同时填写查询码和申请时登记的证件号码"
    )
    enter(citizen, application, code, "110101199003071000")
    expect(citizen.page.get_by_role("alert")).to_contain_text("证件号码不正确")
    enter(citizen, application, code, IDENTITY)
    expect(citizen.page.locator(".case")).to_be_visible()
    press(citizen, "退出查询")

    for _ in range(5):
        enter(citizen, application, WRONG)
        expect(citizen.page.get_by_role("alert")).to_be_visible()
    act(clerk, application, "解除查询锁定")
    sound(clerk, "lift-code-locks")
    fill(clerk, reason="持身份证当面要求解除")
    press(clerk, "解除锁定")
    done(clerk, "解除查询锁定")
    case_page(clerk, application)
    expect(clerk.page.get_by_role("link", name="解除查询锁定")).to_have_count(0)
    enter(citizen, application, code)
    expect(citizen.page.locator(".case")).to_be_visible()


def test_the_costs_of_an_old_case_are_entered_and_shown(
    faces: Faces, people: People, city: City
) -> None:
    application = received(city.health, on=date(2016, 3, 1))
    clerk = faces.staff(people.clerk)
    act(clerk, application, "登记成本费用")
    fill(clerk, on="2016-03-10", standard="×价费〔2009〕12号", copy_count="20", copy_price="0.5")
    fill(clerk, post_count="1")
    press(clerk, "登记成本费用")
    refused(clerk, "请同时填写邮寄费的数量和单价。")
    sound(clerk, "costs-refused")
    fill(clerk, post_price="22")
    press(clerk, "登记成本费用")
    done(clerk, "登记成本费用")
    expect(clerk.page.get_by_text("复制费 20页")).to_be_visible()
    sound(clerk, "costs-case")
    code = query_code(clerk, application)
    citizen = faces.citizen()
    look_up(citizen, application, code)
    expect(citizen.page.get_by_role("heading", name="成本费用")).to_be_visible()
    sound(citizen, "costs-portal")
    head = faces.staff(people.head)
    act(head, application, "减免成本费用")
    fill(head, reason="低保户，本人申请")
    press(head, "减免成本费用")
    done(head, "减免成本费用")
