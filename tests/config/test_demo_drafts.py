"""The demo city's desks hold drafts in every state, each where its people can move it on."""

from collections import Counter
from datetime import date, timedelta

import pytest

from yangguang.apps.agencies.models import Agency, Post
from yangguang.apps.audit.actors import command
from yangguang.apps.catalog.models import Item, ItemState
from yangguang.apps.catalog.services import NewItem, store_items
from yangguang.apps.publishing.models import Draft, DraftState, JointReview, Reassessment
from yangguang.apps.publishing.selectors.drafts import items_without_draft
from yangguang.apps.publishing.selectors.held import on_request_items
from yangguang.apps.publishing.selectors.reviews import road_for
from yangguang.apps.publishing.services.submitting import open_questions
from yangguang.config.command.roles import install_roles
from yangguang.config.demo.drafting import build_drafts
from yangguang.config.demo.setting import lay_out

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("today", [date(2026, 11, 22), date(2026, 1, 2)])
def test_drafts_lie_in_every_state(today: date) -> None:
    install_roles()
    assert build_drafts(lay_out(today)) >= 20
    states = Counter(Draft.objects.values_list("state", flat=True))
    assert set(states) == set(DraftState.values)
    assert states[DraftState.WRITING] >= 6
    assert states[DraftState.REVIEW] >= 4
    assert JointReview.objects.filter(answer="").count() == 1
    assert Reassessment.objects.filter(outcome="").count() == 2
    assert Item.objects.filter(state=ItemState.HELD).count() == 5
    assert on_request_items(Agency.objects.get(slug="city")).count() == 3
    listed = Draft.objects.get(title__contains="配租名单")
    assert open_questions(listed)["block"] >= 1


def test_every_clerk_finds_others_for_every_step_up_to_publication() -> None:
    install_roles()
    lay_out(date(2026, 11, 22))
    clerks = Post.objects.filter(role__code__in=["agency-clerk", "disclosure-clerk"])
    assert clerks.count() >= 4
    for post in clerks.select_related("agency"):
        road = road_for(post.agency, writers={str(post.user_id)}, on=date(2026, 11, 22))
        assert road.lacking == [], post.agency.name


def test_what_was_converted_years_ago_has_been_released_and_only_the_latest_waits() -> None:
    today = date(2026, 11, 22)
    install_roles()
    city = lay_out(today)
    for number, days in enumerate((1230, 30)):
        day = today - timedelta(days=days)
        store_items(
            new=[NewItem(city.agencies["health"], f"第{number}件", "<p>正文。</p>", "正文。")],
            state=ItemState.DRAFT,
            by=command("演示"),
            at=city.moment(day),
            basis="条例第四十四条",
        )
    build_drafts(city)
    assert [row.title for row in items_without_draft(Agency.objects.all())] == ["第1件"]
    released = Item.objects.get(title="第0件")
    assert released.state == ItemState.PUBLISHED
    assert released.released_at is not None
    assert (released.released_at - released.created_at).days <= 15
