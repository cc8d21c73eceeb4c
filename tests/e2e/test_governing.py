"""The pages by which an office answers for itself: how it reads the law, who looked, what is destroyed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, expect
from pytest_django.live_server_helper import LiveServer

from tests.builders.agencies import City, a_city, somebody
from tests.builders.requests import an_application, received
from tests.desk.conftest import _desk_face  # noqa: F401 (a fixture, used by its name)
from tests.e2e.conftest import PHONE
from tests.e2e.test_desk import Office
from yangguang.apps.audit.actors import command
from yangguang.apps.requests.models import Application
from yangguang.apps.vault.models import SubjectKey
from yangguang.apps.vault.services import list_due


@pytest.fixture
def city(transactional_db: None) -> City:
    return a_city()


@pytest.fixture
def server(city: City, _desk_face: None) -> Iterator[str]:  # noqa: F811 (see the import)
    running = LiveServer("127.0.0.1")
    yield running.url
    running.stop()


@pytest.fixture
def office(browser: Browser, server: str) -> Iterator[Office]:
    made = Office(browser, server)
    yield made
    for context in made.opened:
        context.close()  # type: ignore[attr-defined] # a browser context


def test_a_reading_is_chosen_after_seeing_what_would_move(office: Office, city: City) -> None:
    day = timezone.localdate() - timedelta(days=7)
    while day.weekday() > 4:
        day -= timedelta(days=1)
    application = received(city.health, on=day)
    head = office.window(somebody("disclosure-director", city.office, username="head"))
    head.open(f"/readings/?agency={city.health.pk}")
    assert head.faults() == []
    head.page.get_by_role("link", name=re.compile("改选.*收到申请的当日")).click()
    head.page.get_by_label("算，收到当日是工作日的即为第1日").check()
    head.page.get_by_label("自何日收到的申请起").fill(str(day))
    head.page.get_by_label("理由和依据").fill("市司法局意见〔2026〕3号")
    head.page.get_by_role("button", name="列出影响").click()
    row = head.page.get_by_role("row").filter(has_text=application.number)
    expect(row).to_contain_text("提前1个工作日")
    assert head.faults() == []
    head.page.get_by_role("button", name="提出变更，待签核").click()
    expect(head.page.get_by_role("status")).to_contain_text("已提出，尚未生效")
    head.page.get_by_role("button", name="签核并启用").click()
    expect(head.page.get_by_role("status")).to_contain_text("1 件期限随之变动")
    clerk = office.window(somebody("agency-clerk", city.health, username="clerk"), size=PHONE)
    clerk.open(f"/readings/?agency={city.health.pk}")
    expect(clerk.page.get_by_text("现用：算，收到当日是工作日的即为第1日")).to_be_visible()
    assert (clerk.faults(), clerk.overflow(), clerk.troubles) == ([], 0, [])


def test_what_is_due_is_destroyed_with_two_names_and_looks_are_read(
    office: Office, city: City
) -> None:
    application = an_application(city.health, on=timezone.localdate() - timedelta(days=11 * 366))
    Application.objects.filter(pk=application.pk).update(
        closed_on=application.received_on, state="archived", reply_kind="withdrawn-2007"
    )
    list_due(by=command("测试"), at=timezone.now())
    lead = office.window(somebody("agency-lead", city.health, username="lead"), script=False)
    lead.open(f"/requests/{application.pk}/")
    lead.page.get_by_label("查看完整信息的用途").fill("核对寄送地址")
    lead.page.get_by_role("button", name="查看", exact=True).click()
    lead.page.get_by_role("link", name="谁看过本件的个人信息").click()
    expect(lead.page.get_by_role("row").filter(has_text="核对寄送地址")).to_contain_text(
        application.number
    )
    lead.open("/retention/")
    lead.page.get_by_label(f"选择{application.number}").check()
    lead.page.get_by_label("批准文件").fill("清档批〔2026〕2号")
    lead.page.get_by_role("button", name="列入销毁清册，待复核").click()
    expect(lead.page.get_by_text("提出人不能自己复核")).to_be_visible()
    head = office.window(somebody("disclosure-director", city.office, username="head"), size=PHONE)
    head.open("/retention/")
    assert (head.faults(), head.overflow()) == ([], 0)
    head.page.get_by_role("link", name="1 人").click()
    head.page.get_by_role("button", name="复核签字并销毁").click()
    expect(head.page.get_by_role("status")).to_contain_text("已销毁 1 人的个人信息")
    assert (head.faults(), head.overflow()) == ([], 0)
    head.open("/looks/")
    assert (head.faults(), head.overflow(), head.troubles) == ([], 0, [])
    assert SubjectKey.objects.get(pk=application.applicant.subject_key).destroyed_at is not None
