"""What becomes public together, in print and by mail, walked by clerk, head and citizen."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pypdfium2 as pdfium
import pytest
from django.core import mail
from django.utils import timezone
from playwright.sync_api import Browser, expect

from tests.builders.agencies import BY, City
from tests.builders.drafts import reviewed
from tests.builders.requests import at
from tests.e2e.conftest import PHONE, Visitor
from tests.e2e.journeys.faces import Clock, Faces, both_faces, keep, sound
from tests.e2e.journeys.walking import MONDAY, People, fill, follow, press
from tests.portal.searching import an_index
from yangguang.apps.agencies.models import User
from yangguang.apps.catalog.models import Column, Item
from yangguang.apps.catalog.services import add_column
from yangguang.apps.members.models import MemberLink
from yangguang.apps.members.services import accounts
from yangguang.apps.members.services.telling import send_digests
from yangguang.apps.notices.services import send_pending
from yangguang.apps.publishing.models import Draft
from yangguang.apps.publishing.services.attributing import decide_attribute
from yangguang.apps.publishing.services.drafting import start_draft
from yangguang.apps.publishing.services.filing import file_draft
from yangguang.apps.publishing.services.interpreting import plan_interpretation
from yangguang.apps.publishing.services.releasing import publish_draft
from yangguang.law.attributes import Attribute

RULES = "清源市城区二次供水管理办法"
EMAIL, PASSWORD = "lin.yue@example.com", "春江水暖鸭先知2026年"


@pytest.fixture
def column(city: City) -> Column:
    return add_column(slug="notices", name="通知公告", column_type="政策文件", by=BY, at=at(MONDAY))


@pytest.fixture
def faces(
    browser: Browser, clock: Clock, people: People, column: Column, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Faces]:  # fmt: skip
    with an_index(tmp_path / "index"), both_faces(browser, clock, monkeypatch) as served:
        yield served


def a_draft(city: City, people: People, title: str, *, kind: str, number: str = "") -> Draft:
    """The clerk's draft with its words."""
    return start_draft(
        agency=city.health,
        title=title,
        kind=kind,
        header={"kind": kind, "formed_on": "2026-02-27", "doc_number": number},
        body_html=f"<h2>一、总则</h2><p>为做好{title[3:]}工作，制定本文。</p><p>自印发之日起施行。</p>",
        by=people.clerk.actor(city.health),
        at=at(MONDAY),
    )


def decided(draft: Draft) -> Draft:
    """主动公开, on an item of Art. 20."""
    return decide_attribute(
        draft=draft, attribute=Attribute.PROACTIVE, ground="article-20-1", by=BY, at=timezone.now()
    )


def made_public(draft: Draft, city: City, by: User) -> Item:
    """The rest of the road, by those whose steps are walked elsewhere."""
    if not draft.attribute:
        decided(draft)
    if draft.item.kind == "policy-document":
        plan_interpretation(
            draft=draft, needed=False, reason="只是转发上级文件", by=BY, at=timezone.now()
        )
    reviewed(draft, at=timezone.now())
    return publish_draft(draft=draft, by=by.actor(city.health), at=timezone.now())


def said(window: Visitor, words: str) -> None:
    expect(window.page.get_by_role("status").first).to_contain_text(words)


def test_a_policy_is_planned_reviewed_and_published_with_what_explains_it(
    faces: Faces, city: City, people: People
) -> None:
    policy = decided(
        a_draft(city, people, RULES, kind="policy-document", number="清卫规〔2026〕1号")
    )
    clerk = faces.staff(people.clerk)
    page = clerk.page
    clerk.open(f"/drafts/{policy.pk}/plan/")
    page.get_by_label("需要解读", exact=True).check()
    page.get_by_label("文字解读").check()
    page.get_by_label("图片图表").check()
    fill(clerk, responsible="主任 某某")
    sound(clerk, "explain-plan")
    page.locator("main form button.btn").first.click()
    clerk.open(f"/drafts/{policy.pk}/")
    press(clerk, "起草解读材料")
    said(clerk, "一同审查、一同公开")
    expect(page.locator("form.with-editor")).to_be_visible()
    assert page.locator("[name=interprets]").input_value() == "清卫规〔2026〕1号"
    page.locator(".ProseMirror").click()
    page.keyboard.insert_text("办法主要解决二次供水管理责任不清的问题。")
    expect(page.get_by_label("图片图表")).to_be_checked()
    expect(page.get_by_label("文字解读")).to_be_checked()
    fill(clerk, formed_on="2026-02-27")
    sound(clerk, "explain-edit")
    press(clerk, "保存并返回稿件")
    told = Draft.objects.get(title=f"《{RULES}》解读")
    assert told.interpretation_forms == ["text", "picture"]
    sound(clerk, "explain-draft")
    for draft in (decided(told), policy):
        reviewed(draft, at=timezone.now())

    head = faces.staff(people.head)
    head.open(f"/drafts/{told.pk}/")
    expect(head.page.locator("aside")).to_contain_text("解读随文件一同公开")
    expect(head.page.get_by_role("button", name="公开", exact=True)).to_have_count(0)
    head.open(f"/drafts/{policy.pk}/")
    expect(head.page.locator("aside")).to_contain_text("待发布")
    sound(head, "explain-policy-approved")
    press(head, "公开")
    said(head, "已公开")

    citizen = faces.citizen()
    assert citizen.open(f"/item/{policy.item_id}/") == 200
    sound(citizen, "explain-policy-public")
    follow(citizen, "看解读")
    expect(citizen.page.get_by_role("heading", name=told.title)).to_be_visible()
    sound(citizen, "explain-public")
    follow(citizen, "看原文件")
    expect(citizen.page.get_by_role("heading", name=RULES, exact=True)).to_be_visible()


