"""Reads the form definitions and refuses any that contradicts itself.

A definition is written by hand from an official sheet; a slip in it would turn into wrong
findings about somebody's report. So everything that can be checked is checked on loading, and the
message names the file, the entry and what to mend.
"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources
from typing import Any, Literal, cast

from yangguang.law.forms.model import (
    Column,
    Each,
    Form,
    FormTable,
    Formula,
    HeaderCell,
    Number,
    Relation,
    Row,
    Section,
    Severity,
)

FORM_CODES = ("2014", "2019", "2021")
_NUMBERS = ("count", "amount", "change")
_RULES = frozenset({"sum", "identity", "part-of", "carry-over", "roll-forward", "usual"})


class FormDefinitionError(Exception):
    """A definition contradicts itself; the message names the file, the entry and the fault."""


@cache
def load_form(code: str) -> Form:
    """The form ``2014``, ``2019`` or ``2021``; raises KeyError for any other code."""
    if code not in FORM_CODES:
        raise KeyError(code)
    name = f"form_{code}.toml"
    text = resources.files(__package__ or __name__).joinpath(name).read_text(encoding="utf-8")
    return read_form(tomllib.loads(text), name)


def all_forms() -> tuple[Form, ...]:
    """Every form, oldest first."""
    return tuple(load_form(code) for code in FORM_CODES)


def form_for_year(year: int) -> Form | None:
    """The form in force for reports about that year, or None before 2014.

    依据：国办发〔2014〕32号（2014至2018年度）、国办公开办函〔2019〕60号（2019、2020年度）、
    国办公开办函〔2021〕30号（2021年度起）。
    """
    for form in all_forms():
        if form.first_year <= year and (form.last_year is None or year <= form.last_year):
            return form
    return None


def read_form(data: dict[str, Any], name: str) -> Form:
    """A form from parsed TOML; raises FormDefinitionError. ``name`` is used in messages."""
    reader = _Reader(name)
    form = reader.form(data)
    _check(form, name)
    return form


class _Reader:
    """Turns plain TOML values into typed ones, remembering where it stands."""

    def __init__(self, name: str) -> None:
        self.name = name

    def fail(self, where: str, what: str) -> FormDefinitionError:
        return FormDefinitionError(f"{self.name}: {where}: {what}")

    def text(self, data: dict[str, Any], key: str, where: str, default: str | None = None) -> str:
        value = data.get(key, default)
        if not isinstance(value, str):
            raise self.fail(where, f"“{key}”须是文字")
        return value

    def texts(self, data: dict[str, Any], key: str, where: str) -> tuple[str, ...]:
        value = data.get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise self.fail(where, f"“{key}”须是文字的列表")
        return tuple(value)

    def known(self, data: dict[str, Any], allowed: set[str], where: str) -> None:
        unknown = sorted(set(data) - allowed)
        if unknown:
            raise self.fail(where, f"不认识的项：{'、'.join(unknown)}")

    def number(self, data: dict[str, Any], where: str, default: str) -> str:
        value = self.text(data, "number", where, default)
        if value and value not in _NUMBERS:
            raise self.fail(where, f"“number”须是 {'、'.join(_NUMBERS)} 之一")
        return value

    def form(self, data: dict[str, Any]) -> Form:
        self.known(
            data,
            {
                "code",
                "title",
                "title_variants",
                "first_year",
                "last_year",
                "source",
                "note",
                "section",
                "table",
                "formula",
            },
            "表头",
        )
        first, last = data.get("first_year"), data.get("last_year")
        if not isinstance(first, int) or not (last is None or isinstance(last, int)):
            raise self.fail("表头", "“first_year”“last_year”须是年份")
        return Form(
            code=self.text(data, "code", "表头"),
            title=self.text(data, "title", "表头"),
            first_year=first,
            last_year=last,
            source=self.text(data, "source", "表头"),
            title_variants=self.texts(data, "title_variants", "表头"),
            sections=tuple(self.section(item) for item in data.get("section", [])),
            tables=tuple(self.table(item) for item in data.get("table", [])),
            formulae=tuple(self.formula(item) for item in data.get("formula", [])),
            note=self.text(data, "note", "表头", ""),
        )

    def section(self, data: dict[str, Any]) -> Section:
        where = f"section {data.get('number', '?')}"
        self.known(data, {"number", "title", "variants", "narrative"}, where)
        return Section(
            number=self.text(data, "number", where),
            title=self.text(data, "title", where),
            variants=self.texts(data, "variants", where),
            narrative=bool(data.get("narrative", False)),
        )

    def table(self, data: dict[str, Any]) -> FormTable:
        where = f"table {data.get('code', '?')}"
        self.known(
            data,
            {
                "code",
                "section",
                "heading",
                "header",
                "column",
                "row",
                "layout",
                "note",
                "label_columns",
                "variants",
            },
            where,
        )
        layout = self.text(data, "layout", where, "rows")
        if layout not in ("rows", "line"):
            raise self.fail(where, "“layout”须是 rows 或 line")
        return FormTable(
            code=self.text(data, "code", where),
            section=self.text(data, "section", where),
            heading=self.text(data, "heading", where),
            header=tuple(
                tuple(self.header_cell(cell, where) for cell in row)
                for row in data.get("header", [])
            ),
            columns=tuple(self.column(item, where) for item in data.get("column", [])),
            rows=tuple(self.row(item, where) for item in data.get("row", [])),
            layout=cast(Literal["rows", "line"], layout),
            note=self.text(data, "note", where, ""),
            label_columns=int(data.get("label_columns", 1)),
            variants=self.texts(data, "variants", where),
        )

    def header_cell(self, data: dict[str, Any] | str, where: str) -> HeaderCell:
        if isinstance(data, str):
            return HeaderCell(data)
        self.known(data, {"text", "columns", "rows"}, f"{where} header")
        return HeaderCell(
            text=self.text(data, "text", f"{where} header"),
            columns=int(data.get("columns", 1)),
            rows=int(data.get("rows", 1)),
        )

    def column(self, data: dict[str, Any], where: str) -> Column:
        where = f"{where} column {data.get('code', '?')}"
        self.known(data, {"code", "label", "unit", "number", "variants"}, where)
        return Column(
            code=self.text(data, "code", where),
            label=self.text(data, "label", where),
            unit=self.text(data, "unit", where, "件"),
            number=cast(Number, self.number(data, where, "count")),
            variants=self.texts(data, "variants", where),
        )

    def row(self, data: dict[str, Any], where: str) -> Row:
        where = f"{where} row {data.get('code', '?')}"
        self.known(
            data,
            {
                "code",
                "label",
                "parent",
                "indent",
                "unit",
                "number",
                "heading",
                "optional",
                "parts",
                "variants",
                "keys",
            },
            where,
        )
        return Row(
            code=self.text(data, "code", where),
            label=self.text(data, "label", where),
            parent=self.text(data, "parent", where, ""),
            indent=int(data.get("indent", 0)),
            unit=self.text(data, "unit", where, ""),
            number=cast('Number | Literal[""]', self.number(data, where, "")),
            heading=bool(data.get("heading", False)),
            optional=bool(data.get("optional", False)),
            parts=self.texts(data, "parts", where),
            variants=self.texts(data, "variants", where),
            keys=self.texts(data, "keys", where),
        )

    def formula(self, data: dict[str, Any]) -> Formula:
        where = f"formula {data.get('code', '?')}"
        self.known(
            data,
            {
                "code",
                "rule",
                "severity",
                "relation",
                "left",
                "right",
                "each",
                "table",
                "statement",
                "source",
                "scope",
                "at_fault",
            },
            where,
        )
        rule = self.text(data, "rule", where)
        severity = self.text(data, "severity", where)
        relation = self.text(data, "relation", where, "=")
        each = self.text(data, "each", where, "once")
        scope = self.text(data, "scope", where, "form")
        if rule not in _RULES:
            raise self.fail(where, f"不认识的规则“{rule}”")
        if severity not in set(Severity):
            raise self.fail(where, f"不认识的级别“{severity}”")
        if relation not in ("=", "<=") or each not in ("once", "column", "row"):
            raise self.fail(where, "“relation”须是 = 或 <=，“each”须是 once、column 或 row")
        if scope not in ("form", "years"):
            raise self.fail(where, "“scope”须是 form 或 years")
        return Formula(
            code=self.text(data, "code", where),
            rule=rule,
            severity=Severity(severity),
            relation=cast(Relation, relation),
            left=self.texts(data, "left", where),
            right=self.texts(data, "right", where),
            each=cast(Each, each),
            table=self.text(data, "table", where, ""),
            statement=self.text(data, "statement", where),
            source=self.text(data, "source", where),
            scope=cast(Literal["form", "years"], scope),
            at_fault=self.text(data, "at_fault", where, ""),
        )


def _check(form: Form, name: str) -> None:
    def fail(where: str, what: str) -> FormDefinitionError:
        return FormDefinitionError(f"{name}: {where}: {what}")

    if form.last_year is not None and form.last_year < form.first_year:
        raise fail("表头", "“last_year”早于“first_year”")
    if not form.source:
        raise fail("表头", "缺少来源（source）")
    seen: set[str] = set()
    sections = {section.number for section in form.sections}
    for table in form.tables:
        where = f"table {table.code}"
        if not table.rows or not table.columns:
            raise fail(where, "表须有行和列")
        if sections and table.section not in sections:
            raise fail(where, f"没有第“{table.section}”部分")
        codes = [column.code for column in table.columns]
        if len(set(codes)) != len(codes):
            raise fail(where, "列的代码重复")
        _check_header(table, fail(where, "表头各行的格数与列数不合"))
        above: set[str] = set()
        for row in table.rows:
            if row.code in seen:
                raise fail(f"{where} row {row.code}", "行的代码重复")
            if row.parent and row.parent not in above:
                raise fail(f"{where} row {row.code}", f"上级行“{row.parent}”不在它前面")
            seen.add(row.code)
            above.add(row.code)
        for row in table.rows:
            missing = [part for part in row.parts if part not in above]
            if missing:
                raise fail(f"{where} row {row.code}", f"组成行不存在：{'、'.join(missing)}")
    codes = [formula.code for formula in form.formulae]
    if len(set(codes)) != len(codes):
        raise fail("formula", "代码重复")
    for formula in form.formulae:
        where = f"formula {formula.code}"
        if not formula.left or not formula.right or not formula.statement or not formula.source:
            raise fail(where, "等式两边、说明和来源都不能空")
        if formula.each != "once" and formula.table not in {table.code for table in form.tables}:
            raise fail(where, f"没有表“{formula.table}”")
        for equation in form._expand(formula, None):
            for term in (*equation.left, *equation.right):
                try:
                    form.place_of(term.cell)
                except KeyError:
                    raise fail(where, f"没有单元格“{term.cell}”") from None


def _check_header(table: FormTable, fault: FormDefinitionError) -> None:
    """Spans of the printed head must fill a rectangle exactly as wide as the table."""
    width = table.label_columns + len(table.columns)
    if table.layout == "line":
        width = len(table.rows) * len(table.columns)
    elif any(row.unit for row in table.rows):
        width += 1
    filled = [[False] * width for _ in table.header]
    for y, row in enumerate(table.header):
        x = 0
        for cell in row:
            while x < width and filled[y][x]:
                x += 1
            for dy in range(cell.rows):
                for dx in range(cell.columns):
                    if y + dy >= len(filled) or x + dx >= width or filled[y + dy][x + dx]:
                        raise fault
                    filled[y + dy][x + dx] = True
            x += cell.columns
    if not all(all(row) for row in filled):
        raise fault
