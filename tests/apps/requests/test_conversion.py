"""转主动公开: three people who ask for much the same propose it by themselves."""

from __future__ import annotations

from datetime import date

import pytest

from tests.builders.agencies import City
from tests.builders.catalog import released
from tests.builders.requests import BY, a_person, at, received, replied
from yangguang.apps.agencies.models import Agency
from yangguang.apps.audit.models import Act
from yangguang.apps.catalog.models import Item, ItemState
from yangguang.apps.requests.models import Application, Attachment, ConversionProposal
from yangguang.apps.requests.selectors.conversions import (
    alike_applications,
    on_request_catalogue,
    was_disclosed,
)
from yangguang.apps.requests.services.conversion import decide_conversion, propose_conversion
from yangguang.apps.requests.services.materials import attach
from yangguang.apps.requests.workflow import NotPossible

pytestmark = pytest.mark.django_db
WATER = "2025年度全市农村饮用水水质监测结果，包括各乡镇的检测项目和合格率"
WORDINGS = (
    WATER,
    "2025年度全市农村饮用水水质监测结果，包括各乡镇的检测项目及合格率",
    "请公开2025年度全市农村饮用水水质监测结果，包括各乡镇的检测项目和合格率",
)
PEOPLE = (
    ("赵甲", "110101199003070011"),
    ("钱乙", "110101199003070038"),
    ("孙丙", "110101199003070054"),
)
DAY = date(2026, 3, 10)


def asked(agency: Agency, number: int, *, who: int | None = None) -> Application:
    return received(
        agency, person=a_person(*PEOPLE[number if who is None else who]), wanted=WORDINGS[number]
    )


def test_the_third_persons_reply_proposes_publication(city: City) -> None:
    cases = [asked(city.health, number) for number in range(3)]
    replied(cases[0], on=DAY)
    proposal = ConversionProposal.objects.get()
    assert set(proposal.applications.all()) == set(cases)
    assert (proposal.state, proposal.opened_on) == (ConversionProposal.State.OPEN, DAY)
    replied(cases[1], on=DAY)
    assert ConversionProposal.objects.count() == 1


def test_a_later_application_joins_the_open_question(city: City) -> None:
    cases = [asked(city.health, number) for number in range(3)]
    replied(cases[0], on=DAY)
    fourth = received(city.health, person=a_person("李丁", "110101199003070070"), wanted=WATER)
    replied(fourth, on=date(2026, 3, 11))
    assert fourth in ConversionProposal.objects.get().applications.all()


def test_three_applications_of_one_person_propose_nothing(city: City) -> None:
    cases = [asked(city.health, number, who=0) for number in range(3)]
    replied(cases[0], on=DAY)
    assert not ConversionProposal.objects.exists()


def test_two_people_or_another_body_or_another_matter_propose_nothing(city: City) -> None:
    first = asked(city.health, 0)
    asked(city.health, 1)
    asked(city.schools, 2)
    received(
        city.health,
        person=a_person("周戊", "110101199003070097"),
        wanted="全市小学招生计划和学区划分方案",
    )
    replied(first, on=DAY)
    assert alike_applications(first) == [Application.objects.get(wanted=WORDINGS[1])]
    assert not ConversionProposal.objects.exists()


@pytest.mark.parametrize("kind", ["not-found", "already-public", "other-organ"])
def test_what_was_not_given_for_the_first_time_proposes_nothing(city: City, kind: str) -> None:
    cases = [asked(city.health, number) for number in range(3)]
    replied(cases[0], kind, on=DAY)
    assert not was_disclosed(cases[0])
    assert not ConversionProposal.objects.exists()


def test_before_2019_there_was_no_such_rule(city: City) -> None:
    on = date(2018, 6, 1)
    cases = [
        received(city.health, on=on, person=a_person(*PEOPLE[number]), wanted=WORDINGS[number])
        for number in range(3)
    ]
    replied(cases[0], "disclosed-2007", on=date(2018, 6, 8))
    assert not ConversionProposal.objects.exists()


def test_a_settled_question_is_not_raised_again(city: City) -> None:
    cases = [asked(city.health, number) for number in range(3)]
    replied(cases[0], on=DAY)
    decide_conversion(
        proposal=ConversionProposal.objects.get(),
        accept=False,
        reason="数据尚在核对",
        by=BY,
        at=at(DAY, 16),
    )
    replied(cases[1], on=date(2026, 3, 11))
    assert ConversionProposal.objects.count() == 1


