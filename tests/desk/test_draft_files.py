"""Files that come in with a draft: what is refused at the door, and what is told to the reviewers."""

from __future__ import annotations

import io
import zipfile
from datetime import date

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from tests.builders.agencies import City, somebody
from tests.builders.catalog import a_stored_file, an_item
from tests.builders.drafts import AT, WRITER
from tests.builders.pictured import WordFile
from tests.builders.pictured import a_picture as a_coloured_picture
from tests.builders.scans import drawn
from tests.desk.drafting import Desk, a_draft_of
from tests.text.extract.files import PdfPage, a_docx, an_ofd, an_xlsx
from yangguang.apps.files.models import StoredFile
from yangguang.apps.files.releasecheck.finding import from_json
from yangguang.apps.publishing.formal.contents import check_contents
from yangguang.apps.publishing.formal.noticing import DraftFacts
from yangguang.apps.publishing.formal.running import facts_of
from yangguang.apps.publishing.models import Draft
from yangguang.apps.publishing.services import accepting
from yangguang.apps.publishing.services.attributing import decide_attribute
from yangguang.apps.publishing.services.submitting import submit_draft
from yangguang.law.attributes import Attribute

pytestmark = pytest.mark.django_db


def with_macros(data: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name))
        new.writestr("word/vbaProject.bin", b"\xd0\xcf\x11\xe0")
    return out.getvalue()


def with_a_comment() -> bytes:
    document = docx.Document()
    paragraph = document.add_paragraph("全市中小学名单。")
    document.add_comment(paragraph.runs, text="这个数还没核实", author="王某")
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def a_picture() -> bytes:
    out = io.BytesIO()
    Image.new("L", (40, 40), 255).save(out, "TIFF")
    return out.getvalue()


def facts(draft: Draft) -> DraftFacts:
    return facts_of(draft, today=draft.saved_at.date(), limit_on=None)


REFUSED = [
    ("空.docx", b"", "空"),
    ("大.pdf", b"%PDF-1.4" + b"0" * 1024 * 1024, "超过 1 MB 的上限"),
    ("通知.exe", b"MZ" + b"\0" * 60, "是程序或脚本"),
    ("通知.docx", b"MZ" + b"\0" * 60, "是程序或脚本"),
]


@pytest.mark.parametrize("kept", [0.5, 0.9])
def test_a_scan_that_cannot_be_shown_is_refused_with_what_to_do(
    desk: Desk, city: City, kept: float
) -> None:
    out = io.BytesIO()
    drawn("清源市卫生健康委员会通知").save(out, "PNG")
    whole = out.getvalue()
    torn = whole[: int(len(whole) * kept)]
    clerk, draft = a_draft_of(desk, city)
    before = Draft.objects.count()
    said = "“通知.png”没有保存：图片已损坏或者不完整，无法显示。请在电脑上打开核对，重新扫描、拍摄"
    sent = {"upload": "1", "agency": city.health.pk, "file": SimpleUploadedFile("通知.png", torn)}
    answer = clerk.post("/drafts/new/", sent)
    assert (answer.status_code, Draft.objects.count()) == (422, before)
    assert said in answer.content.decode()
    attached = clerk.post(
        f"/drafts/{draft.pk}/attach/", {"file": SimpleUploadedFile("通知.png", torn)}, follow=True
    )
    assert said in attached.content.decode()
    assert not draft.attachments.exists()
    clerk.post(f"/drafts/{draft.pk}/attach/", {"file": SimpleUploadedFile("通知.png", whole)})
    assert draft.attachments.get().title == "通知.png"


