"""Supplement, extension, excess, repetition, conversion: what is allowed, and what a refusal says."""

from datetime import date
from typing import Any

import pytest

from yangguang.law.calendar import national
from yangguang.law.handling import (
    CONSULTATION_PARTS,
    EXTENSION_PARTS,
    SUPPLEMENT_PARTS,
    may_ask_supplement,
    may_extend,
    may_postpone_for_volume,
    may_refuse_as_excessive,
    may_stop_for_no_supplement,
    may_treat_as_repeated,
    missing_from,
    proposes_conversion,
    supplement_notice_due,
)
from yangguang.law.readings import Readings
from yangguang.law.regimes import Regime
from yangguang.law.verdict import Verdict

R2019, R2007 = Regime.R2019, Regime.R2007
DUE = date(2024, 3, 29)


def test_a_supplement_is_asked_for_within_seven_working_days() -> None:
    due = supplement_notice_due(date(2024, 1, 29), national()).end
    assert due == date(2024, 2, 6)
    on = {"notice_due": due, "asked_before": False}
    assert may_ask_supplement(R2019, today=date(2024, 2, 6), **on)
    late = may_ask_supplement(R2019, today=date(2024, 2, 7), **on)
    assert not late
    assert "2024年2月6日前" in late.reason
    assert may_ask_supplement(R2007, today=date(2024, 2, 7), **on)


def test_a_supplement_is_asked_for_once() -> None:
    verdict = may_ask_supplement(
        R2019, today=date(2024, 2, 1), notice_due=date(2024, 2, 6), asked_before=True
    )
    assert not verdict
    assert "补正后申请内容仍不明确" in verdict.next_step


def test_an_application_falls_only_after_the_supplement_period() -> None:
    def stop(today: date, good_reason: bool = False, regime: Regime = R2019) -> Verdict:
        return may_stop_for_no_supplement(
            regime, today=today, until=date(2024, 3, 1), good_reason=good_reason
        )

    assert not stop(date(2024, 3, 1))
    assert stop(date(2024, 3, 2))
    assert not stop(date(2024, 3, 2), good_reason=True)
    assert not stop(date(2024, 3, 2), regime=R2007)


def extend(**facts: Any) -> Verdict:
    known: dict[str, Any] = {
        "today": DUE,
        "due": DUE,
        "days": 20,
        "extended_before": False,
        "head_agrees": True,
    }
    known |= facts
    return may_extend(known.pop("regime", R2019), **known)


def test_an_extension_on_the_last_day_with_the_heads_consent_is_good() -> None:
    assert extend()
    assert extend(due=None)


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"extended_before": True}, "只能延长一次"),
        ({"days": 21}, "不得超过20个工作日"),
        ({"days": 0}, "不得超过20个工作日"),
        ({"days": 16, "regime": R2007}, "不得超过15个工作日"),
        ({"today": date(2024, 3, 30)}, "已于2024年3月29日届满"),
        ({"head_agrees": False}, "负责人同意"),
        ({"applicant_told": False}, "应当告知申请人"),
    ],
)
def test_any_other_extension_is_refused_with_the_reason(facts: dict[str, Any], words: str) -> None:
    verdict = extend(**facts)
    assert not verdict
    assert words in verdict.reason
    assert verdict.next_step
    assert verdict.citation is not None


@pytest.mark.parametrize(("regime", "days"), [(R2007, 15), (R2019, 20)])
def test_an_extension_reaches_the_ceiling_and_no_further(regime: Regime, days: int) -> None:
    assert extend(regime=regime, days=days)
    assert not extend(regime=regime, days=days + 1)


@pytest.mark.parametrize(
    ("asked", "answered", "reasonable", "allowed"),
    [
        (False, False, False, False),
        (True, False, False, False),
        (True, True, True, False),
        (True, True, False, True),
    ],
)
def test_excess_needs_a_question_an_answer_and_a_judgment(
    asked: bool, answered: bool, reasonable: bool, allowed: bool
) -> None:
    facts = {"asked_for_reason": asked, "answer_given": answered, "reasonable": reasonable}
    assert may_refuse_as_excessive(R2019, **facts).allowed is allowed
    assert not may_refuse_as_excessive(R2007, **facts)


