"""Rows in the national exchange formats: codes for heads, coded choices, out and back in."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from yangguang.law.registers.model import Definition, Edition, EditionColumn, Field, FieldType
from yangguang.law.registers.values import Value, show_value
from yangguang.text.numerals import fold_width

LEAST = 3
"""So many heads at least must be codes of a format for a file to be taken as one."""


def edition_named(definition: Definition, code: str) -> Edition | None:
    """The format of that code; the newest where none is named."""
    if not code:
        return definition.editions[-1] if definition.editions else None
    return next((one for one in definition.editions if one.code == code), None)


def edition_of_heads(definition: Definition, heads: Sequence[str]) -> Edition | None:
    """The format whose codes the heads of a file are: the one that explains most of them, the newer
    of two that explain as many; None where fewer than half of the heads are codes."""
    said = {_plain(one) for one in heads} - {""}
    best: tuple[int, Edition | None] = (max(LEAST, (len(said) + 1) // 2) - 1, None)
    for edition in reversed(definition.editions):
        known = sum(1 for one in edition.columns if one.code.upper() in said)
        if known > best[0]:
            best = (known, edition)
    return best[1]


def coded_field(field: Field, edition: Edition) -> Field:
    """The field as a file of that format fills it: a choice is known by its code as well.

    What a code means differs between formats, so it is known only where the format is.
    """
    for column in edition.columns:
        if column.field == field.code and column.values:
            codes = tuple((code, choice) for choice, code in column.values)
            given = {code for code, _ in codes}
            others = tuple(one for one in field.choice_aliases if one[0] not in given)
            return replace(field, choice_aliases=(*codes, *others))
    return field


def exchanged(
    definition: Definition,
    edition: Edition,
    values: Mapping[str, Value],
    filled: Mapping[str, str],
) -> list[str]:
    """A row in the order of the format's columns. ``filled`` gives what is no field (`FILLED`)."""
    return [_cell(definition, column, values, filled) for column in edition.columns]


def _cell(
    definition: Definition,
    column: EditionColumn,
    values: Mapping[str, Value],
    filled: Mapping[str, str],
) -> str:
    if not column.field:
        return ""
    if column.field in filled:
        return filled[column.field]
    field = definition.field(column.field)
    value = values.get(field.code)
    if value is None:
        return ""
    if field.type is FieldType.CHOICE:
        return dict(column.values).get(str(value), str(value))
    return value if isinstance(value, str) else show_value(field, value)


def _plain(head: str) -> str:
    """A code as it stands at the head of a column, without what an office wrote beside it."""
    found = re.search(r"[A-Z]{2,}(?:_[A-Z0-9]+)*", fold_width(head).upper())
    return found[0] if found else ""
