"""A decision holds for the same value in the same words, and never comes back; a change brings it back."""

from __future__ import annotations

import pytest

from tests.builders.catalog import an_agency
from tests.builders.privacy import (
    AT,
    CLERK,
    ID,
    LINE,
    MOBILE,
    NAME,
    PHONE,
    an_attachment_saying,
    an_item_saying,
    corrected,
    only,
    swept,
)
from yangguang.apps.agencies.models import Agency
from yangguang.apps.agencies.registry import records
from yangguang.apps.audit.models import Act
from yangguang.apps.catalog.workflow import NotPossible
from yangguang.apps.privacy.models import Decision, Finding, FindingState, Sweep, Verdict
from yangguang.apps.privacy.selectors import (
    context_of,
    find_decision,
    find_finding,
    findings_for,
    findings_within,
    open_count,
    open_of_item,
)
from yangguang.apps.privacy.services import decide, reveal_finding, review_items, take_back

pytestmark = pytest.mark.django_db

ARTICLE = "《行政处罚法》第四十八条第一款"


def _false_alarm(finding: Finding, **values: object) -> Decision:
    return decide(
        finding=finding, verdict="false-alarm", reason="办公电话", by=CLERK, at=AT, **values
    )


def _states(**values: object) -> list[str]:
    return sorted(Finding.objects.filter(**values).values_list("state", flat=True))


def test_a_decided_finding_never_comes_back_in_a_later_sweep() -> None:
    an_item_saying(PHONE)
    swept()
    decision = _false_alarm(only("mobile"))
    swept()
    finding = only("mobile")
    assert (finding.state, finding.decision) == (FindingState.FALSE_ALARM, decision)


def test_it_does_not_come_back_in_the_next_edition_with_the_same_words() -> None:
    item = an_item_saying(PHONE)
    swept()
    decision = _false_alarm(only("mobile"))
    edition = corrected(
        item, f"补充了开头，长度足够不影响前后文字的一段说明。\n\n{'　' * 4}{PHONE}"
    )
    # The words directly before have changed, so it is asked again.
    swept()
    assert only("mobile", edition=edition).state == FindingState.OPEN
    again = corrected(item, f"{PHONE}\n\n")
    swept()
    finding = only("mobile", edition=again)
    assert (finding.state, finding.decision) == (FindingState.FALSE_ALARM, decision)


def test_blanks_and_line_ends_around_it_change_nothing() -> None:
    item = an_item_saying(f"各有关单位请认真执行以下各项要求。\n{PHONE}")
    swept()
    _false_alarm(only("mobile"))
    edition = corrected(item, f"各有关单位请认真执行以下各项要求。\r\n\r\n　　{PHONE}")
    swept()
    assert only("mobile", edition=edition).state == FindingState.FALSE_ALARM


def test_another_spelling_of_the_value_is_the_same_value() -> None:
    item = an_item_saying(PHONE)
    swept()
    _false_alarm(only("mobile"))
    edition = corrected(item, PHONE.replace(MOBILE, "138 1234 5678"))
    swept()
    assert only("mobile", edition=edition).state == FindingState.FALSE_ALARM


def test_other_words_around_it_bring_it_back() -> None:
    item = an_item_saying(PHONE)
    swept()
    _false_alarm(only("mobile"))
    edition = corrected(item, f"受害人家属本人手机{MOBILE}，请保密。")
    swept()
    assert only("mobile", edition=edition).state == FindingState.OPEN


def test_the_same_words_in_another_item_are_asked_apart() -> None:
    one, other = an_item_saying(PHONE), an_item_saying(PHONE)
    swept()
    _false_alarm(only("mobile", item=one))
    assert only("mobile", item=other).state == FindingState.OPEN
    swept()
    assert only("mobile", item=other).state == FindingState.OPEN


def test_one_decision_may_hold_for_a_value_in_all_items_of_the_body() -> None:
    first = an_item_saying(PHONE)
    same_body = an_item_saying(f"请拨打本人手机{MOBILE}预约。", agency=first.agency)
    school = an_item_saying(PHONE, agency=an_agency("清源市教育局"))
    swept()
    _false_alarm(only("mobile", item=first), whole_agency=True)
    assert only("mobile", item=same_body).state == FindingState.FALSE_ALARM
    assert only("mobile", item=school).state == FindingState.OPEN
    late = an_item_saying(f"另一件，本人手机{MOBILE}。", agency=first.agency)
    swept()
    assert only("mobile", item=late).state == FindingState.FALSE_ALARM


