"""Which sheets of a file hold the table, and how each would be read.

What is found is a proposal with its reasons, which a person may change before anything is read.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from yangguang.text.document import Document
from yangguang.text.sheets.grids import Grid, grids_of, letters
from yangguang.text.sheets.heads import (
    Above,
    Head,
    above,
    column_units,
    find_head,
    head_at,
    side_by_side,
)
from yangguang.text.sheets.likeness import Match, Wanted, match_columns
from yangguang.text.sheets.ticks import tick_columns
from yangguang.text.sheets.words import meant, plain_head

CARRIED = 0.6
"""A sheet without a head follows the one before it where this share of its lines fills as much."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a sheet: its place from 0, its letter, its head, its unit, its field.

    ``tick`` is the word that a tick in this column says; several such columns are one field.
    """

    x: int
    letter: str
    text: str
    unit: str = ""
    match: Match | None = None
    tick: str = ""


@dataclass(frozen=True, slots=True)
class Given:
    """A value that holds for all rows of a sheet, with where it was read."""

    value: str
    reason: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet, or a block of one, as it would be read. ``head`` is None where none was found; then
    ``carried`` names the sheet whose columns it follows, or is empty and nothing is read."""

    index: int
    grid: Grid
    head: Head | None
    columns: tuple[Column, ...]
    above: Above = field(default_factory=Above)
    carried: str = ""
    given: Mapping[str, Given] = field(default_factory=dict)
    aside: str = ""
    """Why the sheet is not taken unless a person says so; empty where it holds rows."""
    group: frozenset[int] = frozenset()
    """The columns of the group of which this block of the sheet tells; a line that leaves them all
    blank tells nothing of it."""

    @property
    def readable(self) -> bool:
        """Whether it is known which columns are which."""
        return any(column.match is not None for column in self.columns)


@dataclass(frozen=True, slots=True)
class Choices:
    """What a person decided over the words of one sheet; ``columns`` are place → field. Columns to
    tick all stand there under their one field."""

    columns: Mapping[int, str]
    taken: bool = True
    given: Mapping[str, str] = field(default_factory=dict)
    """Field → value of every row, where no column says it."""
    fill_down: frozenset[str] = frozenset()
    """Fields whose blank cells say what the cell above says."""
    unit: str = ""
    """The unit of money of columns that name none."""
    year: int | None = None
    """The year of days written without one."""
    head_rows: tuple[int, int] | None = None
    """First and last row of the head as numbered in the file, where it was not found."""
    as_is: bool = False
    """Whether every line that is not blank is a row: none is a total, a note or a repeated head."""


def find_sheets(
    document: Document, wanted: Sequence[Wanted], *, ignored: Collection[str] = (), least: int = 2
) -> list[Sheet]:
    """How each sheet of the file would be read, in order; sheets named in ``ignored`` are left out.

    A sheet folded into blocks side by side is as many sheets; one without a head follows the one
    before where its lines look alike. Sheets that are not ``readable`` are told too.
    """
    found: list[Sheet] = []
    for index, grid in enumerate(grids_of(document)):
        if grid.name in ignored:
            continue
        head = find_head(wanted, grid, least=least)
        if head is None:
            found.append(_headless(index, grid, found))
            continue
        groups = _by_group(grid, head, wanted)
        if groups:
            found += [_of_group(index, grid, head, wanted, group) for group in groups]
            continue
        blocks = side_by_side(grid, head)
        for block in blocks:
            piece = grid if len(blocks) == 1 else grid.cut(block)
            found.append(
                _with_head(index, piece, head_at(wanted, piece, head.top, head.bottom), wanted)
            )
    return _set_aside(found, wanted)


_BESIDE = re.compile(
    r"填[写报表]{0,2}(?:说明|须知|要求|指南|示例|样例|范例)|(?:示例|样例|样表|范例|说明|须知|选项|下拉\w{0,4}|字典\w{0,2}|代码\w{0,2}|可选值|数据源)"
)


