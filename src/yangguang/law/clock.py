"""The reply clock of an application: entries that are only ever added, and the date they give.

An entry says what happened on a day (received, consulted, extended, paid …). ``reckon`` reads the
entries and the calendar and gives the due date with its day-by-day proof; nothing is stored that
could disagree with it. No event stops the clock but those listed here: there is no 中止.
依据：《条例》（2007年）第二十四条；《条例》（2019年）第三十条至第三十五条；国办函〔2020〕109号。
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from yangguang.law.calendar import WorkCalendar
from yangguang.law.counting import Count, CountedDay, carry_on
from yangguang.law.entries import ClockError, Entry, EntryKind, place
from yangguang.law.ledger import Explained, Ledger, State
from yangguang.law.periods import (
    CEILING,
    FEE_BASIS,
    FEES_SINCE,
    PAUSE_BASIS,
    PERIOD,
    PERIOD_BASIS,
    RECEIPT_BASIS,
    SUPPLEMENT_BASIS,
    VOLUME_BASIS,
    ceiling,
    spoken,
)
from yangguang.law.readings import DEFAULT_READINGS, Readings
from yangguang.law.regimes import Regime, regime_of

__all__ = [
    "CEILING",
    "FEES_SINCE",
    "FEE_BASIS",
    "PAUSE_BASIS",
    "PERIOD",
    "PERIOD_BASIS",
    "RECEIPT_BASIS",
    "SUPPLEMENT_BASIS",
    "VOLUME_BASIS",
    "ClockError",
    "Entry",
    "EntryKind",
    "Explained",
    "Reckoning",
    "State",
    "ceiling",
    "extended_already",
    "governing",
    "reckon",
    "settle",
    "spoken",
]


@dataclass(frozen=True, slots=True)
class Reckoning:
    """The period as it stands: ``due`` is None while nothing can be known (open pause, awaiting)
    or where the calendar ends; then ``provisional`` carries the forecast, if there is one.

    ``received`` decides the regime, ``started`` the first day not counted; ``period`` and
    ``extension`` are working days (0 where an extension came too late to count). ``days`` is the
    proof: it ends with the due date, or with the last day that counted before a wait.
    """

    regime: Regime
    received: date
    started: date
    period: int
    extension: int
    state: State
    due: date | None
    provisional: date | None
    days: tuple[CountedDay, ...]
    story: tuple[Explained, ...]

    @property
    def best(self) -> date | None:
        """The due date, or the forecast where the calendar is not arranged yet."""
        return self.due or self.provisional


def reckon(
    entries: Iterable[Entry],
    calendar: WorkCalendar,
    *,
    readings: Readings = DEFAULT_READINGS,
) -> Reckoning:
    """The due date and its proof. Entries may come in any order and are read by day.

    Raises ClockError where they contradict one another (no start, two extensions, an extension
    above the ceiling, a resumption of nothing, an event before the receipt or after the reply),
    NoRegime for a receipt before 2008-05-01 and CalendarUnknown past the last forecast year.

    Reading: an extension told after the period had run out does not revive it; the entry stays
    in the story and adds no day (``late_extension_counts``).
    """
    ordered = _in_order(entries)
    regime = _governing(ordered, calendar, readings)
    ledger = _read(ordered, regime, calendar, readings)
    count = ledger.count()
    if ledger.waiting:
        since = min(ledger.waiting.values())
        count = Count(tuple(day for day in count.days if day.day <= since), None, True)
    elif ledger.postponed is not None and count.end is not None:
        count = carry_on(
            count, ledger.postponed, calendar, VOLUME_BASIS.short, "按告知的合理期限延迟答复"
        )
    return Reckoning(
        regime,
        ledger.received,
        ledger.started,
        PERIOD[regime],
        ledger.extension,
        ledger.state(count),
        count.end if count.certain else None,
        None if count.certain else count.end,
        count.days,
        tuple(ledger.story),
    )


def governing(
    entries: Iterable[Entry],
    calendar: WorkCalendar,
    *,
    readings: Readings = DEFAULT_READINGS,
) -> Regime:
    """The regulation that governs the period; raises as ``reckon`` does.

    That of the receipt, unless ``pending_cases_keep_2007`` is read otherwise and the period was
    still running on 2019-05-15.
    """
    return _governing(_in_order(entries), calendar, readings)


def extended_already(
    entries: Iterable[Entry],
    calendar: WorkCalendar,
    *,
    readings: Readings = DEFAULT_READINGS,
) -> bool:
    """Whether no further extension can be told; raises as ``reckon`` does.

    One told too late is one told. A restart forgets it only where ``extension_survives_restart``
    is read otherwise.
    """
    ordered = _in_order(entries)
    regime = _governing(ordered, calendar, readings)
    return _read(ordered, regime, calendar, readings).extended


def _in_order(entries: Iterable[Entry]) -> list[Entry]:
    ordered = sorted(entries, key=place)
    starts = [entry for entry in ordered if entry.kind is EntryKind.START]
    if len(starts) != 1:
        raise ClockError("一件申请应当有且只有一个收到之日，请核对登记。")
    received, first = starts[0].day, ordered[0].day
    if first < received:
        raise ClockError(
            f"{first.isoformat()}的事项早于收到申请之日{received.isoformat()}，请核对日期。"
        )
    return ordered


def _governing(ordered: list[Entry], calendar: WorkCalendar, readings: Readings) -> Regime:
    regime = regime_of(_received(ordered))
    if regime is Regime.R2019 or readings.pending_cases_keep_2007:
        return regime
    change = Regime.R2019.first_day
    if any(entry.kind is EntryKind.STOP and entry.day < change for entry in ordered):
        return regime
    top = CEILING[regime]
    tried = [
        replace(entry, days=min(entry.days, top)) if entry.kind is EntryKind.EXTEND else entry
        for entry in ordered
    ]
    end = _read(tried, regime, calendar, readings).count().end
    return regime if end is not None and end < change else Regime.R2019


def _read(
    ordered: list[Entry], regime: Regime, calendar: WorkCalendar, readings: Readings
) -> Ledger:
    ledger = Ledger(regime, _received(ordered), calendar, readings)
    ledger.read(ordered)
    return ledger


def _received(ordered: list[Entry]) -> date:
    return next(entry.day for entry in ordered if entry.kind is EntryKind.START)


def settle(
    entries: Iterable[Entry],
    calendar: WorkCalendar,
    *,
    readings: Readings = DEFAULT_READINGS,
) -> date | None:
    """Only the best known due date, for lists; None while the clock waits."""
    return reckon(entries, calendar, readings=readings).best
