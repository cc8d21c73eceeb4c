"""From a sheet to rows of a ledger: each row's values, what is wrong with them and where.

Total lines are checked against the rows above them and left out; notes and blank lines are left
out; both are told, so that nothing is dropped silently.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from yangguang.apps.agencies.models import Agency
from yangguang.apps.catalog.models import Item
from yangguang.apps.resources.ledgers import Field, LedgerKind, Span
from yangguang.apps.resources.models import Entry
from yangguang.apps.resources.sheets.cells import (
    Read,
    Unclear,
    read_amount,
    read_count,
    read_day,
    read_mark,
    unit_in,
)
from yangguang.apps.resources.sheets.heads import (
    AGENCY,
    fields_of,
    find_ledger_head,
    is_about,
    required_fields,
)
from yangguang.apps.resources.values import Values
from yangguang.text.agencynames import abbreviates, same_body
from yangguang.text.numerals import fold_width
from yangguang.text.sheets import Grid, Head, plain_head
from yangguang.text.sheets.lines import EMPTY, HEAD, NUMBERS, TOTAL, why_left_out
from yangguang.text.sheets.words import year_in


@dataclass(frozen=True, slots=True)
class Trouble:
    """A problem or a remark with its place: sheet, cell and the name of the column."""

    sheet: str
    cell: str
    label: str
    sentence: str

    def __str__(self) -> str:
        return f"工作表“{self.sheet}”{self.cell}“{self.label}”：{self.sentence}"


@dataclass(frozen=True, slots=True)
class ReadRow:
    """One row of the sheet. ``values`` is None where a cell could not be read."""

    number: int
    values: Values | None
    troubles: tuple[Trouble, ...] = ()
    notes: tuple[Trouble, ...] = ()
    agency: Agency | None = None
    """The body the row names; None where it names none."""
    places: Mapping[str, str] = field(default_factory=dict)
    """Field → cell, for problems that show later."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet in which a head was found. ``units`` and ``year`` are what its own words say."""

    index: int
    grid: Grid
    head: Head
    unit: str
    year: int | None


@dataclass(frozen=True, slots=True)
class Choices:
    """What a person decided over the words of one sheet; columns by their place from 0."""

    columns: Mapping[int, str]
    unit: str = "万元"
    year: int | None = None
    taken: bool = True


@dataclass(frozen=True, slots=True)
class Known:
    """What names in a sheet can mean: bodies, consultation points and items in the catalogue."""

    agency: Agency
    """The body of a row that names none."""
    points: Mapping[str, Entry]
    items: Mapping[str, Item]
    others: Sequence[Agency] = ()
    """Bodies to which a row may go that names them."""
    met: dict[str, Agency | str] = field(default_factory=dict)
    """Names met so far, with the body or with what is wrong."""


@dataclass(frozen=True, slots=True)
class Reading:
    """All rows of one sheet, and the lines that were left out with the reason."""

    name: str
    rows: tuple[ReadRow, ...]
    left_out: tuple[tuple[int, str, str], ...]
    """(row number, its text, why)."""
    troubles: tuple[Trouble, ...] = ()
    """Problems of the sheet as a whole."""
    warnings: tuple[Trouble, ...] = ()


def sheet_of(kind: LedgerKind, index: int, grid: Grid) -> Sheet | None:
    """The sheet with its head found and the unit and year that its own words name."""
    head = None if is_about(grid) else find_ledger_head(kind, grid)
    if head is None:
        return None
    above = [place.text for row in grid.rows[: head.top] for place in row]
    column = next((x for x, name in head.matched.items() if name == "amount"), None)
    unit = unit_in(head.texts[column]) if column is not None else ""
    if not unit:
        unit = next((found for text in above if "单位" in text and (found := unit_in(text))), "")
    years = [year for text in (grid.name, *above) if (year := year_in(text)) is not None]
    return Sheet(index, grid, head, unit, years[0] if len(set(years)) == 1 else None)


def own_choices(sheet: Sheet) -> Choices:
    """What the sheet's own words say; where they name no unit, the ledger's."""
    return Choices(dict(sheet.head.matched), sheet.unit or "万元", sheet.year)


