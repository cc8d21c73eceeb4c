"""From the values of a row to what the database keeps beside them: key, title, typed places."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from yangguang.apps.agencies.models import Agency
from yangguang.apps.registers.models import KEY_LENGTH, SLOTS
from yangguang.law.registers import (
    BadValue,
    Definition,
    FieldType,
    Value,
    read_value,
    show_value,
    sort_value,
)
from yangguang.law.registers.grammar import Expression
from yangguang.law.registers.model import KeyScope, Severity
from yangguang.law.registers.values import day_of, masked_where_due, terms_of

Values = Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a row: ``field`` is its code, or empty where a rule joins several.

    ``place`` names sheet and cell, or the row's title, so that somebody finds it.
    """

    sentence: str
    field: str = ""
    place: str = ""
    severity: Severity = Severity.ERROR

    def __str__(self) -> str:
        return f"{self.place}：{self.sentence}" if self.place else self.sentence


class BadRows(ValueError):
    """Rows that cannot be taken; ``problems`` are all of them, errors first."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("；".join(str(one) for one in problems[:5]))
        self.problems = problems


def key_of(definition: Definition, values: Values) -> str:
    """What tells the row apart, as one text; a long one is cut and told apart by its digest."""
    parts = []
    for code in definition.key:
        value = values.get(code)
        parts.append("" if value is None else _plain(value))
    key = "|".join(parts)
    if len(key) <= KEY_LENGTH:
        return key
    return key[: KEY_LENGTH - 33] + "#" + hashlib.sha256(key.encode()).hexdigest()[:32]


def _plain(value: Value) -> str:
    if isinstance(value, list):
        return "~".join(one or "" for one in value)
    if isinstance(value, dict):
        return str(value.get("file"))
    return str(value).strip()


def scope_of(definition: Definition, agency: Agency) -> int:
    """The body within which keys are unique; 0 where they are in the whole register."""
    return agency.pk if definition.key_scope is KeyScope.BODY else 0


def title_of(definition: Definition, values: Values) -> str:
    """How people name the row; its key where the naming field is empty."""
    field = definition.field(definition.title)
    shown = show_value(field, values.get(field.code))
    return (shown or key_of(definition, values) or definition.row_name)[:300]


def slots_of(definition: Definition, values: Values) -> dict[str, str | Decimal | date | None]:
    """The typed places of the row, all of them."""
    found: dict[str, str | Decimal | date | None] = dict.fromkeys(SLOTS)
    for field in definition.fields:
        if field.slot:
            found[field.slot] = sort_value(field, values.get(field.code))
    if definition.date:
        dated = definition.field(definition.date)
        found["d1"] = day_of(dated, values.get(dated.code))
    return found


def as_read(
    definition: Definition, values: Values, *, place: str = ""
) -> tuple[Values, list[Problem]]:
    """The values as the definition reads them, empty ones left out, and what could not be read.

    Reading what was read already changes nothing. Whatever way a row comes, it comes through here,
    so that nothing of a person is stored unmasked.
    """
    read: dict[str, Value] = {}
    problems = []
    for field in definition.fields:
        said = values.get(field.code)
        if said is None or said == "":
            continue
        try:
            value = read_value(field, said)
        except BadValue as wrong:
            problems.append(Problem(f"“{field.label}”{wrong.args[0]}", field.code, place))
            continue
        if value is not None:
            read[field.code] = value
    return masked_where_due(definition, read), problems


def problems_of(definition: Definition, values: Values, *, place: str = "") -> list[Problem]:
    """Fields that are missing and rules of one row that are broken; errors and warnings."""
    found = []
    for field in definition.fields:
        if field.required and values.get(field.code) in (None, ""):
            found.append(Problem(f"缺少“{field.label}”，这一项必须填写。", field.code, place))
    terms = terms_of(definition, values)
    for check in definition.checks:
        if not check.rule.over_list and not check.rule.holds(terms):
            found.append(Problem(check.say, _single(check.rule), place, check.severity))
    return found


def _single(rule: Expression) -> str:
    names = rule.names()
    return names.pop() if len(names) == 1 else ""


def figures_of(definition: Definition) -> list[tuple[str, str]]:
    """(field, of) of every figure that is kept: all rows, the facets, and what it asks for."""
    wanted: dict[tuple[str, str], None] = {("", ""): None}
    for field in definition.filters:
        if field.type in _COUNTED:
            wanted[field.code, ""] = None
    asked = [(one.by, one.of) for one in definition.sums]
    asked += [(one.by, one.of) for one in definition.charts]
    for by, of in asked:
        wanted[by, ""] = None
        wanted[by, of] = None
        if of:
            wanted["", of] = None
    return list(wanted)


_COUNTED = (
    FieldType.CHOICE, FieldType.AGENCY, FieldType.REGION, FieldType.YEAR, FieldType.MONTH,
)  # fmt: skip


def counted_value(definition: Definition, code: str, values: Values) -> str:
    """Under which value of a field the row is counted: of a day its year."""
    field = definition.field(code)
    value = values.get(code)
    if value is None:
        return ""
    if field.type in (FieldType.DATE, FieldType.PERIOD):
        day = day_of(field, value)
        return str(day.year) if day else ""
    return _plain(value)[:80]
