"""From a draft to the public page and back, in real browsers, each step by the person whose it is."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, expect

from tests.builders.agencies import BY, City, a_city, somebody
from tests.builders.requests import at
from tests.e2e.conftest import Visitor
from tests.e2e.journeys.faces import Clock, Faces, both_faces, sound
from tests.e2e.journeys.walking import fill, follow, press
from tests.portal.searching import an_index
from yangguang.apps.agencies.models import User
from yangguang.apps.catalog.models import Item
from yangguang.apps.catalog.services import add_column
from yangguang.apps.events.services import deliver_all
from yangguang.apps.files.selectors import read_content
from yangguang.apps.publishing.checklists import questions_for
from yangguang.apps.publishing.models import Draft, Finding
from yangguang.law.publication import ReviewKind

DAY = date(2026, 3, 4)
TITLE = "清源市城区二次供水管理公告"


@dataclass(frozen=True)
class Office:
    """Four people of one body, one for each step."""

    city: City
    writer: User
    lead: User
    secrecy: User
    checker: User


@pytest.fixture
def office(transactional_db: None) -> Office:
    city = a_city()
    body = city.health
    add_column(slug="notices", name="通知公告", column_type="政策文件", by=BY, at=at(DAY))
    return Office(
        city,
        writer=somebody("agency-clerk", body, username="writer"),
        lead=somebody("agency-lead", body, username="lead"),
        secrecy=somebody("secrecy-reviewer", body, username="secrecy"),
        checker=somebody("agency-clerk", body, username="checker"),
    )


@pytest.fixture
def faces(
    browser: Browser, office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Faces]:
    with an_index(tmp_path / "index"), both_faces(browser, Clock(at(DAY)), monkeypatch) as opened:
        yield opened


def a_picture() -> bytes:
    """A drawing of two colours, with a place hidden in it as cameras do."""
    image = Image.new("RGB", (320, 120), "#eef3f8")
    image.paste("#0b57a4", (20, 20, 300, 60))
    exif = image.getexif()
    exif[0x010E] = "secret place"
    out = io.BytesIO()
    image.save(out, "JPEG", exif=exif)
    return out.getvalue()


def begin(writer: Visitor, title: str = TITLE) -> Draft:
    """A draft from the first page; the editor stands open."""
    writer.open("/drafts/new/")
    sound(writer, "draft-new")
    fill(writer, title=title, kind="announcement")
    press(writer, "建立稿件")
    expect(writer.page.locator("form.with-editor")).to_be_visible()
    return Draft.objects.latest("pk")


def tool(window: Visitor, name: str) -> None:
    window.page.get_by_role("toolbar").get_by_role("button", name=name, exact=True).click()


def confirm(window: Visitor, **values: str) -> None:
    """Fill in the editor's dialog."""
    dialog = window.page.locator("dialog.ask")
    for name, text in values.items():
        dialog.locator(f"[name={name}]").fill(text)
    dialog.get_by_role("button", name="确定").click()
    expect(dialog).to_have_count(0)


def write_all(writer: Visitor) -> None:
    """A heading, words with a note, a picture with its words, and a table with a head."""
    page = writer.page
    page.locator(".ProseMirror").click()
    tool(writer, "一、（1级）")
    page.keyboard.insert_text("一、供水范围")
    page.keyboard.press("Enter")
    page.keyboard.insert_text("自2026年4月1日起，城区二次供水由市供水公司统一管理。")
    tool(writer, "脚注")
    confirm(writer, words="二次供水指经加压后供给用户。")
    page.keyboard.press("Enter")
    tool(writer, "图片")
    dialog = page.locator("dialog.ask")
    dialog.locator("[name=file]").set_input_files(
        files=[{"name": "范围图.jpg", "mimeType": "image/jpeg", "buffer": a_picture()}]
    )
    confirm(writer, alt="城区供水范围示意图")
    expect(page.locator(".ProseMirror .picture img")).to_have_js_property("naturalWidth", 320)
    page.keyboard.press("Enter")
    tool(writer, "表格")
    for number, text in enumerate(("区域", "户数", "完成时间", "城东", "1200", "2026年6月")):
        if number:
            page.keyboard.press("Tab")
        page.keyboard.insert_text(text)
    page.keyboard.press("Tab")
    tool(writer, "删行")


