"""What stands in the cells of an export: written so that it reads back as the same value.

A file in the export is a name only; it is not read back, and the row keeps the file it has.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from yangguang.apps.registers.models import Version
from yangguang.apps.registers.rows import Values
from yangguang.apps.registers.sheets.columns import BODY, TOO_LONG, labels_of
from yangguang.law.registers import Definition, Field, FieldType, Value

Cell = str | Decimal | date | None
LONGEST_CELL = 32_000
"""A workbook's cell holds 32,767 signs."""
_PRECISE = 15


@dataclass(frozen=True, slots=True)
class Taken:
    """One row of an export: whose it is, what it says, where it stands."""

    agency: str
    values: Values
    row: int = 0


def taken(versions: Iterable[Version]) -> Iterator[Taken]:
    """Rows of a list, each with its body loaded (`select_related("agency")`)."""
    return (Taken(one.agency.name, one.values, one.row_id) for one in versions)


def fields_of(definition: Definition, *, internal: bool) -> tuple[Field, ...]:
    """The fields that an export has, ``internal`` ones only for those who keep the list."""
    return definition.fields if internal else definition.public_fields


def head_of(field: Field) -> str:
    """A field at the head of its column, with its unit."""
    return f"{field.label}（{field.unit}）" if field.unit else field.label


def export_head(definition: Definition, *, internal: bool) -> list[str]:
    """The head of an export: the fields, then whose the row is."""
    fields = fields_of(definition, internal=internal)
    return [*(head_of(one) for one in fields), labels_of(definition)[BODY]]


def is_export_head(definition: Definition, texts: Sequence[str]) -> bool:
    """Whether a head is that of an export of this list, by the desk or by the public pages (which
    add where and when), so that every line below is a row."""
    said = list(texts)
    for internal in (False, True):
        head = export_head(definition, internal=internal)
        if said[: len(head) - 1] == head[:-1] and said[len(head) - 1 :][:1] in (
            [head[-1]],
            ["机构"],
        ):
            return True
    return False


def cell_of(field: Field, value: Value) -> Cell:
    """A value as a workbook keeps it: numbers as numbers as long as it keeps them whole."""
    if value is None:
        return None
    if isinstance(value, dict):
        return str(value.get("name", ""))
    if isinstance(value, list):
        first, last = value
        return f"{first or ''}至{last or '长期'}"
    if field.type in (FieldType.NUMBER, FieldType.MONEY):
        number = Decimal(value)
        return number if len(number.as_tuple().digits) <= _PRECISE else value
    if field.type is FieldType.DATE:
        day = date.fromisoformat(value)
        return day if day.year >= 1900 else value
    return TOO_LONG if len(value) > LONGEST_CELL else value


def text_of(field: Field, value: Value) -> str:
    """A value as a text file keeps it."""
    if isinstance(value, str):
        return value
    cell = cell_of(field, value)
    return "" if cell is None else str(cell)
