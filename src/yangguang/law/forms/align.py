"""Finds the rows of a form in label text, and gives each row its run of figures.

Both searches keep the printed order, because order survives almost every capture. A label may be
missing, doubled, torn or misspelt; then its neighbours and the count of figures decide. Where two
readings are about as good, neither is taken.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache

from yangguang.law.forms.folding import bare_label, han, short_label
from yangguang.law.forms.model import FormTable, Row
from yangguang.law.forms.stream import Group, Stream, pairs

_MOST_HITS = 400
_FAR = 9.0
_MARGIN = 0.5


@dataclass(frozen=True, slots=True)
class Hit:
    """A row's label, or a telling part of it, at ``start:end`` of the label text."""

    row: int
    start: int
    end: int
    exact: bool


@cache
def spellings(row: Row) -> tuple[str, ...]:
    """What to look for, longest first: the whole label, its short form, variants, fragments."""
    found = {bare_label(row.label), short_label(row.label), *map(bare_label, row.variants)}
    found |= {han(key) for key in row.keys}
    return tuple(sorted((text for text in found if len(text) >= 2), key=len, reverse=True))


@cache
def labels_of(row: Row) -> tuple[str, ...]:
    """Only whole labels: as printed, without brackets, and known variants."""
    found = {bare_label(row.label), short_label(row.label), *map(bare_label, row.variants)}
    return tuple(sorted((text for text in found if len(text) >= 2), key=len, reverse=True))


@cache
def vocabulary(table: FormTable) -> frozenset[str]:
    """Pairs of characters that occur in the table's labels and head."""
    words: set[str] = set()
    for row in table.rows:
        for text in (row.label, *row.variants, row.unit):
            words |= pairs(han(text)) | pairs(bare_label(text))
    for cells in table.header:
        for cell in cells:
            words |= pairs(han(cell.text))
    for column in table.columns:
        for text in (column.label, *column.variants):
            words |= pairs(han(text))
    return frozenset(words | pairs(han(table.heading)) | pairs("第二十条第一项信息内容"))


def find_labels(text: str, rows: Sequence[Row]) -> list[Hit]:
    """Every place where a row's label, or a telling part of it, stands."""
    hits: list[Hit] = []
    for index, row in enumerate(rows):
        taken: list[tuple[int, int]] = []
        for rank, spelling in enumerate(spellings(row)):
            position = text.find(spelling)
            while position >= 0 and len(taken) < 40:
                end = position + len(spelling)
                if not any(a < end and position < b for a, b in taken):
                    taken.append((position, end))
                    hits.append(Hit(index, position, end, rank == 0))
                position = text.find(spelling, end)
    hits.sort(key=lambda hit: (hit.start, -hit.end))
    return _outermost(hits)[:_MOST_HITS]


def _outermost(hits: Sequence[Hit]) -> list[Hit]:
    """Without hits inside a longer one of another row: the 其他 of 其他处理 is no row 其他."""
    kept: list[Hit] = []
    for hit in hits:
        inside = any(
            other.row != hit.row
            and other.start <= hit.start
            and hit.end <= other.end
            and other.end - other.start > hit.end - hit.start
            for other in kept[-12:]
        )
        if not inside:
            kept.append(hit)
    return kept


def in_order(hits: Sequence[Hit], stream: Stream, rows: Sequence[Row]) -> dict[int, Hit]:
    """The heaviest chain of labels that stand in printed order, row by row."""
    lines_with_figures = {group.line for group in stream.groups}
    weights = []
    for hit in hits:
        weight = float(hit.end - hit.start)
        if not rows[hit.row].heading and stream.line_of[hit.end - 1] in lines_with_figures:
            weight += 1.5
        weights.append(weight)
    best = list(weights)
    before: list[int] = [-1] * len(hits)
    for i, hit in enumerate(hits):
        for j in range(i):
            other = hits[j]
            if other.row < hit.row and other.end <= hit.start and best[j] + weights[i] > best[i]:
                best[i] = best[j] + weights[i]
                before[i] = j
    chain: dict[int, Hit] = {}
    i = max(range(len(hits)), key=best.__getitem__, default=-1)
    while i >= 0:
        chain[hits[i].row] = hits[i]
        i = before[i]
    return chain


