"""What is doubted, hurried or withheld, walked by clerk, reviewers, who is asked, supervisor and citizen."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, expect

from tests.builders.agencies import BY, City, somebody
from tests.builders.catalog import an_item
from tests.builders.drafts import sign
from tests.builders.requests import at
from tests.e2e.conftest import PHONE, Visitor
from tests.e2e.journeys.faces import Clock, Faces, both_faces, sound
from tests.e2e.journeys.walking import MONDAY, People, fill, follow, press, refused
from tests.portal.searching import an_index
from yangguang.apps.catalog.models import Item, ItemState
from yangguang.apps.publishing.models import CleanupRound, Draft, JointReview
from yangguang.apps.publishing.services.attributing import decide_attribute
from yangguang.apps.publishing.services.drafting import start_draft
from yangguang.apps.publishing.services.submitting import submit_draft
from yangguang.law.attributes import Attribute
from yangguang.law.publication import ReviewKind

SURVEY = "清源市地下管线普查结果公告"


@pytest.fixture
def faces(
    browser: Browser, clock: Clock, people: People, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Faces]:
    with an_index(tmp_path / "index"), both_faces(browser, clock, monkeypatch) as served:
        yield served


def submitted(city: City, people: People, title: str = SURVEY) -> Draft:
    """The clerk's announcement in review."""
    by = people.clerk.actor(city.health)
    draft = start_draft(
        agency=city.health, title=title, kind="announcement",
        header={"kind": "announcement", "formed_on": "2026-02-27"},
        body_html="<p>普查范围覆盖建成区，管线坐标见附表。</p>", by=by, at=at(MONDAY),
    )  # fmt: skip
    decide_attribute(
        draft=draft, attribute=Attribute.PROACTIVE, ground="article-20-11", by=BY, at=at(MONDAY)
    )
    return submit_draft(draft=draft, by=by, at=timezone.now())


def said(window: Visitor, words: str) -> None:
    expect(window.page.get_by_role("status").first).to_contain_text(words)


def signed(window: Visitor, draft: Draft, kind: str, remark: str = "") -> None:
    """Every question answered as a pass needs it, and the pass signed."""
    window.open(f"/drafts/{draft.pk}/review/{kind}/")
    form = window.page.locator("main")
    no = {"q_added-duties", "q_classified", "q_work-secret", "q_safety", "q_privacy", "q_gathering"}
    for name in form.locator("input[type=radio]").evaluate_all(
        "boxes => [...new Set(boxes.map(box => box.name))]"
    ):
        if name.startswith("q_"):
            form.locator(f"[name='{name}'][value={'no' if name in no else 'yes'}]").check()
    form.locator("[name=outcome][value=pass]").check()
    form.locator("[name=remark]").fill(remark)
    press(window, "签署意见")


