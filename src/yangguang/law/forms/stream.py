"""A document as lines, and a stretch of lines as label text with figures standing in it.

Captures differ in everything but order: rows may be cells of a table, pipes, tabs, one line each or
one cell a line, labels may be torn and figures stand before them. So labels are joined into one
string without the figures, and each run of figures remembers at which character of that string it
stood. Labels are then found however they were broken.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import pairwise

from yangguang.law.forms.figures import NUMBER, UNIT, Figure, decimal, read_cell
from yangguang.law.forms.folding import fold, han
from yangguang.text.document import Document, Paragraph

_RULE = re.compile(r"^[\s:|=+-]*-{2,}[\s:|=+-]*$")
_PAGE_NUMBER = re.compile(r"^\s*(?:[-—~·]+\s*\d{1,3}\s*[-—~·]+|第\s*\d+\s*页.*|\d+\s*/\s*\d+)\s*$")
_LONG_CELL = 160


@dataclass(slots=True)
class Line:
    """One visual line: a paragraph's line, or one row of a table with its cells."""

    block: int
    start: int
    end: int
    cells: list[tuple[int, int, str]]
    """(grid column, start in the document's text, folded text); a single one for plain text."""
    table: int = -1
    """Which table it belongs to, counted through the document; -1 for plain text."""
    page: int = 1
    marked: bool = False
    """True for a row of a table whose cells the file itself marks, so that blanks are blanks."""
    page_number: bool = False
    """True if the line is nothing but the number of a page."""

    def text(self) -> str:
        """The folded text of the whole line."""
        return " ".join(cell[2] for cell in self.cells)


def read_lines(document: Document) -> list[Line]:
    """Every non-empty line in order; offsets count characters of `Document.text()`."""
    lines: list[Line] = []
    offset = 0
    tables = 0
    piped = False
    for number, block in enumerate(document.blocks):
        if isinstance(block, Paragraph):
            plain = _plain_lines(number, offset, block)
            for line in plain:
                if line.table == 0:
                    if not piped:
                        tables += 1
                    line.table = tables
                piped = line.table > 0
                lines.append(line)
            offset += len(block.text) + 1
            continue
        tables += 1
        piped = False
        occupied: dict[int, int] = {}
        for row in block.rows:
            cells: list[tuple[int, int, str]] = []
            start, x = offset, 0
            for cell in row:
                while occupied.get(x, 0) > 0:
                    x += 1
                cells.append((x, offset, fold(cell.text)))
                for covered in range(x, x + max(1, min(cell.column_span, 200))):
                    occupied[covered] = cell.row_span
                x += max(1, min(cell.column_span, 200))
                offset += len(cell.text) + 1
            if not row:
                offset += 1
            occupied = {x: rows - 1 for x, rows in occupied.items() if rows > 1}
            if any(len(cell[2]) > _LONG_CELL for cell in cells):
                lines.extend(_unrolled(number, cells, block.page))
            elif any(cell[2].strip() for cell in cells):
                lines.append(
                    Line(
                        number,
                        start,
                        offset - 1,
                        cells,
                        tables,
                        block.page,
                        block.recovered == "marked",
                    )
                )
        if not block.rows:
            offset += 1
    _mark_page_numbers(lines)
    return lines


def _mark_page_numbers(lines: Sequence[Line]) -> None:
    """Lines such as ``- 3 -``, and bare numbers 1, 2, 3 … at a page's distance from each other."""
    bare: list[tuple[int, int]] = []
    for number, line in enumerate(lines):
        if line.end - line.start > 16 or line.table > 0:
            continue
        text = line.text().strip()
        if _PAGE_NUMBER.match(text):
            line.page_number = True
        elif text.isdecimal() and len(text) <= 3:
            bare.append((number, int(text)))
    chain: list[int] = []
    wanted = 1
    for number, value in bare:
        if value == wanted and (not chain or number - chain[-1] >= 10):
            chain.append(number)
            wanted += 1
    if len(chain) >= 2 and 2 * len(chain) >= len(bare):
        for number in chain:
            lines[number].page_number = True


