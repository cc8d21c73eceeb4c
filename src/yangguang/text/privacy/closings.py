"""Words that something ends with, told by its last sign: whether ``…联系电话`` ends with a label.

An expression anchored at the end is tried at every place before it. Here all wordings are written
out once, and only those with the last sign of what is asked are compared.
"""

from __future__ import annotations

import re
from collections import defaultdict
from itertools import product

_PIECES = re.compile(r"\(\?:|\)\??|\||\[[^\]]*\]\??|\\?.\??")


class Closing:
    """The wordings of an expression of alternatives, sets of signs and parts that may be missing."""

    def __init__(self, expression: str) -> None:
        found = set(wordings(expression)) - {""}
        by_last: dict[str, list[str]] = defaultdict(list)
        for word in sorted(found):
            # What ends with a shorter wording is found by that one already.
            if not any(word[at:] in found for at in range(1, len(word))):
                by_last[word[-1]].append(word)
        self._by_last = {sign: tuple(words) for sign, words in by_last.items()}
        self._all = frozenset(found)
        self._lengths = sorted({len(word) for word in found}, reverse=True)

    def ends(self, words: str) -> bool:
        """Whether ``words`` end with one of the wordings."""
        return words.endswith(self._by_last.get(words[-1:], ()))

    def cut(self, words: str) -> str:
        """``words`` without the longest wording they end with."""
        if words[-1:] in self._by_last:
            for length in self._lengths:
                if words[-length:] in self._all:
                    return words[:-length]
        return words


def wordings(expression: str) -> list[str]:
    """Everything that ``(?:a|b)c?[de]`` can be written as; ValueError where brackets do not pair."""
    pieces = _PIECES.findall(expression)
    found, rest = _alternatives(pieces, 0)
    if rest != len(pieces):
        raise ValueError(f"a bracket too many in {expression}")
    return found


def _alternatives(pieces: list[str], at: int) -> tuple[list[str], int]:
    found: list[str] = []
    series: list[list[str]] = []
    while at < len(pieces) and pieces[at] not in (")", ")?"):
        piece = pieces[at]
        at += 1
        if piece == "|":
            found += map("".join, product(*series))
            series = []
            continue
        choice: list[str]
        if piece == "(?:":
            choice, at = _alternatives(pieces, at)
            if at == len(pieces):
                raise ValueError("a bracket is not closed")
            piece = pieces[at]
            at += 1
        else:
            choice = list(piece[1 : piece.index("]")]) if piece[0] == "[" else [piece.strip("\\?")]
        series.append(["", *choice] if piece.endswith("?") else choice)
    return [*found, *map("".join, product(*series))], at
