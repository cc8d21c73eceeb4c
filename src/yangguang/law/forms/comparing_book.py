"""A comparison as a workbook, for those who go on counting in a spreadsheet."""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Sequence

from yangguang.law.forms.comparing import Comparison
from yangguang.law.forms.comparing_tables import (
    Row,
    cell_rows,
    figure_rows,
    overview_rows,
    remark_rows,
)


def workbook(found: Comparison, undone: Sequence[tuple[str, str]] = ()) -> bytes:
    """The comparison as xlsx: reports, a sheet for each figure, remarks, every cell; ``undone`` are
    files that could not be compared, with the reason."""
    # Needed for this alone, and slow to load: every command would begin later.
    import openpyxl
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    sheets: list[tuple[str, list[Row]]] = [("报告", overview_rows(found))]
    sheets += [(table.figure.name, figure_rows(found, table)) for table in found.tables]
    sheets.append(("问题和提示", remark_rows(found)))
    if undone:
        unread: list[Row] = [["文件", "原因"]]
        unread += [[name, why] for name, why in undone]
        sheets.append(("未比较的文件", unread))
    sheets.append(("全部单元格", cell_rows(found)))
    for title, rows in sheets:
        sheet = book.create_sheet(title[:31])
        for row in harmless_rows(rows):
            sheet.append(row)
        sheet.freeze_panes = "B2"
        for cell in sheet[1]:
            cell.font = Font(bold=True)
        for at, column in enumerate(zip(*rows, strict=False), start=1):
            widest = max(_width(str(value)) for value in column if value is not None)
            sheet.column_dimensions[get_column_letter(at)].width = min(60, widest + 2)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def harmless_rows(rows: list[Row]) -> list[Row]:
    """Words out of a file cannot run as a formula in a spreadsheet."""
    return [
        [
            f"'{one}" if isinstance(one, str) and one[:1] in "=+-@\t\r" and one else one
            for one in row
        ]
        for row in rows
    ]


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(one) in "WF" else 1 for one in text)
