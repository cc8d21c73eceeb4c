"""Which cells of a table row are its figures, and in which columns a table has them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from decimal import Decimal

from yangguang.law.forms.figures import Figure, read_cell
from yangguang.law.forms.folding import han
from yangguang.law.forms.lines import Line
from yangguang.law.forms.scanning import scan

_NOUGHT = Decimal(0)


def row_figures(
    line: Line, window: tuple[int, int] | None, width: int
) -> tuple[str, list[Figure]] | None:
    """Label text and value cells of a table row, or None where no cell is a figure by itself."""
    read: list[tuple[int, str, Figure | None]] = []
    for x, start, text in line.cells:
        if not text:
            read.append((x, text, Figure(None, start, start)))
            continue
        figure = read_cell(text)
        read.append((x, text, figure.moved(start) if figure else None))
    if not any(figure is not None and figure.value is not None for _, _, figure in read):
        words = [text for _, text, figure in read if figure is None]
        if not words or len(words) == len(read) or any(_has_figures(text) for text in words):
            return None
        if not han(words[0]):
            return None
    if window is not None:
        inside = [f for x, _, f in read if window[0] <= x < window[1]]
        last_x, last_text, _ = read[-1]
        behind_label = next((i for i, (_, _, f) in enumerate(reversed(read)) if f is None), 0)
        short = window[0] < last_x < window[1] - 1 and len(inside) >= 2
        if short and read[0][2] is None and behind_label != width:
            # Readers strip a line's end, and with it the blanks that stood there.
            end = line.cells[-1][1] + len(last_text)
            inside.extend([Figure(None, end, end)] * (window[1] - 1 - last_x))
        outside = [f for x, _, f in read if not window[0] <= x < window[1]]
        if (
            len(inside) == window[1] - window[0]
            and None not in inside
            and not any(f is not None and f.value is not None for f in outside)
        ):
            words_here = _words([text for _, text, f in read if f is None])
            return words_here, [f for f in inside if f is not None]
    runs: list[list[Figure]] = [[]]
    before_at: list[tuple[int, str]] = [(0, "")]
    label: list[str] = []
    for (_, text, figure), (_, start, _) in zip(read, line.cells, strict=True):
        if figure is None:
            label.append(text)
            runs.append([])
            before_at.append((start, text))
        else:
            runs[-1].append(figure)
    best = max(
        range(len(runs)),
        key=lambda i: (sum(item.value is not None for item in runs[i]), len(runs[i]), i),
    )
    chosen = runs[best]
    if best and width > 1 and len(chosen) < width:
        chosen = [*_trailing(before_at[best], width - len(chosen)), *chosen]
    if width == 1 and len(chosen) > 1:
        chosen = _last_stated(chosen)
    return _words(label), chosen


def _words(texts: Sequence[str]) -> str:
    """The words of label cells; a merged cell that repeats its neighbour counts once."""
    kept = [text for i, text in enumerate(texts) if not i or text != texts[i - 1]]
    return "".join(part for text in kept for part in scan(text, 0) if isinstance(part, str))


def head_places(line: Line, heads: Set[str]) -> tuple[int, int] | None:
    """From where to where a line of column names has them, if it is one."""
    places = [x for x, _, text in line.cells if han(text) in heads]
    if not places or any(read_cell(text) and han(text) for _, _, text in line.cells):
        return None
    return min(places), max(places) + 1


def _trailing(cell: tuple[int, str], most: int) -> list[Figure]:
    """Figures that stand at the end of a label's cell, where the next columns follow."""
    start, text = cell
    figures: list[Figure] = []
    for item in scan(text, start):
        if isinstance(item, str):
            figures.clear()
        else:
            figures.append(item)
    return figures if len(figures) <= most else []


def _has_figures(text: str) -> bool:
    return any(isinstance(item, Figure) for item in scan(text, 0))


def _last_stated(figures: list[Figure]) -> list[Figure]:
    """One figure out of several cells: merged cells repeat it, padding leaves blanks."""
    stated = [figure for figure in figures if figure.value is not None]
    if not stated:
        return figures[-1:]
    if len({figure.value for figure in stated}) == 1:
        return stated[:1]
    return figures


def figure_windows(
    lines: Sequence[Line], first: int, last: int, width: int
) -> dict[int, tuple[int, int]]:
    """For each table, the grid columns in which most of its rows have their figures."""
    tables: dict[int, list[dict[int, Decimal]]] = {}
    columns: dict[int, int] = {}
    ends: dict[int, dict[str, int]] = {}
    for line in lines[first:last]:
        if line.table <= 0:
            continue
        for x, _, text in line.cells:
            if text.strip() in ("自然人", "总计"):
                ends.setdefault(line.table, {}).setdefault(text.strip(), x)
        if len(line.cells) > width:
            values = {}
            for x, _, text in line.cells:
                figure = read_cell(text) if text else None
                if figure is not None and figure.value is not None:
                    values[x] = figure.value
            tables.setdefault(line.table, []).append(values)
            columns[line.table] = max(columns.get(line.table, 0), line.cells[-1][0] + 1)
    windows: dict[int, tuple[int, int]] = {}
    for table, rows in tables.items():
        head = ends.get(table, {})
        if width == 7 and len(head) == 2 and head["总计"] - head["自然人"] == 6:
            windows[table] = (head["自然人"], head["自然人"] + 7)
            continue
        scores: dict[int, int] = {}
        spread = max(map(len, rows))
        for row in rows:
            filled = list(row)
            if not filled:
                continue
            for begin in range(max(0, filled[-1] - width + 1), filled[0] + 1):
                if begin + width > filled[-1]:
                    scores[begin] = scores.get(begin, 0) + 1
        if scores:
            most = max(scores.values())
            begins = [begin for begin, score in scores.items() if score == most]
            if spread < 2:
                # One figure a row shows only where the table itself ends.
                begins = [begin for begin in begins if begin + width == columns[table]]
            if most >= 2 and begins:
                sums = _adding_up(rows, begins, width)
                begin = max(begins, key=lambda begin: (sums[begin], begin))
                windows[table] = (begin, begin + width)
    return windows


def _adding_up(
    rows: Sequence[Mapping[int, Decimal]], begins: Sequence[int], width: int
) -> dict[int, int]:
    """For each window in how many rows its last column is the sum of the others and not nought.

    Every figure is looked at once as a possible total, however many windows are asked about.
    """
    counts = dict.fromkeys(begins, 0)
    for values in rows:
        for x, total in values.items():
            begin = x - width + 1
            if begin in counts and total:
                parts = (values.get(begin + i, _NOUGHT) for i in range(width - 1))
                counts[begin] += total == sum(parts, _NOUGHT)
    return counts