def _set_aside(sheets: list[Sheet], wanted: Sequence[Wanted]) -> list[Sheet]:
    """The sheets with those set aside that stand beside the table: lists of words to choose from,
    examples. One is left in any case: where all look so, none is beside another."""
    worded = {one.code for one in wanted if one.values}
    found = []
    for sheet in sheets:
        why = ""
        if sheet.readable:
            codes = {column.match.code for column in sheet.columns if column.match is not None}
            if _BESIDE.fullmatch(sheet.grid.name.strip()):
                why = "填写说明或者示例"
            elif codes <= worded:
                why = "只有可选值的列表"
        found.append(replace(sheet, aside=why))
    if any(sheet.readable and not sheet.aside for sheet in found):
        return found
    return sheets


def sheet_with_head(sheet: Sheet, wanted: Sequence[Wanted], rows: tuple[int, int]) -> Sheet:
    """The sheet with the head at the rows that a person named, numbered as in the file.

    Raises ValueError where the sheet has no such rows.
    """
    numbers = sheet.grid.row_numbers
    inside = [y for y, number in enumerate(numbers) if rows[0] <= number <= rows[1]]
    if not inside:
        raise ValueError(f"“{sheet.grid.name}”没有第{rows[0]}行，请核对表头所在的行")
    return _with_head(
        sheet.index, sheet.grid, head_at(wanted, sheet.grid, inside[0], inside[-1]), wanted
    )


def own_choices(sheet: Sheet) -> Choices:
    """What the sheet's own words say."""
    return Choices(
        {column.x: column.match.code for column in sheet.columns if column.match is not None},
        taken=sheet.readable and not sheet.aside,
        given={code: given.value for code, given in sheet.given.items()},
        unit=sheet.above.money,
        year=sheet.above.year,
    )


def _with_head(index: int, grid: Grid, head: Head, wanted: Sequence[Wanted]) -> Sheet:
    over = above(grid, head.top)
    head = _own_block(grid, head)
    units = column_units(grid, head)
    ticks = tick_columns(wanted, grid, head)
    boxed = {tick.code for tick in ticks.values()}
    matches = {x: match for x, match in head.matches.items() if match.code not in boxed}
    for x, tick in ticks.items():
        matches[x] = Match(tick.code, 1.0, f"打勾的列，勾选即为“{tick.value}”")
    columns = tuple(
        Column(
            x,
            letters(grid.column_numbers[x]),
            text,
            units.get(x, ""),
            matches.get(x),
            ticks[x].value if x in ticks else "",
        )
        for x, text in enumerate(head.texts)
    )
    head = replace(head, matches=matches)
    return Sheet(index, grid, head, columns, over, given=_given(grid, over, head, wanted))


def _own_block(grid: Grid, head: Head) -> Head:
    """The head without what it names of another table that stands beside, a blank column between:
    a block that for the most part names nothing wanted, beside one that does."""
    blocks: list[list[int]] = []
    for x, number in enumerate(grid.column_numbers):
        if x and number == grid.column_numbers[x - 1] + 1:
            blocks[-1].append(x)
        else:
            blocks.append([x])
    named = [(len(head.matches.keys() & {*block}), len(block)) for block in blocks]
    most = max(count for count, _ in named)
    foreign = {
        x
        for block, (count, size) in zip(blocks, named, strict=True)
        if count * 2 < size and most >= 3 and count < most
        for x in block
    }
    if not foreign & head.matches.keys():
        return head
    return replace(head, matches={x: one for x, one in head.matches.items() if x not in foreign})


@dataclass(frozen=True, slots=True)
class _Group:
    """Columns under a word of a field: 公租房 over 目标 and 已开工."""

    code: str
    value: str
    columns: frozenset[int]


