"""期限计算口径 at the desk: what is in force, what a choice would move, and its signature."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from tests.builders.agencies import City, somebody
from tests.builders.requests import received
from yangguang.apps.agencies.models import User
from yangguang.apps.duties.models import CalendarRevision
from yangguang.apps.requests.models import Application, ReadingChoice

pytestmark = pytest.mark.django_db
Desk = Callable[[User], Client]
NAME = "first_day_counts"
PAGE = f"/readings/{NAME}/"


def text(answer: object) -> str:
    page = answer.content.decode()  # type: ignore[attr-defined] # a response of the test client
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def an_open_case(city: City) -> Application:
    """Received a week ago on a working day."""
    day = timezone.localdate() - timedelta(days=7)
    while day.weekday() > 4:
        day -= timedelta(days=1)
    return received(city.health, on=day)


def given(city: City, application: Application, **more: str) -> dict[str, str]:
    return {
        "agency": str(city.health.pk),
        "value": "True",
        "since": str(application.received_on),
        "reason": "市司法局意见〔2026〕3号",
        **more,
    }


def test_every_question_stands_with_both_answers_and_the_reason(desk: Desk, city: City) -> None:
    page = text(desk(somebody("agency-clerk", city.health)).get("/readings/"))
    assert page.count("现用：") == 6
    assert (
        "收到申请的当日是否算作第1个工作日 现用：不算，从次日起的第一个工作日为第1日 缺省" in page
    )
    assert "可选 算，收到当日是工作日的即为第1日" in page
    assert "期间开始的日不计算在期间内" in page
    assert "改选" not in page


def test_the_list_of_what_would_move_comes_before_anything_is_kept(desk: Desk, city: City) -> None:
    application = an_open_case(city)
    client = desk(somebody("disclosure-director", city.office))
    answer = client.post(PAGE, given(city, application, go="preview"))
    page = text(answer)
    assert "改按此口径计算的在办申请 1 件，其中 1 项期限变动。现在什么都没有改变。" in page
    assert application.number in page
    assert "提前1个工作日" in page
    assert "提出变更，待签核" in page
    assert not CalendarRevision.objects.exists()
    assert "市司法局意见〔2026〕3号" in answer.content.decode()


def test_a_choice_is_proposed_signed_and_shown_with_who_and_why(desk: Desk, city: City) -> None:
    application = an_open_case(city)
    before = application.due_on
    assert before is not None
    client = desk(somebody("disclosure-director", city.office))
    answer = client.post(PAGE, given(city, application, go="propose"), follow=True)
    page = text(answer)
    assert "已提出，尚未生效" in page
    assert "改按新的口径计算的在办申请共 1 件" in page
    assert "提前" in page
    application.refresh_from_db()
    assert application.due_on == before
    revision = CalendarRevision.objects.get()
    assert "待签核的口径变更" in text(client.get(f"/readings/?agency={city.health.pk}"))
    assert "待签核的日历变更" not in text(client.get("/calendar/"))
    page = text(client.post(f"/calendar/changes/{revision.pk}/sign/", follow=True))
    assert "已签核，1 件期限随之变动" in page
    application.refresh_from_db()
    assert application.due_on is not None
    assert application.due_on < before
    page = text(client.get(f"/readings/?agency={city.health.pk}"))
    assert "现用：算，收到当日是工作日的即为第1日" in page
    assert "本机构选定" in page
    assert "理由：市司法局意见〔2026〕3号" in page
    assert "历次选择（1）" in page


def test_a_choice_may_be_given_up_before_it_is_signed(desk: Desk, city: City) -> None:
    application = an_open_case(city)
    client = desk(somebody("disclosure-director", city.office))
    client.post(PAGE, given(city, application, go="propose"))
    revision = CalendarRevision.objects.get()
    answer = client.post(
        f"/calendar/changes/{revision.pk}/drop/", {"why": "法制机构不同意"}, follow=True
    )
    assert "已放弃，期限没有变动" in text(answer)
    assert answer.request["PATH_INFO"] == "/readings/"
    assert not ReadingChoice.objects.exists()


def test_a_refusal_keeps_what_was_typed(desk: Desk, city: City) -> None:
    application = an_open_case(city)
    client = desk(somebody("disclosure-director", city.office))
    tomorrow = str(timezone.localdate() + timedelta(days=1))
    answer = client.post(PAGE, given(city, application, go="propose", since=tomorrow))
    assert answer.status_code == 422
    assert "启用日期不能晚于今天" in text(answer)
    assert "市司法局意见〔2026〕3号" in answer.content.decode()
    answer = client.post(PAGE, given(city, application, go="propose", value="follow"))
    assert "本来就随上级" in text(answer)


def test_nobody_chooses_for_a_body_out_of_reach(desk: Desk, city: City) -> None:
    application = an_open_case(city)
    client = desk(somebody("disclosure-director", city.county))
    answer = client.post(PAGE, given(city, application, go="propose"))
    assert answer.status_code == 422
    assert not CalendarRevision.objects.exists()
    assert client.get(f"/readings/?agency={city.health.pk}").status_code == 404
    assert client.get("/readings/no_such_reading/").status_code == 404
