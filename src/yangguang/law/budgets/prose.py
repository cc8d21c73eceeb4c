"""The running text of a report in one string without blanks, every character with its place.

PDF text breaks a sentence anywhere, in the middle of a number too. Without blanks and line ends a
sentence can be matched as it was written, and the places lead back to the page.
"""

from __future__ import annotations

from collections.abc import Iterable

from yangguang.law.budgets.model import Prose
from yangguang.law.budgets.source import SourceLine
from yangguang.text.figures import HALF_WIDTH

_FOLDED = {
    **HALF_WIDTH,
    ord("，"): "，",
    ord("("): "（",
    ord(")"): "）",
    ord(":"): "：",
    ord(";"): "；",
}


def make_prose(lines: Iterable[SourceLine]) -> Prose:
    """The lines joined; every line keeps the places of its characters."""
    characters: list[str] = []
    places: list[int] = []
    for line in lines:
        for offset, character in enumerate(line.text.translate(_FOLDED)):
            if not character.isspace():
                characters.append(character)
                places.append(line.start + offset)
    return Prose("".join(characters), tuple(places))
