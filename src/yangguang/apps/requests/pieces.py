"""The pieces by which a title is found: pairs of neighbouring signs.

A list of half a million cases cannot be searched by looking into every title, and a dictionary cuts
the same words differently in different titles. Pairs find every piece of two signs and more. The
title is neutral by rule (the clerk mends it), so its pieces may stand in an index; the description
may not.
"""

from __future__ import annotations

import re
from itertools import pairwise

from yangguang.text.folding import fold

_RUNS = re.compile(r"[^\W_]+")
_END = "\0"
_LOWEST = -(2**31)


def pieces_of(text: str) -> list[int]:
    """The pieces as 32-bit numbers, each once, in order.

    A pair's number has its first sign in the upper half and its second in the lower one; the last
    sign of a run stands with nothing behind it. So a single sign is found as a span of numbers.
    """
    return list(
        dict.fromkeys(
            _number(one, other)
            for run in runs_of(text)
            for one, other in zip(run, run[1:] + _END, strict=True)
        )
    )


def runs_of(text: str) -> list[str]:
    """The runs of letters, digits and Chinese signs of the folded text."""
    return _RUNS.findall(fold(text).lower())


def telling_pieces(word: str, *, most: int = 3) -> list[int]:
    """A few pairs of what was typed, apart from one another, Chinese ones first; none for one sign.

    Pairs of digits stand in nearly every title and tell little.
    """
    pairs = [pair for run in runs_of(word) for pair in pairwise(run)]
    chinese = [pair for pair in pairs if not "".join(pair).isascii()]
    pieces = list(dict.fromkeys(_number(*pair) for pair in chinese or pairs))
    if len(pieces) <= most:
        return pieces
    gap = (len(pieces) - 1) / (most - 1)
    return [pieces[round(place * gap)] for place in range(most)]


def span_of(sign: str) -> tuple[int, int]:
    """The first and last number of pieces that begin with the sign."""
    first = _number(sign, _END)
    return first, first + 0xFFFF


def _number(one: str, other: str) -> int:
    """Signs beyond the basic plane share the number of another; the title itself decides then."""
    return ((ord(one) & 0xFFFF) << 16 | (ord(other) & 0xFFFF)) + _LOWEST
