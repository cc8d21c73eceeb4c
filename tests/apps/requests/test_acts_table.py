"""Every act × every state: what is possible is possible, and every refusal says the way on."""

from __future__ import annotations

from datetime import date

import pytest

from yangguang.apps.requests.models import Application, ApplicationState
from yangguang.apps.requests.workflow import (
    ACTS,
    NotPossible,
    acts_in,
    find_act,
    lint,
    may,
    require,
)
from yangguang.desk.requests.acts import FORMS, OWN_PAGES

S = ApplicationState

# Columns: 待确认, 待受理, 待补正, 办理中, 待缴费, 审查中, 待签发, 待送达, 待归档, 已归档.
TABLE = """
confirm              y.........
accept               .y........
ask-supplement       .y.y......
receive-supplement   ..y.......
renew-supplement     ..y.......
lapse-supplement     ..y.......
go-on                ..y.......
assign               ...y......
answer-assignment    ...y......
propose              .y.y......
consult-third-party  ...y......
consult-co-maker     ...y......
consult-organ        ...y......
record-opinion       ..yyy.....
override             ...y......
extend               ...y.yy...
ask-reasons          ...y......
record-reasons       ...y......
postpone             ...y......
notice-fee           ...y......
pay-fee              ....y.....
waive-fee            ....y.....
lapse-fee            ....y.....
answer-objection     ..yyyyyyyy
charge-costs         .y.y.yyyy.
pay-costs            .y.y.yyyy.
waive-costs          .y.y.yyyy.
join                 ...y......
mark-repeat          .y.y......
split                yy.y......
transfer-correction  .y.y......
mark-secret          yyyyyyyy..
retitle              yyyyyyy...
draft                ...y......
submit               ...y......
review-legal         .....y....
review-secrecy       .....y....
approve              .....y....
return               .....yy...
sign                 ......y...
serve                .......y..
recall               .......y..
send-letter          yyyyyyyyyy
record-receipt       yyyyyyyyyy
record-return        yyyyyyyyyy
void-letter          yyyyyyyyyy
archive              ........y.
reopen               ........yy
withdraw             yyyyyyyy..
log-call             yyyyyyyyyy
attach               yyyyyyyyyy
reissue-letter       yyyyyyyyyy
give-receipt         yyyyyyy...
give-code            yyyyyyyyyy
lift-code-locks      yyyyyyyyyy
correct-receipt      .yyyyyyy..
strike-clock         yyyyyyyyyy
"""


def rows() -> dict[str, str]:
    return {line.split()[0]: line.split()[1] for line in TABLE.strip().splitlines()}


def test_the_table_is_sound() -> None:
    assert lint() == []


def test_every_act_but_the_lifting_of_secrecy_stands_in_the_table_by_hand() -> None:
    assert set(rows()) == {act.code for act in ACTS} - {"lift-secrecy"}


@pytest.mark.parametrize("code", sorted(rows()))
def test_an_act_is_possible_in_its_states_and_refused_with_advice_in_all_others(code: str) -> None:
    for state, mark in zip(S, rows()[code], strict=True):
        verdict = may(Application(state=state), code)
        assert bool(verdict) is (mark == "y"), state
        if not verdict:
            assert f"当前状态为“{state.label}”" in verdict.sentence
            assert f"不能“{find_act(code).label}”" in verdict.sentence
            assert verdict.sentence.count("。") >= 2, "says what to do next"
            with pytest.raises(NotPossible):
                require(Application(state=state), code)


@pytest.mark.parametrize("state", list(S))
def test_every_state_has_a_way_on_for_a_clerk(state: ApplicationState) -> None:
    on = [act for act in acts_in(state) if act.target not in (None, state)]
    assert on, state


@pytest.mark.parametrize(
    "code",
    ["ask-supplement", "extend", "ask-reasons", "record-reasons", "postpone", "notice-fee", "split",
     "transfer-correction", "correct-receipt"],
)  # fmt: skip
def test_acts_on_the_statutory_period_are_over_once_a_reply_was_given(code: str) -> None:
    verdict = may(Application(state=S.HANDLING, closed_on=date(2026, 3, 20)), code)
    assert not verdict
    assert "2026年3月20日答复过，法定期限不再计算" in verdict.sentence


@pytest.mark.parametrize(
    "code",
    ["ask-supplement", "consult-third-party", "consult-co-maker", "consult-organ", "ask-reasons",
     "split", "transfer-correction", "retitle", "attach", "mark-secret"],
)  # fmt: skip
def test_a_register_line_of_secrecy_takes_no_content(code: str) -> None:
    verdict = may(Application(state=S.HANDLING, secret=True), code)
    assert not verdict
    assert "涉密线索" in verdict.sentence


def test_only_a_register_line_of_secrecy_can_be_lifted() -> None:
    assert may(Application(state=S.HANDLING, secret=True), "lift-secrecy")
    assert not may(Application(state=S.HANDLING), "lift-secrecy")


@pytest.mark.parametrize("code", ["ask-reasons", "record-reasons", "postpone"])
def test_the_regulation_of_2007_knows_no_question_about_volume(code: str) -> None:
    verdict = may(Application(state=S.HANDLING, regime="2007"), code)
    assert not verdict
    assert "2007年条例没有" in verdict.sentence
    assert may(Application(state=S.HANDLING, regime="2019"), code)


def test_every_act_has_its_form_at_the_desk_or_a_page_of_its_own() -> None:
    assert {act.code for act in ACTS} - set(FORMS) - set(OWN_PAGES) == set()
