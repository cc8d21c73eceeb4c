"""A question put to the slices of a long list: any filters together, on any day, counted and in
order, in milliseconds.

What was read of the slices stays in memory until a stretch of them changes; whether one did is
asked with each question.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cmp_to_key
from typing import Any

from yangguang.apps.agencies.models import Agency
from yangguang.apps.registers.models import TEXT_SLOTS, Register, Stretch, Version
from yangguang.apps.registers.selectors.listing import Condition
from yangguang.apps.registers.sliced import bits
from yangguang.apps.registers.sliced.packing import as_number, unpacked
from yangguang.apps.registers.sliced.whole import Laid, Whole
from yangguang.law.registers import Definition

FEW = 512
"""So many rows are put in order by what the database says of them."""
MOST_HELD = 6_000_000
"""So many wordings are held in memory at most, some thirty megabytes a million."""
Tokens = dict[int, int]
_held: OrderedDict[int, tuple[Tokens, Whole]] = OrderedDict()
_lock = threading.Lock()


def whole_of(register: Register) -> Whole | None:
    """The slices of a list as they are now; None where it is too short to have any."""
    stretches = Stretch.objects.filter(register=register)
    now: Tokens = dict(stretches.values_list("number", "token"))
    if not now:
        return None
    with _lock:
        tokens, whole = _held.get(register.pk, ({}, None))
        if whole is not None and tokens == now:
            _held.move_to_end(register.pk)
            return whole
    known = {one.number: one for one in whole.stretches} if whole is not None else {}
    stale = [number for number, token in now.items() if tokens.get(number) != token]
    read = stretches.filter(number__in=stale) if len(stale) < FEW else stretches
    laid = {number: known[number] for number in now if number in known and number not in stale}
    # A stretch that changes between the two questions is read as it is then, with its own token.
    for number, token, fixed, moving in read.values_list("number", "token", "fixed", "moving"):
        offsets, columns = unpacked(bytes(fixed))
        laid[number] = Laid(number, offsets, {**columns, **unpacked(bytes(moving))[1]})
        now[number] = token
    whole = Whole([laid[number] for number in sorted(laid)], TEXT_SLOTS)
    _keep(register.pk, now, whole)
    return whole


def _keep(register: int, tokens: Tokens, whole: Whole) -> None:
    with _lock:
        _held[register] = (tokens, whole)
        _held.move_to_end(register)
        while len(_held) > 1 and sum(one.length for _, one in _held.values()) > MOST_HELD:
            _held.popitem(last=False)


@dataclass(frozen=True, slots=True)
class Order:
    """An order of rows: places with whether the greatest comes first, then the key. ``filled``: rows
    with nothing in the first place have none in this order, else such rows come last."""

    places: tuple[tuple[str, bool], ...]
    falling: bool
    filled: bool = False


def order_of(definition: Definition, by: str = "") -> Order:
    """The order asked for (a field's code, with a minus for the greatest first), else the list's own:
    what `listing.sorted_rows` says."""
    slots = {one.code: one.slot for one in definition.public_fields if one.slot}
    if by.lstrip("-") in slots:
        return _by_slot(slots[by.lstrip("-")], by.startswith("-"))
    if not definition.sort:
        return NEWEST
    first = definition.sort[0].lstrip("-")
    falling = definition.sort[0].startswith("-")
    if len(definition.sort) == 1 and first == definition.date:
        return Order((("d1", falling),), falling)
    if len(definition.sort) == 1 and first in slots and definition.field(first).required:
        return _by_slot(slots[first], falling)
    places = tuple(
        (slots.get(order.lstrip("-"), "d1"), order.startswith("-")) for order in definition.sort
    )
    return Order(places, falling=False)


NEWEST = Order((("d1", True),), falling=True)


def _by_slot(slot: str, falling: bool) -> Order:
    if slot.startswith("t"):
        return Order(((slot, falling), ("d1", not falling)), not falling, filled=True)
    return Order(((slot, falling),), falling, filled=slot != "d1")


@dataclass(slots=True)
class Lookup:
    """A question as sets of rows: the list of today or of a day, and one set for each condition."""

    whole: Whole
    conditions: Sequence[Condition]
    agency: Agency | None = None
    day: date | None = None
    only: Sequence[int] | None = None
    """Keys of wordings that a search index found."""
    _sets: dict[str, int] = field(default_factory=dict)

    def rows(self, *, without: str = "") -> int:
        """The rows that keep every condition but those on one field (its code, or ``@agency``)."""
        rows = self._everything()
        if self.agency is not None and without != "@agency":
            rows &= self._agency(self.agency)
        for one in self.conditions:
            if one.field.code != without:
                rows &= self._set(one)
        return rows

    def by_value(self, slot: str, *, without: str) -> dict[str, int] | None:
        """How many rows each text of a place would leave, and ``""`` those with none; None where the
        place holds too many different texts to be told apart."""
        held = self.whole.column(slot)
        if held.codes is None:
            return None
        words = {0: "", **{number: word for word, number in held.codes.items()}}
        found = bits.counts(self.rows(without=without), held.slices)
        return {words[number]: rows for number, rows in found.items()}

    def by_body(self) -> dict[int, int]:
        """How many rows each body (its key) would leave."""
        found = bits.counts(self.rows(without="@agency"), self.whole.column("agency").slices)
        return dict(found)

    def knows(self, order: Order) -> bool:
        """Whether the slices can put rows in this order: texts with few different values, numbers
        and days."""
        return not any(self.whole.column(place).digests for place, _ in order.places)

    def in_order(self, order: Order, rows: int) -> int:
        """Those of the rows that have a place in the order."""
        if not order.filled:
            return rows
        return bits.at_least(rows, self.whole.column(order.places[0][0]).slices, 1)

    def keys(self, order: Order, rows: int, first: int, last: int) -> list[int]:
        """The keys of the rows from ``first`` up to before ``last`` in an order."""
        digits = [one for place, falling in order.places for one in self._digits(place, falling)]
        if not self.knows(order):
            return _sorted(self.whole.keys_of(rows), order)[first:last]
        parts, skipped = bits.stretch(rows, digits, first, last, few=FEW, falling=order.falling)
        found: list[int] = []
        for part in parts:
            found += _sorted(self.whole.keys_of(part), order)
        return found[skipped : skipped + last - first]

    def after(self, rows: int, day: date | None, key: int) -> int:
        """Those of the rows that come after one of this day and key where the newest stand first and
        undated ones last."""
        slices = self._slices("d1")
        below = self.whole.before(key)
        if day is None:
            return (rows ^ bits.at_least(rows, slices, 1)) & below
        same = bits.equal(rows, slices, as_number(day))
        later = bits.at_least(rows, slices, as_number(day) + 1)
        return rows ^ later ^ same | same & below

    def _digits(self, place: str, falling: bool) -> list[bits.Digit]:
        slices = self.whole.column(place).slices
        filled = self._sets.get(f"filled {place}")
        if filled is None:
            filled = self._sets[f"filled {place}"] = bits.at_least(self._public(), slices, 1)
        # Empty cells come last, whichever way the others stand.
        return [bits.Digit(filled, True), *(bits.Digit(one, falling) for one in reversed(slices))]

    def _public(self) -> int:
        return self.whole.flag("shown") | self.whole.flag("live")

    def _everything(self) -> int:
        rows = self._sets.get("@all")
        if rows is None:
            rows = self.whole.flag("live") if self.day is None else self._on(self.day)
            if self.only is not None:
                rows &= self.whole.rows_of(self.only)
            self._sets["@all"] = rows
        return rows

    def _on(self, day: date) -> int:
        """The list of that day: what had begun and not ended, as far as it may still be shown."""
        number = as_number(day)
        rows = bits.at_most(self.whole.flag("shown"), self._slices("valid_from"), number)
        return rows ^ bits.at_most(rows, self._slices("valid_to"), number)

    def _agency(self, agency: Agency) -> int:
        rows = self._sets.get("@agency")
        if rows is None:
            rows = bits.equal(self._everything(), self._slices("agency"), agency.pk)
            self._sets["@agency"] = rows
        return rows

    def _set(self, one: Condition) -> int:
        rows = self._sets.get(one.name)
        if rows is None:
            rows = self._sets[one.name] = self._kept(one)
        return rows

    def _kept(self, one: Condition) -> int:
        held = self.whole.column(one.field.slot)
        everything = self._everything()
        if isinstance(one.value, str):
            word = held.number_of(one.value)
            return 0 if word is None else bits.equal(everything, held.slices, word)
        number = as_number(one.value)
        if one.compare == "_from":
            return bits.at_least(everything, held.slices, number)
        if one.compare == "_to":
            return bits.at_most(everything, held.slices, number)
        return bits.equal(everything, held.slices, number)

    def _slices(self, name: str) -> bits.Slices:
        return self.whole.column(name).slices


def _sorted(keys: list[int], order: Order) -> list[int]:
    """A few keys in an order, by what their rows say. Texts go by their code points."""
    names = [place for place, _ in order.places]
    said: dict[int, tuple[Any, ...]] = {}
    for start in range(0, len(keys), FEW):
        rows = Version.objects.filter(pk__in=keys[start : start + FEW]).order_by()
        said |= {key: rest for key, *rest in rows.values_list("pk", *names)}

    def compared(one: int, other: int) -> int:
        for (_, falling), mine, theirs in zip(order.places, said[one], said[other], strict=True):
            if mine != theirs:
                if mine is None or theirs is None:
                    return 1 if mine is None else -1
                return -1 if (mine < theirs) is not falling else 1
        return -1 if (one < other) is not order.falling else 1

    return sorted((key for key in keys if key in said), key=cmp_to_key(compared))
