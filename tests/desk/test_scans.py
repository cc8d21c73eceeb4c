"""扫描件识别: the list with its rate, a page beside its picture, correction, and nobody else's files."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from tests.builders.agencies import AT, BY, City, somebody
from tests.builders.catalog import an_item
from tests.builders.holding import a_workbook
from tests.builders.pictured import a_picture
from tests.builders.scans import a_scanned_file
from yangguang.apps.agencies.models import Agency, User
from yangguang.apps.catalog.models import Attachment
from yangguang.apps.events.models import Event
from yangguang.apps.events.services import deliver
from yangguang.apps.files.models import FilePage, StoredFile
from yangguang.apps.files.services.recognising import proofread_page
from yangguang.apps.files.services.storing import store_file
from yangguang.apps.publishing.models import Draft, DraftAttachment
from yangguang.apps.publishing.selectors.scans import electronic_share
from yangguang.apps.publishing.services.drafting import start_draft

pytestmark = pytest.mark.django_db
Desk = Callable[[User], Client]


def test_a_draft_without_a_text_offers_what_was_recognised_and_takes_it_in(
    desk: Desk, city: City
) -> None:
    a_scanned_file(city.health)
    draft = Draft.objects.get()
    client = desk(somebody("agency-clerk", city.health))
    offered = "把识别的文字放入正文"
    assert offered not in client.get(f"/drafts/{draft.pk}/edit/").content.decode()
    Draft.objects.update(body_html="", body_text="")
    assert offered in client.get(f"/drafts/{draft.pk}/edit/").content.decode()
    page = client.post(f"/drafts/{draft.pk}/recognised/", follow=True).content.decode()
    assert "识别的文字已放入正文" in page
    assert "卫生监督枪查记录" in page
    assert "对照原件逐字校对" in page
    page = client.post(f"/drafts/{draft.pk}/recognised/", follow=True).content.decode()
    assert "稿件已经有正文" in page


def test_a_clerk_sees_what_was_recognised_and_puts_it_right(desk: Desk, city: City) -> None:
    file = a_scanned_file(city.health)
    client = desk(somebody("agency-clerk", city.health))
    page = client.get("/scans/").content.decode()
    assert "检查记录扫描件.pdf" in page
    assert "宜校对" in page
    address = f"/scans/{file.pk}/1/"
    page = client.get(address).content.decode()
    assert "平均置信度 0.700" in page
    assert "卫生监督枪查记录" in page
    picture = client.get(f"/scans/{file.pk}/1.png")
    assert picture.content.startswith(b"\x89PNG")
    answer = client.post(f"{address}proofread/", {"text": "卫生监督检查记录"})
    assert answer.status_code == 302
    row = file.page_texts.get()
    assert row.text == "卫生监督检查记录"
    assert row.proofread_at is not None
    assert "已人工校对" in client.get(address).content.decode()
    assert client.get(f"/scans/{file.pk}/7/").status_code == 404
    assert client.post(f"/scans/{file.pk}/again/").status_code == 302
    file.refresh_from_db()
    assert file.reading == StoredFile.Reading.SCAN


def test_a_picture_in_a_workbook_is_seen_beside_its_words_and_named_by_its_sheet(
    desk: Desk, city: City
) -> None:
    data = a_workbook(
        ("名单", [["姓名"]], [a_picture("red", (300, 200)), a_picture("blue", (300, 200))])
    )
    file = store_file(data=data, at=AT)
    file.reading, file.recogniser = StoredFile.Reading.READ, "测试引擎，简体中文"
    file.save()
    place = "工作表“名单”第{}张图片"
    FilePage.objects.create(
        file=file, number=2, text="困难群众", confidence=0.7, place=place.format(1),
        address="xl/media/image1.png",
    )  # fmt: skip
    FilePage.objects.create(
        file=file, number=3, confidence=0.0, place=place.format(2), unread_why="像素过多",
        address="xl/media/image2.png",
    )  # fmt: skip
    draft = start_draft(agency=city.health, title="名单", body_html="<p>见附件。</p>", by=BY, at=AT)
    DraftAttachment.objects.create(draft=draft, file=file, title="名单.xlsx")
    client = desk(somebody("agency-clerk", city.health))
    assert f"/scans/{file.pk}/0/" in client.get("/scans/").content.decode()
    page = client.get(f"/scans/{file.pk}/0/").content.decode()
    assert "困难群众" in page
    assert place.format(1) in page
    assert client.get(f"/scans/{file.pk}/2.png").content.startswith(b"\x89PNG")
    unread = client.get(f"/scans/{file.pk}/3/").content.decode()
    assert "没有识别：像素过多" in unread
    assert "第1页" not in unread
    assert f"/scans/{file.pk}/3.png" not in unread
    sent = client.post(f"/scans/{file.pk}/2/proofread/", {"text": "困难群众名单"}, follow=True)
    assert f"{place.format(1)}已校对保存" in sent.content.decode()


def test_a_photograph_without_words_does_not_fill_the_list(desk: Desk, city: City) -> None:
    photograph = store_file(data=a_picture("red", (300, 200)), at=AT)
    photograph.reading, photograph.recogniser = StoredFile.Reading.READ, "测试引擎，简体中文"
    photograph.save()
    FilePage.objects.create(file=photograph, number=1, text="", confidence=0.0)
    draft = start_draft(agency=city.health, title="活动", body_html="<p>见图。</p>", by=BY, at=AT)
    DraftAttachment.objects.create(draft=draft, file=photograph, title="图片1")
    client = desk(somebody("agency-clerk", city.health))
    assert "没有扫描件" in client.get("/scans/").content.decode()
    photograph.page_texts.update(text="活动签到表")
    assert "图片1" in client.get("/scans/").content.decode()


def test_another_bodys_scans_are_not_there(desk: Desk, city: City) -> None:
    file = a_scanned_file(city.health)
    client = desk(somebody("agency-clerk", city.schools))
    assert "没有扫描件" in client.get("/scans/").content.decode()
    for address in (f"/scans/{file.pk}/1/", f"/scans/{file.pk}/1.png"):
        assert client.get(address).status_code == 404
    assert client.post(f"/scans/{file.pk}/1/proofread/", {"text": "x"}).status_code == 404


def test_what_cannot_be_read_counts_against_the_electronic_share(city: City) -> None:
    whole = an_item("全文可读的通知", agency=city.health)
    scanned = an_item("扫描的通知", agency=city.health)
    file = a_scanned_file(city.health)
    assert scanned.edition is not None
    Attachment.objects.create(edition=scanned.edition, file=file, title="扫描件")
    mine = Agency.objects.filter(pk=city.health.pk)
    assert electronic_share(mine).percent == 100
    StoredFile.objects.filter(pk=file.pk).update(reading=StoredFile.Reading.SCAN)
    share = electronic_share(mine)
    assert (share.published, share.electronic, share.percent) == (2, 1, 50)
    assert whole.pk
    assert electronic_share(Agency.objects.filter(pk=city.schools.pk)).percent is None


def test_what_shows_or_finds_an_item_hears_that_its_scan_became_text(city: City) -> None:
    carrying = an_item("带扫描件的通知", agency=city.health)
    an_item("没有附件的通知", agency=city.health)
    file = a_scanned_file(city.health)
    assert carrying.edition is not None
    Attachment.objects.create(edition=carrying.edition, file=file, title="扫描件")
    proofread_page(page=file.page_texts.get(), text="卫生监督检查记录", by=BY, at=AT)
    before = Event.objects.filter(kind="item.changed").count()
    while deliver(reader_name="catalog.recognised"):
        continue
    changed = Event.objects.filter(kind="item.changed").order_by("pk")[before:]
    assert [event.subject_key for event in changed] == [str(carrying.pk)]
