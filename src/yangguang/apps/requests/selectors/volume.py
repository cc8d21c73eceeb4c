"""How much one applicant has asked for: the month for fees, the year for Art. 35."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce

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
    """How many applications this applicant has made to this body in the calendar month of receipt.

    依据：国办函〔2020〕109号第四条（同一申请人、一个自然月、任何处理决定）。Reading: the month is that of
    the legal day of receipt; an application that waits for its confirmation is counted by arrival.
    """
    return _same_month(application).count()


def place_in_month(application: Application) -> int:
    """Which one of that month it is, from 1: by day of receipt, then by registration."""
    day = application.received_on or application.arrived_on
    return (
        _same_month(application).filter(Q(day__lt=day) | Q(day=day, pk__lt=application.pk)).count()
        + 1
    )


def _same_month(application: Application) -> QuerySet[Application]:
    first, following = month_of(application.received_on or application.arrived_on)
    return (
        Application.objects.filter(
            applicant_digest=application.applicant_digest, agency_id=application.agency_id
        )
        .alias(day=Coalesce("received_on", "arrived_on"))
        .filter(day__gte=first, day__lt=following)
    )


def volume_of(application: Application) -> Volume:
    """The applicant's volume for the case page, by the year of receipt."""
    day = application.received_on or application.arrived_on
    year = (
        Application.objects.filter(applicant_digest=application.applicant_digest)
        .alias(day=Coalesce("received_on", "arrived_on"))
        .filter(day__gte=date(day.year, 1, 1), day__lt=date(day.year + 1, 1, 1))
    )
    return Volume(
        items_this_month(application),
        year.filter(agency_id=application.agency_id).count(),
        year.count(),
    )
