"""Is this table data, or is it how the page was laid out?

Pages up to about 2015 put menu, article and footer into cells. A table is kept when its cells
are small and stand in columns; a row that holds whole articles or further tables is unrolled
into its blocks, in source order, so that nothing moves and nothing is lost.
"""

from __future__ import annotations

from yangguang.text.document import Cell, Paragraph, Table
from yangguang.text.extract.flow import Flow, Placed
from yangguang.text.extract.traces import Trace

_WIDEST = 200
_ARTICLE_CHARS = 400
_ARTICLE_BLOCKS = 6
_MOST_HEADS = 3


class CellUnderWay:
    """A cell, its blocks and whether it held a table of its own."""

    __slots__ = ("blocks", "bold", "column_span", "header", "nesting", "row_span")

    def __init__(self, row_span: int, column_span: int, header: bool) -> None:
        self.blocks: list[Placed] = []
        self.row_span = row_span
        self.column_span = column_span
        self.header = header
        self.bold = False
        self.nesting = False


Row = list[CellUnderWay]


class TableUnderWay:
    """A table whose end tag has not come yet."""

    __slots__ = (
        "caption",
        "in_cell",
        "in_head",
        "loose",
        "outer_region",
        "outside",
        "presentation",
        "rows",
    )

    def __init__(self, outside: list[Placed], *, presentation: bool) -> None:
        self.outside = outside
        self.presentation = presentation
        self.rows: list[Row] = []
        self.loose: list[Placed] = []
        self.caption = ""
        self.in_cell = False
        self.in_head = False
        self.outer_region = -1

    def begin_row(self) -> None:
        if not self.rows or self.rows[-1]:
            self.rows.append([])

    def end_row(self) -> None:
        self.begin_row()

    def begin_cell(self, row_span: int, column_span: int, header: bool) -> list[Placed]:
        """Opens a cell and gives the list its blocks go to."""
        if not self.rows:
            self.rows.append([])
        cell = CellUnderWay(row_span, column_span, header or self.in_head)
        self.rows[-1].append(cell)
        self.in_cell = True
        return cell.blocks

    def note_nesting(self) -> None:
        """The open cell turns out to hold a table."""
        if self.in_cell:
            self.rows[-1][-1].nesting = True

    def end_cell(self, *, bold: bool = False) -> list[Placed]:
        """Closes the open cell; ``bold`` tells that all of its words were set so."""
        if self.in_cell and self.rows and self.rows[-1]:
            self.rows[-1][-1].bold = bold
        self.in_cell = False
        return self.loose

    def take_caption(self, flow: Flow) -> None:
        """What stood loose in the table so far is its caption."""
        if not self.caption:
            self.caption = "".join(
                block.text for block, _ in self.loose if isinstance(block, Paragraph)
            )
            self.loose.clear()


def settle(table: TableUnderWay, most_places: int) -> list[Placed]:
    """The blocks a finished table amounts to: tables, unrolled rows, or both in turn."""
    rows = [row for row in table.rows if row]
    out: list[Placed] = list(table.loose)
    if not rows:
        return _with_caption(table, out)
    width = max(sum(min(cell.column_span, _WIDEST) for cell in row) for row in rows)
    # One column is a page set in a table; as data it loses nothing by standing as lines.
    if table.presentation or width == 1:
        for row in rows:
            _unroll(row, out)
        return _with_caption(table, out)
    _mark_heads(rows)
    run: list[Row] = []
    for row in rows:
        if _is_layout(row, len(rows)):
            _close_run(run, out, table.caption, most_places)
            run = []
            _unroll(row, out)
        else:
            run.append(row)
    _close_run(run, out, table.caption, most_places)
    return out if any(isinstance(b, Table) for b, _ in out) else _with_caption(table, out)


def _mark_heads(rows: list[Row]) -> None:
    """Bold first rows are the head of a table that marks none; a table all in bold has no head."""
    if any(cell.header for row in rows for cell in row):
        return
    heads = 0
    for row in rows[:_MOST_HEADS]:
        filled = [cell for cell in row if cell.blocks]
        if len(filled) < len(row) or not all(cell.bold for cell in filled):
            break
        heads += 1
    below = [cell for row in rows[heads:] for cell in row if cell.blocks]
    if heads and below and not all(cell.bold for cell in below):
        for row in rows[:heads]:
            for cell in row:
                cell.header = True


def _with_caption(table: TableUnderWay, out: list[Placed]) -> list[Placed]:
    return [(Paragraph(table.caption), Trace()), *out] if table.caption else out


def _is_layout(row: Row, height: int) -> bool:
    articles = 0
    for cell in row:
        if any(isinstance(block, Table) for block, _ in cell.blocks):
            return True
        if cell.nesting and len(cell.blocks) > 2:
            return True
        articles += _is_article(cell)
    if not articles:
        return False
    filled = sum(1 for cell in row if cell.blocks)
    # A long cell among several filled ones may be a data row with a long text; when the table
    # has only a few rows it is a page with side columns.
    return filled == 1 or height <= 3


def _is_article(cell: CellUnderWay) -> bool:
    if len(cell.blocks) < _ARTICLE_BLOCKS:
        return False
    texts = [block.text for block, _ in cell.blocks if isinstance(block, Paragraph)]
    characters = sum(map(len, texts))
    sentences = sum("。" in text for text in texts)
    return characters >= _ARTICLE_CHARS or (sentences >= 3 and characters >= _ARTICLE_CHARS // 3)


def _unroll(row: Row, out: list[Placed]) -> None:
    for cell in row:
        out.extend(cell.blocks)


def _close_run(run: list[Row], out: list[Placed], caption: str, most_places: int) -> None:
    if not run:
        return
    cells = sum(len(row) for row in run)
    filled = sum(1 for row in run for cell in row if cell.blocks)
    if cells == 1 or filled <= 1:
        for row in run:
            _unroll(row, out)
        return
    height = len(run)
    places = 0
    made: list[list[Cell]] = []
    for y, row in enumerate(run):
        line: list[Cell] = []
        for cell in row:
            below = height - y
            tall = below if cell.row_span == 0 else min(max(cell.row_span, 1), below)
            wide = min(max(cell.column_span, 1), _WIDEST)
            places += tall * wide
            line.append(Cell(_text(cell.blocks), tall, wide, cell.header))
        made.append(line)
    if places > max(20_000, 20 * cells) or places > most_places:
        made = [[Cell(c.text, header=c.header) for c in line] for line in made]
    first = next(cell for row in run for cell in row if cell.blocks).blocks[0][1]
    link_chars = sum(t.link_chars for row in run for cell in row for _, t in cell.blocks)
    trace = Trace(link_chars=link_chars, region=first.region, marked_body=first.marked_body)
    out.append((Table(tuple(tuple(line) for line in made), caption=caption), trace))


def _text(blocks: list[Placed]) -> str:
    return "\n".join(b.text for b, _ in blocks if isinstance(b, Paragraph))
