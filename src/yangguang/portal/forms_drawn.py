"""A statutory form drawn again from its definition and a report's cells.

The tables look as the official sheet prints them; a cell at fault bears a mark and the numbers of
the findings that name it, a cell that could not be read says so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from yangguang.law.forms.model import Form, FormTable, Row
from yangguang.portal.wording import thousands


@dataclass(frozen=True, slots=True)
class Figure:
    """What stands in a cell: a value, a blank (``value`` None), or the reason it is unread."""

    value: Decimal | None = None
    unread: str = ""


@dataclass(frozen=True, slots=True)
class Head:
    """One cell of a table's head."""

    text: str
    columns: int
    rows: int


@dataclass(frozen=True, slots=True)
class Drawn:
    """One cell of figures. ``tone`` is ``error``, ``warning``, ``info``, ``unread``, ``blank``
    or empty; ``findings`` are the numbers of the findings that name it, worst first."""

    code: str
    text: str
    tone: str
    title: str
    findings: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """One printed row. A heading has no cells."""

    label: str
    indent: int
    unit: str
    cells: tuple[Drawn, ...]
    heading: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """One printed table. ``width`` counts all columns."""

    code: str
    heading: str
    head: tuple[tuple[Head, ...], ...]
    lines: tuple[Line, ...]
    width: int
    has_units: bool
    has_labels: bool


@dataclass(frozen=True, slots=True)
class Mark:
    """The findings that name a cell: the worst tone, and their numbers."""

    tone: str
    findings: tuple[int, ...]


def draw(
    form: Form,
    figures: Mapping[str, Figure],
    marks: Mapping[str, Mark] | None = None,
) -> list[Sheet]:
    """The tables of a form, filled. ``figures`` and ``marks`` are keyed by full cell names."""
    printed = {name.partition("/")[0] for name in figures}
    return [_sheet(table, figures, marks or {}, printed) for table in form.tables]


def _sheet(
    table: FormTable,
    figures: Mapping[str, Figure],
    marks: Mapping[str, Mark],
    printed: set[str],
) -> Sheet:
    shown = table.printed_rows(printed)
    codes = {row.code for row in shown}
    if table.layout == "line":
        cells = tuple(
            _cell(table.cell(row.code, column.code), f"{row.label} {column.label}", figures, marks)
            for row in shown
            for column in table.columns
        )
        return Sheet(
            table.code, table.heading, _head(table, 0), (Line("", 0, "", cells),), len(cells),
            has_units=False, has_labels=False,
        )  # fmt: skip
    has_units = any(row.unit for row in table.rows)
    lines = []
    for row in table.rows:
        if row.code in codes:
            cells = tuple(
                _cell(table.cell(row.code, column.code), _title(row, column.label), figures, marks)
                for column in table.columns
            )
            lines.append(Line(row.label, row.indent, row.unit, cells))
        elif row.heading and not (
            row.parts and row.code not in codes and not _has_parts(row, codes)
        ):
            lines.append(Line(row.label, row.indent, row.unit, (), heading=True))
    width = 1 + has_units + len(table.columns)
    return Sheet(
        table.code, table.heading, _head(table, table.label_columns), tuple(lines), width,
        has_units=has_units, has_labels=True,
    )  # fmt: skip


def _has_parts(row: Row, codes: set[str]) -> bool:
    return any(part in codes for part in row.parts)


def _title(row: Row, column: str) -> str:
    return f"{row.label} {column}".strip()


def _head(table: FormTable, label_columns: int) -> tuple[tuple[Head, ...], ...]:
    """The printed head; the columns that hold labels are drawn as one."""
    drawn = []
    for index, row in enumerate(table.header):
        cells = []
        for place, cell in enumerate(row):
            columns = cell.columns
            if index == 0 and place == 0 and label_columns:
                columns = max(1, columns - label_columns + 1)
            cells.append(Head(cell.text, columns, cell.rows))
        drawn.append(tuple(cells))
    return tuple(drawn)


def _cell(code: str, title: str, figures: Mapping[str, Figure], marks: Mapping[str, Mark]) -> Drawn:
    mark = marks.get(code)
    findings = mark.findings if mark else ()
    figure = figures.get(code)
    if figure is None:
        return Drawn(code, "", mark.tone if mark else "blank", title, findings)
    if figure.unread:
        return Drawn(code, "未读出", "unread", f"{title}：{figure.unread}", findings)
    if figure.value is None:
        return Drawn(code, "", mark.tone if mark else "blank", title, findings)
    return Drawn(code, thousands(figure.value), mark.tone if mark else "", title, findings)


def as_rows(form: Form, figures: Mapping[str, Figure]) -> list[Sequence[str]]:
    """The cells as rows of a download: code, table, row, column, value, unit, remark."""
    rows: list[Sequence[str]] = [("单元格", "表", "行", "列", "数值", "单位", "备注")]
    for code, figure in figures.items():
        try:
            table, row, column = form.place_of(code)
        except KeyError:
            rows.append((code, "", "", "", _plain(figure.value), "", figure.unread))
            continue
        value = "" if figure.unread else _plain(figure.value)
        remark = figure.unread or ("" if figure.value is not None else "报告未填")
        rows.append(
            (code, table.heading, row.label, column.label, value, form.unit_of(code), remark)
        )
    return rows


def _plain(value: Decimal | None) -> str:
    if value is None:
        return ""
    return str(int(value)) if value == value.to_integral_value() else f"{value.normalize():f}"
