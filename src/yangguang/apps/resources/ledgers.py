"""The definitions of ledgers: what a row holds, and which cells of which form count it how."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any


class Span(StrEnum):
    """When a row counts: on its day, or on each day from its first to its last."""

    HAPPENING = "happening"
    STANDING = "standing"


class Rule(StrEnum):
    """How a cell of a form adds up the rows of a ledger in a year.

    Rows of standing things count as they stand on the last day of the year; ``previous`` as they
    stood on the last day of the year before, ``change`` is the difference of the two.
    """

    ENTRIES = "entries"
    QUANTITY = "quantity"
    AMOUNT = "amount"
    MARKED = "marked"
    TOPICS = "topics"
    PREVIOUS = "previous"
    CHANGE = "change"


@dataclass(frozen=True, slots=True)
class Field:
    """A further column of a ledger, kept in `Entry.details`."""

    code: str
    label: str
    required: bool = False
    number: bool = False
    decimal: bool = False
    """A number that may have two decimals; kept as text, so that it stays exact."""
    day: bool = False
    """A day up to and including the one on which it is written down; kept as 2024-03-05."""
    ahead: bool = False
    """A day that may also lie ahead, such as the last one for an answer."""
    choices: tuple[str, ...] = ()
    aliases: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Choice → words by which sheets name it, each of them part of what the cell says."""


@dataclass(frozen=True, slots=True)
class Count:
    """A cell of a statutory form that this ledger supplies."""

    form: str
    cell: str
    rule: Rule


@dataclass(frozen=True, slots=True)
class Limit:
    """What holds between two fields of one row, by their names in `Values` or codes in `details`.

    Where both are given ``left`` is not more (not later) than ``right``; with ``needs``, ``left`` is
    given only where ``right`` is.
    """

    left: str
    right: str
    needs: bool = False


@dataclass(frozen=True, slots=True)
class LedgerKind:
    """One ledger. An empty label means that its rows do not have that field."""

    code: str
    name: str
    group: str
    span: Span
    title: str
    day: str = ""
    """What the day of a row is called; empty for the usual words."""
    quantity: str = ""
    default_quantity: int | None = None
    amount: str = ""
    mark: str = ""
    topic: str = ""
    place: str = ""
    """Code of the ledger whose rows a row of this one belongs to."""
    item: str = ""
    receipt: str = ""
    basis: str = ""
    note: str = ""
    """What a clerk should know before writing a row."""
    default_title: str = ""
    """The title of a row that names none; {year} and {month} are those of its day, other words in
    braces its further columns."""
    sums: str = ""
    """Code of the ledger whose rows a row of this one sums up for a month: of one body, one month and
    one channel only one of the two may speak."""
    same: tuple[str, ...] = ()
    """By what a row of a later sheet is known as one the ledger holds: ``month`` or names in `Values`
    or codes in ``details``. Empty where a row says all there is to say the first time."""
    fields: tuple[Field, ...] = ()
    limits: tuple[Limit, ...] = ()
    counts: tuple[Count, ...] = ()

    def field(self, code: str) -> Field:
        """The further column of that code; raises KeyError."""
        return {one.code: one for one in self.fields}[code]


def beside(kind: LedgerKind) -> LedgerKind | None:
    """The ledger that tells the same things, row by row or in sums; None where there is none."""
    if kind.sums:
        return ledger_kind(kind.sums)
    return next((one for one in ledger_kinds() if one.sums == kind.code), None)


def ledger_kinds() -> tuple[LedgerKind, ...]:
    """All ledgers in the order of the desk's menu."""
    return tuple(_read().values())


def ledger_kind(code: str) -> LedgerKind:
    """The ledger with that code; raises KeyError."""
    return _read()[code]


def counted_in(form: str, cell: str) -> tuple[tuple[LedgerKind, Rule], ...]:
    """The ledgers that a cell of a form adds up, and how; empty where none does."""
    return tuple(
        (kind, count.rule)
        for kind in ledger_kinds()
        for count in kind.counts
        if count.form == form and count.cell == cell
    )


@cache
def _read() -> Mapping[str, LedgerKind]:
    text = files(__package__).joinpath("data/ledgers.toml").read_text(encoding="utf-8")
    kinds = [_kind(row) for row in tomllib.loads(text)["ledger"]]
    found = {kind.code: kind for kind in kinds}
    if len(found) != len(kinds):
        raise ValueError("ledgers.toml: two ledgers have the same code")
    for kind in kinds:
        for other in (kind.place, kind.sums):
            if other and other not in found:
                raise ValueError(f"ledgers.toml: {kind.code} belongs to unknown ledger {other}")
    return found


def _kind(row: dict[str, Any]) -> LedgerKind:
    further = tuple(_field(one) for one in row.pop("fields", ()))
    counts = tuple(_count(line) for line in row.pop("counts", ()))
    limits = tuple(_limit(line) for line in row.pop("limits", ()))
    span = Span(row.pop("span"))
    same = tuple(row.pop("same", ()))
    known = {"month", "starts_on", "title", *(one.code for one in further)}
    if strangers := set(same) - known:
        raise ValueError(f"ledgers.toml: {row['code']} has no column {sorted(strangers)}")
    return LedgerKind(**row, span=span, same=same, fields=further, limits=limits, counts=counts)


def _field(one: dict[str, Any]) -> Field:
    aliases = {choice: tuple(words) for choice, words in one.get("aliases", {}).items()}
    found = Field(**{**one, "choices": tuple(one.get("choices", ())), "aliases": aliases})
    if strangers := aliases.keys() - set(found.choices):
        raise ValueError(f"ledgers.toml: {found.code} has no choice {sorted(strangers)}")
    return found


def _limit(line: str) -> Limit:
    left, _, rest = line.partition(" ")
    sign, _, right = rest.partition(" ")
    if sign not in {"<=", "needs"} or not right:
        raise ValueError(
            f"ledgers.toml: {line!r} reads neither FIELD <= FIELD nor FIELD needs FIELD"
        )
    return Limit(left, right, sign == "needs")


def _count(line: str) -> Count:
    target, _, rule = line.partition(" = ")
    form, _, cell = target.partition(":")
    if not form or not cell:
        raise ValueError(f"ledgers.toml: {line!r} does not read FORM:CELL = RULE")
    return Count(form, cell, Rule(rule))
