"""What is to be taken out: passages of a page's text, and areas of a page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Passage:
    """Characters ``start`` up to ``end`` of the text of a page (from 1), as `read_pages` gives it."""

    page: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle of a page (from 1) in points, from the upper left corner of the page as seen."""

    page: int
    x0: float
    y0: float
    x1: float
    y1: float


Mark = Passage | Area


def pack_marks(marks: list[Mark]) -> list[list[Any]]:
    """Plain values that `unpack_marks` turns back."""
    return [
        ["p", mark.page, mark.start, mark.end]
        if isinstance(mark, Passage)
        else ["a", mark.page, mark.x0, mark.y0, mark.x1, mark.y1]
        for mark in marks
    ]


def unpack_marks(values: Any) -> list[Mark]:
    """The marks again. Raises ValueError for anything else."""
    marks: list[Mark] = []
    for value in values:
        match value:
            case ["p", int(page), int(start), int(end)]:
                marks.append(Passage(page, start, end))
            case ["a", int(page), x0, y0, x1, y1]:
                marks.append(Area(page, float(x0), float(y0), float(x1), float(y1)))
            case _:
                raise ValueError(f"no mark: {value!r}")
    return marks


def overlaps(a: Area, b: Area) -> bool:
    """Whether two areas of the same page share more than an edge."""
    return a.page == b.page and a.x0 < b.x1 and b.x0 < a.x1 and a.y0 < b.y1 and b.y0 < a.y1
