"""From a file to rows of a register: every value read, every problem named with its cell.

Nothing here knows what the register holds already; that is compared afterwards.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from yangguang.apps.agencies.models import Agency
from yangguang.apps.registers.rows import Problem, key_of, scope_of
from yangguang.apps.registers.sheets.bodies import Bodies, UnknownBody
from yangguang.apps.registers.sheets.cells import Asked, asked_of, read_cell
from yangguang.apps.registers.sheets.columns import (
    ABOUT,
    BODY,
    DECIDED,
    TOO_LONG,
    labels_of,
    usual_keepers,
    wanted_of,
)
from yangguang.apps.registers.sheets.written import is_export_head
from yangguang.law.registers import BadValue, Definition, FieldType, Value
from yangguang.law.registers.exchanging import coded_field, edition_of_heads
from yangguang.law.registers.model import Severity
from yangguang.law.registers.values import masked_where_due
from yangguang.text.document import Document
from yangguang.text.sheets import (
    Choices,
    LeftOut,
    RawRow,
    Sheet,
    find_sheets,
    own_choices,
    read_sheet,
    sheet_with_head,
)
from yangguang.text.sheets.lines import TOTAL

Key = tuple[int, str]


@dataclass(frozen=True, slots=True)
class ReadRow:
    """One row. ``values`` are those of the columns that the sheet has; what is masked in some rows
    only is not masked yet, since the list may know better which. ``wrong`` are the fields that could
    not be read; such a row goes nowhere, its problems stand in ``problems``."""

    raw: RawRow
    agency: Agency
    values: Mapping[str, Value]
    decided: str = ""
    problems: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()
    wrong: frozenset[str] = frozenset()

    @property
    def place(self) -> str:
        """Where the row stands, for whoever looks for it."""
        return f"工作表“{self.raw.sheet}”第{self.raw.number}行"


@dataclass(frozen=True, slots=True)
class ReadSheet:
    """A sheet with the choices that hold for it and what was left out of it."""

    sheet: Sheet
    choices: Choices
    left_out: tuple[LeftOut, ...] = ()
    rows: int = 0


@dataclass(frozen=True, slots=True)
class ReadFile:
    """A file as it would be taken in. ``problems`` and ``warnings`` are those of sheets and columns,
    rows have their own; ``keeper`` is the column that says whose a row is."""

    sheets: tuple[ReadSheet, ...]
    rows: tuple[ReadRow, ...]
    problems: tuple[Problem, ...]
    warnings: tuple[Problem, ...]
    keeper: str = ""


def sheets_of(document: Document, definition: Definition) -> list[Sheet]:
    """The sheets of the file as their own words have them read."""
    return find_sheets(document, wanted_of(definition), ignored=ABOUT)


def read_file(
    document: Document,
    definition: Definition,
    bodies: Bodies,
    *,
    choices: Mapping[int, Choices] | None = None,
    keeper: str | None = None,
) -> ReadFile:
    """Every row of the file under the choices made (by the place of the sheet in `sheets_of`).

    ``keeper`` is the column that says whose each row is, empty for all rows being the own body's;
    None leaves it to the columns there are.
    """
    chosen = _chosen(document, definition, choices or {})
    mapped = {
        code for _, one in chosen if one.taken for code in (*one.columns.values(), *one.given)
    }
    if keeper is None:
        keeper = next((code for code in usual_keepers(definition) if code in mapped), "")
    reader = _Reader(definition, bodies, keeper)
    sheets = []
    for sheet, one in chosen:
        sheets.append(reader.read(sheet, one) if one.taken else ReadSheet(sheet, one))
    return ReadFile(
        tuple(sheets),
        tuple(reader.rows),
        tuple(reader.problems),
        tuple(reader.warnings),
        keeper,
    )


def _chosen(
    document: Document, definition: Definition, choices: Mapping[int, Choices]
) -> list[tuple[Sheet, Choices]]:
    found = []
    for at, sheet in enumerate(sheets_of(document, definition)):
        one = choices.get(at)
        if one is not None and one.head_rows is not None:
            sheet = sheet_with_head(sheet, wanted_of(definition), one.head_rows)
        own = proposed_choices(sheet, definition)
        if document.media_type == "application/json":
            own = replace(own, as_is=True)
        found.append((sheet, own if one is None else replace(one, as_is=one.as_is or own.as_is)))
    return found


def proposed_choices(sheet: Sheet, definition: Definition) -> Choices:
    """What the sheet's own words say; in an export of this list every line is a row."""
    own = own_choices(sheet)
    if sheet.head is not None:
        own = replace(own, given={**_said_above(sheet, definition, own), **own.given})
    exported = sheet.head is not None and is_export_head(definition, sheet.head.texts)
    return replace(own, as_is=True) if exported else own