def test_the_office_marks_a_released_one_of_general_interest(city: City) -> None:
    case = asked(city.health, 0)
    with pytest.raises(NotPossible, match="还没有予以公开"):
        propose_conversion(
            applications=[case], title="农村饮用水水质", general_interest=True, by=BY, at=at(DAY)
        )
    replied(case, on=DAY)
    proposal = propose_conversion(
        applications=[case], title="农村饮用水水质", general_interest=True, by=BY, at=at(DAY, 16)
    )
    assert proposal.general_interest
    again = propose_conversion(applications=[case], title="另名", by=BY, at=at(DAY, 17))
    assert (again, again.title) == (proposal, "农村饮用水水质")


def test_an_applicant_may_suggest_it_before_any_reply(city: City) -> None:
    case = asked(city.health, 0)
    proposal = propose_conversion(
        applications=[case], title="水质", suggested_by_applicant=True, by=BY, at=at(DAY)
    )
    with pytest.raises(NotPossible, match="不属于可以公开的信息"):
        decide_conversion(proposal=proposal, accept=True, reason="", by=BY, at=at(DAY))


def test_wrong_proposals_are_refused(city: City) -> None:
    mine, theirs = asked(city.health, 0), asked(city.schools, 1)
    for applications, title, word in (
        ([], "水质", "请选择申请"),
        ([mine, theirs], "水质", "同一行政机关"),
        ([mine], " ", "请填写信息名称"),
    ):
        with pytest.raises(NotPossible, match=word):
            propose_conversion(applications=applications, title=title, by=BY, at=at(DAY))


def test_accepting_makes_a_draft_of_what_was_released_for_the_catalogues_own_review(
    city: City,
) -> None:
    case = asked(city.health, 0)
    for purpose, name in (
        (Attachment.Purpose.RELEASE, "监测结果.txt"),
        (Attachment.Purpose.SUPPORT, "申请附件.txt"),
    ):
        attach(
            application=case, purpose=purpose, name=name, data=f"{name}的内容".encode(), by=BY,
            at=at(DAY), released=purpose is Attachment.Purpose.RELEASE,
        )  # fmt: skip
    replied(case, on=DAY)
    proposal = propose_conversion(
        applications=[case], title=case.title, general_interest=True, by=BY, at=at(DAY, 16)
    )
    decide_conversion(
        proposal=proposal,
        accept=True,
        reason="",
        title="2025年农村饮用水水质监测结果",
        by=BY,
        at=at(DAY, 17),
    )
    item = Item.objects.get()
    assert (item.state, item.title) == (ItemState.DRAFT, "2025年农村饮用水水质监测结果")
    assert item.edition is not None
    assert [one.title for one in item.edition.attachments.all()] == ["监测结果.txt"]
    assert proposal.item == item
    rows = on_request_catalogue(city.health)
    assert [(row.title, row.way) for row in rows] == [
        ("2025年农村饮用水水质监测结果", "依申请提供")
    ]
    released(item, by=BY, at=at(DAY, 18), basis="公开审查意见1号")
    rows = on_request_catalogue(city.health)
    assert [(row.way, row.item, row.times) for row in rows] == [("已转为主动公开", item, 1)]
    assert on_request_catalogue(city.schools) == []


def test_a_decision_needs_its_reason_and_is_made_once(city: City) -> None:
    case = replied(asked(city.health, 0), on=DAY)
    proposal = propose_conversion(applications=[case], title="水质", by=BY, at=at(DAY, 16))
    with pytest.raises(NotPossible, match="请写明理由"):
        decide_conversion(proposal=proposal, accept=False, reason=" ", by=BY, at=at(DAY, 16))
    decide_conversion(proposal=proposal, accept=False, reason="更新频繁", by=BY, at=at(DAY, 16))
    with pytest.raises(NotPossible, match="已经有结论"):
        decide_conversion(proposal=proposal, accept=True, reason="", by=BY, at=at(DAY, 17))
    verbs = (
        Act.objects.filter(subject_kind="conversion").order_by("id").values_list("verb", flat=True)
    )
    assert list(verbs) == ["conversion.propose", "conversion.decline"]
