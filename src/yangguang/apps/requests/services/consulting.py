"""Asking a third party, a co-making body or another body, each with its own clock and letter.

依据：《条例》（2019年）第三十二条（第三方，15个工作日，逾期由行政机关决定，沉默不等于同意）、
第三十三条第三款（时间不计入）、第三十四条（共同制作机关，15个工作日，逾期视为同意）；2007年条例第二十三条。
"""

from __future__ import annotations

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
from yangguang.apps.requests.services import lettering
from yangguang.apps.requests.services.applicants import mask_of
from yangguang.apps.requests.services.clock import add_entry
from yangguang.apps.requests.services.duties import calendar_for, done, due_after, owe
from yangguang.apps.requests.services.steps import Step, step
from yangguang.apps.requests.workflow import impossible
from yangguang.apps.vault.services import seal_for, unseal_for
from yangguang.law.clock import EntryKind, spoken
from yangguang.law.identity import ApplicantKind

ANSWER_DAYS = 15

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
    information: str = "",
    why: str = "",
    with_letter: bool = True,
    version: int | None = None,
) -> Consultation:
    """Send out the consultation: from the next day on the time does not count.

    ``party`` is the name of a body; a natural person comes as ``person`` and is sealed. The
    fifteen working days run from ``served_on`` where it is known, else from sending.
    """
    with step(_ACTS[kind], application, by=by, at=at, version=version, day=on) as doing:
        current = doing.application
        doing.require_day(doing.day, earliest=current.received_on, what="发出日期")
        name = person.name if person is not None else party
        doing.require_text(name, "征求对象")
        sealed = ""
        if person is not None:
            sealed = seal_for(current.applicant.subject_key, person.name, "third-party")
        begun = served_on or doing.day
        limit = due_after(calendar_for(current, begun), begun, ANSWER_DAYS)
        consultation = Consultation.objects.create(
            application=current,
            kind=kind,
            party_mask=mask_of(person) if person is not None else party.strip(),
            sealed_party=sealed,
            sent_on=doing.day,
            served_on=served_on,
            due_on=limit,
            letter=_letter(doing, kind, name, information, why, limit, person)
            if with_letter
            else None,
        )
        letter = consultation.letter
        add_entry(doing, _PAUSES[kind], day=doing.day, key=f"c{consultation.pk}", letter=letter)
        owe(
            doing,
            CONSULTATION,
            title=f"{kind.label}届满",
            opened_on=doing.day,
            due_on=limit,
            slot=str(consultation.pk),
        )
        doing.after = {"consultation": consultation.pk, "due_on": limit}
        doing.say(
            f"{kind.label}：{consultation.party_mask}，{spoken(limit)}前答复",
            public=f"办理需要{kind.label}，所需时间不计算在答复期限内。",
        )
    return consultation


def _letter(
    doing: Step,
    kind: ConsultationKind,
    name: str,
    information: str,
    why: str,
    limit: date,
    person: Person | None,
) -> Letter:
    """The letter to the party, and for a third party the notice to the applicant too."""
    matter = why.strip() or "该信息是否可以公开及理由"
    given = {
        "information": information.strip() or doing.application.title,
        "third_party_reasons": matter,
        "consult_matter": matter,
        "answer_until": lettering.iso(limit),
    }
    if kind is ConsultationKind.THIRD_PARTY:
        lettering.issue(doing, "consultation-notice", {})
        natural = person is not None and person.kind is ApplicantKind.NATURAL
        return lettering.issue(
            doing,
            "third-party-consultation",
            given,
            addressee=name,
            addressee_type=AddresseeType.PERSON if natural else AddresseeType.ORGANISATION,
            public=False,
        )
    letter_kind = (
        "co-maker-consultation" if kind is ConsultationKind.CO_MAKER else "organ-consultation"
    )
    return lettering.issue(
        doing,
        letter_kind,
        given,
        addressee=name,
        addressee_type=AddresseeType.ORGAN,
        public=False,
    )


def record_service(
    *, consultation: Consultation, served_on: date, by: Actor, at: datetime
) -> Consultation:
    """Record when the party received the letter: its fifteen working days run from then."""
    with step("record-opinion", consultation.application, by=by, at=at) as doing:
        doing.require_day(served_on, earliest=consultation.sent_on, what="送达日期")
        consultation.served_on = served_on
        consultation.due_on = due_after(
            calendar_for(doing.application, served_on), served_on, ANSWER_DAYS
        )
        consultation.save(update_fields=["served_on", "due_on"])
        owe(
            doing,
            CONSULTATION,
            title="征求意见届满",
            opened_on=consultation.sent_on,
            due_on=consultation.due_on,
            slot=str(consultation.pk),
        )
        doing.say(f"征求意见书于{spoken(served_on)}送达{consultation.party_mask}")
    return consultation


