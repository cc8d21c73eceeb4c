"""Notices of projects as data by the kinds in which they are handed over (国办发〔2017〕97号): a workbook
with one sheet for each kind, or one JSON object.

依据：国办发〔2017〕97号（交易公告、资格审查结果、成交信息、履约信息以及有关变更信息）；发改办法规〔2018〕94号。
Not coded: the field codes of a province's own interface; the labels of the definition stand instead,
or the exchange codes where the definition gives them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from typing import IO

from django.db.models import QuerySet

from yangguang.apps.registers.models import Register, Version
from yangguang.apps.registers.selectors.showing import public_value
from yangguang.apps.registers.sheets.books import MOST_AT_ONCE, lined_book, typed
from yangguang.apps.registers.sheets.written import Cell
from yangguang.law.registers import Definition, Field

MOST_IN_A_WORKBOOK = MOST_AT_ONCE


def rows_of_kind(rows: QuerySet[Version], definition: Definition, kind: str) -> Iterator[Version]:
    """The rows of one stage, by project and day."""
    timeline = definition.timeline
    if timeline is None:
        return
    slot, project = (definition.field(one).slot for one in (timeline.stage, timeline.project))
    found = rows.filter(**{slot: kind}).select_related("agency").order_by(project, "d1", "id")
    yield from found.iterator(chunk_size=500)


def head_of(field: Field) -> str:
    """The head of a column, with its unit."""
    return f"{field.label}（{field.unit}）" if field.unit else field.label


def as_json(
    register: Register, definition: Definition, rows: QuerySet[Version], *, on: date
) -> Iterator[str]:
    """One object: the register, then for each kind its notices by the labels of the columns."""
    kinds = definition.timeline.stages if definition.timeline else ()
    about = {
        "register": register.code,
        "name": register.name,
        "basis": definition.basis,
        "as_of": on.isoformat(),
    }
    yield json.dumps(about, ensure_ascii=False)[:-1] + ', "kinds": {'
    for place, kind in enumerate(kinds):
        yield ("," if place else "") + f"\n{json.dumps(kind, ensure_ascii=False)}: ["
        comma = ""
        for version in rows_of_kind(rows, definition, kind):
            yield f"{comma}\n" + json.dumps(_record(version, definition), ensure_ascii=False)
            comma = ","
        yield "]"
    yield "\n}}\n"


def _record(version: Version, definition: Definition) -> dict[str, object]:
    values = {
        one.exchange or head_of(one): public_value(one, version.values.get(one.code), definition)
        for one in definition.public_fields
    }
    filled = {name: value for name, value in values.items() if value is not None}
    return {**filled, "公开单位": version.agency.name}


def as_workbook(register: Register, definition: Definition, rows: QuerySet[Version]) -> IO[bytes]:
    """A workbook with one sheet for each kind, in a temporary file that the caller closes."""
    fields = definition.public_fields
    heads = [*(head_of(one) for one in fields), "公开单位"]

    def line(version: Version) -> list[Cell]:
        values = (public_value(one, version.values.get(one.code), definition) for one in fields)
        cells = [typed(one, value) for one, value in zip(fields, values, strict=True)]
        return [*cells, version.agency.name]

    kinds = definition.timeline.stages if definition.timeline else ()
    return lined_book(
        (kind, heads, map(line, rows_of_kind(rows, definition, kind))) for kind in kinds
    )
