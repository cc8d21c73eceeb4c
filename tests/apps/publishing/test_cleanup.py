"""A round of clean-up: nothing changes until its announcement is public, then everything at once."""

from datetime import date

import pytest

from tests.builders.agencies import somebody
from tests.builders.catalog import an_agency, an_item
from tests.builders.drafts import AT, HEAD, WRITER, open_to_all, reviewed
from yangguang.apps.agencies.models import Agency
from yangguang.apps.audit.models import Act
from yangguang.apps.catalog.models import Item, ItemLink, Validity
from yangguang.apps.catalog.services import withdraw_item
from yangguang.apps.duties.models import Duty
from yangguang.apps.events.services import deliver
from yangguang.apps.publishing.models import CleanupLine, CleanupRound, ItemValidity
from yangguang.apps.publishing.services.cleanup import (
    decide_lines,
    draft_result,
    drop_round,
    open_round,
)
from yangguang.apps.publishing.services.cleanup_asking import (
    adopt_opinions,
    ask_body,
    give_opinion,
)
from yangguang.apps.publishing.services.dropping import drop_draft
from yangguang.apps.publishing.services.releasing import may_release, publish_draft
from yangguang.apps.publishing.services.validity import set_validity
from yangguang.apps.publishing.workflow import NotPossible

pytestmark = pytest.mark.django_db
Outcome = CleanupLine.Outcome
CUTOFF = date(2025, 12, 31)


def a_document(agency: Agency, title: str, **values: object) -> Item:
    values = {
        "agency": agency,
        "kind": "policy-document",
        "formed_on": date(2020, 5, 6),
        "validity": Validity.IN_FORCE,
        **values,
    }
    return an_item(title, **values)  # type: ignore[arg-type]  # the builder takes any field


def a_round(agency: Agency) -> CleanupRound:
    return open_round(
        agency=agency, title="规范性文件清理", basis="清政发〔2026〕1号", cutoff=CUTOFF, by=WRITER, at=AT
    )  # fmt: skip


def decide(row: CleanupRound, item: Item, outcome: Outcome, reason: str = "情况变化") -> None:
    decide_lines(
        lines=row.lines.filter(item=item), outcome=outcome, reason=reason, by=WRITER, at=AT
    )


def repeal(item: Item) -> None:
    set_validity(
        item=item, validity=Validity.REPEALED, effective_on=date(2026, 3, 9),
        reason="清政发〔2026〕3号", by=HEAD, at=AT,
    )  # fmt: skip


def test_a_round_takes_in_every_open_document_that_is_not_ended() -> None:
    agency = an_agency()
    kept = a_document(agency, "供水办法")
    a_document(agency, "旧办法", validity=Validity.REPEALED)
    a_document(agency, "新办法", formed_on=date(2026, 1, 1))
    a_document(agency, "新闻", kind="news")
    a_document(an_agency("别的机构"), "别家的办法")
    assert [line.item for line in a_round(agency).lines.all()] == [kept]


def test_nothing_to_look_at_is_said() -> None:
    with pytest.raises(NotPossible, match="没有需要清理的文件"):
        a_round(an_agency())


def test_a_body_has_one_round_at_a_time_until_it_is_dropped() -> None:
    agency = an_agency()
    a_document(agency, "供水办法")
    row = a_round(agency)
    with pytest.raises(NotPossible, match="没有办结的清理"):
        a_round(agency)
    with pytest.raises(NotPossible, match="须写明理由"):
        drop_round(round_=row, reason="", by=WRITER, at=AT)
    drop_round(round_=row, reason="上级调整范围", by=WRITER, at=AT)
    a_round(agency)


def test_ending_a_document_needs_a_reason_and_each_needs_a_conclusion() -> None:
    agency = an_agency()
    item = a_document(agency, "供水办法")
    row = a_round(agency)
    with pytest.raises(NotPossible, match="还有 1 件文件没有结论"):
        draft_result(round_=row, by=WRITER, at=AT)
    with pytest.raises(NotPossible, match="须写明理由"):
        decide(row, item, Outcome.REPEAL, reason=" ")


def test_the_announcement_marks_everything_when_it_is_public_and_not_before() -> None:
    agency = an_agency()
    keep, amend, repeal, expire = (
        a_document(agency, title, validity=Validity.NONE) for title in ("甲", "乙", "丙", "丁")
    )
    row = a_round(agency)
    for item, outcome in (
        (keep, Outcome.KEEP),
        (amend, Outcome.AMEND),
        (repeal, Outcome.REPEAL),
        (expire, Outcome.EXPIRE),
    ):
        decide(row, item, outcome)
    draft = draft_result(round_=row, by=WRITER, at=AT)
    with pytest.raises(NotPossible, match="不能再改结论"):
        decide(row, keep, Outcome.REPEAL)
    assert "废止的文件目录（1件）" in draft.body_text
    repeal.refresh_from_db()
    assert repeal.validity == Validity.NONE
    result = publish_draft(draft=reviewed(open_to_all(draft)), by=HEAD, at=AT)
    deliver(reader_name="publishing.cleanup")
    marks = {
        item.title: Item.objects.get(pk=item.pk).validity for item in (keep, amend, repeal, expire)
    }
    assert marks == {"甲": "in-force", "乙": "", "丙": "repealed", "丁": "expired"}
    assert ItemLink.objects.filter(source=result, target=repeal, kind="repeals").exists()
    assert ItemLink.objects.filter(source=result, target=expire, kind="related").exists()
    assert not ItemLink.objects.filter(target=keep).exists()
    assert ItemValidity.objects.filter(item=expire, valid_to__isnull=True).count() == 1
    row.refresh_from_db()
    assert (row.state, row.done_at) == ("done", AT)


