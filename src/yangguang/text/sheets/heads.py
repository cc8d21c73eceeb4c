"""Finding the head of a table: which rows it takes, what stands above, which column is which field.

Offices send sheets with a merged title, a line for the unit, heads of one row to four, a line of
numbers below. Nothing here is certain, so a person sees the columns matched before anything goes in.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from yangguang.text.sheets.grids import Grid, letters
from yangguang.text.sheets.likeness import Match, Wanted, match_columns
from yangguang.text.sheets.words import (
    MONEY,
    is_unit,
    month_in,
    plain_head,
    unit_of,
    units_of_line,
    year_in,
)

HEAD_WITHIN = 40
"""A head further down than this many rows is not looked for."""
DEEPEST = 4
"""A head has at most this many rows."""
_DATA = re.compile(r"[-+¥￥]?[\d,，.]+%?|\d{4}[-/.年]\d{1,2}.*")

_REPORTED = re.compile(r"(?:时间|日期)\s*[:：]")
"""A line that says when the sheet was made out says nothing of the year it tells of."""


@dataclass(frozen=True, slots=True)
class Head:
    """Where the head stands: rows ``top`` to ``bottom`` of the grid, and each column's whole text
    and lowest row."""

    top: int
    bottom: int
    texts: tuple[str, ...]
    leaves: tuple[str, ...] = ()
    matches: Mapping[int, Match] = field(default_factory=dict)
    """Column → field, as far as the wording says it."""

    @property
    def matched(self) -> dict[int, str]:
        """Column → code of the field."""
        return {x: match.code for x, match in self.matches.items()}


@dataclass(frozen=True, slots=True)
class Above:
    """What the words above a table, and the name of its sheet, say of it."""

    title: str = ""
    units: tuple[str, ...] = ()
    year: int | None = None
    month: str = ""
    """2024年3月, where they name one month only."""

    @property
    def money(self) -> str:
        """The unit of money they name; empty where they name none."""
        return next((unit for unit in self.units if unit in MONEY), "")


def find_head(wanted: Sequence[Wanted], grid: Grid, *, least: int = 2) -> Head | None:
    """The rows whose texts name most of the fields; None where none name ``least`` of them, a
    required one among them where there are such."""
    required = {one.code for one in wanted if one.required}
    least = min(least, len(wanted))
    best: tuple[float, Head] | None = None
    for top in range(min(HEAD_WITHIN, len(grid.rows))):
        for bottom in range(top, min(top + DEEPEST, len(grid.rows))):
            if bottom > top and not goes_on(grid, top, bottom):
                break
            head = head_at(wanted, grid, top, bottom)
            names = set(head.matched.values())
            if len(names) < least or (required and not names & required):
                continue
            # A further row belongs to the head only where it says more than those above alone.
            score = sum(one.likeness for one in head.matches.values()) - 0.4 * (bottom - top)
            if best is None or score > best[0] + 1e-9:
                best = (score, head)
    return _whole(wanted, grid, best[1]) if best else None


def head_at(wanted: Sequence[Wanted], grid: Grid, top: int, bottom: int) -> Head:
    """The head that the rows from ``top`` to ``bottom`` make, whatever they say."""
    texts, leaves = _joined(grid, top, bottom)
    matches, _ = match_columns(wanted, list(zip(texts, leaves, strict=True)))
    return Head(top, bottom, texts, leaves, matches)


def goes_on(grid: Grid, top: int, bottom: int) -> bool:
    """Whether row ``bottom`` may belong to a head that begins at ``top``: merged cells reach into it
    or stand over it, or it fills the gaps of a row that lost its merged cells."""
    above, below = grid.rows[bottom - 1], grid.rows[bottom]
    filled = [place.text for place in below if place.text and not place.down]
    if any(_DATA.fullmatch(text) for text in filled) or not filled:
        return False
    if any(place.down for place in below):
        return True
    if any(place.wide for place in above):
        return len({place.text for place in above if place.text}) > 1 or bottom - 1 > top
    gaps = [x for x, place in enumerate(below) if place.text and not above[x].text]
    return bool(gaps) and any(place.text and not below[x].text for x, place in enumerate(above))


def above(grid: Grid, top: int) -> Above:
    """What is said over the row ``top``: the title, the units, the year."""
    texts = [
        text
        for y in range(top)
        for text in dict.fromkeys(place.text for place in grid.rows[y] if place.text)
    ]
    units = tuple(dict.fromkeys(unit for text in texts for unit in units_of_line(text)))
    dated = [text for text in (grid.name, *texts) if not _REPORTED.search(text)]
    years = {year for text in dated if (year := year_in(text)) is not None}
    titles = [text for text in texts if not (":" in text or "：" in text)]
    title = max(titles, key=len, default="")
    months = {month for text in dated if (month := month_in(text))}
    return Above(
        title,
        units,
        years.pop() if len(years) == 1 else None,
        months.pop() if len(months) == 1 else "",
    )


def column_units(grid: Grid, head: Head) -> dict[int, str]:
    """Column → the unit its head names, or a row of units right below the head."""
    found = {
        x: unit
        for x, (text, leaf) in enumerate(zip(head.texts, head.leaves, strict=True))
        if (unit := unit_of(leaf) or unit_of(text))
    }
    below = head.bottom + 1
    if below < len(grid.rows) and is_unit_row(grid.texts(below)):
        found |= {x: text.strip("()（） ") for x, text in enumerate(grid.texts(below)) if text}
    return found


def head_words(grid: Grid, head: Head) -> tuple[str, ...]:
    """Every text of a head of several rows, as a page printed anew says them again row by row; of a
    head of one row none, since its whole texts say it."""
    if head.top == head.bottom:
        return ()
    rows = grid.rows[head.top : head.bottom + 1]
    return tuple(dict.fromkeys(place.text for row in rows for place in row if place.text))


def is_unit_row(texts: Sequence[str]) -> bool:
    """Whether a row says nothing but units, as one below a head may."""
    filled = [text for text in texts if text]
    return bool(filled) and all(is_unit(text) for text in filled)


def column_name(grid: Grid, x: int) -> str:
    """A column as a person finds it: C列."""
    return f"{letters(grid.column_numbers[x])}列"


def side_by_side(grid: Grid, head: Head) -> list[range]:
    """The blocks of a sheet that was folded to save paper: the same heads two or three times from
    left to right. One block over the whole width where nothing is repeated."""
    plain = [plain_head(text) for text in head.texts]
    width = len(plain)
    for size in range(2, width // 2 + 1):
        if (
            plain[0]
            and all(plain[x] == plain[x % size] for x in range(width))
            and width % size == 0
        ):
            distinct = set(plain[:size])
            if len(distinct - {""}) > 1:
                return [range(at, at + size) for at in range(0, width, size)]
    return [range(width)]


def _whole(wanted: Sequence[Wanted], grid: Grid, head: Head) -> Head:
    """The head with the rows below that its groups stand over, and the rows that group it, where it
    fits no worse so."""
    bottom = head.bottom
    while bottom - head.top < DEEPEST - 1 and _hangs_on(grid, bottom):
        bottom += 1
    if bottom > head.bottom:
        head = head_at(wanted, grid, head.top, bottom)
    while head.top and head.bottom - head.top < DEEPEST - 1:
        over = grid.rows[head.top - 1]
        texts = {place.text for place in over if place.text}
        if len(texts) < 2 or not any(place.wide for place in over):
            break
        if any(units_of_line(text) or ":" in text or "：" in text for text in texts):
            break
        taller = head_at(wanted, grid, head.top - 1, head.bottom)
        if len(taller.matches) < len(head.matches):
            break
        head = taller
    return head


def _hangs_on(grid: Grid, bottom: int) -> bool:
    """Whether the row below ``bottom`` is certainly head too: a merged cell reaches from the head
    into it, or it speaks only where groups stand over it."""
    if bottom + 1 >= len(grid.rows):
        return False
    over, below = grid.rows[bottom], grid.rows[bottom + 1]
    if any(place.down for place in below):
        return any(place.text and not place.down for place in below)
    filled = [x for x, place in enumerate(below) if place.text]
    if not filled or any(_DATA.fullmatch(below[x].text) for x in filled):
        return False
    if any(place.wide for place in over):
        return all(over[x].wide for x in filled)
    # The same without merged cells, as in a csv: a group is followed by gaps, all else is blank.
    groups = {x for x, place in enumerate(over[:-1]) if place.text and not over[x + 1].text}
    gaps = {x for x, place in enumerate(over) if not place.text}
    return (
        bool(gaps & {*filled})
        and all(x in groups or x in gaps for x in filled)
        and any(place.text and x not in groups for x, place in enumerate(over))
    )


def _joined(grid: Grid, top: int, bottom: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Each column's texts from top to bottom put together, and its lowest text."""
    width = len(grid.rows[top])
    columns: list[list[str]] = [[] for _ in range(width)]
    for y in range(top, bottom + 1):
        row = grid.rows[y]
        reach = ""
        for x in range(width):
            text = row[x].text
            if text:
                reach = text
            elif y < bottom and _stands_under(grid, y, x):
                # A group that lost its merged cells stands over the columns right of it too.
                text = reach
            if text and (not columns[x] or columns[x][-1] != text):
                columns[x].append(text)
    return (
        tuple("".join(dict.fromkeys(parts)) for parts in columns),
        tuple(parts[-1] if parts else "" for parts in columns),
    )


def _stands_under(grid: Grid, y: int, x: int) -> bool:
    """Whether the blank place over a filled one takes the text left of it: nothing is merged there,
    and nothing above says what the column is."""
    below = grid.rows[y + 1][x]
    merged = any(place.wide or place.tall for place in grid.rows[y])
    return bool(below.text) and not below.down and not merged
