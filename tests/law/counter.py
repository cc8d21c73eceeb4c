"""A second way to the due date, written from the contract alone and from another calendar.

It walks day after day with the ``chinesecalendar`` package and knows nothing of ``yangguang.law``,
so that an error has to be made twice, differently, to stay unseen. Past 2026 it takes weekends and
the days of the ``holidays`` package: the statutory ones and those given for weekends. It says only what the contract says:

- the regulation follows the legal receipt: 15 working days before 2019-05-15, 20 from then on;
- the day after the receipt (or after the supplement or the payment, whichever is last) is day 1;
- a pause A..B takes out each day d with A < d ≤ B, and overlapping pauses are one;
- an extension adds its working days, without a number the ceiling of 15 or 20;
- nobody knows the working days past 2026.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import chinese_calendar
import holidays

FIRST_2019 = date(2019, 5, 15)
LAST_KNOWN = date(2026, 12, 31)
CONFIRMED_CHANNELS = ("ordinary", "fax", "online")

# 三月三 in Guangxi as its yearly notices had it: weekdays off, weekend days worked instead. In
# 2020 it was worked. The festival itself (third of the third lunar month) is in the remark.
GUANGXI_OFF = {
    date(2014, 4, 2), date(2014, 4, 3),  # 04-02
    date(2015, 4, 20), date(2015, 4, 21),  # 04-21
    date(2016, 4, 8), date(2016, 4, 11),  # 04-09, a Saturday
    date(2017, 3, 30), date(2017, 3, 31), date(2017, 4, 1),  # 03-30
    date(2018, 4, 18), date(2018, 4, 19), date(2018, 4, 20),  # 04-18
    date(2019, 4, 4), date(2019, 4, 8),  # 04-07, in the Qingming days
    date(2021, 4, 14), date(2021, 4, 15), date(2021, 4, 16),  # 04-14
    date(2022, 4, 2), date(2022, 4, 6),  # 04-03, in the Qingming days
    date(2023, 4, 21), date(2023, 4, 23),  # 04-22, a Saturday; the 23rd is worked elsewhere
    date(2024, 4, 11), date(2024, 4, 12),  # 04-11
    date(2025, 3, 31), date(2025, 4, 1),  # 03-31
    date(2026, 4, 17), date(2026, 4, 20),  # 04-19, a Sunday
}  # fmt: skip
GUANGXI_ON = {date(2017, 4, 8), date(2018, 4, 15), date(2021, 4, 18)}

# Weekend days on which the package and the notices disagree about the name, not about the rest:
# where a notice says "放假，与周末连休" the weekend stays a weekend, where it arranges the day it is
# a day off. The package does neither throughout.
ARRANGED = {date(2011, 6, 5), date(2012, 6, 23), date(2015, 9, 5)}
JOINED = {
    date(2014, 4, 6), date(2019, 4, 6), date(2019, 4, 7), date(2019, 6, 8), date(2019, 6, 9),
    date(2019, 9, 14), date(2019, 9, 15), date(2023, 12, 30), date(2023, 12, 31),
}  # fmt: skip

_STATUTORY = holidays.country_holidays("CN", years=range(2027, 2072))


def worked(day: date, region: str = "") -> bool:
    """Whether people work on that day, by the packages."""
    if region and day in GUANGXI_OFF:
        return False
    if region and day in GUANGXI_ON:
        return True
    if day > LAST_KNOWN:
        return day.weekday() < 5 and day not in _STATUTORY
    return chinese_calendar.is_workday(day)


@dataclass(frozen=True)
class Asked:
    """What is asked, in plain words; ``extended`` None, "max" or a number of working days."""

    received: date
    channel: str = "counter"
    confirmed: date | None = None
    supplemented: date | None = None
    fee_paid: date | None = None
    pauses: tuple[tuple[date, date], ...] = ()
    extended: int | str | None = None
    region: str = ""


@dataclass(frozen=True)
class Found:
    """``last`` is due, or provisional where ``known`` is False; ``counted`` are the days used up."""

    regime: str
    received: date
    last: date
    known: bool
    listed: tuple[date, ...]
    counted: tuple[date, ...]


def days_from(day: date) -> Iterator[date]:
    """That day and every later one."""
    while True:
        yield day
        day += timedelta(days=1)


def count(asked: Asked) -> Found:
    """The answer, by walking from day to day."""
    received = asked.received
    if asked.channel in CONFIRMED_CHANNELS:
        assert asked.confirmed is not None
        received = asked.confirmed
    period = 20 if received >= FIRST_2019 else 15
    need = period
    if asked.extended == "max":
        need += period
    elif asked.extended is not None:
        need += int(asked.extended)
    begin = max(day for day in (received, asked.supplemented, asked.fee_paid) if day is not None)
    counted: list[date] = []
    listed = [begin]
    for day in days_from(begin + timedelta(days=1)):
        listed.append(day)
        if any(after < day <= through for after, through in asked.pauses):
            continue
        if worked(day, asked.region):
            counted.append(day)
        if len(counted) == need:
            break
    return Found(
        "2019" if received >= FIRST_2019 else "2007",
        received,
        counted[-1],
        counted[-1] <= LAST_KNOWN,
        tuple(listed),
        tuple(counted),
    )


def why(day: date, asked: Asked, begin: date) -> str:
    """What the proof has to say of that day, among the six words of the contract."""
    if day == begin:
        return "receipt"
    if any(after < day <= through for after, through in asked.pauses):
        return "paused"
    if worked(day, asked.region):
        return "make-up" if day.weekday() >= 5 else "counted"
    if day > LAST_KNOWN:
        return "holiday" if day in _STATUTORY else "weekend"
    if day in ARRANGED or day in JOINED:
        return "holiday" if day in ARRANGED else "weekend"
    named = chinese_calendar.get_holiday_detail(day)[1] is not None
    return "holiday" if named or day.weekday() < 5 else "weekend"
