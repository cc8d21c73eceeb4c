"""Regions with statutory days of their own, laid over the national calendar.

The decree leaves the festivals of the minorities to the places where they live (《全国年节及纪念日
放假办法》第四条), so two offices of one country count differently in April. Each region's days are
dated data with their source; a region whose days are not certain is left out rather than guessed,
and an office there adds them by its own notice.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from importlib.resources import files

from yangguang.law.calendar.national import last_moment, moments, national, shipped_notices
from yangguang.law.calendar.notice import Notice
from yangguang.law.calendar.workcalendar import WorkCalendar


@dataclass(frozen=True, slots=True)
class Region:
    """A region with days of its own.

    ``code`` is the beginning of its GB/T 2260 code, ``since`` the first day of the instrument
    named by ``basis``, ``rule`` what it gives in a sentence, ``source`` how the days are known
    ("text" or "memory" and whence), ``notices`` the arrangement of each year.
    """

    code: str
    name: str
    since: date
    rule: str
    basis: str
    source: str
    notices: tuple[Notice, ...]

    @property
    def years(self) -> tuple[int, ...]:
        """The years whose days are at hand, oldest first."""
        return tuple(sorted({notice.year for notice in self.notices}))


class UnknownRegion(Exception):
    """No layer is known for this code; the message lists those that are."""

    def __init__(self, code: str) -> None:
        self.code = code
        known = "、".join(f"{region.code}（{region.name}）" for region in regions().values())
        super().__init__(
            f"没有地区代码“{code}”的地方节假日。可用的代码：{known}；"
            "没有地方节假日的地区请留空。如本地另有放假规定，请作为本单位的调整通知导入。"
        )


@cache
def regions() -> dict[str, Region]:
    """Every region with a layer here, by code."""
    text = files(__package__).joinpath("regions.toml").read_text("utf-8")
    return {
        code: Region(
            code=code,
            name=row["name"],
            since=row["since"],
            rule=row["rule"],
            basis=row["basis"],
            source=row["source"],
            notices=shipped_notices("notices", code),
        )
        for code, row in tomllib.loads(text).items()
    }


def regional(code: str, *, known_on: date | None = None) -> WorkCalendar:
    """The national calendar with a region's own days; ``""`` is the nation.

    A longer code means the region it lies in (450102 → 45). Raises UnknownRegion and
    CalendarUnknown.
    """
    if not code:
        return national(known_on=known_on)
    figures = code.isascii() and code.isdigit()
    for length in (6, 4, 2):
        if figures and len(code) >= length and code[:length] in regions():
            return _known_regional(code[:length], known_on)
    raise UnknownRegion(code)


def _known_regional(code: str, known_on: date | None) -> WorkCalendar:
    days = {*moments(), *(notice.known for notice in regions()[code].notices)}
    return _regional(code, last_moment(tuple(sorted(days)), known_on))


@cache
def _regional(code: str, moment: date) -> WorkCalendar:
    region = regions()[code]
    known = [notice for notice in region.notices if notice.known <= moment]
    return national(known_on=moment).with_layers(known, title=f"{region.name}工作日历", region=code)


def with_notices(
    base: WorkCalendar, notices: Iterable[Notice], *, region: str | None = None
) -> WorkCalendar:
    """The calendar with an office's own notices on top, in the order given.

    A notice for a whole year replaces the one for that year or makes the next year known; a
    change alters single days. A notice of a region applies where ``region`` (default: the base's
    own) begins with its code and is otherwise left out. A change in a year that is not known yet
    waits until the year is. Equal arguments give the same object. Raises BadNotice where a year
    between is missing.
    """
    place = base.region if region is None else region
    mine = tuple(notice for notice in notices if place.startswith(notice.region))
    return _layered(base, mine) if mine else base


@lru_cache(maxsize=256)
def _layered(base: WorkCalendar, notices: tuple[Notice, ...]) -> WorkCalendar:
    # An office asks for its calendar on every page; its notices change once a year.
    return base.with_layers(notices)