def test_what_is_kept_stays_amended_and_what_ended_meanwhile_stays_ended() -> None:
    agency = an_agency()
    amended = a_document(agency, "甲", validity=Validity.AMENDED)
    ended = a_document(agency, "乙")
    row = a_round(agency)
    decide_lines(lines=row.lines.all(), outcome=Outcome.KEEP, by=WRITER, at=AT)
    draft = draft_result(round_=row, by=WRITER, at=AT)
    publish_draft(draft=reviewed(open_to_all(draft)), by=HEAD, at=AT)
    repeal(ended)
    deliver(reader_name="publishing.cleanup")
    marks = {
        item.title: item.validity for item in Item.objects.filter(pk__in=[amended.pk, ended.pk])
    }
    assert marks == {"甲": Validity.AMENDED, "乙": Validity.REPEALED}


def test_what_was_repealed_meanwhile_is_not_announced_as_in_force() -> None:
    agency = an_agency()
    early, late, other = (a_document(agency, title) for title in ("甲", "乙", "丙"))
    row = a_round(agency)
    decide_lines(lines=row.lines.all(), outcome=Outcome.KEEP, by=WRITER, at=AT)
    repeal(early)
    with pytest.raises(NotPossible, match="《甲》在清理期间已废止，结论还是“继续有效”"):
        draft_result(round_=row, by=WRITER, at=AT)
    decide(row, early, Outcome.REPEAL)
    draft = reviewed(open_to_all(draft_result(round_=row, by=WRITER, at=AT)))
    repeal(late)
    verdict = may_release(draft, by=HEAD, at=AT)
    assert "《乙》在审查期间已废止，公告仍列为“继续有效”" in verdict.sentence
    with pytest.raises(NotPossible, match="请将公告稿作废"):
        publish_draft(draft=draft, by=HEAD, at=AT)
    other.refresh_from_db()
    assert other.validity == Validity.IN_FORCE


def test_what_was_withdrawn_is_named_nowhere() -> None:
    agency = an_agency()
    gone, kept, later = (a_document(agency, title) for title in ("甲办法", "乙办法", "丙办法"))
    row = a_round(agency)
    withdraw_item(item=gone, by=HEAD, at=AT, reason="内容有误")
    decide_lines(
        lines=row.lines.filter(item__in=[kept, later]), outcome=Outcome.KEEP, by=WRITER, at=AT
    )
    draft = draft_result(round_=row, by=WRITER, at=AT)
    assert "甲办法" not in draft.body_text
    assert "继续有效的文件目录（2件）" in draft.body_text
    withdraw_item(item=later, by=HEAD, at=AT, reason="内容有误")
    with pytest.raises(NotPossible, match="《丙办法》在审查期间已撤回，公告仍列出它"):
        publish_draft(draft=reviewed(open_to_all(draft)), by=HEAD, at=AT)


def test_a_round_of_which_all_was_withdrawn_has_nothing_to_announce() -> None:
    agency = an_agency()
    only = a_document(agency, "甲办法")
    row = a_round(agency)
    withdraw_item(item=only, by=HEAD, at=AT, reason="内容有误")
    with pytest.raises(NotPossible, match="请取消本次清理"):
        draft_result(round_=row, by=WRITER, at=AT)


def test_undated_documents_are_taken_in_and_announcements_of_rounds_are_not() -> None:
    agency = an_agency()
    a_document(agency, "甲办法", formed_on=None, listed_on=date(2020, 5, 7))
    first = a_round(agency)
    decide_lines(lines=first.lines.all(), outcome=Outcome.KEEP, by=WRITER, at=AT)
    draft = draft_result(round_=first, by=WRITER, at=AT)
    assert "截至2025年12月31日制定的文件" in draft.body_text
    publish_draft(draft=reviewed(open_to_all(draft)), by=HEAD, at=AT)
    deliver(reader_name="publishing.cleanup")
    second = open_round(
        agency=agency, title="再次清理", basis="清政发〔2026〕2号", cutoff=AT.date(), by=WRITER, at=AT
    )  # fmt: skip
    assert [line.item.title for line in second.lines.all()] == ["甲办法"]


