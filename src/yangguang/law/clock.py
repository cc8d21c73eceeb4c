"""The reply clock of an application: entries that are only ever added, and the date they give.

An entry says what happened on a day (received, consulted, extended, paid …). ``reckon`` reads the
entries and the calendar and gives the due date with its day-by-day proof; nothing is stored that
could disagree with it. No event stops the clock but those listed here: there is no 中止.
依据：《条例》（2007年）第二十四条；《条例》（2019年）第三十条至第三十五条；国办函〔2020〕109号。
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from yangguang.law.calendar import WorkCalendar
from yangguang.law.citation import Citation, cite
from yangguang.law.counting import Count, CountedDay, Span, count_days, merge_spans
from yangguang.law.readings import DEFAULT_READINGS, Readings
from yangguang.law.regimes import Regime, regime_of


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


class State(StrEnum):
    """How the clock stands after its last entry."""

    RUNNING = "running"
    PAUSED = "paused"
    AWAITING_SUPPLEMENT = "awaiting-supplement"
    AWAITING_PAYMENT = "awaiting-payment"
    STOPPED = "stopped"

    @property
    def label(self) -> str:
        """The word a clerk reads."""
        return {
            State.RUNNING: "计时中",
            State.PAUSED: "征求意见，计时暂停",
            State.AWAITING_SUPPLEMENT: "等待补正，期限自收到补正之日起算",
            State.AWAITING_PAYMENT: "等待缴费，期限自缴清次日起重新计算",
            State.STOPPED: "已答复",
        }[self]


@dataclass(frozen=True, slots=True)
class Explained:
    """One entry with the sentence and article that a clerk, an applicant and a court can read."""

    entry: Entry
    sentence: str
    citation: Citation


@dataclass(frozen=True, slots=True)
class Reckoning:
    """The period as it stands: ``due`` is None while nothing can be known (open pause, awaiting)
    or where the calendar ends; then ``provisional`` carries the forecast, if there is one.

    ``received`` decides the regime, ``started`` the first day not counted; ``period`` and
    ``extension`` are working days; ``days`` is the proof.
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


PERIOD = {Regime.R2007: 15, Regime.R2019: 20}
"""Working days for the reply. 依据：2007年条例第二十四条第二款，2019年条例第三十三条第二款。"""
CEILING = {Regime.R2007: 15, Regime.R2019: 20}
"""The longest extension in working days. 依据：同上。"""
FEES_SINCE = date(2021, 1, 1)
"""From this day a 信息处理费 may be charged. 依据：国办函〔2020〕109号。"""

PERIOD_BASIS = {
    Regime.R2007: cite("regulation-2007/24/2"),
    Regime.R2019: cite("regulation-2019/33/2"),
}
PAUSE_BASIS = {
    Regime.R2007: cite("regulation-2007/24/3"),
    Regime.R2019: cite("regulation-2019/33/3"),
}
SUPPLEMENT_BASIS = {
    Regime.R2007: cite("regulation-2007/21//4"),
    Regime.R2019: cite("regulation-2019/30"),
}
RECEIPT_BASIS = {
    Regime.R2007: cite("regulation-2007/24/2"),
    Regime.R2019: cite("regulation-2019/31"),
}
FEE_BASIS = cite("fee-rules-2020/6")
VOLUME_BASIS = cite("regulation-2019/35")


def ceiling(received: date) -> int:
    """The longest extension, in working days, for an application received on that day."""
    return CEILING[regime_of(received)]


def reckon(
    entries: Iterable[Entry],
    calendar: WorkCalendar,
    *,
    readings: Readings = DEFAULT_READINGS,
) -> Reckoning:
    """The due date and its proof. Entries may come in any order and are read by day.

    Raises ClockError where they contradict one another (no start, two extensions, an extension
    above the ceiling, a resumption of nothing, an event before the receipt) and NoRegime for a
    receipt before 2008-05-01.
    """
    ordered = sorted(entries, key=lambda entry: (entry.day, _ORDER[entry.kind]))
    starts = [entry for entry in ordered if entry.kind is EntryKind.START]
    if len(starts) != 1:
        raise ClockError("一件申请应当有且只有一个收到之日。")
    received = starts[0].day
    if ordered[0].day < received:
        raise ClockError(
            f"{ordered[0].day.isoformat()}的事项早于收到申请之日{received.isoformat()}，请核对日期。"
        )
    regime = regime_of(received)
    ledger = _Ledger(regime, received, readings)
    for entry in ordered:
        ledger.read(entry)
    return ledger.reckon(calendar)