def read_sheet(kind: LedgerKind, sheet: Sheet, choices: Choices, known: Known) -> Reading:
    """The rows below the head under the choices made."""
    grid = sheet.grid
    labels = fields_of(kind)
    columns = {x: name for x, name in choices.columns.items() if name in labels}
    missing = [labels[name] for name in required_fields(kind) if name not in columns.values()]
    troubles = []
    if missing:
        told = f"没有对应的列，请为{'、'.join(missing)}选定列"
        troubles.append(Trouble(grid.name, f"第{grid.row_numbers[sheet.head.top]}行", "表头", told))
    rows: list[ReadRow] = []
    left_out: list[tuple[int, str, str]] = []
    warnings: list[Trouble] = []
    sums: dict[int, Decimal] = {}
    fresh = True
    for y in range(sheet.head.bottom + 1, len(grid.rows)):
        texts = [place.text for place in grid.rows[y]]
        number = grid.row_numbers[y]
        why = why_left_out(grid.rows[y], columns, sheet.head.texts, fresh=fresh)
        fresh = why == HEAD or (fresh and why == NUMBERS)
        if why == TOTAL:
            warnings += _totals_differ(sheet, y, columns, choices, sums)
            sums = {}
        if why:
            left_out.append((number, "　".join(dict.fromkeys(text for text in texts if text)), why))
            continue
        row = _read_row(kind, sheet, y, columns, choices, known)
        rows.append(row)
        if row.values is not None:
            for x, name in columns.items():
                value = getattr(row.values, name, None) if name in {"quantity", "amount"} else None
                if value is not None:
                    sums[x] = sums.get(x, Decimal(0)) + value
    return Reading(grid.name, tuple(rows), tuple(left_out), tuple(troubles), tuple(warnings))


def _totals_differ(
    sheet: Sheet,
    y: int,
    columns: Mapping[int, str],
    choices: Choices,
    sums: Mapping[int, Decimal],
) -> list[Trouble]:
    """Where a line of totals says another sum than the rows above it."""
    found = []
    for x, name in columns.items():
        text = sheet.grid.rows[y][x].text
        if name not in {"quantity", "amount"} or text in EMPTY or x not in sums:
            continue
        try:
            read = read_amount(text, unit=choices.unit) if name == "amount" else read_count(text)
        except Unclear:
            continue
        said = read.value if isinstance(read, Read) else read
        if said is not None and said != sums[x]:
            unit = "万元" if name == "amount" else ""
            told = f"合计写作{text}，以上各行相加是{sums[x]}{unit}，请核对"
            found.append(Trouble(sheet.grid.name, sheet.grid.address(y, x), "合计", told))
    return found


def _read_row(
    kind: LedgerKind,
    sheet: Sheet,
    y: int,
    columns: Mapping[int, str],
    choices: Choices,
    known: Known,
) -> ReadRow:
    grid, labels = sheet.grid, fields_of(kind)
    values: dict[str, Any] = {}
    details: dict[str, Any] = {}
    troubles: list[Trouble] = []
    notes: list[Trouble] = []
    places: dict[str, str] = {}
    for x, name in columns.items():
        place = grid.rows[y][x]
        cell = grid.address(y, x)
        places[name] = cell
        try:
            if name in {"quantity", "amount"} and place.tall and place.text not in EMPTY:
                raise Unclear("是几行合并的单元格，不能确定各行的数，请拆分后逐行填写")
            value, note = _value(kind, name, place.text, choices, known)
        except Unclear as unclear:
            troubles.append(Trouble(grid.name, cell, labels[name], f"{unclear}。"))
            continue
        if note:
            notes.append(Trouble(grid.name, cell, labels[name], f"{note}。"))
        if name.startswith("details."):
            details[name.removeprefix("details.")] = value
        elif value is not None:
            values[name] = value
    agency = values.pop(AGENCY, None)
    read = None if troubles else Values(**values, details=details)
    return ReadRow(grid.row_numbers[y], read, tuple(troubles), tuple(notes), agency, places)