def test_a_doubt_goes_to_the_bureau_comes_back_with_conditions_and_is_published(
    faces: Faces, city: City, people: People
) -> None:
    keeper = somebody("secrecy-reviewer", city.schools, username="bureau")
    draft = submitted(city, people)
    secrecy = faces.staff(people.secrecy)
    form = secrecy.page
    secrecy.open(f"/drafts/{draft.pk}/review/secrecy/")
    form.locator("[name=q_classified][value=no]").check()
    form.locator("[name=remark]").fill("精度拿不准")
    with form.context.expect_page() as opened:
        form.get_by_role("link", name="不能确定，提请联合审查").click()
    secrecy = Visitor(opened.value, secrecy.base, secrecy.troubles)
    secrecy.page.locator("[name=asked]").select_option(label=city.county.name)
    fill(secrecy, question="管线普查的公开到什么精度")
    press(secrecy, "提请确定")
    refused(secrecy, "没有可以答复联合审查的人员")
    expect(secrecy.page.locator("[name=question]")).to_have_value("管线普查的公开到什么精度")
    secrecy.page.locator("[name=asked]").select_option(label=city.schools.name)
    sound(secrecy, "joint-ask")
    press(secrecy, "提请确定")
    said(secrecy, f"已提请{city.schools.name}确定")
    expect(form.locator("[name=q_classified][value=no]")).to_be_checked()
    expect(form.locator("[name=remark]")).to_have_value("精度拿不准")
    form.get_by_role("button", name="签署意见").click()
    expect(form.locator("main")).to_contain_text("等待")

    bureau = faces.staff(keeper, PHONE)
    bureau.open("/drafts/joint/")
    sound(bureau, "joint-waiting")
    follow(bureau, SURVEY)
    bureau.page.get_by_label("答复意见").fill("坐标须删去，只公开到街道一级")
    press(bureau, "签署答复")
    refused(bureau, "请选择“答复”")
    bureau.page.get_by_label("部分公开").check()
    sound(bureau, "joint-answer")
    press(bureau, "签署答复")
    said(bureau, "已答复：部分公开")

    clerk = faces.staff(people.clerk)
    clerk.open("/messages/")
    expect(clerk.page.locator("main")).to_contain_text(f"{city.schools.name}答复部分公开")
    clerk.open(f"/drafts/{draft.pk}/")
    expect(clerk.page.locator("aside")).to_contain_text("请按答复意见修改后重新送审")
    signed(secrecy, draft, "secrecy", "已看过答复")
    refused(secrecy, "本稿还没有修改")
    press(clerk, "撤回送审")
    clerk.open(f"/drafts/{draft.pk}/edit/")
    clerk.page.locator(".ProseMirror").click()
    clerk.page.keyboard.press("Control+A")
    clerk.page.keyboard.insert_text("普查结果公开到街道一级。")
    press(clerk, "保存并返回稿件")
    press(clerk, "送审")
    said(clerk, "已送审")

    signed(secrecy, draft, "secrecy")
    refused(secrecy, "写明本稿怎样落实")
    sound(secrecy, "joint-conditions")
    signed(secrecy, draft, "secrecy", "坐标已经删去，只写到街道")
    said(secrecy, "已签署保密审查：同意公开")
    question = JointReview.objects.get()
    bureau.open(f"/drafts/joint/{question.pk}/")
    expect(bureau.page.locator("main")).to_contain_text("管线坐标见附表")
    expect(bureau.page.locator("main")).to_contain_text("稿件在提请以后改过")
    sound(bureau, "joint-answered")
    draft.refresh_from_db()
    for kind in (ReviewKind.LEGAL, ReviewKind.FORMAL):
        sign(draft, kind, at=timezone.now())
    head = faces.staff(people.head)
    head.open(f"/drafts/{draft.pk}/")
    press(head, "公开")
    said(head, "已公开")
    citizen = faces.citizen()
    assert citizen.open(f"/item/{draft.item_id}/") == 200
    expect(citizen.page.locator("main")).to_contain_text("普查结果公开到街道一级。")
    expect(citizen.page.locator("main")).not_to_contain_text("坐标")


