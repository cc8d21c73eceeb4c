"""The pages of *Publishing*: what they show to whom, what they do, what they refuse and why."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from tests.builders.agencies import City, somebody
from yangguang.apps.agencies.models import User
from yangguang.apps.catalog.models import ItemState
from yangguang.apps.publishing.checklists import questions_for
from yangguang.apps.publishing.models import Draft, DraftState
from yangguang.law.publication import ReviewKind

pytestmark = pytest.mark.django_db

Desk = Callable[[User], Client]
BODY = "<h2>一、供水范围</h2><p>城区二次供水由市供水公司统一管理。</p>"


def a_draft_of(
    desk: Desk, city: City, *, title: str = "城区二次供水管理公告"
) -> tuple[Client, Draft]:
    """A clerk of the health commission begins a draft by its page."""
    clerk = desk(somebody("agency-clerk", city.health, username="writer"))
    answer = clerk.post(
        "/drafts/new/", {"agency": city.health.pk, "title": title, "kind": "announcement"}
    )
    draft = Draft.objects.latest("pk")
    assert answer.status_code == 302
    assert answer["Location"] == f"/drafts/{draft.pk}/edit/"
    return clerk, draft


def write(clerk: Client, draft: Draft, **values: object) -> int:
    """Save the text by the editor's form; gives the status."""
    sent = {
        "title": draft.title,
        "body": BODY,
        "kind": "announcement",
        "formed_on": "2026-11-16",
        "revision": draft.revision,
        **values,
    }
    return clerk.post(f"/drafts/{draft.pk}/edit/", sent).status_code


def review(client: Client, draft: Draft, kind: ReviewKind, **values: str) -> int:
    sent = {f"q_{row['key']}": row["expected"] for row in questions_for(kind, draft.item.agency)[1]}
    return client.post(
        f"/drafts/{draft.pk}/review/{kind.value}/", {**sent, "outcome": "pass", **values}
    ).status_code


def test_a_draft_goes_from_the_first_page_to_the_public_through_three_people(
    desk: Desk, city: City
) -> None:
    clerk, draft = a_draft_of(desk, city)
    assert write(clerk, draft) == 302
    page = clerk.get(f"/drafts/{draft.pk}/").content.decode()
    assert "还没有确定公开属性" in page
    assert "二次供水由市供水公司" in page
    answer = clerk.post(f"/drafts/{draft.pk}/attribute/", {"choice": "proactive:article-20-11"})
    assert answer.status_code == 302
    assert clerk.post(f"/drafts/{draft.pk}/act/submit/").status_code == 302
    draft.refresh_from_db()
    assert draft.state == DraftState.REVIEW
    lead = desk(somebody("agency-lead", city.health, username="lead"))
    secrecy = desk(somebody("secrecy-reviewer", city.health, username="secrecy"))
    other = desk(somebody("agency-clerk", city.health, username="checker"))
    for client, kind in (
        (lead, ReviewKind.LEGAL),
        (secrecy, ReviewKind.SECRECY),
        (other, ReviewKind.FORMAL),
    ):
        assert client.get(f"/drafts/{draft.pk}/review/{kind.value}/").status_code == 200
        assert review(client, draft, kind) == 302
    draft.refresh_from_db()
    assert draft.state == DraftState.APPROVED
    assert lead.post(f"/drafts/{draft.pk}/act/publish/").status_code == 302
    draft.item.refresh_from_db()
    assert draft.item.state == ItemState.PUBLISHED


@pytest.mark.parametrize(
    "page", ["/drafts/", "/drafts/?tab=all", "/drafts/new/", "/drafts/{}/", "/drafts/{}/edit/",
             "/drafts/{}/attribute/", "/drafts/{}/plan/", "/drafts/{}/history/"],
)  # fmt: skip
def test_every_page_of_a_writer_opens(desk: Desk, city: City, page: str) -> None:
    clerk, draft = a_draft_of(desk, city)
    assert clerk.get(page.format(draft.pk)).status_code == 200
