"""The head of a document as it is printed: whose paper it is, its number, its title.

A page of a platform shows these above the text from its header; the text that repeats them begins
with what every reader has just read.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from yangguang.text.document import Document, Paragraph

_LONGEST_HEAD = 12
_TITLE_LINES = 4
_PAPER = "文件"


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of the document from its header, and may therefore go from its text."""

    title: str
    numbers: Sequence[str] = ()
    agencies: Sequence[str] = ()


def letterhead(document: Document, known: Known) -> int:
    """How many blocks at the beginning say nothing but what is ``known``; 0 where nothing would remain.

    A line that says anything else ends the head, so that no word that stands nowhere else is counted.
    """
    lines = [
        _bare(block.text) if isinstance(block, Paragraph) else None
        for block in document.blocks[:_LONGEST_HEAD]
    ]
    title = _bare(known.title)
    numbers = {_bare(number) for number in known.numbers} - {""}
    bodies = {_bare(agency) for agency in known.agencies} - {""}
    # A title was perhaps completed by the body that stands above it.
    titles = [title, *(title.removeprefix(body) for body in bodies if title.startswith(body))]
    at, told = 0, 0
    while at < len(lines):
        line = lines[at]
        if line is None:
            break
        taken = max(lines_of_title(lines[at:], one) for one in titles)
        if taken == 0 and (
            not line or line in numbers or _is_paper(line, bodies) or (line == _PAPER and told)
        ):
            taken = 1
        if taken == 0:
            break
        at += taken
        if line:
            told = at
    # Blank lines between head and text go with the head.
    end = at if told else 0
    rest = document.blocks[end:]
    return (
        end if any(not isinstance(block, Paragraph) or _bare(block.text) for block in rest) else 0
    )


def lines_of_title(lines: Sequence[str | None], title: str) -> int:
    """How many of the lines together are the title, however it was broken; 0 where they are not."""
    joined = ""
    for number, line in enumerate(lines[:_TITLE_LINES], start=1):
        if line is None:
            return 0
        joined += line
        if joined == title:
            return number if title else 0
        if not title.startswith(joined):
            return 0
    return 0


def _is_paper(line: str, bodies: set[str]) -> bool:
    """Whether the line names bodies that issue, alone or with 文件, and nobody else."""
    rest = line.removesuffix(_PAPER)
    if not rest:
        return False
    for body in sorted(bodies, key=len, reverse=True):
        rest = rest.replace(body, "", 1)
    return not rest


def _bare(text: str) -> str:
    """Letters and figures only: spaces, brackets and rules are the printer's."""
    return re.sub(r"[\W_]+", "", text)
