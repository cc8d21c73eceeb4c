"""The dates of objections: fifteen working days after the day they were raised.

Reading: no national rule fixes a limit for objections to listings; the fifteen working days in
which an early removal must be verified are taken for them, too.
"""

from __future__ import annotations

from datetime import date

from yangguang.law.calendar import WorkCalendar

OBJECTION_DAYS = 15


def objection_due(key: str, calendar: WorkCalendar) -> date | None:
    """The last day of the objection with this key by this calendar; None where it is gone."""
    from yangguang.apps.draws.models import Objection

    raised_on = Objection.objects.filter(pk=int(key)).values_list("raised_on", flat=True).first()
    return calendar.add(raised_on, OBJECTION_DAYS) if raised_on is not None else None
