"""How much of a row's name stands in an item's title: the proposal of a rule, never its decision."""

from __future__ import annotations

import re

from yangguang.text.folding import fold

ENOUGH = 60
"""Of a hundred. From here on an item is proposed; what is proposed a person still decides."""
_EMPTY = re.compile(r"信息|情况|有关|相关|关于|通知|公告|公示|公开|的|和|与|及|等|[^\w]")


def pairs_of(text: str) -> frozenset[str]:
    """The pairs of neighbouring characters that carry meaning."""
    solid = _EMPTY.sub("", fold(text))
    if len(solid) < 2:
        return frozenset({solid} if solid else ())
    return frozenset(solid[start : start + 2] for start in range(len(solid) - 1))


def likeness(name: frozenset[str], title: frozenset[str]) -> int:
    """How much of the name's pairs stand in the title, of a hundred; nothing for an empty name."""
    if not name:
        return 0
    return round(100 * len(name & title) / len(name))
