"""Words that differ between the regions, so that 檔案 in a converted text is found as 文件.

Characters are folded one by one (`text.folding`); words need a table, because 档案 is a word of its
own on the mainland. A text therefore has one reading or two: as written, and with the mainland's
words. Search keeps both of a text and tries both of a query, so either side finds the other and
neither loses what it says literally. The table with its date is ``variants.toml``.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from functools import cache
from importlib.resources import files

from ahocorasick_rs import AhoCorasick, MatchKind

from yangguang.text.folding import fold, fold_with_map, traditional_characters

Reading = tuple[str, Sequence[int]]
"""Folded text and the original index of each of its characters, as `fold_with_map` gives them."""


class _Words:
    """One part of the table, ready to find its words in folded text."""

    def __init__(self, table: dict[str, list[str]]) -> None:
        reads = {fold(written): fold(to) for to, words in table.items() for written in words}
        self.written = list(reads)
        self.reads = list(reads.values())
        self.finder = AhoCorasick(self.written, matchkind=MatchKind.LeftmostLongest)

    def find(self, folded: str) -> list[tuple[int, int, str]]:
        """(start, end, mainland word) of each word of the table, left to right, none overlapping."""
        return [
            (start, end, self.reads[index])
            for index, start, end in self.finder.find_matches_as_indexes(folded)
        ]


@cache
def _words(traditional: bool) -> _Words:
    table = tomllib.loads(files("yangguang.text").joinpath("variants.toml").read_text("utf-8"))
    return _Words(table["always"] | table["traditional"] if traditional else table["always"])


def is_traditional(text: str) -> bool:
    """Whether a text is written in traditional characters.

    A single one decides in a query of a few characters; in longer text one in a hundred must be
    traditional, since mainland pages quote names and old titles.
    """
    sample = text[:2000]
    if not holds_traditional(sample):
        return False
    return sum(map(traditional_characters().__contains__, sample)) * 100 >= len(sample)


def holds_traditional(text: str) -> bool:
    """Whether there is any traditional character in a text."""
    return _traditional().search(text) is not None


@cache
def _traditional() -> re.Pattern[str]:
    return re.compile("[" + "".join(sorted(traditional_characters())) + "]")


def other_reading(text: str) -> str | None:
    """The folded text with the mainland's words, or None where that changes nothing.

    >>> other_reading("規範性檔案")
    '规范性文件'
    >>> other_reading("市档案馆") is None
    True
    """
    return replace_words(fold(text), traditional=is_traditional(text))


def replace_words(folded: str, *, traditional: bool) -> str | None:
    """As `other_reading`, for text that is folded already."""
    found = _words(traditional).find(folded)
    return _replaced(folded, found) if found else None


def _replaced(folded: str, found: Sequence[tuple[int, int, str]]) -> str:
    pieces: list[str] = []
    done = 0
    for start, end, word in found:
        pieces += folded[done:start], word
        done = end
    pieces.append(folded[done:])
    return "".join(pieces)


def _found_in(text: str, folded: str) -> list[tuple[int, int, str]]:
    """The words to replace. Most texts hold none, which is found out faster than their script."""
    found = _words(True).find(folded)
    return found if not found or is_traditional(text) else _words(False).find(folded)


def readings(text: str) -> tuple[str, ...]:
    """The folded text, and its other reading if it has one."""
    folded = fold(text)
    found = _found_in(text, folded)
    return (folded, _replaced(folded, found)) if found else (folded,)


def readings_with_map(text: str) -> tuple[Reading, ...]:
    """`readings` with the way back to the original; a replaced word stands for the whole of it.

    Each character of a replaced word leads to the first original character of what it replaces,
    except the last, which leads to the last: spans that cover the word cover it in the original.
    """
    folded, offsets = fold_with_map(text)
    found = _found_in(text, folded)
    if not found:
        return ((folded, offsets),)
    pieces: list[str] = []
    origin: list[int] = []
    done = 0
    for start, end, word in found:
        pieces += folded[done:start], word
        origin.extend(offsets[done:start])
        origin.extend([offsets[start]] * (len(word) - 1))
        origin.append(offsets[end - 1])
        done = end
    pieces.append(folded[done:])
    origin.extend(offsets[done:])
    return (folded, offsets), ("".join(pieces), origin)
