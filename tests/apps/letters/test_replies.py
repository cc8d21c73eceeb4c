"""Letters of reply: the law's decision, what it must say, and the remedies of its day."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from tests.apps.letters.test_typesetting import words_of
from tests.builders.agencies import AT, BY, City, a_city
from tests.builders.letters import a_draft
from yangguang.apps.agencies.models import Agency
from yangguang.apps.agencies.services import set_remedy_bodies
from yangguang.apps.agencies.verdicts import Refused
from yangguang.apps.letters.models import Letter
from yangguang.apps.letters.replies import letter_parts
from yangguang.apps.letters.selectors import letter_file
from yangguang.apps.letters.services import (
    issue_letter,
    preview_letter,
    problems_of,
    sign_letter,
)
from yangguang.law.regimes import Regime
from yangguang.law.replies import kinds as reply_kinds
from yangguang.law.replies import reply_kind

pytestmark = pytest.mark.django_db

GIVEN = {
    "received_on": "2026-02-27",
    "request": "2025年水质监测结果",
    "reasons": "报告含有水厂管网坐标。",
    "access": "市政府网站“政府信息公开”栏目",
    "supplied": "报告复印件1份。",
    "withheld_part": "第12页至第14页。",
    "special_rule": "《不动产登记暂行条例》第二十七条",
    "earlier_reply": "清卫公开告〔2025〕3号答复",
}


@pytest.fixture
def city() -> City:
    made = a_city()
    set_remedy_bodies(
        agency=made.government,
        covers="below",
        rule="other",
        court="清源市湖滨区人民法院",
        valid_from=date(2008, 5, 1),
        by=BY,
        at=AT,
    )
    return made


def a_reply(agency: Agency, key: str, *, at: datetime = AT, **changes: str) -> Letter:
    kind = reply_kind(key)
    given = {**GIVEN, **changes}
    parts = letter_parts(given | {"articles": kind.cited})
    parts["decision"] = changes.get("decision") or kind.line(given)
    letter = a_draft(agency, kind=f"reply:{key}", parts=parts, regime=kind.regime, at=at)
    assert problems_of(letter) == []
    letter = sign_letter(letter=letter, by=BY, at=at)
    return issue_letter(letter=letter, by=BY, at=at)


def said(letter: Letter) -> str:
    return words_of(letter_file(letter, "pdf"))


def test_a_refusal_since_2024_sends_to_review_first(city: City) -> None:
    letter = a_reply(city.health, "withheld-safety-stability")
    assert letter.remedies == (
        "如不服本答复，应当先自收到本答复之日起60日内向清源市人民政府申请行政复议；对行政复议决定不服的，"
        "可以自收到行政复议决定书之日起15日内向清源市湖滨区人民法院提起行政诉讼。"
    )
    text = said(letter)
    assert "".join(letter.remedies.split()) in text
    assert "第十四条、第三十六条第（三）项" in text
    assert text.count("报告含有水厂管网坐标。") == 1  # the decision line gives the reasons already


def test_the_same_refusal_in_2023_leaves_the_choice(city: City) -> None:
    letter = a_reply(
        city.health, "withheld-safety-stability", at=datetime(2023, 12, 31, 2, tzinfo=UTC)
    )
    assert "应当先" not in letter.remedies
    assert "6个月内依法向清源市湖滨区人民法院提起行政诉讼" in letter.remedies


def test_a_reply_of_the_old_regulation_names_three_months(city: City) -> None:
    letter = a_reply(city.health, "disclosed-2007", at=datetime(2014, 6, 3, 2, tzinfo=UTC))
    assert "3个月内" in letter.remedies
    assert "第二十一条第（一）项" in said(letter)


def test_a_decision_in_the_drafters_own_words_is_followed_by_its_reasons(city: City) -> None:
    letter = a_reply(
        city.health, "withheld-safety-stability", decision="您申请的信息，本机关不予公开。"
    )
    text = said(letter)
    assert "您申请的信息，本机关不予公开。理由：报告含有水厂管网坐标。" in text
    assert "依据：《中华人民共和国政府信息公开条例》第十四条" in text


def test_a_withdrawal_names_no_remedies(city: City) -> None:
    letter = a_reply(city.health, "withdrawn", withdrawal="2026年3月1日，书面撤回")
    assert letter.remedies == ""
    assert letter.title == "政府信息公开申请告知书"
    assert "行政复议" not in said(letter)


@pytest.mark.parametrize("key", [kind.key for kind in reply_kinds()])
def test_every_kind_of_reply_can_leave(city: City, key: str) -> None:
    at = AT if reply_kind(key).regime is Regime.R2019 else datetime(2018, 6, 1, 2, tzinfo=UTC)
    letter = a_reply(city.health, key, at=at)
    assert letter.sequence == 1
    assert letter.pages in (1, 2)
    assert ("行政复议" in said(letter)) == reply_kind(key).decision


def test_an_organisation_is_not_spoken_to_as_a_person(city: City) -> None:
    kind = reply_kind("disclosed")
    letter = a_draft(
        city.health,
        kind="reply:disclosed",
        parts=letter_parts(GIVEN) | {"decision": kind.line(GIVEN)},
        addressee="某某公司",
        addressee_type="organisation",
    )
    page = preview_letter(letter, on=date(2026, 3, 2)).plain
    assert "您" not in page
    assert "你单位申请公开的信息可以公开" in page


def test_a_reply_waits_until_it_is_known_who_reviews(city: City) -> None:
    letter = a_draft(
        city.government,
        kind="reply:disclosed",
        parts=letter_parts(GIVEN) | {"decision": "予以公开。"},
    )
    letter = sign_letter(letter=letter, by=BY, at=AT)
    with pytest.raises(Refused, match="请在“复议机关和法院”中为“清源市人民政府”填写"):
        issue_letter(letter=letter, by=BY, at=AT)
    page = preview_letter(letter, on=date(2026, 3, 2))
    assert page.draft
    assert "（无法推定复议机关" in page.plain


def test_a_third_party_is_told_its_own_remedies(city: City) -> None:
    letter = a_draft(
        city.health,
        kind="third-party-notice",
        parts={
            "information": "水质检测报告",
            "decided_on_disclosure": "予以公开",
            "public_interest": "饮用水水质关系公众健康。",
        },
        addressee="湖滨水务有限公司",
        addressee_type="organisation",
    )
    issued = issue_letter(letter=sign_letter(letter=letter, by=BY, at=AT), by=BY, at=AT)
    assert "侵犯你单位的合法权益" in said(issued)
    assert "张三" not in said(issued)
