"""A return as the desk draws it: the form as printed, inputs only where hands must fill in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.urls import reverse

from yangguang.apps.reports.selectors.returns import Filling, Judged
from yangguang.law.forms.findings import plain
from yangguang.law.forms.layout import print_table
from yangguang.law.forms.model import FormTable, HeaderCell
from yangguang.law.forms.parsed import ParsedForm
from yangguang.law.returns.judging import Point

FEW = 3
"""Tables with so few columns show last year's figure beside each; wider ones the last column's."""


@dataclass(frozen=True, slots=True)
class Box:
    """One place of the form. ``name`` is the input's, empty where nothing is typed."""

    code: str
    label: str
    text: str
    name: str = ""
    error: str = ""
    address: str = ""
    mark: str = ""
    points: tuple[Point, ...] = ()
    overridden: bool = False
    remarked: bool = False

    @property
    def about(self) -> str:
        """What a screen reader says of it."""
        parts = [self.label, self.text or "空白", self.mark]
        parts += [f"{point.weight.label}：{point.message}" for point in self.points]
        return "；".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class Line:
    """One printed row; ``source_name`` is the input for where its hand numbers come from."""

    label: str
    indent: int
    unit: str
    boxes: tuple[Box, ...]
    before: tuple[str, ...] = ()
    source: str = ""
    source_name: str = ""
    source_error: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table ready to draw. ``before`` names the columns of last year's figures."""

    heading: str
    note: str
    head: tuple[tuple[HeaderCell, ...], ...]
    label_columns: int
    has_units: bool
    columns: int
    before: tuple[str, ...]
    lines: tuple[Line, ...]
    fills: bool

    @property
    def head_rows(self) -> int:
        """How many rows the head has."""
        return len(self.head)


@dataclass(slots=True)
class Typed:
    """What somebody typed into the form and what is wrong with it, by the names of the inputs."""

    values: Mapping[str, str] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)


def cell_name(code: str) -> str:
    """The name of a cell's input."""
    return f"c:{code}"


def source_name(row: str) -> str:
    """The name of the input for the source of a row's numbers."""
    return f"s:{row}"


def draw(
    filling: Filling,
    judged: Judged,
    before: ParsedForm | None,
    *,
    editable: bool,
    remarked: frozenset[str] = frozenset(),
    typed: Typed | None = None,
) -> list[Sheet]:
    """The tables of the form. ``editable`` draws inputs for cells that no record gives."""
    by_cell: dict[str, list[Point]] = defaultdict(list)
    for point in judged.points:
        if point.rule != "blank":
            for cell in point.cells:
                by_cell[cell].append(point)
    drawn = _Drawing(filling, by_cell, before, editable, remarked, typed or Typed())
    return [drawn.sheet(table) for table in filling.definition.form.tables]


@dataclass(slots=True)
class _Drawing:
    filling: Filling
    points: Mapping[str, list[Point]]
    before: ParsedForm | None
    editable: bool
    remarked: frozenset[str]
    typed: Typed

    def sheet(self, table: FormTable) -> Sheet:
        printed = print_table(table)
        in_rows = printed.row_heads
        rows = table.printed_rows()
        shown = [row for row in table.rows if row.heading or row in rows] if in_rows else rows
        lines = []
        for row in shown:
            codes = (
                () if row.heading else tuple(table.cell(row.code, c.code) for c in table.columns)
            )
            boxes = tuple(self.box(code) for code in codes)
            fills = any(box.name for box in boxes)
            name = source_name(row.code) if fills else ""
            lines.append(
                Line(
                    row.label,
                    row.indent if in_rows else 0,
                    row.unit,
                    boxes,
                    self.last_year(codes),
                    self.source(codes, name),
                    name,
                    self.typed.errors.get(name, ""),
                )
            )
        columns = tuple(column.label for column in table.columns)
        head = printed.head
        if not in_rows:
            head = (tuple(HeaderCell(text) for text in ("案件", *columns)),)
        return Sheet(
            heading=printed.heading,
            note=printed.note if in_rows else "",
            head=head,
            label_columns=table.label_columns if in_rows else 1,
            has_units=printed.has_units,
            columns=len(columns),
            before=self.before_heads(table),
            lines=tuple(lines),
            fills=any(line.source_name for line in lines),
        )

    def before_heads(self, table: FormTable) -> tuple[str, ...]:
        if self.before is None or self.before.form_code != self.filling.definition.form.code:
            return ()
        if len(table.columns) <= FEW:
            return tuple(f"上年{column.label.removeprefix('本年')}" for column in table.columns)
        return (f"上年{table.columns[-1].label}",)

    def last_year(self, codes: tuple[str, ...]) -> tuple[str, ...]:
        if self.before is None or self.before.form_code != self.filling.definition.form.code:
            return ()
        wanted = codes if len(codes) <= FEW else codes[-1:]
        found = [self.before.cells.get(code) for code in wanted]
        return tuple("—" if value is None else plain(value) for value in found)

    def source(self, codes: tuple[str, ...], name: str) -> str:
        if name and name in self.typed.values:
            return self.typed.values[name]
        found = (self.filling.figures[code].source for code in codes)
        return "；".join(dict.fromkeys(text for text in found if text))

    def box(self, code: str) -> Box:
        figure = self.filling.figures[code]
        label = self.filling.definition.form.describe(code)
        by_hand = self.editable and figure.computed is None and figure.origin != "formula"
        name = cell_name(code) if by_hand else ""
        shown = figure.own if by_hand else figure.value
        text = "" if shown is None else plain(shown)
        if name and name in self.typed.values:
            text = self.typed.values[name]
        address = reverse("return-cell", args=[self.filling.row.pk])
        points = tuple(self.points.get(code, ()))
        return Box(
            code=code,
            label=label,
            text=text,
            name=name,
            error=self.typed.errors.get(name, "") if name else "",
            address=f"{address}?{urlencode({'cell': code})}",
            mark="改" if figure.overridden else "",
            points=points,
            overridden=figure.overridden,
            remarked=code in self.remarked,
        )
