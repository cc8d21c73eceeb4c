"""What a page depends on, noted while it is made.

A view says ``depend("item:5")`` for each thing it shows; an act on that thing purges every page
that said so. ``until`` says on which moment a page becomes wrong by itself (a document comes into
force). Outside of pressing all of this is a no-op, so that views need not know.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date, datetime, time

from django.utils import timezone

MENU = "menu"
"""Shown on every page (columns in the navigation): its change makes pages due, never absent."""
SITE = "site"
"""Whose site it is, on every page as well."""
NEWEST = "newest"
"""The open page of the list of everything, the home page, the site's feeds."""
REPORTS = "reports"
"""The annual reports: which there are, what their check says."""
AGENCIES = "agencies"
"""The register of bodies."""
REGISTERS = "registers"
"""Which registers there are and how many rows each holds."""
NORMS = "norms"
"""How many normative documents of each body are in force, and which rounds of clean-up are out."""
COUNTS = "counts"
"""How much stands under each classification and body: good enough when a minute old."""


def item(key: int) -> str:
    """The item itself, wherever it is named."""
    return f"item:{key}"


def column(key: int) -> str:
    """What a column is called and where it hangs."""
    return f"column:{key}"


def agency(key: int) -> str:
    """What a body says of itself."""
    return f"agency:{key}"


def held(agency: int) -> str:
    """What a body keeps for those who ask."""
    return f"agency:{agency}:held"


def norms_of(agency: int) -> str:
    """The normative documents of a body with their validity."""
    return f"agency:{agency}:norms"


def concluded(item: int) -> str:
    """What the last clean-up concluded about a document."""
    return f"item:{item}:concluded"


def cleanup(key: int) -> str:
    """The result of one round of clean-up."""
    return f"cleanup:{key}"


def newest_of(shelf: str) -> str:
    """The open page of one list, and whatever shows its newest rows."""
    return f"{shelf}:newest"


def archive_of(shelf: str) -> str:
    """Every closed page of one list, for the rare moment when all of it is numbered anew."""
    return f"{shelf}:archive"


def closed_page(shelf: str, number: int) -> str:
    """One closed page of one list, with its parts."""
    return f"{shelf}:page:{number}"


def kind(name: str) -> str:
    """The newest items of one kind."""
    return f"kind:{name}:newest"


def sitemap(part: int) -> str:
    """One file of the site map."""
    return f"sitemap:{part}"


def reads(key: int) -> str:
    """How often an item was read."""
    return f"reads:{key}"


def register(key: int) -> str:
    """A register as a shelf: its list and its changes are `newest_of` it, its rows hang on
    `archive_of` it for the moment when all of them are worded anew."""
    return f"register:{key}"


def pages_of(shelf: str) -> str:
    """The further pages of a list that is numbered anew with every change."""
    return f"{shelf}:pages"


def row(key: int) -> str:
    """One row of a register, in every wording and wherever it is named."""
    return f"row:{key}"


def sitemap_of_rows(part: int) -> str:
    """One file of the site map that holds rows of registers."""
    return f"sitemap:rows:{part}"


def number_of(name: str) -> int:
    """The key as the database keeps it: the first 63 bits of its SHA-256."""
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big") >> 1


@dataclass(slots=True)
class Noted:
    """What one rendering has said of itself so far."""

    keys: set[str] = field(default_factory=set)
    until: datetime | None = None
    rough: bool = False
    """Some number on it is up to a minute old; the page is worth making again soon."""

    def end(self, moment: datetime) -> None:
        """The page is wrong from this moment on, if not from an earlier one."""
        if self.until is None or moment < self.until:
            self.until = moment


_noted: ContextVar[Noted | None] = ContextVar("noted", default=None)


@contextmanager
def noting(into: Noted) -> Iterator[Noted]:
    """Collect what is said by `depend` and `until` inside."""
    token = _noted.set(into)
    try:
        yield into
    finally:
        _noted.reset(token)


def depend(*names: str) -> None:
    """The page being made shows these things."""
    noted = _noted.get()
    if noted is not None:
        noted.keys.update(names)


def show_items(keys: Iterable[int]) -> None:
    """The page being made names these items."""
    noted = _noted.get()
    if noted is not None:
        noted.keys.update(item(key) for key in keys)


def until(day: date) -> None:
    """The page being made is right before the first moment of ``day`` only."""
    noted = _noted.get()
    if noted is not None:
        noted.end(timezone.make_aware(datetime.combine(day, time())))
