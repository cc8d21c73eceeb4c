"""Reading coverage: a list's matrix of bodies and rows, one body's rows, one cell with its items.

Everything but a cell's items is read from the kept cells; a matrix is read a page of bodies at a time,
so that four hundred bodies by three hundred rows cost no more than fifty.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from django.core.paginator import Page, Paginator
from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from yangguang.apps.agencies.models import Agency
from yangguang.apps.catalog.models import Item, ItemColumn, ItemFacet, ItemState
from yangguang.apps.coverage.models import Cell, State, Tie, state_on
from yangguang.apps.coverage.reckoning import Demand, demand_of, part_of
from yangguang.apps.registers.definitions import definition_of
from yangguang.apps.registers.models import Register, Version
from yangguang.apps.registers.selectors import live_rows

BODIES = 50
"""Bodies on a page of the matrix."""


@dataclass(frozen=True, slots=True)
class Tally:
    """So many cells in each state."""

    filled: int = 0
    missing: int = 0
    late: int = 0

    @property
    def all(self) -> int:
        """Every cell."""
        return self.filled + self.missing + self.late

    @property
    def percent(self) -> int:
        """What is public, of a hundred, rounded down so that 100 means all."""
        return 100 * self.filled // self.all if self.all else 0

    @property
    def state(self) -> State:
        """The worst of its cells."""
        return State.LATE if self.late else State.MISSING if self.missing else State.FILLED


def tally(states: Collection[State]) -> Tally:
    """How many there are of each."""
    counted = Counter(states)
    return Tally(counted[State.FILLED], counted[State.MISSING], counted[State.LATE])


@dataclass(frozen=True, slots=True)
class ListRow:
    """A row of a list as the matrix names it."""

    row: int
    title: str
    group: str
    limit: str


def list_rows(register: Register) -> list[ListRow]:
    """The live rows of a list, in the order of their groups and numbers."""
    definition = definition_of(register)
    standing = definition.standing
    if standing is None:
        return []
    order = [one.lstrip("-") for one in definition.sort]
    found = []
    for version in live_rows(register).only("row_id", "title", "values").order_by("pk"):
        values = version.values
        group = part_of(version, standing)
        found.append(
            (
                tuple(_natural(str(values.get(code) or "")) for code in order),
                ListRow(
                    version.row_id, version.title, group, str(values.get(standing.limit) or "")
                ),
            )
        )
    found.sort(key=lambda one: (one[0], one[1].row))
    places: dict[str, int] = {}
    for _, one in found:
        places.setdefault(one.group, len(places))
    return sorted((one for _, one in found), key=lambda one: places[one.group])


def _natural(text: str) -> tuple[int, int, str]:
    """Numbers by their size, other texts after them."""
    return (
        (0, int(text), "") if text.isascii() and text.isdigit() and len(text) < 10 else (1, 0, text)
    )


def tallies(
    register: Register, today: date, agencies: Collection[int] | None = None, part: str = ""
) -> Tally:
    """How a whole list, or one group of its rows, stands, counted in the database."""
    cells = _cells(register, agencies, part)
    every = cells.count()
    late = cells.filter(due_on__lt=today).count()
    missing = cells.filter(due_on__gte=today).count()
    return Tally(every - late - missing, missing, late)


def _cells(register: Register, agencies: Collection[int] | None, part: str) -> QuerySet[Cell]:
    cells = Cell.objects.filter(register=register).order_by()
    if agencies is not None:
        cells = cells.filter(agency__in=agencies)
    return cells.filter(part=part) if part else cells


@dataclass(frozen=True, slots=True)
class Line:
    """One body in the matrix: how it stands in all, and in each group or at each row.

    ``groups`` are in the order of the list, None where it owes nothing of one; ``cells`` are (row,
    state, key of the cell), None where it does not owe the row. One of both is empty.
    """

    body: Agency
    all: Tally
    groups: Sequence[tuple[str, Tally | None]] = ()
    cells: Sequence[tuple[ListRow, State | None, int | None]] = ()


@dataclass(frozen=True, slots=True)
class Matrix:
    """One page of a list's matrix: the bodies on it, by groups of rows or by the rows of a group."""

    groups: Sequence[str]
    rows: Sequence[ListRow]
    """The rows of the group that is looked at; empty where all groups are."""
    all: Tally
    page: Page[Agency]
    lines: Sequence[Line]


