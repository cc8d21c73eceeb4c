"""At the desk: a list goes out as template and as files, and comes back unchanged."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tests.builders.agencies import City, somebody
from tests.builders.registers import a_register, fee, published
from tests.desk.test_registers import said
from yangguang.apps.agencies.models import User

pytestmark = pytest.mark.django_db
Desk = Callable[[User], Client]


def test_what_is_taken_away_comes_back_unchanged(city: City, desk: Desk) -> None:
    register = a_register()
    published(register, city.health, [fee("A-01", "合计", note="内")], on=date(2026, 1, 12))
    published(register, city.schools, [fee("B-01", "别家")], on=date(2026, 1, 12))
    clerk = desk(somebody("agency-clerk", city.health))
    page = clerk.get(reverse("register-import", args=[register.code])).content.decode()
    for form in ("xlsx", "csv", "json"):
        address = reverse("register-take", args=[register.code, form])
        assert address in page
        answer = clerk.get(address)
        data = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined] # it streams
        sent = clerk.post(
            reverse("register-import", args=[register.code]),
            {"agency": city.health.pk, "file": SimpleUploadedFile(f"清单.{form}", data)},
            follow=True,
        )
        told = said(sent.content)
        assert "核对：清单" in told
        assert "B-01" not in told
        refused = clerk.post(sent.redirect_chain[-1][0], {"do": "import", "title": "再来"})
        assert "1条和现行清单完全相同" in said(refused.content)
    empty = clerk.get(reverse("register-template", args=[register.code]))
    assert empty.content.startswith(b"PK")
    assert clerk.get(reverse("register-take", args=[register.code, "pdf"])).status_code == 404
