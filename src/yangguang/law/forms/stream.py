"""A stretch of lines as label text with figures standing in it.

Captures differ in everything but order: rows may be cells of a table, pipes, tabs, one line each or
one cell a line, labels may be torn and figures stand before them. So labels are joined into one
string without the figures, and each run of figures remembers at which character of that string it
stood. Labels are then found however they were broken.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import pairwise

from yangguang.law.forms.figures import Figure
from yangguang.law.forms.folding import han
from yangguang.law.forms.lines import Line
from yangguang.law.forms.scanning import scan
from yangguang.law.forms.tablerows import figure_windows, head_places, row_figures

_LONGEST = 6_000
"""A line longer than this is no row of a table."""


@dataclass(slots=True)
class Group:
    """Figures that stand together, and where in the label text."""

    at: int
    """Character of the label text before which the figures stand."""
    line: int
    figures: list[Figure]
    cells: bool = False
    """True if they were cells of one table row, so that blanks are known."""
    labelled: bool = False
    """True if its own line has label text too."""


@dataclass(slots=True)
class Stream:
    """Label text of a stretch of lines with the figures lifted out."""

    text: str
    line_of: list[int]
    """For each character of the text, its line (index into the document's lines)."""
    groups: list[Group] = field(default_factory=list)


def pairs(text: str) -> set[str]:
    """Neighbouring characters, two by two."""
    return {text[i : i + 2] for i in range(len(text) - 1)}


def lift(
    lines: Sequence[Line],
    first: int,
    last: int,
    vocabulary: set[str],
    width: int,
    heads: Set[str] = frozenset(),
) -> Stream:
    """The label text and figure groups of ``lines[first:last]``.

    ``vocabulary`` is the form's own pairs of characters: a line in other words (a page header, a
    sentence) is left out with its figures. ``width`` is the number of columns where all rows have
    the same, else 0; runs of figures without a label between them are cut by it. ``heads`` are
    column names by which a table whose rows differ in width shows where its figures stand.
    """
    parts: list[str] = []
    line_of: list[int] = []
    groups: list[Group] = []
    runs: list[tuple[int, int, Figure, bool]] = []
    window = figure_windows(lines, first, last, width) if width > 1 else {}

    def flush() -> None:
        if runs:
            groups.extend(_cut(runs, width))
            runs.clear()

    serials = _serials(lines, first, last)
    below_head: tuple[int, tuple[int, int]] | None = None
    headed = -2
    for number in range(first, last):
        line = lines[number]
        if line.page_number or line.end - line.start > _LONGEST:
            continue
        if number in serials:
            line = _without_serial(line, serials[number])
        if heads and line.table > 0 and (places := head_places(line, heads)):
            if below_head is not None and below_head[0] == line.table and headed == number - 1:
                above = below_head[1]
                places = (min(above[0], places[0]), max(above[1], places[1]))
            below_head, headed = (line.table, places), number
        columns = window.get(line.table)
        if below_head is not None and below_head[0] == line.table:
            columns = below_head[1]
        row = row_figures(line, columns, width) if line.table > 0 else None
        if row is not None:
            words, figures = row
            if _foreign(words, vocabulary, 0.1):
                continue
            flush()
            parts.append(words)
            line_of.extend([number] * len(words))
            groups.append(Group(len(line_of), number, figures, True, bool(words)))
            continue
        items = [item for _, at, text in line.cells for item in scan(text, at)]
        words = "".join(item for item in items if isinstance(item, str))
        stated = any(isinstance(item, Figure) for item in items)
        if _foreign(words, vocabulary, 0.34 if stated else 0.5) or (
            not stated and _unknown(words, vocabulary)
        ):
            continue
        if len(words) == 1 and not stated and width > 1:
            # One letter of a label that stands upright beside the rows parts no figures.
            parts.append(words)
            line_of.append(number)
            continue
        items = list(_without_label_figures(items, parts))
        if width == 1:
            items = list(_mended(items))
        for item in items:
            if isinstance(item, Figure):
                runs.append((len(line_of), number, item, bool(words)))
            else:
                flush()
                parts.append(item)
                line_of.extend([number] * len(item))
    flush()
    return Stream("".join(parts), line_of, groups)


_NUMBERED = re.compile(
    r"\s*(?:\(?[一二三四五六七八九]\s*[、)]|\d\s*[.、]|其中|(?!(?:万元|人次)\s*$)[\u4e00-\u9fff]{2})"
)
_LEADING = re.compile(r"\s*(\d{1,2})(?=\s|\(|[\u4e00-\u9fff]|$)")


def _serials(lines: Sequence[Line], first: int, last: int) -> dict[int, int]:
    """Lines that begin with a running number 1, 2, 3 …, which is no figure, and its length."""
    leading: list[tuple[int, int, int]] = []
    for number in range(first, last):
        text = lines[number].cells[0][2]
        match = _LEADING.match(text)
        alone = match is not None and match.end() == len(text.rstrip()) == len(match[0].rstrip())
        if match and alone and len(lines[number].cells) == 1:
            # The running number has a line of its own, and its label follows on the next.
            if number + 1 < last and _NUMBERED.match(lines[number + 1].text()):
                leading.append((number, int(match[1]), match.end()))
        elif match and (han(text) or (len(lines[number].cells) > 1 and han(lines[number].text()))):
            leading.append((number, int(match[1]), match.end()))
    # Running numbers begin with 1, also anew; the last column of a row below the next label does not.
    leading = [one for one in leading if one[1] > 0]
    if len(leading) < 6 or any(1 < b[1] < a[1] for a, b in pairwise(leading)):
        return {}
    steps = sum(b[1] - a[1] == 1 for a, b in pairwise(leading))
    if steps * 10 < (len(leading) - 1) * 6:
        return {}
    kept: dict[int, int] = {}
    for place, (number, value, length) in enumerate(leading):
        before = leading[place - 1][1] if place else None
        after = leading[place + 1][1] if place + 1 < len(leading) else None
        if before == value - 1 or after == value + 1:
            kept[number] = length
    return kept


def _without_serial(line: Line, length: int) -> Line:
    """The line without the running number at its beginning."""
    x, start, text = line.cells[0]
    rest = (x, start + length, text[length:])
    cells = [rest, *line.cells[1:]] if rest[2].strip() or len(line.cells) == 1 else line.cells[1:]
    return replace(line, cells=cells)


def _without_label_figures(
    items: Sequence[str | Figure], parts: Sequence[str]
) -> Iterator[str | Figure]:
    """Leaves out the 1 of 计1条 and 计1次, which is a word of the label."""
    before = parts[-1] if parts else ""
    for item in items:
        if isinstance(item, str):
            before = item
        elif before.endswith(("息计", "情计", "点计")) and item.value == 1:
            before = ""
            continue
        yield item


def _mended(items: Sequence[str | Figure]) -> Iterator[str | Figure]:
    """``12 345`` is one number where a row has one; any other two numbers are doubtful."""
    for place, item in enumerate(items):
        if not isinstance(item, Figure) or item.value is None:
            yield item
            continue
        before = items[place - 1] if place else None
        if isinstance(before, Figure) and before.value is not None:
            continue
        together = [item]
        for other in items[place + 1 :]:
            if not isinstance(other, Figure) or other.value is None:
                break
            together.append(other)
        if len(together) == 1:
            yield item
            continue
        lengths = [figure.end - figure.start for figure in together]
        close = all(b.start - a.end == 1 for a, b in pairwise(together))
        digits = "".join(
            str(figure.value).rjust(length, "0")
            for figure, length in zip(together, lengths, strict=True)
        )
        whole = digits.isdecimal() and close
        grouped = lengths[0] <= 3 and all(length == 3 for length in lengths[1:])
        value = Decimal(digits) if whole else item.value
        yield replace(item, value=value, end=together[-1].end, doubtful=not (whole and grouped))


def _unknown(words: str, vocabulary: set[str]) -> bool:
    """A short line, none of whose words is the table's (续表, 打印)."""
    return 2 <= len(words) < 8 and not any(
        words[i : i + 2] in vocabulary for i in range(len(words) - 1)
    )


def _foreign(words: str, vocabulary: set[str], share: float) -> bool:
    """A line of which less than a share is in the table's own words."""
    if len(words) < 8:
        return False
    known = sum(words[i : i + 2] in vocabulary for i in range(len(words) - 1))
    return known < share * (len(words) - 1)


def _adds_up(figures: Sequence[Figure], width: int) -> bool:
    """Whether the figures fall into rows whose last one is the sum of the others."""
    values = [figure.value or Decimal(0) for figure in figures]
    return width > 2 and all(
        values[i + width - 1] == sum(values[i : i + width - 1])
        for i in range(0, len(values), width)
    )


def _cut(runs: Sequence[tuple[int, int, Figure, bool]], width: int) -> Iterator[Group]:
    """Figures without a label between them, as rows: by line if the lines fit, else by count."""
    by_line: dict[int, list[tuple[int, int, Figure, bool]]] = {}
    for item in runs:
        by_line.setdefault(item[1], []).append(item)
    whole_rows = width > 1 and len(by_line) % width == 0 and len(runs) <= 3 * len(by_line)
    if whole_rows or (len(by_line) >= 3 and 2 * len(runs) <= 3 * len(by_line)):
        # One cell a line: two figures on a line are one that came apart.
        for line, items in by_line.items():
            mended = list(_mended([item[2] for item in items]))
            by_line[line] = [
                (items[0][0], line, figure, items[0][3])
                for figure in mended
                if isinstance(figure, Figure)
            ]
    chunks: list[list[tuple[int, int, Figure, bool]]] = []
    loose: list[tuple[int, int, Figure, bool]] = []

    def settle() -> None:
        if not loose:
            return
        fullest = max(Counter(item[1] for item in loose).values())
        whole = width and len(loose) > width and len(loose) % width == 0
        if whole and (fullest == 1 or _adds_up([item[2] for item in loose], width)):
            chunks.extend(loose[i : i + width] for i in range(0, len(loose), width))
        else:
            chunks.append(list(loose))
        loose.clear()

    for items in by_line.values():
        if width and len(items) == width:
            settle()
            chunks.append(items)
        else:
            loose.extend(items)
    settle()
    for chunk in chunks:
        at, line, _, labelled = chunk[0]
        yield Group(at, line, [item[2] for item in chunk], False, labelled)
