"""登记: scanned originals come with the form, and a mistake costs neither words nor files."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from tests.builders.agencies import BY, City, somebody
from tests.portal.requests.filling import a_picture
from yangguang.apps.agencies.models import User
from yangguang.apps.files.uploading import InMemory
from yangguang.apps.letters.models import Letter
from yangguang.apps.notices.models import Notice
from yangguang.apps.requests.models import Application, Attachment, HeldScan
from yangguang.apps.requests.services.materials import content_of
from yangguang.apps.requests.services.originals import MOST_SCANS, sweep_scans

pytestmark = pytest.mark.django_db
Desk = Callable[[User], Client]
ADDRESS = "/requests/register/"
WANTED = "2025年度全市农村饮用水水质监测结果"


def a_text(name: str = "申请表.txt", words: str = "政府信息公开申请表") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, words.encode())


def fields(city: City, **changes: Any) -> dict[str, Any]:
    today = timezone.localdate().isoformat()
    return {
        "agency": city.health.pk, "channel": "counter", "arrived_on": today, "kind": "natural",
        "name": "李测试", "identity": "11010119900307283X", "telephone": "13800138000",
        "address": "清源市湖滨路1号", "wanted": WANTED, "form": "paper", "delivery": "post", **changes,
    }  # fmt: skip


@pytest.fixture
def clerk(desk: Desk, city: City) -> Client:
    return desk(somebody("agency-clerk", city.health))


def held_on(answer: HttpResponse) -> list[str]:
    return re.findall(r'name="held" value="([^"]+)"', answer.content.decode())


def test_originals_are_attached_with_the_registration(clerk: Client, city: City) -> None:
    answer = clerk.post(ADDRESS, fields(city, originals=[a_text(), a_picture("信封.png")]))
    application = Application.objects.get()
    assert answer.headers["Location"] == f"/requests/{application.pk}/"
    kept = list(application.attachments.order_by("pk"))
    assert [(one.name, one.purpose, one.media_type) for one in kept] == [
        ("申请表.txt", Attachment.Purpose.ORIGINAL, "text/plain"),
        ("信封.png", Attachment.Purpose.ORIGINAL, "image/png"),
    ]
    assert (
        content_of(kept[0], by=BY, at=timezone.now(), why="核对").decode() == "政府信息公开申请表"
    )
    assert kept[0].sealed_file
    assert not HeldScan.objects.exists()


def test_a_mistake_in_the_words_keeps_words_and_files(clerk: Client, city: City) -> None:
    answer = clerk.post(ADDRESS, fields(city, name="", originals=[a_text(), a_picture()]))
    page = answer.content.decode()
    assert answer.status_code == 422
    for kept in (WANTED, "13800138000", "清源市湖滨路1号", "申请表.txt", "身份证.png"):
        assert kept in page
    assert Application.objects.count() == 0
    again = clerk.post(ADDRESS, fields(city, held=held_on(answer)))
    assert again.status_code == 302
    assert Application.objects.get().attachments.count() == 2


def test_a_refusal_of_the_law_keeps_words_and_files(clerk: Client, city: City) -> None:
    later = (timezone.localdate() + timedelta(days=1)).isoformat()
    answer = clerk.post(ADDRESS, fields(city, arrived_on=later, originals=[a_text()]))
    assert "在今天之后" in answer.content.decode()
    assert len(held_on(answer)) == 1
    assert clerk.post(ADDRESS, fields(city, held=held_on(answer))).status_code == 302


@pytest.mark.parametrize(
    ("name", "words", "said"),
    [
        ("请示.txt", "机密★20年\n关于水质的请示", "带有“机密★20年”标志，没有保存"),
        ("程序.exe", "MZ\x00\x01\x02", "不接受“.exe”文件"),
        ("程序.txt", "MZ\x00\x01\x02", "无法读取"),
        ("空.txt", "", "是空文件"),
    ],
)
def test_a_file_that_may_not_be_kept_is_named_and_the_rest_stays(
    clerk: Client, city: City, name: str, words: str, said: str
) -> None:
    bad = SimpleUploadedFile(name, words.encode())
    answer = clerk.post(ADDRESS, fields(city, originals=[a_text(), bad]))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert said in page
    assert WANTED in page
    assert Application.objects.count() == 0
    (scan,) = HeldScan.objects.all()
    assert scan.name == "申请表.txt"
    assert "请示" not in "".join(HeldScan.objects.values_list("name", flat=True))
    clerk.post(ADDRESS, fields(city, held=held_on(answer)))
    assert Application.objects.get().attachments.get().name == "申请表.txt"


def test_files_are_typed_by_their_content_and_not_by_their_name(clerk: Client, city: City) -> None:
    picture = a_picture("申请表.pdf")
    clerk.post(ADDRESS, fields(city, originals=[picture]))
    assert Attachment.objects.get().media_type == "image/png"


def test_files_may_come_and_go_before_anything_is_filled_in(clerk: Client, city: City) -> None:
    first = clerk.post(ADDRESS, {"upload": "1", "name": "李测试", "originals": [a_text("一.txt")]})
    page = first.content.decode()
    assert first.status_code == 200
    assert "一.txt" in page
    assert 'value="李测试"' in page
    assert "处需要改正" not in page
    second = clerk.post(
        ADDRESS, {"upload": "1", "held": held_on(first), "originals": [a_text("二.txt")]}
    )
    keys = held_on(second)
    assert len(keys) == 2
    third = clerk.post(ADDRESS, fields(city, held=keys, drop=keys[0]))
    assert held_on(third) == keys[1:]
    assert Application.objects.count() == 0
    clerk.post(ADDRESS, fields(city, held=held_on(third)))
    assert Attachment.objects.get().name == "二.txt"


def test_no_more_than_so_many(clerk: Client, city: City) -> None:
    files = [a_text(f"{place}.txt") for place in range(MOST_SCANS + 1)]
    answer = clerk.post(ADDRESS, fields(city, originals=files))
    assert f"一次最多上传{MOST_SCANS}个文件" in answer.content.decode()
    assert HeldScan.objects.count() == MOST_SCANS


def test_a_file_that_was_cut_short_is_never_attached(
    clerk: Client, city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The form holds so much together; what goes beyond is counted and not kept."""
    monkeypatch.setattr(InMemory, "most", 64)
    files = [a_text("一.txt", "短"), a_text("二.txt", "申请表" * 40)]
    answer = clerk.post(ADDRESS, fields(city, originals=files))
    assert "“二.txt”没有保存，请分几次上传" in answer.content.decode()
    assert [scan.name for scan in HeldScan.objects.all()] == ["一.txt"]
    assert Application.objects.count() == 0


