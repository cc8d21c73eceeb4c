"""From a sheet to rows of raw cells, following the choices made, every line accounted for.

Values stay texts here; whoever knows the fields reads them, and names the cell where one cannot be
read.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from yangguang.text.sheets.finding import Choices, Sheet
from yangguang.text.sheets.grids import Grid
from yangguang.text.sheets.heads import head_words, is_unit_row
from yangguang.text.sheets.likeness import Wanted, match_columns
from yangguang.text.sheets.lines import (
    ASKED,
    BLANK,
    DITTO,
    EXAMPLE,
    HEAD,
    NOTE,
    NOTHING,
    NUMBERS,
    SECTION,
    UNITS,
    is_example,
    repeats_head,
    why_left_out,
)
from yangguang.text.sheets.ticks import is_ticked
from yangguang.text.sheets.words import meant, plain_head


class RawCell(NamedTuple):
    """One cell as it stands: text, address, unit of its column, and whether the text comes from a
    cell merged over several rows."""

    text: str
    address: str
    unit: str
    merged: bool


@dataclass(frozen=True, slots=True)
class RawRow:
    """One row: the sheet's name, its number in the file, and its cells by field."""

    sheet: str
    number: int
    grid: Grid
    y: int
    columns: Mapping[str, int]
    units: Mapping[int, str]
    instead: Mapping[str, str] = field(default_factory=dict)
    """Field → what holds instead of the cell's own text: from above, from a line or the sheet."""

    def text(self, code: str) -> str:
        """What the row says of a field; empty where it says nothing."""
        if code in self.instead:
            return self.instead[code]
        x = self.columns.get(code)
        return "" if x is None else self.grid.rows[self.y][x].text

    def cell(self, code: str) -> RawCell:
        """The cell of a field. A field without a column stands at the row as a whole."""
        x = self.columns.get(code)
        if x is None:
            return RawCell(self.instead.get(code, ""), f"第{self.number}行", "", False)
        place = self.grid.rows[self.y][x]
        address = self.grid.address(self.y, x)
        return RawCell(self.text(code), address, self.units.get(x, ""), place.tall)

    def address(self, code: str) -> str:
        """Where the field stands: C7, or 第7行 where it has no column."""
        return self.cell(code).address

    def all_texts(self) -> list[str]:
        """The line as it stands, for showing."""
        return self.grid.texts(self.y)


class LeftOut(NamedTuple):
    """A line that is no row, with the reason; ``row`` gives its cells where somebody adds up."""

    number: int
    text: str
    why: str
    row: RawRow | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """All rows of one sheet in their order, and what was left out."""

    sheet: str
    rows: tuple[RawRow, ...]
    left_out: tuple[LeftOut, ...]


def read_sheet(sheet: Sheet, wanted: Sequence[Wanted], choices: Choices) -> Reading:
    """The rows below the head under the choices made."""
    grid = sheet.grid
    known = {one.code: one for one in wanted}
    columns: dict[str, int] = {}
    for x, code in choices.columns.items():
        if code in known and x < _width(grid):
            columns.setdefault(code, x)
    boxes = _boxes(sheet, choices)
    units = {column.x: column.unit for column in sheet.columns if column.unit}
    values = {x: {plain_head(v) for v in known[code].values} for code, x in columns.items()}
    said = {
        one.code: {meant(plain_head(value)): value for value in one.values}
        for one in wanted
        if one.values and one.code not in columns
    }
    heads = leaves = tuple(column.text for column in sheet.columns)
    words: tuple[str, ...] = ()
    if sheet.head is not None:
        heads, leaves, words = sheet.head.texts, sheet.head.leaves, head_words(grid, sheet.head)
    whole = {code: text for code, text in choices.given.items() if code not in columns}
    rows: list[RawRow] = []
    left_out: list[LeftOut] = []
    last: dict[str, str] = {}
    fresh = True
    start = sheet.head.bottom + 1 if sheet.head is not None else 0
    for y in range(start, len(grid.rows)):
        number = grid.row_numbers[y]
        texts = grid.texts(y)
        if choices.as_is:
            why = "" if any(texts) else BLANK
        else:
            why = why_left_out(grid.rows[y], columns.values(), heads, values=values, fresh=fresh)
            if not why and sheet.group and not any(texts[x] for x in sheet.group):
                why = NOTHING
            if fresh and not why and is_unit_row(texts):
                why = UNITS
            if not why and is_example(texts):
                why = EXAMPLE
            if why in ("", NOTE) and len(columns) > 2 and _is_word(texts, said):
                why = SECTION
            if not why and (
                repeats_head(texts, words) or (fresh and _names(wanted, texts, columns))
            ):
                why = HEAD
        if why == HEAD:
            columns = _moved(wanted, texts, columns, heads, leaves)
        if why == SECTION:
            whole = whole | _said_by(texts, said)
        fresh = (fresh and why in (NUMBERS, UNITS, ASKED, EXAMPLE, BLANK)) or why == HEAD
        row = RawRow(grid.name, number, grid, y, columns, units, whole)
        if why:
            line = "　".join(dict.fromkeys(text for text in texts if text))
            left_out.append(LeftOut(number, line, why, row))
            continue
        instead = {} if choices.as_is else _from_above(row, columns, choices.fill_down, last)
        for code, boxed in boxes.items():
            instead[code] = "、".join(word for x, word in boxed.items() if is_ticked(texts[x]))
        if instead:
            row = replace(row, instead={**whole, **instead})
        rows.append(row)
        for code in columns:
            last[code] = row.text(code)
    return Reading(grid.name, tuple(rows), tuple(left_out))


