"""Rows of registers as search takes them: the live ones of registers that are shown, public columns
alone.

A row lies in the index under the kind 清单与公示 and under its register, so that results can be
narrowed to both.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils import timezone

from yangguang.apps.registers.definitions import definition_of
from yangguang.apps.registers.models import Register, Row, Version
from yangguang.apps.registers.selectors import (
    public_cells,
    public_registers,
    public_title,
    rows_of_each,
)
from yangguang.apps.search.engine import Document, Texts
from yangguang.law.registers import Definition, FieldType, show_value

KIND = "register-row"
KIND_LABEL = "清单与公示"
BATCH = 1_000
STANDING = 0.9
"""A row says one thing; the rule from which it follows stands before it."""
_PREFIX = "row:"
_COLUMN = "register:"
_SILENT = (FieldType.FILE, FieldType.LINK)


def key_of(row: int) -> str:
    """The key under which a row stands in the index."""
    return f"{_PREFIX}{row}"


def row_of(key: str) -> int | None:
    """The row that a key of the index means; None for an item's."""
    rest = key.removeprefix(_PREFIX)
    return int(rest) if rest != key and rest.isdigit() else None


def column_of(register: Register) -> str:
    """What a row has in the index instead of a column: its register."""
    return f"{_COLUMN}{register.code}"


def column_labels(values: Iterable[str]) -> dict[str, str]:
    """The names of the registers among values of the dimension of columns."""
    codes = [one.removeprefix(_COLUMN) for one in values if one.startswith(_COLUMN)]
    if not codes:
        return {}
    return {column_of(one): one.name for one in public_registers().filter(code__in=codes)}


def public_rows() -> QuerySet[Version]:
    """Every row that everybody may see, as it reads now."""
    return Version.objects.filter(live=True, register__in=public_registers())


def any_row() -> bool:
    """Whether there is any such row."""
    return public_rows().exists()


def number_of_rows() -> int:
    """How many such rows there are, as the kept figures say."""
    rows = rows_of_each()
    return sum(rows.get(one, 0) for one in public_registers().values_list("pk", flat=True))


def rows_touched(register: int, change_set: int | None) -> QuerySet[Row]:
    """The rows of a change set; all of a register where None."""
    rows = Row.objects.filter(register=register)
    return rows if change_set is None else rows.filter(versions__change_set=change_set)


def public_among(rows: QuerySet[Row]) -> QuerySet[Version]:
    """Those of these rows that everybody may see, as they read now."""
    return public_rows().filter(row__in=rows.values("pk"))


def hidden_among(rows: QuerySet[Row]) -> Iterator[str]:
    """The keys of those that are not public."""
    hidden = rows.exclude(pk__in=public_rows().filter(row__in=rows.values("pk")).values("row"))
    for row in hidden.order_by("pk").values_list("pk", flat=True).iterator(chunk_size=BATCH):
        yield key_of(row)


def all_documents() -> Iterator[Document]:
    """Every row that everybody may see."""
    return documents_of(public_rows())


def documents_of(rows: QuerySet[Version]) -> Iterator[Document]:
    """These rows as documents, read in batches by key."""
    last = 0
    ordered = rows.select_related("agency", "register__definition").order_by("pk")
    while batch := list(ordered.filter(pk__gt=last)[:BATCH]):
        for version in batch:
            yield document(version, definition_of(version.register))
        last = batch[-1].pk


def document(version: Version, definition: Definition) -> Document:
    """One row as a document. Nothing of an internal column is in it."""
    published = timezone.localdate(version.published_at) if version.published_at else None
    day = version.d1 or published
    return Document(
        key=key_of(version.row_id),
        title=public_title(version, definition),
        body=text_of(version, definition),
        agency=version.agency.slug,
        agency_name=version.agency.name,
        columns=(column_of(version.register),),
        facets=definition.facets,
        kind=KIND,
        formed_on=day,
        published_on=day,
        row=True,
        quiet=definition.personal,
        standing=STANDING,
    )


def text_of(version: Version, definition: Definition) -> str:
    """The public columns of a row, a line each, as highlighting shows them."""
    lines = [definition.name]
    for field, value in public_cells(version, definition):
        shown = show_value(field, value) if field.type not in _SILENT else ""
        if shown:
            lines.append(f"{field.label}：{shown}{field.unit}")
    return "\n".join(lines)


def texts(keys: Sequence[str]) -> Mapping[str, Texts]:
    """The texts of public rows for highlighting, by the engine's keys."""
    found = live_of(keys)
    return {
        key: Texts(public_title(one, definition), text_of(one, definition))
        for key, one in found.items()
        for definition in (definition_of(one.register),)
    }


def live_of(keys: Iterable[str]) -> dict[str, Version]:
    """The rows of these keys that everybody may see now."""
    wanted = [row for key in keys if (row := row_of(key)) is not None]
    if not wanted:
        return {}
    rows = public_rows().filter(row__in=wanted).select_related("agency", "register__definition")
    return {key_of(one.row_id): one for one in rows}


@dataclass(frozen=True, slots=True)
class RowsFound:
    """The rows of one register that hold some words: their keys, and how many there are."""

    rows: tuple[int, ...]
    total: int
