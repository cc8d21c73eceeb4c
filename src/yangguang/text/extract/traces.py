"""Where each block stood in its source, for whoever has to tell body from chrome.

`Document` says what a file says; a `TracedDocument` also remembers how it looked: indents and
blank lines of a text file, containers and links of a page. Cleaning needs that, nobody else does.
"""

from __future__ import annotations

from dataclasses import dataclass

from yangguang.text.document import Document


@dataclass(frozen=True, slots=True)
class Region:
    """A container of a page (div, td, nav …); ``parent`` is its index, -1 at the top."""

    parent: int
    tag: str
    name: str = ""
    """Lower-case id and class of the container, blank-separated."""


@dataclass(frozen=True, slots=True)
class Trace:
    """How one block stood in the source."""

    indent: int = 0
    """Width of the leading blanks, in columns (a full-width blank counts two)."""
    gap: bool = False
    """Whether a blank line stood before."""
    link_chars: int = 0
    """Characters of the block that are link text."""
    region: int = -1
    """Index into ``TracedDocument.regions``; -1 where there are none."""
    marked_body: bool = False
    """Whether the publishing system's own marks say that this belongs to the article."""
    size: float = 0.0
    """Type size of its first line, in the page's own unit; 0 where the format tells none."""
    runs_on: bool = False
    """Whether its last line fills the measure without ending a sentence (PDF, OFD)."""


PLAIN = Trace()
ANYWHERE = -1
"""No block: the place of a picture is told by the text before it."""


@dataclass(frozen=True, slots=True)
class Inside:
    """Where a picture that came inside its file stands: its number among the pictures (from 1), the
    block before which it stands, or the table and the cell in which it does. In a page, where only
    the text before it tells the place, the block is `ANYWHERE`."""

    number: int
    block: int
    row: int = -1
    cell: int = -1


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of a page: its words, its address, its container, and how many characters of text
    stand before it. One that came in the file itself has its place in ``inside`` instead."""

    alternative: str
    address: str
    region: int = -1
    after: int = 0
    inside: Inside | None = None


@dataclass(frozen=True, slots=True)
class TracedDocument(Document):
    """A document with one trace a block, in the same order."""

    traces: tuple[Trace, ...] = ()
    regions: tuple[Region, ...] = ()
    pictures: tuple[Picture, ...] = ()
    held: int = 0
    """How many pictures lie in the file itself, whether the text shows them or not."""
