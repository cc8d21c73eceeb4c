"""Reading the keys of a TOML table, noting what is wrong with each instead of stopping at the first."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar

from yangguang.law.registers.faults import nearest

Kind = TypeVar("Kind", bound=StrEnum)


class TableReader:
    """``problems`` collects sentences that name the place and what to mend."""

    def __init__(self) -> None:
        self.problems: list[str] = []

    def _say(self, sentence: str) -> None:
        self.problems.append(sentence)

    def _unknown(self, row: Mapping[str, Any], known: set[str], where: str) -> None:
        for name in row:
            if name not in known:
                allowed = "、".join(sorted(known))
                self._say(f"{where}：不认识 {name}{nearest(name, known)}；可以写的有 {allowed}。")

    def _text(
        self, row: Mapping[str, Any], name: str, where: str, *, required: bool = False
    ) -> str:
        value = row.get(name, "")
        if not isinstance(value, str):
            self._say(f"{where}：{name} 应为文字，要加引号。")
            return ""
        if required and not value.strip():
            self._say(f"{where}：缺少 {name}。")
        return value.strip()

    def _strings(self, row: Mapping[str, Any], name: str, where: str) -> list[str]:
        value = row.get(name, [])
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            self._say(f'{where}：{name} 应为一组文字，例如 ["甲", "乙"]。')
            return []
        return value

    def _flag(self, row: Mapping[str, Any], name: str, where: str) -> bool:
        value = row.get(name, False)
        if not isinstance(value, bool):
            self._say(f"{where}：{name} 只能是 true 或 false。")
            return False
        return value

    def _date(self, row: Mapping[str, Any], name: str, where: str) -> date | None:
        value = row.get(name)
        if value is not None and type(value) is not date:
            self._say(f"{where}：{name} 应为日期，写成 {name} = 2024-01-01，不加引号。")
            return None
        return value

    def _tables(self, row: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
        value = row.get(name, [])
        if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
            self._say(f"{name} 要写成 [[{name}]]。")
            return []
        return value

    def _one_of(self, kind: type[Kind], value: object, where: str) -> Kind | None:
        try:
            return kind(str(value))
        except ValueError:
            known = "、".join(kind)
            self._say(
                f"{where}：{value!r} 不认识{nearest(str(value), [*map(str, kind)])}；只能是 {known}。"
            )
            return None
