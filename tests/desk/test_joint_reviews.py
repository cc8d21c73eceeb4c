"""Joint reviews at the desk: asked, taken back, answered on the text that was asked about."""

from __future__ import annotations

import pytest

from tests.builders.agencies import City, somebody
from tests.desk.drafting import Desk, a_submitted_draft, write
from yangguang.apps.publishing.models import Draft, JointReview

pytestmark = pytest.mark.django_db


def test_the_answer_stays_beside_the_text_that_was_asked_about(desk: Desk, city: City) -> None:
    clerk, draft = a_submitted_draft(desk, city, body="<p>附表列明管线坐标。</p>")
    asked = desk(somebody("legal-reviewer", city.schools, username="asked"))
    lead = desk(somebody("agency-lead", city.health, username="asker"))
    sent = {"kind": "legal", "asked": city.schools.pk, "question": "能否公开收费标准"}
    lead.post(f"/drafts/{draft.pk}/joint/", sent)
    page = f"/drafts/joint/{JointReview.objects.get().pk}/"
    assert asked.post(page, {"answer": "part", "reply": "坐标须删去"}).status_code == 302
    assert clerk.post(f"/drafts/{draft.pk}/act/recall/").status_code == 302
    draft.refresh_from_db()
    assert write(clerk, draft, body="<p>附表不列坐标。</p>") == 302
    assert clerk.post(f"/drafts/{draft.pk}/act/submit/").status_code == 302
    shown = asked.get(page).content.decode()
    assert "提请时的稿件" in shown
    assert "附表列明管线坐标" in shown
    assert "附表不列坐标" not in shown
    review = lead.get(f"/drafts/{draft.pk}/review/legal/").content.decode()
    assert "坐标须删去" in review
    assert "所问为此前的稿" in review
    told = clerk.get(f"/drafts/{draft.pk}/").content.decode()
    assert "就此前的稿答复部分公开，合法性审查时核对是否落实" in told


def test_a_question_to_the_wrong_body_is_taken_back_with_its_reason(desk: Desk, city: City) -> None:
    clerk, draft = a_submitted_draft(desk, city)
    asked = desk(somebody("legal-reviewer", city.schools, username="asked"))
    lead = desk(somebody("agency-lead", city.health, username="asker"))
    sent = {"kind": "legal", "asked": city.schools.pk, "question": "能否公开收费标准"}
    lead.post(f"/drafts/{draft.pk}/joint/", sent)
    row = JointReview.objects.get()
    page = f"/drafts/joint/{row.pk}/recall/"
    assert page in lead.get(f"/drafts/{draft.pk}/").content.decode()
    assert page not in clerk.get(f"/drafts/{draft.pk}/").content.decode()
    refused = lead.post(page, {"reason": "错"})
    assert refused.status_code == 422
    assert "请写明撤回提请的理由" in refused.content.decode()
    assert lead.post(page, {"reason": "问错了机关，改问司法局"}).status_code == 302
    assert "改问司法局" in clerk.get(f"/drafts/{draft.pk}/").content.decode()
    assert "撤回提请，不再需要答复" in asked.get(f"/drafts/joint/{row.pk}/").content.decode()
    assert "不能再撤回" not in lead.get(page).content.decode()
    assert asked.get("/drafts/joint/").content.decode().count(draft.title) == 0
    assert "提请已撤回" in asked.get("/drafts/joint/?tab=answered").content.decode()
    assert "提请已撤回" in lead.get("/drafts/joint/?tab=asked").content.decode()


def test_the_office_above_reads_a_question_and_does_not_answer_it(desk: Desk, city: City) -> None:
    _clerk, draft = a_submitted_draft(desk, city)
    somebody("legal-reviewer", city.schools, username="asked")
    lead = desk(somebody("agency-lead", city.health, username="asker"))
    director = desk(somebody("disclosure-director", city.government, username="director"))
    sent = {"kind": "legal", "asked": city.schools.pk, "question": "能否公开收费标准"}
    lead.post(f"/drafts/{draft.pk}/joint/", sent)
    page = f"/drafts/joint/{JointReview.objects.get().pk}/"
    shown = director.get(page).content.decode()
    assert f"这件联合审查由{city.schools.name}答复" in shown
    assert "签署答复" not in shown
    refused = director.post(page, {"answer": "disclose", "reply": "可以公开"})
    assert refused.status_code == 422
    assert JointReview.objects.get().answer == ""
    assert draft.title not in director.get("/drafts/joint/").content.decode()


def test_a_reviewer_sees_in_the_list_of_work_whose_answer_is_awaited(
    desk: Desk, city: City
) -> None:
    _clerk, draft = a_submitted_draft(desk, city)
    somebody("legal-reviewer", city.schools, username="asked")
    legal = desk(somebody("legal-reviewer", city.health, username="legal"))
    sent = {"kind": "legal", "asked": city.schools.pk, "question": "能否公开收费标准"}
    assert legal.post(f"/drafts/{draft.pk}/joint/", sent).status_code == 302
    assert f"等待{city.schools.name}答复" in legal.get("/").content.decode()


def test_links_in_a_draft_lead_to_pages_of_the_desk(desk: Desk, city: City) -> None:
    clerk, draft = a_submitted_draft(desk, city, body='<p>见<a href="/item/7/">旧通知</a>。</p>')
    shown = clerk.get(f"/drafts/{draft.pk}/").content.decode()
    assert 'href="/items/7/"' in shown
    assert 'href="/item/7/"' not in shown
    assert '"/item/7/"' in Draft.objects.get(pk=draft.pk).body_html
