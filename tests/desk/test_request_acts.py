"""What an office needs for its cases is reached from its own pages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from tests.builders.agencies import City, somebody
from tests.builders.requests import an_application, at
from yangguang.apps.agencies.models import User
from yangguang.apps.requests.models import ConversionProposal
from yangguang.apps.requests.services.codes import digest_of_code

pytestmark = pytest.mark.django_db
Desk = Callable[[User], Client]


def test_a_new_query_code_is_shown_once_and_opens_the_case(desk: Desk, city: City) -> None:
    application = an_application(city.health)
    client = desk(somebody("agency-clerk", city.health))
    page = client.post(reverse("request-act", args=[application.pk, "give-code"]), {})
    assert page.status_code == 200
    code = page.context["code"]
    assert code in page.content.decode()
    assert "no-store" in page["Cache-Control"]
    application.refresh_from_db()
    assert application.query_code_hash == digest_of_code(code)
    later = client.get(reverse("request", args=[application.pk]))
    assert code not in later.content.decode()


def test_the_settings_of_a_body_are_led_to_from_its_cases(desk: Desk, city: City) -> None:
    address = reverse("request-settings", args=[city.health.pk])
    assert address in desk(somebody("agency-lead", city.health)).get("/requests/").content.decode()
    clerk = desk(somebody("legal-reviewer", city.health, username="legal"))
    assert address not in clerk.get("/requests/").content.decode()


def test_what_was_studied_stands_in_the_catalogue_on_request(desk: Desk, city: City) -> None:
    application = an_application(city.health)
    proposal = ConversionProposal.objects.create(
        agency=city.health,
        title="农村饮用水水质监测结果",
        opened_on=date(2026, 3, 3),
        state=ConversionProposal.State.DECLINED,
        decided_on=date(2026, 3, 4),
        reason="涉及第三方",
    )
    proposal.applications.add(application)
    client = desk(somebody("agency-lead", city.health))
    assert client.get("/requests/conversions/").context["catalogue"] == []
    application.reply_kind = "disclosed"
    application.closed_on = date(2026, 3, 20)
    application.save()
    application.replies.create(
        kind="disclosed",
        draft_hash="",
        drafted_at=at(date(2026, 3, 20)),
        decided_on=date(2026, 3, 20),
    )
    page = client.get("/requests/conversions/")
    assert [one.title for one in page.context["catalogue"]] == ["农村饮用水水质监测结果"]
    assert "依申请提供" in page.content.decode()
