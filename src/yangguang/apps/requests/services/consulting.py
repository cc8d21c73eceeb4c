"""Asking a third party, a co-making body or another body, each with its own clock and letter.

依据：《条例》（2019年）第三十二条（第三方，15个工作日，逾期由行政机关决定，沉默不等于同意）、
第三十三条第三款（时间不计入）、第三十四条（共同制作机关，15个工作日，逾期视为同意）；2007年条例第二十三条。
"""

from __future__ import annotations

import json
from datetime import date, datetime

from yangguang.apps.audit.actors import Actor
from yangguang.apps.letters.models import AddresseeType, Letter
from yangguang.apps.requests.duty_kinds import CONSULTATION
from yangguang.apps.requests.models import (
    Application,
    Consultation,
    ConsultationAnswer,
    ConsultationKind,
)
from yangguang.apps.requests.persons import Person
from yangguang.apps.requests.selectors.clock import calendar_of_case
from yangguang.apps.requests.selectors.readings import readings_of_case
from yangguang.apps.requests.services import lettering
from yangguang.apps.requests.services.applicants import mask_of
from yangguang.apps.requests.services.clock import add_entry
from yangguang.apps.requests.services.duties import (
    Limit,
    done,
    find_duty,
    limit_after,
    limit_of,
    owe,
)
from yangguang.apps.requests.services.kinds import regime_for
from yangguang.apps.requests.services.steps import Step, step
from yangguang.apps.requests.workflow import impossible, require_lawful
from yangguang.apps.vault.services import seal_for
from yangguang.law.clock import EntryKind, spoken
from yangguang.law.consultations import (
    Answer,
    ConsultationRule,
    Effect,
    Party,
    answer_due,
    consultation_rule,
    effect_of,
)
from yangguang.law.identity import ApplicantKind
from yangguang.law.regimes import Regime
from yangguang.law.verdict import Verdict

HOUSE_ANSWER_DAYS = 15
"""Reading: where the regulation sets no period for the answer the letter sets one; without a day
of the office's own it is fifteen working days."""

_ACTS = {
    ConsultationKind.THIRD_PARTY: "consult-third-party",
    ConsultationKind.CO_MAKER: "consult-co-maker",
    ConsultationKind.OTHER_ORGAN: "consult-organ",
}
_PAUSES = {
    ConsultationKind.THIRD_PARTY: EntryKind.PAUSE_THIRD_PARTY,
    ConsultationKind.CO_MAKER: EntryKind.PAUSE_OTHER_ORGAN,
    ConsultationKind.OTHER_ORGAN: EntryKind.PAUSE_OTHER_ORGAN,
}
_ANSWERS = {
    ConsultationAnswer.AGREES: Answer.CONSENT,
    ConsultationAnswer.PARTLY: Answer.OBJECTION,
    ConsultationAnswer.REFUSES: Answer.OBJECTION,
    ConsultationAnswer.SILENT: Answer.SILENCE,
}


def rule_for(application: Application, kind: ConsultationKind) -> ConsultationRule:
    """The rule of law under which this party is asked in this case."""
    return consultation_rule(
        Party(kind.value), regime_for(application), readings=readings_of_case(application)
    )


def consult(
    *,
    application: Application,
    kind: ConsultationKind,
    party: str,
    by: Actor,
    at: datetime,
    person: Person | None = None,
    on: date | None = None,
    served_on: date | None = None,
    until: date | None = None,
    information: str = "",
    why: str = "",
    with_letter: bool = True,
    version: int | None = None,
) -> Consultation:
    """Send out the consultation: from the next day on the time does not count.

    ``party`` is the name of a body; a third party comes as ``person`` and is sealed. The period for
    the answer is the law's from ``served_on``, reckoned from sending until that is known; where the
    law has none, ``until`` or the house's own. Not coded: a second letter to the same party.
    """
    with step(_ACTS[kind], application, by=by, at=at, version=version, day=on) as doing:
        current = doing.application
        rule = rule_for(current, kind)
        doing.basis = rule.citation.short
        doing.require_day(doing.day, earliest=current.received_on, what="发出日期")
        if served_on is not None:
            doing.require_day(served_on, earliest=doing.day, what="送达日期")
        name = doing.require_text(person.name if person is not None else party, "征求对象")
        limit = _limit(doing, rule, served_on or doing.day, until)
        natural = person is not None and person.kind is ApplicantKind.NATURAL
        consultation = Consultation(
            application=current,
            kind=kind,
            party_mask=mask_of(person) if person is not None else name[:120],
            party_type=_type_of(kind, natural=natural),
            sent_on=doing.day,
            served_on=served_on,
            due_on=limit.day,
        )
        if person is not None:
            key = current.applicant.subject_key
            consultation.sealed_party = seal_for(key, person.name, "third-party")
            consultation.sealed_contact = seal_for(
                key, json.dumps(person.contact.as_json(), ensure_ascii=False), "third-party-contact"
            )
        consultation.save(force_insert=True)
        if with_letter:
            consultation.letter = _letter(doing, consultation, name, information, why)
            consultation.save(update_fields=["letter"])
        add_entry(
            doing,
            _PAUSES[kind],
            day=doing.day,
            key=f"c{consultation.pk}",
            letter=consultation.letter,
            citation=rule.excluded_by.short,
        )
        _owe_answer(doing, consultation, provisional=limit.provisional)
        doing.after = {"consultation": consultation.pk, "due_on": limit.day}
        counted = current.closed_on is None and rule.excluded
        doing.say(
            f"{kind.label}：{consultation.party_mask}，{spoken(limit.day)}前答复",
            public=f"办理需要{kind.label}"
            + ("，所需时间不计算在答复期限内。" if counted else "。"),
        )
    return consultation


