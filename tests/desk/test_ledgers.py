"""The ledgers at the desk: entered, corrected, voided, imported, handed over; each body its own."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.builders.agencies import City, a_person, a_post
from tests.builders.ledgers import an_entry, noon
from tests.builders.papers import a_pdf
from tests.desk.scene import an_item
from yangguang.apps.agencies.models import Agency, User
from yangguang.apps.catalog.models import ItemState
from yangguang.apps.files.sandbox import Sandbox
from yangguang.apps.resources.models import Entry, HandOver, Import

pytestmark = pytest.mark.django_db
DAY = date(2024, 3, 5)
Desk = Callable[[User], Client]


def clerk_of(agency: Agency, username: str = "ledger-clerk") -> User:
    user = a_person(username)
    a_post(user, "agency-clerk", agency)
    return user


def said(html: bytes | str) -> str:
    text = html.decode() if isinstance(html, bytes) else html
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text))


def a_book(rows: list[list[object]]) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "经费"
    for row in rows:
        sheet.append(row)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def test_a_row_is_entered_corrected_and_voided(city: City, desk: Desk) -> None:
    client = desk(clerk_of(city.health))
    form = {"starts_on": "2024-03-05", "title": "政务公开培训班", "quantity": "六十"}
    address = reverse("new-ledger-entry", args=["training"])
    wrong = client.post(address, form)
    assert wrong.status_code == 422
    assert "应当是0或者正整数" in said(wrong.content)
    empty = client.post(address, {})
    assert said(empty.content).count("没有填写，请填写") >= 3
    made = client.post(address, form | {"quantity": "60"}, follow=True)
    row = Entry.objects.get()
    assert (row.agency, row.quantity, row.recorded_by.username) == (city.health, 60, "ledger-clerk")  # type: ignore[union-attr] # recorded by the clerk
    assert "补记" in said(made.content)

    correct = reverse("correct-ledger-entry", args=[row.pk])
    assert 'value="60"' in client.get(correct).content.decode()
    unreasoned = client.post(correct, form | {"quantity": "61"})
    assert "请写明理由" in said(unreasoned.content)
    page = client.post(correct, form | {"quantity": "61", "reason": "漏记一人"}, follow=True)
    assert "漏记一人" in said(page.content)
    new = Entry.objects.get(voided_at=None)
    assert new.quantity == 61
    assert "现在有效的记录" in said(client.get(reverse("ledger-entry", args=[row.pk])).content)

    page = client.post(
        reverse("void-ledger-entry", args=[new.pk]), {"reason": "重复登记"}, follow=True
    )
    assert "已作废" in said(page.content)
    listed = client.get(reverse("ledger", args=["training"])).content.decode()
    assert "<del>" in listed
    assert "重复登记" in listed
    assert "有效 0 条合计" in said(listed)
    assert "漏记一人" not in said(listed)
    assert "漏记一人" in said(
        client.get(reverse("ledger", args=["training"]), {"state": "all"}).content
    )


def test_a_list_adds_up_what_holds_in_the_year(city: City, desk: Desk) -> None:
    an_entry(city.health, "funds", DAY, amount=Decimal("3.6"), title="印制")
    an_entry(city.health, "funds", date(2024, 9, 1), amount=Decimal("0.4"), title="培训")
    an_entry(city.health, "funds", date(2023, 9, 1), amount=Decimal(9), title="去年")
    client = desk(clerk_of(city.health))
    page = said(client.get(reverse("ledger", args=["funds"]), {"year": "2024"}).content)
    assert "有效 2 条合计 4 " in page
    assert "去年" not in page
    index = said(client.get(reverse("ledgers"), {"year": "2024"}).content)
    assert "政府信息公开专项经费 2 2024-09-01 2014年表" in index
    late = client.get(reverse("ledger", args=["funds"]), {"state": "late"})
    assert "没有符合条件的记录" in said(late.content)


def test_months_of_letters_are_added_up_column_by_column(city: City, desk: Desk) -> None:
    for month, answered in ((3, 30), (4, 7)):
        an_entry(
            city.health, "letters-monthly", date(2024, month, 31 - month % 2 - 1), quantity=40,
            details={"channel": "来信", "answered": answered, "in_time": 5},
        )  # fmt: skip
    client = desk(clerk_of(city.health))
    page = said(client.get(reverse("ledger", args=["letters-monthly"])).content)
    assert "有效 2 条合计 80 37 10 0 0 0" in page
    assert "2024年3月 40" in page
    told = client.get(reverse("ledger-export", args=["letters-monthly", "json"])).json()
    assert [row["已答复件数"] for row in told["记录"]] == [30, 7]


def test_a_standing_thing_is_ended(city: City, desk: Desk) -> None:
    row = an_entry(city.health, "organs", date(2020, 1, 1), title="政务公开科")
    client = desk(clerk_of(city.health))
    address = reverse("end-ledger-entry", args=[row.pk])
    assert "没有填写最后一天" in said(client.post(address, {}, follow=True).content)
    page = client.post(address, {"last_day": "2024-03-31", "reason": "机构改革"}, follow=True)
    assert "计至2024-03-31" in said(page.content)
    assert Entry.objects.get(voided_at=None).ends_on == date(2024, 3, 31)


def test_each_body_sees_its_own_and_supervisors_those_below(city: City, desk: Desk) -> None:
    own = an_entry(city.health, "meetings", DAY, title="卫健会议")
    other = an_entry(city.schools, "meetings", DAY, title="教育会议")
    clerk = desk(clerk_of(city.health))
    listed = said(clerk.get(reverse("ledger", args=["meetings"])).content)
    assert "卫健会议" in listed
    assert "教育会议" not in listed
    assert clerk.get(reverse("ledger-entry", args=[other.pk])).status_code == 404
    assert (
        clerk.post(reverse("void-ledger-entry", args=[other.pk]), {"reason": "误"}).status_code
        == 404
    )
    exported = clerk.get(reverse("ledger-export", args=["meetings", "csv"])).content.decode()
    assert "卫健会议" in exported
    assert "教育会议" not in exported
    watcher = a_person("watcher")
    a_post(watcher, "supervisor", city.office)
    above = desk(watcher)
    page = said(above.get(reverse("ledger", args=["meetings"])).content)
    assert "卫健会议" in page
    assert "教育会议" in page
    shown = above.get(reverse("ledger-entry", args=[own.pk])).content.decode()
    assert reverse("correct-ledger-entry", args=[own.pk]) not in shown
    assert above.get(reverse("new-ledger-entry", args=["meetings"])).status_code == 403
    assert clerk.get(reverse("ledger", args=["no-such"])).status_code == 404


@pytest.fixture
def _near_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files are read in this process; that the reader is sandboxed, its own tests show."""
    from yangguang.text.extract import read

    def near(_: Sandbox, data: bytes, *, name: str = "", media_type: str = "") -> object:
        return read(data, name=name, media_type=media_type)

    monkeypatch.setattr(Sandbox, "read", near)


