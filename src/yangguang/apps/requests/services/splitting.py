"""A further application out of one that is split: the same applicant, days and channel."""

from __future__ import annotations

from datetime import datetime

from yangguang.apps.agencies.models import User
from yangguang.apps.audit.actors import Actor
from yangguang.apps.requests.models import Applicant, Application, ApplicationState, WantedBand
from yangguang.apps.requests.services.clock import add_entry
from yangguang.apps.requests.services.intake import BANDS, TITLE_LENGTH, band_number
from yangguang.apps.requests.services.numbering import next_serial, number_of
from yangguang.apps.requests.services.steps import Step, write_event
from yangguang.law.clock import EntryKind
from yangguang.text.similarity import bands, signature


def copy_of(
    application: Application, *, wanted: str, by: Actor, at: datetime, user: User | None = None
) -> Application:
    """Register the part as an application of its own; call inside the transaction that splits.

    It bears the sealed data of the same person, so that destroying the key erases both, and keeps
    the day of receipt: splitting gives no new time.
    """
    old = application.applicant
    applicant = Applicant.objects.create(
        kind=old.kind,
        subject_key=old.subject_key,
        sealed_name=old.sealed_name,
        sealed_identity=old.sealed_identity,
        sealed_contact=old.sealed_contact,
        mask=old.mask,
        digest=old.digest,
        name_digest=old.name_digest,
        email_given=old.email_given,
    )
    year = application.arrived_on.year
    serial = next_serial(agency=application.agency, year=year)
    sketch = signature(wanted)
    made = Application.objects.create(
        agency=application.agency,
        year=year,
        serial=serial,
        number=number_of(application.agency, year, serial),
        channel=application.channel,
        arrived_on=application.arrived_on,
        confirmed_on=application.confirmed_on,
        received_on=application.received_on,
        submitted_at=application.submitted_at,
        applicant=applicant,
        applicant_kind=application.applicant_kind,
        applicant_digest=application.applicant_digest,
        mask=application.mask,
        title=wanted if len(wanted) <= TITLE_LENGTH else wanted[: TITLE_LENGTH - 1] + "…",
        wanted=wanted,
        signature=sketch,
        form=application.form,
        delivery=application.delivery,
        state=ApplicationState.REGISTERED
        if application.received_on
        else ApplicationState.UNCONFIRMED,
        query_code_hash=application.query_code_hash,
        split_from=application,
        registered_by=user,
        recorded_at=at,
    )
    WantedBand.objects.bulk_create(
        [WantedBand(application=made, band=band_number(one)) for one in bands(sketch)[:BANDS]]
    )
    doing = Step(made, "register", by, at, application.arrived_on)
    doing.say(
        f"由{application.number}拆分，登记号{made.number}",
        public=f"由{application.number}拆分，登记号为{made.number}，原查询码可继续使用。",
    )
    write_event(doing, source="", target=made.state)
    if made.received_on is not None:
        add_entry(doing, EntryKind.START, day=made.received_on)
    return made
