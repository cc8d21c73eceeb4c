"""OpenDocument spreadsheets: cells as shown, repeats and spans counted, not laid out blindly."""

from __future__ import annotations

from typing import Any

from yangguang.text.document import UnreadableDocument
from yangguang.text.extract.archive import Archive
from yangguang.text.extract.docxpictures import Found
from yangguang.text.extract.limits import DEFAULT, Limits
from yangguang.text.extract.sheetpictures import MOST, table_pictures
from yangguang.text.extract.sheets import Merged, Sheets, Sparse
from yangguang.text.extract.traces import TracedDocument
from yangguang.text.extract.xmlnames import attribute, child, children, local

MEDIA_TYPE = "application/vnd.oasis.opendocument.spreadsheet"

_GROUPS = frozenset(["table-header-rows", "table-row-group", "table-rows"])


def read_ods(archive: Archive, *, limits: Limits = DEFAULT) -> TracedDocument:
    """Each sheet a table named after it, its pictures behind it; raises UnreadableDocument when encrypted or damaged."""
    manifest = archive.xml_if_there("META-INF/manifest.xml")
    if manifest is not None and any(local(e) == "encryption-data" for e in manifest.iter()):
        raise UnreadableDocument(
            "表格文件已加密，无法读取。请去除密码后重新上传。", code="encrypted"
        )
    body = _body(archive)
    sheets = Sheets(limits)
    page = 0
    for page, table in enumerate(children(body, "table"), 1):
        cells: Sparse = {}
        merged: Merged = []
        row = 0
        for line in _rows(table):
            column, filled = 0, False
            repeat = _integer(attribute(line, "number-rows-repeated"), 1)
            for cell in line:
                kind = local(cell)
                if kind not in ("table-cell", "covered-table-cell"):
                    continue
                wide = _integer(attribute(cell, "number-columns-repeated"), 1)
                text = _text(cell) if kind == "table-cell" else ""
                if text:
                    filled = True
                    sheets.count(wide)
                    for each in range(column, column + wide):
                        cells[row, each] = text
                    tall = _integer(attribute(cell, "number-rows-spanned"), 1)
                    broad = _integer(attribute(cell, "number-columns-spanned"), 1)
                    if tall > 1 or broad > 1:
                        merged.append((row, column, row + tall - 1, column + broad - 1))
                column += wide
            if filled and repeat > 1:
                here = {c: text for (r, c), text in cells.items() if r == row}
                sheets.count(len(here) * (repeat - 1))
                for further in range(row + 1, row + repeat):
                    cells.update({(further, c): text for c, text in here.items()})
            row += repeat
        sheets.add(attribute(table, "name"), cells, merged, page)
        sheets.show(table_pictures(table))
    return sheets.document(MEDIA_TYPE, page, {})


def ods_pictures(archive: Archive) -> tuple[Found, ...]:
    """The pictures that `read_ods` tells of, in the same order. Raises UnreadableDocument."""
    found = [one for table in children(_body(archive), "table") for one in table_pictures(table)]
    return tuple(found[:MOST])


def _body(archive: Archive) -> Any | None:
    return child(child(archive.xml("content.xml"), "body"), "spreadsheet")


def _rows(parent: Any) -> list[Any]:
    out: list[Any] = []
    for each in parent:
        if local(each) == "table-row":
            out.append(each)
        elif local(each) in _GROUPS:
            out.extend(_rows(each))
    return out


def _text(cell: Any) -> str:
    """The shown text, one line a paragraph; comments are not shown."""
    lines = []
    for paragraph in children(cell, "p"):
        lines.append("".join(paragraph.itertext()).strip())
    if not lines and (formula := attribute(cell, "formula")) and not attribute(cell, "value-type"):
        # Never reckoned: the cell is not blank, so it must not be read as blank.
        return "=" + formula.partition("=")[2]
    return "\n".join(lines).strip()


def _integer(text: str, otherwise: int) -> int:
    return max(1, int(text)) if text.isascii() and text.isdigit() and len(text) < 9 else otherwise
