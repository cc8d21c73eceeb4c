"""What a figure in the text counts, in terms of the form's cells."""

from __future__ import annotations

from dataclasses import dataclass

Cells = tuple[str, ...]
"""Cells whose sum is meant."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a figure counts: ``cells`` are alternative sums of cells, the likeliest first.

    ``hard`` says that the words name the row plainly. ``cells`` is empty where the topic is known
    but the form has no cell for it (network applications in the 2021 form).
    """

    topic: str
    measure: str
    cells: tuple[Cells, ...]
    hard: bool = True


@dataclass(slots=True)
class State:
    """What a sentence has spoken of so far, for the figures that follow in it."""

    topic: str = ""
    measure: str = ""
    applicants: bool = False
    """Whether the figure before counted one kind of applicant."""
    by_lines: bool = False
    """Whether this report counts applications in 条."""
    stranger: bool = False
    """Letters, complaints or other things were counted in this sentence."""
