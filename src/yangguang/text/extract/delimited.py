"""Comma, tab or semicolon separated values as one table."""

from __future__ import annotations

import csv
import io

from yangguang.text.document import Cell, Table, UnreadableDocument
from yangguang.text.extract.charset import decode
from yangguang.text.extract.limits import DEFAULT, Limits
from yangguang.text.extract.plain import read_lines
from yangguang.text.extract.traces import TracedDocument

_SAMPLE_LINES = 50


def read_csv(data: bytes, *, declared: str = "", limits: Limits = DEFAULT) -> TracedDocument:
    """One table; text that has no common separator is given back as plain lines."""
    decoded = decode(data, declared=declared)
    text = decoded.text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    warnings: tuple[str, ...] = ()
    if decoded.damaged:
        warnings = (f"文字编码有误，{decoded.damaged}处字符无法辨认，按{decoded.encoding}读出。",)
    separator = _separator(text)
    if not separator:
        return read_lines(text, limits=limits, warnings=warnings)
    rows: list[tuple[Cell, ...]] = []
    numbers: list[int] = []
    cells = 0
    try:
        for number, row in enumerate(csv.reader(io.StringIO(text), delimiter=separator), 1):
            cells += len(row)
            if cells > limits.sheet_cells:
                raise UnreadableDocument(
                    f"表格超过{limits.sheet_cells}个单元格，没有读取。请拆分后重新上传。",
                    code="too-large",
                )
            if any(value.strip() for value in row):
                rows.append(tuple(Cell(value.strip()) for value in row))
                numbers.append(number)
    except csv.Error:
        return read_lines(text, limits=limits, warnings=warnings)
    if not rows:
        return read_lines(text, limits=limits, warnings=warnings)
    table = Table(tuple(rows), row_numbers=tuple(numbers))
    return TracedDocument(blocks=(table,), media_type="text/csv", warnings=warnings)


def _separator(text: str) -> str:
    """The separator that splits most of the first lines into equally many parts; else empty."""
    lines = [line for line in text[:100_000].split("\n") if line.strip()][:_SAMPLE_LINES]
    best, share = "", 0.6
    for separator in (",", "\t", ";", "|"):
        try:
            widths = [len(row) for row in csv.reader(lines, delimiter=separator) if row]
        except csv.Error:
            continue
        if not widths:
            continue
        usual = max(set(widths), key=widths.count)
        fit = widths.count(usual) / len(widths)
        if usual > 1 and fit > share:
            best, share = separator, fit
    return best
