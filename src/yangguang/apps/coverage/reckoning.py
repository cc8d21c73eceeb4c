"""What a body owes to a list today: which published items meet its rows, and which day is next.

Everything is reckoned for one body at a time from one reading of its published items, so that a new
item costs little and a whole city stays a matter of seconds.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import islice

from django.db.models import Min, QuerySet

from yangguang.apps.agencies.models import Agency
from yangguang.apps.agencies.selectors import agencies_in_force
from yangguang.apps.catalog.models import Column, Facet, ItemColumn, ItemFacet, ItemState
from yangguang.apps.coverage.bodies import Bodies
from yangguang.apps.coverage.models import Tie
from yangguang.apps.coverage.windows import WINDOW_NAME, Found, met_by, windows_until
from yangguang.apps.registers.definitions import definition_of
from yangguang.apps.registers.models import Register, Version
from yangguang.apps.registers.selectors import live_rows, public_registers
from yangguang.law.calendar import WorkCalendar
from yangguang.law.registers.model import Standing
from yangguang.law.registers.standing import (
    GENERAL,
    Period,
    TimeLimit,
    Window,
    due_day,
    read_period,
    read_time_limit,
)

PARTS = "、，,；;\n"
OTHER = "其他"
PART = 100
"""Characters of a group's name that are kept with a cell."""


@dataclass(frozen=True, slots=True)
class Demand:
    """One row of a list as a standing duty: by when, how often, and what meets it by rule."""

    version: Version
    since: date
    limit: TimeLimit
    period: Period | None
    part: str = OTHER
    """The group of rows it stands in."""
    columns: frozenset[int] = frozenset()
    facets: frozenset[int] = frozenset()
    words: tuple[str, ...] = ()

    @property
    def row(self) -> int:
        """The key of its row."""
        return self.version.row_id

    def meets(self, title: str) -> bool:
        """Whether an item in its columns or classifications meets it by its title."""
        return not self.words or any(word in title for word in self.words)


@dataclass(frozen=True, slots=True)
class Owes:
    """What one body owes for one row: ``due_on`` None where nothing is owed just now.

    ``met``: the day on which each period of late was met, by the name of its window.
    """

    filled_on: date | None
    due_on: date | None
    window: str = ""
    provisional: bool = False
    opens: date | None = None
    """The first day on which what is published meets it; None where any day does."""
    met: Mapping[str, date] = field(default_factory=dict)
    besides: Window | None = None
    """The present period, where the one before is owed still: it runs all the same."""


@dataclass(slots=True)
class Demands:
    """The rows of one list with the bodies that owe them."""

    register: Register
    rows: list[Demand] = field(default_factory=list)
    owing: dict[int, list[Demand]] = field(default_factory=lambda: defaultdict(list))
    """By the key of the body."""
    agencies: dict[int, Agency] = field(default_factory=dict)


def standing_registers() -> list[tuple[Register, Standing]]:
    """The public lists whose rows are standing duties."""
    found = []
    for register in public_registers():
        standing = definition_of(register).standing
        if standing is not None:
            found.append((register, standing))
    return found


def demands_of(register: Register, today: date) -> Demands:
    """Every live row of a list, with who owes it today."""
    standing = definition_of(register).standing
    found = Demands(register)
    if standing is None:
        return found
    bodies = Bodies(list(agencies_in_force(today).order_by("path")))
    known = {one.pk: one for one in bodies.agencies}
    names = _Names()
    rows = list(live_rows(register).select_related("agency", "row").order_by("pk"))
    first = _first_days(register)
    meant: dict[tuple[str, int], list[Agency]] = {}
    for version in rows:
        said = _said(version, standing.body)
        place = (said, version.agency_id)
        if place not in meant:
            meant[place] = bodies.meant(said, version.agency)
        demand = _demand(version, standing, names, first.get(version.row_id, today))
        found.rows.append(demand)
        for body in meant[place]:
            if body.pk in known:
                found.owing[body.pk].append(demand)
                found.agencies[body.pk] = body
    return found


def _first_days(register: Register) -> dict[int, date]:
    """Since when each row has been public: another wording does not begin its limit anew."""
    rows = Version.objects.filter(register=register, published_at__isnull=False).order_by()
    return {
        row: day
        for row, day in rows.values_list("row").annotate(first=Min("valid_from"))
        if day is not None
    }


def demand_of(version: Version) -> Demand | None:
    """One row as a standing duty; None where its register has none."""
    standing = definition_of(version.register).standing
    if standing is None:
        return None
    return _demand(version, standing, _Names(), version.valid_from or date.min)


def _demand(version: Version, standing: Standing, names: _Names, since: date) -> Demand:
    limit = _said(version, standing.limit)
    return Demand(
        version=version,
        since=since,
        limit=read_time_limit(limit) or GENERAL,
        period=read_period(limit),
        part=part_of(version, standing),
        columns=names.columns(_said(version, standing.column)),
        facets=names.facets(_said(version, standing.facet)),
        words=tuple(_parts(_said(version, standing.words))),
    )


def part_of(version: Version, standing: Standing) -> str:
    """The group in which the matrix shows the row."""
    return _said(version, standing.group)[:PART] or OTHER


def _said(version: Version, code: str) -> str:
    return str(version.values.get(code) or "") if code else ""


