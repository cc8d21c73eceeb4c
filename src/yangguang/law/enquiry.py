"""One question answered whole: given how an application came and what happened, when is it due?

The command line, the desk's 期限测算 page and the public guide ask here; cases in the database use
``law.clock`` with their own entries. Both count with the same engine.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from yangguang.law.calendar import WorkCalendar
from yangguang.law.clock import (
    CEILING,
    PERIOD_BASIS,
    ClockError,
    Entry,
    EntryKind,
    Explained,
    Reckoning,
    governing,
    reckon,
    spoken,
)
from yangguang.law.counting import ONE_DAY, CountedDay, Why
from yangguang.law.readings import DEFAULT_READINGS, Readings
from yangguang.law.receipt import Channel, Receipt, receipt
from yangguang.law.regimes import Regime


@dataclass(frozen=True, slots=True)
class Facts:
    """What the asker knows. ``pauses`` are (after, through); ``extended`` None or working days,
    0 meaning the ceiling."""

    arrived: date
    channel: Channel
    confirmed: date | None = None
    supplemented: date | None = None
    fee_paid: date | None = None
    pauses: tuple[tuple[date, date], ...] = ()
    extended: int | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """The legal receipt and the period reckoned from it; ``idle`` are pauses over before it."""

    receipt: Receipt
    reckoning: Reckoning
    idle: tuple[tuple[date, date], ...] = ()


def due(facts: Facts, calendar: WorkCalendar, *, readings: Readings = DEFAULT_READINGS) -> Answer:
    """The due date and its proof.

    Reading: who only asks names no day on which an extension was told; it is taken as told in
    time. Raises ConfirmationNeeded, ClockError, NoRegime and CalendarUnknown with sentences for
    the asker.
    """
    came = receipt(facts.arrived, facts.channel, confirmed=facts.confirmed)
    for day, what in ((facts.supplemented, "收到补正"), (facts.fee_paid, "缴清费用")):
        if day is not None and day < came.day:
            raise ClockError(
                f"{what}的日期{day.isoformat()}早于收到申请之日{came.day.isoformat()}，请核对。"
            )
    entries = [Entry(came.day, EntryKind.START)]
    if facts.supplemented is not None:
        entries.append(Entry(facts.supplemented, EntryKind.SUPPLEMENTED))
    if facts.fee_paid is not None:
        entries.append(Entry(facts.fee_paid, EntryKind.FEE_PAID))
    last = max(entry.day for entry in entries)
    for number, (after, through) in enumerate(united(facts.pauses, since=came.day)):
        entries.append(Entry(after, EntryKind.PAUSE_THIRD_PARTY, key=str(number)))
        entries.append(Entry(through, EntryKind.RESUME, key=str(number)))
    if facts.extended is not None:
        regime = governing(entries, calendar, readings=readings)
        days = facts.extended or CEILING[regime]
        if days > CEILING[regime]:
            raise ClockError(
                f"延长的期限最长不得超过{CEILING[regime]}个工作日（{PERIOD_BASIS[regime]}），"
                f"现为{days}个工作日，请改为1至{CEILING[regime]}。"
            )
        entries.append(Entry(last, EntryKind.EXTEND, days=days))
    idle = tuple(pause for pause in facts.pauses if pause[1] < came.day)
    return Answer(came, reckon(entries, calendar, readings=readings), idle)


def united(pauses: Iterable[tuple[date, date]], *, since: date) -> tuple[tuple[date, date], ...]:
    """The pauses in order, overlapping and touching ones joined, nothing before ``since``.

    Raises ClockError for a pause that ends before it begins.
    """
    joined: list[tuple[date, date]] = []
    for after, through in sorted(pauses):
        if through < after:
            raise ClockError(
                f"扣除时间的结束日{through.isoformat()}早于开始日{after.isoformat()}，请核对。"
            )
        if through < since:
            continue
        after = max(after, since)
        if joined and after <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], through))
        else:
            joined.append((after, through))
    return tuple(joined)


def as_json(answer: Answer) -> dict[str, object]:
    """The answer for programs: regime, received, due, days, and provisional where due is null."""
    reckoning = answer.reckoning
    found: dict[str, object] = {
        "regime": reckoning.regime.value,
        "received": reckoning.received.isoformat(),
        "due": reckoning.due.isoformat() if reckoning.due else None,
    }
    if reckoning.due is None and reckoning.provisional is not None:
        found["provisional"] = reckoning.provisional.isoformat()
    found["days"] = [
        {
            "date": day.day.isoformat(),
            "counted": day.counted,
            "why": day.why.value,
            "basis": day.basis,
        }
        for day in reckoning.days
    ]
    return found


WEEKDAYS = "一二三四五六日"


def as_text(answer: Answer) -> str:
    """The proof as a page: what applies, what happened, each day, and the date."""
    reckoning = answer.reckoning
    lines = [
        f"适用：{reckoning.regime.instrument.name}（{reckoning.regime.instrument.number}）",
        _received(answer),
    ]
    told = (_told(one) for one in reckoning.story)
    lines += [
        f"  · {sentence}（{one.citation}）"
        for one, sentence in zip(reckoning.story, told, strict=True)
    ]
    lines += [
        f"  · {spoken(after)}至{spoken(through)}的征求意见在收到申请之前已经结束，不影响期限。"
        for after, through in answer.idle
    ]
    need = f"{reckoning.period}个工作日"
    if reckoning.extension:
        need += f"，延长{reckoning.extension}个工作日"
    first = reckoning.days[0]
    start = first.day + ONE_DAY if first.why is Why.RECEIPT else first.day
    lines += [f"期限：{need}，自{spoken(start)}起算", ""]
    lines += [_line(day) for day in reckoning.days]
    lines += ["", _verdict(reckoning)]
    return "\n".join(lines)


def _received(answer: Answer) -> str:
    came = answer.receipt
    rule = f"{came.citation}：{came.sentence}"
    if answer.reckoning.regime is Regime.R2007:
        rule = f"2007年条例没有规定，参照{rule}"
    if came.arrived != came.day:
        rule += f"；{spoken(came.arrived)}到达，{spoken(came.day)}确认"
    return f"收到申请之日：{spoken(came.day)}（{rule}）"


def _told(one: Explained) -> str:
    """The event as far as the asker told it: no date of an extension, no party consulted."""
    day = spoken(one.entry.day)
    match one.entry.kind:
        case EntryKind.EXTEND:
            return f"答复期限延长{one.entry.days}个工作日。"
        case EntryKind.PAUSE_THIRD_PARTY:
            return f"{day}征求意见，自次日起不计入期限。"
    return one.sentence


def _line(day: CountedDay) -> str:
    mark = f"第{day.number:>2}日" if day.counted else "  —   "
    note = "征求意见" if day.why is Why.PAUSED else day.note
    extra = "；".join(part for part in (note, day.basis) if part)
    unsure = "（预计）" if day.provisional else ""
    weekday = WEEKDAYS[day.day.weekday()]
    return f"{day.day.isoformat()} 周{weekday}  {mark}  {day.why.label}{unsure}  {extra}"


def _verdict(reckoning: Reckoning) -> str:
    if reckoning.due is not None:
        return f"答复期限届满日：{spoken(reckoning.due)}"
    if reckoning.provisional is not None:
        return (
            f"预计答复期限届满日：{spoken(reckoning.provisional)}（该年节假日安排尚未公布，"
            "公布并导入后重新计算）"
        )
    return f"答复期限届满日尚不能确定：{reckoning.state.label}"