@pytest.mark.usefixtures("_near_reader")
def test_a_sheet_is_looked_at_matched_taken_in_and_taken_back(
    city: City, desk: Desk, settings: pytest.FixtureRequest, tmp_path: object
) -> None:
    settings.FILES_FOLDER = tmp_path  # type: ignore[attr-defined] # pytest-django's settings
    client = desk(clerk_of(city.health))
    address = reverse("ledger-import-new", args=["funds"])
    assert "还没有选择文件" in said(client.post(address, {"agency": city.health.pk}).content)
    rows: list[list[object]] = [
        ["2024年经费台账"],
        ["日期", "用途", "预算", "决算数"],
        ["3月5日", "印制", 50000, 36000],
        ["不详", "培训", 1000, 800],
        ["合计", None, 51000, 36800],
    ]
    file = SimpleUploadedFile("经费.xlsx", a_book(rows))
    page = client.post(address, {"agency": city.health.pk, "file": file}, follow=True)
    check = page.redirect_chain[-1][0]
    assert "没有对应的列，请为金额（万元）选定列" in said(page.content)
    chosen = {
        "s0-take": "1", "s0-unit": "元", "s0-year": "2024",
        "s0-c0": "starts_on", "s0-c1": "title", "s0-c2": "", "s0-c3": "amount",
    }  # fmt: skip
    page = client.post(check, chosen | {"do": "preview"})
    shown = said(page.content)
    assert "可以导入 1 条" in shown
    assert "经费 A4 日期" in shown
    assert "合计写作36800" in shown
    refused = client.post(check, chosen | {"do": "import"})
    assert refused.status_code == 422
    assert not Entry.objects.exists()
    done = client.post(check, chosen | {"do": "import", "partly": "1"}, follow=True)
    assert "已导入1条记录" in said(done.content)
    assert Entry.objects.get().amount == Decimal("3.6")
    batch = Import.objects.get()
    source = client.get(reverse("ledger-import-source", args=[batch.pk]))
    assert source.content[:2] == b"PK"
    undone = client.post(
        reverse("undo-ledger-import", args=[batch.pk]), {"reason": "导错"}, follow=True
    )
    assert "1条记录作废" in said(undone.content)
    assert not Entry.objects.filter(voided_at=None).exists()

    stranger = desk(clerk_of(city.schools, "stranger"))
    assert stranger.get(check).status_code == 404
    assert client.get(check[:-3] + "xx/").status_code == 404
    template = client.get(reverse("ledger-template", args=["funds"]))
    again = SimpleUploadedFile("模板.xlsx", template.content)
    page = client.post(address, {"agency": city.health.pk, "file": again}, follow=True)
    assert "可以导入 0 条" in said(page.content)


