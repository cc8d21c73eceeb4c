"""Tokens of office systems at the desk, and what they handed in."""

import re

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.builders.agencies import BY, City, a_person, a_post
from tests.desk.conftest import enter
from yangguang.apps.agencies.models import Reach, Role
from yangguang.apps.agencies.permissions import Permission
from yangguang.apps.publishing.models import DeliveryKey, Draft
from yangguang.apps.publishing.services.delivering import Delivered, receive_delivery
from yangguang.apps.publishing.services.delivery_keys import digest_of_token


def test_a_token_is_shown_once_and_taken_back_with_a_reason(client: Client, city: City) -> None:
    lead = a_person("zhaomin", name="赵敏")
    a_post(lead, "agency-lead", city.health)
    enter(client, lead)
    form = {
        "agency": city.health.pk, "system": "卫健委OA", "may_deliver": "on",
        "per_minute": "60", "days": "366",
    }  # fmt: skip
    shown = client.post(reverse("new-delivery-key"), form).content.decode()
    found = re.search(r"ygd_[\w-]{40,}", shown)
    assert found is not None
    row = DeliveryKey.objects.get()
    assert (row.digest, row.agency, row.with_below) == (
        digest_of_token(found[0]),
        city.health,
        False,
    )
    listed = client.get(reverse("delivery-keys")).content.decode()
    assert "卫健委OA" in listed
    assert found[0] not in listed
    where = reverse("revoke-delivery-key", args=[row.pk])
    assert client.post(where, {"reason": ""}).status_code == 422
    assert client.post(where, {"reason": "系统下线"}).status_code == 302
    row.refresh_from_db()
    assert (row.revoke_reason, row.revoked_by_name) == ("系统下线", "赵敏")


def test_what_was_handed_in_waits_for_a_clerk_with_what_the_sender_proposed(
    client: Client, city: City
) -> None:
    clerk = a_person("qianliang", name="钱亮")
    a_post(clerk, "agency-clerk", city.health)
    key = DeliveryKey.objects.create(
        agency=city.health, system="卫健委OA", digest="0" * 64, hint="ygd_", made_at=timezone.now(),
        made_by_key=BY.key, made_by_name=BY.name, expires_at=timezone.now(),
    )  # fmt: skip
    delivered = Delivered(
        title="关于接种安排的通知", text="接种安排如下。", reference="OA-7",
        attribute="on-request", attribute_reason="内部管理信息较多",
    )  # fmt: skip
    receive_delivery(
        key=key, agency=city.health, request_key="request-0001", delivered=delivered,
        at=timezone.now(),
    )  # fmt: skip
    enter(client, clerk)
    home = client.get(reverse("home")).content.decode()
    assert "接口来件" in home
    listed = client.get(reverse("drafts"), {"tab": "delivered"}).content.decode()
    assert "关于接种安排的通知" in listed
    page = client.get(reverse("draft", args=[Draft.objects.get().pk])).content.decode()
    assert "来文编号 OA-7" in page
    assert "依申请公开" in page
    assert "内部管理信息较多" in page


def test_who_manages_people_manages_no_tokens_and_the_other_way_round(
    client: Client, city: City
) -> None:
    for permission, opens, closed in (
        (Permission.DELIVERY_MANAGE, "delivery-keys", "staff"),
        (Permission.STAFF_MANAGE, "staff", "delivery-keys"),
    ):
        role = Role.objects.create(
            code=f"only-{opens}", name=f"只管{permission.label}", reach=Reach.OWN,
            permissions=[permission.value],
        )  # fmt: skip
        person = a_person(f"person-{opens}")
        a_post(person, role.code, city.health)
        enter(client, person)
        assert client.get(reverse(opens)).status_code == 200
        assert client.get(reverse(closed)).status_code == 403