def test_lawful_publication_needs_an_article_and_a_reason() -> None:
    an_item_saying(LINE)
    swept()
    name = only("name")
    with pytest.raises(NotPossible, match="条款"):
        decide(finding=name, verdict="lawful", reason="处罚公开", by=CLERK, at=AT)
    with pytest.raises(NotPossible, match="理由"):
        decide(finding=name, verdict="lawful", reason=" ", article=ARTICLE, by=CLERK, at=AT)
    decision = decide(
        finding=name, verdict="lawful", reason="处罚公开", article=ARTICLE, by=CLERK, at=AT
    )
    assert (decision.article, decision.reason, decision.by_name) == (ARTICLE, "处罚公开", "陈经办")
    assert only("name").state == FindingState.LAWFUL


def test_a_false_alarm_needs_a_reason_and_a_verdict_must_be_one() -> None:
    an_item_saying(LINE)
    swept()
    with pytest.raises(NotPossible, match="说明理由"):
        decide(finding=only("name"), verdict="false-alarm", reason="", by=CLERK, at=AT)
    with pytest.raises(NotPossible, match="请选择"):
        decide(finding=only("name"), verdict="closed", reason="x", by=CLERK, at=AT)
    assert not Decision.objects.exists()


def test_masked_is_believed_only_where_the_value_is_gone() -> None:
    item = an_item_saying(LINE)
    swept()
    number = only("id-number")
    with pytest.raises(NotPossible, match=r"仍有这一内容（330108\*{8}5682，共 1 处）"):
        decide(finding=number, verdict="masked", reason="", by=CLERK, at=AT)
    corrected(item, "申请人：严某某，身份证号码330108********5682。")
    decision = decide(finding=number, verdict="masked", reason="", by=CLERK, at=AT)
    assert only("id-number").decision == decision
    with pytest.raises(NotPossible, match="逐处"):
        decide(
            finding=only("name"), verdict="masked", reason="", whole_agency=True, by=CLERK, at=AT
        )


def test_a_value_said_to_be_masked_that_stands_in_a_later_edition_is_asked_again() -> None:
    item = an_item_saying(LINE)
    swept()
    corrected(item, "已遮盖。")
    decide(finding=only("id-number"), verdict="masked", reason="", by=CLERK, at=AT)
    edition = corrected(item, LINE)
    swept()
    assert only("id-number", edition=edition).state == FindingState.OPEN


def test_a_closed_finding_needs_no_decision() -> None:
    item = an_item_saying(LINE)
    swept()
    corrected(item, "没有什么")
    swept()
    with pytest.raises(NotPossible, match="已自动关闭（已有新的版本）"):
        _false_alarm(only("name"))


def test_a_decision_taken_back_opens_what_it_settled() -> None:
    an_item_saying(PHONE)
    swept()
    decision = _false_alarm(only("mobile"))
    with pytest.raises(NotPossible, match="说明理由"):
        take_back(decision=decision, reason=" ", by=CLERK, at=AT)
    take_back(decision=decision, reason="认定有误", by=CLERK, at=AT)
    assert only("mobile").state == FindingState.OPEN
    swept()
    assert only("mobile").state == FindingState.OPEN
    with pytest.raises(NotPossible, match="已经撤销"):
        take_back(decision=decision, reason="再次", by=CLERK, at=AT)


def test_every_decision_and_every_look_stands_in_the_record() -> None:
    item = an_item_saying(PHONE)
    swept()
    finding = only("mobile")
    decision = _false_alarm(finding)
    reveal_finding(finding=finding, by=CLERK, at=AT, why="核对是否为办公电话")
    take_back(decision=decision, reason="认定有误", by=CLERK, at=AT)
    acts = list(Act.objects.filter(verb__startswith="privacy").order_by("pk"))
    assert [act.verb for act in acts] == ["privacy.decide", "privacy.reveal", "privacy.take-back"]
    assert [act.reason for act in acts] == ["办公电话", "核对是否为办公电话", "认定有误"]
    assert {act.subject_agency_key for act in acts} == {item.agency_id}
    assert not any(MOBILE in str(vars(act)) for act in acts)


