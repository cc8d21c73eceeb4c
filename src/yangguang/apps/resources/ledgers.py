"""The definitions of ledgers: what a row holds, and which cells of which form count it how."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
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
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Count:
    """A cell of a statutory form that this ledger supplies."""

    form: str
    cell: str
    rule: Rule


@dataclass(frozen=True, slots=True)
class LedgerKind:
    """One ledger. An empty label means that its rows do not have that field."""

    code: str
    name: str
    group: str
    span: Span
    title: str
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
    fields: tuple[Field, ...] = ()
    counts: tuple[Count, ...] = ()


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
        if kind.place and kind.place not in found:
            raise ValueError(f"ledgers.toml: {kind.code} belongs to unknown ledger {kind.place}")
    return found


def _kind(row: dict[str, Any]) -> LedgerKind:
    further = tuple(
        Field(**{**one, "choices": tuple(one.get("choices", ()))}) for one in row.pop("fields", ())
    )
    counts = tuple(_count(line) for line in row.pop("counts", ()))
    return LedgerKind(**{**row, "span": Span(row["span"]), "fields": further, "counts": counts})


def _count(line: str) -> Count:
    target, _, rule = line.partition(" = ")
    form, _, cell = target.partition(":")
    if not form or not cell:
        raise ValueError(f"ledgers.toml: {line!r} does not read FORM:CELL = RULE")
    return Count(form, cell, Rule(rule))