def test_an_issue_of_the_gazette_is_chosen_ordered_and_read(
    faces: Faces, city: City, people: People, tmp_path: Path
) -> None:
    titles = ["清源市健康促进规划", "清源市卫生监督员任免", "清源市流感防控方案"]
    for place, title in enumerate(titles, start=1):
        draft = a_draft(
            city, people, title, kind="policy-document", number=f"清卫发〔2026〕{place}号"
        )
        made_public(draft, city, people.head)
    head = faces.staff(people.head)
    page = head.page
    head.open("/gazette/new/")
    fill(head, title="清源市卫生健康公报", preface="本公报所登文件与正式文件具有同等效力。")
    page.locator("select[name=agency]").select_option(label=city.health.name)
    fill(head, number="1", whole_number="1")
    press(head, "开始编辑")
    for section, chosen in (("部门文件", [0, 2]), ("人事任免", [1])):
        follow(head, "选入文件")
        for place in chosen:
            page.get_by_role("checkbox", name=f"勾选：{titles[place]}").check()
        fill(head, section=section)
        if section == "部门文件":
            sound(head, "gazette-choose")
        page.get_by_role("button", name=re.compile("选入勾选的文件")).click()
    # In the list of what may be chosen the newest stands first; the plan is to open the issue.
    first = page.locator("main ol.log a").first
    expect(first).to_have_text(titles[2])
    line = page.locator("main ol.log li", has_text=titles[0])
    line.get_by_role("button", name=re.compile("^上移")).click()
    expect(first).to_have_text(titles[0])
    sound(head, "gazette-issue")
    press(head, "排版并拟成公开稿件")
    said(head, "已")
    draft = Draft.objects.get(item__kind="gazette")
    made_public(draft, city, people.clerk)
    head.open(page.url.removeprefix(head.base))

    citizen = faces.citizen()
    assert citizen.open("/gazette/") == 200
    sound(citizen, "gazette-public")
    citizen.page.get_by_role("link", name=re.compile("第 1 期（总第 1 期）")).first.click()
    expect(citizen.page.get_by_role("heading", name="部门文件")).to_be_visible()
    sound(citizen, "gazette-public-issue")
    listed = [one.inner_text() for one in citizen.page.locator(".body li a").all()]
    assert listed == [titles[0], titles[2], titles[1]]
    with citizen.page.expect_download() as download:
        citizen.page.evaluate(
            "address => { const one = document.createElement('a'); one.href = address;"
            " one.download = 'issue.pdf'; document.body.append(one); one.click() }",
            citizen.page.locator("a[href*='/attachment/']").first.get_attribute("href"),
        )
    where = tmp_path / "issue.pdf"
    download.value.save_as(where)
    keep(where.read_bytes(), "gazette-issue.pdf")
    pages = [one.get_textpage().get_text_range() for one in pdfium.PdfDocument(where)]
    text = re.sub(r"\s", "", "".join(pages))
    assert all(title in text for title in titles)
    assert text.rindex(titles[0]) < text.rindex(titles[2]) < text.rindex(titles[1])
    citizen.page.locator(".body li a").first.click()
    expect(citizen.page.get_by_role("heading", name=titles[0], exact=True)).to_be_visible()


def test_a_member_subscribes_to_a_column_and_is_told_of_a_publication(
    faces: Faces, city: City, people: People, column: Column, clock: Clock
) -> None:
    accounts.join(email=EMAIL, password=PASSWORD, at=timezone.now())
    send_pending(clock=timezone.now)
    (joining,) = mail.outbox
    confirm = _link_in(joining.body)
    citizen = faces.citizen(PHONE)
    assert citizen.open(confirm) == 200
    assert MemberLink.objects.count() == 1
    citizen.page.locator("main form button").first.click()
    citizen.open("/column/notices/")
    follow(citizen, "邮件订阅")
    fill(citizen, email=EMAIL, password=PASSWORD)
    press(citizen, "登录")
    expect(citizen.page.locator("[name=value]")).to_have_value("notices")
    sound(citizen, "subscribe")
    press(citizen, "订阅")
    expect(citizen.page.locator("ul.kept")).to_contain_text("通知公告")
    sound(citizen, "subscribed")

    draft = a_draft(city, people, "清源市停水安排公告", kind="announcement")
    file_draft(draft=draft, column=column, facets=(), by=BY, at=timezone.now())
    made_public(draft, city, people.head)
    clock.go_to(date(2026, 3, 4))
    send_digests(timezone.now())
    send_pending(clock=timezone.now)
    letter = mail.outbox[-1]
    assert letter.to == [EMAIL]
    assert "1 条新信息" in letter.subject
    assert "清源市停水安排公告" in letter.body
    citizen.open(_link_in(letter.body))
    expect(citizen.page.get_by_role("heading", name="清源市停水安排公告")).to_be_visible()
    citizen.open("/members/subscriptions/")
    citizen.page.locator("ul.kept").get_by_role("link", name="通知公告").click()
    follow(citizen, "清源市停水安排公告")
    expect(citizen.page.get_by_role("heading", name="清源市停水安排公告")).to_be_visible()
    sound(citizen, "subscribed-item")
    count = len(mail.outbox)
    send_digests(timezone.now())
    send_pending(clock=timezone.now)
    assert len(mail.outbox) == count


def _link_in(body: str) -> str:
    """The path of the address in a mail."""
    found = re.search(r"https?://[^/\s]+(/\S+)", body)
    assert found is not None, body
    return found[1]