def _unrolled(block: int, cells: Sequence[tuple[int, int, str]], page: int) -> Iterator[Line]:
    """A table used for layout: each line of each cell stands alone."""
    for _, start, text in cells:
        position = start
        for part in text.split("\n"):
            if part.strip():
                end = position + len(part)
                yield Line(block, position, end, [(0, position, part)], page=page)
            position += len(part) + 1


def _plain_lines(block: int, offset: int, paragraph: Paragraph) -> Iterator[Line]:
    position = offset
    for raw, part in zip(
        paragraph.text.split("\n"), fold(paragraph.text).split("\n"), strict=False
    ):
        end = position + len(part)
        if raw.count("\t") >= 2 and "|" not in part and part.strip():
            yield Line(block, position, end, _tabbed(raw, position), 0, paragraph.page)
        elif part.strip() and not (part.count("-") > 2 and _RULE.match(part)):
            cells, structured = _split(part, position)
            if cells:
                yield Line(block, position, end, cells, 0 if structured else -1, paragraph.page)
        elif part.strip() and "|" not in part:
            yield Line(block, position, end, [(0, position, part)], -1, paragraph.page)
        position = end + 1


def _tabbed(raw: str, start: int) -> list[tuple[int, int, str]]:
    cells: list[tuple[int, int, str]] = []
    for x, piece in enumerate(raw.split("\t")):
        cells.append((x, start, fold(piece)))
        start += len(piece) + 1
    return cells


def _split(text: str, start: int) -> tuple[list[tuple[int, int, str]], bool]:
    """Cells of a line with pipes, and whether it is a whole row."""
    if "|" not in text:
        return [(0, start, text)], False
    cells: list[tuple[int, int, str]] = []
    position = start
    pieces = text.split("|")
    for x, piece in enumerate(pieces):
        cells.append((x, position, piece))
        position += len(piece) + 1
    if not pieces[0].strip():
        cells = cells[1:]
    if cells and not cells[-1][2].strip():
        cells = cells[:-1]
    if len(cells) >= 2:
        return cells, True
    return [cell for cell in cells if cell[2].strip()], False


_SCAN = re.compile(
    r"(?P<note>\([^()\n]{0,80}[\u4e00-\u9fff][^()\n]{0,80}\))"
    r"|(?P<enumerator>(?:(?<![\d.,])\d{1,2}\s*[.,、](?=\s*[\u4e00-\u9fff\"'《(])"
    r"|\(\s*[一二三四五六七八九十\d]{1,3}\s*[)、.]"
    r"|(?<![\u4e00-\u9fff])[一二三四五六七八九十]{1,3}\s*[、.,)]"
    r"|(?<!\d)\d{1,2}\s*\)(?=\s*[\u4e00-\u9fff])|[①-⑳]))"
    r"|(?P<drop>第\s*\d+|1\s*[条次]\s*\)|\d{2,4}[-/]\d+(?:[-/:]\d+)*|\d+:\d+"
    r"|\d[\d.,]*\s*(?:年|月|日|号|页|版|%|季度|时|点)|[A-Za-z][A-Za-z0-9.@_/:-]*[0-9][\w.]*|\d{16,})"
    rf"|(?P<figure>(?:(?<![\d)\u4e00-\u9fff])[-+](?=\d)|[增减](?=\s?\d))?(?:{NUMBER}))(?:\s*(?P<unit>{UNIT})"
    r"(?![\u4e00-\u9fff]))?"
    r"|(?P<blank>(?<![^\s])(?:[-—]{1,8}|/|\\|无)(?![^\s]))"
    r"|(?P<nought>(?<![^\s])[〇零](?![^\s]))"
    r"|(?P<letter>(?<![^\s])[OolI]{1,3}(?![^\s]))"
    r"|(?P<han>[\u4e00-\u9fff]+)"
)
_LETTERS = str.maketrans("OolI", "0011")


