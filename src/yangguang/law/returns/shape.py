"""Whether an uploaded definition has the shape that the reader of forms expects.

The reader was made for our own files and takes lists of tables for granted; what a person uploads
is looked at here first, so that a slip is told and nothing breaks.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeGuard

_ROWS, _COLUMNS, _TABLES, _FORMULAE = 400, 40, 20, 400
LONGEST_CODE = 40


def shape_faults(data: dict[str, Any]) -> list[str]:
    """What is not of the right shape, in words with the entry; empty where all of it is."""
    return list(_faults(data))


def _faults(data: dict[str, Any]) -> Iterator[str]:
    year = data.get("first_year")
    if not _is_number(year) or not 2000 <= year <= 2100:
        yield "表头: “first_year”须是启用年份，例如 2026。"
    last = data.get("last_year")
    if last is not None and (not _is_number(last) or not 2000 <= last <= 2100):
        yield "表头: “last_year”须是停用年份；仍在使用的删去此项。"
    for key, most in (("section", 20), ("table", _TABLES), ("formula", _FORMULAE)):
        yield from _list_of_tables(data, key, key, most)
    for table in _tables(data, "table"):
        where = f"table {table.get('code', '?')}"
        yield from _list_of_tables(table, "column", f"{where} column", _COLUMNS)
        yield from _list_of_tables(table, "row", f"{where} row", _ROWS)
        yield from _numbers(table, ("label_columns",), where)
        yield from _header(table, where)
        for row in _tables(table, "row"):
            here = f"{where} row {row.get('code', '?')}"
            yield from _numbers(row, ("indent",), here)
            yield from _codes(row, here)
        for column in _tables(table, "column"):
            yield from _codes(column, f"{where} column {column.get('code', '?')}")


def _header(table: dict[str, Any], where: str) -> Iterator[str]:
    header = table.get("header", [])
    if not isinstance(header, list) or not all(isinstance(row, list) for row in header):
        yield f"{where}: “header”须是各行的列表，每行是各格的列表。"
        return
    for cell in (cell for row in header for cell in row):
        if isinstance(cell, dict):
            yield from _numbers(cell, ("columns", "rows"), f"{where} header")
        elif not isinstance(cell, str):
            yield f"{where}: “header”的每格须是文字，或者 {{ text = …, columns = …, rows = … }}。"


def _codes(entry: dict[str, Any], where: str) -> Iterator[str]:
    code = entry.get("code")
    if isinstance(code, str) and len(code) > LONGEST_CODE // 2:
        yield f"{where}: 代码超过{LONGEST_CODE // 2}个字符，请缩短。"
    if isinstance(code, str) and "/" in code:
        yield f"{where}: 行、列代码不能含“/”，请改写。"


def _list_of_tables(data: dict[str, Any], key: str, where: str, most: int) -> Iterator[str]:
    value = data.get(key, [])
    if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
        yield f"{where}: “{key}”须写作 [[{key}]] 的各项。"
    elif len(value) > most:
        yield f"{where}: “{key}”最多{most}项，现有{len(value)}项。"


def _tables(data: dict[str, Any], key: str) -> list[dict[str, Any]]:
    value = data.get(key, [])
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _numbers(data: dict[str, Any], keys: tuple[str, ...], where: str) -> Iterator[str]:
    for key in keys:
        if key in data and (not _is_number(data[key]) or not 0 <= data[key] <= _COLUMNS):
            yield f"{where}: “{key}”须是0至{_COLUMNS}的整数。"


def _is_number(value: Any) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool)
