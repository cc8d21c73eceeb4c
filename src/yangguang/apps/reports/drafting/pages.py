"""A report as blocks in reading order: headings, paragraphs, the form's tables filled in, charts.

Word file, PDF and page are drawn from these, so that they say the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from yangguang.apps.reports.drafting.book import printed
from yangguang.apps.reports.drafting.charting import Chart, charts_of
from yangguang.apps.reports.drafting.material import Part
from yangguang.apps.reports.drafting.tokens import plain
from yangguang.law.forms.layout import print_table
from yangguang.law.forms.model import Form, FormTable, Row

_SUBHEADING = re.compile(r"^（[一二三四五六七八九十]{1,3}）[^。；！？]{1,30}$")


@dataclass(frozen=True, slots=True)
class Heading:
    """``level`` 1 for 一、 and 2 for （一）."""

    text: str
    level: int


@dataclass(frozen=True, slots=True)
class Words:
    text: str


@dataclass(frozen=True, slots=True)
class GridCell:
    """One drawn cell; ``kind`` is ``head``, ``label``, ``unit``, ``figure`` or ``empty``."""

    text: str
    kind: str
    rows: int = 1
    columns: int = 1
    code: str = ""
    indent: int = 0


@dataclass(frozen=True, slots=True)
class Sheet:
    """A filled table. Every line covers ``width`` columns, spans included; ``shares`` are their parts
    of the text's width."""

    caption: str
    lines: tuple[tuple[GridCell, ...], ...]
    head_lines: int
    width: int
    shares: tuple[float, ...]
    small: bool

    @property
    def tall(self) -> bool:
        """Whether it is longer than a page and so has to be torn (the sheet of 2014)."""
        return len(self.lines) > 40


@dataclass(frozen=True, slots=True)
class PageBreak:
    pass


Block = Heading | Words | Sheet | Chart | PageBreak


def lay_out(
    form: Form,
    parts: Sequence[Part],
    cells: Mapping[str, Decimal | None],
    year: int,
    received: Sequence[tuple[int, Decimal]] = (),
) -> list[Block]:
    """The blocks of a report after its title. ``received`` gives applications by year, for a chart."""
    blocks: list[Block] = []
    drawn = charts_of(form.code, year, cells, received)
    for part in parts:
        if part.code == "annex":
            blocks.append(PageBreak())
            for code in part.tables:
                blocks += _annex(form.table(code), cells, year)
            continue
        if part.heading:
            blocks.append(Heading(part.heading, 1))
        blocks += _paragraphs(part.text)
        blocks += [drawn[name] for name in part.charts if name in drawn]
        for code in part.tables:
            table = form.table(code)
            sheet = fill(table, cells, caption="" if table.heading[1:2] == "、" else table.heading)
            blocks.append(sheet)
        if part.table_note:
            blocks += _paragraphs(part.table_note)
    return blocks


def _annex(table: FormTable, cells: Mapping[str, Decimal | None], year: int) -> Iterator[Block]:
    """The sheet of 2014 stands at the end, with its own title."""
    yield Heading("附件", 0)
    yield fill(table, cells, caption=f"{table.heading}（{year}年度）")


def _paragraphs(text: str) -> Iterator[Block]:
    for line in plain(text).splitlines():
        words = line.strip()
        if words:
            yield Heading(words, 2) if _SUBHEADING.match(words) else Words(words)


def fill(table: FormTable, cells: Mapping[str, Decimal | None], *, caption: str = "") -> Sheet:
    """One table of the form as the official sheet draws it, labels merged, with the figures in."""
    head = tuple(
        tuple(GridCell(cell.text, "head", cell.rows, cell.columns) for cell in line)
        for line in table.header
    )
    printed_table = print_table(table)
    if not printed_table.row_heads:
        line = tuple(_figure(code, cells) for code in printed_table.rows[0].cells)
        return Sheet(caption, (*head, line), len(head), len(line), _equal(len(line)), small=True)
    body = _body(table, cells)
    width = table.label_columns + printed_table.has_units + len(table.columns)
    shares = _shares(table, has_units=printed_table.has_units)
    return Sheet(caption, (*head, *body), len(head), width, shares, small=table.label_columns > 1)


def _body(table: FormTable, cells: Mapping[str, Decimal | None]) -> Iterator[tuple[GridCell, ...]]:
    rows = [row for row in table.rows if row.heading or row in table.printed_rows()]
    rows = [row for row in rows if not row.heading or _children(row, rows)]
    has_units = any(row.unit for row in table.rows)
    if table.label_columns == 1:
        for row in rows:
            yield _plain_line(table, row, cells, has_units=has_units)
        return
    yield from _merged(table, rows, cells)


def _plain_line(
    table: FormTable, row: Row, cells: Mapping[str, Decimal | None], *, has_units: bool
) -> tuple[GridCell, ...]:
    line = [GridCell(row.label, "label", indent=row.indent)]
    if has_units:
        line.append(GridCell(row.unit, "unit"))
    for column in table.columns:
        code = table.cell(row.code, column.code)
        line.append(GridCell("", "empty") if row.heading else _figure(code, cells))
    return tuple(line)


def _merged(
    table: FormTable, rows: Sequence[Row], cells: Mapping[str, Decimal | None]
) -> Iterator[tuple[GridCell, ...]]:
    """Headings stand beside the rows that they head, each over as many lines as it has."""
    waiting: list[GridCell] = []
    for row in rows:
        if row.heading:
            waiting.append(GridCell(row.label, "label", len(_lines_under(row, rows))))
            continue
        label = GridCell(row.label, "label", 1, table.label_columns - row.indent)
        figures = [_figure(table.cell(row.code, one.code), cells) for one in table.columns]
        yield (*waiting, label, *figures)
        waiting = []


def _children(row: Row, rows: Sequence[Row]) -> list[Row]:
    return [one for one in rows if one.parent == row.code]


def _lines_under(row: Row, rows: Sequence[Row]) -> list[Row]:
    found = []
    for one in _children(row, rows):
        found += _lines_under(one, rows) if one.heading else [one]
    return found


def _figure(code: str, cells: Mapping[str, Decimal | None]) -> GridCell:
    value = cells.get(code)
    return GridCell("" if value is None else printed(value), "figure", code=code)


def _equal(count: int) -> tuple[float, ...]:
    return (1 / count,) * count


def _shares(table: FormTable, *, has_units: bool) -> tuple[float, ...]:
    columns = len(table.columns)
    if table.label_columns == 3:
        labels = (0.06, 0.1, 0.32)
        return (*labels, *((1 - sum(labels)) / columns,) * columns)
    if has_units:
        return (0.7, 0.12, 0.18)
    return (0.31, *(0.69 / columns,) * columns)
