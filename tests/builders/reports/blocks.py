"""The parts of a report before any file format: headings, paragraphs and tables with known cells."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Box:
    """One table cell; `cell` names the form's cell where the box holds its figure."""

    text: str
    rows: int = 1
    columns: int = 1
    cell: str | None = None
    header: bool = False


@dataclass(frozen=True)
class Grid:
    """A table with merged cells, as rows of boxes; `kind` is t2, t3, t4 or stats."""

    kind: str
    rows: tuple[tuple[Box, ...], ...]
    caption: str = ""


@dataclass(frozen=True)
class Heading:
    """A heading; level 0 is the title."""

    level: int
    text: str


@dataclass(frozen=True)
class Para:
    """A paragraph of running text."""

    text: str


@dataclass(frozen=True)
class Aside:
    """A line that belongs to a page and not to the text: a note, a sign-off."""

    text: str


Block = Heading | Para | Aside | Grid


@dataclass
class Printed:
    """What a rendering put on the page: the accepted readings of each cell.

    `cells` maps a cell to the values a right reading may give (None: blank); `lost` are cells
    the capture destroyed, which no reading may give.
    """

    cells: dict[str, tuple[object, ...]] = field(default_factory=dict)
    lost: set[str] = field(default_factory=set)
