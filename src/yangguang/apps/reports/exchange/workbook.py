"""A return as a workbook in the layout of its form, and back.

A hidden column and a hidden row name rows and columns, so that a file that somebody has sorted,
widened or filled in is still read cell by cell.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from io import BytesIO
from typing import Any

import xlsxwriter

from yangguang.apps.files.sandbox import read_document
from yangguang.apps.reports.exchange.as_json import number_of
from yangguang.apps.reports.exchange.carried import Carried, CarriedCell, Label, WrongFile
from yangguang.law.forms.findings import plain
from yangguang.law.forms.layout import PrintedTable, print_table
from yangguang.law.forms.model import Form, FormTable, HeaderCell
from yangguang.text.document import Table, UnreadableDocument

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ABOUT = "填报信息"
SOURCE = "#@"
_LINE = "#line"
_DIGITS = 15
_KEYS = ("表式", "表式版本", "国家表式", "机构代码", "机构名称", "年度", "期", "范围")


def write_workbook(carried: Carried, form: Form, *, made_at: datetime) -> bytes:
    """A sheet for each table as printed, figures as numbers, words never as formulas."""
    target = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(target, options) as book:
        book.set_properties({"created": made_at.replace(tzinfo=None)})
        styles = {
            "title": book.add_format({"bold": True, "font_size": 14}),
            "head": book.add_format(
                {
                    "bold": True,
                    "border": 1,
                    "text_wrap": True,
                    "align": "center",
                    "valign": "vcenter",
                }
            ),
            "label": book.add_format({"border": 1, "text_wrap": True, "valign": "vcenter"}),
            "number": book.add_format({"border": 1, "align": "right", "valign": "vcenter"}),
        }
        about = book.add_worksheet(ABOUT)
        about.set_column(0, 0, 14)
        about.set_column(1, 1, 50)
        for y, (key, value) in enumerate(zip(_KEYS, _about(carried.label), strict=True)):
            about.write_string(y, 0, key, styles["label"])
            about.write_string(y, 1, value, styles["label"])
        for number, table in enumerate(form.tables, start=1):
            _Sheet(book.add_worksheet(f"表{number}"), table, styles).write(carried)
        book.worksheets()[1].activate()
    return target.getvalue()


def _about(label: Label) -> tuple[str, ...]:
    return (
        label.code, str(label.version), label.form, label.agency, label.agency_name,
        str(label.year), str(label.part), label.scope,
    )  # fmt: skip


class _Sheet:
    """One printed table on one sheet; column A and the row under the head stay hidden."""

    def __init__(self, page: Any, table: FormTable, styles: dict[str, Any]) -> None:
        self.page = page
        self.table = table
        self.printed: PrintedTable = print_table(table)
        self.styles = styles
        self.units = 1 if self.printed.has_units else 0
        self.labels = self.printed.label_columns

    def write(self, carried: Carried) -> None:
        page, printed = self.page, self.printed
        page.write_string(0, 1, printed.heading, self.styles["title"])
        top = self._head(1)
        first = 1 + self.labels + self.units
        page.set_row(top, None, None, {"hidden": True})
        marks = self._marks()
        for x, mark in enumerate(marks):
            page.write_string(top, first + x, mark)
        source_at = first + len(marks)
        page.write_string(top, source_at, SOURCE)
        page.write_string(top - 1, source_at, "来源说明（手工填报的数字）", self.styles["head"])
        for y, line in enumerate(printed.rows, start=top + 1):
            code = _LINE if not printed.row_heads else self._code(y - top - 1)
            page.write_string(y, 0, code)
            if self.labels:
                self._merge(y, 1, y, self.labels, "　" * line.indent + line.label, "label")
            if self.units:
                page.write_string(y, 1 + self.labels, line.unit, self.styles["label"])
            for x, cell in enumerate(line.cells):
                self._number(y, first + x, carried.cells.get(cell))
            sources = dict.fromkeys(
                carried.cells[cell].source
                for cell in line.cells
                if cell in carried.cells and carried.cells[cell].source
            )
            page.write_string(y, source_at, "；".join(sources), self.styles["label"])
        if printed.note:
            page.write_string(top + len(printed.rows) + 2, 1, printed.note)
        page.set_column(0, 0, None, None, {"hidden": True})
        if self.labels:
            page.set_column(1, self.labels, max(12, 46 // self.labels))
        page.set_column(source_at, source_at, 30)
        page.freeze_panes(top + 1, first)

    def _code(self, place: int) -> str:
        rows = [one for one in self.table.rows if one.heading or one in self.table.printed_rows()]
        return rows[place].code

    def _marks(self) -> list[str]:
        if self.printed.row_heads:
            return [f"#{column.code}" for column in self.table.columns]
        return [f"#{cell}" for cell in self.printed.rows[0].cells]

    def _head(self, top: int) -> int:
        """The printed head; gives the row below it."""
        filled: set[tuple[int, int]] = set()
        for y, row in enumerate(self.printed.head):
            x = 0
            for cell in row:
                while (y, x) in filled:
                    x += 1
                self._head_cell(top + y, 1 + x, cell)
                filled |= {(y + a, x + b) for a in range(cell.rows) for b in range(cell.columns)}
                x += cell.columns
        return top + len(self.printed.head)

    def _head_cell(self, y: int, x: int, cell: HeaderCell) -> None:
        self._merge(y, x, y + cell.rows - 1, x + cell.columns - 1, cell.text, "head")

    def _merge(self, top: int, left: int, bottom: int, right: int, text: str, style: str) -> None:
        if (top, left) == (bottom, right):
            self.page.write_string(top, left, text, self.styles[style])
        else:
            self.page.merge_range(top, left, bottom, right, "", self.styles[style])
            self.page.write_string(top, left, text, self.styles[style])

    def _number(self, y: int, x: int, cell: CarriedCell | None) -> None:
        if cell is None:
            self.page.write_blank(y, x, None, self.styles["number"])
            return
        text = plain(cell.value)
        if len(text.strip("-").replace(".", "").lstrip("0")) <= _DIGITS:
            self.page.write_number(y, x, float(cell.value), self.styles["number"])
        else:
            self.page.write_string(y, x, text, self.styles["number"])


def read_workbook(data: bytes, form: Form, *, name: str) -> Carried:
    """What a workbook carries. Raises WrongFile where it is not one of ours for this form."""
    try:
        document = read_document(data, name=name, media_type=MEDIA_TYPE)
    except UnreadableDocument as error:
        raise WrongFile(str(error)) from error
    tables = [block for block in document.blocks if isinstance(block, Table)]
    label = _label(tables)
    cells: dict[str, CarriedCell] = {}
    for table in tables:
        if table.caption != ABOUT:
            for code, cell in _cells(table, form):
                if code in cells:
                    raise WrongFile(f"{form.describe(code)}在文件中出现两次，请删去多余的行。")
                cells[code] = cell
    return Carried(label, cells)


def _label(tables: list[Table]) -> Label:
    about = next((table for table in tables if table.caption == ABOUT), None)
    if about is None:
        raise WrongFile(f"文件没有“{ABOUT}”工作表，请用本表导出的文件填写。")
    said = {row[0].text: row[1].text for row in about.rows if len(row) > 1}
    numbers = [said.get(key, "") for key in ("表式版本", "年度", "期")]
    if not all(one.isascii() and one.isdigit() and len(one) < 6 for one in numbers):
        raise WrongFile(f"“{ABOUT}”工作表缺少表式版本、年度或期，请重新导出后再填。")
    version, year, part = (int(one) for one in numbers)
    return Label(
        said.get("表式", ""), version, said.get("国家表式", ""), said.get("机构代码", ""),
        said.get("机构名称", ""), year, part, said.get("范围", ""),
    )  # fmt: skip


def _cells(table: Table, form: Form) -> Iterator[tuple[str, CarriedCell]]:
    grid = table.grid()
    known = set(form.cell_names())
    marks: dict[int, str] = {}
    source_at = -1
    for line in grid:
        found = {x: text for x, text in enumerate(line) if text.startswith("#") and x}
        if found:
            source_at = next((x for x, text in found.items() if text == SOURCE), -1)
            marks = {x: text[1:] for x, text in found.items() if text != SOURCE}
            continue
        row = line[0]
        if not marks or not row:
            continue
        source = line[source_at] if source_at >= 0 else ""
        for x, mark in marks.items():
            code = mark if row == _LINE else (f"{row}/{mark}" if mark else row)
            if code in known and line[x].strip():
                yield code, CarriedCell(number_of(code, line[x]), source=" ".join(source.split()))
