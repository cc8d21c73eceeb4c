"""Old binary workbooks (xls, xlsb), read by calamine in a bounded process of its own."""

from __future__ import annotations

import datetime
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from yangguang.text.document import UnreadableDocument
from yangguang.text.extract import xlschild
from yangguang.text.extract.archive import damaged
from yangguang.text.extract.limits import DEFAULT, Limits
from yangguang.text.extract.sheets import Sheets
from yangguang.text.extract.sheetvalues import shown
from yangguang.text.extract.traces import TracedDocument

_TIMES = {
    "datetime": datetime.datetime.fromisoformat,
    "date": datetime.date.fromisoformat,
    "time": datetime.time.fromisoformat,
}


def read_xls(data: bytes, *, limits: Limits = DEFAULT) -> TracedDocument:
    """Each sheet a table named after it; raises UnreadableDocument when damaged or encrypted."""
    try:
        # Our own interpreter and our own file; the workbook is its only input.
        done = subprocess.run(  # noqa: S603
            [sys.executable, "-I", str(Path(xlschild.__file__))],
            input=data,
            capture_output=True,
            timeout=limits.seconds,
            check=False,
        )
    except subprocess.TimeoutExpired as slip:
        raise damaged("Excel文件读取超时") from slip
    if done.returncode == xlschild.ENCRYPTED:
        raise UnreadableDocument(
            "表格文件已加密，无法读取。请去除密码后重新上传。", code="encrypted"
        )
    if done.returncode != 0:
        raise damaged("不是完整的Excel文件")
    sheets = Sheets(limits)
    found: list[tuple[str, list[Any], list[Any]]] = json.loads(done.stdout)
    for page, (name, cells, merged) in enumerate(found, 1):
        sheets.count(len(cells))
        sparse = {(row, column): shown(_value(held)) for row, column, held in cells}
        sheets.add(name, sparse, [tuple(box) for box in merged], page)
    return sheets.document("application/vnd.ms-excel", len(found), {})


def _value(held: Any) -> object:
    if isinstance(held, list):
        kind, text = held
        return _TIMES[kind](text)
    return held
