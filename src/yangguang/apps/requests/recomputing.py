"""How the dates of a case's duties follow from a calendar, for when a holiday notice changes it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from yangguang.apps.duties.registry import DutyKind
from yangguang.apps.requests import duty_kinds
from yangguang.apps.requests.models import Application
from yangguang.apps.requests.selectors.clock import entries_of
from yangguang.law.calendar import WorkCalendar
from yangguang.law.clock import reckon


def kinds_with_clocks() -> list[DutyKind]:
    """Every kind of duty of this app, the statutory reply with its recomputation."""
    return [
        replace(kind, recompute=reply_due) if kind.code == duty_kinds.REPLY else kind
        for kind in duty_kinds.KINDS
    ]


def reply_due(subject_key: str, calendar: WorkCalendar) -> date | None:
    """The last day for the reply under this calendar; None while the clock waits."""
    application = Application.objects.filter(pk=int(subject_key)).first()
    if application is None or application.received_on is None:
        return None
    return reckon(entries_of(application), calendar).best
