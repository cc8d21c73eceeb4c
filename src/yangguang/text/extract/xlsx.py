"""xlsx workbooks, part by part: shared strings, formats, merged ranges."""

from __future__ import annotations

import io
import posixpath
import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from lxml import etree

from yangguang.text.extract.archive import Archive, damaged
from yangguang.text.extract.docxpictures import Found
from yangguang.text.extract.limits import DEFAULT, Limits
from yangguang.text.extract.sheetpictures import MOST, pictures_in_cells, sheet_pictures
from yangguang.text.extract.sheets import Merged, Sheets, Sparse
from yangguang.text.extract.sheetvalues import KEPT, formatted, kind_of
from yangguang.text.extract.traces import TracedDocument
from yangguang.text.extract.xmlnames import attribute, child, children, local

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

_PLACE = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})")
_IN_CELL = re.compile(r"=?(?:_xlfn\.)?DISPIMG\(")
_PICTURED = "［图片］"
"""What stands for a picture that WPS has set into a cell by a formula of its own."""
_TRUE = ("1", "true")
_NAMED = 8
"""Hidden rows and columns named one by one."""
_ERRORS = frozenset(["#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!"])


def read_xlsx(archive: Archive, *, limits: Limits = DEFAULT) -> TracedDocument:
    """Each visible sheet a table named after it, its pictures behind it; hidden sheets are left out
    with a warning."""
    book = archive.xml("xl/workbook.xml")
    since_1904 = attribute(child(book, "workbookPr"), "date1904") in ("1", "true")
    strings = _strings(archive)
    kinds = _kinds(archive)
    sheets = Sheets(limits)
    page = 0
    for page, name, part in _sheets(archive, book):
        if not part:
            sheets.warnings.append(f"工作表“{name}”是隐藏的，没有读取。")
            continue
        if "chartsheet" in part or "dialogsheet" in part:
            continue
        cells, merged, hidden = _sheet(archive.read(part), strings, kinds, since_1904, sheets)
        if hidden:
            sheets.warnings.append(f"工作表“{name}”有隐藏的{hidden}，照样读取，请核对。")
        sheets.add(name, cells, merged, page)
        sheets.show(sheet_pictures(archive, part))
    sheets.show(pictures_in_cells(archive))
    return sheets.document(MEDIA_TYPE, page, _core(archive))


def xlsx_pictures(archive: Archive) -> tuple[Found, ...]:
    """The pictures that `read_xlsx` tells of, in the same order. Raises UnreadableDocument."""
    found = [
        one
        for _, _, part in _sheets(archive, archive.xml("xl/workbook.xml"))
        if part and "chartsheet" not in part and "dialogsheet" not in part
        for one in sheet_pictures(archive, part)
    ]
    return tuple([*found, *pictures_in_cells(archive)][:MOST])


def _sheets(archive: Archive, book: Any) -> Iterator[tuple[int, str, str]]:
    """Every sheet: its number, its name, and its part, which is empty for a hidden one."""
    targets = {
        attribute(each, "Id"): attribute(each, "Target")
        for each in archive.xml("xl/_rels/workbook.xml.rels")
    }
    for page, sheet in enumerate(children(child(book, "sheets"), "sheet"), 1):
        name = attribute(sheet, "name")
        if attribute(sheet, "state") in ("hidden", "veryHidden"):
            yield page, name, ""
            continue
        target = targets.get(attribute(sheet, "id"), "")
        part = posixpath.normpath(
            target.lstrip("/") if target.startswith("/") else posixpath.join("xl", target)
        )
        if not target or part not in archive:
            raise damaged(f"缺少工作表{name}")
        yield page, name, part


def _strings(archive: Archive) -> list[str]:
    root = archive.xml_if_there("xl/sharedStrings.xml")
    return [_rich(item) for item in children(root, "si")]


def _rich(item: Any) -> str:
    """Text of a string item, runs joined, phonetic readings left out."""
    text = ""
    for each in item:
        if local(each) == "t":
            text += each.text or ""
        elif local(each) == "r":
            text += "".join(t.text or "" for t in children(each, "t"))
    return text


def _kinds(archive: Archive) -> list[str]:
    root = archive.xml_if_there("xl/styles.xml")
    codes = {
        attribute(each, "numFmtId"): attribute(each, "formatCode")
        for each in children(child(root, "numFmts"), "numFmt")
    }
    out = []
    for each in children(child(root, "cellXfs"), "xf"):
        number = attribute(each, "numFmtId") or "0"
        out.append(kind_of(_integer(number, 0), codes.get(number, "")))
    return out