def add_damaged(chain: dict[int, Hit], text: str, rows: Sequence[Row]) -> None:
    """Looks for misspelt labels between the ones that were found."""
    missing = [i for i, row in enumerate(rows) if i not in chain and not row.optional]
    for index in missing:
        above = [hit.end for row, hit in chain.items() if row < index]
        below = [hit.start for row, hit in chain.items() if row > index]
        begin = max(above, default=0)
        end = min(below, default=len(text))
        if above and not below:
            end = min(end, begin + 120)
        if below and not above:
            begin = max(begin, end - 120)
        gap = text[begin:end]
        if not 3 <= len(gap) <= 400:
            continue
        if found := _resembling(gap, rows[index]):
            chain[index] = Hit(index, begin + found[0], begin + found[1], False)


def _resembling(gap: str, row: Row) -> tuple[int, int] | None:
    best: tuple[float, int, int] | None = None
    for spelling in {bare_label(row.label), short_label(row.label)}:
        if len(spelling) < 4:
            continue
        blocks = SequenceMatcher(None, gap, spelling, autojunk=False).get_matching_blocks()
        matched = [block for block in blocks if block.size]
        share = sum(block.size for block in matched) / len(spelling)
        if not matched or share < 0.6:
            continue
        start, end = matched[0].a, matched[-1].a + matched[-1].size
        if end - start > 2 * len(spelling) + 8:
            continue
        if best is None or share > best[0]:
            best = (share, start, end)
    return best[1:] if best else None


@dataclass(frozen=True, slots=True)
class Match:
    """A row and its figures; ``sure`` is False where another reading is about as good."""

    row: int
    group: int
    sure: bool


def give_figures(
    stream: Stream, chain: dict[int, Hit], rows: Sequence[Row], width: Sequence[int]
) -> list[Match]:
    """Which run of figures belongs to which row; ``width`` is each row's number of columns."""
    groups = stream.groups
    if direct := _direct(stream, chain, rows, width):
        return direct
    starts = sorted((hit.start, row) for row, hit in chain.items() if not rows[row].heading)
    costs = [
        [_cost(stream, group, chain, starts, rows, width, row) for row in range(len(rows))]
        for group in groups
    ]
    skip_group = [_skip_group(group, max(width)) for group in groups]
    skip_row = [
        0.0 if row.heading or row.optional else (1.5 if index in chain else 1.0)
        for index, row in enumerate(rows)
    ]
    ahead = _table(costs, skip_group, skip_row)
    behind = _table([line[::-1] for line in costs[::-1]], skip_group[::-1], skip_row[::-1])
    g_count, r_count = len(groups), len(rows)
    least = ahead[g_count][r_count]
    through = [
        [
            ahead[g][r] + costs[g][r] + behind[g_count - g - 1][r_count - r - 1]
            for r in range(r_count)
        ]
        for g in range(g_count)
    ]
    matches: list[Match] = []
    for g, line in enumerate(through):
        best = min(line)
        if best > least + 1e-9:
            continue
        row = line.index(best)
        other_row = min((cost for r, cost in enumerate(line) if r != row), default=_FAR * 9)
        said = [figure.value for figure in groups[g].figures]
        other_group = min(
            (
                through[other][row]
                for other in range(g_count)
                if other != g and [figure.value for figure in groups[other].figures] != said
            ),
            default=_FAR * 9,
        )
        sure = min(other_row, other_group) - best >= _MARGIN
        matches.append(Match(row, g, sure))
    seen: dict[int, Match] = {}
    for match in matches:
        seen.setdefault(match.row, match)
    return list(seen.values())