def _limit(doing: Step, rule: ConsultationRule, begun: date, until: date | None) -> Limit:
    """The last day for the answer: the law's, else the letter's, else the house's own."""
    calendar = calendar_of_case(doing.application, doing.today)
    by_law = answer_due(rule, begun, calendar)
    if by_law is not None:
        return limit_of(by_law)
    if until is None:
        return limit_after(calendar, begun, HOUSE_ANSWER_DAYS)
    if until <= begun:
        raise impossible(rule.citation.short, "请对方答复的日期应当晚于发出日期，请核对。")
    return Limit(until)


def _owe_answer(doing: Step, consultation: Consultation, *, provisional: bool) -> None:
    if consultation.due_on is None:
        raise AssertionError("a consultation has a day for its answer")
    owe(
        doing,
        CONSULTATION,
        title=f"{ConsultationKind(consultation.kind).label}届满",
        opened_on=consultation.sent_on,
        due_on=consultation.due_on,
        slot=str(consultation.pk),
        provisional=provisional,
    )


def _type_of(kind: ConsultationKind, *, natural: bool) -> AddresseeType:
    if kind is not ConsultationKind.THIRD_PARTY:
        return AddresseeType.ORGAN
    return AddresseeType.PERSON if natural else AddresseeType.ORGANISATION


def _letter(
    doing: Step, consultation: Consultation, name: str, information: str, why: str
) -> Letter:
    """The letter to the party, and for a third party the notice to the applicant too.

    Reading: 2007年条例 knew no consultation of co-makers; its Art. 7 asks organs to confirm with
    one another, so the letter is the one to other organs.
    """
    kind = ConsultationKind(consultation.kind)
    matter = why.strip() or "该信息是否可以公开及理由"
    given = {
        "information": information.strip() or doing.application.title,
        "third_party_reasons": matter,
        "consult_matter": matter,
        "answer_until": lettering.iso(consultation.due_on),
    }
    if kind is ConsultationKind.THIRD_PARTY:
        if doing.application.closed_on is None:
            lettering.issue(doing, "consultation-notice", {})
        letter_kind = "third-party-consultation"
    elif kind is ConsultationKind.CO_MAKER and regime_for(doing.application) is Regime.R2019:
        letter_kind = "co-maker-consultation"
    else:
        letter_kind = "organ-consultation"
    return lettering.issue(
        doing,
        letter_kind,
        given,
        addressee=name,
        addressee_type=AddresseeType(consultation.party_type),
        public=False,
    )


def served(doing: Step, consultation: Consultation, served_on: date) -> None:
    """The party has the letter: its period runs from that day on."""
    doing.require_day(served_on, earliest=consultation.sent_on, what="送达日期")
    consultation.served_on = served_on
    rule = rule_for(doing.application, ConsultationKind(consultation.kind))
    calendar = calendar_of_case(doing.application, doing.today)
    by_law = answer_due(rule, served_on, calendar)
    provisional = False
    if by_law is not None:
        limit = limit_of(by_law)
        consultation.due_on, provisional = limit.day, limit.provisional
    consultation.save(update_fields=["served_on", "due_on"])
    duty = find_duty(CONSULTATION, doing.application, str(consultation.pk))
    if duty is not None and duty.is_open:
        _owe_answer(doing, consultation, provisional=provisional)


def record_service(
    *, consultation: Consultation, served_on: date, by: Actor, at: datetime
) -> Consultation:
    """Record when the party received the letter, where no letter of ours was posted."""
    with step("send-letter", consultation.application, by=by, at=at) as doing:
        fresh = _locked(consultation)
        served(doing, fresh, served_on)
        doing.say(f"征求意见书于{spoken(served_on)}送达{fresh.party_mask}")
    consultation.refresh_from_db()
    return consultation


