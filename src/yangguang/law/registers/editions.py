"""Reading the exchange formats of a definition: year by year, column by column."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from yangguang.law.registers.model import FILLED, Edition, EditionColumn, Field

_KEYS = {"code", "name", "dated", "note", "columns"}
_COLUMN_KEYS = {"code", "label", "field", "values"}


def read_edition(
    row: Mapping[str, Any], fields: Mapping[str, Field], where: str
) -> tuple[Edition | None, list[str]]:
    """The format that a table of the file states, or what to mend in it."""
    problems = [
        f"{where}：不认识 {name}；可以写的有 {'、'.join(sorted(_KEYS))}。"
        for name in row
        if name not in _KEYS
    ]
    texts = {}
    for name, needed in (("code", True), ("name", True), ("note", False)):
        texts[name] = _text(row, name, where, problems, needed=needed)
    dated = row.get("dated")
    if type(dated) is not date:
        problems.append(f"{where}：缺少 dated（施行日期），写成 dated = 2018-07-01，不加引号。")
    given = row.get("columns")
    if not isinstance(given, list) or not given or not all(isinstance(x, dict) for x in given):
        problems.append(f"{where}：columns 应为一组 {{ code, label, field }}。")
        given = []
    columns = [
        _column(one, fields, f"{where}第{number}列", problems)
        for number, one in enumerate(given, 1)
    ]
    seen = [one.code for one in columns]
    problems += [
        f"{where}：代码 {code} 重复。" for code in sorted(set(seen)) if seen.count(code) > 1
    ]
    if problems or type(dated) is not date:
        return None, problems
    edition = Edition(texts["code"], texts["name"], dated, tuple(columns), texts["note"])
    return edition, []


def _column(
    row: Mapping[str, Any], fields: Mapping[str, Field], where: str, problems: list[str]
) -> EditionColumn:
    problems += [f"{where}：不认识 {name}。" for name in row if name not in _COLUMN_KEYS]
    code = _text(row, "code", where, problems, needed=True)
    label = _text(row, "label", where, problems, needed=True)
    field = _text(row, "field", where, problems)
    if field and field not in fields and field not in FILLED:
        known = "、".join(FILLED)
        problems.append(f"{where}：没有字段 {field}；不是字段的只能是 {known}。")
    values = row.get("values", {})
    choices = fields[field].choices if field in fields else ()
    if (
        not isinstance(values, dict)
        or not all(isinstance(one, str) for one in values.values())
        or not all(one in choices for one in values)
    ):
        problems.append(f"{where}：values 应为“选项 = 代码”，选项要在字段的 choices 里。")
        values = {}
    return EditionColumn(code, label, field, tuple(values.items()))


def _text(
    row: Mapping[str, Any], name: str, where: str, problems: list[str], *, needed: bool = False
) -> str:
    value = row.get(name, "")
    if not isinstance(value, str):
        problems.append(f"{where}：{name} 应为文字，要加引号。")
        return ""
    if needed and not value.strip():
        problems.append(f"{where}：缺少 {name}。")
    return value.strip()
