"""Writing a draft at the desk: saving, pictures, files, finished documents, proposals."""

from __future__ import annotations

import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from tests.builders.agencies import City, somebody
from tests.desk.drafting import (
    Desk,
    a_draft_of,
    write,
)
from tests.desk.scene import an_item
from yangguang.apps.catalog.models import Column, Facet, Item, ItemState
from yangguang.apps.files.models import StoredFile
from yangguang.apps.publishing.models import (
    Draft,
)

pytestmark = pytest.mark.django_db


def test_whoever_saves_second_sees_both_texts_and_loses_neither(desk: Desk, city: City) -> None:
    clerk, draft = a_draft_of(desk, city)
    second = desk(somebody("agency-clerk", city.health, username="second"))
    assert write(clerk, draft, body="<p>甲写的文字</p>") == 302
    sent = {
        "title": draft.title,
        "body": "<p>乙写的文字</p>",
        "kind": "announcement",
        "interpretation_forms": ["text"],
        "revision": 1,
    }
    answer = second.post(f"/drafts/{draft.pk}/edit/", sent)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "<p>甲写的文字</p>" in page
    assert "<p>乙写的文字</p>" in page
    assert "<mark>乙</mark>" in page
    assert "<h1>他人已保存</h1>" in page
    chosen = page[page.index('name="interpretation_forms" value="text"') :].split(">")[0]
    assert "checked" in chosen, "what was chosen beside the text goes on with it"
    in_another_window = clerk.post(f"/drafts/{draft.pk}/edit/", sent).content.decode()
    assert "您在另一个窗口已于" in in_another_window
    assert "<h1>您在另一个窗口已保存</h1>" in in_another_window
    assert "放弃这一稿，用另一稿" in in_another_window
    draft.refresh_from_db()
    assert draft.body_html == "<p>甲写的文字</p>"
    assert 'name="revision" value="2"' in page
    merged = {**sent, "body": "<p>甲写的文字</p><p>乙写的文字</p>", "revision": 2}
    refused = second.post(f"/drafts/{draft.pk}/edit/", merged)
    assert refused.status_code == 422, "an announcement explains nothing"
    assert 'name="revision" value="2"' in refused.content.decode()
    merged["interpretation_forms"] = []
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
    same = clerk.post(address, sent)
    assert (same.status_code, same.json()["revision"]) == (200, 2), (
        "the same words need no second look"
    )
    second = desk(somebody("agency-clerk", city.health, username="second"))
    assert second.post(address, sent).json()["conflict"] is True, "another person looks first"
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


def test_savings_are_told_by_time_and_writer_and_only_releases_are_numbered(
    desk: Desk, city: City
) -> None:
    clerk, draft = a_draft_of(desk, city)
    write(clerk, draft, body="<p>甲</p>")
    write(clerk, draft, body="<p>乙</p>", revision=2)
    for address in ("", "edit/", "history/"):
        page = clerk.get(f"/drafts/{draft.pk}/{address}").content.decode()
        assert not re.search(r"第\s*\d+\s*稿", page)
    page = clerk.get(f"/drafts/{draft.pk}/").content.decode()
    assert "保存记录（3 次）" in page
    assert "公开后为第 1 版" in page


def test_a_correction_says_which_edition_it_will_be(desk: Desk, city: City) -> None:
    item = an_item(city.health, "供水公告", state=ItemState.PUBLISHED)
    clerk = desk(somebody("agency-clerk", city.health, username="writer"))
    clerk.post(f"/items/{item.pk}/change/", {"act": "correction", "reason": "附表有误"})
    draft = Draft.objects.latest("pk")
    assert "公开后为第 2 版" in clerk.get(f"/drafts/{draft.pk}/").content.decode()
    Draft.objects.filter(pk=draft.pk).update(attribute="withheld")
    assert "公开后为" not in clerk.get(f"/drafts/{draft.pk}/").content.decode()


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


def test_an_index_number_of_another_item_is_refused_beside_its_field_with_all_that_was_written(
    desk: Desk, city: City
) -> None:
    clerk, draft = a_draft_of(desk, city)
    other = an_item(city.health, "另一篇通知")
    Item.objects.filter(pk=other.pk).update(index_number="WJ-2026-001")
    sent = {
        "title": draft.title,
        "body": "<p>刚写的文字</p>",
        "kind": "announcement",
        "index_number": "WJ-2026-001",
        "revision": 1,
    }
    said = "索引号“WJ-2026-001”已被另一条信息使用（《另一篇通知》），请核对后修改"
    refused = clerk.post(f"/drafts/{draft.pk}/edit/", sent)
    assert refused.status_code == 422
    assert refused.context["form"].errors["index_number"] == [said + "；留空则由系统按规则编号。"]
    assert "刚写的文字" in refused.content.decode()
    by_itself = clerk.post(f"/drafts/{draft.pk}/autosave/", sent)
    assert by_itself.status_code == 422
    assert said in by_itself.json()["sentence"]
    assert clerk.post(f"/drafts/{draft.pk}/edit/", {**sent, "index_number": ""}).status_code == 302


def test_what_an_upload_could_not_bring_is_told_where_it_is_written(desk: Desk, city: City) -> None:
    clerk, _ = a_draft_of(desk, city)
    page = "<h1>清源市卫健委关于接种的通知</h1><p>现将接种事项通知如下。</p><p><img src=a.jpg></p>"
    file = SimpleUploadedFile("网页.html", f"<html><body>{page}</body></html>".encode())
    clerk.post("/drafts/new/", {"upload": "1", "agency": city.health.pk, "file": file})
    draft = Draft.objects.latest("pk")
    shown = clerk.get(f"/drafts/{draft.pk}/edit/").content.decode()
    assert shown.count("1张图片没有一起上传") == 1
    assert "只是重复已填入页头的" in shown
