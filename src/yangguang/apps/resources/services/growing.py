"""A later sheet that says more of rows the ledger holds: answers filled in, figures that changed.

Offices keep one sheet through the year and send it in again and again. What a row of it adds to an
empty field is filled in; what it says otherwise than the ledger waits for a person's word.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from yangguang.apps.resources.ledgers import LedgerKind
from yangguang.apps.resources.models import Entry
from yangguang.apps.resources.services.recording import shown
from yangguang.apps.resources.values import Values, values_of
from yangguang.text.sheets import plain_head


@dataclass(frozen=True, slots=True)
class Change:
    """One field that a row of the sheet gives another value; ``before`` is None where it was empty."""

    label: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class Grown:
    """A row the ledger holds, the unsaved one to take its place, and the place in the sheet."""

    sheet: str
    number: int
    old: Entry
    entry: Entry
    changes: tuple[Change, ...]

    @property
    def contradicts(self) -> bool:
        """Whether it says otherwise than the ledger, not only more."""
        return any(change.before is not None for change in self.changes)


def key_of(kind: LedgerKind, entry: Entry) -> tuple[Any, ...]:
    """By what the ledger knows a row again, by its definition."""
    said: dict[str, Any] = {
        "month": (entry.starts_on.year, entry.starts_on.month),
        "starts_on": entry.starts_on,
        "title": plain_head(entry.title),
        **entry.details,
    }
    return (entry.agency_id, *(said.get(name) for name in kind.same))


def over(old: Entry, given: Values) -> Values:
    """What the ledger holds with all that the sheet says laid over it; an empty cell takes nothing
    away."""
    kept = values_of(old)
    named = {
        name: value
        for name in ("title", "quantity", "amount", "topic", "place", "item", "source")
        if (value := getattr(given, name)) not in {None, ""}
    }
    details: Mapping[str, Any] = {
        **kept.details,
        **{code: value for code, value in given.details.items() if value not in {None, ""}},
    }
    return replace(kept, **named, mark=kept.mark or given.mark, details=details)


def changes_of(kind: LedgerKind, old: Entry, new: Entry) -> tuple[Change, ...]:
    """The fields in which the two rows differ, under their labels."""
    before, after = shown(old, kind), shown(new, kind)
    return tuple(
        Change(label, before.get(label), value)
        for label, value in after.items()
        if before.get(label) != value
    )


def pick(offers: Sequence[tuple[Entry, tuple[Change, ...]]]) -> Entry | None:
    """Which of the ledger's rows a row of the sheet speaks of: one that it repeats, else one that it
    only fills in, else the only one left; None where that is not certain."""
    for old, changes in offers:
        if not changes:
            return old
    filled = [old for old, changes in offers if all(change.before is None for change in changes)]
    if filled:
        return filled[0]
    return offers[0][0] if len(offers) == 1 else None
