"""The rows of a list as data to take away: CSV, a workbook, JSON; the same columns in each."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator
from typing import IO

from yangguang.apps.registers.models import Register, Version
from yangguang.apps.registers.selectors import public_title
from yangguang.apps.registers.selectors.showing import shown_value
from yangguang.apps.registers.sheets.books import MOST_AT_ONCE, lined_book, plain, typed
from yangguang.apps.registers.sheets.written import Cell
from yangguang.law.registers import Definition, Field, Value
from yangguang.portal.registers.pages import address_of
from yangguang.portal.spreadsheets import harmless

MOST_IN_A_WORKBOOK = MOST_AT_ONCE


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
    fields = definition.public_fields

    def line(version: Version) -> list[Cell]:
        cells = [typed(one, _public(one, version, definition)) for one in fields]
        return [*cells, *_rest(register, version, site)]

    return lined_book([("清单", heads_of(definition), map(line, rows))])


def _public(field: Field, version: Version, definition: Definition) -> Value:
    return shown_value(version, field, definition)