def scan(text: str, start: int) -> Iterator[str | Figure]:
    """Chinese text and figures of a folded line, in order; row numbers and dates left out."""
    behind = -1
    for match in _SCAN.finditer(text):
        kind = match.lastgroup
        if kind == "unit":
            kind = "figure"
        if kind == "han":
            yield match[0]
        elif kind == "note":
            if match.start() != behind:  # a remark on the figure before it is no label
                yield han(match[0])
        elif kind == "figure":
            raw = match["figure"]
            value = decimal(raw.lstrip("+-增减 "))
            behind = match.end()
            yield Figure(
                -value if raw[0] in "-减" else value,
                start + match.end("figure") - len(raw.lstrip("+增减 ")),
                start + match.end("figure"),
                unit=match["unit"] or "",
            )
        elif kind == "blank":
            said = Decimal(0) if match[0] == "无" else None
            yield Figure(said, start + match.start(), start + match.end())
        elif kind == "nought":
            yield Figure(Decimal(0), start + match.start(), start + match.end())
        elif kind == "letter":
            value = Decimal(match[0].translate(_LETTERS))
            yield Figure(value, start + match.start(), start + match.end(), doubtful=True)


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


def lift(lines: Sequence[Line], first: int, last: int, vocabulary: set[str], width: int) -> Stream:
    """The label text and figure groups of ``lines[first:last]``.

    ``vocabulary`` is the form's own pairs of characters: a line in other words (a page header, a
    sentence) is left out with its figures. ``width`` is the number of columns where all rows have
    the same, else 0; runs of figures without a label between them are cut by it.
    """
    parts: list[str] = []
    line_of: list[int] = []
    groups: list[Group] = []
    runs: list[tuple[int, int, Figure, bool]] = []
    window = _windows(lines, first, last, width) if width > 1 else {}

    def flush() -> None:
        if runs:
            groups.extend(_cut(runs, width))
            runs.clear()

    serials = _serials(lines, first, last)
    for number in range(first, last):
        line = lines[number]
        if line.page_number:
            continue
        if number in serials:
            line = _without_serial(line, serials[number])
        row = _row_figures(line, window.get(line.table), width) if line.table > 0 else None
        if row is not None:
            words, figures = row
            if _foreign(words, vocabulary):
                continue
            flush()
            parts.append(words)
            line_of.extend([number] * len(words))
            groups.append(Group(len(line_of), number, figures, True, bool(words)))
            continue
        items = [item for _, at, text in line.cells for item in scan(text, at)]
        words = "".join(item for item in items if isinstance(item, str))
        if _foreign(words, vocabulary):
            continue
        for item in items:
            if isinstance(item, Figure):
                if _belongs_to_label(item, parts):
                    continue
                runs.append((len(line_of), number, item, bool(words)))
            else:
                flush()
                parts.append(item)
                line_of.extend([number] * len(item))
    flush()
    return Stream("".join(parts), line_of, groups)


_LEADING = re.compile(r"\s*(\d{1,2})(?=\s|\(|[\u4e00-\u9fff]|$)")


def _serials(lines: Sequence[Line], first: int, last: int) -> dict[int, int]:
    """Lines that begin with a running number 1, 2, 3 …, which is no figure, and its length."""
    leading: list[tuple[int, int, int]] = []
    for number in range(first, last):
        text = lines[number].cells[0][2]
        match = _LEADING.match(text)
        if match and (han(text) or (len(lines[number].cells) > 1 and han(lines[number].text()))):
            leading.append((number, int(match[1]), match.end()))
    if len(leading) < 6:
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
    cells = [rest, *line.cells[1:]] if rest[2].strip() else line.cells[1:]
    return replace(line, cells=cells)


