"""个人信息排查 at the desk: masked lists, looks with a reason, decisions one by one and many."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from tests.builders.agencies import City, somebody
from tests.builders.catalog import a_stored_file, an_attachment
from tests.builders.papers import ID as PAPER_ID
from tests.builders.papers import a_workbook
from tests.builders.privacy import AT, ID, LINE, MOBILE, NAME, PHONE, an_item_saying, only
from yangguang.apps.agencies.models import Agency, User
from yangguang.apps.audit.models import Act
from yangguang.apps.catalog.models import Item
from yangguang.apps.privacy.models import Decision, Finding, FindingState
from yangguang.apps.privacy.services import review_items

pytestmark = pytest.mark.django_db
Desk = Callable[[User], Client]


def reviewed(agency: Agency, text: str, title: str = "行政处罚决定书") -> Item:
    item = an_item_saying(text, title, agency=agency, index_number=None)
    review_items(keys=[item.pk], at=AT)
    return item


@pytest.fixture
def clerk(city: City, desk: Desk) -> Client:
    return desk(somebody("agency-clerk", city.health))


def test_the_list_shows_sentences_with_everything_masked(city: City, clerk: Client) -> None:
    reviewed(city.health, f"经查，{LINE}{PHONE}")
    page = clerk.get("/privacy/").content.decode()
    assert "330108********5682" in page
    assert "申请人：严某某，身份证号码" in page
    for value in (ID, NAME, MOBILE):
        assert value not in page


def test_what_an_attachment_carries_is_told_with_the_file_and_the_ways_out(
    city: City, desk: Desk
) -> None:
    item = an_item_saying("公示如下。", "资助名单公示", agency=city.health, index_number=None)
    data = a_workbook(hidden_line=f"身份证号码{PAPER_ID}")
    attachment = an_attachment(item, "名单.xlsx", a_stored_file(data, "application/x"))
    review_items(keys=[item.pk], at=AT)
    lead = desk(somebody("agency-lead", city.health))
    listed = lead.get("/privacy/?place=carried").content.decode()
    assert "名单.xlsx" in listed
    assert "其中疑似身份证号码1处（110105********002X）" in listed
    page = lead.get(f"/privacy/{only('hidden-sheet').pk}/").content.decode()
    file = f"/items/{item.pk}/attachments/{attachment.pk}/"
    for way in (file, f"/items/{item.pk}/change/", f"/items/{item.pk}/withdraw/", "已清除"):
        assert way in page
    assert "查看原文" not in page
    assert PAPER_ID not in listed + page
    given = lead.get(file)
    assert (given.content, given["Content-Type"]) == (data, "application/octet-stream")
    assert given["Content-Disposition"].startswith("attachment;")
    assert desk(somebody("agency-lead", city.schools)).get(file).status_code == 404


def test_a_body_sees_only_its_own(city: City, clerk: Client) -> None:
    reviewed(city.schools, LINE, "教育局的一件")
    page = clerk.get("/privacy/").content.decode()
    assert "教育局的一件" not in page
    assert "没有符合条件的疑似个人信息" in page
    assert clerk.get(f"/privacy/{only('name').pk}/").status_code == 404


def test_filters_narrow_by_kind_state_confidence_and_title(city: City, clerk: Client) -> None:
    reviewed(city.health, LINE, "甲公示")
    reviewed(city.health, PHONE, "乙公示")
    Finding.objects.filter(kind="name").update(confidence=0.6)

    def kinds(query: str) -> list[str]:
        rows = clerk.get(f"/privacy/?{query}").context["rows"]
        return sorted(row.kind for row, _, _ in rows)

    assert kinds("") == ["id-number", "mobile", "name"]
    assert kinds("kind=mobile") == ["mobile"]
    assert kinds("confidence=low") == ["name"]
    assert kinds("confidence=high") == ["id-number", "mobile"]
    assert kinds("q=乙") == ["mobile"]
    assert kinds(f"agency={city.health.pk}&place=body") == ["id-number", "mobile", "name"]
    assert kinds("state=closed") == []
    Finding.objects.filter(kind="mobile").update(state="closed", closed_why="已有新的版本")
    assert kinds("state=closed") == ["mobile"]
    assert kinds("state=all") == ["id-number", "mobile", "name"]


def test_a_look_in_clear_needs_a_reason_and_is_kept(city: City, clerk: Client) -> None:
    reviewed(city.health, f"{LINE}{PHONE}")
    finding = only("mobile")
    assert MOBILE not in clerk.get(f"/privacy/{finding.pk}/").content.decode()
    refused = clerk.post(f"/privacy/{finding.pk}/reveal/", {"why": " "}, follow=True)
    assert "查看原文须写明用途" in refused.content.decode()
    assert MOBILE not in refused.content.decode()
    shown = clerk.post(f"/privacy/{finding.pk}/reveal/", {"why": "核对是否为办公电话"})
    page = shown.content.decode()
    assert f"<mark>{MOBILE}</mark>" in page
    assert ID not in page
    assert "核对是否为办公电话" in page
    act = Act.objects.get(verb="privacy.reveal")
    assert (act.reason, act.subject_agency_key) == ("核对是否为办公电话", city.health.pk)


def test_one_finding_is_decided_and_leaves_the_list(city: City, clerk: Client) -> None:
    reviewed(city.health, PHONE)
    finding = only("mobile")
    wrong = clerk.post(f"/privacy/{finding.pk}/decide/", {"verdict": "lawful", "reason": "x"})
    assert wrong.status_code == 422
    assert "条款" in wrong.content.decode()
    done = clerk.post(
        f"/privacy/{finding.pk}/decide/",
        {"verdict": "lawful", "reason": "本人同意", "article": "《个人信息保护法》第十三条"},
        follow=True,
    )
    assert "已认定为“依法公开”：手机号码 138****5678" in done.content.decode()
    assert clerk.get("/privacy/").context["listing"].total == 0
    page = clerk.get(f"/privacy/{finding.pk}/").content.decode()
    assert "《个人信息保护法》第十三条" in page


def test_a_decision_is_taken_back_with_a_reason(city: City, clerk: Client) -> None:
    reviewed(city.health, PHONE)
    finding = only("mobile")
    clerk.post(f"/privacy/{finding.pk}/decide/", {"verdict": "false-alarm", "reason": "办公电话"})
    decision = Decision.objects.get()
    clerk.post(f"/privacy/decisions/{decision.pk}/end/", {"reason": "认定有误"})
    assert only("mobile").state == FindingState.OPEN


def test_many_are_decided_at_once_and_the_rest_says_why(city: City, clerk: Client) -> None:
    reviewed(city.health, LINE, "甲公示")
    reviewed(city.health, PHONE, "乙公示")
    keys = [one.pk for one in Finding.objects.all()]
    assert len(keys) == 3
    answer = clerk.post(
        "/privacy/decide/",
        {"scope": "picked", "pick": keys, "verdict": "masked", "next": "/privacy/"},
    )
    page = answer.content.decode()
    assert "没有办理的 3 条" in page
    assert "现行文字中仍有这一内容" in page
    answer = clerk.post(
        "/privacy/decide/",
        {
            "scope": "filtered", "expected": "3", "verdict": "false-alarm", "reason": "示例数据",
            "next": "/privacy/",
        },
        follow=True,
    )  # fmt: skip
    assert "已认定 3 处" in answer.content.decode()
    assert {one.state for one in Finding.objects.all()} == {FindingState.FALSE_ALARM}


def test_what_is_decided_already_is_not_counted_among_those_to_decide(
    city: City, clerk: Client
) -> None:
    reviewed(city.health, LINE)
    first = only("name")
    clerk.post(f"/privacy/{first.pk}/decide/", {"verdict": "false-alarm", "reason": "示例"})
    shown = clerk.get("/privacy/?state=all")
    assert (shown.context["listing"].total, shown.context["to_decide"]) == (2, 1)
    answer = clerk.post(
        "/privacy/decide/",
        {
            "scope": "filtered", "state": "all", "expected": "1", "verdict": "false-alarm",
            "reason": "示例",
        },
        follow=True,
    )  # fmt: skip
    assert "已认定 1 处" in answer.content.decode()


def test_an_item_leads_to_its_own_findings(city: City, clerk: Client) -> None:
    item = reviewed(city.health, LINE)
    reviewed(city.health, PHONE)
    page = clerk.get(f"/items/{item.pk}/").content.decode()
    assert f'href="/privacy/?item={item.pk}">疑似个人信息 2 处' in page
    rows = clerk.get(f"/privacy/?item={item.pk}").context["rows"]
    assert {row.item_id for row, _, _ in rows} == {item.pk}


def test_a_filter_that_meanwhile_fits_others_decides_nothing(city: City, clerk: Client) -> None:
    reviewed(city.health, LINE)
    answer = clerk.post(
        "/privacy/decide/",
        {"scope": "filtered", "expected": "9", "verdict": "false-alarm", "reason": "x"},
        follow=True,
    )
    assert "已变为 2 处" in answer.content.decode()
    assert not Decision.objects.exists()


def test_nothing_of_another_body_can_be_decided(city: City, clerk: Client) -> None:
    reviewed(city.schools, PHONE)
    answer = clerk.post(
        "/privacy/decide/",
        {"scope": "picked", "pick": [only("mobile").pk], "verdict": "false-alarm", "reason": "x"},
        follow=True,
    )
    assert "不在您的办理范围内" in answer.content.decode()
    assert only("mobile").state == FindingState.OPEN


def test_one_value_is_settled_for_the_whole_body(city: City, clerk: Client) -> None:
    reviewed(city.health, PHONE, "甲公示")
    reviewed(city.health, f"另一件，其本人手机{MOBILE}。", "乙公示")
    first = Finding.objects.order_by("pk").first()
    clerk.post(
        "/privacy/decide/",
        {
            "scope": "picked", "pick": [first.pk], "verdict": "false-alarm", "reason": "公用手机",
            "whole_agency": "1",
        },
    )  # fmt: skip
    assert {one.state for one in Finding.objects.all()} == {FindingState.FALSE_ALARM}


def test_what_waits_stands_on_the_home_page_and_in_the_rail(city: City, clerk: Client) -> None:
    reviewed(city.health, LINE)
    page = clerk.get("/").content.decode()
    assert "个人信息排查" in page
    assert "身份证号码 330108********5682" in page


def test_who_may_only_look_is_told_so(city: City, desk: Desk) -> None:
    reviewed(city.health, PHONE)
    supervisor = desk(somebody("supervisor", city.office))
    page = supervisor.get(f"/privacy/{only('mobile').pk}/").content.decode()
    assert "查看原文</button>" not in page
    assert "认定</button>" not in page
    assert 'name="pick"' not in supervisor.get("/privacy/").content.decode()
