"""Asking others: how long they have, what their silence means, what may be decided then."""

from datetime import date

import pytest

from yangguang.law.calendar import national
from yangguang.law.consultations import (
    Answer,
    Effect,
    Party,
    answer_due,
    consultation_rule,
    effect_of,
)
from yangguang.law.readings import Readings
from yangguang.law.regimes import Regime

R2019, R2007 = Regime.R2019, Regime.R2007


@pytest.mark.parametrize(
    ("party", "regime", "days", "excluded", "article"),
    [
        (Party.THIRD_PARTY, R2019, 15, True, "regulation-2019/32"),
        (Party.CO_MAKER, R2019, 15, True, "regulation-2019/34"),
        (Party.OTHER_ORGAN, R2019, None, True, "regulation-2019/11/1"),
        (Party.THIRD_PARTY, R2007, None, True, "regulation-2007/23"),
        (Party.OTHER_ORGAN, R2007, None, False, "regulation-2007/7"),
        (Party.CO_MAKER, R2007, None, False, "regulation-2007/7"),
    ],
)
def test_each_party_has_its_rule(
    party: Party, regime: Regime, days: int | None, excluded: bool, article: str
) -> None:
    rule = consultation_rule(party, regime)
    assert (rule.working_days, rule.excluded, rule.citation.key) == (days, excluded, article)


def test_a_setting_lets_other_organs_pause_the_old_clock() -> None:
    readings = Readings(other_organs_pause_under_2007=True)
    assert consultation_rule(Party.OTHER_ORGAN, R2007, readings=readings).excluded


def test_a_third_party_has_fifteen_working_days_from_receipt() -> None:
    rule = consultation_rule(Party.THIRD_PARTY, R2019)
    count = answer_due(rule, date(2024, 1, 29), national())
    assert count is not None
    assert count.end == date(2024, 2, 22)
    assert (
        answer_due(consultation_rule(Party.OTHER_ORGAN, R2019), date(2024, 1, 29), national())
        is None
    )


def test_silence_of_a_third_party_is_no_consent() -> None:
    effect, verdict = effect_of(consultation_rule(Party.THIRD_PARTY, R2019), Answer.SILENCE)
    assert effect is Effect.AGENCY_DECIDES
    assert "不等于同意" in verdict.reason


def test_silence_of_a_co_maker_is_consent() -> None:
    effect, verdict = effect_of(consultation_rule(Party.CO_MAKER, R2019), Answer.SILENCE)
    assert effect is Effect.MAY_DISCLOSE
    assert "视为同意公开" in verdict.reason


def test_silence_of_another_organ_decides_nothing() -> None:
    for regime in Regime:
        rule = consultation_rule(Party.OTHER_ORGAN, regime)
        assert effect_of(rule, Answer.SILENCE)[0] is Effect.AGENCY_DECIDES


@pytest.mark.parametrize(
    ("regime", "reasonable", "public_interest", "effect"),
    [
        (R2019, True, False, Effect.WITHHOLD),
        (R2019, False, False, Effect.AGENCY_DECIDES),
        (R2019, True, True, Effect.DISCLOSE_WITH_NOTICE),
        (R2019, False, True, Effect.DISCLOSE_WITH_NOTICE),
        (R2007, True, False, Effect.WITHHOLD),
        (R2007, False, False, Effect.WITHHOLD),
        (R2007, True, True, Effect.DISCLOSE_WITH_NOTICE),
    ],
)
def test_an_objection_binds_only_with_good_reasons_and_no_public_interest(
    regime: Regime, reasonable: bool, public_interest: bool, effect: Effect
) -> None:
    rule = consultation_rule(Party.THIRD_PARTY, regime)
    found, verdict = effect_of(
        rule, Answer.OBJECTION, reasonable=reasonable, public_interest=public_interest
    )
    assert found is effect
    assert verdict.allowed is (effect is not Effect.WITHHOLD)


def test_disclosing_over_an_objection_needs_written_notice() -> None:
    rule = consultation_rule(Party.THIRD_PARTY, R2019)
    verdict = effect_of(rule, Answer.OBJECTION, public_interest=True)[1]
    assert "书面告知第三方" in verdict.next_step


def test_an_objecting_co_maker_does_not_bind_the_lead() -> None:
    rule = consultation_rule(Party.CO_MAKER, R2019)
    assert effect_of(rule, Answer.OBJECTION)[0] is Effect.AGENCY_DECIDES


@pytest.mark.parametrize("party", list(Party))
@pytest.mark.parametrize("regime", list(Regime))
def test_consent_lets_the_information_go(party: Party, regime: Regime) -> None:
    rule = consultation_rule(party, regime)
    assert effect_of(rule, Answer.CONSENT)[0] is Effect.MAY_DISCLOSE
