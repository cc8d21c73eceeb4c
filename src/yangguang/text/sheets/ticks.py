"""Columns that are boxes to tick: 公开方式 over 主动 and 依申请, a tick under one of them.

Standard catalogues print a choice as a group of narrow columns, one for each word. Together they
are one field; the word whose column is ticked is its value.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from yangguang.text.sheets.grids import Grid
from yangguang.text.sheets.heads import Head
from yangguang.text.sheets.likeness import SURE, Wanted, likeness
from yangguang.text.sheets.lines import NO
from yangguang.text.sheets.words import meant, plain_head

TICKS = frozenset("√✓✔■☑●★○YVv1是有") | {"√√", "V", "对勾", "是", "有", "1", "TRUE"}
"""What stands in a ticked box."""
_MOSTLY = 0.6


@dataclass(frozen=True, slots=True)
class Tick:
    """A column that stands for one word of a field."""

    code: str
    value: str


def tick_columns(wanted: Sequence[Wanted], grid: Grid, head: Head) -> Mapping[int, Tick]:
    """The columns that are boxes of one field: their lowest heads are its words, what stands over
    them names it, and mostly ticks stand below."""
    found: dict[int, Tick] = {}
    for one in wanted:
        if not one.values:
            continue
        mine = {
            x: value
            for x, leaf in enumerate(head.leaves)
            if x not in found and (value := _word(one, leaf)) and _over(one, head, x)
        }
        if len(set(mine.values())) > 1 and _ticked(grid, head, mine):
            found |= {x: Tick(one.code, value) for x, value in mine.items()}
    return found


def is_ticked(text: str) -> bool:
    """Whether a box is ticked: it holds anything but a no."""
    return text.strip() not in NO


def _word(wanted: Wanted, leaf: str) -> str:
    """The word of the field that a lowest head says, in full or its beginning; else empty."""
    said = meant(plain_head(leaf))
    if not said:
        return ""
    words = {meant(plain_head(value)): value for value in wanted.values}
    if said in words:
        return words[said]
    begun = [value for word, value in words.items() if len(said) > 1 and word.startswith(said)]
    return begun[0] if len(begun) == 1 else ""


def _over(wanted: Wanted, head: Head, x: int) -> bool:
    """Whether what stands over a column's lowest head names the field."""
    text, leaf = head.texts[x], head.leaves[x]
    group = text[: -len(leaf)] if leaf and text != leaf and text.endswith(leaf) else ""
    return bool(group) and likeness(wanted, group).likeness >= SURE


def _ticked(grid: Grid, head: Head, columns: Mapping[int, str]) -> bool:
    below = grid.rows[head.bottom + 1 :]
    texts = [row[x].text.strip() for row in below[:500] for x in columns if row[x].text.strip()]
    ticks = sum(text in TICKS or text in NO for text in texts)
    return bool(texts) and ticks >= _MOSTLY * len(texts)
