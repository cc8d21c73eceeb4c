"""查阅点 in public: where, when and by which telephone, no longer than they are open."""

from __future__ import annotations

from datetime import timedelta

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.builders.agencies import BY
from tests.builders.ledgers import an_entry
from tests.builders.town import Town
from yangguang.apps.agencies.models import Agency
from yangguang.apps.resources.services import end_entry, void_entry


def test_open_points_are_shown_with_their_particulars_and_closed_ones_not(
    town: Town, citizen: Client
) -> None:
    today = timezone.localdate()
    agency = Agency.objects.filter(valid_to=None, proposed=False).order_by("path")[0]
    empty = citizen.get(reverse("consultation-points")).content.decode()
    assert "还没有登记查阅点" in empty
    details = {
        "address": "文昌街<8>号", "hours": "周二至周日 9:00—20:00", "telephone": "0700-8123456",
        "host": "公共图书馆",
    }  # fmt: skip
    since = today - timedelta(days=400)
    an_entry(agency, "points", since, title="市图书馆查阅点", details=details)
    closed = an_entry(agency, "points", since, title="旧大厅查阅点")
    wrong = an_entry(agency, "points", since, title="登记错的查阅点")
    an_entry(agency, "points", today + timedelta(days=3), title="下周开的", at=timezone.now())
    end_entry(
        entry=closed, last_day=today - timedelta(days=1), reason="搬迁", by=BY, at=timezone.now()
    )
    void_entry(entry=wrong, reason="误", by=BY, at=timezone.now())
    page = citizen.get(reverse("consultation-points")).content.decode()
    for shown in (
        "市图书馆查阅点",
        "文昌街&lt;8&gt;号",
        "周二至周日 9:00—20:00",
        "0700-8123456",
        "公共图书馆",
    ):
        assert shown in page
    for hidden in ("旧大厅查阅点", "登记错的查阅点", "下周开的"):
        assert hidden not in page


def test_the_guide_and_the_body_lead_to_the_points(town: Town, citizen: Client) -> None:
    link = f'href="{reverse("consultation-points")}"'
    agency = Agency.objects.filter(valid_to=None, proposed=False).order_by("path")[0]
    for name, args in (("guide", []), ("agency-guide", [agency.slug]), ("agency", [agency.slug])):
        assert link in citizen.get(reverse(name, args=args)).content.decode()
