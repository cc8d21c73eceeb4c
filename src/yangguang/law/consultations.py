"""Asking others before the reply: third parties, co-making and other organs, and what silence means.

Silence of a third party is not consent, silence of a co-making organ is: the two stand side by
side here because they are confused so often. The time they take is kept out of the period by the
clock; this module says how long they have and what may be decided afterwards.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from yangguang.law.calendar import WorkCalendar
from yangguang.law.citation import Citation
from yangguang.law.counting import Count, count_days
from yangguang.law.readings import DEFAULT_READINGS, Readings
from yangguang.law.regimes import Regime
from yangguang.law.verdict import Verdict, allow, refuse


class Party(StrEnum):
    """Who is asked."""

    THIRD_PARTY = "third-party"
    CO_MAKER = "co-maker"
    OTHER_ORGAN = "other-organ"

    @property
    def label(self) -> str:
        """The word a clerk reads."""
        return {
            Party.THIRD_PARTY: "第三方",
            Party.CO_MAKER: "共同制作机关",
            Party.OTHER_ORGAN: "其他机关",
        }[self]


class Answer(StrEnum):
    """What came back."""

    CONSENT = "consent"
    OBJECTION = "objection"
    SILENCE = "silence"

    @property
    def label(self) -> str:
        """The word a clerk reads."""
        return {
            Answer.CONSENT: "同意公开",
            Answer.OBJECTION: "不同意公开",
            Answer.SILENCE: "逾期未提出意见",
        }[self]


class Effect(StrEnum):
    """What follows from the answer."""

    MAY_DISCLOSE = "may-disclose"
    WITHHOLD = "withhold"
    AGENCY_DECIDES = "agency-decides"
    DISCLOSE_WITH_NOTICE = "disclose-with-notice"


@dataclass(frozen=True, slots=True)
class ConsultationRule:
    """How one party is asked: ``working_days`` is None where the regulation sets no period.

    ``silence`` is what follows when nothing comes in time; ``excluded`` whether the time is kept
    out of the period for reply.
    """

    party: Party
    regime: Regime
    working_days: int | None
    silence: Effect
    excluded: bool
    written: bool
    citation: Citation
    excluded_by: Citation


def consultation_rule(
    party: Party, regime: Regime, *, readings: Readings = DEFAULT_READINGS
) -> ConsultationRule:
    """The rule for asking this party.

    依据：2019年条例第三十二条、第三十三条第三款、第三十四条；2007年条例第二十三条、第二十四条第三款。
    Reading: a co-making organ is one of the 其他机关 whose time is kept out of the period; other
    organs have no period of their own, the letter sets one. Not coded: consultation inside the
    agency (分办), which never stops the clock.
    """
    excluded_by = regime.article("33/3" if regime is Regime.R2019 else "24/3")
    if party is Party.THIRD_PARTY:
        new = regime is Regime.R2019
        return ConsultationRule(
            party,
            regime,
            15 if new else None,
            Effect.AGENCY_DECIDES,
            True,
            True,
            regime.article("32" if new else "23"),
            excluded_by,
        )
    if regime is Regime.R2007:
        return ConsultationRule(
            party,
            regime,
            None,
            Effect.AGENCY_DECIDES,
            readings.other_organs_pause_under_2007,
            False,
            regime.article("7"),
            excluded_by,
        )
    if party is Party.CO_MAKER:
        return ConsultationRule(
            party,
            regime,
            15,
            Effect.MAY_DISCLOSE,
            True,
            True,
            regime.article("34"),
            excluded_by,
        )
    return ConsultationRule(
        party,
        regime,
        None,
        Effect.AGENCY_DECIDES,
        True,
        False,
        regime.article("11/1"),
        excluded_by,
    )


def answer_due(rule: ConsultationRule, received: date, calendar: WorkCalendar) -> Count | None:
    """The last day for the party's answer, from its receipt of the letter; None without a period.

    依据：2019年条例第三十二条、第三十四条：自收到征求意见书之日起15个工作日内提出意见。
    """
    if rule.working_days is None:
        return None
    basis = rule.citation.short
    return count_days(received, rule.working_days, calendar, start_basis=basis, counted_basis=basis)


def effect_of(
    rule: ConsultationRule,
    answer: Answer,
    *,
    reasonable: bool = True,
    public_interest: bool = False,
) -> tuple[Effect, Verdict]:
    """What follows from an answer, and the sentence that says so; the verdict is of disclosing.

    ``reasonable``: the agency finds the objection's reasons sound. ``public_interest``: withholding
    would seriously harm the public interest.
    依据：2019年条例第三十二条、第三十四条；2007年条例第二十三条。
    """
    article = rule.citation
    who = rule.party.label
    if answer is Answer.CONSENT:
        return Effect.MAY_DISCLOSE, allow(article, f"{who}同意公开，可以公开。")
    if answer is Answer.SILENCE:
        if rule.silence is Effect.MAY_DISCLOSE:
            return Effect.MAY_DISCLOSE, allow(article, f"{who}逾期未提出意见，视为同意公开。")
        return Effect.AGENCY_DECIDES, allow(
            article,
            f"{who}逾期未提出意见，不等于同意，由本机关依照条例决定是否公开。",
            "请写明本机关自行判断的理由。",
        )
    if rule.party is not Party.THIRD_PARTY:
        return Effect.AGENCY_DECIDES, allow(
            article,
            f"{who}不同意公开，由牵头制作、收到申请的本机关依照条例决定。",
            "请写明是否采纳及理由。",
        )
    if public_interest:
        return Effect.DISCLOSE_WITH_NOTICE, allow(
            article,
            "第三方不同意公开，但不公开可能对公共利益造成重大影响，可以决定予以公开。",
            "请将决定公开的内容和理由书面告知第三方，再提供信息。",
        )
    if rule.regime is Regime.R2019 and not reasonable:
        return Effect.AGENCY_DECIDES, allow(
            article,
            "第三方不同意公开，但没有合理理由，由本机关依照条例决定是否公开。",
            "请写明为什么理由不成立，并告知第三方。",
        )
    return Effect.WITHHOLD, refuse(
        "第三方不同意公开且有合理理由，不予公开。"
        if rule.regime is Regime.R2019
        else "第三方不同意公开，不得公开。",
        article,
        "能够区分处理的，请提供可以公开的部分。",
    )