def _sheet(
    data: bytes, strings: list[str], kinds: list[str], since_1904: bool, sheets: Sheets
) -> tuple[Sparse, Merged, str]:
    if b"<!DOCTYPE" in data[:2_000] or b"<!ENTITY" in data[:20_000]:
        raise damaged("工作表含有不允许的实体定义")
    cells: Sparse = {}
    merged: Merged = []
    hidden: dict[int, None] = {}
    away: list[tuple[int, int]] = []
    unseen = False
    row = column = -1
    try:
        for event, element in etree.iterparse(
            io.BytesIO(data),
            events=("start", "end"),
            tag=("{*}row", "{*}c", "{*}col", "{*}mergeCell"),
            resolve_entities=False,
            no_network=True,
            huge_tree=False,
            remove_comments=True,
        ):
            name = local(element)
            if event == "start":
                if name == "row":
                    row = _integer(element.get("r", ""), row + 2) - 1
                    column = -1
                    unseen = element.get("hidden") in _TRUE
                continue
            if name == "c":
                place = _PLACE.fullmatch(element.get("r", ""))
                if place:
                    row, column = int(place[2]) - 1, _column(place[1])
                else:
                    column += 1
                text = _value(element, strings, kinds, since_1904)
                if text:
                    cells[row, column] = text
                    sheets.count(1)
                    if unseen:
                        hidden[row] = None
                element.clear()
            elif name == "row":
                element.clear()
            elif name == "col" and element.get("hidden") in _TRUE:
                ends = (_integer(element.get(end, ""), 1) - 1 for end in ("min", "max"))
                away.append((next(ends), next(ends)))
            elif name == "mergeCell" and len(merged) < 100_000:
                first, _, last = element.get("ref", "").partition(":")
                start, end = _PLACE.fullmatch(first), _PLACE.fullmatch(last or first)
                if start and end:
                    merged.append(
                        (int(start[2]) - 1, _column(start[1]), int(end[2]) - 1, _column(end[1]))
                    )
    except (etree.XMLSyntaxError, ValueError, LookupError) as slip:
        raise damaged("工作表不是合格的XML") from slip
    return cells, merged, _hidden(hidden, away, cells)


def _hidden(rows: Mapping[int, None], away: Collection[tuple[int, int]], cells: Sparse) -> str:
    """What a filled sheet hides, in words: 第3、5行, C列; empty where nothing is hidden."""
    filled = {column for _, column in cells}
    columns = sorted(x for x in filled if any(first <= x <= last for first, last in away))
    lines = "、".join(str(y + 1) for y in list(rows)[:_NAMED]) + "等" * (len(rows) > _NAMED)
    letters = "、".join(_letters(x) for x in columns[:_NAMED]) + "等" * (len(columns) > _NAMED)
    said = [f"第{lines}行" if lines else "", f"{letters}列" if letters else ""]
    return "和".join(filter(None, said))


def _letters(column: int) -> str:
    found = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        found = chr(65 + rest) + found
    return found


def _value(element: Any, strings: list[str], kinds: list[str], since_1904: bool) -> str:
    kind = element.get("t", "n")
    if kind == "inlineStr":
        inline = child(element, "is")
        return _clean(_rich(inline)) if inline is not None else ""
    held = child(element, "v")
    raw = (held.text or "") if held is not None else ""
    if not raw:
        return "" if kind == "str" else _formula(element)
    if kind == "s":
        at = _integer(raw, -1)
        return _clean(strings[at]) if 0 <= at < len(strings) else ""
    if kind == "b":
        return "TRUE" if raw == "1" else "FALSE"
    if kind == "e":
        return raw if raw in _ERRORS else _clean(raw)
    if kind in ("str", "d"):
        return _clean(raw)
    try:
        number = float(raw)
    except ValueError:
        return _clean(raw)
    if raw.isascii() and raw.isdecimal() and len(raw) > KEPT and raw[KEPT:].strip("0"):
        # Some programs write long codes as numbers, with more digits than a spreadsheet keeps.
        return raw
    style = _integer(element.get("s", ""), -1)
    return formatted(
        number, kinds[style] if 0 <= style < len(kinds) else "plain", since_1904=since_1904
    )


def _formula(cell: Any) -> str:
    """The formula of a cell without a result, which some programs leave to be reckoned on opening:
    the cell is not blank, so it must not be read as blank."""
    formula = child(cell, "f")
    if formula is None:
        return ""
    said = _clean(formula.text or "")
    return said if said == _PICTURED else f"={said or '…'}"


def _clean(text: str) -> str:
    text = text.replace("_x000D_", "").replace("\r\n", "\n").replace("\r", "\n").strip()
    return _PICTURED if _IN_CELL.match(text) else text


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def _integer(text: str, otherwise: int) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else otherwise


def _core(archive: Archive) -> dict[str, str]:
    root = archive.xml_if_there("docProps/core.xml")
    return {
        local(each): each.text.strip()
        for each in (root if root is not None else ())
        if each.text and each.text.strip() and local(each)
    }
