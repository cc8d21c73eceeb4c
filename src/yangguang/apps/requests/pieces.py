"""The pieces by which a title is found: pairs of neighbouring signs.

A list of half a million cases cannot be searched by looking into every title, and a dictionary cuts
the same words differently in different titles. Pairs find every piece of two signs and more. The
title is neutral by rule (the clerk mends it), so its pieces may stand in an index; the description
may not.
"""

from __future__ import annotations

import re
import zlib

from yangguang.text.folding import fold

_RUNS = re.compile(r"[^\W_]+")


def pieces_of(text: str) -> list[int]:
    """The pieces as 32-bit numbers, each once, in order; nothing for a single sign."""
    found: dict[int, None] = {}
    for run in _RUNS.findall(fold(text).lower()):
        for start in range(len(run) - 1):
            found.setdefault(_number(run[start : start + 2]))
    return list(found)


def telling_pieces(word: str, *, most: int = 3) -> list[int]:
    """A few pieces of what was typed, apart from one another, Chinese ones first.

    Pairs of digits stand in nearly every title and tell little.
    """
    chinese = [
        piece
        for run in _RUNS.findall(fold(word).lower())
        for start in range(len(run) - 1)
        if not run[start : start + 2].isascii()
        for piece in [_number(run[start : start + 2])]
    ]
    pieces = list(dict.fromkeys(chinese)) or pieces_of(word)
    if len(pieces) <= most:
        return pieces
    gap = (len(pieces) - 1) / (most - 1)
    return [pieces[round(place * gap)] for place in range(most)]


def _number(part: str) -> int:
    value = zlib.crc32(part.encode())
    return value - 2**32 if value >= 2**31 else value
