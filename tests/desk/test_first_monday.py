"""What somebody stumbles over on the first day of publishing: lost notes, slips, and where to go next."""

from __future__ import annotations

import io
import re
from datetime import UTC, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.builders.agencies import AT, BY, City, somebody
from tests.builders.scans import drawn
from tests.desk.drafting import (
    BODY,
    Desk,
    a_draft_of,
    a_submitted_draft,
    an_approved_draft,
    let_pass,
    review,
    write,
)
from yangguang.apps.agencies.models import User
from yangguang.apps.catalog.models import Column, Facet, Item, ItemKind
from yangguang.apps.catalog.services import add_column
from yangguang.apps.publishing.checklists import questions_for
from yangguang.apps.publishing.editing import text_of
from yangguang.apps.publishing.models import Draft, Opinion
from yangguang.apps.publishing.services.releasing import basis_of
from yangguang.desk.words import in_words
from yangguang.law.publication import ReviewKind

pytestmark = pytest.mark.django_db


def page_of(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_mark_of_a_note_is_no_number_of_the_text() -> None:
    body = (
        '<p>错峰供水。<sup><a href="#fn-1" id="fnref-1" role="doc-noteref">1</a></sup>12月1日起停水。</p>'
        '<section class="footnotes"><ol><li id="fn-1"><p>每日6时至22时。</p></li></ol></section>'
    )
    assert text_of(body).splitlines()[0] == "错峰供水。12月1日起停水。"
    assert "每日6时至22时。" in text_of(body)


def test_the_days_of_the_reviews_are_those_of_the_office(desk: Desk, city: City) -> None:
    draft, _ = an_approved_draft(desk, city)
    Opinion.objects.filter(draft=draft).update(signed_at=datetime(2026, 11, 23, 22, 30, tzinfo=UTC))
    assert "2026-11-24" in basis_of(draft)
    assert "2026-11-23" not in basis_of(draft)


def test_every_answer_that_speaks_against_release_is_named_at_once(desk: Desk, city: City) -> None:
    _, draft = a_submitted_draft(desk, city)
    keeper = desk(somebody("secrecy-reviewer", city.health, username="keeper-s"))
    questions = questions_for(ReviewKind.SECRECY, city.health)[1]
    answers = {f"q_{row['key']}": "yes" for row in questions}
    refused = keeper.post(
        f"/drafts/{draft.pk}/review/secrecy/", {**answers, "outcome": "pass", "remark": ""}
    )
    assert refused.status_code == 422
    told = refused.content.decode()
    for number in range(1, len(questions) + 1):
        assert f"第{number}项“" in told


def test_a_slip_among_the_grounds_deletes_nothing(desk: Desk, city: City) -> None:
    clerk, draft = a_draft_of(desk, city)
    write(clerk, draft)
    address = f"/drafts/{draft.pk}/attribute/"
    sent = {"choice": "withheld:state-secret", "reason": "由涉密文件摘编，属于国家秘密事项"}
    assert "certain" not in page_of(clerk, address)
    slip = clerk.post(address, sent)
    assert slip.status_code == 422
    assert 'name="certain"' in slip.content.decode()
    draft.refresh_from_db()
    assert "二次供水" in draft.body_html
    assert clerk.post(address, {**sent, "certain": "on"}).status_code == 302
    draft.refresh_from_db()
    assert draft.body_html == ""


def test_a_published_draft_leads_on_to_its_page_and_to_its_correction(
    desk: Desk, city: City
) -> None:
    draft, lead = an_approved_draft(desk, city)
    assert lead.post(f"/drafts/{draft.pk}/act/publish/").status_code == 302
    shown = page_of(desk(User.objects.get(username="writer")), f"/drafts/{draft.pk}/")
    assert f"/item/{draft.item_id}/" in shown
    assert f"/items/{draft.item_id}/change/" in shown
    assert "没有可以办理的事项" not in shown


def test_the_draft_of_what_was_withdrawn_says_so_and_leads_to_the_reason(
    desk: Desk, city: City
) -> None:
    draft, lead = an_approved_draft(desk, city)
    lead.post(f"/drafts/{draft.pk}/act/publish/")
    lead.post(f"/items/{draft.item_id}/withdraw/", {"reason": "附件有误"})
    shown = page_of(desk(User.objects.get(username="writer")), f"/drafts/{draft.pk}/")
    assert "信息已撤回" in shown
    assert "公众看不到" in shown
    assert f'href="/items/{draft.item_id}/"' in shown
    assert "看公开页面" not in shown


def test_the_story_says_what_was_decided(desk: Desk, city: City) -> None:
    clerk, draft = a_submitted_draft(desk, city)
    lead = desk(somebody("agency-lead", city.health, username="lead"))
    assert review(lead, draft, ReviewKind.LEGAL) == 302
    for address in (f"/drafts/{draft.pk}/", f"/items/{draft.item_id}/"):
        story = page_of(clerk, address).split("办理记录")[1]
        assert "确定公开属性</b>　主动公开" in story
        assert "合法性审查</b>　同意公开" in story


def test_the_record_names_a_column_and_not_its_key() -> None:
    site = add_column(slug="notices", name="通知公告", column_type="工作动态", by=BY, at=AT)
    assert ("栏目", site.name) in list(in_words({"column": site.pk}))


def test_the_page_of_an_item_shows_the_pictures_of_its_text(desk: Desk, city: City) -> None:
    clerk, draft = a_draft_of(desk, city)
    picture = SimpleUploadedFile("图.png", _png(), content_type="image/png")
    src = clerk.post(f"/drafts/{draft.pk}/pictures/", {"file": picture}).json()
    digest = re.search(r"[0-9a-f]{64}", str(src))
    assert digest is not None
    draft.refresh_from_db()
    assert (
        write(clerk, draft, body=f'{BODY}<p><img src="file:{digest[0]}" alt="范围图"></p>') == 302
    )
    _release(desk, city, clerk, draft)
    shown = page_of(clerk, f"/items/{draft.item_id}/")
    address = f"/drafts/{draft.pk}/pictures/{digest[0]}"
    assert f'src="{address}"' in shown
    assert clerk.get(address)["Content-Type"] == "image/png"
    assert "转入时间" not in shown


def test_classes_to_tick_stand_under_their_classification(desk: Desk, city: City) -> None:
    Facet.objects.get_or_create(scheme="five-open", code="decision", name="决策公开")
    Facet.objects.create(scheme="topic", code="heating", name="冬季供暖")
    clerk, draft = a_draft_of(desk, city)
    shown = page_of(clerk, f"/drafts/{draft.pk}/edit/").split("归入分类</legend>")[1]
    places = [
        shown.index(words) for words in ("五公开</label>", "决策公开", "专题</label>", "冬季供暖")
    ]
    assert places == sorted(places)


def test_what_is_proposed_and_chosen_already_is_not_proposed_again(desk: Desk, city: City) -> None:
    facet, _ = Facet.objects.get_or_create(scheme="five-open", code="decision", name="决策公开")
    clerk, draft = a_draft_of(desk, city, title="清源市供水管理办法")
    before = page_of(clerk, f"/drafts/{draft.pk}/edit/")
    chosen = {"kind": ItemKind.POLICY.value, "facets": [facet.pk]}
    assert write(clerk, draft, **chosen) == 302
    assert "建议分类：决策公开" in before
    assert "建议分类" not in page_of(clerk, f"/drafts/{draft.pk}/edit/")


@pytest.mark.parametrize("slug", ["Winter-Heat", "winter_heat", "冬季供暖", "-heat"])
def test_an_address_that_cannot_be_changed_later_is_asked_for_in_its_one_form(
    desk: Desk, city: City, slug: str
) -> None:
    head = desk(somebody("disclosure-director", city.office, username="head"))
    sent = {"name": "冬季供暖", "slug": slug, "column_type": "工作动态", "module": "disclosure"}
    refused = head.post("/columns/new/", sent)
    assert refused.status_code == 422
    assert "只能用小写字母、数字和横线" in refused.content.decode()
    assert not Column.objects.filter(slug=slug).exists()
    assert head.post("/columns/new/", {**sent, "slug": "winter-heat"}).status_code == 302


def test_the_file_dialog_offers_every_kind_that_can_be_read(desk: Desk, city: City) -> None:
    clerk = desk(somebody("agency-clerk", city.health, username="writer"))
    shown = page_of(clerk, "/drafts/new/")
    for ending in (".ods", ".mht", ".jpg", ".png", ".ofd"):
        assert ending in shown


def _png() -> bytes:
    out = io.BytesIO()
    drawn("供水范围").save(out, "PNG")
    return out.getvalue()


def _release(desk: Desk, city: City, clerk: Client, draft: Draft) -> None:
    sent = {"choice": "proactive:article-20-11", "reason": ""}
    assert clerk.post(f"/drafts/{draft.pk}/attribute/", sent).status_code == 302
    assert clerk.post(f"/drafts/{draft.pk}/act/submit/").status_code == 302
    draft.refresh_from_db()
    draft.findings.update(decision="overridden", reason="已核对")
    lead = let_pass(desk, city, draft)
    assert lead.post(f"/drafts/{draft.pk}/act/publish/").status_code == 302
    assert Item.objects.get(pk=draft.item_id).state == "published"