def test_programs_macros_and_too_large_files_are_refused_with_a_way_out(
    desk: Desk, city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(accepting, "LARGEST", 1024 * 1024)
    clerk, draft = a_draft_of(desk, city)
    before = Draft.objects.count()
    macros = ("表.docm", with_macros(a_docx("清源市卫健委通知")), "含有宏")
    for name, data, words in [*REFUSED, macros]:
        file = SimpleUploadedFile(name, data)
        sent = {"upload": "1", "agency": city.health.pk, "file": file}
        answer = clerk.post("/drafts/new/", sent)
        assert answer.status_code == 422, name
        assert words in answer.content.decode(), name
        attached = clerk.post(
            f"/drafts/{draft.pk}/attach/", {"file": SimpleUploadedFile(name, data)}, follow=True
        )
        assert words in attached.content.decode(), name
    assert Draft.objects.count() == before
    assert not draft.attachments.exists()


def test_a_readable_file_that_cannot_be_examined_is_told_before_release(
    desk: Desk, city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = {
        "kind": "unreadable",
        "severity": "must",
        "where": "整个文件",
        "sentence": "读取文件时读取程序意外退出，已停止。",
        "advice": "换成能读取的文件后再检查。",
    }
    monkeypatch.setattr(accepting, "check_release", lambda *_: [from_json(broken)])
    clerk, draft = a_draft_of(desk, city)
    clerk.post(
        f"/drafts/{draft.pk}/attach/", {"file": SimpleUploadedFile("名单.docx", a_docx("名单"))}
    )
    found = [one for one in check_contents(facts(draft)) if one.code == "file-unreadable"]
    assert [(one.severity, one.field) for one in found] == [("block", "附件《名单.docx》整个文件")]


def test_what_an_attachment_gives_away_is_told_before_release(desk: Desk, city: City) -> None:
    clerk, draft = a_draft_of(desk, city)
    clerk.post(
        f"/drafts/{draft.pk}/attach/", {"file": SimpleUploadedFile("名单.docx", with_a_comment())}
    )
    found = [one for one in check_contents(facts(draft)) if one.code == "file-comment"]
    assert [one.severity for one in found] == ["block"]
    assert "这个数还没核实" in found[0].sentence


def test_a_scan_becomes_a_draft_that_waits_for_its_words(desk: Desk, city: City) -> None:
    clerk, _ = a_draft_of(desk, city)
    file = SimpleUploadedFile("关于供水的公告.tif", a_picture())
    sent = {"upload": "1", "agency": city.health.pk, "file": file}
    page = clerk.post("/drafts/new/", sent, follow=True).content.decode()
    assert "没有可以读取的文字（扫描件），已作为附件保留" in page
    draft = Draft.objects.latest("pk")
    assert (draft.title, draft.body_text) == ("关于供水的公告", "")
    kept = draft.attachments.get().file
    assert kept.reading == StoredFile.Reading.SCAN


def test_a_word_file_of_pictures_and_a_file_nobody_can_recognise_are_told_as_what_they_are(
    desk: Desk, city: City
) -> None:
    clerk, _ = a_draft_of(desk, city)

    def page_after(name: str, data: bytes) -> str:
        file = SimpleUploadedFile(name, data)
        sent = {"upload": "1", "agency": city.health.pk, "file": file}
        return clerk.post("/drafts/new/", sent, follow=True).content.decode()

    pictured = page_after("扫描的通知.docx", WordFile().picture(a_coloured_picture()).data())
    assert "“扫描的通知”没有可以读取的文字，里面的图片已放入正文" in pictured
    assert "文件里没有文字，只有图片，图片已放入正文" in pictured
    assert 'src="file:' in Draft.objects.latest("pk").body_html
    blank = page_after("扫描的公告.ofd", an_ofd(PdfPage()))
    assert "这种格式不能由后台识别文字。请另存为 PDF" in blank
    assert "后台正在识别文字" not in blank


def test_a_correction_is_told_what_a_file_taken_over_with_the_item_carries(
    desk: Desk, city: City
) -> None:
    file = a_stored_file(with_a_comment(), "application/docx")
    item = an_item("全市中小学名单", agency=city.health, on=date(2025, 3, 3))
    assert item.edition is not None
    item.edition.attachments.create(file=file, title="名单.docx", order=1)
    clerk = desk(somebody("agency-clerk", city.health))
    sent = {"act": "correction", "reason": "校名有误"}
    assert clerk.post(f"/items/{item.pk}/change/", sent).status_code == 302
    draft = Draft.objects.get(item=item)
    decide_attribute(
        draft=draft, attribute=Attribute.PROACTIVE, ground="article-20-11", by=WRITER, at=AT
    )
    submit_draft(draft=draft, by=WRITER, at=AT)
    found = {row.code: row.sentence for row in draft.findings.all()}
    assert "批注" in found["file-comment"]
    assert "past-the-limit" not in found, "it has been public since last year"


def test_a_spreadsheet_takes_its_name_from_its_first_line(desk: Desk, city: City) -> None:
    clerk, _ = a_draft_of(desk, city)
    rows: list[list[object]] = [["清源市2026年学校名单"], ["序号", "学校"], [1, "第一小学"]]
    file = SimpleUploadedFile("new1.xlsx", an_xlsx(rows, name="Sheet1"))
    clerk.post("/drafts/new/", {"upload": "1", "agency": city.health.pk, "file": file})
    draft = Draft.objects.latest("pk")
    assert draft.title == "清源市2026年学校名单"
    assert "<caption>清源市2026年学校名单</caption>" in draft.body_html
    assert "<th>序号</th><th>学校</th>" in draft.body_html
    assert "Sheet1" not in draft.body_html


def test_the_list_of_drafts_leaves_the_lights_on_top_alone(desk: Desk, city: City) -> None:
    clerk, draft = a_draft_of(desk, city)
    page = clerk.get("/drafts/?tab=all").content.decode()
    assert draft.title in page
    assert '<span class="light green">正常</span> ' in page
    assert clerk.get("/duties/").context["lights"] == clerk.get("/drafts/").context["lights"]
