"""Reading a definition, and telling whoever wrote it what to mend.

Every problem of a file is named at once, each with its place, so that a file is mended in one go.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from yangguang.law.attributes import attribute_grounds
from yangguang.law.exemptions import exemptions
from yangguang.law.regimes import regime_of
from yangguang.law.registers.editions import read_edition
from yangguang.law.registers.faults import told_of_toml
from yangguang.law.registers.limits import DATED, LimitReader
from yangguang.law.registers.model import (
    Chart,
    Check,
    Definition,
    Edition,
    Field,
    FieldType,
    KeyScope,
    Mask,
    Severity,
    Shape,
    Source,
    Sum,
)
from yangguang.law.registers.stages import StageReader

SLOTS = {"t": 8, "n": 4, "d": 3}
"""How many typed places a row has for texts, numbers and days; d1 is the row's own date."""
CHARTS = ("bar", "columns", "line", "tree", "share")
_CODE = re.compile(r"[a-z][a-z0-9_]{0,39}")
_REGISTER = re.compile(r"[a-z][a-z0-9-]{1,39}")
_KINDS = {FieldType.NUMBER: "n", FieldType.MONEY: "n", FieldType.DATE: "d", FieldType.PERIOD: "d"}
_UNFILTERED = (FieldType.LONG, FieldType.FILE, FieldType.LINK, FieldType.CHOICES)
_TOP = {
    "code", "name", "group", "version", "in_force", "basis", "summary", "row_name", "shape", "key",
    "key_scope", "title", "date", "sort", "decide_each", "compare", "personal", "facets", "source",
    "field", "check", "limit", "retention", "edition", "sum", "chart", "timeline",
    "standing",
}  # fmt: skip
_FIELD = {
    "code", "label", "type", "required", "unit", "choices", "choices_from", "choice_aliases", "of",
    "mask", "mask_when", "exchange", "aliases", "filter", "sort", "internal", "brief", "group", "help",
}  # fmt: skip


def _withholding() -> tuple[str, ...]:
    return tuple(one.label for one in exemptions() if one.regime is regime_of(date.max))


def _article_20() -> tuple[str, ...]:
    return tuple(one.label for one in attribute_grounds() if one.facet and one.until is None)


VOCABULARIES: Mapping[str, Callable[[], tuple[str, ...]]] = {
    "exemptions": _withholding,
    "article-20": _article_20,
}
"""Lists of the law from which a field may take its choices: the grounds for withholding of the
regulation in force, the kinds of information of Art. 20."""


class BadDefinition(ValueError):
    """The definition cannot be used; ``problems`` are sentences that say what to mend, in Chinese."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("；".join(problems))
        self.problems = tuple(problems)


def read_definition(text: str) -> Definition:
    """The definition in a TOML text. Raises BadDefinition with everything that is wrong."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as wrong:
        raise BadDefinition([told_of_toml(text, wrong)]) from wrong
    reader = _Reader(data, text)
    definition = reader.read()
    if reader.problems or definition is None:
        raise BadDefinition(reader.problems)
    return definition


