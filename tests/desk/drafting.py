"""Drafts begun, written, sent and approved by their pages, for tests of the desk."""

from __future__ import annotations

from collections.abc import Callable

from django.test import Client

from tests.builders.agencies import City, somebody
from yangguang.apps.agencies.models import User
from yangguang.apps.publishing.checklists import questions_for
from yangguang.apps.publishing.models import (
    Draft,
    DraftState,
)
from yangguang.law.publication import ReviewKind

Desk = Callable[[User], Client]
BODY = "<h2>一、供水范围</h2><p>城区二次供水由市供水公司统一管理。</p>"


def a_draft_of(
    desk: Desk, city: City, *, title: str = "城区二次供水管理公告", username: str = "writer"
) -> tuple[Client, Draft]:
    """A clerk of the health commission begins a draft by its page."""
    clerk = desk(somebody("agency-clerk", city.health, username=username))
    answer = clerk.post(
        "/drafts/new/", {"agency": city.health.pk, "title": title, "kind": "announcement"}
    )
    draft = Draft.objects.latest("pk")
    assert answer.status_code == 302
    assert answer["Location"] == f"/drafts/{draft.pk}/edit/"
    return clerk, draft


def a_submitted_draft(
    desk: Desk,
    city: City,
    *,
    body: str = BODY,
    choice: str = "proactive:article-20-11",
    reason: str = "",
) -> tuple[Client, Draft]:
    """The same, written, decided about and sent to review."""
    clerk, draft = a_draft_of(desk, city)
    assert write(clerk, draft, body=body) == 302
    sent = {"choice": choice, "reason": reason}
    assert clerk.post(f"/drafts/{draft.pk}/attribute/", sent).status_code == 302
    assert clerk.post(f"/drafts/{draft.pk}/act/submit/").status_code == 302
    draft.refresh_from_db()
    return clerk, draft


def let_pass(desk: Desk, city: City, draft: Draft) -> Client:
    """Have three reviewers sign; gives the lead who signed the legal review."""
    lead = desk(somebody("agency-lead", city.health, username="approver"))
    for client, kind in (
        (lead, ReviewKind.LEGAL),
        (desk(somebody("secrecy-reviewer", city.health, username="keeper-s")), ReviewKind.SECRECY),
        (desk(somebody("agency-clerk", city.health, username="formal")), ReviewKind.FORMAL),
    ):
        assert review(client, draft, kind) == 302
    return lead


def an_approved_draft(
    desk: Desk, city: City, *, choice: str = "proactive:article-20-11", reason: str = ""
) -> tuple[Draft, Client]:
    """Passed by three reviewers; the lead who signed the legal review can release it."""
    _, draft = a_submitted_draft(desk, city, choice=choice, reason=reason)
    lead = let_pass(desk, city, draft)
    draft.refresh_from_db()
    assert draft.state == DraftState.APPROVED
    return draft, lead


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