def decide(writer: Visitor, draft: Draft) -> None:
    writer.open(f"/drafts/{draft.pk}/attribute/")
    sound(writer, "draft-attribute")
    writer.page.locator("input[value='proactive:article-20-11']").check()
    press(writer, "确定")
    expect(writer.page.get_by_text("此件公开发布").first).to_be_visible()


def submit(writer: Visitor, draft: Draft) -> None:
    writer.open(f"/drafts/{draft.pk}/")
    press(writer, "送审")
    expect(writer.page.get_by_role("status")).to_contain_text("已送审")


def sign(
    reviewer: Visitor, draft: Draft, kind: ReviewKind, *, outcome: str = "pass", remark: str = ""
) -> None:
    """The reviewer reads the text beside the list, answers every question and signs."""
    reviewer.open(f"/drafts/{draft.pk}/")
    follow(reviewer, kind.label)
    for row in questions_for(kind, draft.item.agency)[1]:
        reviewer.page.locator(f"input[name='q_{row['key']}'][value='{row['expected']}']").check()
    reviewer.page.locator(f"input[name=outcome][value={outcome}]").check()
    reviewer.page.locator("textarea[name=remark]").fill(remark)
    sound(reviewer, f"draft-review-{kind.value}-{outcome}")
    press(reviewer, "签署意见")
    expect(reviewer.page.get_by_role("status")).to_contain_text(f"已签署{kind.label}")


def settle_all(reviewer: Visitor, draft: Draft) -> None:
    """Whatever the machine holds against it is left as it is, with a reason."""
    waiting = Finding.objects.filter(draft=draft, decision="")
    for row in waiting.filter(digest=Draft.objects.get(pk=draft.pk).digest):
        reviewer.open(f"/drafts/{draft.pk}/")
        line = reviewer.page.locator(f"#finding-{row.pk}")
        line.locator("input").fill("已核对，无需修改")
        line.get_by_role("button", name="不作修改").click()


def test_a_draft_is_written_reviewed_by_three_and_read_by_everybody(
    faces: Faces, office: Office
) -> None:
    writer = faces.staff(office.writer)
    draft = begin(writer)
    write_all(writer)
    sound(writer, "draft-edit")
    fill(writer, formed_on="2026-03-02")
    writer.page.locator("select[name=column]").select_option(label="通知公告")
    press(writer, "保存")
    expect(writer.page.get_by_role("status").first).to_contain_text("已保存")
    draft.refresh_from_db()
    assert "<h2>一、供水范围</h2>" in draft.body_html
    assert 'href="#fn-1"' in draft.body_html
    assert 'alt="城区供水范围示意图"' in draft.body_html
    assert draft.body_html.count("<th>") == 3
    assert "二次供水指经加压后供给用户。" in draft.body_html
    assert b"secret place" not in read_content(draft.attachments.get().file)
    decide(writer, draft)
    sound(writer, "draft-decided")
    submit(writer, draft)
    sound(writer, "draft-submitted")
    checker = faces.staff(office.checker)
    settle_all(checker, draft)
    lead, secrecy = faces.staff(office.lead), faces.staff(office.secrecy)
    for reviewer, kind in (
        (lead, ReviewKind.LEGAL),
        (secrecy, ReviewKind.SECRECY),
        (checker, ReviewKind.FORMAL),
    ):
        sign(reviewer, draft, kind)
    writer.open(f"/drafts/{draft.pk}/")
    expect(writer.page.locator("aside dl.kv")).to_contain_text("lead某")
    lead.open("/")
    sound(lead, "draft-home")
    lead.open("/drafts/?tab=release")
    sound(lead, "draft-list")
    follow(lead, TITLE)
    sound(lead, "draft-approved")
    press(lead, "公开")
    expect(lead.page.get_by_role("status")).to_contain_text("已公开")
    item = Item.objects.get(pk=draft.item_id)

    citizen = faces.citizen()
    citizen.open(f"/item/{item.pk}/")
    page = citizen.page
    expect(page.get_by_role("heading", name=TITLE)).to_be_visible()
    expect(page.locator(".body th").first).to_have_text("区域")
    picture = page.get_by_role("img", name="城区供水范围示意图")
    expect(picture).to_have_js_property("naturalWidth", 320)
    expect(page.locator(".body .footnotes li#fn-1")).to_contain_text("经加压")
    expect(page.get_by_role("heading", name="附件")).to_have_count(0)
    sound(citizen, "draft-public")
    citizen.open("/column/notices/")
    expect(page.get_by_role("link", name=TITLE)).to_be_visible()
    deliver_all()  # the worker's turn
    citizen.open("/search/?q=二次供水")
    expect(page.get_by_role("link", name=TITLE)).to_be_visible()