@pytest.mark.usefixtures("_near_reader")
def test_a_later_sheet_shows_what_it_fills_in_and_what_it_would_change(
    city: City, desk: Desk, settings: pytest.FixtureRequest, tmp_path: object
) -> None:
    settings.FILES_FOLDER = tmp_path  # type: ignore[attr-defined] # pytest-django's settings
    for title, more in (("井盖松动", {}), ("路灯不亮", {"answered_on": f"{DAY}"})):
        an_entry(city.health, "letters", DAY, title=title, details={"channel": "来信", **more})
    client = desk(clerk_of(city.health))
    rows: list[list[object]] = [
        ["收到日期", "来信事项", "渠道", "答复日期"],
        [f"{DAY}", "井盖松动", "来信", "2024-03-12"],
        [f"{DAY}", "路灯不亮", "来信", "2024-03-13"],
    ]
    page = client.post(
        reverse("ledger-import-new", args=["letters"]),
        {"agency": city.health.pk, "file": SimpleUploadedFile("来信.xlsx", a_book(rows))},
        follow=True,
    )
    shown = said(page.content)
    assert "补填已登记的 1 条，和台账所记不同的 1 条" in shown
    assert "答复日期： 2024-03-05 → 2024-03-13" in shown
    columns = ("starts_on", "title", "details.channel", "details.answered_on")
    chosen = {"s0-take": "1"} | {f"s0-c{x}": name for x, name in enumerate(columns)}
    done = client.post(
        page.redirect_chain[-1][0], chosen | {"do": "import", "correct": "1"}, follow=True
    )
    assert "补填1条，更正1条" in said(done.content)
    standing = Entry.objects.filter(voided_at=None)
    assert {row.details["answered_on"] for row in standing} == {"2024-03-12", "2024-03-13"}


def test_materials_are_handed_over_listed_and_signed_for(
    city: City, desk: Desk, settings: pytest.FixtureRequest, tmp_path: object
) -> None:
    settings.FILES_FOLDER = tmp_path  # type: ignore[attr-defined] # pytest-django's settings
    today = timezone.localdate()
    point = an_entry(city.schools, "points", date(2020, 1, 1), title="市图书馆查阅点")
    first = an_item(city.health, "健康促进规划", state=ItemState.PUBLISHED, number="N-1")
    hidden = an_item(city.health, "没有公开的稿子")
    client = desk(clerk_of(city.health))
    address = reverse("hand-over-materials", args=[point.pk])
    page = said(client.get(address).content)
    assert "健康促进规划" in page
    assert "没有公开的稿子" not in page
    form = {"agency": city.health.pk, "on": f"{today}", "copies": "2"}
    assert "还没有选择要移交的信息" in said(
        client.post(address, form | {"pick": [hidden.pk]}).content
    )
    page = client.post(address, form | {"pick": [first.pk]}, follow=True)
    made = HandOver.objects.get()
    assert str(made) == f"〔{today.year}〕1号"
    assert "签收人：____" in said(page.content)
    row = Entry.objects.get(ledger="handovers")
    assert (row.item, row.quantity, row.place) == (first, 2, point)
    assert "健康促进规划" not in said(client.get(address).content)

    sign = reverse("sign-hand-over", args=[made.pk])
    fake = SimpleUploadedFile("凭据.pdf", b"MZ not a scan")
    page = client.post(sign, {"received_by": "张某", "receipt": fake}, follow=True)
    assert "不是PDF、PNG或者JPEG文件" in said(page.content)
    scan = SimpleUploadedFile("凭据.pdf", a_pdf("已收到"))
    page = client.post(sign, {"received_by": "张某", "receipt": scan}, follow=True)
    assert "签收人：张某" in said(page.content)
    receipt = client.get(reverse("hand-over-receipt", args=[made.pk]))
    assert receipt.content.startswith(b"%PDF")
    shown = said(client.get(reverse("consultation-point", args=[point.pk])).content)
    assert f"〔{today.year}〕1号" in shown
    host = desk(clerk_of(city.schools, "host"))
    assert host.get(reverse("hand-over-list", args=[made.pk])).status_code == 200
    assert host.post(sign, {"received_by": "李某"}).status_code == 404
    county = desk(clerk_of(city.county_health, "county"))
    assert county.get(reverse("hand-over-list", args=[made.pk])).status_code == 404


def test_a_point_shows_its_visitors_and_calls_by_month(city: City, desk: Desk) -> None:
    point = an_entry(city.health, "points", date(2020, 1, 1), title="市档案馆查阅点")
    for month, people in ((3, 12), (4, 30)):
        an_entry(
            city.health, "visits", date(2024, month, 5), place=point, quantity=people,
            details={"calls": month}, at=noon(date(2024, 5, 1)),
        )  # fmt: skip
    client = desk(clerk_of(city.health))
    page = said(
        client.get(reverse("consultation-point", args=[point.pk]), {"year": "2024"}).content
    )
    assert "3月 12 3 0 0 4月 30 4 0 0" in page
    assert "合计 42 7 0 0" in page
    listed = said(client.get(reverse("consultation-points")).content)
    assert "市档案馆查阅点" in listed
