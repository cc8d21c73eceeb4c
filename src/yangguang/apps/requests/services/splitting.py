"""One application with several contents becomes several, with the applicant's consent.

依据：国办函〔2020〕109号第四条（一事一申请）。Splitting gives no new time: the parts keep the days.
"""

from __future__ import annotations

from datetime import datetime

from yangguang.apps.agencies.models import User
from yangguang.apps.audit.actors import Actor
from yangguang.apps.requests.models import (
    Applicant,
    Application,
    ApplicationState,
    ClockEntry,
)
from yangguang.apps.requests.selectors.clock import ledger_of, standing
from yangguang.apps.requests.services.case_readings import copy_readings
from yangguang.apps.requests.services.clock import settle
from yangguang.apps.requests.services.counting import count_receipt
from yangguang.apps.requests.services.fingerprints import fingerprint
from yangguang.apps.requests.services.intake import short_title
from yangguang.apps.requests.services.numbering import next_serial, number_of
from yangguang.apps.requests.services.receiving import open_confirmation, open_supplement_limit
from yangguang.apps.requests.services.steps import Step, step, write_event
from yangguang.apps.requests.workflow import impossible
from yangguang.law.clock import EntryKind

_SHARED = frozenset(
    {EntryKind.START, EntryKind.SUPPLEMENT_ASKED, EntryKind.SUPPLEMENTED, EntryKind.EXTEND}
)
"""What happened to the whole before it was split, and so to each part."""


def split(
    *,
    application: Application,
    parts: list[str],
    consent: str,
    by: Actor,
    at: datetime,
    user: User | None = None,
    version: int | None = None,
) -> list[Application]:
    """Make one application for each part; the first keeps the number, all keep the days.

    Raises NotPossible without consent, with fewer than two parts, and once others were consulted,
    a fee was noticed or a later day was set, since those belong to the whole.
    """
    with step("split", application, by=by, at=at, version=version) as doing:
        current = doing.application
        texts = [doing.require_text(part, "每一项") for part in parts if part.strip()]
        if len(texts) < 2:
            raise impossible("一事一申请", "请至少分成两项，每项写明所需的政府信息。")
        note = doing.require_text(consent, "申请人同意拆分的经过")
        if current.closed_on is not None:
            raise impossible("一事一申请", "本件已经答复过，不能再拆分；请在本件内一并重新答复。")
        rows = standing(ledger_of(current))
        if any(EntryKind(row.kind) not in _SHARED for row in rows):
            raise impossible(
                "一事一申请",
                "本件已经征求意见、收费或者确定延迟答复，不能再拆分；请在本件内一并答复。",
            )
        current.wanted = texts[0]
        current.title = short_title(texts[0])
        fingerprint(current)
        current.save(update_fields=["wanted", "title", "signature"])
        made = [_part(doing, text, rows, user=user) for text in texts[1:]]
        doing.after = {"parts": [one.number for one in made]}
        doing.say(
            f"经申请人同意，拆分为{len(texts)}件："
            + "、".join([current.number, *(one.number for one in made)]),
            public=f"经您同意，该申请分为{len(texts)}件分别办理。",
            note=note,
        )
    return [application, *made]


def _part(doing: Step, wanted: str, rows: list[ClockEntry], *, user: User | None) -> Application:
    """One further application; it bears the sealed data of the same person, so that destroying the
    key erases all of them."""
    whole = doing.application
    year = whole.arrived_on.year
    serial = next_serial(agency=whole.agency, year=year)
    received = whole.received_on is not None
    made: Application = Application.objects.create(
        agency=whole.agency,
        year=year,
        serial=serial,
        number=number_of(whole.agency, year, serial),
        channel=whole.channel,
        arrived_on=whole.arrived_on,
        confirmed_on=whole.confirmed_on,
        received_on=whole.received_on,
        submitted_at=whole.submitted_at,
        applicant=_same_person(whole.applicant),
        applicant_kind=whole.applicant_kind,
        applicant_digest=whole.applicant_digest,
        mask=whole.mask,
        title=short_title(wanted),
        wanted=wanted,
        form=whole.form,
        delivery=whole.delivery,
        state=ApplicationState.REGISTERED if received else ApplicationState.UNCONFIRMED,
        query_code_hash=whole.query_code_hash,
        split_from=whole,
        registered_by=user,
        handler=whole.handler,
        recorded_at=doing.at,
    )
    fingerprint(made)
    made.save(update_fields=["signature"])
    beginning = Step(made, "register", doing.by, doing.at, whole.arrived_on)
    beginning.say(
        f"由{whole.number}拆分，登记号{made.number}",
        public=f"由{whole.number}拆分，登记号为{made.number}，原查询码可继续使用。",
    )
    write_event(beginning, source="", target=made.state)
    if whole.received_on is None:
        open_confirmation(made, by=doing.by, at=doing.at)
        return made
    for row in rows:
        ClockEntry(
            application=made,
            day=row.day,
            kind=row.kind,
            days=row.days,
            letter=row.letter,
            citation=row.citation,
            by=doing.by.name[:80],
            recorded_at=doing.at,
        ).save(force_insert=True)
    copy_readings(whole, made, by=doing.by, at=doing.at)
    count_receipt(made, day=whole.received_on, at=doing.at)
    settle(made, by=doing.by, at=doing.at)
    if not any(row.kind == EntryKind.SUPPLEMENT_ASKED for row in rows):
        open_supplement_limit(beginning, whole.received_on)
    return made


def _same_person(old: Applicant) -> Applicant:
    made: Applicant = Applicant.objects.create(
        kind=old.kind,
        subject_key=old.subject_key,
        sealed_name=old.sealed_name,
        sealed_identity=old.sealed_identity,
        sealed_contact=old.sealed_contact,
        mask=old.mask,
        digest=old.digest,
        name_digest=old.name_digest,
        email_given=old.email_given,
        email_agreed=old.email_agreed,
    )
    return made
