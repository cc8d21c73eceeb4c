"""In traditional characters too, what somebody typed is shown as they typed it."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.builders.town import Town
from tests.portal.requests.filling import Applying, a_picture

TYPED = "于发里"
WANTED = "2025年度于家台乡志愿者云图；范围包括干部后勤"

pytestmark = pytest.mark.django_db


@pytest.fixture
def applied(searchable: Town, citizen: Client) -> Applying:
    applying = Applying(citizen, "/hant")
    applying.bodies()
    applying.wanted(WANTED)
    applying.way()
    applying.applicant(name=TYPED, address="于里路1号", kind="business", person="范干云",
                       identity="91350100M000100Y43")  # fmt: skip
    applying.files(proof=a_picture("于里证件.png"), do="upload")
    applying.files(proof_later="1")
    return applying


def test_the_page_to_check_shows_what_was_typed(applied: Applying) -> None:
    page = applied.page("check")
    assert "證件號碼" in page
    for typed in (TYPED, WANTED, "于里路1号", "范干云", "于里证件.png"):
        assert typed in page
    assert "於" not in page.partition('<dl class="summary"')[2].partition("</dl>")[0]


def test_receipt_and_case_show_what_was_typed(applied: Applying) -> None:
    assert applied.submit().status_code == 302
    page = applied.client.get("/hant/requests/apply/receipt/").content.decode()
    assert "申請已經提交" in page
    assert TYPED in page
    assert WANTED in page
    assert "于里证件.png" in page
