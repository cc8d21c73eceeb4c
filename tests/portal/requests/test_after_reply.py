"""What an applicant reads once a reply was given: how to contest it, and that it is made anew."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from tests.builders.agencies import City, a_city
from tests.builders.requests import BY, at, received, replied, served
from yangguang.apps.requests.models import Application
from yangguang.apps.requests.services.closing import reopen
from yangguang.apps.requests.services.codes import give_query_code
from yangguang.apps.requests.services.correcting import transfer_correction

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 20)


@pytest.fixture
def city(db: Any) -> City:
    cache.clear()
    return a_city()


def seen(application: Application) -> str:
    code = give_query_code(application=application, by=BY, at=at(DAY, 17))
    browser = Client()
    browser.post("/requests/follow/", {"number": application.number, "code": code})
    return browser.get("/requests/case/").content.decode()


def test_a_refusal_says_that_review_comes_first(city: City) -> None:
    application = replied(
        received(city.health), "withheld-process", on=DAY, exemptions=("process-draft",)
    )
    page = seen(application)
    assert "应当先自收到本答复之日起60日内向清源市人民政府申请行政复议" in page


def test_nothing_can_be_contested_before_a_reply(city: City) -> None:
    assert "不服这次答复" not in seen(received(city.health))


def test_a_reply_taken_up_again_is_not_shown_as_the_answer(city: City) -> None:
    application = replied(
        received(city.health), "withheld-process", on=DAY, exemptions=("process-draft",)
    )
    reopen(
        application=application, reason="复议决定", due_on=date(2026, 5, 11), by=BY,
        at=at(date(2026, 4, 21)),
    )  # fmt: skip
    page = seen(application)
    assert "正在重新办理" in page
    assert "2026-05-11" in page
    assert "原答复 2026-03-20：不予公开：过程性信息" in page
    assert "不服这次答复" not in page


def test_a_correction_passed_on_is_called_neither_a_row_nor_a_column(city: City) -> None:
    application = received(city.health, on=DAY)
    transfer_correction(
        application=application, body="清源市公安局", what="出生日期", by=BY, at=at(DAY, 11)
    )
    served(application, on=DAY)
    page = seen(application)
    assert "我机关已将更正申请转送该机关" in page
    assert "其他处理" in page
    assert "其他处理：其他" not in page
