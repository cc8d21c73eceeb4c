"""What nobody types: signs that databases refuse, floods, files without end."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.builders.town import Town
from tests.portal.requests.filling import Applying, a_picture, words_of
from yangguang.apps.requests.models import Application
from yangguang.portal.models import Visit, VisitFile
from yangguang.portal.requests.limits import MOST_BYTES, MOST_FILES, spoken

pytestmark = pytest.mark.django_db


def test_a_nul_sign_breaks_no_page(searchable: Town, applying: Applying) -> None:
    browser = applying.client
    assert browser.get("/requests/apply/?agency=%00").status_code == 200
    assert applying.send("bodies", do="find", find="卫\x00生").status_code == 200
    assert applying.send("bodies", body=["health\x00"]).status_code == 302
    assert applying.wanted("水质\x00监测结果").status_code == 302
    applying.way()
    assert applying.applicant(name="李\x00测试").status_code == 302
    answer = browser.post("/requests/follow/", {"number": "1\x00", "code": "\x00"})
    assert answer.status_code == 422
    assert browser.post("/requests/apply/look/", {"wanted": "水质\x00监测"}).status_code == 200


def test_beginning_forms_without_end_has_to_wait(town: Town, citizen: Client) -> None:
    with time_machine.travel("2026-03-02 10:00:01+08:00", tick=False):
        for _ in range(60):
            assert Applying(Client()).bodies().status_code == 302
        assert Applying(Client()).bodies().status_code == 429
    assert Visit.objects.count() == 60


def test_more_files_than_the_form_takes_are_refused(searchable: Town, applying: Applying) -> None:
    applying.bodies()
    many = [a_picture(f"第{number}页.png") for number in range(MOST_FILES + 1)]
    answer = applying.files(proof=many)
    assert answer.status_code == 422
    assert f"最多上传{MOST_FILES}个文件" in words_of(answer)
    assert VisitFile.objects.count() == MOST_FILES


def test_a_file_too_large_is_refused_by_its_size(searchable: Town, applying: Applying) -> None:
    applying.bodies()
    large = SimpleUploadedFile("大.txt", b"1" * (MOST_BYTES + 1))
    answer = applying.files(proof=large)
    assert "“大.txt”超过20 MB" in words_of(answer)
    assert VisitFile.objects.count() == 0


def test_files_too_large_together_are_refused(searchable: Town, applying: Applying) -> None:
    applying.bodies()
    page = a_picture().read() + b"1" * (15 * 1024 * 1024)
    many = [SimpleUploadedFile(f"{number}.png", page) for number in range(3)]
    answer = applying.files(proof=many)
    assert "文件合计不能超过40 MB" in words_of(answer)
    assert VisitFile.objects.count() == 2


def test_when_the_store_is_full_one_may_apply_without_the_proof(
    searchable: Town, applying: Applying, settings: Any
) -> None:
    settings.REQUEST_DRAFT_MEGABYTES = 0
    applying.bodies()
    answer = applying.files(proof=a_picture())
    assert "现在填写的人很多" in words_of(answer)
    applying.wanted()
    applying.way()
    applying.applicant()
    applying.files(proof_later="1")
    assert applying.submit().status_code == 302
    assert Application.objects.count() == 1


def test_a_path_in_a_file_name_stays_out(searchable: Town, applying: Applying) -> None:
    applying.bodies()
    applying.files(proof=a_picture("..\\..\\windows\\身份证.png"))
    page = applying.page("files")
    assert "身份证.png" in page
    assert "windows" not in page


def test_a_form_that_is_no_form_is_answered(searchable: Town, applying: Applying) -> None:
    applying.bodies()
    answer = applying.client.post(
        "/requests/apply/files/", b"--x\r\nnonsense", content_type="multipart/form-data; boundary=x"
    )
    assert answer.status_code in {400, 422}


@pytest.mark.parametrize(
    ("minutes", "said"), [(30, "30分钟"), (60, "1小时"), (90, "90分钟"), (120, "2小时")]
)
def test_times_are_said_as_people_say_them(minutes: int, said: str) -> None:
    assert spoken(timedelta(minutes=minutes)) == said