def test_no_round_looks_at_days_to_come() -> None:
    agency = an_agency()
    a_document(agency, "甲办法")
    with pytest.raises(NotPossible, match="2030-01-01 还没有到"):
        open_round(
            agency=agency, title="清理", basis="清政发〔2026〕1号", cutoff=date(2030, 1, 1),
            by=WRITER, at=AT,
        )  # fmt: skip


def test_a_round_whose_announcement_is_given_up_goes_on() -> None:
    agency = an_agency()
    item = a_document(agency, "供水办法")
    row = a_round(agency)
    decide(row, item, Outcome.REPEAL)
    draft = draft_result(round_=row, by=WRITER, at=AT)
    drop_draft(draft=draft, reason="供水办法仍在使用", by=WRITER, at=AT)
    row.refresh_from_db()
    assert (row.state, row.result) == (CleanupRound.State.OPEN, None)
    assert Act.objects.get(verb="cleanup.reopen").reason == "供水办法仍在使用"
    decide(row, item, Outcome.KEEP, reason="")
    again = draft_result(round_=row, by=WRITER, at=AT)
    assert "继续有效的文件目录（1件）" in again.body_text


# --- what other bodies say --------------------------------------------------------------------


def asked(row: CleanupRound, item: Item, body: Agency, due: date = date(2026, 3, 20)) -> None:
    ask_body(lines=row.lines.filter(item=item), asked=body, due_on=due, by=WRITER, at=AT)


def test_a_body_is_asked_answers_and_its_opinions_are_taken_over() -> None:
    agency, school = an_agency(), an_agency("清源市教育局")
    somebody("agency-clerk", school)
    first, second = a_document(agency, "划片办法"), a_document(agency, "资助办法")
    row = a_round(agency)
    asked(row, first, school)
    asked(row, second, school)
    duty = Duty.objects.get(kind="publishing.cleanup")
    assert (duty.agency, duty.due_on, duty.is_open) == (school, date(2026, 3, 20), True)
    with pytest.raises(NotPossible, match="没有可以采纳的意见"):
        adopt_opinions(round_=row, by=WRITER, at=AT)
    with pytest.raises(NotPossible, match="须写明理由"):
        give_opinion(lines=row.lines.filter(item=first), outcome=Outcome.REPEAL, by=HEAD, at=AT)
    give_opinion(
        lines=row.lines.filter(item=first), outcome=Outcome.REPEAL, reason="已被新办法取代",
        by=HEAD, at=AT,
    )  # fmt: skip
    duty.refresh_from_db()
    assert duty.is_open
    give_opinion(lines=row.lines.filter(item=second), outcome=Outcome.KEEP, by=HEAD, at=AT)
    duty.refresh_from_db()
    assert not duty.is_open
    decide(row, second, Outcome.AMEND, reason="标准须调整")
    assert adopt_opinions(round_=row, by=WRITER, at=AT) == 1
    found = {line.item.title: (line.outcome, line.reason) for line in row.lines.all()}
    assert found == {"划片办法": ("repeal", "已被新办法取代"), "资助办法": ("amend", "标准须调整")}


def test_who_is_asked_no_longer_owes_nothing_and_another_day_is_owed_by() -> None:
    agency, school, clinic = (
        an_agency(name) for name in ("清源市财政局", "清源市教育局", "清源市卫健委")
    )
    for body in (school, clinic):
        somebody("agency-clerk", body)
    item = a_document(agency, "划片办法")
    row = a_round(agency)
    asked(row, item, school)
    asked(row, item, school, date(2026, 3, 31))
    duty = Duty.objects.get(agency=school)
    assert duty.due_on == date(2026, 3, 31)
    asked(row, item, clinic)
    duty.refresh_from_db()
    assert (duty.is_open, duty.outcome) == (False, "cancelled")
    assert Duty.objects.get(agency=clinic).is_open


def test_nobody_is_asked_in_vain_and_no_opinion_is_owed_after_the_round() -> None:
    agency, school = an_agency(), an_agency("清源市教育局")
    item = a_document(agency, "划片办法")
    row = a_round(agency)
    with pytest.raises(NotPossible, match="清源市教育局在本系统中没有可以办理的人员"):
        asked(row, item, school)
    somebody("agency-clerk", school)
    with pytest.raises(NotPossible, match="已过"):
        asked(row, item, school, date(2026, 3, 9))
    with pytest.raises(NotPossible, match="还没有勾选文件"):
        ask_body(lines=[], asked=school, due_on=date(2026, 3, 20), by=WRITER, at=AT)
    asked(row, item, school)
    decide(row, item, Outcome.KEEP)
    draft_result(round_=row, by=WRITER, at=AT)
    assert not Duty.objects.get(kind="publishing.cleanup").is_open
    with pytest.raises(NotPossible, match="不再征求和提出意见"):
        give_opinion(lines=row.lines.all(), outcome=Outcome.KEEP, by=HEAD, at=AT)
