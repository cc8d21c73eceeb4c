"""Applying for information and following it in a real browser: wide, on a phone, without a script."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.utils import timezone
from playwright.sync_api import expect

from tests.builders.requests import BY, ready_to_sign
from tests.builders.town import Town, a_town
from tests.e2e.conftest import Visitor
from tests.portal.requests.filling import ADDRESS, EMAIL, IDENTITY, NAME, TELEPHONE, a_picture
from tests.portal.searching import an_index
from yangguang.apps.requests.models import Application, ApplicationState, Attachment
from yangguang.apps.requests.services.assigning import accept
from yangguang.apps.requests.services.materials import attach
from yangguang.apps.requests.services.receiving import confirm_receipt
from yangguang.apps.requests.services.replying import serve, sign
from yangguang.apps.requests.services.supplementing import ask_supplement
from yangguang.law.delivery import Way

WANTED = "2025年度全市农村饮用水水质监测结果"


@pytest.fixture
def town(transactional_db: None, tmp_path: Path, settings: Any) -> Iterator[Town]:
    """A small site as a citizen would meet it, with its search index."""
    cache.clear()
    settings.REQUEST_LEAST_SECONDS = 0
    filled = a_town()
    with an_index(tmp_path / "index"):
        yield filled


def go_on(window: Visitor) -> None:
    window.page.get_by_role("button", name="保存并继续").click()


def check(window: Visitor) -> None:
    """The page as it stands: no fault, no wider than the window."""
    assert window.faults() == [], window.page.url
    assert window.overflow() == 0, window.page.url


def choose_body(window: Visitor) -> None:
    page = window.page
    window.open("/requests/apply/")
    check(window)
    page.get_by_label("机关名称").fill("卫生")
    page.get_by_role("button", name="查找").click()
    page.get_by_label("清源市卫生健康委员会").check()
    check(window)
    go_on(window)


def fill_in(window: Visitor) -> None:
    """From the second step to the last, each page looked at, mistakes made on the way."""
    page = window.page
    page.get_by_label("所需政府信息的描述").fill(WANTED)
    check(window)
    go_on(window)
    page.get_by_label("电子文档").check()
    page.get_by_label("网上查看下载").check()
    check(window)
    go_on(window)
    go_on(window)
    expect(page.get_by_role("alert")).to_contain_text("请选择申请人类别")
    check(window)
    page.get_by_role("link", name="请选择申请人类别").click()
    page.get_by_label("个人（自然人）").check()
    page.get_by_label("姓名或者组织名称").fill(NAME)
    page.get_by_label("证件号码").fill(IDENTITY)
    page.get_by_label("电话").fill(TELEPHONE)
    page.get_by_label("电子邮箱").fill(EMAIL)
    page.get_by_label("通信地址").fill(ADDRESS)
    go_on(window)
    page.locator("#proof").set_input_files(
        {"name": "身份证.png", "mimeType": "image/png", "buffer": a_picture().read()}
    )
    page.get_by_role("button", name="只上传，留在本页").click()
    expect(page.locator(".held")).to_contain_text("身份证.png")
    check(window)
    go_on(window)
    expect(page.locator(".summary")).to_contain_text(NAME)
    check(window)


def submit(window: Visitor) -> tuple[str, str]:
    page = window.page
    page.get_by_role("button", name="提交申请").click()
    expect(page.locator("h1")).to_have_text("申请已经提交")
    check(window)
    number = page.locator(".codes dd").first.inner_text()
    return number, page.locator(".codes .code").first.inner_text()


def open_case(window: Visitor, number: str, code: str) -> None:
    page = window.page
    window.open("/requests/follow/")
    check(window)
    page.get_by_label("登记号").fill(number)
    page.get_by_label("查询码").fill(code)
    page.get_by_role("button", name="查询", exact=True).click()
    expect(page.locator(".case")).to_be_visible()


def the_office_handles(number: str) -> Application:
    """Confirmed, accepted, and a supplement asked for."""
    application = Application.objects.get(number=number)
    now = timezone.now()
    today = timezone.localdate(now)
    confirm_receipt(application=application, confirmed_on=today, how="电话确认", by=BY, at=now)
    accept(application=application, by=BY, at=now)
    ask_supplement(
        application=application, items="请写明区县", reason="", until=today + timedelta(days=30),
        by=BY, at=now,
    )  # fmt: skip
    return application


def the_office_replies(number: str) -> None:
    application = Application.objects.get(number=number)
    now = timezone.now()
    today: date = timezone.localdate(now)
    attach(
        application=application, purpose=Attachment.Purpose.RELEASE, name="监测结果.txt",
        data="合格".encode(), by=BY, at=now, released=True,
    )  # fmt: skip
    ready_to_sign(application, on=today)
    sign(application=application, by=BY, at=now)
    serve(
        application=application, way=Way.POST, sent_on=today, tracking_number="XA12345678",
        by=BY, at=now,
    )  # fmt: skip


def whole_journey(window: Visitor) -> None:
    page = window.page
    choose_body(window)
    fill_in(window)
    number, code = submit(window)
    page.get_by_role("button", name="我已记下，清除回执").click()
    open_case(window, number, code)
    expect(page.locator(".due")).to_contain_text("预计")
    check(window)

    the_office_handles(number)
    window.open("/requests/case/")
    expect(page.locator(".due")).to_contain_text("暂停计算")
    page.get_by_label("补正的内容").fill("石桥县")
    check(window)
    page.get_by_role("button", name="提交补正").click()
    expect(page.locator(".told")).to_contain_text("补正的内容已经提交")
    page.get_by_text("逐日计算").click()
    check(window)

    the_office_replies(number)
    window.open("/requests/case/")
    check(window)
    with page.expect_download() as download:
        page.locator(".papers a").filter(has_text="PDF").last.click()
    assert download.value.suggested_filename.endswith(".pdf")
    page.get_by_label("很满意").first.check()
    page.get_by_role("button", name="提交评价").click()
    expect(page.locator(".told")).to_contain_text("感谢您的评价")
    page.get_by_role("button", name="建议主动公开").click()
    expect(page.locator(".told")).to_contain_text("建议已经提交")
    page.get_by_role("button", name="退出查询").click()
    window.open("/requests/case/")
    expect(page.locator("h1")).to_have_text("查询办理进度")


def test_from_the_form_to_the_reply(visitor: Visitor, town: Town) -> None:
    whole_journey(visitor)


def test_from_the_form_to_the_reply_on_a_phone(phone: Visitor, town: Town) -> None:
    whole_journey(phone)


def test_without_a_script_one_applies_and_withdraws(scriptless: Visitor, town: Town) -> None:
    page = scriptless.page
    scriptless.open("/requests/apply/")
    page.get_by_label("机关名称").fill("卫生")
    page.get_by_role("button", name="查找").click()
    page.get_by_label("清源市卫生健康委员会").check()
    go_on(scriptless)
    page.get_by_label("所需政府信息的描述").fill(town.policy.title)
    page.get_by_role("button", name="先查一查是否已经公开").click()
    expect(page.locator("#published")).to_contain_text(town.policy.title)
    go_on(scriptless)
    if page.locator(".ask").count():
        go_on(scriptless)
    page.get_by_label("纸质").check()
    page.get_by_label("邮寄").check()
    go_on(scriptless)
    page.get_by_label("个人（自然人）").check()
    page.get_by_label("姓名或者组织名称").fill(NAME)
    page.get_by_label("证件号码").fill(IDENTITY)
    page.get_by_label("通信地址").fill(ADDRESS)
    go_on(scriptless)
    page.get_by_label("现在不方便上传").check()
    go_on(scriptless)
    page.get_by_role("button", name="提交申请").click()
    number = page.locator(".codes dd").first.inner_text()
    code = page.locator(".codes .code").first.inner_text()
    expect(page.get_by_role("button", name="打印回执")).to_have_count(0)
    scriptless.open("/requests/follow/")
    page.get_by_label("登记号").fill(number)
    page.get_by_label("查询码").fill(code)
    page.get_by_role("button", name="查询", exact=True).click()
    page.get_by_text("撤回申请").first.click()
    page.get_by_label("我确认撤回").check()
    page.get_by_role("button", name="撤回申请").click()
    expect(page.locator(".told")).to_contain_text("申请已经撤回")
    assert Application.objects.get().state != ApplicationState.UNCONFIRMED


def test_help_comes_while_typing_and_needs_no_address(visitor: Visitor, town: Town) -> None:
    page = visitor.page
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    visitor.open("/requests/apply/")
    page.get_by_label("机关名称").press_sequentially("卫生健康", delay=30)
    page.get_by_label("清源市卫生健康委员会").check()
    page.get_by_label("机关名称").press_sequentially("财政", delay=30)
    expect(page.locator("#bodies")).to_contain_text("已选择")
    page.get_by_label("机关名称").fill("")
    go_on(visitor)
    page.get_by_label("所需政府信息的描述").press_sequentially(
        "城镇保障性住房分配管理办法", delay=20
    )
    expect(page.locator("#published")).to_contain_text(town.policy.title)
    check(visitor)
    assert visitor.troubles == []
    assert not [url for url in asked if "%E" in url or "?" in url]


def test_the_whole_form_is_filled_in_with_the_keyboard_alone(visitor: Visitor, town: Town) -> None:
    page = visitor.page
    visitor.open("/requests/apply/?agency=health")
    page.get_by_role("button", name="保存并继续").focus()
    page.keyboard.press("Enter")
    page.get_by_label("所需政府信息的描述").focus()
    page.keyboard.type(WANTED)
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="保存并继续")).to_be_focused()
    page.keyboard.press("Enter")
    page.get_by_label("查阅、抄录").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    # The summary of errors stands before the form and leads to the field.
    link = page.get_by_role("link", name=re.compile("只能以当面领取的方式提供"))
    link.focus()
    page.keyboard.press("Enter")
    assert page.url.endswith("#delivery")
    page.keyboard.press("Tab")
    for _ in range(3):
        page.keyboard.press("ArrowDown")
    expect(page.get_by_label("当面领取")).to_be_checked()
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("申请人是谁？")


def test_the_trap_is_never_met_by_the_keyboard(visitor: Visitor, town: Town) -> None:
    page = visitor.page
    choose_body(visitor)
    visitor.open("/requests/apply/check/")
    names = []
    for _ in range(40):
        page.keyboard.press("Tab")
        names.append(page.evaluate("document.activeElement.name || ''"))
    assert "homepage" not in names
    assert "do" in names


def test_the_receipt_prints_with_number_and_code_and_without_buttons(
    visitor: Visitor, town: Town
) -> None:
    page = visitor.page
    choose_body(visitor)
    fill_in(visitor)
    submit(visitor)
    page.emulate_media(media="print")
    expect(page.locator(".codes .code")).to_be_visible()
    expect(page.get_by_text("预计").first).to_be_visible()
    expect(page.get_by_role("button", name="打印回执")).to_be_hidden()
    expect(page.locator("nav.nav")).to_be_hidden()


@pytest.mark.parametrize("prefix", ["/hant", "/plain", "/contrast", "/hant/plain"])
def test_every_variant_of_the_pages_is_without_fault(
    visitor: Visitor, phone: Visitor, town: Town, prefix: str
) -> None:
    for window in (visitor, phone):
        for address in (
            "/requests/apply/?agency=health",
            "/requests/follow/",
            "/agency/health/request/",
        ):
            window.open(prefix + address)
            check(window)
