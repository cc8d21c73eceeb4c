"""规范性文件清理 and 词库 at the desk: from the list to the announcement, with wrong input."""

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.builders.agencies import City, somebody
from tests.builders.catalog import an_item, withdrawn
from tests.desk.conftest import enter
from yangguang.apps.agencies.models import User
from yangguang.apps.publishing.models import CleanupRound, Draft, LexiconWord

pytestmark = pytest.mark.django_db


def test_a_lead_lists_concludes_and_drafts_the_announcement(client: Client, city: City) -> None:
    enter(client, somebody("agency-lead", city.health))
    for title in ("供水办法", "排水办法"):
        an_item(
            title, agency=city.health, kind="policy-document", formed_on=date(2020, 5, 6),
            validity="in-force",
        )  # fmt: skip
    values = {
        "agency": city.health.pk,
        "title": "2026年度清理",
        "basis": "",
        "cutoff": "2025-12-31",
    }
    page = client.post(reverse("new-cleanup"), values)
    assert page.status_code == 422
    assert "2026年度清理" in page.content.decode()
    client.post(reverse("new-cleanup"), {**values, "basis": "清政发〔2026〕1号"})
    row = CleanupRound.objects.get()
    keys = list(row.lines.values_list("pk", flat=True))
    decide = reverse("cleanup-decide", args=[row.pk])
    nothing = client.post(decide, {"outcome": "keep"})
    assert "还没有勾选文件" in nothing.content.decode()
    no_reason = client.post(decide, {"outcome": "repeal", "pick": keys[:1]})
    assert "须写明理由" in no_reason.content.decode()
    assert f'value="{keys[0]}" checked' in no_reason.content.decode()
    assert "<span data-picked>1</span>" in no_reason.content.decode()
    for act in ("cleanup-decide", "cleanup-ask"):
        back = client.get(reverse(act, args=[row.pk]) + "?outcome=all&page=1")
        assert back.url == reverse("cleanup-round", args=[row.pk]) + "?outcome=all&page=1"  # type: ignore[attr-defined]  # a redirect has an address
    client.post(decide, {"outcome": "repeal", "reason": "上位法已修改", "pick": keys[:1]})
    assert "还有 1 件待定" in client.get(reverse("cleanup-round", args=[row.pk])).content.decode()
    client.post(decide, {"outcome": "keep", "pick": keys[1:]})
    kept = row.lines.get(pk=keys[1]).item
    kept.validity = "repealed"
    kept.save()
    shown = client.get(reverse("cleanup-round", args=[row.pk])).content.decode()
    assert "须重新认定" in shown
    assert "有 1 件在清理期间已废止或者失效" in shown
    refused = client.post(reverse("cleanup-draft", args=[row.pk]), follow=True)
    assert "《排水办法》在清理期间已废止" in refused.content.decode()
    kept.validity = "in-force"
    kept.save()
    client.post(reverse("cleanup-draft", args=[row.pk]))
    draft = Draft.objects.get()
    assert draft.title == "清源市卫生健康委员会关于2026年度清理结果的公告"
    row.refresh_from_db()
    assert row.state == "drafted"
    shown = client.get(reverse("cleanup-round", args=[row.pk])).content.decode()
    assert "请先将公告稿" in shown
    client.post(f"/drafts/{draft.pk}/act/drop/", {"reason": "清单要重新核对"})
    shown = client.get(reverse("cleanup-round", args=[row.pk])).content.decode()
    assert "拟出结果公告" in shown


def test_a_published_round_leads_to_the_page_that_the_public_reads(
    client: Client, city: City
) -> None:
    enter(client, somebody("agency-lead", city.health))
    announcement = an_item("清理结果公告", agency=city.health)
    row = CleanupRound.objects.create(
        agency=city.health, title="2025年度清理", basis="例行清理", cutoff=date(2025, 12, 31),
        opened_at=timezone.now(), state="done", done_at=timezone.now(),
        result=announcement,
    )  # fmt: skip
    address = reverse("cleanup-round", args=[row.pk])
    assert f'/norms/cleanup/{row.pk}/"' in client.get(address).content.decode()
    withdrawn(announcement, "公告有误")
    shown = client.get(address).content.decode()
    assert f"/norms/cleanup/{row.pk}/" not in shown
    assert "公告已撤回" in shown


def test_a_body_says_what_should_become_of_its_documents(
    desk: Callable[[User], Client], city: City
) -> None:
    for title in ("划片办法", "资助办法"):
        an_item(
            title, agency=city.health, kind="policy-document", formed_on=date(2020, 5, 6),
            validity="in-force",
        )  # fmt: skip
    lead = desk(somebody("agency-lead", city.health))
    lead.post(
        reverse("new-cleanup"),
        {
            "agency": city.health.pk,
            "title": "2026年度清理",
            "basis": "清政发〔2026〕1号",
            "cutoff": "2025-12-31",
        },
    )
    row = CleanupRound.objects.get()
    keys = list(row.lines.values_list("pk", flat=True))
    ask = reverse("cleanup-ask", args=[row.pk])
    page = reverse("cleanup-round", args=[row.pk])
    school = desk(somebody("agency-clerk", city.schools, username="school"))
    sent = {"asked": city.schools.pk, "due_on": "2020-01-01", "pick": keys}
    wrong = lead.post(ask, sent)
    assert wrong.status_code == 422
    assert "已过" in wrong.content.decode()
    assert wrong.content.decode().count(" checked") == 2
    assert lead.post(ask, {**sent, "due_on": "2099-01-01"}).status_code == 302
    assert "等待意见" in lead.get(page).content.decode()
    assert "有 2 件文件请本机构提出清理意见" in school.get(reverse("cleanup")).content.decode()
    assert "2026年度清理" in school.get("/duties/").content.decode()
    answer = reverse("cleanup-opinions")
    assert "划片办法" in school.get(answer).content.decode()
    assert "划片办法" not in lead.get(answer).content.decode()
    wrong = school.post(answer, {"outcome": "repeal", "reason": "", "pick": keys[:1]})
    assert "须写明理由" in wrong.content.decode()
    assert f'value="{keys[0]}" checked' in wrong.content.decode()
    school.post(answer, {"outcome": "repeal", "reason": "已被新办法取代", "pick": keys[:1]})
    school.post(answer, {"outcome": "keep", "reason": "", "pick": keys[1:]})
    shown = lead.get(page).content.decode()
    assert "废止：已被新办法取代" in shown
    assert "机构已对 2 件待定的文件提出意见" in shown
    assert lead.post(reverse("cleanup-adopt", args=[row.pk])).status_code == 302
    assert "拟出结果公告" in lead.get(page).content.decode()


def test_words_are_put_tried_and_ended(client: Client, city: City) -> None:
    enter(client, somebody("agency-lead", city.health))
    values = {"kind": "wrong", "word": "布暑", "correction": "部署", "agency": city.health.pk}
    wrong = client.post(reverse("new-word"), {**values, "exceptions": "部署"})
    assert "没有“布暑”" in wrong.content.decode()
    everywhere = client.post(reverse("new-word"), {**values, "agency": ""})
    assert everywhere.status_code == 422
    client.post(reverse("new-word"), values)
    trial = client.post(reverse("lexicon-trial"), {"text": "现作如下布暑。"})
    assert "“布暑”一般有误" in trial.content.decode()
    client.post(reverse("end-word", args=[LexiconWord.objects.get().pk]))
    again = client.post(reverse("lexicon-trial"), {"text": "现作如下布暑。"})
    assert "没有发现" in again.content.decode()
    assert "布暑" in client.get(reverse("lexicon"), {"ended": "yes"}).content.decode()
