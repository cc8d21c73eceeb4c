"""Sheets that are taken away, filled in and loaded again: what those of sub-sites and columns share.

The sheet we write is the sheet we read. Every problem is named by its cell before anything is
written, and a sheet is taken whole or not at all.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import xlsxwriter

from yangguang.apps.files.sandbox import read_document
from yangguang.text.document import UnreadableDocument
from yangguang.text.sheets import grids_of, letters, plain_head
from yangguang.text.sheets.harmless import harmless, unmarked

HEAD_WITHIN = 10
"""The head stands in one of the first rows; a title may stand above it."""
AT_MOST = 2_000
TEXT = "@"


class WrongSheet(Exception):
    """The file is not the sheet that was asked for; ``args[0]`` says what it lacks and what to do."""


@dataclass(frozen=True, slots=True)
class Layout:
    """One kind of sheet: its labels in order, those without which a table is not one, its lists."""

    title: str
    labels: tuple[str, ...]
    must: tuple[str, str]
    choices: Mapping[str, Sequence[str]] = field(default_factory=dict)
    shown: frozenset[str] = frozenset()
    """Labels that are written for the reader and passed over when the sheet is read."""
    widths: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Beside:
    """A further page of the workbook, to look things up in; it is never read back."""

    title: str
    rows: Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a file: what stands under which label, and in which cell."""

    number: int
    said: dict[str, str]
    letters: dict[str, str]

    def cell(self, label: str) -> str:
        """C7, or ``第 7 行`` where the file lacks the label."""
        return f"{self.letters[label]}{self.number}" if label in self.letters else self.place

    @property
    def place(self) -> str:
        """The row in words."""
        return f"第 {self.number} 行"


class Checked(Protocol):
    """A row after it was looked at: what it would do, and what is wrong with it."""

    problems: list[str]

    @property
    def is_new(self) -> bool:
        """Whether it makes something that is not there yet."""

    @property
    def changes(self) -> bool:
        """Whether it changes anything."""


def as_workbook(layout: Layout, rows: Sequence[Sequence[str]], beside: Iterable[Beside]) -> bytes:
    """The sheet as xlsx, with drop-down lists, and further pages to look things up in."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        text = book.add_format({"num_format": TEXT})
        grey = book.add_format({"num_format": TEXT, "font_color": "#5B6168"})
        bold = book.add_format({"bold": True, "bg_color": "#EAF2FA", "border": 1})
        must = book.add_format({"bold": True, "bg_color": "#FDF4E1", "border": 1})
        page = book.add_worksheet(layout.title)
        for down, row in enumerate(rows):
            for right, cell in enumerate(row):
                label = layout.labels[right]
                style = grey if label in layout.shown else text
                if not down:
                    style = must if label in layout.must else bold
                page.write_string(down, right, cell, style)
        last = max(len(rows) + 200, 400)
        for right, label in enumerate(layout.labels):
            width = layout.widths.get(label, max(14, len(label) * 2 + 6))
            page.set_column(right, right, width)
            if label in layout.choices:
                allowed = {"validate": "list", "source": list(layout.choices[label])}
                page.data_validation(1, right, last, right, allowed)
        page.freeze_panes(1, 2)
        for one in beside:
            _write_beside(book.add_worksheet(one.title), one.rows, bold, text)
    return target.getvalue()


def _write_beside(page: Any, rows: Sequence[Sequence[str]], bold: Any, text: Any) -> None:
    for down, row in enumerate(rows):
        for right, cell in enumerate(row):
            page.write_string(down, right, cell, text if down else bold)
    page.set_column(0, max((len(row) for row in rows), default=1) - 1, 28)


def as_csv(rows: Sequence[Sequence[str]]) -> bytes:
    """The sheet as csv that spreadsheet programs open in Chinese."""
    out = io.StringIO()
    csv.writer(out).writerows([harmless(cell) for cell in row] for row in rows)
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def read_rows(
    data: bytes, name: str, layout: Layout, *, filled: Callable[[dict[str, str]], bool]
) -> list[Row]:
    """The filled-in rows of a file; ``filled`` says of what stands in a row whether it is one.

    Raises WrongSheet for a file that cannot be read, in which no table has the columns that must be
    there, or that is too long.
    """
    try:
        document = read_document(data, name=name)
    except UnreadableDocument as problem:
        raise WrongSheet(
            "这个文件不是能读取的表格。请用下载的表格填写，另存为 xlsx 或 csv 后再上传。"
        ) from problem
    wanted = {plain_head(label): label for label in layout.labels}
    for grid in grids_of(document):
        for top in range(min(HEAD_WITHIN, len(grid.rows))):
            heads = [wanted.get(plain_head(text), "") for text in grid.texts(top)]
            if not all(label in heads for label in layout.must):
                continue
            twice = next((one for one in heads if one and heads.count(one) > 1), None)
            if twice is not None:
                raise WrongSheet(f"表头中“{twice}”出现了两次，请只留一列后再上传。")
            places = {
                label: letters(grid.column_numbers[x]) for x, label in enumerate(heads) if label
            }
            found = []
            for y in range(top + 1, len(grid.rows)):
                said = {
                    label: unmarked(text.strip())
                    for label, text in zip(heads, grid.texts(y), strict=True)
                    if label
                }
                if filled(said):
                    found.append(Row(grid.row_numbers[y], said, places))
            if len(found) > AT_MOST:
                raise WrongSheet(f"一次最多导入 {AT_MOST} 行，现有 {len(found)} 行，请分开导入。")
            return found
    columns = "和".join(f"“{label}”" for label in layout.must)
    raise WrongSheet(f"文件中没有找到带{columns}两列的表格。请先导出表格，在上面填写。")