def test_a_line_of_secrecy_takes_no_file_and_drops_what_was_held(clerk: Client, city: City) -> None:
    answer = clerk.post(ADDRESS, fields(city, wanted="", secret="on", originals=[a_text()]))
    assert "涉密线索只登记、不上传任何文件，已上传的扫描件已经删除" in answer.content.decode()
    assert HeldScan.objects.count() == 0
    assert Application.objects.count() == 0
    clerk.post(ADDRESS, fields(city, wanted="", secret="on"))
    assert Application.objects.get().secret


def test_what_one_clerk_holds_another_cannot_take(clerk: Client, city: City, desk: Desk) -> None:
    answer = clerk.post(ADDRESS, {"upload": "1", "originals": [a_text()]})
    other = desk(somebody("agency-clerk", city.health, username="other"))
    stolen = other.post(ADDRESS, fields(city, held=held_on(answer)))
    assert "超过保存时间" in stolen.content.decode()
    assert Application.objects.count() == 0
    assert HeldScan.objects.count() == 1
    assert other.post(ADDRESS, fields(city, held="no-key")).status_code == 422


def test_what_is_held_lies_sealed_and_goes_after_four_hours(clerk: Client, city: City) -> None:
    with time_machine.travel("2026-03-02 09:00+08:00", tick=False) as now:
        clerk.post(ADDRESS, {"upload": "1", "originals": [a_text(words="李测试的申请表")]})
        assert "李测试".encode() not in bytes(HeldScan.objects.get().content)
        now.shift(timedelta(hours=3, minutes=59))
        sweep_scans(timezone.now())
        assert HeldScan.objects.count() == 1
        now.shift(timedelta(minutes=1))
        sweep_scans(timezone.now())
        assert HeldScan.objects.count() == 0


def test_where_an_original_cannot_be_attached_nothing_is_registered(
    clerk: Client, city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    from yangguang.apps.requests.services import originals
    from yangguang.apps.requests.workflow import impossible

    def refuse(**_: object) -> None:
        raise impossible("存储空间不足", "文件没有保存，请稍后再试。")

    monkeypatch.setattr(originals, "attach", refuse)
    answer = clerk.post(ADDRESS, fields(city, originals=[a_text()]))
    assert answer.status_code == 422
    assert "文件没有保存，请稍后再试。" in answer.content.decode()
    assert Application.objects.count() == 0
    assert len(held_on(answer)) == 1


def test_the_token_is_still_asked_for(city: City, desk: Desk) -> None:
    client = desk(somebody("agency-clerk", city.health))
    client.handler.enforce_csrf_checks = True
    assert client.post(ADDRESS, fields(city)).status_code == 403
    assert Application.objects.count() == 0


def test_a_receipt_is_issued_with_the_registration(clerk: Client, city: City) -> None:
    answer = clerk.post(ADDRESS, fields(city, receipt="on", originals=[a_text()]), follow=True)
    letter = Letter.objects.get(kind="receipt")
    page = answer.content.decode()
    assert f"已出具登记回执 {letter.number}" in page
    assert f"/requests/{Application.objects.get().pk}/letters/{letter.pk}.pdf" in page


def test_consent_to_mail_needs_an_address(clerk: Client, city: City) -> None:
    answer = clerk.post(ADDRESS, fields(city, email_agreed="on"))
    assert "请填写电子邮箱，或者取消勾选" in answer.content.decode()
    clerk.post(ADDRESS, fields(city, email_agreed="on", email="li@example.cn"))
    assert Application.objects.get().applicant.email_agreed
    assert Notice.objects.filter(kind="request.received").count() == 1
