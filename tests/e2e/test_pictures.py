"""Pictures of Word files, uploaded or pasted, from the clerk's disk to the public page."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.builders.agencies import BY, City, a_city, somebody
from tests.builders.pictured import WordFile, a_picture
from tests.builders.requests import at
from tests.e2e.journeys.faces import Clock, Faces, both_faces, sound
from tests.e2e.journeys.walking import press
from tests.e2e.test_publishing import (
    DAY,
    Office,
    begin,
    confirm,
    decide,
    settle_all,
    sign,
    submit,
    tool,
)
from tests.portal.searching import an_index
from yangguang.apps.catalog.models import Item
from yangguang.apps.catalog.services import add_column
from yangguang.apps.publishing.models import Draft
from yangguang.law.publication import ReviewKind

EMF = b"\x01\0\0\0" + b"\0" * 36 + b" EMF" + b"\0" * 60
PASTE = """([html, rtf]) => {
  const data = new DataTransfer();
  data.setData("text/html", html);
  data.setData("text/rtf", rtf);
  data.setData("text/plain", "文字");
  document.querySelector(".ProseMirror").dispatchEvent(
    new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
}"""


@pytest.fixture
def town(transactional_db: None) -> City:
    city = a_city()
    add_column(slug="notices", name="通知公告", column_type="政策文件", by=BY, at=at(DAY))
    return city


@pytest.fixture
def people(town: City) -> Office:
    body = town.health
    return Office(
        town,
        writer=somebody("agency-clerk", body, username="writer"),
        lead=somebody("agency-lead", body, username="lead"),
        secrecy=somebody("secrecy-reviewer", body, username="secrecy"),
        checker=somebody("agency-clerk", body, username="checker"),
    )


@pytest.fixture
def windows(
    browser: Browser, people: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Faces]:
    with an_index(tmp_path / "index"), both_faces(browser, Clock(at(DAY)), monkeypatch) as opened:
        yield opened


def a_notice() -> bytes:
    word = WordFile().lines(
        "清源市卫生健康委员会关于更换水表的公告", "各单位：", "新水表如下图所示。"
    )
    word.picture(a_picture("#0b57a4", (640, 360)), "智能水表正面，读数窗在上方")
    word.lines("更换前后对比见下表。")
    table = word.document.add_table(2, 2)
    for x, text in enumerate(("更换前", "更换后")):
        table.cell(0, x).text = text
        word.picture(
            a_picture(("#888888", "#2e7d32")[x], (300, 200)),
            ("", "更换后的水表")[x],
            inside=table.cell(1, x),
        )
    word.picture(a_picture("black"), "内部结构").lines("清源市卫生健康委员会", "2026年3月2日")
    return word.data(image4=EMF)


def test_an_uploaded_word_file_keeps_its_pictures_all_the_way_to_the_public_page(
    windows: Faces, people: Office
) -> None:
    writer = windows.staff(people.writer)
    writer.open("/drafts/new/")
    word = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    writer.page.locator("input[type=file]").set_input_files(
        files=[{"name": "公告.docx", "mimeType": word, "buffer": a_notice()}]
    )
    writer.page.locator("form[enctype] button").last.click()
    page = writer.page
    expect(page.locator("form.with-editor")).to_be_visible()
    told = page.locator("div.note.warning")
    expect(told).to_contain_text("没有进入正文：是EMF矢量图")
    expect(told).to_contain_text("1张在原文件中没有替代文字")
    shown = page.locator(".ProseMirror .picture")
    expect(shown).to_have_count(3)
    expect(shown.first.locator("img")).to_have_js_property("naturalWidth", 640)
    expect(page.locator(".ProseMirror td .picture")).to_have_count(2)
    sound(writer, "pictures-edit")
    silent = page.locator(".ProseMirror .picture.no-words")
    expect(silent).to_have_count(1)
    silent.click()
    tool(writer, "图片")
    confirm(writer, alt="更换前的机械水表")
    expect(silent).to_have_count(0)
    writer.page.locator("select[name=column]").select_option(label="通知公告")
    press(writer, "保存")
    expect(page.get_by_role("status").first).to_contain_text("已保存")
    draft = Draft.objects.latest("pk")
    assert draft.body_html.count('src="file:') == 3
    decide(writer, draft)
    submit(writer, draft)
    checker = windows.staff(people.checker)
    settle_all(checker, draft)
    lead, secrecy = windows.staff(people.lead), windows.staff(people.secrecy)
    sign(lead, draft, ReviewKind.LEGAL)
    sign(secrecy, draft, ReviewKind.SECRECY)
    sign(checker, draft, ReviewKind.FORMAL)
    lead.open(f"/drafts/{draft.pk}/")
    press(lead, "公开")
    expect(lead.page.get_by_role("status")).to_contain_text("已公开")
    item = Item.objects.get(pk=draft.item_id)
    citizen = windows.citizen()
    citizen.open(f"/item/{item.pk}/")
    for words, width in (
        ("智能水表正面，读数窗在上方", 640),
        ("更换前的机械水表", 300),
        ("更换后的水表", 300),
    ):
        picture = citizen.page.get_by_role("img", name=words)
        expect(picture).to_have_js_property("naturalWidth", width)
    expect(citizen.page.locator(".body td img")).to_have_count(2)
    sound(citizen, "pictures-public")


def in_rtf(data: bytes, form: str = "png", more: str = "") -> str:
    old = "{\\nonshppict{\\pict\\wmetafile8 0100090000}}"
    tag = "{\\*\\blipuid 00ff}"
    return f"{{\\*\\shppict{{\\pict{{\\*\\picprop}}{more}\\{form}blip\\bliptag-12{tag}{data.hex()}}}}}{old}"


def test_pictures_pasted_from_an_office_program_come_along_at_their_places(
    windows: Faces, people: Office
) -> None:
    writer = windows.staff(people.writer)
    draft = begin(writer)
    page = writer.page
    page.locator(".ProseMirror").click()
    shot = base64.b64encode(a_picture("green", (90, 50))).decode()
    html = (
        "<html><body><!--StartFragment--><p class=MsoNormal>现状：</p>"
        "<p class=MsoNormal><!--[if gte vml 1]><v:shape><v:imagedata src='file:///C:/1.png'/></v:shape>"
        "<![endif]--><![if !vml]><img width=10 src='file:///C:/Users/w/1.png' alt='改造前的街道'><![endif]></p>"
        '<p class=MsoNormal>规划：<img src="file:///C:/Users/w/2.png" alt="C:\\Users\\w\\2.png"></p>'
        f"<p><img src='data:image/png;base64,{shot}' alt='示意图'></p>"
        "<p><img src='https://elsewhere.example/a.png' alt='外站图片'>完。</p><!--EndFragment--></body></html>"
    )
    crop = "\\picwgoal1000\\pichgoal1000\\piccropr500"
    bullets = f"{{\\*\\listpicture{{\\pict\\pngblip {a_picture('pink').hex()}}}}}"
    rtf = (
        f"{{\\rtf1 {bullets}{in_rtf(a_picture('red', (60, 40)))}text"
        f"{in_rtf(a_picture('blue', (80, 40), 'JPEG'), 'jpeg', crop)}}}"
    )
    page.evaluate(PASTE, [html, rtf])
    shown = page.locator(".ProseMirror .picture img")
    expect(shown).to_have_count(3)
    for number, width in enumerate((60, 40, 90)):
        expect(shown.nth(number)).to_have_js_property("naturalWidth", width)
    expect(page.get_by_text("有 1 张图片没有带过来")).to_contain_text("有 1 张没有替代文字")
    sound(writer, "pictures-pasted")
    press(writer, "保存")
    expect(page.get_by_role("status").first).to_contain_text("已保存")
    draft.refresh_from_db()
    assert draft.body_text.split() == ["现状：", "规划：", "完。"]
    assert [draft.body_html.count(f'alt="{one}"') for one in ("改造前的街道", "示意图", "")] == [
        1,
        1,
        1,
    ]
    assert draft.attachments.count() == 3


def test_pictures_stay_behind_where_nobody_can_tell_which_is_which(
    windows: Faces, people: Office
) -> None:
    writer = windows.staff(people.writer)
    draft = begin(writer)
    page = writer.page
    page.locator(".ProseMirror").click()
    html = "<p>甲<img src='file:///C:/1.png'></p><p>乙<img src='file:///C:/2.png'></p>"
    page.evaluate(PASTE, [html, f"{{\\rtf1 {in_rtf(a_picture())}}}"])
    expect(page.get_by_text("有 2 张图片没有带过来")).to_be_visible()
    expect(page.locator(".ProseMirror")).to_contain_text("乙")
    assert not draft.attachments.exists()
