"""Reading coverage: a list's matrix of bodies and rows, one body's rows, one cell with its items.

Everything but a cell's items is read from the kept cells: a matrix of sixty bodies and three hundred
rows is one query for its cells and one for its rows.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from yangguang.apps.agencies.models import Agency
from yangguang.apps.catalog.models import Item, ItemColumn, ItemFacet, ItemState
from yangguang.apps.coverage.models import Cell, State, Tie, state_on
from yangguang.apps.coverage.reckoning import Demand, demand_of
from yangguang.apps.registers.definitions import definition_of
from yangguang.apps.registers.models import Register, Version
from yangguang.apps.registers.selectors import live_rows

OTHER = "其他"


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


@dataclass(slots=True)
class Matrix:
    """One list: its rows in order, the bodies that owe them, and how each cell stands today."""

    register: Register
    rows: Sequence[ListRow]
    agencies: Sequence[Agency]
    states: Mapping[tuple[int, int], State]
    """By the keys of body and row; what a body does not owe is absent."""
    cells: Mapping[tuple[int, int], int]
    """The keys of the cells, by the same."""
    groups: Sequence[str]

    def by_group(self) -> Mapping[tuple[int, str], Tally]:
        """How the cells of each body stand in each group of rows; ``""`` is all of them."""
        group = {one.row: one.group for one in self.rows}
        found: dict[tuple[int, str], list[State]] = defaultdict(list)
        for (body, row), state in self.states.items():
            found[body, group[row]].append(state)
            found[body, ""].append(state)
        return {place: tally(states) for place, states in found.items()}

    def states_in(self, group: str) -> list[State]:
        """The state of every cell of a group; of all where it is empty."""
        rows = {one.row for one in self.rows if not group or one.group == group}
        return [state for (_, row), state in self.states.items() if row in rows]

    def within(self, group: str) -> list[ListRow]:
        """The rows of one group."""
        return [one for one in self.rows if one.group == group]


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
        group = str(values.get(standing.group) or OTHER) if standing.group else OTHER
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


def matrix(register: Register, today: date, agencies: Collection[int] | None = None) -> Matrix:
    """The whole list, for all bodies that owe something of it or for these only."""
    cells = Cell.objects.filter(register=register).order_by()
    if agencies is not None:
        cells = cells.filter(agency__in=agencies)
    rows = list_rows(register)
    known = {one.row for one in rows}
    states: dict[tuple[int, int], State] = {}
    keys: dict[tuple[int, int], int] = {}
    for key, agency, row, due in cells.values_list("pk", "agency", "row", "due_on"):
        if row in known:
            states[agency, row] = state_on(due, today)
            keys[agency, row] = key
    bodies = Agency.objects.filter(pk__in={agency for agency, _ in states})
    return Matrix(
        register,
        rows,
        list(bodies.order_by("order", "pk")),
        states,
        keys,
        list(dict.fromkeys(one.group for one in rows)),
    )


def tallies(register: Register, today: date, agencies: Collection[int] | None = None) -> Tally:
    """How a whole list stands, counted in the database."""
    cells = Cell.objects.filter(register=register)
    if agencies is not None:
        cells = cells.filter(agency__in=agencies)
    every = cells.count()
    late = cells.filter(due_on__lt=today).count()
    missing = cells.filter(due_on__gte=today).count()
    return Tally(every - late - missing, missing, late)


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