def _belongs_to_label(figure: Figure, parts: Sequence[str]) -> bool:
    """The 1 of 计1条, 计1次 is a word of the label."""
    return bool(parts) and parts[-1].endswith(("息计", "情计", "点计")) and figure.value == 1


def _foreign(words: str, vocabulary: set[str]) -> bool:
    if len(words) < 8:
        return False
    known = sum(words[i : i + 2] in vocabulary for i in range(len(words) - 1))
    return known * 2 < len(words) - 1


def _row_figures(
    line: Line, window: tuple[int, int] | None, width: int
) -> tuple[str, list[Figure]] | None:
    """Label text and value cells of a table row, or None where no cell is a figure by itself."""
    read: list[tuple[int, str, Figure | None]] = []
    for x, start, text in line.cells:
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
        if window[0] < last_x < window[1] - 1 and read[0][0] == 0 and len(inside) >= 2:
            # Readers strip a line's end, and with it the blanks that stood there.
            end = line.cells[-1][1] + len(last_text)
            inside.extend([Figure(None, end, end)] * (window[1] - 1 - last_x))
        outside = [f for x, _, f in read if not window[0] <= x < window[1]]
        if (
            len(inside) == width
            and None not in inside
            and not any(f is not None and f.value is not None for f in outside)
        ):
            words_here = "".join(
                part
                for x, text, f in read
                if f is None
                for part in scan(text, 0)
                if isinstance(part, str)
            )
            return words_here, [f for f in inside if f is not None]
    runs: list[list[Figure]] = [[]]
    before_at: list[tuple[int, str]] = [(0, "")]
    label: list[str] = []
    for (_, text, figure), (_, start, _) in zip(read, line.cells, strict=True):
        if figure is None:
            label.extend(part for part in scan(text, 0) if isinstance(part, str))
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
    return "".join(label), chosen


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


def _windows(
    lines: Sequence[Line], first: int, last: int, width: int
) -> dict[int, tuple[int, int]]:
    """For each table, the grid columns in which most of its rows have their figures."""
    tables: dict[int, list[list[tuple[int, bool]]]] = {}
    ends: dict[int, dict[str, int]] = {}
    for line in lines[first:last]:
        if line.table > 0:
            for x, _, text in line.cells:
                if text.strip() in ("自然人", "总计"):
                    ends.setdefault(line.table, {}).setdefault(text.strip(), x)
        if line.table > 0 and len(line.cells) > width:
            row = []
            for x, _, text in line.cells:
                figure = read_cell(text)
                row.append((x, figure is not None and figure.value is not None))
            tables.setdefault(line.table, []).append(row)
    windows: dict[int, tuple[int, int]] = {}
    for table, rows in tables.items():
        head = ends.get(table, {})
        if width == 7 and head.get("总计", 0) - head.get("自然人", 0) == 6:
            windows[table] = (head["自然人"], head["自然人"] + 7)
            continue
        scores: dict[int, int] = {}
        for row in rows:
            filled = [x for x, stated in row if stated]
            if len(filled) < 2:
                continue
            for begin in range(max(0, filled[-1] - width + 1), filled[0] + 1):
                if begin + width > filled[-1]:
                    scores[begin] = scores.get(begin, 0) + 1
        if scores:
            most = max(scores.values())
            begins = [begin for begin, score in scores.items() if score == most]
            if len(begins) == 1 and most >= 2:
                windows[table] = (begins[0], begins[0] + width)
    return windows


def _cut(runs: Sequence[tuple[int, int, Figure, bool]], width: int) -> Iterator[Group]:
    """Figures without a label between them, as rows: by line if the lines fit, else by count."""
    by_line: dict[int, list[tuple[int, int, Figure, bool]]] = {}
    for item in runs:
        by_line.setdefault(item[1], []).append(item)
    chunks: list[list[tuple[int, int, Figure, bool]]] = []
    loose: list[tuple[int, int, Figure, bool]] = []

    def settle() -> None:
        if not loose:
            return
        if width and len(loose) > width and len(loose) % width == 0:
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
