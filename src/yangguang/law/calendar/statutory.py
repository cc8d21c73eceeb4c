"""The statutory days off, for years that no notice has arranged yet.

A deadline that reaches past the last notice still has to be shown to somebody; the days that the
decree itself names are certain long before. Lunar and solar-term dates are data, computed once.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from typing import Any


@dataclass(frozen=True, slots=True)
class Decree:
    """One text of 《全国年节及纪念日放假办法》, from the day it was made public and in force.

    ``days`` are triples: a holiday's name, its anchor (``01-01``, or a key of the table of
    festivals) and the offset from it in days.
    """

    number: str
    issued: date
    since: date
    days: tuple[tuple[str, str, int], ...]


@cache
def _data() -> dict[str, Any]:
    text = files(__package__).joinpath("statutory.toml").read_text("utf-8")
    return tomllib.loads(text)


@cache
def decrees() -> tuple[Decree, ...]:
    """Every text of the decree since 2007, oldest first."""
    return tuple(
        Decree(
            row["number"],
            row["issued"],
            row["since"],
            tuple(
                (day["name"], day["anchor"], offset)
                for day in row["day"]
                for offset in day["offsets"]
            ),
        )
        for row in _data()["decree"]
    )


def first_year() -> int:
    """The first year whose festivals are in the table."""
    return min(map(int, _data()["years"]))


def last_year() -> int:
    """The last year whose festivals are in the table."""
    return max(map(int, _data()["years"]))


def _anchor(name: str, year: int) -> date:
    if name[0].isdigit():
        month, day = name.split("-")
        return date(year, int(month), int(day))
    found = _data()["years"][str(year)][name]
    if not isinstance(found, date):
        raise TypeError(f"statutory.toml: {year} {name}: not a date")
    return found


def _governing(year: int, as_of: date | None) -> Decree:
    known = [
        decree
        for decree in decrees()
        if decree.since <= date(year, 1, 1) and (as_of is None or decree.issued <= as_of)
    ]
    return known[-1] if known else decrees()[0]


def expected_days(year: int, as_of: date | None = None) -> Iterator[tuple[date, str, str]]:
    """Date, name and basis of each statutory day of a year, by the decree known on ``as_of``.

    None means the newest decree. Raises KeyError for a year past the table of lunar dates.
    """
    decree = _governing(year, as_of)
    basis = f"《全国年节及纪念日放假办法》（{decree.number}），具体安排待国务院办公厅通知"
    for name, anchor, offset in decree.days:
        yield _anchor(anchor, year) + timedelta(days=offset), name, basis


def compensated_days(year: int, as_of: date | None = None) -> Iterator[tuple[date, str, str]]:
    """Date, name and basis of the weekdays given for statutory days that fall on a weekend.

    依据：《全国年节及纪念日放假办法》第六条：全体公民放假的假日，如果适逢周六、周日，应当在工作日补假。
    Reading: the article does not say on which working day; the next one is taken, as the notices
    do. Of two holidays on one weekend day each has its own; on one weekday they stay one, since the
    article speaks of weekends only.
    """
    decree = _governing(year, as_of)
    basis = f"《全国年节及纪念日放假办法》（{decree.number}）第六条，具体安排待国务院办公厅通知"
    days = sorted(expected_days(year, as_of))
    off = {day for day, _, _ in days}
    for day, name, _ in days:
        if day.weekday() < 5:
            continue
        instead = day
        while instead in off or instead.weekday() >= 5:
            instead += timedelta(days=1)
        off.add(instead)
        yield instead, f"{name}补假", basis