def test_a_draft_refused_at_the_secrecy_review_is_mended_and_then_taken_down(
    faces: Faces, office: Office
) -> None:
    writer = faces.staff(office.writer)
    draft = begin(writer)
    writer.page.locator(".ProseMirror").click()
    writer.page.keyboard.insert_text("泵站坐标见附图。城区二次供水由市供水公司统一管理。")
    fill(writer, formed_on="2026-03-02")
    press(writer, "保存并返回稿件")
    decide(writer, draft)
    submit(writer, draft)
    secrecy = faces.staff(office.secrecy)
    sign(secrecy, draft, ReviewKind.SECRECY, outcome="refuse", remark="泵站坐标不得公开，请删去")
    writer.open("/")
    sound(writer, "draft-returned-home")
    follow(writer, TITLE)
    expect(writer.page.locator(".note.warning")).to_contain_text("泵站坐标不得公开，请删去")
    sound(writer, "draft-returned")
    follow(writer, "写稿")
    expect(writer.page.locator("form.with-editor")).to_be_visible()
    writer.page.locator(".ProseMirror").click()
    writer.page.keyboard.press("Control+a")
    writer.page.keyboard.insert_text("城区二次供水由市供水公司统一管理。")
    press(writer, "保存并返回稿件")
    writer.open(f"/drafts/{draft.pk}/history/")
    expect(writer.page.locator(".compared del")).to_contain_text("泵站坐标")
    sound(writer, "draft-history")
    submit(writer, draft)
    checker, lead = faces.staff(office.checker), faces.staff(office.lead)
    settle_all(checker, draft)
    sign(lead, draft, ReviewKind.LEGAL)
    sign(secrecy, draft, ReviewKind.SECRECY)
    sign(checker, draft, ReviewKind.FORMAL)
    lead.open(f"/drafts/{draft.pk}/")
    press(lead, "公开")
    expect(lead.page.get_by_role("status")).to_contain_text("已公开")
    citizen = faces.citizen()
    assert citizen.open(f"/item/{draft.item_id}/") == 200
    expect(citizen.page.locator("main")).not_to_contain_text("泵站")
    deliver_all()  # the worker's turn
    citizen.open("/search/?q=二次供水")
    expect(citizen.page.get_by_role("link", name=TITLE)).to_be_visible()

    lead.open(f"/items/{draft.item_id}/")
    sound(lead, "draft-item")
    follow(lead, "撤回…")
    fill(lead, reason="供水范围有重大差错")
    press(lead, "确认撤回")
    expect(lead.page.get_by_role("status")).to_contain_text("已撤回")
    assert citizen.open(f"/item/{draft.item_id}/") == 410
    expect(citizen.page.locator("main")).to_contain_text("供水范围有重大差错")
    citizen.open("/search/?q=二次供水")
    expect(citizen.page.get_by_role("link", name=TITLE)).to_have_count(0)


NASTY = (
    "<html xmlns:o='urn:schemas-microsoft-com:office:office'><head><style>p{}</style></head><body>"
    "<!--StartFragment--><p class=MsoNormal style='mso-outline-level:1'>二、<span lang=EN-US>2026</span>"
    "年任务<o:p></o:p></p><p class=MsoNormal>　　公开的话<span style='mso-hide:all;display:none'>批注"
    "</span></p><table class=MsoTableGrid><tr><td><p class=MsoNormal>区域</p></td></tr></table>"
    "<!--EndFragment--></body></html>"
)
PASTE = """html => {
  const data = new DataTransfer();
  data.setData("text/html", html);
  document.querySelector(".ProseMirror").dispatchEvent(
    new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
}"""
SAVE = "() => document.querySelector('[data-draft]').draftSaver.save()"


