"""年度报告编写: from the list to a saved, checked, downloaded report; two writers; another's body."""

import re
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.builders.agencies import City, somebody
from tests.builders.catalog import an_item
from tests.desk.conftest import enter
from yangguang.apps.reports.models import ReportDraft

pytestmark = pytest.mark.django_db


def as_clerk(city: City) -> Client:
    return enter(Client(), somebody("agency-clerk", city.schools))


def test_a_clerk_writes_the_report_of_their_body_and_of_no_other(city: City) -> None:
    year = timezone.localdate().year - 1
    an_item(agency=city.schools, on=date(year, 5, 6))
    an_item(agency=city.health, on=date(year, 5, 6))
    client = as_clerk(city)
    listed = client.get(reverse("report-drafts")).content.decode()
    assert "清源市教育局" in listed
    assert "卫生健康" not in listed
    answer = client.post(
        reverse("start-report-draft"), {"agency": city.schools.pk, "year": year}, follow=True
    )
    page = answer.content.decode()
    draft = ReportDraft.objects.get()
    assert draft.agency == city.schools
    assert "由记录起草" in page
    assert "还不能“转入发布”" in page
    for wrong in ({"agency": city.health.pk, "year": year}, {"agency": "x", "year": year}):
        assert client.post(reverse("start-report-draft"), wrong).status_code == 404
    said = client.post(
        reverse("start-report-draft"), {"agency": city.schools.pk, "year": "20"}, follow=True
    )
    assert "年度无法识别" in said.content.decode()

    at = reverse("report-draft", args=[draft.pk])
    texts = {f"text-{part['code']}": part["text"] for part in draft.sections}
    texts["text-overview"] = texts["text-overview"].replace("【1#", "【2#", 1)
    saved = client.post(at, {**texts, "revision": 1}, follow=True).content.decode()
    assert "文中为 2，记录为 1" in saved
    second = client.post(at, {"text-other": "另一处的修改。", "revision": 1})
    assert second.status_code == 409
    assert "您的文字没有丢失" in second.content.decode()
    assert "另一处的修改。" in second.content.decode()
    kept = client.post(
        reverse("report-draft-autosave", args=[draft.pk]), {"text-other": "自动。", "revision": 2}
    )
    assert kept.json()["revision"] == 3
    crossed = client.post(
        reverse("report-draft-autosave", args=[draft.pk]), {"text-other": "又。", "revision": 2}
    )
    assert (crossed.status_code, crossed.json()["conflict"]) == (409, True)
    refused = client.post(
        reverse("report-draft-act", args=[draft.pk, "hand-on"]), follow=True
    ).content.decode()
    assert re.search(r"还有\d处“［请……］”没有填写", refused)
    assert client.post(reverse("report-draft-act", args=[draft.pk, "none"])).status_code == 404

    for name in ("report-draft-changes", "report-draft-history"):
        assert client.get(reverse(name, args=[draft.pk])).status_code == 200
    compared = client.get(reverse("report-draft-history", args=[draft.pk]) + "?old=1")
    assert "<ins>自动</ins>" in compared.content.decode()
    first = draft.savings.get(revision=1)
    client.post(reverse("report-draft-restore", args=[draft.pk, first.pk]))
    draft.refresh_from_db()
    assert draft.revision == 4
    for suffix, start in (("docx", b"PK"), ("pdf", b"%PDF"), ("html", b"<!doctype html>")):
        file = client.get(reverse("report-draft-file", args=[draft.pk, suffix]))
        assert file.content.startswith(start)
        assert "attachment" in file["Content-Disposition"]
    assert client.get(f"{at}report.exe").status_code == 404

    stranger = enter(Client(), somebody("agency-clerk", city.health))
    assert stranger.get(at).status_code == 404
    assert stranger.post(at, {"revision": 4}).status_code == 404