def record_opinion(
    *,
    consultation: Consultation,
    answer: ConsultationAnswer,
    reasons: str,
    by: Actor,
    at: datetime,
    on: date | None = None,
    version: int | None = None,
) -> Consultation:
    """Record what the party answered, or that its time ran out; the clock goes on the next day.

    Silence of a third party is no consent: the body decides. Silence of a co-making body counts
    as consent. Raises NotPossible for silence on or before the last day, and for a refusal
    without reasons.
    """
    kind = ConsultationKind(consultation.kind)
    with step(
        "record-opinion", consultation.application, by=by, at=at, version=version, day=on
    ) as doing:
        fresh = Consultation.objects.select_for_update().get(pk=consultation.pk)
        if fresh.answer:
            raise impossible("已经登记", "这次征求意见已经登记过结果。")
        doing.require_day(doing.day, earliest=fresh.sent_on, what="收到意见日期")
        if answer is ConsultationAnswer.SILENT and fresh.due_on and doing.day <= fresh.due_on:
            raise impossible(
                "《条例》第三十二条",
                f"对方答复期限到{spoken(fresh.due_on)}为止，期限届满后才能登记为逾期未答复。",
            )
        if answer is ConsultationAnswer.REFUSES and kind is ConsultationKind.THIRD_PARTY:
            doing.require_text(reasons, "第三方不同意公开的理由")
        consultation.answer = fresh.answer = answer
        consultation.answered_on = fresh.answered_on = doing.day
        consultation.reasons = fresh.reasons = reasons.strip()
        fresh.save(update_fields=["answer", "answered_on", "reasons"])
        done(doing, CONSULTATION, on=doing.day, slot=str(fresh.pk))
        reckoning = add_entry(doing, EntryKind.RESUME, day=doing.day, key=f"c{fresh.pk}")
        due = reckoning.best
        effect = ""
        if answer is ConsultationAnswer.SILENT:
            effect = (
                "，依照第三十四条视为同意公开"
                if kind is ConsultationKind.CO_MAKER
                else "，由我机关依照条例决定是否公开"
            )
        doing.after = {"answer": answer.value, "due_on": due}
        doing.say(
            f"{kind.label}结果：{answer.label}{effect}",
            public=f"征求意见已结束，答复期限至{spoken(due)}。" if due else "征求意见已结束。",
            note=reasons.strip(),
        )
    return consultation


def override(
    *,
    consultation: Consultation,
    reason: str,
    by: Actor,
    at: datetime,
    with_letter: bool = True,
    version: int | None = None,
) -> Consultation:
    """Decide to disclose although the third party refused, because withholding would seriously
    harm the public interest; the third party is told in writing. 依据：《条例》第三十二条。"""
    with step("override", consultation.application, by=by, at=at, version=version) as doing:
        if (
            consultation.kind != ConsultationKind.THIRD_PARTY
            or consultation.answer == ConsultationAnswer.AGREES
            or not consultation.answer
        ):
            raise impossible(
                "《条例》第三十二条", "只有第三方不同意公开或者逾期未答复时，才需要作此决定。"
            )
        consultation.override_reason = doing.require_text(reason, "不公开会造成的公共利益重大影响")
        if with_letter:
            consultation.override_letter = lettering.issue(
                doing,
                "third-party-notice",
                {
                    "information": doing.application.title,
                    "decided_on_disclosure": "予以公开",
                    "public_interest": consultation.override_reason,
                    "third_party_view": consultation.reasons,
                },
                addressee=party_of(consultation),
                addressee_type=AddresseeType.ORGANISATION,
                public=False,
            )
        consultation.save(update_fields=["override_reason", "override_letter"])
        doing.say(
            f"决定因公共利益公开，书面告知{consultation.party_mask}",
            note=consultation.override_reason,
        )
    return consultation


def party_of(consultation: Consultation) -> str:
    """The party's name in clear, for a letter."""
    if not consultation.sealed_party:
        return consultation.party_mask
    key = consultation.application.applicant.subject_key
    return unseal_for(key, consultation.sealed_party, "third-party")