def record_opinion(
    *,
    consultation: Consultation,
    answer: ConsultationAnswer,
    reasons: str,
    by: Actor,
    at: datetime,
    on: date | None = None,
    reasonable: bool = True,
    version: int | None = None,
) -> Consultation:
    """Record what the party answered, or that its time ran out; the clock goes on the next day.

    Silence of a third party is no consent: the body decides. Silence of a co-making body counts
    as consent. ``reasonable``: whether the body finds the reasons of an objection sound. Raises
    NotPossible for silence on or before the last day, or of a party that has not been served, and
    for a refusal without reasons.
    """
    kind = ConsultationKind(consultation.kind)
    with step(
        "record-opinion", consultation.application, by=by, at=at, version=version, day=on
    ) as doing:
        fresh = _locked(consultation)
        rule = rule_for(doing.application, kind)
        doing.basis = rule.citation.short
        if fresh.answer:
            raise impossible("已经登记", "这次征求意见已经登记过结果。")
        doing.require_day(doing.day, earliest=fresh.sent_on, what="收到意见日期")
        objects = _ANSWERS[answer] is Answer.OBJECTION
        if answer is ConsultationAnswer.SILENT:
            _require_run_out(rule, fresh, doing.day)
        if objects and kind is ConsultationKind.THIRD_PARTY:
            doing.require_text(reasons, "第三方不同意公开的理由")
        fresh.answer = answer
        fresh.answered_on = doing.day
        fresh.reasons = doing.require_text(reasons, "理由") if reasons.strip() else ""
        fresh.reasonable = reasonable if objects else None
        fresh.save(update_fields=["answer", "answered_on", "reasons", "reasonable"])
        done(doing, CONSULTATION, on=doing.day, slot=str(fresh.pk))
        reckoning = add_entry(
            doing,
            EntryKind.RESUME,
            day=doing.day,
            key=f"c{fresh.pk}",
            citation=rule.excluded_by.short,
        )
        due = reckoning.best
        _, effect = ruling(fresh, rule)
        doing.after = {"answer": answer.value, "due_on": due}
        counted = due is not None and doing.application.closed_on is None
        doing.say(
            f"{kind.label}结果：{answer.label}。{effect.reason}",
            public=f"征求意见已结束，答复期限至{spoken(due)}。"
            if counted and due
            else "征求意见已结束。",
        )
    consultation.refresh_from_db()
    return consultation


def _require_run_out(rule: ConsultationRule, consultation: Consultation, day: date) -> None:
    if rule.working_days is not None and consultation.served_on is None:
        raise impossible(
            rule.citation.short,
            "对方的答复期限自收到征求意见书之日起计算，还没有登记送达日期。请先登记文书送达。",
        )
    if consultation.due_on is not None and day <= consultation.due_on:
        raise impossible(
            rule.citation.short,
            f"对方答复期限到{spoken(consultation.due_on)}为止，期限届满后才能登记为逾期未答复。",
        )


def ruling(
    consultation: Consultation, rule: ConsultationRule | None = None
) -> tuple[Effect, Verdict]:
    """What follows from the answer by law, and whether the information may be disclosed on it."""
    kind = ConsultationKind(consultation.kind)
    found = rule or rule_for(consultation.application, kind)
    return effect_of(
        found,
        _ANSWERS[ConsultationAnswer(consultation.answer)],
        reasonable=consultation.reasonable is not False,
        public_interest=bool(consultation.override_reason),
    )


def override(
    *,
    consultation: Consultation,
    reason: str,
    by: Actor,
    at: datetime,
    with_letter: bool = True,
    version: int | None = None,
) -> Consultation:
    """Decide to disclose although the third party objected, because withholding would seriously
    harm the public interest; the third party is told in writing. 依据：《条例》第三十二条。"""
    with step("override", consultation.application, by=by, at=at, version=version) as doing:
        fresh = _locked(consultation)
        rule = rule_for(doing.application, ConsultationKind(fresh.kind))
        doing.basis = rule.citation.short
        if (
            fresh.kind != ConsultationKind.THIRD_PARTY
            or fresh.answer == ConsultationAnswer.AGREES
            or not fresh.answer
        ):
            raise impossible(
                rule.citation.short, "只有第三方不同意公开或者逾期未答复时，才需要作此决定。"
            )
        if fresh.override_reason:
            raise impossible("已经决定", "已经作出因公共利益公开的决定，不需要重复办理。")
        fresh.override_reason = doing.require_text(reason, "不公开会造成的公共利益重大影响")
        if fresh.answer != ConsultationAnswer.SILENT:
            _, verdict = ruling(fresh, rule)
            require_lawful(verdict)
        if with_letter:
            fresh.override_letter = lettering.issue(
                doing,
                "third-party-notice",
                {
                    "information": doing.application.title,
                    "decided_on_disclosure": "予以公开",
                    "public_interest": fresh.override_reason,
                    "third_party_view": fresh.reasons,
                },
                addressee=_party_of(doing, fresh),
                addressee_type=AddresseeType(fresh.party_type),
                public=False,
            )
        fresh.save(update_fields=["override_reason", "override_letter"])
        doing.say(
            f"决定因公共利益公开，书面告知{fresh.party_mask}",
            note=fresh.override_reason,
        )
    consultation.refresh_from_db()
    return consultation


def _locked(consultation: Consultation) -> Consultation:
    """The consultation as it stands; the application's own lock is held already."""
    found: Consultation = Consultation.objects.select_related("application__applicant").get(
        pk=consultation.pk
    )
    return found


def _party_of(doing: Step, consultation: Consultation) -> str:
    """The party's name in clear, to be set into a letter; kept as a reading by the system."""
    if not consultation.sealed_party:
        return consultation.party_mask
    sealed = {"third-party": consultation.sealed_party}
    return lettering.set_into(doing, sealed, "制作文书：告知第三方")["third-party"]
