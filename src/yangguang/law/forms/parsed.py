"""What a published report was found to say, cell by cell, and where.

Nothing here is judged: a figure is as it stands in the source, a blank is a blank, and what could
not be read for certain is named with the reason instead of being guessed.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

Kind = Literal["annual-report", "work-summary", "other"]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a figure stands: ``start`` and ``end`` count characters in `Document.text()`."""

    block: int
    """Index into `Document.blocks`."""
    start: int
    end: int
    quote: str
    """The line or table row around it, as it stands in the source."""


@dataclass(frozen=True, slots=True)
class Unread:
    """A cell that could not be read for certain, and why (Chinese, for a clerk)."""

    cell: str
    why: str


@dataclass(frozen=True, slots=True)
class Deviation:
    """Something in the table that is not as the form prescribes, though it could be read.

    ``code`` is one of ``single-row`` (one row 其他处理), ``label`` (a row label drifted),
    ``missing-table``, ``missing-row``, ``column-order``, ``annotated`` (a note inside a cell),
    ``unit`` (an amount given in another unit), ``form-year`` (a form not in force that year),
    ``missing-column``.
    """

    code: str
    message: str
    rows: tuple[str, ...] = ()
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class ParsedForm:
    """One set of statutory tables as read from a document."""

    form_code: str
    cells: dict[str, Decimal | None]
    """Every cell that was read; None where the report leaves it blank (or prints a dash)."""
    unread: tuple[Unread, ...] = ()
    places: dict[str, Place] = field(default_factory=dict)
    """Where each read figure stands; a blank has a place only if something is printed there."""
    printed: frozenset[str] = frozenset()
    """Row codes that the report prints; give it to `Form.equations` and `Form.cell_names`."""
    agency: str | None = None
    year: int | None = None
    title: str = ""
    kind: Kind = "annual-report"
    deviations: tuple[Deviation, ...] = ()

    def value(self, cell: str) -> Decimal:
        """The figure of a cell with a blank as 0; raises KeyError for an unread cell."""
        return self.cells[cell] or Decimal(0)