def test_a_refusal_holds_until_the_same_body_determines_anew(
    faces: Faces, city: City, people: People
) -> None:
    keeper = somebody("legal-reviewer", city.schools, username="justice")
    draft = submitted(city, people)
    legal = faces.staff(people.legal)
    legal.open(f"/drafts/{draft.pk}/joint/?kind=legal")
    legal.page.locator("[name=asked]").select_option(label=city.schools.name)
    fill(legal, question="公布坐标是否有法律依据")
    press(legal, "提请确定")
    justice = faces.staff(keeper)
    justice.open(f"/drafts/joint/{JointReview.objects.get().pk}/")
    justice.page.get_by_label("不得公开").check()
    justice.page.get_by_label("答复意见").fill("没有上位法依据")
    press(justice, "签署答复")
    clerk = faces.staff(people.clerk, PHONE)
    clerk.open(f"/drafts/{draft.pk}/")
    expect(clerk.page.locator("aside")).to_contain_text("答复不得公开")
    sound(clerk, "joint-refused")
    press(clerk, "撤回送审")
    clerk.open(f"/drafts/{draft.pk}/edit/")
    clerk.page.locator("[name=title]").fill(f"{SURVEY}（修改）")
    press(clerk, "保存并返回稿件")
    press(clerk, "送审")
    signed(legal, draft, "legal", "只改了标题")
    refused(legal, "就此前的稿答复不得公开")
    head = faces.staff(people.head)
    draft.refresh_from_db()
    sign(draft, ReviewKind.SECRECY, at=timezone.now())
    head.open(f"/drafts/{draft.pk}/")
    expect(head.page.get_by_role("link", name="越过审查步骤")).to_have_count(0)
    citizen = faces.citizen()
    assert citizen.open(f"/item/{draft.item_id}/") == 404


def test_a_review_passed_over_in_an_emergency_is_seen_by_those_who_supervise(
    faces: Faces, city: City, people: People
) -> None:
    watcher = somebody("supervisor", city.government, username="watcher")
    draft = submitted(city, people, "清源市洪水预警公告")
    for kind in (ReviewKind.LEGAL, ReviewKind.SECRECY):
        sign(draft, kind, at=timezone.now())
    head = faces.staff(people.head)
    head.open(f"/drafts/{draft.pk}/")
    follow(head, "越过审查步骤")
    expect(head.page.locator("main")).to_contain_text("将越过：要件审查")
    fill(head, reason="急")
    press(head, "越过审查步骤")
    refused(head, "须写明紧急情形")
    fill(head, reason="洪峰两小时后到达，须立即告知公众")
    sound(head, "force")
    press(head, "越过审查步骤")
    expect(head.page.locator("aside")).to_contain_text("已越过要件审查（没有通过审查），等待公开")
    sound(head, "forced")
    press(head, "公开")
    watch = faces.staff(watcher, PHONE)
    watch.open("/messages/")
    expect(watch.page.locator("main")).to_contain_text("越过要件审查：清源市洪水预警公告")
    watch.open("/drafts/forced/")
    expect(watch.page.locator("main")).to_contain_text("洪峰两小时后到达")
    sound(watch, "forced-list")


def test_what_was_withheld_is_looked_at_again_and_opens_with_its_text(
    faces: Faces, city: City, people: People, clock: Clock
) -> None:
    draft = submitted(city, people, "市政府常务会议讨论记录")
    clerk = faces.staff(people.clerk)
    clerk.open(f"/drafts/{draft.pk}/")
    press(clerk, "撤回送审")
    draft.refresh_from_db()
    decide_attribute(
        draft=draft, attribute=Attribute.WITHHELD, ground="process-draft",
        reason="还在讨论，尚未形成决定", by=BY, at=timezone.now(),
    )  # fmt: skip
    submit_draft(draft=draft, by=people.clerk.actor(city.health), at=timezone.now())
    for kind in ReviewKind:
        sign(draft, kind, at=timezone.now())
    head = faces.staff(people.head)
    head.open(f"/drafts/{draft.pk}/")
    press(head, "入册")
    clock.go_to(date(2027, 3, 1))
    head = faces.staff(people.head)
    head.open("/reassessments/")
    sound(head, "looks")
    head.page.get_by_role("link", name=re.compile("^评估.*讨论记录")).click()
    expect(head.page.locator("main")).to_contain_text("普查范围覆盖建成区")
    head.page.get_by_label("转为主动公开").check()
    head.page.get_by_label("理由").fill("可以")
    press(head, "作出结论")
    refused(head, "请写明评估的理由")
    expect(head.page.get_by_label("转为主动公开")).to_be_checked()
    head.page.get_by_label("理由").fill("决定已经作出并公布，情势已变")
    sound(head, "look")
    press(head, "作出结论")
    said(head, "已连同原文列为草稿")
    clerk = faces.staff(people.clerk)
    clerk.open("/drafts/?tab=mine")
    clerk.page.get_by_role("button", name=re.compile("^起草.*讨论记录")).click()
    expect(clerk.page.locator(".ProseMirror")).to_contain_text("普查范围覆盖建成区")
    head.open("/reassessments/?tab=taken")
    expect(head.page.locator("main")).to_contain_text("转为主动公开")
    sound(head, "looks-taken")


