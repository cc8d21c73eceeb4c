"""Reading the entries of a clock one after the other: what each does, and which cannot be.

Every entry answers with a sentence and an article, so that the story of a period can be read by a
clerk, an applicant and a court; an entry that contradicts the others is refused in the same words.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from yangguang.law.calendar import WorkCalendar
from yangguang.law.citation import Citation
from yangguang.law.counting import Count, Span, count_days
from yangguang.law.entries import ClockError, Entry, EntryKind
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
    spoken,
)
from yangguang.law.readings import Readings
from yangguang.law.regimes import Regime


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


Told = tuple[str, Citation]


class Ledger:
    """The state of the clock while its entries are read in order.

    ``calendar`` is asked only whether an extension came in time.
    """

    def __init__(
        self, regime: Regime, received: date, calendar: WorkCalendar, readings: Readings
    ) -> None:
        self.regime = regime
        self.received = received
        self.calendar = calendar
        self.readings = readings
        self.started = received
        self.start_basis = RECEIPT_BASIS[regime]
        self.extension = 0
        self.extended = False
        self.postponed: date | None = None
        self.open: dict[str, Entry] = {}
        self.spans: list[Span] = []
        self.waiting: dict[State, date] = {}
        self.stopped = False
        self.supplement_asked = False
        self.story: list[Explained] = []

    def read(self, entries: Sequence[Entry]) -> None:
        """Take in every entry, ordered by ``place``.

        On one day, what ends something begun earlier is read first: an opinion that arrives and
        a second consultation of the same party may bear the same date.
        """
        waiting = list(entries)
        while waiting:
            day = waiting[0].day
            today = [entry for entry in waiting if entry.day == day]
            entry = next((one for one in today if self._ends_earlier(one)), today[0])
            waiting.remove(entry)
            self._take(entry)

    def _ends_earlier(self, entry: Entry) -> bool:
        if entry.kind is EntryKind.RESUME:
            begun = self.open.get(entry.key)
            return begun is not None and begun.day < entry.day
        state = _ENDS.get(entry.kind)
        return state is not None and self.waiting.get(state, entry.day) < entry.day

    def _take(self, entry: Entry) -> None:
        if self.stopped:
            raise ClockError(
                f"答复已经作出，不能再登记{entry.day.isoformat()}的事项；"
                "确需继续办理的，请先重新办理。"
            )
        sentence, citation = _READERS[entry.kind](self, entry)
        self.story.append(Explained(entry, sentence, citation))

    def _start(self, entry: Entry) -> Told:
        sentence = (
            f"{spoken(entry.day)}收到申请，适用{self.regime.label}，"
            f"应当在{PERIOD[self.regime]}个工作日内答复。"
        )
        return sentence, PERIOD_BASIS[self.regime]

    def _supplement_asked(self, entry: Entry) -> Told:
        if self.supplement_asked and self.regime is Regime.R2019:
            raise ClockError(
                f"补正通知只能发一次（{SUPPLEMENT_BASIS[self.regime]}），请按现有内容办理。"
            )
        self.supplement_asked = True
        if self._supplement_restarts:
            self.waiting[State.AWAITING_SUPPLEMENT] = entry.day
        return f"{spoken(entry.day)}通知申请人补正。", SUPPLEMENT_BASIS[self.regime]

    def _supplemented(self, entry: Entry) -> Told:
        citation = SUPPLEMENT_BASIS[self.regime]
        self.waiting.pop(State.AWAITING_SUPPLEMENT, None)
        if not self._supplement_restarts:
            return f"{spoken(entry.day)}收到补正材料，期限不重新计算。", citation
        self._restart(entry.day, citation)
        return f"{spoken(entry.day)}收到补正后的申请，答复期限自{self._next}起重新计算。", citation

    @property
    def _next(self) -> str:
        return "当日" if self.readings.first_day_counts else "次日"

    @property
    def _supplement_restarts(self) -> bool:
        return self.regime is Regime.R2019 or self.readings.supplement_restarts_under_2007

    def _pause(self, entry: Entry) -> Told:
        citation = PAUSE_BASIS[self.regime]
        begun = self.open.get(entry.key)
        if begun is not None:
            raise ClockError(
                f"{entry.day.isoformat()}的征求意见与{begun.day.isoformat()}开始的是同一项，"
                "前一项尚未结束，请先登记收到意见之日。"
            )
        self.open[entry.key] = entry
        organ = entry.kind is EntryKind.PAUSE_OTHER_ORGAN
        whom = "其他机关" if organ else "第三方"
        if organ and not self._organs_pause:
            return (
                f"{spoken(entry.day)}征求其他机关意见，{self.regime.label}下不扣除时间。",
                citation,
            )
        return f"{spoken(entry.day)}征求{whom}意见，自次日起不计入期限。", citation

    @property
    def _organs_pause(self) -> bool:
        return self.regime is Regime.R2019 or self.readings.other_organs_pause_under_2007

    def _resume(self, entry: Entry) -> Told:
        citation = PAUSE_BASIS[self.regime]
        begun = self.open.pop(entry.key, None)
        if begun is None:
            raise ClockError(
                f"{entry.day.isoformat()}恢复计时没有对应的征求意见，请核对两者的日期。"
            )
        span = self._span(begun, entry.day)
        if span is None:
            return f"{spoken(entry.day)}收到其他机关意见。", citation
        self.spans.append(span)
        return f"{spoken(entry.day)}征求意见结束，自次日起继续计时。", citation

    def _extend(self, entry: Entry) -> Told:
        citation = PERIOD_BASIS[self.regime]
        top = CEILING[self.regime]
        if self.extended:
            raise ClockError(f"答复期限只能延长一次（{citation}）。")
        if not 1 <= entry.days <= top:
            raise ClockError(f"延长的期限应当为1至{top}个工作日（{citation}），现为{entry.days}。")
        self.extended = True
        expired = self._expired(entry.day)
        if expired is not None:
            sentence = (
                f"{spoken(entry.day)}告知申请人延长答复期限，但期限已于{spoken(expired)}届满，"
                "延期不发生效力。"
            )
            return sentence, citation
        self.extension = entry.days
        return f"{spoken(entry.day)}告知申请人延长答复期限{entry.days}个工作日。", citation

    def _expired(self, day: date) -> date | None:
        """The last day of the period where it lay before this day; None while it runs."""
        if self.waiting or day <= self.started or self.readings.late_extension_counts:
            return None
        count = self.count()
        if count.end is None or not count.certain or day <= count.end:
            return None
        if self.postponed is not None and day <= self.postponed:
            return None
        return count.end

    def _postpone(self, entry: Entry) -> Told:
        if self.regime is Regime.R2007:
            raise ClockError(f"2007年条例没有合理延迟答复的规定（见{VOLUME_BASIS}）。")
        if entry.until is None or entry.until <= entry.day:
            raise ClockError(
                f"确定延迟答复的，应当写明晚于{entry.day.isoformat()}的合理期限（{VOLUME_BASIS}）。"
            )
        self.postponed = entry.until
        sentence = (
            f"{spoken(entry.day)}告知申请人因申请数量、频次明显超过合理范围，"
            f"延迟至{spoken(entry.until)}答复。"
        )
        return sentence, VOLUME_BASIS

    def _fee_notice(self, entry: Entry) -> Told:
        self._fees_in_force(entry.day)
        self.waiting[State.AWAITING_PAYMENT] = entry.day
        return f"{spoken(entry.day)}发出收费通知。", FEE_BASIS

    def _fee_paid(self, entry: Entry) -> Told:
        self._fees_in_force(entry.day)
        self.waiting.pop(State.AWAITING_PAYMENT, None)
        self._restart(entry.day, FEE_BASIS)
        return f"{spoken(entry.day)}缴清信息处理费，答复期限自{self._next}起重新计算。", FEE_BASIS

    def _stop(self, entry: Entry) -> Told:
        self.stopped = True
        for begun in self.open.values():
            span = self._span(begun, entry.day)
            if span is not None:
                self.spans.append(span)
        self.open.clear()
        return f"{spoken(entry.day)}答复。", PERIOD_BASIS[self.regime]

    def _fees_in_force(self, day: date) -> None:
        if day < FEES_SINCE:
            raise ClockError(
                f"信息处理费自{spoken(FEES_SINCE)}起收取（{FEE_BASIS}），"
                f"{day.isoformat()}不能因收费重新计算期限，请核对缴费日期。"
            )

    def _restart(self, day: date, citation: Citation) -> None:
        self.started = day
        self.start_basis = citation
        if not self.readings.extension_survives_restart:
            self.extension = 0
            self.extended = False

    def _span(self, begun: Entry, through: date | None) -> Span | None:
        organ = begun.kind is EntryKind.PAUSE_OTHER_ORGAN
        if organ and not self._organs_pause:
            return None
        note = "征求其他机关意见" if organ else "征求第三方意见"
        if begun.document:
            note += f"（{begun.document}）"
        return Span(begun.day, through, PAUSE_BASIS[self.regime].short, note)

    def count(self) -> Count:
        """The period by what has been read so far."""
        still_open = (self._span(entry, None) for entry in self.open.values())
        return count_days(
            self.started,
            PERIOD[self.regime] + self.extension,
            self.calendar,
            spans=[*self.spans, *(span for span in still_open if span is not None)],
            start_basis=self.start_basis.short,
            counted_basis=PERIOD_BASIS[self.regime].short,
            start_counts=self.readings.first_day_counts,
        )

    def state(self, count: Count) -> State:
        """Where the clock stands now."""
        if self.stopped:
            return State.STOPPED
        if self.waiting:
            return min(self.waiting, key=lambda state: self.waiting[state])
        return State.PAUSED if count.end is None else State.RUNNING


_ENDS = {
    EntryKind.SUPPLEMENTED: State.AWAITING_SUPPLEMENT,
    EntryKind.FEE_PAID: State.AWAITING_PAYMENT,
}
_READERS = {
    EntryKind.START: Ledger._start,
    EntryKind.SUPPLEMENT_ASKED: Ledger._supplement_asked,
    EntryKind.SUPPLEMENTED: Ledger._supplemented,
    EntryKind.PAUSE_THIRD_PARTY: Ledger._pause,
    EntryKind.PAUSE_OTHER_ORGAN: Ledger._pause,
    EntryKind.RESUME: Ledger._resume,
    EntryKind.EXTEND: Ledger._extend,
    EntryKind.POSTPONE: Ledger._postpone,
    EntryKind.FEE_NOTICE: Ledger._fee_notice,
    EntryKind.FEE_PAID: Ledger._fee_paid,
    EntryKind.STOP: Ledger._stop,
}
