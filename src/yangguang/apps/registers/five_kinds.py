"""Notices of projects as data by the kinds in which they are handed over (国办发〔2017〕97号): a workbook
with one sheet for each kind, or one JSON object.

依据：国办发〔2017〕97号（交易公告、资格审查结果、成交信息、履约信息以及有关变更信息）；发改办法规〔2018〕94号。
Not coded: the field codes of a province's own interface; the labels of the definition stand instead,
or the exchange codes where the definition gives them.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import IO

import xlsxwriter
from django.db.models import QuerySet

from yangguang.apps.registers.models import Register, Version
from yangguang.apps.registers.selectors.showing import public_value
from yangguang.law.registers import Definition, Field, FieldType, Value, show_value
from yangguang.text.sheets.harmless import harmless

MOST_IN_A_WORKBOOK = 50_000
LONGEST_CELL = 32_767
_NUMBERS = (FieldType.NUMBER, FieldType.MONEY)


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
    target = tempfile.TemporaryFile()  # noqa: SIM115 (sent by the response, which closes it)
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(target, options) as book:
        bold = book.add_format({"bold": True, "bottom": 1})
        dated = book.add_format({"num_format": "yyyy-mm-dd"})
        for kind in definition.timeline.stages if definition.timeline else ():
            sheet = book.add_worksheet(kind[:31])
            heads = [*(head_of(one) for one in definition.public_fields), "公开单位"]
            sheet.set_column(0, len(heads) - 1, 18)
            sheet.freeze_panes(1, 0)
            sheet.write_row(0, 0, heads, bold)
            for y, version in enumerate(rows_of_kind(rows, definition, kind), start=1):
                for x, one in enumerate(definition.public_fields):
                    value = public_value(one, version.values.get(one.code), definition)
                    if isinstance(value, str) and one.type in _NUMBERS:
                        sheet.write_number(y, x, float(Decimal(value)))
                    elif isinstance(value, str) and one.type is FieldType.DATE:
                        sheet.write_datetime(y, x, date.fromisoformat(value), dated)
                    elif value is not None:
                        sheet.write_string(y, x, harmless(_text(one, value))[:LONGEST_CELL])
                sheet.write_string(y, len(heads) - 1, harmless(version.agency.name))
    target.seek(0)
    return target


def _text(field: Field, value: Value) -> str:
    return value if isinstance(value, str) else show_value(field, value)
