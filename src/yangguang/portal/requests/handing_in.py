"""From a complete draft to registered applications: all of them or none, and never twice.

The draft's row is locked, so that two clicks come one after the other and the second finds the
receipt of the first; the query codes stand in the sealed draft before anything is registered, so
that a broken connection costs nobody a code.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from yangguang.apps.agencies.models import Agency
from yangguang.apps.audit.actors import Actor, ActorKind
from yangguang.apps.requests.models import Application, Attachment, DeliveryWay, Form
from yangguang.apps.requests.persons import Contact, Person
from yangguang.apps.requests.services.acknowledging import acknowledge
from yangguang.apps.requests.services.codes import new_query_code
from yangguang.apps.requests.services.intake import Wish, submit_application
from yangguang.apps.requests.services.materials import attach
from yangguang.law.identity import ApplicantKind
from yangguang.portal.requests import visits
from yangguang.portal.requests.draft import Draft, HeldFile
from yangguang.portal.requests.limits import receipt_time
from yangguang.portal.requests.parts import parts_of
from yangguang.text.identity import normal_email, normal_identity
from yangguang.text.privacy import find_personal, mask

BY = Actor(ActorKind.APPLICANT, "", "申请人（网上提交）")
RECEIPTS = "receipts"


@dataclass(frozen=True, slots=True)
class Planned:
    """One application that the draft will become: to whom, and what it asks for."""

    agency: Agency
    wanted: str


def plan(draft: Draft) -> list[Planned]:
    """The applications that a draft becomes: for each body, for each content it is split into."""
    found = {one.pk: one for one in Agency.objects.filter(pk__in=draft.bodies)}
    contents = parts_of(draft.wanted) if draft.separate == "yes" else []
    return [
        Planned(found[key], wanted)
        for key in draft.bodies
        if key in found
        for wanted in contents or [draft.wanted.strip()]
    ]


def make_codes(draft: Draft) -> None:
    """A query code for each body, made once and kept in the draft."""
    missing = len(draft.bodies) - len(draft.codes)
    draft.codes = [*draft.codes, *(new_query_code() for _ in range(missing))][: len(draft.bodies)]


def hand_in(visit: visits.Open, draft: Draft, *, follow: str, at: datetime) -> None:
    """Register everything and turn the visit into its receipt; call with the visit locked.

    ``follow`` is the path of the page for following a case. Raises NotPossible; then nothing is
    registered.
    """
    person = person_of(draft)
    content = {one.key: visits.file_of(visit, one.key) or b"" for one in draft.files}
    codes = dict(zip(draft.bodies, draft.codes, strict=True))
    receipts: list[dict[str, Any]] = []
    planned = plan(draft)
    with transaction.atomic():
        first: dict[int, Application] = {}
        # In the order of their keys, so that two people who choose the same bodies in another
        # order never wait for one another's register.
        for at_place, one in sorted(
            enumerate(planned), key=lambda pair: (pair[1].agency.pk, pair[0])
        ):
            submitted = submit_application(
                agency=one.agency,
                person=person,
                wish=Wish(
                    one.wanted, Form(draft.form), DeliveryWay(draft.delivery), _title(one.wanted)
                ),
                submission_key=f"{draft.submission}-{at_place}",
                query_code=codes[one.agency.pk],
                split_from=first.get(one.agency.pk),
                by=BY,
                at=at,
            )
            first.setdefault(one.agency.pk, submitted.application)
            receipts.append({"application": submitted.application.pk, "place": at_place})
            if submitted.again:
                continue
            for held in draft.files:
                _attach(submitted.application, held, content[held.key], at)
            acknowledge(application=submitted.application, follow=follow, at=at)
        receipts.sort(key=lambda receipt: receipt["place"])
        for receipt, one in zip(receipts, planned, strict=True):
            receipt["code"] = codes[one.agency.pk]
        visits.drop_files(visit)
        visit.data = {
            RECEIPTS: receipts,
            "files": [one.name for one in draft.files],
            "email": bool(person.contact.email),
            "mails": person.mail_agreed and bool(person.contact.email),
        }
        visits.save(visit, at=at, lasts=receipt_time())


def person_of(draft: Draft) -> Person:
    """The applicant as the draft states them."""
    return Person(
        ApplicantKind(draft.kind),
        draft.name,
        normal_identity(draft.identity),
        Contact(
            telephone=draft.telephone,
            email=normal_email(draft.email),
            address=draft.address,
            postcode=draft.postcode,
            person=draft.person if draft.organisation else "",
        ),
        draft.mails,
    )


def _title(wanted: str) -> str:
    """The words that lists show, without what may identify somebody."""
    return mask(wanted, find_personal(wanted, lone_names=True))


def _attach(application: Application, held: HeldFile, data: bytes, at: datetime) -> None:
    attach(
        application=application,
        purpose=Attachment.Purpose.IDENTITY if held.identity else Attachment.Purpose.SUPPORT,
        name=held.name,
        data=data,
        media_type=held.media_type,
        by=BY,
        at=at,
    )
