"""Spreadsheets (xlsx, xlsm): hidden sheets, rows and columns, comments, cached and linked data."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import Any

from yangguang.apps.files.releasecheck.finding import ReleaseFinding, Severity, short
from yangguang.apps.files.releasecheck.personal import hiding, quoted
from yangguang.text.extract.archive import Archive
from yangguang.text.extract.docxpictures import HARDLY, cut_of

_SHOWN = 5
_MOST_ROWS = 20_000
_TELLING_NAMES = re.compile(r"[A-Za-z]:\\|\\\\|https?://")


def check_sheets(archive: Archive) -> Iterator[ReleaseFinding]:
    """What a workbook keeps out of sight."""
    workbook = archive.xml("xl/workbook.xml")
    targets = _targets(archive)
    strings = _strings(archive)
    sheets = [one for one in workbook.iter() if _local(one) == "sheet"]
    for sheet in sheets:
        name = sheet.get("name") or ""
        state = sheet.get("state") or "visible"
        path = targets.get(_attribute(sheet, "id") or "")
        root = archive.xml_if_there(path) if path else None
        if state != "visible":
            deep = "（只能用宏编辑器取消隐藏）" if state == "veryHidden" else ""
            yield hiding(
                "hidden-sheet", f"工作表“{short(name, 30)}”",
                f"工作表“{short(name, 30)}”被隐藏{deep}，内容仍在文件里。", "删除该工作表，或取消隐藏后审查。",
                "" if root is None else "\n".join(_lines(root, strings)),
            )  # fmt: skip
        if root is not None:
            yield from _sheet(root, f"工作表“{short(name, 30)}”", strings)
    hidden = [
        one.get("name") or ""
        for one in workbook.iter()
        if _local(one) == "definedName"
        and (one.get("hidden") in ("1", "true") or _TELLING_NAMES.search(one.text or ""))
        and not (one.get("name") or "").startswith("_xlnm._FilterDatabase")
    ]
    if hidden:
        yield ReleaseFinding(
            "cached-data", Severity.SHOULD, "名称管理器",
            f"有{len(hidden)}个隐藏或指向外部的名称：{short('、'.join(hidden), 40)}。", "在名称管理器中检查并删除。",
        )  # fmt: skip
    for name in archive.names():
        if re.fullmatch(r"xl/(?:threadedComments/.+|comments\d*|comments/.+)\.xml", name):
            found = [
                one
                for one in archive.xml(name).iter()
                if _local(one) in ("comment", "threadedComment")
            ]
            if found:
                yield hiding(
                    "comment", "批注",
                    f"有{len(found)}条批注，例如“{quoted(_text(found[0]), 30)}”。",
                    "在“审阅”中删除全部批注。", "\n".join(_text(one) for one in found),
                )  # fmt: skip
    yield from _cropped(archive)
    if any(name.startswith("xl/pivotCache/pivotCacheRecords") for name in archive.names()):
        yield ReleaseFinding(
            "cached-data", Severity.MUST, "数据透视表", "数据透视表里缓存着原始数据，隐藏或删除来源表后仍可还原。",
            "把透视表复制为数值后再公开。",
        )  # fmt: skip
    if any(name.startswith("xl/externalLinks/") for name in archive.names()):
        yield ReleaseFinding(
            "external-link",
            Severity.SHOULD,
            "数据链接",
            "链接到其他工作簿，缓存着其中的数据和路径。",
            "断开链接，只保留数值。",
        )
    if any(name.startswith("xl/revisions/") for name in archive.names()):
        yield ReleaseFinding(
            "revision",
            Severity.MUST,
            "共享工作簿",
            "留有共享工作簿的修订记录。",
            "取消共享并另存。",
        )


def _cropped(archive: Archive) -> Iterator[ReleaseFinding]:
    """What was cut off a picture is still in the file."""
    cropped = sum(
        max(cut_of(element)) > HARDLY
        for name in archive.names()
        if re.fullmatch(r"xl/(?:drawings/[^/]+|cellimages)\.xml", name)
        for element in archive.xml(name).iter()
        if _local(element) == "srcRect"
    )
    if cropped:
        yield ReleaseFinding(
            "cropped-picture", Severity.MUST, "图片",
            f"有{cropped}张图片被裁剪过，裁掉的部分仍在文件里，下载的人可以还原。",
            "在 Excel、WPS 中选中图片，用“压缩图片”删除剪裁区域，保存后重新上传。",
        )  # fmt: skip


def _sheet(root: Any, where: str, strings: list[str]) -> Iterator[ReleaseFinding]:
    rows: list[str] = []
    unseen: list[Any] = []
    columns: list[str] = []
    filled: dict[str, bool] = {}
    for element in root.iter():
        name = _local(element)
        if name == "row":
            has = any(_local(cell) == "c" and len(cell) for cell in element)
            if element.get("hidden") in ("1", "true") and has:
                rows.append(element.get("r") or "")
                unseen.append(element)
        elif name == "col" and element.get("hidden") in ("1", "true"):
            first, last = int(element.get("min") or 1), int(element.get("max") or 1)
            columns += [_letters(number) for number in range(first, min(last, first + 200) + 1)]
        elif name == "c" and len(element):
            filled[re.sub(r"\d+", "", element.get("r") or "")] = True
    columns = [one for one in columns if filled.get(one)]
    if rows:
        shown = "、".join(rows[:_SHOWN]) + ("等" if len(rows) > _SHOWN else "")
        yield hiding(
            "hidden-rows", where, f"有{len(rows)}行被隐藏（第{shown}行），内容仍在文件里。",
            "取消隐藏后审查，或删除这些行；筛选后的数据也会如此隐藏。",
            "\n".join((*_lines(root, strings, most=1), *(_line(row, strings) for row in unseen))),
        )  # fmt: skip
    if columns:
        shown = "、".join(columns[:_SHOWN]) + ("等" if len(columns) > _SHOWN else "")
        yield hiding(
            "hidden-rows", where, f"有{len(columns)}列被隐藏（{shown}列），内容仍在文件里。",
            "取消隐藏后审查，或删除这些列。", _under_heads(root, strings, columns),
        )  # fmt: skip


def _strings(archive: Archive) -> list[str]:
    root = archive.xml_if_there("xl/sharedStrings.xml")
    return [_text(one) for one in (root if root is not None else ()) if _local(one) == "si"]


def _lines(root: Any, strings: list[str], *, most: int = _MOST_ROWS) -> list[str]:
    rows = (element for element in root.iter() if _local(element) == "row")
    lines = (line for row in islice(rows, _MOST_ROWS) if (line := _line(row, strings)))
    return list(islice(lines, most))


def _line(row: Any, strings: list[str]) -> str:
    return "\t".join(filter(None, (_cell(cell, strings) for cell in row)))


def _under_heads(root: Any, strings: list[str], columns: list[str]) -> str:
    """The cells of some columns, each with the words at the head of its column."""
    heads: dict[str, str] = {}
    lines = []
    for row in islice((one for one in root.iter() if _local(one) == "row"), _MOST_ROWS):
        for cell in row:
            column = re.sub(r"\d+", "", cell.get("r") or "")
            if column in columns and (text := _cell(cell, strings)):
                lines.append(f"{heads.setdefault(column, text)}：{text}")
    return "\n".join(lines)


def _cell(cell: Any, strings: list[str]) -> str:
    if cell.get("t") == "s":
        at = next((one.text or "" for one in cell if _local(one) == "v"), "")
        return strings[int(at)] if at.isdecimal() and int(at) < len(strings) else ""
    if cell.get("t") == "inlineStr":
        return _text(cell)
    return next((one.text or "" for one in cell if _local(one) == "v"), "")


def _targets(archive: Archive) -> dict[str, str]:
    relations = archive.xml_if_there("xl/_rels/workbook.xml.rels")
    found: dict[str, str] = {}
    for one in relations if relations is not None else ():
        target = one.get("Target") or ""
        found[one.get("Id") or ""] = (
            target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        )
    return found


def _letters(number: int) -> str:
    out = ""
    while number > 0:
        number, rest = divmod(number - 1, 26)
        out = chr(65 + rest) + out
    return out


def _local(element: Any) -> str:
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def _attribute(element: Any, name: str) -> str | None:
    return next((str(v) for k, v in element.attrib.items() if k.rpartition("}")[2] == name), None)


def _text(element: Any) -> str:
    return "".join(one.text or "" for one in element.iter() if _local(one) in ("t", "text"))
