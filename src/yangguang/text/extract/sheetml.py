"""XML spreadsheets of 2003, which older systems hand out under the name of xls."""

from __future__ import annotations

from typing import Any

from lxml import etree

from yangguang.text.extract.archive import damaged
from yangguang.text.extract.limits import DEFAULT, Limits
from yangguang.text.extract.sheets import Merged, Sheets, Sparse
from yangguang.text.extract.traces import TracedDocument
from yangguang.text.extract.xmlnames import attribute, child, children

MEDIA_TYPE = "application/vnd.ms-excel"


def read_sheetml(data: bytes, *, limits: Limits = DEFAULT) -> TracedDocument:
    """Each sheet a table named after it; raises UnreadableDocument when damaged."""
    if b"<!DOCTYPE" in data[:2_000] or b"<!ENTITY" in data[:20_000]:
        raise damaged("工作表含有不允许的实体定义")
    try:
        book = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True))
    except (etree.XMLSyntaxError, ValueError) as slip:
        raise damaged("工作表不是合格的XML") from slip
    sheets = Sheets(limits)
    page = 0
    for page, sheet in enumerate(children(book, "Worksheet"), 1):
        cells, merged = _sheet(child(sheet, "Table"), sheets)
        sheets.add(attribute(sheet, "Name"), cells, merged, page)
    return sheets.document(MEDIA_TYPE, page, {})


def _sheet(table: Any, sheets: Sheets) -> tuple[Sparse, Merged]:
    cells: Sparse = {}
    merged: Merged = []
    row = -1
    for line in children(table, "Row"):
        row = _place(attribute(line, "Index"), row + 2) - 1
        column = -1
        for cell in children(line, "Cell"):
            column = _place(attribute(cell, "Index"), column + 2) - 1
            across, down = (_place(attribute(cell, f"Merge{way}"), 0) for way in ("Across", "Down"))
            text = _text(cell)
            if text:
                cells[row, column] = text
                sheets.count(1)
                if across or down:
                    merged.append((row, column, row + down, column + across))
            column += across
        row += _place(attribute(line, "Span"), 0)
    return cells, merged


def _text(cell: Any) -> str:
    """The cell's value as shown; a day is stored with the time of midnight."""
    data = child(cell, "Data")
    if data is None:
        return ""
    text = "".join(data.itertext()).strip()
    if attribute(data, "Type") == "DateTime":
        return text.removesuffix(".000").removesuffix("T00:00:00").replace("T", " ")
    if attribute(data, "Type") == "Boolean":
        return "TRUE" if text == "1" else "FALSE"
    return text


def _place(text: str, otherwise: int) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 8 else otherwise
