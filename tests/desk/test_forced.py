"""The emergency road: what it leaves out is said before, on the draft, in the record and to whom it concerns."""

from __future__ import annotations

import pytest

from tests.builders.agencies import City, somebody
from tests.builders.drafts import sign
from tests.desk.drafting import Desk, a_submitted_draft
from yangguang.apps.catalog.models import ItemState
from yangguang.law.publication import ReviewKind

pytestmark = pytest.mark.django_db
WHY = "洪水预警，须立即告知公众"


def test_a_review_that_is_passed_over_is_told_and_found_again(desk: Desk, city: City) -> None:
    watch = desk(somebody("supervisor", city.government, username="watch"))
    other = desk(somebody("agency-lead", city.schools, username="other-lead"))
    clerk, draft = a_submitted_draft(desk, city)
    lead = desk(somebody("agency-lead", city.health, username="lead"))
    assert "没有越过审查的记录" in watch.get("/drafts/forced/").content.decode()
    sign(draft, ReviewKind.LEGAL)
    sign(draft, ReviewKind.SECRECY)
    page = f"/drafts/{draft.pk}/act/force/"
    assert "将越过：要件审查。" in lead.get(page).content.decode()
    refused = lead.post(page, {"reason": "急"})
    assert refused.status_code == 422
    assert ">急</textarea>" in refused.content.decode().replace("\n", "")
    assert lead.post(page, {"reason": WHY}).status_code == 302
    shown = lead.get(f"/drafts/{draft.pk}/").content.decode()
    assert "已越过要件审查（没有通过审查），等待公开。" in shown
    assert "审查已通过" not in shown
    assert "越过要件审查" in watch.get("/messages/").content.decode()
    assert lead.post(f"/drafts/{draft.pk}/act/publish/").status_code == 302
    draft.item.refresh_from_db()
    assert draft.item.state == ItemState.PUBLISHED
    listed = watch.get("/drafts/forced/").content.decode()
    assert WHY in listed
    assert "要件审查" in listed
    assert draft.title not in other.get("/drafts/forced/").content.decode()
    assert f"越过要件审查：{WHY}" in clerk.get(f"/drafts/{draft.pk}/").content.decode()


def test_what_was_passed_over_stays_in_the_list_when_the_draft_is_sent_back(
    desk: Desk, city: City
) -> None:
    _clerk, draft = a_submitted_draft(desk, city)
    lead = desk(somebody("agency-lead", city.health, username="lead"))
    sign(draft, ReviewKind.SECRECY)
    lead.post(f"/drafts/{draft.pk}/act/force/", {"reason": WHY})
    assert lead.post(f"/drafts/{draft.pk}/act/return/", {"reason": "不必这样急"}).status_code == 302
    shown = lead.get("/drafts/forced/").content.decode()
    assert "合法性审查、要件审查" in shown
    assert "已越过" not in lead.get(f"/drafts/{draft.pk}/").content.decode()