def _value(
    kind: LedgerKind, name: str, text: str, choices: Choices, known: Known
) -> tuple[Any, str]:
    """The value of a cell for a field, and a remark. Raises Unclear."""
    if name in {"starts_on", "ends_on"}:
        day = read_day(text, year=choices.year, standing=kind.span is Span.STANDING)
        return (day.value, day.note) if day else (None, "")
    if name == "quantity":
        return read_count(text), ""
    if name == "amount":
        amount = read_amount(text, unit=choices.unit)
        return (amount.value, amount.note) if amount else (None, "")
    if name == "mark":
        return read_mark(text), ""
    if name == "place":
        return _point(text, known), ""
    if name == "item":
        return _item(text, known), ""
    if name == AGENCY:
        return _agency(text, known), ""
    one = next((one for one in kind.fields if name == f"details.{one.code}"), None)
    return _detail(one, text, choices) if one is not None else (_word(text), "")


def _detail(one: Field, text: str, choices: Choices) -> tuple[Any, str]:
    """The value of a further column, and a remark. Raises Unclear."""
    if one.number:
        written = text.removesuffix("年度").removesuffix("年") if one.code == "year" else text
        return read_count(written), ""
    if one.day:
        day = read_day(text, year=choices.year)
        return (f"{day.value}", day.note) if day else ("", "")
    if one.decimal:
        return _decimal(text), ""
    if one.choices and text not in EMPTY:
        return _choice(text, one), ""
    return _word(text), ""


def _word(text: str) -> str:
    return "" if text in EMPTY else text


def _decimal(text: str) -> str:
    written = fold_width(text).strip().removesuffix("分").strip()
    if written in EMPTY:
        return ""
    if not re.fullmatch(r"\d{1,6}(?:\.\d{1,6})?", written):
        raise Unclear(f"写作“{text}”，应当是数，请改正")
    return f"{Decimal(written).quantize(Decimal('0.01')).normalize():f}"


def _choice(text: str, one: Field) -> str:
    """The choice that a cell names: by its own words, else by the longest word it is known by.

    A cell that says no to something is never read as that thing.
    """
    written = plain_head(text)
    for choice in one.choices:
        if written in {choice, choice.removeprefix("国家"), choice.removeprefix("公共")}:
            return choice
    known = {
        word: choice for choice in one.choices for word in (choice, *one.aliases.get(choice, ()))
    }
    met = sorted((word for word in known if word in written), key=len, reverse=True)
    meant = {known[word] for word in met if len(word) == len(met[0])}
    denied = any(sign in written and sign not in met[0] for sign in "不未没无非") if met else True
    if one.aliases and len(meant) == 1 and not denied:
        return meant.pop()
    raise Unclear(f"“{text}”只能是{'、'.join(one.choices)}之一，请改正")


def _point(text: str, known: Known) -> Entry | None:
    if text in EMPTY:
        return None
    point = known.points.get(plain_head(text))
    if point is None:
        raise Unclear(f"“{text}”不是已登记的查阅点，请核对名称，或者先登记查阅点")
    return point


def _item(text: str, known: Known) -> Item | None:
    if text in EMPTY:
        return None
    item = known.items.get(text.strip())
    if item is None:
        raise Unclear(f"没有索引号为“{text}”的已公开信息，请核对索引号")
    return item


def _agency(text: str, known: Known) -> Agency | None:
    """The body a cell names; None for an empty cell. Raises Unclear."""
    if text in EMPTY:
        return None
    if text not in known.met:
        known.met[text] = _named(text, known)
    found = known.met[text]
    if isinstance(found, str):
        raise Unclear(found)
    return found


def _named(text: str, known: Known) -> Agency | str:
    if _means(text, known.agency):
        return known.agency
    exact = [one for one in known.others if text in {one.name, one.short_name}]
    found = exact or [one for one in known.others if _means(text, one)]
    if len(found) == 1:
        return found[0]
    if found:
        names = "、".join(one.name for one in found[:4])
        return f"“{text}”可能是{names}，请写机构全称"
    if known.others:
        return f"“{text}”不在您登记台账的机构之内，请核对机构名称"
    return f"是“{text}”的，本次导入的是“{known.agency.name}”的台账，请分开导入"


def _means(text: str, agency: Agency) -> bool:
    names = [agency.name, agency.short_name]
    return any(name and (same_body(text, name) or abbreviates(text, name)) for name in names)
