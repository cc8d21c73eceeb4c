"""文书: the register, the wordings with their pages, the numbers, and who reviews."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from tests.builders.agencies import AT, BY, City, somebody
from tests.builders.letters import a_draft, an_issued_letter
from yangguang.apps.agencies.models import RemedyBody, User
from yangguang.apps.agencies.remedies import remedy_bodies
from yangguang.apps.letters.models import Letter, LetterTemplate, TemplateState
from yangguang.apps.letters.services import void_letter
from yangguang.apps.vault.models import PersonalAccess
from yangguang.apps.vault.services import destroy_subject

pytestmark = pytest.mark.django_db

Desk = Callable[[User], Client]


def page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return html.unescape(answer.content.decode())


def test_the_register_shows_what_has_left_and_names_nobody(city: City, desk: Desk) -> None:
    letter = an_issued_letter(city.health)
    a_draft(city.health)
    void_letter(letter=an_issued_letter(city.health), by=BY, at=AT, reason="日期有误")
    client = desk(somebody("agency-lead", city.health))
    shown = page(client, "/letters/")
    assert letter.number in shown
    assert "共 2 条" in shown
    assert "作废" in shown
    assert "张三" not in shown
    assert letter.number not in page(desk(somebody("agency-lead", city.schools)), "/letters/")
    assert letter.number in page(desk(somebody("disclosure-clerk", city.office)), "/letters/")


def test_the_register_is_narrowed_by_number_kind_state_and_year(city: City, desk: Desk) -> None:
    an_issued_letter(city.health)
    void_letter(letter=an_issued_letter(city.health), by=BY, at=AT, reason="日期有误")
    client = desk(somebody("agency-lead", city.health))
    assert "共 1 条" in page(client, "/letters/?number=2号")
    assert "共 2 条" in page(client, "/letters/?kind=supplement")
    assert "没有符合条件的文书" in page(client, "/letters/?kind=extension")
    assert "共 1 条" in page(client, "/letters/?state=voided")
    assert "没有符合条件的文书" in page(client, "/letters/?year=2025")
    assert "共 2 条" in page(client, "/letters/?year=abc")


def test_a_years_run_of_numbers_is_told(city: City, desk: Desk) -> None:
    an_issued_letter(city.health)
    second = an_issued_letter(city.health)
    void_letter(letter=second, by=BY, at=AT, reason="日期有误")
    client = desk(somebody("agency-lead", city.health))
    shown = " ".join(page(client, "/letters/?series=supplement&year=2026").split())
    assert f"2026年补正文书：1号至2号，号码连续；作废1件：{second.number}" in shown
    Letter.objects.filter(pk=second.pk).update(sequence=None, series="")
    shown = " ".join(page(client, "/letters/?series=supplement&year=2026").split())
    assert "缺2号，请联系管理员核对数据库" in shown


def test_opening_a_file_is_kept_in_the_record(city: City, desk: Desk) -> None:
    letter = an_issued_letter(city.health)
    client = desk(somebody("agency-clerk", city.health))
    answer = client.get(f"/letters/{letter.pk}/pdf/")
    assert answer.content.startswith(b"%PDF")
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Cache-Control"] == "no-store"
    word = client.get(f"/letters/{letter.pk}/word/")
    assert "attachment" in word["Content-Disposition"]
    assert PersonalAccess.objects.filter(subject=letter.person).count() == 2
    assert client.get(f"/letters/{letter.pk}/other/").status_code == 404
    destroy_subject(letter.person, by=BY, at=AT, basis="保管期限届满")
    assert client.get(f"/letters/{letter.pk}/pdf/").status_code == 404
    assert "个人信息已按规定期限销毁" in page(client, f"/letters/{letter.pk}/")


def test_a_letter_is_declared_void_with_a_reason(city: City, desk: Desk) -> None:
    letter = an_issued_letter(city.health)
    client = desk(somebody("agency-lead", city.health))
    assert client.post(f"/letters/{letter.pk}/void/", {"reason": ""}).status_code == 422
    answer = client.post(f"/letters/{letter.pk}/void/", {"reason": "收件人有误"}, follow=True)
    assert "已作废，文号不再使用" in answer.content.decode()
    assert client.get(f"/letters/{letter.pk}/void/").status_code == 404
    clerk = page(desk(somebody("agency-clerk", city.health)), f"/letters/{letter.pk}/")
    assert "收件人有误" in clerk


def test_a_clerk_reads_why_a_letter_cannot_be_voided(city: City, desk: Desk) -> None:
    letter = an_issued_letter(city.health)
    shown = page(desk(somebody("agency-clerk", city.health)), f"/letters/{letter.pk}/")
    assert "不能“作废”" in shown
    assert "您的角色没有“审核办件（公开工作机构负责人）”权限" in shown


def test_every_kind_has_its_line_and_page(city: City, desk: Desk) -> None:
    client = desk(somebody("agency-lead", city.health))
    shown = page(client, "/letters/templates/")
    links = re.findall(r'href="(/letters/kinds/[^"?]+)', shown)
    assert len(links) > 60
    assert "通用模板" not in re.findall(r"<h1>.*?</table>", shown, re.S)[0].split("<table")[1]
    for link in links[:4] + links[-2:]:
        assert 'src="data:image/png;base64,' in page(client, link)


def test_a_wording_is_drafted_mended_and_put_in_force(city: City, desk: Desk) -> None:
    client = desk(somebody("agency-lead", city.health))
    answer = client.post("/letters/kinds/supplement/2019/new/", {"owner": str(city.health.pk)})
    row = LetterTemplate.objects.get()
    assert answer["Location"] == f"/letters/templates/edit/{row.pk}/"
    bad = {"title": "补正通知", "text": "{{ 收到日期 }}\n{{ 申请内荣 }}", "why": "改"}
    answer = client.post(f"/letters/templates/edit/{row.pk}/", bad, follow=True)
    shown = html.unescape(answer.content.decode())
    assert "第2行：（正文）这种文书没有“申请内荣”这个要素。是否应为“申请内容”？" in shown
    assert "模板改正后才能预览" in shown
    assert "{{ 申请内荣 }}" in shown
    start = f"/letters/templates/start/{row.pk}/"
    today = timezone.localdate().isoformat()
    refused = client.post(start, {"valid_from": today})
    assert refused.status_code == 422
    assert "模板还不能启用" in refused.content.decode()
    good = bad | {"text": "{{ 收到日期 }}{{ 申请内容 }}{{ 需补正内容 }}{{ 补正期限 }}"}
    answer = client.post(f"/letters/templates/edit/{row.pk}/", good, follow=True)
    assert 'src="data:image/png;base64,' in answer.content.decode()
    client.post(start, {"valid_from": today})
    row.refresh_from_db()
    assert row.state == TemplateState.IN_FORCE
    assert "清源市卫生健康委员会模板第1版" in page(client, "/letters/templates/")
    shown = page(client, f"/letters/templates/{row.pk}/")
    assert "与系统自带模板比较" in shown
    assert "补正通知</ins>" in shown
    answer = client.get(f"/letters/templates/edit/{row.pk}/")
    assert answer["Location"] == f"/letters/templates/{row.pk}/"
    client.post(f"/letters/templates/retire/{row.pk}/", {"reason": "措辞不妥"})
    row.refresh_from_db()
    assert row.state == TemplateState.RETIRED


def test_what_was_typed_is_not_lost_when_somebody_else_has_saved(city: City, desk: Desk) -> None:
    client = desk(somebody("agency-lead", city.health))
    client.post("/letters/kinds/supplement/2019/new/", {"owner": str(city.health.pk)})
    row = LetterTemplate.objects.get()
    seen = (row.changed_at - timedelta(seconds=1)).isoformat()
    answer = client.post(
        f"/letters/templates/edit/{row.pk}/",
        {"title": "甲", "text": "我写的话", "why": "", "seen_at": seen},
    )
    assert answer.status_code == 422
    shown = answer.content.decode()
    assert "我写的话" in shown
    assert "在您打开之后保存过这份草稿" in shown
    row.refresh_from_db()
    assert "我写的话" not in row.text


def test_common_wordings_are_kept_at_the_top_only(city: City, desk: Desk) -> None:
    top = desk(somebody("disclosure-director", city.office))
    assert "通用模板（未自定模板的机构使用）" in page(top, "/letters/templates/?owner=common")
    top.post("/letters/kinds/supplement/2019/new/", {"owner": "common"})
    row = LetterTemplate.objects.get()
    assert row.agency is None
    lead = desk(somebody("agency-lead", city.health))
    assert lead.get("/letters/templates/?owner=common").status_code == 404
    assert lead.get(f"/letters/templates/edit/{row.pk}/").status_code == 404
    assert (
        lead.post(
            "/letters/kinds/supplement/2019/new/", {"owner": str(city.schools.pk)}
        ).status_code
        == 404
    )


def test_a_letter_that_the_law_does_not_know_has_no_page(city: City, desk: Desk) -> None:
    client = desk(somebody("agency-lead", city.health))
    for address in ("nothing/2019", "volume-reasons/2007", "supplement/1999"):
        assert client.get(f"/letters/kinds/{address}/").status_code == 404
    assert "现已不用" not in page(client, "/letters/kinds/supplement/2007/")
    assert "没有“收费通知书”这种文书" in page(client, "/letters/kinds/fee-notice/2007/")


def test_numbers_are_set_for_a_series(city: City, desk: Desk) -> None:
    client = desk(somebody("agency-lead", city.health))
    year = timezone.localdate().year
    assert f"清源市卫生健康委员会公开告〔{year}〕1号" in page(client, "/letters/numbers/")
    base = f"/letters/numbers/{city.health.pk}/answer/"
    answer = client.post(base, {"word": "清卫〔告", "valid_from": f"{year}-01-01"})
    assert answer.status_code == 422
    assert "不能使用" in answer.content.decode()
    client.post(base, {"word": "清卫公开告", "valid_from": f"{year}-01-01"})
    client.post(f"{base}begin/", {"year": year, "first": 38, "reason": "1至37号在纸质登记簿使用"})
    assert f"清卫公开告〔{year}〕38号" in page(client, "/letters/numbers/")


def test_who_reviews_is_shown_with_its_source_and_entered(city: City, desk: Desk) -> None:
    client = desk(somebody("agency-lead", city.health))
    shown = page(client, "/remedy-bodies/")
    assert "清源市人民政府" in shown
    assert "有管辖权的人民法院" in shown
    assert "待补充" in shown
    assert "石桥县" not in shown
    address = f"/remedy-bodies/{city.health.pk}/new/"
    empty = {"covers": "own", "valid_from": "2024-01-01", "rule": "same-government"}
    assert client.post(address, empty).status_code == 422
    client.post(address, empty | {"court": "清源市湖滨区人民法院"})
    assert remedy_bodies(city.health, on=timezone.localdate()).court == "清源市湖滨区人民法院"
    assert "本机关2024-01-01起的登记" in page(client, f"/remedy-bodies/{city.health.pk}/")
    below = client.post(address, empty | {"covers": "below", "court": "某法院"})
    assert below.status_code == 422  # nobody stands below this body
    assert RemedyBody.objects.count() == 1


def test_the_rail_leads_to_letters(city: City, desk: Desk) -> None:
    shown = page(desk(somebody("agency-lead", city.health)), "/letters/")
    for address in ("/letters/", "/letters/templates/", "/letters/numbers/", "/remedy-bodies/"):
        assert f'href="{address}"' in shown
    auditor = desk(somebody("auditor", city.office))
    assert 'href="/letters/"' not in page(auditor, "/audit/")
