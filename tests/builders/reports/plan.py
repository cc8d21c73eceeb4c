"""What one report is to be: decided first, so that every later step draws from its own seed."""

from __future__ import annotations

from dataclasses import dataclass

from tests.builders.reports.agencies import Agency


@dataclass(frozen=True)
class Plan:
    """What one report is to be, before anything of it is written."""

    seed: str
    year: int
    agency: Agency
    dialect: str
    destroy: bool
    slip_count: int
    with_previous: bool
    tableless: bool
    hand: str