def _said_above(sheet: Sheet, definition: Definition, own: Choices) -> dict[str, str]:
    """Required months and years that no column says and that the title or the sheet's name does."""
    said = {FieldType.MONTH: sheet.above.month, FieldType.YEAR: str(sheet.above.year or "")}
    columned = {*own.columns.values()}
    return {
        one.code: said[one.type]
        for one in definition.fields
        if one.required and one.code not in columned and said.get(one.type)
    }


class _Sums:
    """What the rows of a sheet add up to, and those since the last line of totals."""

    def __init__(self) -> None:
        self.whole: dict[str, Decimal] = {}
        self.part: dict[str, Decimal] = {}

    def add(self, code: str, number: Decimal) -> None:
        """Count one cell."""
        for sums in (self.whole, self.part):
            sums[code] = sums.get(code, Decimal(0)) + number


class _Reader:
    """One reading of one file: its rows, and what is wrong with sheets and columns."""

    def __init__(self, definition: Definition, bodies: Bodies, keeper: str) -> None:
        self.definition = definition
        self.bodies = bodies
        self.keeper = keeper
        self.labels = labels_of(definition)
        self.wanted = wanted_of(definition)
        self.bodily = [one for one in definition.fields if one.type is FieldType.AGENCY]
        self.rows: list[ReadRow] = []
        self.first: dict[Key, ReadRow] = {}
        self.problems: list[Problem] = []
        self.warnings: list[Problem] = []

    def read(self, sheet: Sheet, choices: Choices) -> ReadSheet:
        """The rows of one sheet."""
        reading = read_sheet(sheet, self.wanted, choices)
        given = {*choices.given}
        for raw in reading.rows:
            given.update(raw.instead)
        asked = self._asked(sheet, choices, given)
        sums = _Sums()
        left_out = iter([*reading.left_out, None])
        line = next(left_out)
        for raw in reading.rows:
            while line is not None and line.number < raw.number:
                self._total(sheet, line, asked, sums)
                line = next(left_out)
            self._row(raw, asked, sums)
        while line is not None:
            self._total(sheet, line, asked, sums)
            line = next(left_out)
        return ReadSheet(sheet, choices, reading.left_out, len(reading.rows))

    def _asked(self, sheet: Sheet, choices: Choices, given: set[str]) -> dict[str, Asked]:
        """Field → how its column is read; what no column or word says is told once."""
        units = {column.x: column for column in sheet.columns}
        found: dict[str, Asked] = {}
        places = {code: x for x, code in choices.columns.items()}
        place = f"工作表“{sheet.grid.name}”"
        heads = [column.text for column in sheet.columns]
        edition = edition_of_heads(self.definition, heads)
        for field in self.definition.fields:
            one = coded_field(field, edition) if edition is not None else field
            if one.code not in places and one.code not in given:
                if one.required and sheet.columns:
                    told = f"没有和“{one.label}”对应的列，请选定这一列"
                    self._say(self.problems, told, one.code, place)
                continue
            x = places.get(one.code)
            unit = units[x].unit if x in units else ""
            if one.type is FieldType.MONEY and not (unit or choices.unit):
                unit = next((said for said in sheet.above.units if said.endswith("美元")), "")
            try:
                found[one.code] = asked_of(one, unit, choices.unit, choices.year)
            except BadValue as bad:
                cell = place + (f"{units[x].letter}列" if x in units else "")
                self._say(self.problems, str(bad), one.code, f"{cell}“{one.label}”")
                found[one.code] = Asked(one)
        return found

    def _row(self, raw: RawRow, asked: Mapping[str, Asked], sums: _Sums) -> None:
        values: dict[str, Value] = {}
        problems: list[Problem] = []
        warnings: list[Problem] = []
        wrong: set[str] = set()
        for code, how in asked.items():
            cell = raw.cell(code)
            if cell.text == TOO_LONG:
                continue
            try:
                value, note = read_cell(how, cell)
            except BadValue as bad:
                wrong.add(code)
                self._say(problems, str(bad), code, self.at(raw, code))
                continue
            values[code] = value
            if note:
                self._say(warnings, note, code, self.at(raw, code), Severity.WARNING)
            if how.field.type in (FieldType.NUMBER, FieldType.MONEY) and isinstance(value, str):
                sums.add(code, Decimal(value))
        agency = self._agency(raw, values, problems)
        if agency is None:
            wrong.add(self.keeper)
        row = ReadRow(raw, agency or self.bodies.own, values, raw.text(DECIDED))
        if not wrong and self._repeated(row, problems, warnings):
            self.warnings += warnings
            return
        if problems or warnings:
            row = replace(
                row,
                problems=tuple(problems),
                warnings=tuple(warnings),
                wrong=frozenset(wrong or (one.field for one in problems)),
            )
        self.rows.append(row)

    def _agency(
        self, raw: RawRow, values: dict[str, Value], problems: list[Problem]
    ) -> Agency | None:
        """Whose the row is; names of bodies are brought to their full form."""
        found: Agency | None = self.bodies.own
        name = raw.text(self.keeper).strip() if self.keeper else ""
        if name:
            try:
                found = self.bodies.find(name)
            except UnknownBody as unknown:
                self._say(problems, str(unknown), self.keeper, self.at(raw, self.keeper))
                return None
        for one in self.bodily:
            value = values.get(one.code)
            if isinstance(value, str) and found is not None:
                known = found if one.code == self.keeper else self.bodies.known(value)
                values[one.code] = known.name if known is not None else value
        return found

    def _repeated(self, row: ReadRow, problems: list[Problem], warnings: list[Problem]) -> bool:
        """Whether a row before says the very same; one that has the same key and says something
        else is a problem."""
        key = row_key(self.definition, row)
        if not key[1].strip("|~"):
            return False
        earlier = self.first.setdefault(key, row)
        if earlier is row:
            return False
        labels = "、".join(self.definition.field(code).label for code in self.definition.key)
        where = self.at(row.raw, self.definition.key[0])
        if earlier.values == row.values and earlier.agency == row.agency:
            told = f"和{earlier.place}完全相同，只导入一次"
            self._say(warnings, told, "", where, Severity.WARNING)
            return True
        self._say(
            problems,
            f"{labels}和{earlier.place}相同（{key[1]}），其他内容不同；同一条目只能出现一次，请删去一行，"
            f"或改正{labels}",
            self.definition.key[0],
            where,
        )
        return False

    def _total(
        self,
        sheet: Sheet,
        line: LeftOut,
        asked: Mapping[str, Asked],
        sums: _Sums,
    ) -> None:
        """A line of totals that says another sum than the rows above it is told."""
        if line.why != TOTAL or line.row is None:
            return
        for code, whole in sums.whole.items():
            part = sums.part.get(code, Decimal(0))
            cell = line.row.cell(code)
            try:
                value, _ = read_cell(asked[code], cell)
            except BadValue:
                # The line was left out as no row; what it says there is nothing to add up.
                continue
            if isinstance(value, str) and Decimal(value) not in (part, whole):
                told = f"合计写作{cell.text}，以上各行相加是{whole:f}，请核对"
                self._say(self.warnings, told, code, self.at(line.row, code), Severity.WARNING)
        sums.part.clear()

    def at(self, raw: RawRow, code: str) -> str:
        """A cell as a person finds it."""
        return place_of(raw, code, self.labels)

    def _say(
        self,
        target: list[Problem],
        sentence: str,
        code: str,
        place: str,
        severity: Severity = Severity.ERROR,
    ) -> None:
        ended = sentence if sentence.endswith("。") else f"{sentence}。"
        target.append(Problem(ended, code, place, severity))


def place_of(raw: RawRow, code: str, labels: Mapping[str, str]) -> str:
    """A cell as a person finds it: sheet, address and the name of the field."""
    label = labels.get(code, "")
    named = f"“{label}”" if label else ""
    return f"工作表“{raw.sheet}”{raw.address(code)}{named}"


def row_key(definition: Definition, row: ReadRow) -> Key:
    """What tells the row apart, as the list will keep it."""
    masked = masked_where_due(definition, row.values)
    return scope_of(definition, row.agency), key_of(definition, masked)


def own_reading(document: Document, definition: Definition) -> Sequence[tuple[Sheet, Choices]]:
    """Each sheet with what its own words say, for a page to begin with."""
    return [
        (sheet, proposed_choices(sheet, definition)) for sheet in sheets_of(document, definition)
    ]


__all__ = ["BODY", "ReadFile", "ReadRow", "ReadSheet", "own_reading", "read_file", "sheets_of"]
