"""Deciding about drafts at the desk: attribute, findings, hours, corrections, registers, lists of questions."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from tests.builders.agencies import City, somebody
from tests.builders.drafts import AT, WRITER, a_draft, open_to_all, sign
from tests.desk.drafting import (
    BODY,
    Desk,
    a_draft_of,
    a_submitted_draft,
    an_approved_draft,
    review,
    write,
)
from tests.desk.scene import an_item
from yangguang.apps.agencies.models import Reach, Role, User
from yangguang.apps.audit.actors import system
from yangguang.apps.catalog.models import Item, ItemState
from yangguang.apps.publishing.checklists import questions_for
from yangguang.apps.publishing.models import (
    Draft,
    DraftState,
    Finding,
    Reassessment,
)
from yangguang.apps.publishing.services.reviewing import may_review
from yangguang.apps.publishing.services.submitting import submit_draft
from yangguang.apps.publishing.workflow import NotPossible
from yangguang.law.publication import ReviewKind

pytestmark = pytest.mark.django_db


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
    sent = {"settle": f"{row.pk}:overridden", f"reason-{row.pk}": "依法应当公示"}
    refused = clerk.post(f"/drafts/{draft.pk}/", sent)
    assert refused.status_code == 422
    assert "由起草人以外的审查人决定" in refused.content.decode()
    assert 'value="依法应当公示"' in refused.content.decode()
    row.refresh_from_db()
    assert row.decision == ""
    page = f"/drafts/{draft.pk}/review/formal/"
    assert checker.post(page, sent)["Location"] == f"{page}#finding-{row.pk}"
    row.refresh_from_db()
    assert (row.decision, row.reason) == ("overridden", "依法应当公示")


def test_a_formal_review_passes_when_every_finding_is_decided_also_the_small_ones(
    desk: Desk, city: City
) -> None:
    _, draft = a_submitted_draft(desk, city, body="<p>补贴打入本人帐户，由市供水公司办理。</p>")
    row = Finding.objects.get(draft=draft, code="word-wrong")
    assert row.severity == "warn"
    checker = desk(somebody("agency-clerk", city.health, username="checker"))
    assert review(checker, draft, ReviewKind.FORMAL) == 422
    decided = {"settle": f"{row.pk}:overridden", f"reason-{row.pk}": "引用原文的写法"}
    assert checker.post(f"/drafts/{draft.pk}/", decided).status_code == 302
    assert review(checker, draft, ReviewKind.FORMAL) == 302


def test_deciding_a_finding_keeps_every_tick_and_word_of_the_page(desk: Desk, city: City) -> None:
    body = "<p>领取人张伟明，身份证号11010519491231002X，补贴打入本人帐户。</p>"
    _, draft = a_submitted_draft(desk, city, body=body)
    checker = desk(somebody("agency-clerk", city.health, username="checker"))
    first, second = Finding.objects.filter(draft=draft).order_by("severity", "pk")[:2]
    question = questions_for(ReviewKind.FORMAL, city.health)[1][0]["key"]
    entered = {
        f"q_{question}": "no",
        "outcome": "return",
        "remark": "第二段的数字请核对",
        f"reason-{first.pk}": "依法应当公示",
        f"reason-{second.pk}": "引用原文",
    }
    page = f"/drafts/{draft.pk}/review/formal/"
    answer = checker.post(page, {**entered, "settle": f"{first.pk}:overridden"})
    first.refresh_from_db()
    assert (answer.status_code, first.decision) == (200, "overridden")
    shown = answer.content.decode()
    assert "已记录：不作修改" in shown
    assert re.search(rf'name="q_{question}" value="no"[^>]*checked', shown)
    assert re.search(r'name="outcome" value="return"[^>]*checked', shown)
    assert "第二段的数字请核对</textarea>" in shown
    assert f'name="reason-{second.pk}"' in shown
    assert 'value="引用原文"' in shown
    assert not draft.opinions.exists()


def test_the_enter_key_signs_nothing_and_decides_nothing(desk: Desk, city: City) -> None:
    _, draft = a_submitted_draft(desk, city, body="<p>补贴打入本人帐户，由市供水公司办理。</p>")
    checker = desk(somebody("agency-clerk", city.health, username="checker"))
    row = Finding.objects.get(draft=draft, code="word-wrong")
    page = f"/drafts/{draft.pk}/review/formal/"
    shown = checker.get(page).content.decode()
    assert shown.index('name="keep"') < shown.index('name="settle"')
    answer = checker.post(page, {f"reason-{row.pk}": "引用原文", "remark": "已读", "keep": "1"})
    row.refresh_from_db()
    assert (answer.status_code, row.decision, draft.opinions.count()) == (200, "", 0)
    assert 'value="引用原文"' in answer.content.decode()
    assert "已读</textarea>" in answer.content.decode()


def test_a_reason_without_its_button_is_not_lost_by_signing(desk: Desk, city: City) -> None:
    _, draft = a_submitted_draft(desk, city, body="<p>补贴打入本人帐户，由市供水公司办理。</p>")
    lead = desk(somebody("agency-lead", city.health, username="approver"))
    row = Finding.objects.get(draft=draft, code="word-wrong")
    answers = {
        f"q_{one['key']}": one["expected"]
        for one in questions_for(ReviewKind.LEGAL, city.health)[1]
    }
    sent = {**answers, "outcome": "pass", f"reason-{row.pk}": "引用原文"}
    page = f"/drafts/{draft.pk}/review/legal/"
    answer = lead.post(page, sent)
    assert answer.status_code == 422
    assert "问题 1 的理由已经填写，还没有选择怎样处理" in answer.content.decode()
    assert 'value="引用原文"' in answer.content.decode()
    assert lead.post(page, {**sent, f"reason-{row.pk}": ""}).status_code == 302


def test_a_finding_of_an_earlier_text_is_not_decided_and_it_is_said_why(
    desk: Desk, city: City
) -> None:
    clerk, draft = a_submitted_draft(desk, city, body="<p>补贴打入本人帐户，由市供水公司办理。</p>")
    row = Finding.objects.get(draft=draft, code="word-wrong")
    clerk.post(f"/drafts/{draft.pk}/act/recall/")
    draft.refresh_from_db()
    write(clerk, draft, body="<p>补贴打入本人帐户，由市供水集团办理。</p>")
    clerk.post(f"/drafts/{draft.pk}/act/submit/")
    checker = desk(somebody("agency-clerk", city.health, username="checker"))
    answer = checker.post(
        f"/drafts/{draft.pk}/review/formal/",
        {"settle": f"{row.pk}:overridden", f"reason-{row.pk}": "引用原文", "remark": "已读"},
    )
    assert answer.status_code == 422
    assert "机检问题已经更新，请核对后再处理" in answer.content.decode()
    assert "已读</textarea>" in answer.content.decode()


def test_personal_data_in_a_numbered_list_is_marked_at_its_own_place(
    desk: Desk, city: City
) -> None:
    body = "<ol><li>各乡镇受理。</li><li>领取人张伟明，身份证号11010519491231002X。</li></ol>"
    _, draft = a_submitted_draft(desk, city, body=body)
    assert draft.body_text.startswith("1. 各乡镇受理。\n2. 领取人")
    checker = desk(somebody("agency-clerk", city.health, username="checker"))
    page = checker.get(f"/drafts/{draft.pk}/review/formal/").content.decode()
    assert "<li>各乡镇受理。</li><li>领取人<mark" in page
    assert "11010519491231002X<sup>" in page


def test_a_release_at_an_hour_and_its_taking_back(desk: Desk, city: City) -> None:
    draft, lead = an_approved_draft(desk, city)
    Item.objects.filter(pk=draft.item_id).update(formed_on=None)  # its limit is not the matter here
    address = f"/drafts/{draft.pk}/act/schedule/"
    assert lead.get(address).status_code == 200
    assert lead.post(address, {"on": "2020-01-01", "hour": "09:00"}).status_code == 422
    empty = lead.post(address, {"on": "", "hour": "25:00"}).content.decode()
    assert "请填写“公开日期”。" in empty
    assert "“时间”不是有效时间，请按 24 小时制写作 09:30。" in empty
    soon = timezone.localdate() + timedelta(days=30)
    assert lead.post(address, {"on": soon.isoformat(), "hour": "09:00"}).status_code == 302
    draft.refresh_from_db()
    assert draft.state == DraftState.SCHEDULED
    assert draft.publish_at is not None
    assert timezone.localtime(draft.publish_at).isoformat() == f"{soon}T09:00:00+08:00"
    assert "更改时间" in lead.get(f"/drafts/{draft.pk}/").content.decode()
    assert f'value="{soon}"' in lead.get(address).content.decode()
    assert lead.post(address, {"on": soon.isoformat(), "hour": "15:30"}).status_code == 302
    draft.refresh_from_db()
    assert draft.publish_at is not None
    assert timezone.localtime(draft.publish_at).isoformat() == f"{soon}T15:30:00+08:00"
    assert lead.post(f"/drafts/{draft.pk}/act/unschedule/").status_code == 302
    assert lead.post(f"/drafts/{draft.pk}/act/return/", {"reason": ""}).status_code == 422
    assert (
        lead.post(f"/drafts/{draft.pk}/act/return/", {"reason": "标题改为全称"}).status_code == 302
    )
    draft.refresh_from_db()
    assert draft.state == DraftState.WRITING


def test_a_change_is_begun_once_and_only_of_what_is_public(desk: Desk, city: City) -> None:
    draft, lead = an_approved_draft(desk, city)
    address = f"/items/{draft.item_id}/change/"
    assert lead.get(address)["Location"] == f"/drafts/{draft.pk}/"
    assert lead.post(f"/drafts/{draft.pk}/act/publish/").status_code == 302
    assert "建立稿件" in lead.get(address).content.decode()
    sent = {"act": "correction", "reason": "附表第二列数字有误"}
    begun = lead.post(address, sent)
    assert lead.get(address)["Location"] == begun["Location"].removesuffix("edit/")
    assert "已有正在办理的稿件" in lead.post(address, sent).content.decode()
    change = Draft.objects.latest("pk")
    assert lead.post(f"/drafts/{change.pk}/act/drop/", {"reason": "核对后无误"}).status_code == 302
    Item.objects.filter(pk=draft.item_id).update(state=ItemState.WITHDRAWN)
    assert "现在没有公开，不能更正或者修改" in lead.get(address).content.decode()


def test_an_opinion_on_a_draft_that_was_taken_back_is_not_lost(desk: Desk, city: City) -> None:
    clerk, draft = a_submitted_draft(desk, city)
    secrecy = desk(somebody("secrecy-reviewer", city.health, username="keeper-s"))
    assert clerk.post(f"/drafts/{draft.pk}/act/recall/").status_code == 302
    sent = {"outcome": "refuse", "remark": "泵站坐标不宜公开，请删去"}
    answer = secrecy.post(f"/drafts/{draft.pk}/review/secrecy/", sent)
    assert answer.status_code == 422
    assert "稿件现为“起草中”，不能签署保密审查" in answer.content.decode()
    assert "泵站坐标不宜公开，请删去" in answer.content.decode()


def test_an_act_is_told_once_and_a_text_without_a_column_is_told_so(desk: Desk, city: City) -> None:
    draft, lead = an_approved_draft(desk, city)
    page = lead.get(f"/drafts/{draft.pk}/").content.decode()
    assert "还没有选择栏目，公开后只列在机构页面和检索结果中" in page
    assert lead.post(f"/drafts/{draft.pk}/act/publish/").status_code == 302
    page = lead.get(f"/drafts/{draft.pk}/").content.decode()
    assert page.count("<b>公开</b>") == 1
    assert "<b>保密审查</b>　同意公开" in page


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
    write(clerk, second, body=BODY.replace("市供水公司", "市供水集团"))
    for seen in (
        clerk.get(f"/drafts/{second.pk}/"),
        lead.get(f"/drafts/{second.pk}/review/legal/"),
    ):
        page = seen.content.decode()
        assert "与现在公开的内容相比" in page
        assert "供水公司名称有误" in page
        assert "<mark>集团</mark>" in page
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
        "effective_on": "2026-11-16",
        "reason": "清政发〔2026〕9号",
        "through": "N-9",
    }
    assert lead.post(address, {**sent, "through": "没有"}).status_code == 422
    early = lead.post(address, {**sent, "effective_on": "2026-11-15"})
    assert "早于成文日期（2026-11-16），请核对后填写" in early.content.decode()
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
    assert "城区二次供水由市供水公司统一管理" in lead.get(address).content.decode()
    assert lead.post(address, {"outcome": "open", "reason": "短"}).status_code == 422
    assert (
        lead.post(address, {"outcome": "open", "reason": "决定已经作出，可以公开"}).status_code
        == 302
    )
    assert Item.objects.get(pk=draft.item_id).state == ItemState.DRAFT
    clerk = desk(somebody("agency-clerk", city.health, username="opener"))
    assert clerk.post(f"/items/{draft.item_id}/start/").status_code == 302
    taken = lead.get("/reassessments/?tab=taken").content.decode()
    assert "转为主动公开" in taken
    assert "决定已经作出，可以公开" in taken
    assert "没有待评估的信息" in lead.get("/reassessments/").content.decode()
    begun = Draft.objects.get(item=draft.item_id, state="writing")
    page = clerk.get(f"/drafts/{begun.pk}/").content.decode()
    assert "城区二次供水由市供水公司统一管理" in page
    assert "评估认定可以公开" in page
    assert "　转为主动公开" in page
    assert "　open　" not in page
    refused = clerk.post(f"/drafts/{begun.pk}/act/drop/", {"reason": "仍不宜公开"})
    assert "不能作废" in refused.content.decode()


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


def test_an_interpretation_is_tied_to_its_policy_and_meets_the_duty(desk: Desk, city: City) -> None:
    policy = an_item(city.health, "关于流感防控的通知", state=ItemState.PUBLISHED, number="N-7")
    clerk, draft = a_draft_of(desk, city, title="《关于流感防控的通知》解读")
    assert write(clerk, draft, interprets="N-7") == 422
    sent = {"kind": "interpretation", "interprets": "没有这件"}
    assert write(clerk, draft, **sent) == 422
    half_typed = {
        "title": draft.title, "body": BODY, "kind": "interpretation", "revision": 1,
        "interprets": "没有这件",
    }  # fmt: skip
    assert clerk.post(f"/drafts/{draft.pk}/autosave/", half_typed).status_code == 200
    assert write(clerk, draft, revision=2, kind="interpretation", interprets="N-7") == 302
    link = policy.links_in.get()
    assert (link.kind, link.source) == ("interprets", draft.item)
    assert 'value="N-7"' in clerk.get(f"/drafts/{draft.pk}/edit/").content.decode()


def test_the_record_tells_each_act_once_with_what_it_changed(desk: Desk, city: City) -> None:
    draft, lead = an_approved_draft(desk, city)
    assert lead.post(f"/drafts/{draft.pk}/act/publish/").status_code == 302
    clerk = desk(somebody("agency-clerk", city.health, username="second"))
    clerk.post(f"/items/{draft.item_id}/change/", {"act": "correction", "reason": "日期有误"})
    change = Draft.objects.latest("pk")
    write(clerk, change, title=change.title, revision=change.revision, formed_on="2026-11-17")
    write(clerk, change, title=change.title, revision=change.revision + 1, formed_on="2026-11-18")
    assert clerk.post(f"/drafts/{change.pk}/act/submit/").status_code == 302
    for kind, name in (
        (ReviewKind.LEGAL, "approver"),
        (ReviewKind.SECRECY, "keeper-s"),
        (ReviewKind.FORMAL, "formal"),
    ):
        assert review(desk(User.objects.get(username=name)), change, kind) == 302
    assert lead.post(f"/drafts/{change.pk}/act/publish/").status_code == 302
    page = clerk.get(f"/items/{draft.item_id}/").content.decode()
    record = page[page.index("<h2>办理记录</h2>") :]
    told = re.findall(r"<b>(\S+?)</b>", record)
    assert [told.count(act) for act in ("公开", "更正", "保存")] == [1, 1, 2]
    assert "列为草稿" not in told
    assert "修改页头" not in told
    corrected = record[record.index("<b>更正</b>") : record.index("<b>要件审查</b>")]
    assert "理由：日期有误" in corrected
    assert "成文日期改为“2026-11-18”" in corrected
    assert "内容概述改为“空”" not in record
