"""Sealing an applicant: everything that identifies them under a key of their own."""

from __future__ import annotations

import json
from datetime import datetime

from yangguang.apps.audit.actors import Actor
from yangguang.apps.requests.models import Applicant
from yangguang.apps.requests.persons import NAME, Person, folded
from yangguang.apps.vault.services import keyed_digest, new_subject, seal_for
from yangguang.law.identity import ApplicantKind
from yangguang.text.masking import mask_name

IDENTITY = "request.applicant.identity"


def seal_applicant(*, person: Person, by: Actor, at: datetime) -> Applicant:
    """The applicant's row, sealed; the same person is recognised by digests alone."""
    known = person.checked()
    subject = new_subject(by=by, at=at)
    applicant = Applicant(
        kind=known.kind.value,
        subject_key=subject.pk,
        sealed_name=seal_for(subject, known.name, "name"),
        sealed_identity=seal_for(subject, known.identity, "identity") if known.identity else "",
        sealed_contact=seal_for(
            subject, json.dumps(known.contact.as_json(), ensure_ascii=False), "contact"
        ),
        mask=mask_of(known),
        digest=digest_of(known),
        name_digest=keyed_digest(folded(known.name), purpose=NAME),
        email_given=bool(known.contact.email),
        email_agreed=known.mail_agreed and bool(known.contact.email),
    )
    applicant.save(force_insert=True)
    return applicant


def mask_of(person: Person) -> str:
    """What lists show: a natural person's name masked, an organisation's name as it is."""
    if person.kind is ApplicantKind.NATURAL:
        return mask_name(person.name)
    return person.name


def digest_of(person: Person) -> str:
    """By what the same applicant is recognised: identity number, else name with telephone."""
    if person.identity:
        return keyed_digest(folded(person.identity).upper(), purpose=IDENTITY)
    contact = person.contact.telephone or person.contact.email or person.contact.address
    return keyed_digest(f"{folded(person.name)}|{folded(contact)}", purpose=IDENTITY)
