"""What each row of a sheet is to the ledger: new, there already, more of what is there, or wrong."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from yangguang.apps.agencies.models import Agency
from yangguang.apps.audit.actors import Actor
from yangguang.apps.resources.ledgers import LedgerKind
from yangguang.apps.resources.models import Entry
from yangguang.apps.resources.services.growing import Change, Grown, changes_of, key_of, over, pick
from yangguang.apps.resources.services.recording import Told, new_entry, told_elsewhere
from yangguang.apps.resources.sheets.heads import fields_of
from yangguang.apps.resources.sheets.reading import Reading, ReadRow, Trouble
from yangguang.apps.resources.values import NotValid, Values
from yangguang.apps.rows import BATCH
from yangguang.text.sheets import plain_head


@dataclass(frozen=True, slots=True)
class Taken:
    """One row of the file that can go in, unsaved."""

    sheet: str
    number: int
    entry: Entry


@dataclass(slots=True)
class Sorted:
    """All rows of the file, sorted; ``before`` counts those that the ledger holds already."""

    fresh: list[Taken] = field(default_factory=list)
    filled: list[Grown] = field(default_factory=list)
    differing: list[Grown] = field(default_factory=list)
    before: int = 0
    troubles: list[Trouble] = field(default_factory=list)
    notes: list[Trouble] = field(default_factory=list)


def sort_out(
    kind: LedgerKind, agency: Agency, readings: Sequence[Reading], *, by: Actor, at: datetime
) -> Sorted:
    """Every row of the readings as what it is to the ledgers of the bodies it names, by default of
    ``agency``. Nothing is stored."""
    found = Sorted(
        troubles=[one for reading in readings for one in reading.troubles],
        notes=[one for reading in readings for one in reading.warnings],
    )
    sorter = _Sorter(kind, agency, by, at)
    rows = []
    for reading in readings:
        for row in reading.rows:
            found.troubles += row.troubles
            found.notes += row.notes
            if row.values is not None and not reading.troubles:
                rows.append((reading.name, row, row.values))
    if kind.same:
        rows = sorter.grow(rows, found)
    taken = list(sorter.made(rows, found))
    there = _there(kind, taken)
    for one in taken:
        key = _alike(one.entry)
        if there[key]:
            there[key] -= 1
            found.before += 1
        else:
            found.fresh.append(one)
    found.notes += _twice(kind, found.fresh)
    order = {reading.name: place for place, reading in enumerate(readings)}
    found.troubles.sort(key=lambda one: (order[one.sheet], _row_of(one.cell)))
    return found


def _row_of(cell: str) -> int:
    """The row that B4 or 第4行 names."""
    return int("".join(sign for sign in cell if sign.isdecimal()) or 0)


Rows = list[tuple[str, ReadRow, Values]]
Offer = tuple[Entry, Entry, tuple[Change, ...]]
"""A row of the ledger, what would take its place, and what that changes."""


class _Sorter:
    def __init__(self, kind: LedgerKind, agency: Agency, by: Actor, at: datetime) -> None:
        self.kind, self.agency, self.by, self.at = kind, agency, by, at
        self.labels = fields_of(kind)
        self.points: dict[int, Entry] = {}
        self.told: dict[int, Told] = {}

    def made(self, rows: Rows, found: Sorted) -> Iterator[Taken]:
        """The rows as they would be recorded; those that cannot be become problems."""
        for sheet, row, values in rows:
            try:
                yield Taken(sheet, row.number, self._entry(row.agency or self.agency, values))
            except NotValid as slip:
                found.troubles += self._told(sheet, row, slip)

    def grow(self, rows: Rows, found: Sorted) -> Rows:
        """Sorts those rows that speak of what the ledger holds, and gives the others.

        Repetitions are settled first and contradictions last, so that none takes the place of the
        row that another repeats.
        """
        held = self._held(rows)
        left: Rows = []
        waiting = rows
        for sure in (_says_all, _repeats, _fills, _any):
            left, waiting = waiting, []
            for sheet, row, values in left:
                key = self._key(row, values)
                offers, slip = self._offers(held.get(key, []), row, values)
                if slip is not None and sure is _any:
                    found.troubles += self._told(sheet, row, slip)
                    continue
                likely = [(old, more) for old, _, more in offers if sure(old, values, more)]
                named = pick(likely)
                if named is None:
                    if sure is _any and held.get(key):
                        found.troubles.append(self._doubtful(sheet, row, len(held[key])))
                    else:
                        waiting.append((sheet, row, values))
                    continue
                held[key].remove(named)
                new, changes = next((new, more) for old, new, more in offers if old == named)
                self._settle(Grown(sheet, row.number, named, new, changes), found)
        return waiting

    def _settle(self, one: Grown, found: Sorted) -> None:
        if not one.changes:
            found.before += 1
            return
        one.entry.replaces, one.entry.origin_id = one.old, one.old.first_key
        one.entry.hand_over_id = one.old.hand_over_id
        (found.differing if one.contradicts else found.filled).append(one)

    def _offers(
        self, olds: Sequence[Entry], row: ReadRow, values: Values
    ) -> tuple[list[Offer], NotValid | None]:
        """What each row of the ledger would become; the problem where it could become none."""
        offers: list[Offer] = []
        slip = None
        for old in olds:
            try:
                new = self._entry(row.agency or self.agency, over(old, values))
            except NotValid as wrong:
                slip = wrong
            else:
                offers.append((old, new, changes_of(self.kind, old, new)))
        return offers, None if offers else slip

    def _entry(self, agency: Agency, values: Values) -> Entry:
        if agency.pk not in self.told:
            self.told[agency.pk] = told_elsewhere(self.kind, agency)
        return new_entry(
            self.kind, agency, values, by=self.by, at=self.at, points=self.points,
            told=self.told[agency.pk],
        )  # fmt: skip

    def _key(self, row: ReadRow, values: Values) -> tuple[Any, ...] | None:
        if values.starts_on is None:
            return None
        details = {code: value for code, value in values.details.items() if value != ""}
        agency = row.agency or self.agency
        return key_of(
            self.kind,
            Entry(agency=agency, starts_on=values.starts_on, title=values.title, details=details),
        )

    def _held(self, rows: Rows) -> dict[tuple[Any, ...] | None, list[Entry]]:
        days = [values.starts_on for _, _, values in rows if values.starts_on is not None]
        held: dict[tuple[Any, ...] | None, list[Entry]] = {}
        if not days:
            return held
        standing = Entry.objects.filter(ledger=self.kind.code, voided_at__isnull=True)
        if {"starts_on", "month"} & set(self.kind.same):
            standing = standing.filter(starts_on__gte=min(days).replace(day=1))
            standing = standing.filter(starts_on__lte=_month_end(max(days)))
        for part in _parts({(row.agency or self.agency).pk for _, row, _ in rows}):
            mine = standing.filter(agency__in=part).order_by("pk")
            for one in mine.select_related("agency", "place", "item", "receipt"):
                held.setdefault(key_of(self.kind, one), []).append(one)
        return held

    def _doubtful(self, sheet: str, row: ReadRow, many: int) -> Trouble:
        told = (
            f"台账里有{many}条与这一行同名而内容不同，不能确定更正的是哪一条，"
            "请在台账里逐条更正，或者在名称中写明区别。"
        )
        return Trouble(sheet, f"第{row.number}行", self.kind.title, told)

    def _told(self, sheet: str, row: ReadRow, slip: NotValid) -> list[Trouble]:
        return [
            Trouble(
                sheet,
                row.places.get(one.field, f"第{row.number}行"),
                self.labels.get(one.field, one.label),
                one.sentence,
            )
            for one in slip.problems
        ]


def _says_all(old: Entry, values: Values, changes: tuple[Change, ...]) -> bool:
    """Whether the row says again what the ledger holds, an answer that stands there included."""
    said = {code for code, value in values.details.items() if value not in {None, ""}}
    return not changes and old.details.keys() <= said and old.mark == values.mark


def _repeats(_: Entry, __: Values, changes: tuple[Change, ...]) -> bool:
    return not changes


def _fills(_: Entry, __: Values, changes: tuple[Change, ...]) -> bool:
    return all(change.before is None for change in changes)


def _any(_: Entry, __: Values, ___: tuple[Change, ...]) -> bool:
    return True


def _month_end(day: date) -> date:
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def _parts(keys: set[int]) -> Iterator[list[int]]:
    ordered = sorted(keys)
    for start in range(0, len(ordered), BATCH):
        yield ordered[start : start + BATCH]


def _there(kind: LedgerKind, taken: Sequence[Taken]) -> Counter[Any]:
    """How often the ledgers hold each row already."""
    found: Counter[Any] = Counter()
    if not taken or kind.same:
        return found
    days = [one.entry.starts_on for one in taken]
    rows = Entry.objects.filter(
        ledger=kind.code,
        starts_on__gte=min(days),
        starts_on__lte=max(days),
        voided_at__isnull=True,
    )
    for part in _parts({one.entry.agency_id for one in taken}):
        found.update(_alike(row) for row in rows.filter(agency__in=part))
    return found


def _alike(entry: Entry) -> tuple[Any, ...]:
    amount = "" if entry.amount is None else f"{entry.amount:.6f}"
    channel = str(entry.details.get("channel", ""))
    return (
        entry.agency_id, entry.starts_on, plain_head(entry.title), entry.quantity, amount,
        entry.place_id, channel,
    )  # fmt: skip


def _twice(kind: LedgerKind, taken: Sequence[Taken]) -> list[Trouble]:
    """Rows of the file that say the same as one before them: they go in, with a word."""
    first: dict[Any, Taken] = {}
    found = []
    for one in taken:
        earlier = first.setdefault(_alike(one.entry), one)
        if earlier is not one:
            told = f"和工作表“{earlier.sheet}”第{earlier.number}行相同，重复的请删去。"
            found.append(Trouble(one.sheet, f"第{one.number}行", kind.title, told))
    return found