def test_a_look_in_clear_needs_a_reason_and_shows_one_value_only() -> None:
    an_item_saying(f"{LINE}{PHONE}")
    swept()
    finding = only("mobile")
    with pytest.raises(NotPossible, match="用途"):
        reveal_finding(finding=finding, by=CLERK, at=AT, why="  ")
    assert not Act.objects.filter(verb="privacy.reveal").exists()
    seen = reveal_finding(finding=finding, by=CLERK, at=AT, why="核对")
    assert seen.value == MOBILE
    assert ID not in seen.before + seen.after
    assert NAME not in seen.before + seen.after


def test_a_look_at_a_text_that_has_changed_shows_nothing() -> None:
    item = an_item_saying(PHONE)
    swept()
    item.edition.body_text = f"新的开头。{PHONE}"
    item.edition.save(update_fields=["body_text"])
    finding = only("mobile")
    assert context_of(finding).gone
    with pytest.raises(NotPossible, match="已经变化"):
        reveal_finding(finding=finding, by=CLERK, at=AT, why="核对")


def test_the_sentence_around_a_finding_is_masked_throughout() -> None:
    an_item_saying(f"前情。{LINE}{PHONE}")
    swept()
    shown = context_of(only("id-number"))
    assert shown.masked == "330108********5682"
    assert shown.before.endswith("申请人：严某某，身份证号码")
    assert "138****5678" in shown.after
    for value in (ID, NAME, MOBILE):
        assert value not in shown.before + shown.masked + shown.after


def test_names_are_masked_before_any_pass_has_looked_for_them() -> None:
    an_item_saying(f"前情。{LINE}")
    swept(Sweep.RULES)
    shown = context_of(only("id-number"))
    assert shown.before.endswith("申请人：严某某，身份证号码")


def test_another_value_that_moved_is_masked_where_it_stands_now() -> None:
    item = an_item_saying(f"{LINE}{PHONE}")
    swept()
    item.edition.body_text = f"{LINE}新插入的话。{PHONE}"
    item.edition.save(update_fields=["body_text"])
    shown = context_of(only("id-number"))
    assert "138****5678" in shown.after
    assert MOBILE not in shown.after


def test_a_finding_in_an_attachment_shows_its_page() -> None:
    item = an_item_saying("见附件。")
    an_attachment_saying(item, "第一页", f"名单：{LINE}")
    swept()
    shown = context_of(only("id-number"))
    assert shown.before.startswith("名单：申请人")
    seen = reveal_finding(finding=only("id-number"), by=CLERK, at=AT, why="核对")
    assert seen.value == ID


def test_a_body_sees_its_own_findings_only() -> None:
    mine = an_item_saying(LINE)
    other = an_item_saying(LINE, agency=an_agency("清源市教育局"))
    swept()
    own = Agency.objects.filter(pk=mine.agency_id)
    assert {one.item_id for one in findings_within(own)} == {mine.pk}
    assert open_count(own) == 2
    foreign = only("name", item=other)
    assert find_finding(foreign.pk, own) is None
    assert find_finding(only("name", item=mine).pk, own) is not None
    decision = _false_alarm(foreign)
    assert find_decision(decision.pk, own) is None


def test_a_gate_reads_an_edition_anew_and_knows_what_was_decided() -> None:
    item = an_item_saying(f"{LINE}{PHONE}", state="draft")
    standing = findings_for(item.edition)
    assert [(one.hit.kind, one.where) for one in standing] == [
        ("name", "正文"),
        ("id-number", "正文"),
        ("mobile", "正文"),
    ]
    assert all(one.stands_in_the_way for one in standing)
    assert not Finding.objects.exists()
    review_items(keys=[item.pk], at=AT)
    assert len(open_of_item(item.pk)) == 3
    _false_alarm(only("mobile"))
    assert [one.stands_in_the_way for one in findings_for(item.edition)] == [True, True, False]
    assert findings_for(item.edition)[2].decision.verdict == Verdict.FALSE_ALARM


def test_findings_and_decisions_follow_a_body_that_was_named_wrongly() -> None:
    item = an_item_saying(LINE)
    swept(Sweep.RULES)
    _false_alarm(only("id-number"))
    right = an_agency("清源市民政局")
    (kind,) = [one for one in records() if one.name == "personal-findings"]
    assert kind.repoint(item.agency, right, CLERK, AT) == 1
    assert only("id-number").agency == right
    assert Decision.objects.get().agency == right