def settle(entries: Iterable[Entry], calendar: WorkCalendar) -> date | None:
    """Only the best known due date, for lists; None while the clock waits."""
    return reckon(entries, calendar).best


# On one day the receipt comes first and the reply last; a restart before the pauses it frees.
_ORDER = {kind: place for place, kind in enumerate(EntryKind)}


class _Ledger:
    """The state of the clock while its entries are read in order."""

    def __init__(self, regime: Regime, received: date, readings: Readings) -> None:
        self.regime = regime
        self.received = received
        self.readings = readings
        self.started = received
        self.start_basis = RECEIPT_BASIS[regime]
        self.extension = 0
        self.postponed: date | None = None
        self.open: dict[str, Entry] = {}
        self.spans: list[Span] = []
        self.waiting: State | None = None
        self.stopped = False
        self.supplement_asked = False
        self.fee_noticed = False
        self.story: list[Explained] = []

    def read(self, entry: Entry) -> None:
        """Take in one entry."""
        if self.stopped:
            raise ClockError(f"答复已经作出，不能再登记{entry.day.isoformat()}的事项。")
        reader = {
            EntryKind.START: self._start,
            EntryKind.SUPPLEMENT_ASKED: self._supplement_asked,
            EntryKind.SUPPLEMENTED: self._supplemented,
            EntryKind.PAUSE_THIRD_PARTY: self._pause,
            EntryKind.PAUSE_OTHER_ORGAN: self._pause,
            EntryKind.RESUME: self._resume,
            EntryKind.EXTEND: self._extend,
            EntryKind.POSTPONE: self._postpone,
            EntryKind.FEE_NOTICE: self._fee_notice,
            EntryKind.FEE_PAID: self._fee_paid,
            EntryKind.STOP: self._stop,
        }[entry.kind]
        sentence, citation = reader(entry)
        self.story.append(Explained(entry, sentence, citation))

    def _start(self, entry: Entry) -> tuple[str, Citation]:
        return (
            (
                f"{spoken(entry.day)}收到申请，适用{self.regime.label}，"
                f"应当在{PERIOD[self.regime]}个工作日内答复。"
            ),
            PERIOD_BASIS[self.regime],
        )

    def _supplement_asked(self, entry: Entry) -> tuple[str, Citation]:
        if self.supplement_asked and self.regime is Regime.R2019:
            raise ClockError(
                f"补正通知只能发一次（{SUPPLEMENT_BASIS[self.regime]}），请按现有内容办理。"
            )
        self.supplement_asked = True
        if self.regime is Regime.R2019 or self.readings.supplement_restarts_under_2007:
            self.waiting = State.AWAITING_SUPPLEMENT
        return f"{spoken(entry.day)}通知申请人补正。", SUPPLEMENT_BASIS[self.regime]

    def _supplemented(self, entry: Entry) -> tuple[str, Citation]:
        citation = SUPPLEMENT_BASIS[self.regime]
        if self.waiting is State.AWAITING_SUPPLEMENT:
            self.waiting = None
        if self.regime is Regime.R2007 and not self.readings.supplement_restarts_under_2007:
            return f"{spoken(entry.day)}收到补正材料，期限不重新计算。", citation
        self._restart(entry.day, citation)
        return f"{spoken(entry.day)}收到补正后的申请，答复期限自次日起重新计算。", citation

    def _pause(self, entry: Entry) -> tuple[str, Citation]:
        citation = PAUSE_BASIS[self.regime]
        if entry.key in self.open:
            raise ClockError(f"征求意见“{entry.key}”尚未结束，不能再次开始。")
        if (
            entry.kind is EntryKind.PAUSE_OTHER_ORGAN
            and self.regime is Regime.R2007
            and not self.readings.other_organs_pause_under_2007
        ):
            self.open[entry.key] = entry
            return (
                f"{spoken(entry.day)}征求其他机关意见，{self.regime.label}下不扣除时间。",
                citation,
            )
        self.open[entry.key] = entry
        whom = "第三方" if entry.kind is EntryKind.PAUSE_THIRD_PARTY else "其他机关"
        return f"{spoken(entry.day)}征求{whom}意见，自次日起不计入期限。", citation

    def _resume(self, entry: Entry) -> tuple[str, Citation]:
        citation = PAUSE_BASIS[self.regime]
        begun = self.open.pop(entry.key, None)
        if begun is None:
            raise ClockError(f"{entry.day.isoformat()}恢复计时没有对应的征求意见，请核对。")
        span = self._span(begun, entry.day)
        if span is None:
            return f"{spoken(entry.day)}收到其他机关意见。", citation
        self.spans.append(span)
        return f"{spoken(entry.day)}征求意见结束，自次日起继续计时。", citation

    def _extend(self, entry: Entry) -> tuple[str, Citation]:
        citation = PERIOD_BASIS[self.regime]
        top = CEILING[self.regime]
        if self.extension:
            raise ClockError(f"答复期限只能延长一次（{citation}）。")
        if not 1 <= entry.days <= top:
            raise ClockError(f"延长的期限应当为1至{top}个工作日（{citation}），现为{entry.days}。")
        self.extension = entry.days
        return f"{spoken(entry.day)}告知申请人延长答复期限{entry.days}个工作日。", citation

    def _postpone(self, entry: Entry) -> tuple[str, Citation]:
        if self.regime is Regime.R2007:
            raise ClockError(f"2007年条例没有合理延迟答复的规定（见{VOLUME_BASIS}）。")
        if entry.until is None or entry.until <= entry.day:
            raise ClockError("确定延迟答复的，应当写明晚于当日的合理期限。")
        self.postponed = entry.until
        return (
            (
                f"{spoken(entry.day)}告知申请人因申请数量、频次明显超过合理范围，"
                f"延迟至{spoken(entry.until)}答复。"
            ),
            VOLUME_BASIS,
        )

    def _fee_notice(self, entry: Entry) -> tuple[str, Citation]:
        self._fees_in_force(entry.day)
        self.fee_noticed = True
        self.waiting = State.AWAITING_PAYMENT
        return f"{spoken(entry.day)}发出收费通知。", FEE_BASIS

    def _fee_paid(self, entry: Entry) -> tuple[str, Citation]:
        self._fees_in_force(entry.day)
        if self.waiting is State.AWAITING_PAYMENT:
            self.waiting = None
        self._restart(entry.day, FEE_BASIS)
        return f"{spoken(entry.day)}缴清信息处理费，答复期限自次日起重新计算。", FEE_BASIS

    def _stop(self, entry: Entry) -> tuple[str, Citation]:
        self.stopped = True
        for key in list(self.open):
            span = self._span(self.open.pop(key), entry.day)
            if span is not None:
                self.spans.append(span)
        return f"{spoken(entry.day)}答复。", PERIOD_BASIS[self.regime]

    def _fees_in_force(self, day: date) -> None:
        if day < FEES_SINCE:
            raise ClockError(
                f"信息处理费自{spoken(FEES_SINCE)}起收取（{FEE_BASIS}），"
                f"{day.isoformat()}不能因收费重新计算期限。"
            )

    def _restart(self, day: date, citation: Citation) -> None:
        self.started = day
        self.start_basis = citation
        if not self.readings.extension_survives_restart:
            self.extension = 0

    def _span(self, begun: Entry, through: date | None) -> Span | None:
        organ = begun.kind is EntryKind.PAUSE_OTHER_ORGAN
        if (
            organ
            and self.regime is Regime.R2007
            and not self.readings.other_organs_pause_under_2007
        ):
            return None
        note = "征求其他机关意见" if organ else "征求第三方意见"
        return Span(begun.day, through, PAUSE_BASIS[self.regime].short, note)

    def reckon(self, calendar: WorkCalendar) -> Reckoning:
        """The count over what has been read."""
        spans = list(self.spans)
        spans.extend(
            span for entry in self.open.values() if (span := self._span(entry, None)) is not None
        )
        count = count_days(
            self.started,
            PERIOD[self.regime] + self.extension,
            calendar,
            spans=merge_spans(spans),
            start_basis=self.start_basis.short,
            counted_basis=PERIOD_BASIS[self.regime].short,
            start_counts=self.readings.first_day_counts,
        )
        due, provisional = self._dates(count)
        return Reckoning(
            self.regime,
            self.received,
            self.started,
            PERIOD[self.regime],
            self.extension,
            self._state(count),
            due,
            provisional,
            count.days,
            tuple(self.story),
        )

    def _state(self, count: Count) -> State:
        if self.stopped:
            return State.STOPPED
        if self.waiting is not None:
            return self.waiting
        return State.PAUSED if count.end is None else State.RUNNING

    def _dates(self, count: Count) -> tuple[date | None, date | None]:
        if self.waiting is not None or count.end is None:
            return None, None
        if self.postponed is not None and self.postponed > count.end:
            return self.postponed, None
        return (count.end, None) if count.certain else (None, count.end)


def spoken(day: date) -> str:
    """``2026年3月5日``."""
    return f"{day.year}年{day.month}月{day.day}日"