def matrix(
    register: Register,
    today: date,
    agencies: Collection[int] | None = None,
    *,
    group: str = "",
    number: str | int | None = 1,
) -> Matrix:
    """One page of bodies that owe something of the list, among these only where they are named.

    ``number`` is read as leniently as people type it. Only the cells of the page are loaded; the sums
    over all bodies are counted in the database.
    """
    rows = list_rows(register)
    groups = list(dict.fromkeys(one.group for one in rows))
    owing = _cells(register, agencies, group).filter(agency=OuterRef("pk"))
    bodies = Agency.objects.filter(Exists(owing)).order_by("order", "pk")
    page = Paginator(bodies, BODIES).get_page(number)
    shown = list(page.object_list)
    within = [one for one in rows if one.group == group] if group else []
    keys = [one.pk for one in shown]
    if group:
        lines = _by_rows(today, shown, within, _cells(register, keys, group))
    else:
        lines = _by_groups(today, shown, groups, _cells(register, keys, ""))
    return Matrix(groups, within, tallies(register, today, agencies, group), page, lines)


def _by_groups(
    today: date, bodies: Sequence[Agency], groups: Sequence[str], cells: QuerySet[Cell]
) -> list[Line]:
    counted: dict[tuple[int, str], Tally] = {}
    sums = cells.values_list("agency", "part").annotate(
        every=Count("pk"),
        late=Count("pk", filter=Q(due_on__lt=today)),
        missing=Count("pk", filter=Q(due_on__gte=today)),
    )
    for agency, part, every, late, missing in sums:
        counted[agency, part] = Tally(every - late - missing, missing, late)
    lines = []
    for body in bodies:
        own = [(name, counted.get((body.pk, name))) for name in groups]
        known = [one for _, one in own if one is not None]
        whole = Tally(
            sum(one.filled for one in known),
            sum(one.missing for one in known),
            sum(one.late for one in known),
        )
        lines.append(Line(body, whole, groups=own))
    return lines


def _by_rows(
    today: date,
    bodies: Sequence[Agency],
    rows: Sequence[ListRow],
    cells: QuerySet[Cell],
) -> list[Line]:
    found = {
        (agency, row): (state_on(due, today), key)
        for key, agency, row, due in cells.values_list("pk", "agency", "row", "due_on")
    }
    lines = []
    for body in bodies:
        own = [(row, *found.get((body.pk, row.row), (None, None))) for row in rows]
        whole = tally([state for _, state, _ in own if state is not None])
        lines.append(Line(body, whole, cells=own))
    return lines


@dataclass(frozen=True, slots=True)
class Standing:
    """A row as one body stands to it."""

    cell: Cell
    row: ListRow
    state: State


def standings_of(register: Register, agency: Agency, today: date) -> list[Standing]:
    """Every row that a body owes, in the order of the list."""
    cells = {one.row_id: one for one in Cell.objects.filter(register=register, agency=agency)}
    return [
        Standing(cells[one.row], one, cells[one.row].state(today))
        for one in list_rows(register)
        if one.row in cells
    ]


def version_of(cell: Cell) -> Version | None:
    """The live wording of the cell's row."""
    return (
        Version.objects.filter(row=cell.row_id, live=True)
        .select_related("register__definition", "agency", "row")
        .first()
    )


def items_of(cell: Cell) -> QuerySet[Item]:
    """The published items of the body that meet the row, by rule or by somebody's word, newest
    first."""
    version = version_of(cell)
    tied = Tie.objects.filter(
        item=OuterRef("pk"), agency=cell.agency_id, row=cell.row_id, word=Tie.Word.CONFIRMED
    )
    meets = Q(Exists(tied))
    demand = demand_of(version) if version is not None else None
    if demand is not None:
        meets = meets | (_by_place(demand) & _by_title(demand))
    return (
        Item.objects.filter(agency=cell.agency_id, state=ItemState.PUBLISHED)
        .filter(meets)
        .order_by("-listed_on", "-pk")
    )


def _by_place(demand: Demand) -> Q:
    filed = ItemFacet.objects.filter(
        item=OuterRef("pk"), facet__in=demand.facets, valid_to__isnull=True
    )
    stands = ItemColumn.objects.filter(
        item=OuterRef("pk"), column__in=demand.columns, valid_to__isnull=True
    )
    return Q(Exists(stands)) | Q(Exists(filed))


def _by_title(demand: Demand) -> Q:
    found = Q()
    for word in demand.words:
        found |= Q(title__contains=word)
    return found


def ties_of(cell: Cell) -> QuerySet[Tie]:
    """What was proposed and decided for a cell, what waits for a decision first."""
    return (
        Tie.objects.filter(agency=cell.agency_id, row=cell.row_id)
        .select_related("item")
        .order_by("-word", "-likeness", "-pk")
    )
