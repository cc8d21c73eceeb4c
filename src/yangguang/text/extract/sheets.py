"""Workbooks: each sheet one table under its name, blank rows and columns left out.

xlsx and ods are read from their parts, because only there stand merged cells and the format that
makes 0.1746 a percentage; a sheet is also checked there for cells placed a million rows apart
before anything is laid out.
"""

from __future__ import annotations

from yangguang.text.document import Cell, Table, UnreadableDocument
from yangguang.text.extract.docxpictures import Found
from yangguang.text.extract.limits import Limits
from yangguang.text.extract.sheetpictures import MOST
from yangguang.text.extract.traces import Inside, Picture, TracedDocument

Sparse = dict[tuple[int, int], str]
Merged = list[tuple[int, int, int, int]]


class Sheets:
    """Tables of one workbook as they come in, under a common limit of cells."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._cells = 0
        self.tables: list[Table] = []
        self.warnings: list[str] = []
        self._shown: list[tuple[Found, int]] = []

    def count(self, cells: int) -> None:
        """Raises UnreadableDocument once all sheets together hold too many filled cells."""
        self._cells += cells
        if self._cells > self._limits.sheet_cells:
            raise UnreadableDocument(
                f"表格超过{self._limits.sheet_cells}个单元格，没有读取。请拆分后重新上传。",
                code="too-large",
            )

    def add(self, name: str, cells: Sparse, merged: Merged, page: int) -> None:
        """Lays out one sheet; ``merged`` is (top, left, bottom, right), ends included."""
        cells = {place: text for place, text in cells.items() if text}
        if not cells:
            return
        rows = sorted({row for row, _ in cells})
        columns = sorted({column for _, column in cells})
        row_at = {row: at for at, row in enumerate(rows)}
        column_at = {column: at for at, column in enumerate(columns)}
        spans: dict[tuple[int, int], tuple[int, int]] = {}
        covered: set[tuple[int, int]] = set()
        for top, left, bottom, right in merged:
            if (top, left) not in cells:
                continue
            tall = [row_at[row] for row in range(top, min(bottom, rows[-1]) + 1) if row in row_at]
            wide = [
                column_at[column]
                for column in range(left, min(right, columns[-1]) + 1)
                if column in column_at
            ]
            if len(tall) * len(wide) > 1:
                self.count(len(tall) * len(wide))
                spans[row_at[top], column_at[left]] = (len(tall), len(wide))
                covered.update((y, x) for y in tall for x in wide)
                covered.discard((row_at[top], column_at[left]))
        last: dict[int, int] = {}
        for row, column in cells:
            y = row_at[row]
            last[y] = max(last.get(y, 0), column_at[column])
        self.count(sum(last.values()) + len(last) - len(cells))
        lines = []
        for row in rows:
            y = row_at[row]
            lines.append(
                tuple(
                    Cell(cells.get((row, columns[x]), ""), *spans.get((y, x), (1, 1)))
                    for x in range(last[y] + 1)
                    if (y, x) not in covered
                )
            )
        self.tables.append(
            Table(
                tuple(lines),
                page,
                caption=name,
                row_numbers=tuple(row + 1 for row in rows),
                column_numbers=tuple(column + 1 for column in columns),
            )
        )

    def show(self, found: list[Found]) -> None:
        """The pictures over a sheet stand behind its table."""
        room = max(0, MOST - len(self._shown))
        self._shown += [(one, len(self.tables)) for one in found[:room]]

    @property
    def pictures(self) -> tuple[Found, ...]:
        """What was shown, in order."""
        return tuple(found for found, _ in self._shown)

    def document(self, media_type: str, pages: int, meta: dict[str, str]) -> TracedDocument:
        """The workbook as a document of tables; a sheet counts as a page."""
        return TracedDocument(
            blocks=tuple(self.tables),
            media_type=media_type,
            pages=max(1, pages),
            title=meta.get("title", ""),
            meta=meta,
            warnings=tuple(self.warnings),
            pictures=tuple(
                Picture(found.alternative, found.address, inside=Inside(number, block))
                for number, (found, block) in enumerate(self._shown, start=1)
            ),
        )