class _Reader(StageReader, LimitReader):
    """One reading of one file; collects what is wrong with it."""

    def __init__(self, data: dict[str, Any], text: str) -> None:
        super().__init__()
        self.data = data
        self.text = text
        self.fields: dict[str, Field] = {}

    def read(self) -> Definition | None:
        data = self.data
        self._unknown(data, _TOP, "文件")
        texts = {
            name: self._text(data, name, "文件", required=True)
            for name in ("code", "name", "group", "version", "basis", "summary", "title")
        }
        if texts["code"] and not _REGISTER.fullmatch(texts["code"]):
            self._say(f"code = {texts['code']!r}：编码用小写英文字母、数字和连字符，字母开头。")
        rows = self._tables(data, "field")
        for number, row in enumerate(rows, 1):
            self._field(row, number)
        self._masks(rows)
        if not self.fields:
            self._say("至少要有一个 [[field]]。")
            return None
        key = self._strings(data, "key", "文件")
        if not key:
            self._say('缺少 key：请写明哪些字段合起来能区分两行，例如 key = ["number"]。')
        for name in key:
            self._known(name, "key")
        if texts["title"]:
            self._known(texts["title"], "title")
        editions = self._editions()
        dated = self._text(data, "date", "文件")
        if dated and self._known(dated, "date") and self.fields[dated].type not in DATED:
            self._say(f"date = {dated!r}：这个字段不是日期、月份、年份或期限。")
        self._slots(dated)
        sort = self._strings(data, "sort", "文件")
        for name in sort:
            self._sortable(name.lstrip("-"), dated)
        compare = self._strings(data, "compare", "文件")
        for name in compare:
            self._known(name, "compare")
        definition = Definition(
            **texts,
            shape=self._one_of(Shape, data.get("shape", "rows"), "shape") or Shape.ROWS,
            key=tuple(key),
            fields=tuple(self.fields.values()),
            in_force=self._date(data, "in_force", "文件"),
            source=self._source(),
            row_name=self._text(data, "row_name", "文件") or "记录",
            key_scope=self._one_of(KeyScope, data.get("key_scope", "body"), "key_scope")
            or KeyScope.BODY,
            date=dated,
            sort=tuple(sort),
            decide_each=self._text(data, "decide_each", "文件"),
            compare=tuple(compare),
            personal=data.get("personal") is True,
            facets=tuple(self._strings(data, "facets", "文件")),
            checks=tuple(self._checks()),
            limits=tuple(self._limits()),
            retentions=tuple(self._retentions()),
            editions=tuple(editions),
            sums=tuple(self._sums()),
            charts=tuple(self._charts()),
            timeline=self._timeline(),
            standing=self._standing(),
            text=self.text,
        )
        return None if self.problems else definition

    def _field(self, row: dict[str, Any], number: int) -> None:
        where = f"第{number}个 [[field]]"
        self._unknown(row, _FIELD, where)
        code = self._text(row, "code", where, required=True)
        label = self._text(row, "label", where, required=True)
        if code:
            where = f"字段 {code}"
            if not _CODE.fullmatch(code):
                self._say(f"{where}：编码用小写英文字母、数字和下划线，字母开头。")
            if code in self.fields:
                self._say(f"{where}：编码重复。")
        kind = self._one_of(FieldType, row.get("type", "text"), where) or FieldType.TEXT
        choices = tuple(self._strings(row, "choices", where)) or self._choices_from(row, where)
        if (kind in (FieldType.CHOICE, FieldType.CHOICES)) != bool(choices):
            self._say(f"{where}：choices 与 type = “choice”或“choices” 要一起使用。")
        if kind is FieldType.CHOICES and any("、" in one for one in choices):
            self._say(f"{where}：type = “choices” 的选项里不能有顿号，几个选项之间用顿号分开。")
        of = self._text(row, "of", where)
        if (kind is FieldType.ROW) != bool(of):
            self._say(f"{where}：of（所指清单的编码）与 type = “row” 要一起使用。")
        mask = self._one_of(Mask, row["mask"], where) if "mask" in row else None
        if kind is FieldType.PERSON and mask is None:
            self._say(f"{where}：person 字段必须写明 mask（{'、'.join(Mask)}），系统不保存原文。")
        masked = self._text(row, "mask_when", where)
        if masked and mask is None:
            self._say(f"{where}：写了 mask_when，还要写明 mask（{'、'.join(Mask)}）。")
        if masked and kind is FieldType.PERSON:
            self._say(f"{where}：person 字段一律脱敏，不写 mask_when。")
        unit = self._text(row, "unit", where)
        if kind is FieldType.MONEY and unit not in ("元", "万元", "亿元"):
            self._say(f"{where}：金额要写 unit，只能是元、万元或亿元。")
        aliases = row.get("choice_aliases", {})
        if not isinstance(aliases, dict):
            self._say(f'{where}：choice_aliases 应为 {{ "别名" = "选项" }}。')
            aliases = {}
        strange = [str(one) for one in aliases.values() if one not in choices]
        if strange and choices:
            told = "、".join(f"“{one}”" for one in dict.fromkeys(strange))
            self._say(f"{where}：choice_aliases 应为“别名 = 选项”，{told}不在 choices 里。")
        if strange:
            aliases = {}
        flags = {
            name: self._flag(row, name, where)
            for name in ("required", "filter", "sort", "internal", "brief")
        }
        if (flags["filter"] or flags["sort"]) and kind in _UNFILTERED:
            self._say(f"{where}：{kind} 类型不能筛选或排序。")
        if code and label:
            self.fields[code] = Field(
                code, label, kind, unit=unit, choices=choices, choice_aliases=tuple(aliases.items()), of=of,
                mask=mask, exchange=self._text(row, "exchange", where),
                aliases=tuple(self._strings(row, "aliases", where)),
                group=self._text(row, "group", where), help=self._text(row, "help", where),
                required=flags["required"], filter=flags["filter"], sort=flags["sort"],
                internal=flags["internal"], brief=flags["brief"],
            )  # fmt: skip

    def _masks(self, rows: list[dict[str, Any]]) -> None:
        """The rules on which rows are masked, read once all fields are known."""
        for row in rows:
            code = row.get("code")
            if code in self.fields and isinstance(row.get("mask_when"), str):
                rule = self._rule(row["mask_when"], f"字段 {code} 的 mask_when")
                self.fields[code] = replace(self.fields[code], mask_when=rule)

    def _editions(self) -> list[Edition]:
        """The exchange formats. Their codes become further names of the fields, so that a file with
        codes for heads imports like any other."""
        found: list[Edition] = []
        meant: dict[str, str] = {}
        for number, row in enumerate(self._tables(self.data, "edition"), 1):
            edition, problems = read_edition(row, self.fields, f"第{number}个 [[edition]]")
            self.problems += problems
            if edition is None:
                continue
            found.append(edition)
            for column in edition.columns:
                if column.field not in self.fields:
                    continue
                if meant.setdefault(column.code, column.field) != column.field:
                    self._say(
                        f"代码 {column.code} 在两个 [[edition]] 里指不同的字段，导入时无法分辨。"
                    )
                one = self.fields[column.field]
                if column.code not in (one.exchange, *one.aliases):
                    self.fields[one.code] = replace(one, aliases=(*one.aliases, column.code))
        return sorted(found, key=lambda one: one.dated)

    def _choices_from(self, row: Mapping[str, Any], where: str) -> tuple[str, ...]:
        """Choices that stand elsewhere in the law: never typed in, so never out of step."""
        name = self._text(row, "choices_from", where)
        if name and name not in VOCABULARIES:
            known = "、".join(VOCABULARIES)
            self._say(f"{where}：choices_from = {name!r} 不认识；只能是 {known}。")
        return VOCABULARIES[name]() if name in VOCABULARIES else ()

    def _slots(self, dated: str) -> None:
        taken = {"t": 0, "n": 0, "d": 1}
        for code, one in self.fields.items():
            if code == dated and one.type in (FieldType.DATE, FieldType.PERIOD):
                self.fields[code] = replace(one, slot="d1")
                continue
            if not (one.filter or one.sort):
                continue
            kind = _KINDS.get(one.type, "t")
            taken[kind] += 1
            if taken[kind] > SLOTS[kind]:
                named = {"t": "文字", "n": "数字", "d": "日期"}[kind]
                self._say(f"字段 {code}：可筛选、排序的{named}字段最多{SLOTS[kind]}个，请减少。")
                continue
            self.fields[code] = replace(one, slot=f"{kind}{taken[kind]}")

    def _sortable(self, name: str, dated: str) -> None:
        if self._known(name, "sort") and not self.fields[name].slot and name != dated:
            self._say(f"sort：字段 {name} 要写 sort = true 或 filter = true 才能排序。")

    def _checks(self) -> list[Check]:
        found = []
        for number, row in enumerate(self._tables(self.data, "check"), 1):
            where = f"第{number}个 [[check]]"
            self._unknown(row, {"rule", "say", "severity"}, where)
            say = self._text(row, "say", where, required=True)
            rule = self._rule(self._text(row, "rule", where, required=True), where)
            severity = self._one_of(Severity, row.get("severity", "error"), where)
            if rule and say and severity:
                found.append(Check(rule, say, severity))
        return found

    def _sums(self) -> list[Sum]:
        found = []
        for number, row in enumerate(self._tables(self.data, "sum"), 1):
            where = f"第{number}个 [[sum]]"
            self._unknown(row, {"by", "of"}, where)
            found.append(Sum(*self._summed(row, where)))
        return found

    def _charts(self) -> list[Chart]:
        found = []
        for number, row in enumerate(self._tables(self.data, "chart"), 1):
            where = f"第{number}个 [[chart]]"
            self._unknown(row, {"kind", "title", "by", "of"}, where)
            kind = self._text(row, "kind", where, required=True)
            if kind and kind not in CHARTS:
                self._say(f"{where}：kind 只能是 {'、'.join(CHARTS)}。")
            title = self._text(row, "title", where, required=True)
            found.append(Chart(kind, title, *self._summed(row, where)))
        return found

    def _summed(self, row: dict[str, Any], where: str) -> tuple[str, str]:
        by, of = self._text(row, "by", where, required=True), self._text(row, "of", where)
        if (
            by
            and self._known(by, f"{where} 的 by")
            and not (self.fields[by].slot or by == self.data.get("date"))
        ):
            self._say(f"{where}：by = {by!r} 的字段要写 filter = true。")
        if of and self._known(of, f"{where} 的 of") and _KINDS.get(self.fields[of].type) != "n":
            self._say(f"{where}：of = {of!r} 应为数字或金额字段。")
        return by, of

    def _source(self) -> Source | None:
        row = self.data.get("source")
        if row is None:
            return None
        if not isinstance(row, dict):
            self._say("[source]：应为一个表。")
            return None
        self._unknown(row, {"name", "dated", "note"}, "[source]")
        return Source(
            self._text(row, "name", "[source]", required=True),
            self._date(row, "dated", "[source]"),
            self._text(row, "note", "[source]"),
        )
