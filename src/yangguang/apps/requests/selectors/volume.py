"""How much one applicant has asked for: the month for fees, the year for Art. 35."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from yangguang.apps.requests.models import Application


@dataclass(frozen=True, slots=True)
class Volume:
    """Applications by the same applicant to the same body, this one included."""

    month: int
    year: int
    all_bodies_year: int


def month_of(day: date) -> tuple[date, date]:
    """First day of the month and first day of the next."""
    following = date(day.year + day.month // 12, day.month % 12 + 1, 1)
    return day.replace(day=1), following


def items_this_month(application: Application) -> int:
    """How many applications this applicant has made to this body in the calendar month.

    依据：国办函〔2020〕109号第四条（同一申请人、一个自然月、任何处理决定）。
    """
    day = application.received_on or application.arrived_on
    first, following = month_of(day)
    return Application.objects.filter(
        applicant_digest=application.applicant_digest,
        agency_id=application.agency_id,
        arrived_on__gte=first,
        arrived_on__lt=following,
    ).count()


def volume_of(application: Application) -> Volume:
    """The applicant's volume for the case page."""
    day = application.received_on or application.arrived_on
    year = Application.objects.filter(
        applicant_digest=application.applicant_digest,
        arrived_on__gte=date(day.year, 1, 1),
        arrived_on__lt=date(day.year + 1, 1, 1),
    )
    return Volume(
        items_this_month(application),
        year.filter(agency_id=application.agency_id).count(),
        year.count(),
    )
