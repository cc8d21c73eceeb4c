"""The parts of a definition that tell of a project's stages and of standing duties."""

from __future__ import annotations

from typing import Any

from yangguang.law.registers.model import Field, FieldType, Owed, Standing, Timeline
from yangguang.law.registers.tables import TableReader


class FieldReader(TableReader):
    """Knows the columns of the definition by their codes."""

    data: dict[str, Any]
    fields: dict[str, Field]

    def _known(self, code: str, where: str) -> bool:
        if code in self.fields:
            return True
        self._say(f"{where}：没有字段 {code}。")
        return False


class StageReader(FieldReader):
    """Reads ``[timeline]`` and ``[standing]``."""

    def _timeline(self) -> Timeline | None:
        row = self.data.get("timeline")
        if row is None:
            return None
        where = "[timeline]"
        if not isinstance(row, dict):
            self._say(f"{where}：应为一个表。")
            return None
        self._unknown(
            row,
            {
                "project", "stage", "stages", "name", "date", "amount", "part", "optional", "owed",
                "ended",
            },
            where,
        )  # fmt: skip
        named = {name: self._text(row, name, where) for name in ("name", "date", "amount", "part")}
        for name in ("project", "stage"):
            named[name] = self._text(row, name, where, required=True)
        for name, code in named.items():
            if code:
                self._known(code, f"{where} 的 {name}")
        for name in ("project", "stage", "part"):
            field = self.fields.get(named[name])
            if field is not None and not field.slot:
                self._say(f"{where}：{name} 的字段要写 filter = true。")
        stages = tuple(self._strings(row, "stages", where))
        if len(stages) < 2:
            self._say(f"{where}：stages 至少两个阶段。")
        optional = self._stages(self._strings(row, "optional", where), stages, f"{where} optional")
        ended = self._values(row.get("ended"), f"{where} ended")
        return Timeline(
            stages=stages, optional=optional, owed=self._owed(row.get("owed"), stages, where),
            ended_field=ended[0], ended_values=ended[1], **named,
        )  # fmt: skip

    def _owed(self, row: object, stages: tuple[str, ...], where: str) -> Owed | None:
        where = f"{where} owed"
        if row is None:
            return None
        if not isinstance(row, dict):
            self._say(f"{where}：应为一个表。")
            return None
        self._unknown(row, {"stage", "by", "days", "basis", "open"}, where)
        stage = self._text(row, "stage", where, required=True)
        self._stages([stage] if stage else [], stages, where)
        by = self._text(row, "by", where, required=True)
        if by and self._known(by, f"{where} 的 by"):
            if self.fields[by].type is not FieldType.DATE:
                self._say(f"{where}：by = {by!r} 不是日期字段。")
            elif not self.fields[by].slot:
                self._say(f"{where}：by 的字段要写 sort = true。")
        days = row.get("days", 0)
        if not isinstance(days, int) or isinstance(days, bool) or not 0 <= days < 4000:
            self._say(f"{where}：days 应为自然日数，不写为0。")
            days = 0
        basis = self._text(row, "basis", where, required=True)
        field, values = self._values(row.get("open"), f"{where} 的 open")
        return Owed(stage, by, basis, days, field, values)

    def _stages(self, named: list[str], stages: tuple[str, ...], where: str) -> tuple[str, ...]:
        for one in named:
            if one not in stages:
                self._say(f"{where}：stages 里没有“{one}”。")
        return tuple(named)

    def _values(self, row: object, where: str) -> tuple[str, tuple[str, ...]]:
        """A field with some of its choices: ``{ field = "notice", values = ["终止公告"] }``."""
        if row is None:
            return "", ()
        if not isinstance(row, dict):
            self._say(f'{where}：应写成 {{ field = "字段", values = ["选项"] }}。')
            return "", ()
        self._unknown(row, {"field", "values"}, where)
        code = self._text(row, "field", where, required=True)
        values = tuple(self._strings(row, "values", where))
        if code and self._known(code, f"{where} 的 field"):
            if not self.fields[code].slot:
                self._say(f"{where}：字段 {code} 要写 filter = true。")
            for one in values:
                if one not in self.fields[code].choices:
                    self._say(f"{where}：字段 {code} 没有选项“{one}”。")
        return code, values

    def _standing(self) -> Standing | None:
        row = self.data.get("standing")
        if row is None:
            return None
        where = "[standing]"
        if not isinstance(row, dict):
            self._say(f"{where}：应为一个表。")
            return None
        names = ("limit", "group", "body", "column", "facet", "words")
        self._unknown(row, set(names), where)
        found = {name: self._text(row, name, where, required=name == "limit") for name in names}
        for name, code in found.items():
            if code:
                self._known(code, f"{where} 的 {name}")
        return Standing(**found)
