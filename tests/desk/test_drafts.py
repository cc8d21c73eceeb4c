"""The pages of *Publishing*: what they show to whom, and whose work lies where."""

from __future__ import annotations

import pytest

from tests.builders.agencies import SINCE, City, somebody
from tests.desk.drafting import (
    Desk,
    a_draft_of,
    a_submitted_draft,
    review,
    write,
)
from yangguang.apps.catalog.models import ItemState
from yangguang.apps.publishing.models import (
    DraftState,
    JointReview,
)
from yangguang.apps.publishing.selectors.reviews import road_of
from yangguang.law.publication import ReviewKind

pytestmark = pytest.mark.django_db


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


# --- who sees what ----------------------------------------------------------------------------


def test_a_draft_is_seen_by_its_body_and_those_above_and_by_nobody_else(
    desk: Desk, city: City
) -> None:
    _, draft = a_draft_of(desk, city)
    statuses = {
        name: desk(somebody(role, body)).get(f"/drafts/{draft.pk}/").status_code
        for name, role, body in (
            ("lead of the body", "agency-lead", city.health),
            ("secrecy reviewer of the body", "secrecy-reviewer", city.health),
            ("office above", "disclosure-clerk", city.office),
            ("another body", "agency-lead", city.schools),
            ("reviewer of another body", "legal-reviewer", city.schools),
        )
    }
    assert statuses == {
        "lead of the body": 200,
        "secrecy reviewer of the body": 200,
        "office above": 200,
        "another body": 404,
        "reviewer of another body": 404,
    }


def test_who_is_asked_in_a_joint_review_sees_that_draft_and_no_other(
    desk: Desk, city: City
) -> None:
    _clerk, draft = a_submitted_draft(desk, city)
    _, other = a_draft_of(desk, city, title="另一件稿件", username="other-writer")
    asked = desk(somebody("legal-reviewer", city.schools, username="asked"))
    assert asked.get(f"/drafts/{draft.pk}/").status_code == 404
    lead = desk(somebody("agency-lead", city.health, username="asker"))
    sent = {"kind": "legal", "asked": city.schools.pk, "question": "能否公开收费标准"}
    assert lead.post(f"/drafts/{draft.pk}/joint/", sent).status_code == 302
    assert asked.get(f"/drafts/{draft.pk}/").status_code == 200
    assert asked.get(f"/drafts/{other.pk}/").status_code == 404
    home = asked.get("/").content.decode()
    assert "待答复的联合审查" in home
    assert draft.title in home
    question = JointReview.objects.get()
    page = f"/drafts/joint/{question.pk}/"
    assert "能否公开收费标准" in asked.get(page).content.decode()
    assert asked.post(page, {"answer": "disclose", "reply": ""}).status_code == 422
    assert (
        asked.post(page, {"answer": "disclose", "reply": "可以公开，标准已备案"}).status_code == 302
    )
    question.refresh_from_db()
    assert question.answer == "disclose"


def test_a_clerk_learns_at_once_which_step_nobody_could_do_and_whom_to_ask(
    desk: Desk, city: City
) -> None:
    somebody("system-administrator", city.government, username="root")
    clerk, draft = a_draft_of(desk, city)
    pages = ["/drafts/new/", f"/drafts/{draft.pk}/", f"/drafts/{draft.pk}/edit/"]
    told = "没有可以办理合法性审查、保密审查、要件审查、发布的人员"
    for page in pages:
        shown = clerk.get(page).content.decode()
        assert told in shown
        assert "请联系root某" in shown
    lead = somebody("agency-lead", city.health, username="lead-of-all")
    assert "没有可以办理保密审查的人员" in clerk.get(pages[1]).content.decode()
    somebody("secrecy-reviewer", city.schools, username="elsewhere")
    assert "没有可以办理保密审查的人员" in clerk.get(pages[1]).content.decode()
    absent = somebody("secrecy-reviewer", city.health, username="absent")
    assert "没有可以办理" not in clerk.get(pages[1]).content.decode()
    assert road_of(draft, on=SINCE).steps[1].people == ("absent某",)
    absent.is_active = False
    absent.save()
    assert "没有可以办理保密审查的人员" in desk(lead).get(pages[1]).content.decode()


def test_a_draft_in_review_names_those_it_waits_for_and_offers_nobody_elses_acts(
    desk: Desk, city: City
) -> None:
    somebody("agency-lead", city.health, username="lead")
    somebody("secrecy-reviewer", city.health, username="keeper")
    clerk, draft = a_submitted_draft(desk, city)
    shown = clerk.get(f"/drafts/{draft.pk}/").content.decode()
    assert "<dt>合法性审查</dt><dd>lead某</dd>" in shown
    assert "<dt>保密审查</dt><dd>keeper某</dd>" in shown
    assert "<dt>要件审查</dt><dd>lead某</dd>" in shown
    assert "您的角色没有" not in shown


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        ("withhold", "答复不得公开，合法性审查不能同意，须修改内容或者更改公开属性后重新送审。"),
        ("part", "答复部分公开，请按答复意见修改后重新送审。"),
    ],
)
def test_a_clerk_reads_whom_a_joint_review_waits_for_and_what_an_answer_asks_for(
    desk: Desk, city: City, answer: str, told: str
) -> None:
    clerk, draft = a_submitted_draft(desk, city)
    asked = desk(somebody("legal-reviewer", city.schools, username="asked"))
    lead = desk(somebody("agency-lead", city.health, username="asker"))
    page = f"/drafts/{draft.pk}/joint/"
    sent = {"kind": "legal", "asked": city.county.pk, "question": "能否公开收费标准"}
    assert "没有可以答复联合审查的人员" in lead.post(page, sent).content.decode()
    assert lead.post(page, {**sent, "asked": city.schools.pk}).status_code == 302
    waiting = f"合法性审查已提请{city.schools.name}确定，"
    assert waiting in clerk.get(f"/drafts/{draft.pk}/").content.decode()
    row = JointReview.objects.get()
    sent = {"answer": answer, "reply": "附表坐标不宜公开"}
    assert asked.post(f"/drafts/joint/{row.pk}/", sent).status_code == 302
    shown = clerk.get(f"/drafts/{draft.pk}/").content.decode()
    assert f"{city.schools.name}{told}" in shown
    assert waiting not in shown


def test_what_waits_for_whom_stands_on_their_home_page(desk: Desk, city: City) -> None:
    clerk, draft = a_submitted_draft(desk, city)
    secrecy = desk(somebody("secrecy-reviewer", city.health, username="secrecy"))
    assert "待签保密审查" in secrecy.get("/").content.decode()
    link = f'href="/drafts/{draft.pk}/"'
    assert link in secrecy.get("/drafts/?tab=review").content.decode()
    assert link not in clerk.get("/drafts/?tab=review").content.decode()
    assert (
        review(secrecy, draft, ReviewKind.SECRECY, outcome="return", remark="请删去泵站坐标") == 302
    )
    assert link not in secrecy.get("/drafts/?tab=review").content.decode()
    home = clerk.get("/").content.decode()
    assert "退回、收回的稿件" in home
    assert draft.title in home


def test_a_writer_is_told_why_they_do_not_review_their_own(desk: Desk, city: City) -> None:
    clerk, draft = a_submitted_draft(desk, city)
    page = clerk.get(f"/drafts/{draft.pk}/").content.decode()
    assert "起草人、送审人不能审查自己的稿件，请由其他审查人办理。" in page
    assert review(clerk, draft, ReviewKind.FORMAL) == 422


# --- writing ----------------------------------------------------------------------------------
