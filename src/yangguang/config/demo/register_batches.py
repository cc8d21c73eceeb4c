"""What the demo city puts into its registers: rows that are decided and published together."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

Row = dict[str, str]
BODY = "@body"
"""Under this a row names its body, where it is not the set's own."""


@dataclass(frozen=True, slots=True)
class Batch:
    """A change set to come. ``whole``: rows of its bodies that are not among these go.

    ``late`` working days pass between ``on``, when it is drafted, and publication; ``waits`` leaves
    it for the reviewer.
    """

    register: str
    slug: str
    on: date
    title: str
    rows: tuple[Row, ...]
    basis: str = ""
    whole: bool = False
    in_force_on: date | None = None
    decided: str = ""
    late: int = 0
    waits: bool = False