def _parts(text: str) -> list[str]:
    for sign in PARTS:
        text = text.replace(sign, "\n")
    return [part.strip() for part in text.split("\n") if part.strip()]


class _Names:
    """Columns and classifications by the names that lists use; a column stands for all below it."""

    def __init__(self) -> None:
        self._columns: dict[str, set[int]] = defaultdict(set)
        paths = list(
            Column.objects.filter(retired_at__isnull=True).values_list("pk", "name", "slug", "path")
        )
        for _, name, slug, path in paths:
            below = {key for key, _, _, other in paths if path and other.startswith(path)}
            self._columns[name] |= below
            self._columns[slug] |= below
        self._facets: dict[str, set[int]] = defaultdict(set)
        for facet in Facet.objects.all():
            self._facets[facet.name].add(facet.pk)
            self._facets[f"{facet.scheme}:{facet.code}"].add(facet.pk)

    def columns(self, said: str) -> frozenset[int]:
        """The keys of the columns named, and of those below them."""
        return frozenset().union(*(self._columns.get(one, set()) for one in _parts(said)))

    def facets(self, said: str) -> frozenset[int]:
        """The keys of the classifications named."""
        return frozenset().union(*(self._facets.get(one, set()) for one in _parts(said)))


def found_for(agency: Agency, demands: Sequence[Demand]) -> dict[int, list[Found]]:
    """For each row the published items of the body that meet it, newest first: all of them where
    the row is owed in periods, else the newest alone; rows that nothing meets are absent."""
    by_column = _shelves(
        ItemColumn.objects.filter(column__in=frozenset().union(*(one.columns for one in demands))),
        "column",
        agency,
    )
    by_facet = _shelves(
        ItemFacet.objects.filter(facet__in=frozenset().union(*(one.facets for one in demands))),
        "facet",
        agency,
    )
    tied = _tied(agency, demands)
    found: dict[int, list[Found]] = {}
    for demand in demands:
        shelves = [by_column.get(key, []) for key in demand.columns]
        shelves += [by_facet.get(key, []) for key in demand.facets]
        meeting = set(tied.get(demand.row, ()))
        for shelf in shelves:
            fitting = (one for one in shelf if demand.meets(one.title))
            if demand.period is None:
                meeting.update(islice(fitting, 1))
            else:
                meeting.update(fitting)
        if meeting:
            rows = sorted(meeting, key=lambda one: (one.day, one.item), reverse=True)
            found[demand.row] = rows if demand.period is not None else rows[:1]
    return found


def _shelves(
    facts: QuerySet[ItemColumn] | QuerySet[ItemFacet], name: str, agency: Agency
) -> dict[int, list[Found]]:
    """The body's published items by the place they stand in, newest first."""
    found: dict[int, list[Found]] = defaultdict(list)
    rows = (
        facts.filter(
            valid_to__isnull=True,
            item__agency=agency,
            item__state=ItemState.PUBLISHED,
            item__listed_on__isnull=False,
        )
        .order_by("-item__listed_on", "-item__pk")
        .values_list(name, "item__listed_on", "item__title", "item")
    )
    for place, day, title, item in rows:
        found[place].append(Found(day, item, title))
    return found


def _tied(agency: Agency, demands: Iterable[Demand]) -> dict[int, list[Found]]:
    wanted = {one.row for one in demands}
    found: dict[int, list[Found]] = defaultdict(list)
    tied = (
        Tie.objects.filter(agency=agency, word=Tie.Word.CONFIRMED, item__state=ItemState.PUBLISHED)
        .order_by()
        .values_list("row", "item__listed_on", "item__title", "item")
    )
    for row, day, title, item in tied:
        if row in wanted and day is not None:
            found[row].append(Found(day, item, title))
    return found


def owes(demand: Demand, found: Sequence[Found], calendar: WorkCalendar, today: date) -> Owes:
    """What is owed for a row today, given the items that meet it, newest first.

    A row that is owed once is met by any item, and owed from the day the list brought it. A row that
    is owed in periods needs an item of its own for each period (`windows.met_by`); owed is the older
    of the last two that has none. Earlier ones stay open as duties until an item is left for them.
    """
    filled_on = found[0].day if found else None
    if demand.period is None:
        if filled_on is not None:
            return Owes(filled_on, None)
        due, provisional = due_day(demand.limit, demand.since, calendar)
        return Owes(None, due, "", provisional)
    windows, following = windows_until(
        demand.period, read_after(demand), demand.since, today, calendar
    )
    met = met_by(demand.period, windows, found)
    named = {window.name[:WINDOW_NAME]: day for window, day in met.items()}
    waits = [window for window in windows[-2:] if window not in met]
    if waits:
        window = waits[0]
    elif windows or (filled_on is not None and filled_on >= following.before):
        return Owes(filled_on, None, met=named)
    else:
        # The list came after the day of this period: the next one is the first that is owed.
        window = following.window
    name = window.name[:WINDOW_NAME]
    besides = waits[1] if len(waits) > 1 else None
    return Owes(filled_on, window.due, name, window.provisional, window.opens, named, besides)


def read_after(demand: Demand) -> TimeLimit | None:
    """The days after a period's end that the words of the row give; None where they give none."""
    return demand.limit if demand.period is not None and demand.period.after else None
