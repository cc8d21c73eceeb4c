"""A report straight from the records to a file: Word, PDF or page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from yangguang.apps.reports.drafting.composing import compose
from yangguang.apps.reports.drafting.material import Composed
from yangguang.apps.reports.drafting.pages import Block, Heading, Words, lay_out
from yangguang.apps.reports.drafting.tokens import prompts
from yangguang.apps.reports.selectors.drafting import Gathered
from yangguang.apps.reports.services.typeset import to_page, to_pdf, to_word

SUFFIXES = ("docx", "pdf", "html")


@dataclass(frozen=True, slots=True)
class Drafted:
    """A composed report laid out; ``waiting`` are the places that only a person can fill."""

    composed: Composed
    blocks: tuple[Block, ...]
    author: str

    @property
    def title(self) -> str:
        return self.composed.title

    @property
    def waiting(self) -> list[str]:
        return [one for part in self.composed.parts for one in prompts(part.text)]

    def words(self) -> str:
        """The text alone, one paragraph a line, tables left out."""
        lines = [block.text for block in self.blocks if isinstance(block, (Heading, Words))]
        return "\n".join(lines)


def draft_report(found: Gathered) -> Drafted:
    """The report composed from what was gathered, and laid out."""
    composed = compose(found.material)
    blocks = lay_out(
        found.material.form, composed.parts, found.cells, found.material.year, found.received
    )
    return Drafted(composed, tuple(blocks), found.material.body.name)


def as_file(draft: Drafted, suffix: str, *, at: datetime) -> bytes:
    """The file's bytes; ``suffix`` is docx, pdf or html. Raises NotTypeset, ValueError."""
    if suffix == "docx":
        return to_word(draft.title, draft.blocks, author=draft.author, at=at)
    if suffix == "pdf":
        return to_pdf(draft.title, draft.blocks, author=draft.author, at=at)
    if suffix == "html":
        return to_page(draft.title, draft.blocks)
    raise ValueError(suffix)
