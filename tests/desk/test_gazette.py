"""政府公报 at the desk: documents chosen, ordered, looked at and made a draft; wrong input."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.builders.agencies import City, somebody
from tests.builders.catalog import an_item
from tests.desk.conftest import enter
from yangguang.apps.gazette.models import GazetteIssue
from yangguang.apps.publishing.models import Draft

pytestmark = pytest.mark.django_db


def test_a_lead_compiles_an_issue(client: Client, city: City) -> None:
    enter(client, somebody("agency-lead", city.health))
    first, second = (an_item(title, agency=city.health) for title in ("甲通知", "乙通知"))
    values = {
        "agency": city.health.pk, "title": "卫生健康公报", "year": 2026, "number": 2, "whole_number": 1,
    }  # fmt: skip
    wrong = client.post(reverse("new-gazette"), values)
    assert "总期号不小于期号" in wrong.content.decode()
    client.post(reverse("new-gazette"), {**values, "whole_number": 2})
    issue = GazetteIssue.objects.get()
    choose = reverse("gazette-choose", args=[issue.pk])
    assert "还没有勾选文件" in client.post(choose, {"section": "通知"}).content.decode()
    assert "请先选入" not in client.get(choose).content.decode()
    client.post(choose, {"section": "通知", "pick": [first.pk, second.pk]})
    entries = list(issue.entries.order_by("order"))
    arrange = reverse("gazette-arrange", args=[issue.pk])
    client.post(arrange, {"entry": entries[1].pk, "act": "up"})
    assert issue.entries.order_by("order").first() == entries[1]
    pages = client.get(reverse("gazette-pages", args=[issue.pk]))
    assert (pages["Content-Type"], pages.content[:5]) == ("application/pdf", b"%PDF-")
    client.post(reverse("gazette-draft", args=[issue.pk]))
    draft = Draft.objects.get()
    assert draft.title == "卫生健康公报 2026年第2期（总第2期）"
    assert draft.attachments.get().title == "卫生健康公报2026年第2期（PDF）"
    withdraw = reverse("item-withdraw", args=[first.pk])
    assert "重新排印" not in client.get(withdraw).content.decode()
    GazetteIssue.objects.update(state=GazetteIssue.State.PUBLISHED)
    assert "本文登载于《卫生健康公报》2026年第2期（总第2期）。撤回后该期随即重新排印" in (
        client.get(withdraw).content.decode()
    )


def test_an_empty_issue_says_what_to_do(client: Client, city: City) -> None:
    enter(client, somebody("agency-lead", city.health))
    values = {
        "agency": city.health.pk, "title": "卫生健康公报", "year": 2026, "number": 1, "whole_number": 1,
    }  # fmt: skip
    client.post(reverse("new-gazette"), values)
    issue = GazetteIssue.objects.get()
    page = client.get(reverse("gazette-pages", args=[issue.pk]), follow=True)
    assert "请先选入" in page.content.decode()
