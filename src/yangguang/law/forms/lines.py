"""A document as lines: one line of a paragraph, or one row of a table with its cells.

Offsets count characters of the document's own text, so that every figure can be shown where it
stands. Lines that only number a page are marked, whatever hand they are written in.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from yangguang.law.forms.folding import fold, han
from yangguang.text.document import Document, Paragraph

_RULE = re.compile(r"^[\s:|=+-]*-{2,}[\s:|=+-]*$")
_PAGE_NUMBER = re.compile(r"^(?:第\s*\d+\s*页.*|\d+\s*/\s*\d+)$")
_DASHED = re.compile(r"^[-—~.]+\s*(\d{1,3})\s*[-—~.]+$")
_LONG_CELL = 160
_LONG_LINE = 300
_MOST_LINES = 200_000
_MOST_COLUMNS = 400


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
        cells = self.cells
        return cells[0][2] if len(cells) == 1 else " ".join([cell[2] for cell in cells])


def read_lines(document: Document) -> list[Line]:
    """Every non-empty line in order; offsets count characters of `Document.text()`."""
    lines: list[Line] = []
    offset = 0
    tables = 0
    piped = False
    for number, block in enumerate(document.blocks):
        if len(lines) > _MOST_LINES:
            break
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
                span = max(1, min(cell.column_span, 200))
                if cell.row_span > 1 and x < _MOST_COLUMNS:
                    for covered in range(x, x + span):
                        occupied[covered] = cell.row_span
                x += span
                offset += len(cell.text) + 1
            if not row:
                offset += 1
            if occupied:
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
    alone = 0
    dressed: list[tuple[int, int]] = []
    for number, line in enumerate(lines):
        if line.end - line.start > 16 or line.table > 0:
            continue
        text = line.text().strip()
        if text.isalpha():
            continue
        if match := _DASHED.match(text):
            dressed.append((number, int(match[1])))
        elif _PAGE_NUMBER.match(text):
            line.page_number = True
        elif text.isdecimal():
            alone += 1
            if len(text) <= 3 and int(text) > 0:
                bare.append((number, int(text)))
    chain = _pages_in_text(lines, bare) or _pages_alone(bare, alone)
    found = (*chain, *_counting_on(dressed), *_between_tables(lines, dressed))
    for number in (*found, *_at_page_ends(lines, bare)):
        lines[number].page_number = True


def _between_tables(lines: Sequence[Line], dressed: Sequence[tuple[int, int]]) -> list[int]:
    """Of the lines ``- 3 -`` those that stand alone between two tables: a row stands in its table."""
    return [
        number
        for number, _ in dressed
        if 0 < number < len(lines) - 1
        and lines[number - 1].table > 0
        and lines[number + 1].table > 0
    ]


def _at_page_ends(lines: Sequence[Line], bare: Sequence[tuple[int, int]]) -> list[int]:
    """Bare numbers at the foot of pages, where the file knows its pages and they keep step."""
    feet = [
        (number, value - lines[number].page)
        for number, value in bare
        if number + 1 == len(lines) or lines[number + 1].page > lines[number].page
    ]
    steps = Counter(step for _, step in feet)
    return [
        number
        for number, step in feet
        if steps[step] >= 2 or (step == 0 and han(lines[number - 1].text()))
    ]


def _counting_on(dressed: Sequence[tuple[int, int]]) -> list[int]:
    """Of the lines ``- 3 -`` those that count on; ``- 518 -`` may be a row with two blanks."""
    chain: list[int] = []
    last = 0
    for place, (number, value) in enumerate(dressed):
        follows = chain and last < value <= last + 3
        goes_on = any(0 < later - value <= 2 for _, later in dressed[place + 1 : place + 4])
        begins = (value <= 2 and (not chain or goes_on)) or (not chain and goes_on)
        if follows or begins:
            chain.append(number)
            last = value
    return chain


def _pages_alone(bare: Sequence[tuple[int, int]], alone: int) -> list[int]:
    """Bare numbers 1, 2, 3 … where few other numbers (of ``alone``) have a line of their own."""
    chain: list[int] = []
    for number, value in bare:
        if value == len(chain) + 1 and (not chain or number - chain[-1] >= 10):
            chain.append(number)
    return chain if len(chain) >= 2 and 2 * len(chain) >= alone else []


def _pages_in_text(lines: Sequence[Line], bare: Sequence[tuple[int, int]]) -> list[int]:
    """Bare numbers that count on from a page number between two lines of running text."""
    if not bare:
        return []
    first, wanted = bare[0]
    around = [*lines[max(0, first - 2) : first], *lines[first + 1 : first + 3]]
    if wanted > 3 or len(around) < 4 or any(len(han(line.text())) < 6 for line in around):
        return []
    length = (first + 1) / wanted
    chain = [first]
    while True:
        wanted += 1
        near = [
            number
            for number, value in bare
            if value == wanted and 0.55 * length <= number - chain[-1] <= 1.6 * length
        ]
        if not near:
            return chain
        chain.append(min(near, key=lambda number: abs(number - chain[-1] - length)))
        length = (chain[-1] + 1) / wanted


def _unrolled(block: int, cells: Sequence[tuple[int, int, str]], page: int) -> Iterator[Line]:
    """A table used for layout: each line of each cell stands alone."""
    for _, start, text in cells:
        position = start
        for part in text.split("\n"):
            for piece_start, piece in _pieces(position, part):
                end = piece_start + len(piece)
                yield Line(block, piece_start, end, [(0, piece_start, piece)], page=page)
            position += len(part) + 1


def _plain_lines(block: int, offset: int, paragraph: Paragraph) -> Iterable[Line]:
    text = paragraph.text
    if len(text) <= _LONG_LINE and text.isalnum():
        # Most lines of a capture are words and nothing else.
        cells = [(0, offset, fold(text))]
        return (Line(block, offset, offset + len(text), cells, -1, paragraph.page),)
    return _broken_lines(block, offset, paragraph)


def _broken_lines(block: int, offset: int, paragraph: Paragraph) -> Iterator[Line]:
    position = offset
    for raw, part in zip(
        paragraph.text.split("\n"), fold(paragraph.text).split("\n"), strict=False
    ):
        end = position + len(part)
        if len(part) > _LONG_LINE and _MARKS.search(part):
            for piece_start, piece in _pieces(position, part):
                piece_end = piece_start + len(piece)
                cells = [(0, piece_start, piece)]
                yield Line(block, piece_start, piece_end, cells, -1, paragraph.page)
        elif raw.count("\t") >= 2 and "|" not in part and part.strip():
            yield Line(block, position, end, _tabbed(raw, position), 0, paragraph.page)
        elif part.strip() and not (part.count("-") > 2 and _RULE.match(part)):
            cells, structured = _split(part, position)
            if cells:
                yield Line(block, position, end, cells, 0 if structured else -1, paragraph.page)
        elif part.strip() and "|" not in part:
            yield Line(block, position, end, [(0, position, part)], -1, paragraph.page)
        position = end + 1


_MARKS = re.compile(r"本年新收|结转下年度|统计指标|制发件数|新制作数量|举报投诉数")
_BEGINS = re.compile(
    r"(?<=[。;])|(?=(?<![\u4e00-\u9fff])[一二三四五六七八九]、|\([一二三四五六七八九]\)"
    r"|(?<![\d.])\d[.、]\s*[\u4e00-\u9fff\"]|第二十条第|信息内容|统计指标|其中:|制发规范|涉及(?:商业|个人)"
    r"|危及国家|不是.?条例|法律法规规定|规章\s*\d|行政(?:规范|许可|处罚|强制|事业)|政府集中|其他对外|行政复议\s)"
)


def _pieces(start: int, text: str) -> Iterator[tuple[int, str]]:
    """A long line cut before whatever may begin a row or a heading, and after sentences."""
    if len(text) <= _LONG_LINE or not _MARKS.search(text):
        if text.strip():
            yield start, text
        return
    position = 0
    for match in _BEGINS.finditer(text):
        if match.start() > position:
            if text[position : match.start()].strip():
                yield start + position, text[position : match.start()]
            position = match.start()
    if text[position:].strip():
        yield start + position, text[position:]


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
    framed = not pieces[0].strip()
    if framed:
        cells = cells[1:]
    stated = [cell for cell in cells if cell[2].strip()]
    if cells and not cells[-1][2].strip() and (framed or len(stated) < 2):
        cells = cells[:-1]
    if len(cells) >= 2:
        return cells, True
    return stated, False