def _boxes(sheet: Sheet, choices: Choices) -> dict[str, dict[int, str]]:
    """Field → place → word, of the columns to tick; the whole group goes where one of it goes."""
    found: dict[str, dict[int, str]] = {}
    for column in sheet.columns:
        if column.tick and column.match is not None:
            code = column.match.code
            if choices.columns.get(column.x, code) == code:
                found.setdefault(code, {})[column.x] = column.tick
    return {
        code: words
        for code, words in found.items()
        if any(choices.columns.get(x) == code for x in words)
    }


def _is_word(texts: Sequence[str], said: Mapping[str, Mapping[str, str]]) -> bool:
    """Whether a line holds but one text, and that is a word of a field that no column says."""
    filled = {text for text in texts if text}
    plain = meant(plain_head(filled.pop())) if len(filled) == 1 else ""
    return bool(plain) and any(plain in words for words in said.values())


def _names(wanted: Sequence[Wanted], texts: Sequence[str], columns: Mapping[str, int]) -> bool:
    """Whether a line right below the head names the same columns once more, as with the codes of an
    exchange format."""
    matches, _ = match_columns(wanted, [(text, "") for text in texts])
    same = sum(columns.get(one.code) == x for x, one in matches.items() if one.likeness > 0.9)
    return same >= 2 and same * 3 >= 2 * sum(map(bool, texts))


def _moved(
    wanted: Sequence[Wanted],
    texts: Sequence[str],
    columns: Mapping[str, int],
    heads: Sequence[str],
    leaves: Sequence[str],
) -> dict[str, int]:
    """The columns below a head said again; where it says them in another order, that order."""
    place: dict[str, list[int]] = {}
    for x, text in enumerate(texts):
        place.setdefault(plain_head(text), []).append(x)
    moved = {}
    for code, x in columns.items():
        said = (place.get(plain_head(text), []) for text in (heads[x], leaves[x]) if text)
        now = next(filter(None, said), [])
        if len(now) == 1:
            moved[code] = now[0]
    if len(moved) < 2:
        matches, _ = match_columns(wanted, [(text, "") for text in texts])
        moved = {match.code: x for x, match in matches.items() if match.likeness > 0.9}
        if not moved or any(columns.get(code) == x for code, x in moved.items()):
            return dict(columns)
    found = {**columns, **{code: x for code, x in moved.items() if code in columns}}
    # Two fields never share a column: where the new order cannot be told, the old one stays.
    return found if len(set(found.values())) == len(found) else dict(columns)


def _said_by(texts: Sequence[str], said: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    """Field → value that a line between the rows says: 一、行政许可（12项） → 行政许可."""
    text = meant(plain_head("".join(dict.fromkeys(texts))))
    found = {}
    for code, words in said.items():
        inside = [word for word in words if word and word in text]
        if inside:
            found[code] = words[max(inside, key=len)]
    return found


def _from_above(
    row: RawRow, columns: Mapping[str, int], fill_down: frozenset[str], last: Mapping[str, str]
) -> dict[str, str]:
    """What cells take over from the row above: where they say 同上, or are to be filled."""
    found = {}
    places = row.grid.rows[row.y]
    for code, x in columns.items():
        text = places[x].text
        if code in last and (text in DITTO or (not text and code in fill_down)):
            found[code] = last[code]
    return found


def _width(grid: Grid) -> int:
    return len(grid.column_numbers)
