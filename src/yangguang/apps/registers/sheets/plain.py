"""Registers as text files: csv for everybody's tools, json for programs; and json read back.

Both are written piece by piece, so that a list of a million rows needs no memory for them.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from yangguang.apps.registers.sheets.columns import BODY, labels_of
from yangguang.apps.registers.sheets.written import (
    Taken,
    export_head,
    fields_of,
    head_of,
    text_of,
)
from yangguang.law.registers import Definition
from yangguang.text.document import Cell, Document, Table, UnreadableDocument
from yangguang.text.sheets.harmless import harmless

FORMAT = "yangguang-register"
PIECE = 500


def csv_pieces(
    definition: Definition, rows: Iterable[Taken], *, internal: bool = False
) -> Iterator[str]:
    """The list as csv, with the mark by which spreadsheets know UTF-8."""
    fields = fields_of(definition, internal=internal)
    buffer = io.StringIO()
    buffer.write("\ufeff")
    writer = csv.writer(buffer)
    writer.writerow(export_head(definition, internal=internal))
    for number, row in enumerate(rows, 1):
        texts = [harmless(text_of(one, row.values.get(one.code))) for one in fields]
        writer.writerow([*texts, harmless(row.agency)])
        if number % PIECE == 0:
            yield buffer.getvalue()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue()


def json_pieces(
    definition: Definition,
    rows: Iterable[Taken],
    *,
    made_at: datetime,
    internal: bool = False,
) -> Iterator[str]:
    """The list as one JSON object: what it is, its fields, its rows by the codes of the fields."""
    fields = fields_of(definition, internal=internal)
    head: dict[str, Any] = {
        "format": FORMAT,
        "register": definition.code,
        "name": definition.name,
        "version": definition.version,
        "made_at": made_at.isoformat(),
        "fields": [
            {"code": one.code, "label": one.label, "type": one.type.value, "unit": one.unit}
            for one in fields
        ],
    }
    yield json.dumps(head, ensure_ascii=False)[:-1] + ', "rows": ['
    pieces: list[str] = []
    first = True
    for row in rows:
        values = {
            one.code: row.values[one.code] for one in fields if row.values.get(one.code) is not None
        }
        said = {"row": row.row, "agency": row.agency, "values": values}
        pieces.append(("" if first else ",\n") + json.dumps(said, ensure_ascii=False))
        first = False
        if len(pieces) >= PIECE:
            yield "".join(pieces)
            pieces = []
    yield "".join(pieces) + "]}\n"


def from_json(data: bytes, definition: Definition) -> Document:
    """An export in JSON as a document of one sheet, with the head of an export.

    Raises UnreadableDocument where it is none of this list.
    """
    try:
        held = json.loads(data)
    except (ValueError, RecursionError) as wrong:
        raise UnreadableDocument("文件不是合格的JSON，请重新导出。", code="damaged") from wrong
    rows = held.get("rows") if isinstance(held, dict) else None
    if not isinstance(rows, list) or held.get("register") != definition.code:
        raise UnreadableDocument(
            f"这个JSON文件不是“{definition.name}”的导出，请选择由这份清单导出的文件。",
            code="unknown-format",
        )
    codes = {
        str(code)
        for row in rows
        if isinstance(row, dict) and isinstance(row.get("values"), dict)
        for code in row["values"]
    }
    fields = [one for one in definition.fields if one.code in codes]
    lines = [(*(Cell(head_of(one)) for one in fields), Cell(labels_of(definition)[BODY]))]
    for row in rows:
        values = row.get("values") if isinstance(row, dict) else None
        if not isinstance(values, dict):
            raise UnreadableDocument("JSON文件里的条目缺少values，请重新导出。", code="damaged")
        texts = [_text(values.get(one.code)) for one in fields]
        # The public pages give the address of the body's own pages beside its name.
        body = _text(row.get("agency_name") or row.get("agency"))
        lines.append((*(Cell(text) for text in texts), Cell(body)))
    table = Table(tuple(lines), caption=definition.name)
    return Document((table,), media_type="application/json")


def _text(value: Any) -> str:
    """A value as a csv would have it; what has no such form is no value of ours."""
    if value is None or isinstance(value, bool):
        return ""
    if isinstance(value, list) and len(value) == 2:
        first, last = (str(one) if one else "" for one in value)
        return f"{first}至{last or '长期'}"
    if isinstance(value, dict):
        return str(value.get("name", ""))
    return harmless(str(value))
