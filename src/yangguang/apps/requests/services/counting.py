"""Entering into the ledger of figures what a year's report counts, once for each application."""

from __future__ import annotations

from datetime import date, datetime

from yangguang.apps.requests.models import Application, Counted, OpenSpell, Tally
from yangguang.apps.requests.models.open_spells import STILL_OPEN, UNTIL_FURTHER


def count_receipt(application: Application, *, day: date, at: datetime) -> None:
    """The application counts as received on this legal day; an earlier day is taken back."""
    _count(application, Counted.RECEIVED, day=day, at=at)


def count_closing(application: Application, *, kind: str, day: date, at: datetime) -> None:
    """The application counts as closed with this result on the day of the reply.

    Call before the clock is stopped, while ``due_on`` still is the limit that held. Reading: an
    application withdrawn before its receipt was confirmed counts as received on the day of the
    withdrawal, since by then both sides knew of it; every closed application so has a receipt.
    Reading: 延期办结 is all that was not closed within the ordinary period, extended or overdue.
    """
    if application.received_on is None:
        count_receipt(application, day=day, at=at)
    late = application.extended_days > 0 or (
        application.due_on is not None and day > application.due_on
    )
    _count(application, Counted.CLOSED, day=day, at=at, reply_kind=kind, late=late)


def _count(
    application: Application,
    what: Counted,
    *,
    day: date,
    at: datetime,
    reply_kind: str = "",
    late: bool = False,
) -> None:
    """Take back what stands under this head, then enter what counts from now on."""
    last = Tally.objects.filter(application=application, what=what).order_by("-id").first()
    if last is not None:
        if (last.day, last.reply_kind, last.late) == (day, reply_kind, late):
            return
        _entry(application, what, last.day, at, reply_kind=last.reply_kind, late=last.late, sign=-1)
    _entry(application, what, day, at, reply_kind=reply_kind, late=late)
    _keep_spell(application, at)


def _keep_spell(application: Application, at: datetime) -> None:
    """Write down at the ends of which years the application stood open, as the ledger now says."""
    days: dict[str, date] = {}
    for what, day in (
        Tally.objects.filter(application=application, sign=1)
        .order_by("id")
        .values_list("what", "day")
    ):
        days[what] = day
    received, closed = days.get(Counted.RECEIVED), days.get(Counted.CLOSED)
    years = None
    if received is not None:
        last = STILL_OPEN if closed is None else closed.year - 1
        years = (received.year, last) if last >= received.year else None
    held = OpenSpell.objects.filter(application=application, known_until=UNTIL_FURTHER).first()
    if held is not None:
        if (held.first_year, held.last_year) == years:
            return
        if held.known_from < at:
            held.known_until = at
            held.save(update_fields=["known_until"])
        else:
            # Found out at the same moment, so there was none at which it was held to be so.
            held.delete()
            at = held.known_from
    if years is not None:
        OpenSpell.objects.create(
            application=application,
            agency_id=application.agency_id,
            applicant_kind=application.applicant_kind,
            first_year=years[0],
            last_year=years[1],
            known_from=at,
        )


def _entry(
    application: Application,
    what: Counted,
    day: date,
    at: datetime,
    *,
    reply_kind: str,
    late: bool,
    sign: int = 1,
) -> None:
    Tally(
        application=application,
        agency_id=application.agency_id,
        what=what,
        day=day,
        applicant_kind=application.applicant_kind,
        channel=application.channel,
        reply_kind=reply_kind,
        late=late,
        sign=sign,
        recorded_at=at,
    ).save(force_insert=True)
