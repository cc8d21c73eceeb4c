"""The pages of *Publishing*: what they show to whom, what they do, what they refuse and why."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from tests.builders.agencies import City, somebody
from tests.builders.drafts import AT, WRITER, a_draft, open_to_all, sign
from tests.desk.scene import an_item
from yangguang.apps.agencies.models import Reach, Role, User
from yangguang.apps.audit.actors import system
from yangguang.apps.catalog.models import Column, Facet, Item, ItemState
from yangguang.apps.files.models import StoredFile
from yangguang.apps.publishing.checklists import questions_for
from yangguang.apps.publishing.models import (
    Draft,
    DraftState,
    Finding,
    JointReview,
    Reassessment,
)
from yangguang.apps.publishing.services.reviewing import may_review
from yangguang.apps.publishing.services.submitting import submit_draft
from yangguang.apps.publishing.workflow import NotPossible
from yangguang.law.publication import ReviewKind

pytestmark = pytest.mark.django_db

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


def an_approved_draft(
    desk: Desk, city: City, *, choice: str = "proactive:article-20-11", reason: str = ""
) -> tuple[Draft, Client]:
    """Passed by three reviewers; the lead who signed the legal review can release it."""
    _, draft = a_submitted_draft(desk, city, choice=choice, reason=reason)
    lead = desk(somebody("agency-lead", city.health, username="approver"))
    for client, kind in (
        (lead, ReviewKind.LEGAL),
        (desk(somebody("secrecy-reviewer", city.health, username="keeper-s")), ReviewKind.SECRECY),
        (desk(somebody("agency-clerk", city.health, username="formal")), ReviewKind.FORMAL),
    ):
        assert review(client, draft, kind) == 302
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


def test_whoever_saves_second_sees_both_texts_and_loses_neither(desk: Desk, city: City) -> None:
    clerk, draft = a_draft_of(desk, city)
    second = desk(somebody("agency-clerk", city.health, username="second"))
    assert write(clerk, draft, body="<p>甲写的文字</p>") == 302
    sent = {
        "title": draft.title,
        "body": "<p>乙写的文字</p>",
        "kind": "announcement",
        "revision": 1,
    }
    answer = second.post(f"/drafts/{draft.pk}/edit/", sent)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "<p>甲写的文字</p>" in page
    assert "<p>乙写的文字</p>" in page
    assert "<mark>乙</mark>" in page
    draft.refresh_from_db()
    assert draft.body_html == "<p>甲写的文字</p>"
    assert 'name="revision" value="2"' in page
    merged = {**sent, "body": "<p>甲写的文字</p><p>乙写的文字</p>", "revision": 2}
    assert second.post(f"/drafts/{draft.pk}/edit/", merged).status_code == 302
    draft.refresh_from_db()
    assert draft.body_text == "甲写的文字\n乙写的文字"


def test_a_page_that_saves_itself_is_told_the_revision_or_why_not(desk: Desk, city: City) -> None:
    clerk, draft = a_draft_of(desk, city)
    address = f"/drafts/{draft.pk}/autosave/"
    sent = {"title": draft.title, "body": "<p>甲</p>", "kind": "announcement", "revision": 1}
    first = clerk.post(address, sent)
    assert first.status_code == 200
    assert first.json()["revision"] == 2
    saving = draft.savings.get(revision=2)
    assert saving.automatic
    again = clerk.post(address, {**sent, "body": "<p>乙</p>"})
    assert again.status_code == 409
    assert again.json()["conflict"] is True
    assert clerk.post(address, {**sent, "revision": 2, "title": ""}).status_code == 422
    secret = clerk.post(address, {**sent, "revision": 2, "body": "<p>机密★10年</p>"})
    assert secret.status_code == 422
    assert "非涉密系统" in secret.json()["sentence"]


def test_plain_words_without_the_editor_become_paragraphs(desk: Desk, city: City) -> None:
    clerk, draft = a_draft_of(desk, city)
    assert write(clerk, draft, body="第一段\n\n第二段") == 302
    draft.refresh_from_db()
    assert draft.body_html == "<p>第一段</p><p>第二段</p>"


def test_an_earlier_state_comes_back_as_the_newest(desk: Desk, city: City) -> None:
    clerk, draft = a_draft_of(desk, city)
    write(clerk, draft, body="<p>甲稿</p>")
    write(clerk, draft, body="<p>乙稿</p>", revision=2)
    page = clerk.get(f"/drafts/{draft.pk}/history/?old=2&new=3").content.decode()
    assert "<mark>乙</mark>" in page
    saving = draft.savings.get(revision=2)
    assert clerk.post(f"/drafts/{draft.pk}/history/{saving.pk}/restore/").status_code == 302
    draft.refresh_from_db()
    assert (draft.body_html, draft.revision) == ("<p>甲稿</p>", 4)


def a_png(name: str = "图.png") -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.new("RGB", (30, 20), "#0b57a4").save(out, "PNG")
    return SimpleUploadedFile(name, out.getvalue(), "image/png")


def test_a_picture_is_taken_in_shown_to_readers_of_the_draft_and_to_nobody_else(
    desk: Desk, city: City
) -> None:
    clerk, draft = a_draft_of(desk, city)
    address = f"/drafts/{draft.pk}/pictures/"
    answer = clerk.post(address, {"file": a_png(), "revision": "1"}).json()
    assert answer["revision"] == 2
    shown = clerk.get(answer["address"])
    assert (shown.status_code, shown["Content-Type"]) == (200, "image/png")
    assert (
        write(clerk, draft, body=f'<p><img src="{answer["src"]}" alt="蓝"></p>', revision=2) == 302
    )
    assert answer["address"] in clerk.get(f"/drafts/{draft.pk}/").content.decode()
    stranger = desk(somebody("agency-lead", city.schools, username="stranger"))
    assert stranger.get(answer["address"]).status_code == 404
    late = clerk.post(address, {"file": a_png(), "revision": "2"})
    assert late.status_code == 409
    text = SimpleUploadedFile("图.png", b"not a picture", "image/png")
    assert (
        "不能作为图片插入"
        in clerk.post(address, {"file": text, "revision": "3"}).json()["sentence"]
    )


def test_files_are_attached_renamed_and_taken_off(desk: Desk, city: City) -> None:
    clerk, draft = a_draft_of(desk, city)
    file = SimpleUploadedFile("附表.csv", "区域,户数\n城东,1200\n".encode())
    assert clerk.post(f"/drafts/{draft.pk}/attach/", {"file": file}).status_code == 302
    row = draft.attachments.get()
    clerk.post(f"/drafts/{draft.pk}/files/{row.pk}/change/", {"title": "附表一"})
    row.refresh_from_db()
    assert row.title == "附表一"
    assert b"1200" in clerk.get(f"/drafts/{draft.pk}/files/{row.pk}").content
    clerk.post(f"/drafts/{draft.pk}/files/{row.pk}/change/", {"remove": "1"})
    assert not draft.attachments.exists()


def test_a_finished_document_becomes_a_draft_with_its_header_proposed(
    desk: Desk, city: City
) -> None:
    clerk = desk(somebody("agency-clerk", city.health, username="writer"))
    text = (
        "清源市卫生健康委员会文件\n清卫发〔2026〕12号\n关于做好冬季流感防控工作的通知\n"
        "各县（市、区）卫生健康局：\n为做好冬季流感防控，现通知如下。\n"
        "清源市卫生健康委员会\n2026年11月10日\n"
    )
    answer = clerk.post(
        "/drafts/new/",
        {
            "upload": "1",
            "agency": city.health.pk,
            "file": SimpleUploadedFile("通知.txt", text.encode()),
        },
    )
    draft = Draft.objects.get()
    assert answer["Location"] == f"/drafts/{draft.pk}/edit/"
    assert draft.title == "关于做好冬季流感防控工作的通知"
    assert (draft.header["doc_number"], draft.header["formed_on"], draft.header["kind"]) == (
        "清卫发〔2026〕12号", "2026-11-10", "policy-document",
    )  # fmt: skip
    assert "现通知如下" in draft.body_text
    assert draft.header["subject"] == "卫生、体育"
    [doubt] = [one for one in draft.item.unsure if one["field"] == "subject"]
    assert doubt["why"].startswith("按标题和正文提出：有“")


def test_a_classified_document_is_refused_and_nothing_kept(desk: Desk, city: City) -> None:
    clerk = desk(somebody("agency-clerk", city.health, username="writer"))
    file = SimpleUploadedFile("件.txt", "机密★10年\n关于某事项的报告\n正文。".encode())
    answer = clerk.post("/drafts/new/", {"upload": "1", "agency": city.health.pk, "file": file})
    assert answer.status_code == 422
    assert "非涉密系统" in answer.content.decode()
    assert not Draft.objects.exists()
    assert not StoredFile.objects.exists()


# --- deciding ---------------------------------------------------------------------------------


def test_every_page_on_which_something_is_entered_warns_of_secrets(desk: Desk, city: City) -> None:
    clerk, draft = a_draft_of(desk, city)
    for page in ("/drafts/new/", f"/drafts/{draft.pk}/edit/", f"/drafts/{draft.pk}/attribute/"):
        assert "禁止录入涉密信息" in clerk.get(page).content.decode(), page


def test_an_attribute_without_its_reason_is_refused_with_the_rule(desk: Desk, city: City) -> None:
    clerk, draft = a_draft_of(desk, city)
    write(clerk, draft)
    address = f"/drafts/{draft.pk}/attribute/"
    answer = clerk.post(address, {"choice": "withheld:process-draft", "reason": "不宜"})
    assert answer.status_code == 422
    assert "须说明理由" in answer.content.decode()
    assert clerk.post(address, {"choice": "proactive:no-such-ground"}).status_code == 422


def test_personal_data_is_marked_in_the_text_and_decided_by_another(desk: Desk, city: City) -> None:
    body = "<p>领取人张伟明，身份证号11010519491231002X。</p>"
    clerk, draft = a_submitted_draft(desk, city, body=body)
    checker = desk(somebody("agency-clerk", city.health, username="checker"))
    page = checker.get(f"/drafts/{draft.pk}/review/formal/").content.decode()
    assert 'class="found"' in page
    assert "11010519491231002X<sup>" in page
    assert review(checker, draft, ReviewKind.FORMAL) == 422
    row = Finding.objects.get(draft=draft, code="personal-id-number")
    settle = f"/drafts/{draft.pk}/findings/{row.pk}/settle/"
    clerk.post(settle, {"decision": "overridden", "reason": "依法应当公示"})
    row.refresh_from_db()
    assert row.decision == ""
    back = f"/drafts/{draft.pk}/review/formal/"
    answer = checker.post(
        settle, {"decision": "overridden", "reason": "依法应当公示", "back": back}
    )
    assert answer["Location"] == f"{back}#findings"
    row.refresh_from_db()
    assert (row.decision, row.reason) == ("overridden", "依法应当公示")


def test_a_release_at_an_hour_and_its_taking_back(desk: Desk, city: City) -> None:
    draft, lead = an_approved_draft(desk, city)
    address = f"/drafts/{draft.pk}/act/schedule/"
    assert lead.get(address).status_code == 200
    assert lead.post(address, {"on": "2020-01-01", "hour": "09:00"}).status_code == 422
    assert lead.post(address, {"on": "2099-01-05", "hour": "09:00"}).status_code == 302
    draft.refresh_from_db()
    assert draft.state == DraftState.SCHEDULED
    assert draft.publish_at is not None
    assert draft.publish_at.isoformat() == "2099-01-05T01:00:00+00:00"
    assert lead.post(f"/drafts/{draft.pk}/act/unschedule/").status_code == 302
    assert lead.post(f"/drafts/{draft.pk}/act/return/", {"reason": ""}).status_code == 422
    assert (
        lead.post(f"/drafts/{draft.pk}/act/return/", {"reason": "标题改为全称"}).status_code == 302
    )
    draft.refresh_from_db()
    assert draft.state == DraftState.WRITING


def test_an_act_whose_time_has_not_come_is_refused_with_the_reason(desk: Desk, city: City) -> None:
    _, draft = a_draft_of(desk, city)
    lead = desk(somebody("agency-lead", city.health, username="early"))
    answer = lead.post(f"/drafts/{draft.pk}/act/publish/")
    assert answer.status_code == 409
    assert "稿件还在起草" in answer.content.decode()


# --- after release ----------------------------------------------------------------------------


def test_a_public_item_is_corrected_on_the_same_road_and_its_editions_compared(
    desk: Desk, city: City
) -> None:
    draft, lead = an_approved_draft(desk, city)
    lead.post(f"/drafts/{draft.pk}/act/publish/")
    item = draft.item_id
    clerk = desk(somebody("agency-clerk", city.health, username="mender"))
    assert "更正或修改" in clerk.get(f"/items/{item}/").content.decode()
    assert (
        clerk.post(f"/items/{item}/change/", {"act": "correction", "reason": ""}).status_code == 422
    )
    answer = clerk.post(
        f"/items/{item}/change/", {"act": "correction", "reason": "供水公司名称有误"}
    )
    second = Draft.objects.latest("pk")
    assert answer["Location"] == f"/drafts/{second.pk}/edit/"
    page = clerk.get(f"/items/{item}/").content.decode()
    assert "打开稿件" in page
    assert "更正或修改…" not in page
    assert clerk.get(f"/items/{item}/draft/")["Location"] == f"/drafts/{second.pk}/"
    assert clerk.get(f"/items/{item}/editions/").status_code == 200


def test_a_repeal_is_tied_to_the_document_that_repeals(desk: Desk, city: City) -> None:
    draft, lead = an_approved_draft(desk, city)
    lead.post(f"/drafts/{draft.pk}/act/publish/")
    new = an_item(city.health, "关于废止的决定", state=ItemState.PUBLISHED, number="N-9")
    address = f"/items/{draft.item_id}/validity/"
    sent = {
        "validity": "repealed",
        "effective_on": "2026-03-01",
        "reason": "清政发〔2026〕9号",
        "through": "N-9",
    }
    assert lead.post(address, {**sent, "through": "没有"}).status_code == 422
    assert lead.post(address, sent).status_code == 302
    item = Item.objects.get(pk=draft.item_id)
    assert item.validity == "repealed"
    assert item.links_in.get().source == new


def test_what_is_withheld_stands_in_the_register_and_is_looked_at_again(
    desk: Desk, city: City
) -> None:
    draft, lead = an_approved_draft(
        desk, city, choice="withheld:process-draft", reason="还在讨论，尚未形成决定"
    )
    assert lead.post(f"/drafts/{draft.pk}/act/hold/").status_code == 302
    page = lead.get("/register/?attribute=withheld").content.decode()
    assert "还在讨论，尚未形成决定" in page
    assert draft.title not in lead.get("/register/?attribute=on-request").content.decode()
    assert "还在讨论" in lead.get("/register/export.csv").content.decode("utf-8-sig")
    look = Reassessment.objects.get()
    assert draft.title in lead.get("/reassessments/").content.decode()
    address = f"/reassessments/{look.pk}/"
    assert lead.post(address, {"outcome": "open", "reason": "短"}).status_code == 422
    assert (
        lead.post(address, {"outcome": "open", "reason": "决定已经作出，可以公开"}).status_code
        == 302
    )
    assert Item.objects.get(pk=draft.item_id).state == ItemState.DRAFT
    clerk = desk(somebody("agency-clerk", city.health, username="opener"))
    assert clerk.post(f"/items/{draft.item_id}/start/").status_code == 302


def test_a_body_puts_its_own_questions_in_force(desk: Desk, city: City) -> None:
    lead = desk(somebody("agency-lead", city.health, username="keeper"))
    sent = {
        "rows": "2",
        "0-text": "内容是否真实准确", "0-basis": "《条例》第六条", "0-expected": "yes",
        "1-text": "是否含有患者信息", "1-basis": "《条例》第十五条", "1-expected": "no",
    }  # fmt: skip
    assert lead.post("/checklists/legal/", {**sent, "1-basis": ""}).status_code == 422
    assert lead.post("/checklists/legal/", sent).status_code == 302
    _, questions = questions_for(ReviewKind.LEGAL, city.health)
    assert [(row["text"], row["expected"]) for row in questions] == [
        ("内容是否真实准确", "yes"), ("是否含有患者信息", "no"),
    ]  # fmt: skip
    assert questions_for(ReviewKind.LEGAL, city.schools)[0] is None
    assert lead.post("/checklists/legal/", {
        **sent, "0-key": questions[0]["key"], "1-key": questions[1]["key"]
    }).status_code == 422  # fmt: skip
    assert "是否含有患者信息" in lead.get("/checklists/").content.decode()


def test_the_office_puts_questions_in_force_for_everybody_without_their_own(
    desk: Desk, city: City
) -> None:
    lead = desk(somebody("agency-lead", city.health, username="keeper"))
    assert lead.get("/checklists/?whose=all").status_code == 404
    assert "whose=all" not in lead.get("/checklists/").content.decode()
    sent = {
        "rows": "1", "0-text": "内容是否真实准确", "0-basis": "《条例》第六条", "0-expected": "yes",
    }  # fmt: skip
    assert lead.post("/checklists/legal/?whose=all", sent).status_code == 404
    chief = somebody("agency-lead", city.office, username="chief")
    Role.objects.filter(posts__user=chief).update(reach=Reach.ALL)
    top = desk(chief)
    assert "?whose=all" in top.get("/checklists/").content.decode()
    page = top.get("/checklists/legal/?whose=all").content.decode()
    assert "起用为全站统一的新版" in page
    assert top.post("/checklists/legal/?whose=all", sent).status_code == 302
    found, questions = questions_for(ReviewKind.LEGAL, city.schools)
    assert found is not None
    assert (found.agency, found.number, len(questions)) == (None, 1, 1)
    assert "全站统一，第 1 版" in top.get("/checklists/?whose=all").content.decode()


def test_a_review_is_signed_by_nobody_without_the_post_for_it(city: City) -> None:
    """The rule stands in the service: a view that forgets to ask lets nobody through."""
    draft = submit_draft(draft=open_to_all(a_draft(agency=city.health)), by=WRITER, at=AT)
    clerk = somebody("agency-clerk", city.health, username="clerk").actor(city.health)
    stranger = somebody("agency-lead", city.schools, username="far").actor(city.schools)
    lead = somebody("agency-lead", city.health, username="near").actor(city.health)
    for by, said in (
        (clerk, "没有“"),
        (stranger, "不在您的任职范围内"),
        (system("夜间任务"), "系统不能代签"),
    ):
        verdict = may_review(draft=draft, kind=ReviewKind.LEGAL, by=by, on=AT.date())
        assert not verdict
        assert said in verdict.sentence
        with pytest.raises(NotPossible, match=said):
            sign(draft, ReviewKind.LEGAL, by=by)
    sign(draft, ReviewKind.LEGAL, by=lead)


def test_what_waits_as_a_draft_is_taken_up_from_the_list(desk: Desk, city: City) -> None:
    item = an_item(city.health, "申请人多次索取的清单", state=ItemState.DRAFT)
    clerk = desk(somebody("agency-clerk", city.health, username="taker"))
    assert "等待起草的信息" in clerk.get("/").content.decode()
    assert item.title in clerk.get("/drafts/?tab=mine").content.decode()
    answer = clerk.post(f"/items/{item.pk}/start/")
    draft = Draft.objects.get()
    assert answer["Location"] == f"/drafts/{draft.pk}/edit/"
    assert draft.body_text == f"{item.title}，正文。"
    assert "waiting-head" not in clerk.get("/drafts/?tab=mine").content.decode()


def test_proposals_are_shown_and_taken_over_only_on_request(desk: Desk, city: City) -> None:
    column = Column.objects.create(slug="water", name="供水", column_type="政策文件")
    area = Facet.objects.create(scheme="key-area", code="utilities", name="供水")
    clerk, draft = a_draft_of(desk, city)
    page = clerk.get(f"/drafts/{draft.pk}/edit/").content.decode()
    assert "建议栏目：供水" in page
    assert "建议主题分类：城乡建设、环境保护（有“供水”" in page
    assert write(clerk, draft) == 302
    draft.item.refresh_from_db()
    assert draft.item.column is None
    assert write(clerk, draft, revision=2, adopt="1") == 302
    draft.item.refresh_from_db()
    assert draft.item.column == column
    assert draft.item.facet_facts.get(valid_to__isnull=True).facet == area
    draft.refresh_from_db()
    assert draft.header["subject"] == "城乡建设、环境保护"


def test_an_interpretation_is_tied_to_its_policy_and_meets_the_duty(desk: Desk, city: City) -> None:
    policy = an_item(city.health, "关于流感防控的通知", state=ItemState.PUBLISHED, number="N-7")
    clerk, draft = a_draft_of(desk, city, title="《关于流感防控的通知》解读")
    assert write(clerk, draft, interprets="N-7") == 422
    sent = {"kind": "interpretation", "interprets": "没有这件"}
    assert write(clerk, draft, revision=2, **sent) == 422
    half_typed = {
        "title": draft.title, "body": BODY, "kind": "interpretation", "revision": 2,
        "interprets": "没有这件",
    }  # fmt: skip
    assert clerk.post(f"/drafts/{draft.pk}/autosave/", half_typed).status_code == 200
    assert write(clerk, draft, revision=3, kind="interpretation", interprets="N-7") == 302
    link = policy.links_in.get()
    assert (link.kind, link.source) == ("interprets", draft.item)
    assert 'value="N-7"' in clerk.get(f"/drafts/{draft.pk}/edit/").content.decode()
