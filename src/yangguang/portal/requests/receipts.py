"""What a receipt says: number, code, what was received, and the day that can be told so far."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from yangguang.apps.duties.calendars import calendar_of
from yangguang.apps.requests.models import Application
from yangguang.apps.requests.selectors.readings import readings_of_case
from yangguang.law.calendar import CalendarUnknown
from yangguang.law.clock import Entry, EntryKind, reckon


@dataclass(frozen=True, slots=True)
class Receipt:
    """One registered application as its receipt shows it; ``due`` is None where none can be told."""

    application: Application
    code: str
    due: date | None
    forecast: bool

    @property
    def confirmed(self) -> bool:
        """Whether the day of receipt stands (Art. 31)."""
        return self.application.received_on is not None


def receipts_of(kept: Iterable[dict[str, Any]]) -> list[Receipt]:
    """The receipts of a submission, in the order of the form."""
    kept = list(kept)
    rows = {
        one.pk: one
        for one in Application.objects.select_related("agency", "applicant").filter(
            pk__in=[one["application"] for one in kept]
        )
    }
    return [
        Receipt(rows[one["application"]], one["code"], *due_of(rows[one["application"]]))
        for one in kept
        if one["application"] in rows
    ]


def due_of(application: Application) -> tuple[date | None, bool]:
    """The last day for the reply, and whether it is only a forecast.

    Before the confirmation it is what it would be if the body confirmed on the day of arrival.
    依据：《条例》第三十一条第（三）项、第三十三条。
    """
    if application.received_on is not None:
        return application.due_on, application.due_forecast
    calendar = calendar_of(application.agency, on=application.arrived_on)
    try:
        entries = [Entry(application.arrived_on, EntryKind.START)]
        return reckon(entries, calendar, readings=readings_of_case(application)).best, True
    except CalendarUnknown:
        return None, True
