"""What a clerk reads on the page of a case: letters and where they went, objections, a new reply."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.builders.agencies import City, somebody
from tests.builders.requests import (
    BY,
    an_application,
    an_organisation,
    at,
    being_handled,
    received,
    replied,
)
from yangguang.apps.agencies.models import User
from yangguang.apps.duties.models import Duty
from yangguang.apps.requests.duty_kinds import FEE_OBJECTION
from yangguang.apps.requests.models import (
    Application,
    ConsultationKind,
    Fee,
    FollowUp,
    RemedyForum,
    RemedyOutcome,
)
from yangguang.apps.requests.selectors.cases import case_of
from yangguang.apps.requests.selectors.clock import calendar_of_case
from yangguang.apps.requests.services.closing import reopen
from yangguang.apps.requests.services.consulting import consult
from yangguang.apps.requests.services.fees import notice_fee
from yangguang.apps.requests.services.following import object_to_fee
from yangguang.apps.requests.services.posting import send_letter
from yangguang.apps.requests.services.remedies import decide_remedy, open_remedy
from yangguang.apps.requests.services.supplementing import ask_supplement
from yangguang.desk.requests.papers import papers_of
from yangguang.law.delivery import Way

pytestmark = pytest.mark.django_db
Desk = Callable[[User], Client]


def page_of(client: Client, application: Application) -> str:
    return client.get(reverse("request", args=[application.pk])).content.decode()


def consulted(city: City) -> Application:
    """A third party was asked today."""
    today = timezone.localdate()
    application = being_handled(city.health, on=today)
    consult(
        application=application, kind=ConsultationKind.THIRD_PARTY, party="", person=an_organisation(),
        information="水质", why="商业秘密", by=BY, at=timezone.now(),
    )  # fmt: skip
    return application


def objected(city: City) -> Application:
    """A fee by pages was noticed and the applicant objects."""
    today = timezone.localdate()
    application = received(city.health, on=today)
    now = timezone.now()
    notice_fee(
        application=application, basis=Fee.Basis.PAGES, count=40, how="缴款码", by=BY, at=now,
        with_letter=False,
    )  # fmt: skip
    object_to_fee(application=application, text="页数有误", at=now)
    return application


def test_a_letter_says_to_whom_it_goes_and_is_served_from_where_it_stands(
    desk: Desk, city: City
) -> None:
    application = consulted(city)
    client = desk(somebody("agency-clerk", city.health))
    page = page_of(client, application)
    assert "致清源市测试水务有限公司" in page
    assert "致申请人" in page
    letter = application.consultations.get().letter
    assert letter is not None
    address = f"{reverse('request-act', args=[application.pk, 'send-letter'])}?letter={letter.pk}"
    assert address in page
    form = client.get(address).content.decode()
    assert f'<option value="{letter.pk}" selected>' in form


def test_a_letter_that_arrived_is_owed_no_longer(city: City) -> None:
    application = consulted(city)
    today, now = timezone.localdate(), timezone.now()
    letter = application.consultations.get().letter
    assert letter is not None
    send_letter(
        application=application, letter=letter, way=Way.POST, sent_on=today,
        tracking_number="XA1", by=BY, at=now,
    )  # fmt: skip
    found = case_of(application, calendar_of_case(application, today))
    assert [one.owed for one in papers_of(found)] == [True, False]
    said = application.events.order_by("-id").first()
    assert said is not None
    assert "答复之日" not in said.sentence
    assert "尚未收到签收记录" in said.sentence


def test_an_objection_to_a_fee_is_seen_and_answered_by_the_head(desk: Desk, city: City) -> None:
    application = objected(city)
    address = reverse("request-act", args=[application.pk, "answer-objection"])
    clerk = desk(somebody("agency-clerk", city.health, username="clerk"))
    page = page_of(clerk, application)
    assert "页数有误" in page
    assert address not in page
    assert clerk.get(address).status_code == 404
    head = desk(somebody("agency-lead", city.health, username="head"))
    assert address in page_of(head, application)
    assert '<p class="help">页数有误</p>' in head.get(address).content.decode()
    row = FollowUp.objects.get()
    refused = head.post(address, {"objection": row.pk, "text": ""})
    assert refused.status_code == 422
    assert "请填写“答复内容”。" in refused.content.decode()
    assert head.post(address, {"objection": row.pk, "text": "已核减"}).status_code == 302
    row.refresh_from_db()
    assert row.answered == "已核减"
    assert Duty.objects.get(kind=FEE_OBJECTION).closed_at is not None
    later = page_of(head, application)
    assert "已核减" in later
    assert address not in later
    assert application.events.filter(act="answer-objection").count() == 1


def test_an_objection_of_another_case_is_not_answered_here(desk: Desk, city: City) -> None:
    application = objected(city)
    other = being_handled(city.health, on=timezone.localdate())
    head = desk(somebody("agency-lead", city.health, username="head"))
    address = reverse("request-act", args=[other.pk, "answer-objection"])
    row = application.follow_ups.get()
    assert head.post(address, {"objection": row.pk, "text": "已核减"}).status_code == 422
    row.refresh_from_db()
    assert row.answered_at is None


def test_what_was_asked_to_be_supplemented_stands_on_the_page(desk: Desk, city: City) -> None:
    today = timezone.localdate()
    application = an_application(city.health, on=today)
    ask_supplement(
        application=application, items="请写明区县和年度", reason="", by=BY, at=timezone.now(),
        until=today + timedelta(days=30),
    )  # fmt: skip
    page = page_of(desk(somebody("agency-clerk", city.health)), application)
    assert "请写明区县和年度" in page
    assert "等待补正" in page


def test_a_case_sent_back_shows_the_day_of_the_new_reply(desk: Desk, city: City) -> None:
    day = date(2026, 3, 20)
    application = replied(received(city.health), on=day)
    remedy = open_remedy(
        application=application, forum=RemedyForum.REVIEW, body="清源市人民政府", received_on=day,
        by=BY, at=at(day, 16),
    )  # fmt: skip
    client = desk(somebody("agency-lead", city.health))
    address = reverse("decide-remedy", args=[remedy.pk])
    unchosen = client.post(address, {"decided_on": "2026-04-20"})
    assert unchosen.status_code == 422
    assert "请选择“结果”。" in unchosen.content.decode()
    decide_remedy(
        remedy=remedy, outcome=RemedyOutcome.CORRECTED, decided_on=date(2026, 4, 20), gist="",
        orders_new_reply=True, new_reply_due=date(2026, 5, 11), by=BY, at=at(date(2026, 4, 20)),
    )  # fmt: skip
    again = reverse("request-act", args=[application.pk, "reopen"])
    assert again in client.get(reverse("remedy", args=[remedy.pk])).content.decode()
    reopen(
        application=application, reason="复议决定", due_on=date(2026, 5, 11), by=BY,
        at=at(date(2026, 4, 21)),
    )  # fmt: skip
    page = page_of(client, application)
    assert "2026年5月11日" in page
    assert "原答复 2026-03-20" in page
    assert '<span class="tag">重新办理</span>' in page
    assert again not in client.get(reverse("remedy", args=[remedy.pk])).content.decode()


def test_a_draft_saved_again_tells_its_story_once(desk: Desk, city: City) -> None:
    application = being_handled(city.health, on=timezone.localdate())
    client = desk(somebody("agency-clerk", city.health))
    address = reverse("request-draft", args=[application.pk])
    for text in ("一", "二", "三"):
        client.post(address, {"kind": "not-found", "part_search": text})
    assert application.events.filter(act="draft").count() == 3
    assert page_of(client, application).count("起草答复：") == 1
