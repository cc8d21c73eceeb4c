"""Page numbers and running heads, taken out before a report is read.

A page number in the middle of a table looks like an amount. What says of itself that it numbers a page
goes; a bare number goes only where such numbers count the pages of the whole file.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from yangguang.law.budgets.source import SourceLine
from yangguang.law.budgets.vocabulary import read_title

_NUMBERED = re.compile(
    r"^\s*(?:[-\u2014\u2013\u2212·.]+\s*\d{1,4}\s*[-\u2014\u2013\u2212·.]+|第\s*\d{1,4}\s*页.{0,12}|\d{1,4}\s*/\s*\d{1,4}|"
    r"(?:Page|P\.?)\s*\d{1,4}.{0,10}|共\s*\d{1,4}\s*页)\s*$",
    re.IGNORECASE,
)
_BARE = re.compile(r"^\s*(\d{1,3})\s*$")
_APART = 8
"""So many lines at least lie between two numbers of pages."""
_RUN = 4


def without_pages(lines: Sequence[SourceLine]) -> list[SourceLine]:
    """The lines without page numbers and the running heads and feet beside them."""
    numbers = {
        index for index, line in enumerate(lines) if not line.cells and _NUMBERED.match(line.text)
    }
    numbers |= _counting(lines)
    if not numbers:
        return list(lines)
    dropped = numbers | _beside(lines, numbers)
    return [line for index, line in enumerate(lines) if index not in dropped]


def _counting(lines: Sequence[SourceLine]) -> set[int]:
    """Bare numbers that count up by one at a distance, the longest such run in the file."""
    bare = [
        (index, int(match[1]))
        for index, line in enumerate(lines)
        if not line.cells and (match := _BARE.match(line.text))
    ]
    best: list[int] = []
    ending: dict[int, list[int]] = {}  # number → the longest run of places that ends in it
    for index, number in bare:
        before = ending.get(number - 1, [])
        if before and index - before[-1] < _APART:
            before = []
        run = [*before, index]
        if len(run) > len(ending.get(number, [])):
            ending[number] = run
        if len(run) > len(best):
            best = run
    return set(best) if len(best) >= _RUN else set()


def _beside(lines: Sequence[SourceLine], numbers: set[int]) -> set[int]:
    """Lines right before or after page numbers that read the same on several pages."""
    found: set[int] = set()
    for step in (-1, 1):
        neighbours = {
            index + step: re.sub(r"\s", "", lines[index + step].text)
            for index in numbers
            if 0 <= index + step < len(lines) and index + step not in numbers
        }
        counts = Counter(neighbours.values())
        for index, text in neighbours.items():
            again = counts[text] >= 3 and 2 * counts[text] >= len(neighbours)
            title = read_title(lines[index].text)
            if (
                again
                and not re.search(r"单位[：:]|\d[,.]\d", text)
                and (title is None or not title.form)
            ):
                found.add(index)
    return found