def test_a_clean_up_is_asked_about_concluded_announced_and_seen_on_the_documents(
    faces: Faces, city: City, people: People
) -> None:
    school = somebody("agency-clerk", city.schools, username="school")
    kept, ended = (
        an_item(
            title, agency=city.health, kind="policy-document", formed_on=date(2020, 5, 6),
            validity="in-force", state=ItemState.PUBLISHED,
        )
        for title in ("清源市供水办法", "清源市划片办法")
    )  # fmt: skip
    head = faces.staff(people.head)
    head.open("/cleanup/new/")
    fill(head, basis="清政发〔2026〕1号", cutoff="2025-12-31")
    head.page.locator("[name=agency]").select_option(label=city.health.name)
    press(head, "列出文件")
    said(head, "已列出 2 件文件")
    head.page.get_by_role("checkbox", name=f"勾选：{ended.title}").check()
    head.page.locator("summary", has_text="先提意见").click()
    head.page.locator("[name=asked]").select_option(label=city.schools.name)
    sound(head, "cleanup-ask")
    press(head, "请它对勾选的文件提意见")
    said(head, f"已请{city.schools.name}对 1 件提意见")
    asked = faces.staff(school, PHONE)
    asked.open("/cleanup/")
    follow(asked, "提出意见")
    asked.page.get_by_role("checkbox", name=f"勾选：{ended.title}").check()
    asked.page.locator("[name=outcome]").select_option("repeal")
    sound(asked, "cleanup-opinion")
    asked.page.locator(".bulk button").click()
    refused(asked, "须写明理由")
    expect(asked.page.get_by_role("checkbox", name=f"勾选：{ended.title}")).to_be_checked()
    asked.page.locator("[name=reason]").fill("已被新办法取代")
    asked.page.locator(".bulk button").click()
    said(asked, "已对 1 件提出意见")
    row = CleanupRound.objects.get()
    head.open(f"/cleanup/{row.pk}/")
    press(head, "按意见认定这 1 件")
    head.page.get_by_role("checkbox", name=f"勾选：{kept.title}").check()
    head.page.locator("[name=outcome]").select_option("keep")
    head.page.get_by_role("button", name="认定勾选的文件").click()
    sound(head, "cleanup-round")
    press(head, "拟出结果公告")
    row.refresh_from_db()
    assert row.result is not None
    draft = Draft.objects.get(item=row.result)
    decide_attribute(
        draft=draft, attribute=Attribute.PROACTIVE, ground="article-20-1", by=BY, at=timezone.now()
    )
    submit_draft(draft=draft, by=people.head.actor(city.health), at=timezone.now())
    for kind in ReviewKind:
        sign(draft, kind, at=timezone.now())
    other = faces.staff(somebody("agency-lead", city.health, username="second-head"))
    other.open(f"/drafts/{draft.pk}/")
    press(other, "公开")
    said(other, "已公开")
    citizen = faces.citizen()
    citizen.open(f"/item/{ended.pk}/")
    expect(citizen.page.locator("main")).to_contain_text("废止")
    sound(citizen, "cleanup-ended")
    announcement = Item.objects.get(pk=row.result.pk)
    follow(citizen, announcement.title)
    citizen.page.get_by_role("link", name=kept.title).click()
    expect(citizen.page.locator("main")).to_contain_text("有效")
