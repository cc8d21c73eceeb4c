"""Tables out of plain lines: Markdown, broken by bars, broken by tabs, set apart by blanks.

Captures of public pages carry their tables as debris: each cell on a line of its own, rows torn
apart, alignment rows in between. A table comes back only where every cell falls into place;
otherwise the lines stay as they are, in their order, for readers that work by labels.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import unescape

from yangguang.text.document import Block, Cell, Paragraph, Table

_ALIGNMENT = re.compile(
    r"\|?(?:\s*+:?-{2,}+:?\s*+\|)*+\s*+:?-{2,}+:?\s*+\|?|(?:\|\s*+:?-{2,}+:?\s*+)++\|?"
)
_BAR = re.compile(r"(?<!\\)\|")
_BREAK = re.compile(r"<br\s{0,3}/?>", re.IGNORECASE)
_NUMBER = re.compile(r"[-+±]?(?:\d[\d,，]*+(?:\.\d+)?|\.\d+)[%％‰]?|[-—–]{1,4}|/")
_LABELLED = re.compile(r"\S[ \xa0][-+\d][\d.,%％]*$")
_GAP = re.compile(r"(?:[ \xa0]{2,}+|\u3000++|\t++)[ \xa0\u3000\t]*+")
_MOST_COLUMNS = 60
_LONGEST_CONTINUATION = 200


@dataclass(frozen=True, slots=True)
class Found:
    """A table that stands in ``lines[start:stop]``."""

    start: int
    stop: int
    table: Table


def recover(lines: Sequence[str]) -> list[Block]:
    """Paragraphs and tables in the order of ``lines``; blank lines are dropped, no word is.

    Lines that only draw a Markdown table (``|---|---|``) and the bars and tabs between cells are
    the drawing of a recovered table and go with it.
    """
    blocks: list[Block] = []
    at = 0
    for found in find_tables(lines):
        blocks.extend(Paragraph(line.strip()) for line in lines[at : found.start] if line.strip())
        blocks.append(found.table)
        at = found.stop
    blocks.extend(Paragraph(line.strip()) for line in lines[at:] if line.strip())
    return blocks


def find_tables(lines: Sequence[str]) -> list[Found]:
    """All certain tables with the lines they came from, in order, never overlapping.

    ``lines`` are raw: leading tabs and blanks tell cells from text.
    """
    out: list[Found] = []
    at = 0
    gaps_from = 0
    while at < len(lines):
        line = lines[at]
        found: list[Found] = []
        stop = at + 1
        if "|" in line:
            stop = _bar_run(lines, at)
            found = _broken_by_bars(lines, at, stop) or list(_piped(lines, at, stop))
        elif line[:1] == "\t":
            stop, found = _broken_by_tabs(lines, at)
        elif "\t" in line.strip():
            stop, found = _tab_rows(lines, at)
        elif (at >= gaps_from and "  " in line.strip()) or "\u3000" in line.strip():
            gaps_from, found = _gap_rows(lines, at)
        out.extend(found)
        at = max(stop, found[-1].stop) if found else stop
    return out


def _bar_run(lines: Sequence[str], start: int) -> int:
    """End of the stretch that hangs together by bars, at most two bare lines in between."""
    stop = start + 1
    bare = 0
    for at in range(start + 1, len(lines)):
        line = lines[at]
        if "|" in line:
            stop, bare = at + 1, 0
        elif line.strip():
            bare += 1
            if bare > 2 or len(line) > _LONGEST_CONTINUATION or line.lstrip()[0] == "#":
                break
        elif at - stop > 4:
            break
    return stop


# Bars: each cell ends its line with a bar, rows begin with a bar alone.


def _broken_by_bars(lines: Sequence[str], start: int, stop: int) -> list[Found]:
    """Rows of cells torn over lines: between rows stands one empty cell, at a steady distance."""
    lone = sum(line.strip() == "|" for line in lines[start:stop])
    ended = sum(line.rstrip().endswith("|") and line.count("|") == 1 for line in lines[start:stop])
    bars = sum("|" in line for line in lines[start:stop])
    if lone < 2 or ended < 0.7 * bars:
        return []
    text = "\n".join(lines[start:stop])
    if not text.lstrip().startswith("|"):
        return []
    cells = text.split("|")[1:]
    while cells and not cells[-1].strip():
        cells.pop()
    for width in range(2, min(_MOST_COLUMNS, len(cells)) + 1):
        step = width + 1
        separators = cells[width::step]
        # Only the last row may have lost empty cells at its end.
        if (
            len(separators) >= 2
            and not any(cell.strip() for cell in separators)
            and all(cells[first].strip() for first in range(0, len(cells), step))
        ):
            rows = [
                tuple(
                    Cell(_joined(cell))
                    for cell in (cells[first : first + width] + [""] * width)[:width]
                )
                for first in range(0, len(cells), step)
            ]
            return [Found(start, stop, Table(tuple(rows), recovered="piped"))]
    return []


def _joined(cell: str) -> str:
    """A cell torn over lines; two numbers under each other are never run together."""
    text = ""
    for part in cell.split("\n"):
        part = part.strip()
        if not part:
            continue
        if text and text[-1].isascii() and part[0].isascii():
            text += "\n"
        text += part
    return text


# Markdown and its relatives: a row is a line.


@dataclass(frozen=True, slots=True)
class _Row:
    at: int
    cells: tuple[str, ...]
    bounded: bool


def _piped(lines: Sequence[str], start: int, stop: int) -> Iterator[Found]:
    run: list[_Row | None] = []
    begin = start
    for at in range(start, stop + 1):
        line = lines[at].strip() if at < stop else ""
        if "|" in line and line.count("|") < 4 * _MOST_COLUMNS:
            if not run:
                begin = at
            run.append(None if _ALIGNMENT.fullmatch(line) else _row(at, line))
            continue
        if not line and at < stop and _blank_inside(lines, at, stop):
            continue
        if run:
            yield from _tables_of(run, begin, at)
        run = []


def _blank_inside(lines: Sequence[str], at: int, stop: int) -> bool:
    """Whether a blank line only loosens one table: bounded rows of one width on both sides."""
    if at == 0 or at + 1 >= stop:
        return False
    above, below = lines[at - 1].strip(), lines[at + 1].strip()
    if not (above.startswith("|") and below.startswith("|")) or _ALIGNMENT.fullmatch(above):
        return False
    if at + 2 < stop and _ALIGNMENT.fullmatch(lines[at + 2].strip()):
        return False
    return len(_row(0, above).cells) == len(_row(0, below).cells)


def _row(at: int, line: str) -> _Row:
    opened, closed = line.startswith("|"), line.endswith("|") and not line.endswith("\\|")
    inner = line[1:] if opened else line
    if closed and inner:
        inner = inner[:-1]
    cells = _BAR.split(inner)
    return _Row(at, tuple(_markdown(cell) for cell in cells), opened and closed and len(line) > 1)


def _markdown(cell: str) -> str:
    text = cell.strip().replace("\\|", "|")
    if "<" in text:
        text = "\n".join(part.strip() for part in _BREAK.split(text))
    if "**" in text:
        text = text.replace("**", "")
    return (unescape(text) if "&" in text else text).strip()


def _tables_of(run: list[_Row | None], start: int, stop: int) -> Iterator[Found]:
    """Cuts a run of rows where an alignment row says that a table begins one line above it."""
    # Each piece: its rows, whether its first row is a header by an alignment row.
    pieces: list[tuple[list[_Row], bool]] = [([], False)]
    for row in run:
        if row is not None:
            pieces[-1][0].append(row)
            continue
        rows = pieces[-1][0]
        if pieces[-1][1] and len(rows) == 1:
            continue
        if rows:
            head = rows.pop()
            if not rows:
                pieces.pop()
            pieces.append(([head], True))
    at = start
    for index, (rows, headed) in enumerate(pieces):
        following = pieces[index + 1][0][0].at if index + 1 < len(pieces) else stop
        if rows and _certain(rows, headed):
            yield Found(at, following, _table(rows, headed))
        at = following


def _certain(rows: list[_Row], headed: bool) -> bool:
    widths = {len(row.cells) for row in rows}
    if headed:
        return len(rows[0].cells) > 1 or len(rows) > 1
    if all(row.bounded and len(row.cells) > 1 for row in rows):
        return len(rows) > 1 or len(rows[0].cells) > 2
    if len(rows) < 3 or len(widths) > 1 or widths == {1}:
        return False
    return widths != {2} or any(_NUMBER.fullmatch(cell) for row in rows for cell in row.cells)


def _table(rows: list[_Row], headed: bool) -> Table:
    # Converters put an alignment row under whatever row comes first, figures included.
    headed = headed and not any(_NUMBER.fullmatch(cell) for cell in rows[0].cells)
    return Table(
        tuple(
            tuple(Cell(cell, header=headed and index == 0) for cell in row.cells)
            for index, row in enumerate(rows)
        ),
        recovered="piped",
    )


# Tabs: each cell on a line of its own that begins with a tab; or cells of a row on one line.


def _broken_by_tabs(lines: Sequence[str], start: int) -> tuple[int, list[Found]]:
    """(end of the stretch, the table if every row has the same number of cells)."""
    cells: list[list[str]] = []
    opens: list[bool] = []
    ends: list[int] = []
    blank = True
    at = start
    while at < len(lines):
        line = lines[at]
        if line[:1] == "\t":
            if "\t" in line.strip():
                break
            cells.append([line.strip()])
            opens.append(blank)
            ends.append(at + 1)
            blank = False
        elif line.strip():
            # A bare line carries on a cell only if the row goes on after it.
            if len(line) > _LONGEST_CONTINUATION or not _row_goes_on(lines, at):
                break
            cells[-1].append(line.strip())
            ends[-1] = at + 1
            blank = False
        else:
            blank = True
        at += 1
    stop = max(ends, default=start + 1)
    firsts = [index for index, opened in enumerate(opens) if opened]
    width = firsts[1] if len(firsts) > 1 else 0
    if width < 2 or len(firsts) < 3 or len(cells) % width:
        return stop, []
    if firsts != list(range(0, len(cells), width)):
        return stop, []
    rows = [
        tuple(Cell(_joined("\n".join(cell))) for cell in cells[first : first + width])
        for first in firsts
    ]
    return stop, [Found(start, stop, Table(tuple(rows), recovered="tabbed"))]


def _row_goes_on(lines: Sequence[str], at: int) -> bool:
    """Whether a tabbed line follows at once, after at most one more bare line."""
    for further in lines[at + 1 : at + 3]:
        if further[:1] == "\t":
            return True
        if not further.strip():
            return False
    return False


def _tab_rows(lines: Sequence[str], start: int) -> tuple[int, list[Found]]:
    width = lines[start].strip("\n").count("\t")
    stop = start
    while stop < len(lines) and lines[stop].strip() and lines[stop].count("\t") == width:
        stop += 1
    rows = [[cell.strip() for cell in line.split("\t")] for line in lines[start:stop]]
    # Header blocks (索引号：<tab>…) are labels with values, not rows of a table.
    labels = sum(row[0].endswith(("：", ":")) for row in rows)
    numbers = any(_NUMBER.fullmatch(cell) for row in rows for cell in row[1:])
    if len(rows) < 3 or labels * 2 > len(rows) or not numbers or width > _MOST_COLUMNS:
        return max(stop, start + 1), []
    table = Table(tuple(tuple(Cell(cell) for cell in row) for row in rows), recovered="tabbed")
    return stop, [Found(start, stop, table)]


def _gap_rows(lines: Sequence[str], start: int) -> tuple[int, list[Found]]:
    """Lines cut into the same three or more columns by wide gaps, mostly of numbers."""
    first = _GAP.split(lines[start].strip())
    stop = start + 1
    rows = [first]
    while stop < len(lines) and lines[stop].strip():
        cells = _GAP.split(lines[stop].strip())
        if len(cells) != len(first):
            break
        rows.append(cells)
        stop += 1
    # A figure one blank behind its label means that gaps are not what parts the cells.
    if any(_LABELLED.search(row[0]) for row in rows[1:]):
        return stop, []
    values = [cell for row in rows[1:] for cell in row[1:]]
    numbers = sum(_NUMBER.fullmatch(cell) is not None for cell in values)
    if len(first) < 3 or len(rows) < 3 or numbers < 0.8 * len(values) or len(first) > _MOST_COLUMNS:
        return stop, []
    table = Table(tuple(tuple(Cell(cell) for cell in row) for row in rows), recovered="layout")
    return stop, [Found(start, stop, table)]