def test_a_sound_but_large_application_may_be_answered_later() -> None:
    facts = {"asked_for_reason": True, "reasonable": True, "until": date(2024, 6, 28), "due": DUE}
    assert may_postpone_for_volume(R2019, **facts)
    assert not may_postpone_for_volume(R2019, **{**facts, "reasonable": False})
    assert not may_postpone_for_volume(R2019, **{**facts, "until": DUE})
    assert not may_postpone_for_volume(R2019, **{**facts, "asked_for_reason": False})
    assert not may_postpone_for_volume(R2007, **facts)


SAME = {"same_applicant": True, "same_information": True, "answered": True}


def test_a_repeated_application_was_answered_before() -> None:
    verdict = may_treat_as_repeated(R2019, **SAME)
    assert verdict
    assert verdict.basis == "《条例》第三十六条第（六）项"
    assert may_treat_as_repeated(R2007, **SAME).basis == "《施行条例若干问题的意见》"


@pytest.mark.parametrize(
    "change",
    [
        {"same_applicant": False},
        {"same_information": False},
        {"answered": False},
        {"circumstances_changed": True},
    ],
)
def test_what_is_not_the_same_or_not_answered_is_no_repetition(change: dict[str, bool]) -> None:
    verdict = may_treat_as_repeated(R2019, **{**SAME, **change})
    assert not verdict
    assert verdict.next_step


@pytest.mark.parametrize(
    ("applicants", "threshold", "allowed"), [(2, 3, False), (3, 3, True), (2, 2, True)]
)
def test_three_applicants_propose_conversion(
    applicants: int, threshold: int, allowed: bool
) -> None:
    verdict = proposes_conversion(
        R2019, applicants=applicants, may_be_disclosed=True, threshold=threshold
    )
    assert verdict.allowed is allowed


def test_what_may_not_be_disclosed_is_never_proposed() -> None:
    assert not proposes_conversion(R2019, applicants=9, may_be_disclosed=False)
    assert not proposes_conversion(R2007, applicants=9, may_be_disclosed=True)


def test_one_applicant_may_suggest_conversion() -> None:
    one = {"applicants": 1, "may_be_disclosed": True, "suggested_by_applicant": True}
    assert not proposes_conversion(R2019, **one)
    verdict = proposes_conversion(R2019, **one, public_interest=True)
    assert verdict
    assert verdict.basis == "《条例》第四十四条第二款"


@pytest.mark.parametrize("wanted", [SUPPLEMENT_PARTS, EXTENSION_PARTS, CONSULTATION_PARTS])
def test_a_notice_names_what_it_lacks(wanted: Any) -> None:
    full = dict.fromkeys(wanted, "有")
    assert missing_from(full, wanted) == []
    for key, label in wanted.items():
        assert missing_from({**full, key: ""}, wanted) == [f"缺少{label}。"]


def test_the_first_day_counts_for_the_supplement_notice_where_it_counts_for_the_reply() -> None:
    # Monday 2 March 2026: the seventh working day after it is the 11th, with it the 10th.
    assert supplement_notice_due(date(2026, 3, 2), national()).end == date(2026, 3, 11)
    counted = supplement_notice_due(
        date(2026, 3, 2), national(), readings=Readings(first_day_counts=True)
    )
    assert counted.end == date(2026, 3, 10)


def test_a_late_extension_may_be_told_only_where_it_is_read_to_count() -> None:
    asked: dict[str, Any] = {
        "today": date(2026, 4, 2),
        "due": date(2026, 4, 1),
        "days": 5,
        "extended_before": False,
        "head_agrees": True,
    }
    assert not may_extend(R2019, **asked)
    assert may_extend(R2019, **asked, readings=Readings(late_extension_counts=True))
