"""The events of a reply period as entries: what happened, on which day, and in which order.

Clerks record out of order and several things on one day, so the order in which entries are read is
decided here, by the days and by what can come before what, never by the order of writing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class EntryKind(StrEnum):
    """What can happen to a reply period."""

    START = "start"
    SUPPLEMENT_ASKED = "supplement-asked"
    SUPPLEMENTED = "supplemented"
    PAUSE_THIRD_PARTY = "pause-third-party"
    PAUSE_OTHER_ORGAN = "pause-other-organ"
    RESUME = "resume"
    EXTEND = "extend"
    POSTPONE = "postpone"
    FEE_NOTICE = "fee-notice"
    FEE_PAID = "fee-paid"
    STOP = "stop"


@dataclass(frozen=True, slots=True)
class Entry:
    """One event on the clock.

    ``key`` ties a resumption to its pause (each consultation has its own); ``days`` is the length
    of an extension; ``until`` the agreed later date of Art. 35; ``document`` names the letter.
    """

    day: date
    kind: EntryKind
    key: str = ""
    days: int = 0
    until: date | None = None
    document: str = ""


class ClockError(ValueError):
    """The entries cannot all be true of one application; the message says which and why."""


# On one day the receipt comes first and the reply last; what starts the period anew comes before
# the pauses and extensions that then apply to it.
_ORDER = {
    kind: place
    for place, kind in enumerate(
        (
            EntryKind.START,
            EntryKind.SUPPLEMENT_ASKED,
            EntryKind.SUPPLEMENTED,
            EntryKind.FEE_NOTICE,
            EntryKind.FEE_PAID,
            EntryKind.PAUSE_THIRD_PARTY,
            EntryKind.PAUSE_OTHER_ORGAN,
            EntryKind.RESUME,
            EntryKind.EXTEND,
            EntryKind.POSTPONE,
            EntryKind.STOP,
        )
    )
}


def place(entry: Entry) -> tuple[date, int, str, int, date, str]:
    """Sorts entries so that the same entries always stand in the same order."""
    return (
        entry.day,
        _ORDER[entry.kind],
        entry.key,
        entry.days,
        entry.until or date.min,
        entry.document,
    )