def test_two_writers_at_once_lose_nothing_and_a_paste_is_clean(
    faces: Faces, office: Office
) -> None:
    first = faces.staff(office.writer)
    draft = begin(first)
    second = faces.staff(office.checker)
    second.open(f"/drafts/{draft.pk}/edit/")
    expect(second.page.locator("form.with-editor")).to_be_visible()
    first.page.locator(".ProseMirror").click()
    first.page.keyboard.insert_text("一、甲写的话")
    first.page.keyboard.press("Enter")
    first.page.evaluate(PASTE, NASTY)
    expect(first.page.locator(".ProseMirror h2")).to_have_text("二、2026年任务")
    expect(first.page.locator(".ProseMirror td")).to_have_text("区域")
    first.page.evaluate(SAVE)
    expect(first.page.locator("[data-saved]")).to_contain_text("已保存")
    draft.refresh_from_db()
    assert draft.body_text == "一、甲写的话\n二、2026年任务\n公开的话\n区域"
    second.page.locator(".ProseMirror").click()
    second.page.keyboard.insert_text("乙写的话")
    second.page.evaluate(SAVE)
    expect(second.page.locator("[data-saved]")).to_contain_text("保存了另一稿")
    second.page.get_by_role("button", name="对照两稿").click()
    expect(second.page.get_by_role("heading", name="他人已保存")).to_be_visible()
    expect(second.page.locator(".halves")).to_contain_text("甲写的话")
    expect(second.page.locator(".halves")).to_contain_text("乙写的话")
    second.troubles = [text for text in second.troubles if "409" not in text]
    expect(second.page.locator("form.with-editor")).to_be_visible()
    sound(second, "draft-conflict")
    second.page.locator(".ProseMirror").click()
    second.page.keyboard.insert_text("，也有甲写的话")
    press(second, "保存合并后的文字")
    expect(second.page.get_by_role("status").first).to_contain_text("已保存")
    draft.refresh_from_db()
    assert draft.body_text == "乙写的话，也有甲写的话"
    assert "甲写的话" in draft.savings.get(revision=2).body_html
    first.page.locator(".ProseMirror").click()
    first.page.keyboard.press("Control+z")
    expect(first.page.locator("[data-saved]")).to_contain_text("有改动")
    keeps_what_was_written(second)
    draft.refresh_from_db()
    assert draft.body_text == "乙写的话，也有甲写的话，退出以后"


STOOD = "() => { const now = performance.now() + 3600000; performance.now = () => now; }"


def keeps_what_was_written(writer: Visitor) -> None:
    """Signed out in another window, the writer sends nothing, and saves after signing in again."""
    page = writer.page
    expect(page.locator("form.with-editor")).to_be_visible()
    page.evaluate(STOOD)
    page.locator(".ProseMirror").click()
    page.keyboard.press("Control+End")
    page.keyboard.insert_text("，退出以后")
    kept = page.context.cookies()
    page.context.clear_cookies()
    press(writer, "保存")
    expect(page.locator(".lost")).to_contain_text("登录已失效，没有提交。填写的内容还在本页")
    expect(page.locator(".ProseMirror")).to_contain_text("，退出以后")
    sound(writer, "draft-signed-out")
    # A session has a token of its own: the page takes over the new one.
    page.context.add_cookies([one for one in kept if "csrf" not in one["name"]])  # type: ignore[misc] # as they were read
    revision = int(page.locator("[name=revision]").input_value())
    press(writer, "保存")
    expect(page.locator("[name=revision]")).to_have_value(str(revision + 1))


def test_a_file_added_while_writing_takes_the_words_along(faces: Faces, office: Office) -> None:
    writer = faces.staff(office.writer)
    draft = begin(writer)
    page = writer.page
    page.locator(".ProseMirror").click()
    page.keyboard.insert_text("还没有保存的话")
    page.locator("#new-files").set_input_files(
        files=[{"name": "附表.txt", "mimeType": "text/plain", "buffer": "户数".encode()}]
    )
    press(writer, "上传")
    expect(page.get_by_role("status").first).to_contain_text("已添加附件")
    expect(page.locator(".ProseMirror")).to_contain_text("还没有保存的话")
    draft.refresh_from_db()
    assert draft.body_text == "还没有保存的话"
    assert draft.attachments.get().title == "附表.txt"
    page.locator(".ProseMirror").click()
    page.keyboard.press("Control+End")
    page.keyboard.insert_text("，离开之前的话")
    page.on("dialog", lambda asked: asked.accept())
    writer.open(f"/drafts/{draft.pk}/")
    for _ in range(600):  # the window is gone before what it sent is stored
        draft.refresh_from_db()
        if draft.body_text != "还没有保存的话":
            break
        page.wait_for_timeout(100)
    assert draft.body_text == "还没有保存的话，离开之前的话"


