"""What has been read of one form so far, before it is handed out.

Every figure goes through `Reading.take`, so that units, remarks and doubts are treated alike in
every table.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from yangguang.law.forms.figures import Figure
from yangguang.law.forms.lines import Line
from yangguang.law.forms.model import Equation, Form, FormTable, Row
from yangguang.law.forms.parsed import Deviation, Place

NO_ROW = "表中找不到这一行的数"


@dataclass(slots=True)
class Reading:
    """What has been read of one form so far."""

    form: Form
    text: str
    lines: Sequence[Line]
    cells: dict[str, Decimal | None] = field(default_factory=dict)
    unread: dict[str, str] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)
    printed: set[str] = field(default_factory=set)
    deviations: list[Deviation] = field(default_factory=list)
    empty: list[tuple[FormTable, Row]] = field(default_factory=list)
    """Rows whose label stands there without any figure."""

    def place(self, figure: Figure) -> Place:
        """Where a figure stands, with its line as quotation."""
        at = self.lines[bisect_right(self.lines, figure.start, key=lambda line: line.start) - 1]
        return Place(at.block, figure.start, figure.end, self.text[at.start : at.end].strip())

    def take(self, cell: str, figure: Figure | None) -> None:
        """Records one cell; a doubtful figure goes to `unread`."""
        if figure is None:
            self.cells[cell] = None
            return
        value = figure.value
        if figure.doubtful:
            self.unread[cell] = "数字有疑似识别错误的字符，不能断定"
            return
        place = self.place(figure)
        if value is not None and self.form.unit_of(cell) == "万元" and figure.unit:
            if figure.unit == "元":
                value = value / 10000
            elif figure.unit == "亿元":
                value = value * 10000
            if figure.unit in ("元", "亿元"):
                self.deviations.append(
                    Deviation("unit", f"金额以“{figure.unit}”填写，已换算为万元", (cell,), place)
                )
        if figure.note and value is not None:
            self.deviations.append(
                Deviation("annotated", f"单元格内有附注{figure.note}", (cell,), place)
            )
        self.cells[cell] = value
        if figure.end > figure.start:
            self.places[cell] = place

    def give_up(self, table: FormTable, row: Row, why: str) -> None:
        """All cells of a row are unread."""
        for column in table.columns:
            self.unread[table.cell(row.code, column.code)] = why


def cells_of(table: FormTable, row: Row) -> list[str]:
    return [table.cell(row.code, column.code) for column in table.columns]


def settle_empty(reading: Reading) -> None:
    """Rows whose label stands there without any figure: left blank, or lost by the capture?

    An office that prints its noughts does not leave a row blank; one that prints none does. A
    blank is believed only in the second case, and only if the sums allow it.
    """
    noughts = any(
        value == 0 for cell, value in reading.cells.items() if not cell.endswith("/total")
    )
    blank = {cell for table, row in reading.empty for cell in cells_of(table, row)}
    fits = all(
        _holds(equation, {**reading.cells, **dict.fromkeys(blank)})
        for equation in reading.form.equations(reading.printed)
        if blank.intersection(equation.cells())
        and equation.formula.rule in ("sum", "identity")
        and all(cell in blank or cell in reading.cells for cell in equation.cells())
    )
    for table, row in reading.empty:
        if noughts or not fits:
            reading.give_up(table, row, NO_ROW)
        else:
            reading.cells.update(dict.fromkeys(cells_of(table, row)))


def _holds(equation: Equation, cells: Mapping[str, Decimal | None]) -> bool:
    left = sum(term.sign * (cells[term.cell] or 0) for term in equation.left)
    right = sum(term.sign * (cells[term.cell] or 0) for term in equation.right)
    return left == right
