"""The rows of a list as data to take away: CSV, a workbook, JSON; the same columns in each."""

from __future__ import annotations

import csv
import json
import tempfile
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from typing import IO

import xlsxwriter

from yangguang.apps.registers.models import Register, Version
from yangguang.apps.registers.selectors import public_title
from yangguang.apps.registers.selectors.showing import shown_value
from yangguang.law.registers import Definition, Field, FieldType, Value, show_value
from yangguang.portal.registers.pages import address_of
from yangguang.portal.spreadsheets import harmless

MOST_IN_A_WORKBOOK = 50_000
"""A workbook is made whole before it is sent; more rows than this are for CSV and JSON."""
LONGEST_CELL = 32_767
_NUMBERS = (FieldType.NUMBER, FieldType.MONEY)


def heads_of(definition: Definition) -> list[str]:
    """The heads of a table: the public columns with their units, then body, version and address."""
    heads = [
        f"{one.label}（{one.unit}）" if one.unit else one.label for one in definition.public_fields
    ]
    return [*heads, "机构", "版次", "自", "至", "网址"]


def _rest(register: Register, version: Version, site: str) -> list[str]:
    return [
        version.agency.name,
        str(version.number),
        version.valid_from.isoformat() if version.valid_from else "",
        version.valid_to.isoformat() if version.valid_to else "",
        site + address_of(register, version),
    ]


def plain(field: Field, value: Value) -> str:
    """A value for a table: numbers without separators and days in ISO form, so that they sort."""
    if value is None:
        return ""
    if isinstance(value, str) and field.type in (*_NUMBERS, FieldType.DATE, FieldType.MONTH):
        return value
    if isinstance(value, list):
        return "/".join(one or "" for one in value)
    return show_value(field, value)


def as_csv(
    register: Register, definition: Definition, rows: Iterable[Version], *, site: str
) -> Iterator[str]:
    """The rows line by line, marked as UTF-8; no cell runs in a spreadsheet."""
    line = _Line()
    writer = csv.writer(line)
    yield "\ufeff"
    writer.writerow([harmless(one) for one in heads_of(definition)])
    yield line.taken()
    for version in rows:
        cells = [plain(one, _public(one, version, definition)) for one in definition.public_fields]
        writer.writerow([harmless(one) for one in (*cells, *_rest(register, version, site))])
        yield line.taken()


class _Line:
    """Where the writer puts a line, and whence it is taken at once."""

    def __init__(self) -> None:
        self._text = ""

    def write(self, text: str) -> int:
        self._text += text
        return len(text)

    def taken(self) -> str:
        text, self._text = self._text, ""
        return text


def as_json(
    register: Register,
    definition: Definition,
    rows: Iterable[Version],
    *,
    site: str,
    about: dict[str, str | int | None],
) -> Iterator[str]:
    """One object: what the list is, then its rows, each with its values by the columns' codes."""
    head = json.dumps(about, ensure_ascii=False)
    yield head[:-1] + ', "rows": [\n'
    comma = ""
    for version in rows:
        yield comma + json.dumps(
            record_of(register, definition, version, site=site), ensure_ascii=False
        )
        comma = ",\n"
    yield "\n]}\n"


def record_of(
    register: Register, definition: Definition, version: Version, *, site: str
) -> dict[str, object]:
    """A row as an object; values in the form in which they are kept."""
    return {
        "id": version.row_id,
        "version": version.number,
        "title": public_title(version, definition),
        "agency": version.agency.slug,
        "agency_name": version.agency.name,
        "valid_from": version.valid_from.isoformat() if version.valid_from else None,
        "valid_to": version.valid_to.isoformat() if version.valid_to else None,
        "values": {one.code: _public(one, version, definition) for one in definition.public_fields},
        "url": site + address_of(register, version),
    }


def as_workbook(
    register: Register, definition: Definition, rows: Iterable[Version], *, site: str
) -> IO[bytes]:
    """A workbook with one sheet, written to a temporary file row by row; numbers as numbers, words
    never as formulas."""
    target = tempfile.TemporaryFile()  # noqa: SIM115 (sent by the response, which closes it)
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(target, options) as book:
        sheet = book.add_worksheet("清单")
        bold = book.add_format({"bold": True, "bottom": 1})
        dated = book.add_format({"num_format": "yyyy-mm-dd"})
        heads = heads_of(definition)
        sheet.set_column(0, len(heads) - 1, 18)
        sheet.freeze_panes(1, 0)
        sheet.write_row(0, 0, heads, bold)
        for y, version in enumerate(rows, start=1):
            for x, one in enumerate(definition.public_fields):
                value = _public(one, version, definition)
                if isinstance(value, str) and one.type in _NUMBERS:
                    sheet.write_number(y, x, float(Decimal(value)))
                elif isinstance(value, str) and one.type is FieldType.DATE:
                    sheet.write_datetime(y, x, date.fromisoformat(value), dated)
                elif value is not None:
                    sheet.write_string(y, x, harmless(plain(one, value))[:LONGEST_CELL])
            for x, text in enumerate(
                _rest(register, version, site), start=len(definition.public_fields)
            ):
                sheet.write_string(y, x, harmless(text))
    target.seek(0)
    return target


def _public(field: Field, version: Version, definition: Definition) -> Value:
    return shown_value(version, field, definition)