@pytest.mark.parametrize("arrives", [True, False], ids=["sent", "never sent"])
def test_who_reloads_right_after_typing_just_goes_on(
    faces: Faces, office: Office, arrives: bool
) -> None:
    writer = faces.staff(office.writer)
    draft = begin(writer)
    page = writer.page
    page.on("dialog", lambda asked: asked.accept())
    if not arrives:
        page.evaluate("navigator.sendBeacon = () => false")
    page.locator(".ProseMirror").click()
    page.keyboard.insert_text("刚写下的话")
    page.locator("[name=doc_number]").fill("清水〔2026〕7号")
    page.reload()
    expect(page.locator(".ProseMirror")).to_contain_text("刚写下的话")
    expect(page.locator("[name=doc_number]")).to_have_value("清水〔2026〕7号")
    page.locator(".ProseMirror").click()
    page.keyboard.press("Control+End")
    page.keyboard.insert_text("，接着写的话")
    press(writer, "保存")
    expect(page.get_by_role("status").first).to_contain_text("已保存")
    draft.refresh_from_db()
    assert draft.body_text == "刚写下的话，接着写的话"
    assert draft.header["doc_number"] == "清水〔2026〕7号"


SLOW = """() => { const quick = fetch; window.fetch = async (...asked) => {
  const answer = await quick(...asked);
  await new Promise((go) => setTimeout(go, 1500));
  return answer;
}; }"""


LATE = """() => { const quick = fetch; window.fetch = async (...asked) => {
  await new Promise((go) => setTimeout(go, 1500));
  return quick(...asked);
}; }"""


def test_save_pressed_while_a_saving_is_on_its_way_waits_for_it(
    faces: Faces, office: Office
) -> None:
    """The desk has the automatic saving, its answer is late: the writer is no second writer."""
    writer = faces.staff(office.writer)
    draft = begin(writer)
    page = writer.page
    page.evaluate(SLOW)
    page.locator(".ProseMirror").click()
    page.keyboard.insert_text("自动保存的话")
    with page.expect_response("**/autosave/"):
        page.evaluate("() => { document.querySelector('[data-draft]').draftSaver.save(); }")
    page.keyboard.insert_text("，接着写的话")
    press(writer, "保存")
    expect(page.get_by_role("status").first).to_contain_text("已保存")
    expect(page.locator("form.with-editor")).to_be_visible()
    draft.refresh_from_db()
    assert draft.body_text == "自动保存的话，接着写的话"


def test_another_button_pressed_while_a_saving_is_on_its_way_waits_for_it(
    faces: Faces, office: Office
) -> None:
    """What is on its way must not come after the act: it would be refused, and lost."""
    writer = faces.staff(office.writer)
    draft = begin(writer)
    page = writer.page
    page.evaluate(LATE)
    page.locator(".ProseMirror").click()
    page.keyboard.insert_text("还在路上的话")
    page.evaluate("() => { document.querySelector('[data-draft]').draftSaver.save(); }")
    expect(page.locator("[data-saved]")).to_contain_text("正在保存")
    page.locator("#new-files").set_input_files(
        files=[{"name": "附表.txt", "mimeType": "text/plain", "buffer": "户数".encode()}]
    )
    press(writer, "上传")
    expect(page.get_by_role("status").first).to_contain_text("已添加附件")
    draft.refresh_from_db()
    assert draft.body_text == "还在路上的话"


def test_who_was_signed_out_and_presses_save_finds_the_words_after_signing_in(
    faces: Faces, office: Office
) -> None:
    writer = faces.staff(office.writer)
    draft = begin(writer)
    page = writer.page
    page.on("dialog", lambda asked: asked.accept())
    page.locator(".ProseMirror").click()
    page.keyboard.insert_text("登录失效前写下的话")
    page.evaluate("navigator.sendBeacon = () => false")
    held = [one for one in page.context.cookies() if "csrf" not in str(one["name"])]
    for one in held:
        page.context.clear_cookies(name=str(one["name"]))
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.locator("[name=password]")).to_be_visible()
    page.context.add_cookies(held)  # type: ignore[arg-type]  # as the browser gave them
    writer.open(f"/drafts/{draft.pk}/edit/")
    expect(page.locator(".ProseMirror")).to_contain_text("登录失效前写下的话")