def _direct(
    stream: Stream, chain: dict[int, Hit], rows: Sequence[Row], width: Sequence[int]
) -> list[Match] | None:
    """The plain case: every run has the right count and stands right behind its own label."""
    starts = sorted((hit.start, hit.end, row) for row, hit in chain.items())
    matches: list[Match] = []
    position = 0
    last = -1
    for number, group in enumerate(stream.groups):
        while position < len(starts) and starts[position][0] < group.at:
            position += 1
        if not position:
            return None
        start, end, row = starts[position - 1]
        if row <= last or rows[row].heading or len(group.figures) != width[row]:
            return None
        if group.at - end > 2 or end - start < 2:
            return None
        if not group.labelled and stream.line_of[end - 1] != group.line - 1:
            return None
        matches.append(Match(row, number, True))
        last = row
    if any(not row.heading and not row.optional and i not in chain for i, row in enumerate(rows)):
        return None
    return matches or None


def _skip_group(group: Group, width: int) -> float:
    if all(figure.value is None for figure in group.figures):
        return 0.2
    count = len(group.figures)
    if width == 1 or (width <= 3 and group.cells):
        return 2.5
    return 5.0 if count == width else min(4.0, 0.7 * count)


def _cost(
    stream: Stream,
    group: Group,
    chain: dict[int, Hit],
    starts: Sequence[tuple[int, int]],
    rows: Sequence[Row],
    width: Sequence[int],
    row: int,
) -> float:
    blank = all(figure.value is None for figure in group.figures)
    if rows[row].heading:
        if not blank:
            return _FAR * 9
        odd = 0.0
    else:
        count = len(group.figures)
        odd = 0.0 if count == width[row] else min(2.0, 0.8 + 0.3 * abs(count - width[row]))
        if blank and not group.cells:
            odd += 0.6  # a dash by itself more often fills the unit column of a heading
    hit = chain.get(row)
    if hit is None:
        return 2.0 + odd + (1.0 if rows[row].optional else 0.0)
    same_line = (
        stream.line_of[hit.start] <= group.line <= stream.line_of[hit.end - 1] and group.labelled
    )
    if group.cells and group.labelled:
        # A row of a table holds its own label; one that names another row is not this row's.
        return odd - 0.7 if same_line else odd + 3.0
    if hit.start < group.at < hit.end:
        return odd
    if group.at >= hit.end:
        between = _label_between(starts, hit.end, group.at)
        far = min(3.0, 0.08 * (group.at - hit.end))
        return odd + (0.0 if same_line else 0.3) + far + (2.0 if between else 0.0)
    between = _label_between(starts, group.at, hit.start)
    far = min(3.0, 0.08 * (hit.start - group.at))
    return odd + (0.5 if same_line else 1.0) + far + (2.0 if between else 0.0)


def _label_between(starts: Sequence[tuple[int, int]], first: int, last: int) -> bool:
    """Whether the label of a row with figures begins at ``first`` or later, but before ``last``."""
    place = bisect_left(starts, (first, -1))
    return place < len(starts) and starts[place][0] < last


def _table(
    costs: Sequence[Sequence[float]], skip_group: Sequence[float], skip_row: Sequence[float]
) -> list[list[float]]:
    """Least cost of the first g groups and r rows, for every g and r."""
    table = [[0.0] * (len(skip_row) + 1) for _ in range(len(skip_group) + 1)]
    for r, skip in enumerate(skip_row):
        table[0][r + 1] = table[0][r] + skip
    for g, (line, drop) in enumerate(zip(costs, skip_group, strict=True)):
        above, here = table[g], table[g + 1]
        here[0] = above[0] + drop
        for r, skip in enumerate(skip_row):
            value = above[r] + line[r]
            if above[r + 1] + drop < value:
                value = above[r + 1] + drop
            if here[r] + skip < value:
                value = here[r] + skip
            here[r + 1] = value
    return table
