"""Letters of a case: drafted from its facts, signed and issued with the act that needs them.

The act and its letter are one transaction: there is no extension without its notice and no notice
without its extension.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from yangguang.apps.letters.kinds import kind
from yangguang.apps.letters.models import AddresseeType, Letter
from yangguang.apps.letters.services import (
    draft_letter,
    issue_letter,
    sign_letter,
    void_letter,
)
from yangguang.apps.requests.models import Applicant, Application, LetterLink
from yangguang.apps.requests.services.kinds import regime_for
from yangguang.apps.requests.services.steps import Step, subject_of
from yangguang.apps.requests.workflow import impossible
from yangguang.apps.vault.models import SubjectKey
from yangguang.apps.vault.services import reveal
from yangguang.law.identity import ApplicantKind


def issue(
    doing: Step,
    kind_key: str,
    given: Mapping[str, str],
    *,
    addressee: str = "",
    addressee_type: AddresseeType | None = None,
    public: bool = True,
    remedies: str = "",
) -> Letter:
    """The letter of this act, numbered, set and filed; it becomes the act's letter.

    Without ``addressee`` it goes to the applicant. Facts of the case that the kind states are
    filled in. Raises Refused where a required part is missing, with its name, and NotPossible for
    an act entered for an earlier day: a letter bears the day on which it is made.
    """
    application = doing.application
    if doing.day != doing.today:
        raise impossible(
            "日期有误",
            f"文书按今天（{doing.today.isoformat()}）成文，不能倒签为{doing.day.isoformat()}。"
            "请按今天办理；当时已经发出纸质文书的，请不成文，只作登记。",
        )
    subject = subject_of(application)
    what = kind(kind_key)
    known = {**case_parts(application), **{key: text for key, text in given.items() if text}}
    letter = draft_letter(
        kind_key=kind_key,
        agency=application.agency,
        regime=regime_for(application),
        subject_kind=subject.kind,
        subject_key=subject.key,
        addressee=addressee or name_for(doing, what.name),
        addressee_type=addressee_type or _type_of(application.applicant),
        parts={key: text for key, text in known.items() if key in what.given},
        person=SubjectKey.objects.get(pk=application.applicant.subject_key),
        by=doing.by,
        at=doing.at,
    )
    if what.signed:
        letter = sign_letter(letter=letter, by=doing.by, at=doing.at)
    letter = issue_letter(letter=letter, by=doing.by, at=doing.at, remedies=remedies)
    link(application, letter, public=public)
    doing.letter = letter
    return letter


def void(doing: Step, letter: Letter, *, reason: str) -> None:
    """The letter counts no longer and the applicant cannot fetch it any more; its number is used."""
    void_letter(letter=letter, by=doing.by, at=doing.at, reason=reason)
    LetterLink.objects.filter(letter=letter).update(public=False)


def link(application: Application, letter: Letter, *, public: bool) -> None:
    """The letter belongs to the case; ``public`` ones the applicant may download."""
    LetterLink.objects.get_or_create(
        letter=letter, defaults={"application": application, "public": public}
    )


def case_parts(application: Application) -> dict[str, str]:
    """What letters say about a case in general; dates as ISO."""
    found = {
        "request_number": application.number,
        "submitted_on": application.arrived_on.isoformat(),
        "described": application.wanted or application.title,
        "form_asked": f"{application.get_form_display()}，{application.get_delivery_display()}",
    }
    if application.received_on:
        found["received_on"] = application.received_on.isoformat()
    if application.due_on:
        found["due_on"] = application.due_on.isoformat()
    if application.agency.telephone:
        found["handler_telephone"] = application.agency.telephone
    return found


def name_for(doing: Step, letter: str) -> str:
    """The applicant's name in clear, to be set into a letter; kept as a reading by the system.

    Raises Destroyed after erasure.
    """
    applicant = doing.application.applicant
    sealed = {"name": applicant.sealed_name}
    return set_into(doing, sealed, f"制作文书：{letter}")["name"]


def set_into(doing: Step, sealed: Mapping[str, str], why: str) -> dict[str, str]:
    """What lies sealed under the applicant's key, by field, for the letter of this act."""
    application = doing.application
    return reveal(
        application.applicant.subject_key,
        sealed,
        list(sealed),
        by=doing.by,
        at=doing.at,
        why=why,
        page=f"request:{application.number}",
        agency_key=application.agency_id,
        machine=True,
    )


def _type_of(applicant: Applicant) -> AddresseeType:
    if applicant.kind == ApplicantKind.NATURAL:
        return AddresseeType.PERSON
    return AddresseeType.ORGANISATION


def iso(day: date | None) -> str:
    """The day as letters take it; empty where it is not known."""
    return day.isoformat() if day else ""