OFFICE = (
    "<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>（一）</span>"
    "加压供水<a href='#_ftn1' name='_ftnref1'>[1]</a>按表收费。</p><ol type=a><li>居民</li></ol>"
    "<p><img src='file:///C:/a.png'>末句</p><div style='mso-element:footnote-list'>"
    "<div style='mso-element:footnote' id=ftn1><p><a href='#_ftnref1'>[1]</a> 见附表。</p></div></div>"
)
COPY = """kind => {
  const data = new DataTransfer();
  document.querySelector(".ProseMirror").dispatchEvent(
    new ClipboardEvent(kind, { clipboardData: data, bubbles: true, cancelable: true }));
  return data.getData("text/html");
}"""
DROP = """html => {
  const data = new DataTransfer();
  data.setData("text/html", html);
  data.setData("text/plain", "拖入");
  const box = document.querySelector(".ProseMirror > p").getBoundingClientRect();
  document.querySelector(".ProseMirror > p").dispatchEvent(new DragEvent("drop", {
    dataTransfer: data, bubbles: true, cancelable: true, clientX: box.left + 2, clientY: box.top + 8 }));
}"""
SELECT = """([from, to]) => document.querySelector("[data-draft]").draftEditor
  .chain().setTextSelection({ from, to }).focus().run()"""


def test_the_cursor_the_notes_and_the_numbers_stay_where_the_writer_put_them(
    faces: Faces, office: Office
) -> None:
    writer = faces.staff(office.writer)
    draft = begin(writer)
    page, keys = writer.page, writer.page.keyboard
    page.locator(".ProseMirror").click()
    keys.type("1. 甲")
    tool(writer, "脚注")
    confirm(writer, words="注甲")
    keys.type("后")
    paragraphs, notes = page.locator(".ProseMirror > p"), page.locator(".ProseMirror .footnotes li")
    expect(paragraphs).to_have_text(["1. 甲1后"])
    keys.press("Enter")
    page.evaluate(PASTE, OFFICE)
    expect(page.get_by_text("有 1 张图片没有带过来")).to_be_visible()
    keys.type("，续写")
    expect(paragraphs).to_have_text(
        ["1. 甲1后", "（一）加压供水2按表收费。", "a. 居民", "末句，续写"]
    )
    expect(notes).to_have_text(["注甲", "见附表。"])
    page.evaluate(SELECT, [1, 6])
    cut = page.evaluate(COPY, "cut")
    expect(page.locator(".ProseMirror li.loose")).to_have_text(["注甲"])
    page.evaluate(SELECT, [1, 1])
    page.evaluate(PASTE, cut)
    expect(notes).to_have_text(["注甲", "见附表。"])
    expect(page.locator(".ProseMirror li.loose")).to_have_count(0)
    elsewhere = cut.replace("注甲", "别稿的注")
    page.evaluate(PASTE, elsewhere)
    expect(notes).to_have_text(["注甲", "别稿的注", "见附表。"])
    keys.press("Control+z")
    expect(notes).to_have_text(["注甲", "见附表。"])
    page.evaluate(DROP, "<p>拖入的话<span style='display:none'>批注</span></p>")
    expect(paragraphs.first).to_have_text("拖入的话1. 甲1后")
    keys.press("Control+z")
    expect(paragraphs.first).to_have_text("1. 甲1后")
    page.locator("[name=title]").focus()
    keys.press("Tab")
    keys.press("ArrowRight")
    keys.press("ArrowRight")
    expect(page.get_by_role("button", name="正文", exact=True)).to_be_focused()
    page.evaluate(SAVE)
    expect(page.locator("[data-saved]")).to_contain_text("已保存")
    draft.refresh_from_db()
    assert draft.body_html.startswith('<p>1. 甲<sup><a href="#fn-1" id="fnref-1"')
    assert "data-words" not in draft.body_html
