"""The parts of a definition that tell what a rule asks, by when rows are due and when they come down."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from yangguang.law.registers.grammar import BadRule, Expression, read_rule
from yangguang.law.registers.model import Duty, FieldType, Limit, Retention
from yangguang.law.registers.stages import FieldReader

DATED = (FieldType.DATE, FieldType.MONTH, FieldType.YEAR, FieldType.PERIOD)
"""The types a limit can be counted from."""

_STARTS = {
    Duty.PUBLISH: (), Duty.WITHDRAW: ("revoked", "repaired"), Duty.RENEW: ("published",),
}  # fmt: skip
"""What a limit may start from besides a field."""


class LimitReader(FieldReader):
    """Reads ``[[limit]]``, ``[[retention]]`` and the rules both may ask."""

    def _rule(self, text: str, where: str) -> Expression | None:
        if not text:
            return None
        try:
            rule = read_rule(text)
        except BadRule as wrong:
            self._say(f"{where}：{wrong.args[0]}")
            return None
        for name in sorted(rule.names()):
            base = re.sub(r"_(?:from|to)$", "", name)
            period = base in self.fields and self.fields[base].type is FieldType.PERIOD
            if name not in self.fields and not period:
                self._say(f"{where}：规则里的 {name} 不是字段。")
                return None
        return rule

    def _limits(self) -> list[Limit]:
        found = []
        for number, row in enumerate(self._tables(self.data, "limit"), 1):
            where = f"第{number}个 [[limit]]"
            self._unknown(
                row, {"act", "from", "days", "by", "working", "basis", "title", "when"}, where
            )
            act = self._one_of(Duty, row.get("act", ""), where)
            start = self._text(row, "from", where, required=True)
            if act is None or start not in _STARTS[act]:
                self._start(start, where)
            by = self._month_day(row, where)
            days = row.get("days", 1 if by else None)
            if not isinstance(days, int) or isinstance(days, bool) or not 0 < days < 4000:
                self._say(f"{where}：days 应为正整数。")
                days = 1
            if by and ("days" in row or row.get("working")):
                self._say(f"{where}：by 和 days、working 只写一种。")
            basis = self._text(row, "basis", where, required=True)
            when = self._rule(self._text(row, "when", where), where)
            if act:
                found.append(
                    Limit(act, start, days, self._flag(row, "working", where), basis,
                          self._text(row, "title", where), when, by)
                )  # fmt: skip
        return found

    def _month_day(self, row: dict[str, Any], where: str) -> tuple[int, int] | None:
        text = self._text(row, "by", where)
        if not text:
            return None
        parts = re.fullmatch(r"(\d{2})-(\d{2})", text)
        try:
            # Of an ordinary year: a limit that ends on 29 February would not end every year.
            day = date(2023, int(parts[1]), int(parts[2])) if parts else None
        except ValueError:
            day = None
        if day is None:
            self._say(f"{where}：by 写成次年的月和日，例如 by = “01-31”。")
            return None
        return day.month, day.day

    def _retentions(self) -> list[Retention]:
        rows = self.data.get("retention", [])
        rows = [rows] if isinstance(rows, dict) else rows
        if not isinstance(rows, list) or not all(isinstance(one, dict) for one in rows):
            self._say("retention 要写成 [retention] 或几个 [[retention]]。")
            return []
        found = []
        for number, row in enumerate(rows, 1):
            where = "[retention]" if len(rows) == 1 else f"第{number}个 [[retention]]"
            self._unknown(row, {"from", "months", "days", "least_months", "basis", "when"}, where)
            start = self._text(row, "from", where, required=True)
            if start != "published":
                self._start(start, where)
            months, days, least = (
                one if isinstance(one := row.get(name, 0), int) else 0
                for name in ("months", "days", "least_months")
            )
            if (months > 0) == (days > 0):
                self._say(f"{where}：months 和 days 写一个，应为正整数。")
            if not 0 <= least <= (months or least):
                self._say(f"{where}：least_months 不能是负数，也不能比 months 长。")
            when = self._rule(self._text(row, "when", where), where)
            if when is None and number < len(rows):
                self._say(f"{where}：没有写 when，后面的 [[retention]] 永远用不上。")
            basis = self._text(row, "basis", where, required=True)
            found.append(Retention(start, basis, months, days, when, least))
        return found

    def _start(self, name: str, where: str) -> None:
        if not name:
            return
        base = re.sub(r"_(?:from|to)$", "", name)
        if base in self.fields and base != name and self.fields[base].type is FieldType.PERIOD:
            return
        if self._known(name, f"{where} 的 from") and self.fields[name].type not in DATED:
            self._say(f"{where}：from = {name!r} 不是日期字段。")
