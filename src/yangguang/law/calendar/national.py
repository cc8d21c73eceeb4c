"""The calendar of the whole country, as it was known on a day or as it is known now.

Three years were rearranged after they had begun (2015, 2019, 2020), and each December belongs
partly to the next notice. Whoever recomputes an old decision needs what was known then; whoever
counts today needs the newest.
"""

from __future__ import annotations

from bisect import bisect_right
from datetime import date
from functools import cache
from importlib.resources import files

from yangguang.law.calendar.days import CalendarUnknown
from yangguang.law.calendar.notice import BadNotice, Notice, parse_notice
from yangguang.law.calendar.statutory import decrees
from yangguang.law.calendar.workcalendar import WorkCalendar


@cache
def national_notices() -> tuple[Notice, ...]:
    """Every notice shipped here, in the order in which they became known."""
    return shipped_notices("notices")


def shipped_notices(*folder: str) -> tuple[Notice, ...]:
    """The notices in a folder of this package, in the order in which they became known.

    Raises BadNotice naming the file.
    """
    found = []
    for entry in files(__package__).joinpath(*folder).iterdir():
        if entry.name.endswith(".toml"):
            try:
                found.append(parse_notice(entry.read_text("utf-8")))
            except BadNotice as error:
                raise BadNotice(f"{'/'.join(folder)}/{entry.name}：{error}") from error
    return tuple(sorted(found, key=lambda notice: (notice.known, notice.year, notice.change)))


def national(*, known_on: date | None = None) -> WorkCalendar:
    """The national calendar by the notices published on or before a day (None: the newest).

    Raises CalendarUnknown where no notice was known yet. The same object for every day between
    two publications.
    """
    return _national(last_moment(moments(), known_on))


def last_moment(days: tuple[date, ...], known_on: date | None) -> date:
    """The last of these days up to ``known_on``, so that calendars between two are one object.

    Raises CalendarUnknown before the first.
    """
    if known_on is None:
        return days[-1]
    place = bisect_right(days, known_on)
    if place == 0:
        raise CalendarUnknown(known_on, None, None)
    return days[place - 1]


@cache
def moments() -> tuple[date, ...]:
    """Every day on which a national notice or a text of the decree became known, in order."""
    notices = {notice.known for notice in national_notices()}
    return tuple(sorted(notices | {decree.issued for decree in decrees()}))


@cache
def _national(moment: date) -> WorkCalendar:
    known = [notice for notice in national_notices() if notice.known <= moment]
    return WorkCalendar(known, as_of=moment)