def _by_group(grid: Grid, head: Head, wanted: Sequence[Wanted]) -> list[_Group]:
    """The groups of a head whose names are the words of one field that no column says, each over
    the same columns: every line below tells of as many rows as there are groups."""
    columned = {match.code for match in head.matches.values()}
    for one in wanted:
        if one.code in columned or not one.values:
            continue
        words = {meant(plain_head(value)): value for value in one.values}
        found: dict[str, set[int]] = {}
        for x, (text, leaf) in enumerate(zip(head.texts, head.leaves, strict=True)):
            over = text.removesuffix(leaf) if leaf and text != leaf else ""
            value = words.get(meant(plain_head(over))) if over else None
            if value is not None:
                found.setdefault(value, set()).add(x)
        leaves = {
            frozenset(plain_head(head.leaves[x]) for x in columns) for columns in found.values()
        }
        if len(found) > 1 and len(leaves) == 1:
            return [_Group(one.code, value, frozenset(columns)) for value, columns in found.items()]
    return []


def _of_group(index: int, grid: Grid, head: Head, wanted: Sequence[Wanted], group: _Group) -> Sheet:
    """The sheet as it tells of one group: the columns common to all, and the group's own."""
    grouped = {x for one in _by_group(grid, head, wanted) for x in one.columns}
    others = grouped - group.columns
    texts = tuple(
        "" if x in others else head.leaves[x] if x in group.columns else text
        for x, text in enumerate(head.texts)
    )
    matches, _ = match_columns(
        wanted, [(text, "" if x in grouped else head.leaves[x]) for x, text in enumerate(texts)]
    )
    own = Head(head.top, head.bottom, texts, texts, matches)
    sheet = _with_head(index, grid, own, wanted)
    said = Given(group.value, f"表头写明“{group.value}”")
    return replace(sheet, given={**sheet.given, group.code: said}, group=group.columns)


def _given(grid: Grid, over: Above, head: Head, wanted: Sequence[Wanted]) -> dict[str, Given]:
    """Values of fields without a column that the name of the sheet says as a whole."""
    columned = {match.code for match in head.matches.values()}
    found = {}
    for one in wanted:
        if one.code in columned:
            continue
        words = {meant(plain_head(value)): value for value in one.values}
        if (value := words.get(meant(plain_head(grid.name)))) is not None:
            found[one.code] = Given(value, f"工作表名称是“{grid.name}”")
    return found


def _headless(index: int, grid: Grid, before: Sequence[Sheet]) -> Sheet:
    """A sheet that goes on without a head, or one of which nothing is known."""
    bare = tuple(Column(x, letters(number), "") for x, number in enumerate(grid.column_numbers))
    model = next((sheet for sheet in reversed(before) if sheet.head is not None), None)
    if model is None or not _alike(grid, model):
        return Sheet(index, grid, None, bare)
    place = {number: x for x, number in enumerate(grid.column_numbers)}
    columns = list(bare)
    for column in model.columns:
        at = place.get(model.grid.column_numbers[column.x])
        if at is not None and column.match is not None:
            why = f"没有表头，按工作表“{model.grid.name}”的{column.letter}列读取"
            match = replace(column.match, reason=why, doubtful=True)
            columns[at] = Column(at, columns[at].letter, column.text, column.unit, match)
    return Sheet(index, grid, None, tuple(columns), model.above, model.grid.name, model.given)


def _alike(grid: Grid, model: Sheet) -> bool:
    """Whether most lines fill about the columns that the rows of the model fill."""
    assert model.head is not None  # noqa: S101 (only sheets with a head are models)
    matched = {model.grid.column_numbers[x] for x in model.head.matches}
    rows = model.grid.rows[model.head.bottom + 1 :]
    usual = [sum(bool(row[x].text) for x in model.head.matches) for row in rows[:200]]
    enough = max(2, sorted(usual)[len(usual) // 2] * CARRIED) if usual else max(2, len(matched))
    places = [x for x, number in enumerate(grid.column_numbers) if number in matched]
    lines = grid.rows[:200]
    full = sum(sum(bool(row[x].text) for x in places) >= enough for row in lines)
    return bool(lines) and full >= CARRIED * len(lines)
