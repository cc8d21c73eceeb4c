"""What a file would change in a register: each of its rows against the one that the list has."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import islice

from yangguang.apps.agencies.models import Agency
from yangguang.apps.registers.definitions import definition_of
from yangguang.apps.registers.models import ChangeSet, Register, Version
from yangguang.apps.registers.rows import Problem, Values, key_of, problems_of
from yangguang.apps.registers.services.staging import Upload
from yangguang.apps.registers.sheets.bodies import Bodies
from yangguang.apps.registers.sheets.columns import labels_of
from yangguang.apps.registers.sheets.reading import (
    Key,
    ReadFile,
    ReadRow,
    place_of,
    read_file,
    row_key,
)
from yangguang.apps.registers.sheets.references import missing_of, referring_fields, told_of
from yangguang.law.registers import Definition, Value
from yangguang.law.registers.model import Severity
from yangguang.law.registers.values import masked_where_due
from yangguang.text.document import UnreadableDocument
from yangguang.text.sheets import Choices

MOST_ROWS = 200_000
PIECE = 800


@dataclass(frozen=True, slots=True)
class ImportChoices:
    """What the person decided. ``sheets`` by the place of the sheet; ``keeper`` is the column that
    says whose a row is (None: as proposed, empty: all are the own body's); ``whole_list``: rows that
    the file does not have are to leave the list; ``partly``: rows with problems are left out;
    ``decided``: why the rows are to be public, where each needs that and no column says it."""

    sheets: Mapping[int, Choices] = field(default_factory=dict)
    keeper: str | None = None
    whole_list: bool = False
    partly: bool = False
    decided: str = ""


@dataclass(frozen=True, slots=True)
class Compared:
    """A row of the file against the list: what it would read, what it reads now (None: not there)."""

    row: ReadRow
    values: Values
    before: Values | None
    decided: str = ""

    @property
    def unchanged(self) -> bool:
        """Whether the list reads so already."""
        return self.before is not None and _kept(self.before) == _kept(self.values)


@dataclass(frozen=True, slots=True)
class Preview:
    """What an import would do. ``again``: the change set that took the same file in before."""

    file: ReadFile
    added: tuple[Compared, ...]
    changed: tuple[Compared, ...]
    same: tuple[Compared, ...]
    removed: tuple[str, ...]
    """Titles of rows that would leave the list."""
    problems: tuple[Problem, ...]
    warnings: tuple[Problem, ...]
    bad_rows: int = 0
    """Rows with problems."""
    again: ChangeSet | None = None

    @property
    def unchanged(self) -> int:
        """How many rows the list reads so already."""
        return len(self.same)

    @property
    def good(self) -> bool:
        """Whether every row could be read."""
        return not self.problems

    @property
    def nothing(self) -> bool:
        """Whether the list reads so already."""
        return not (self.added or self.changed or self.removed)

    @property
    def passed_over(self) -> tuple[str, ...]:
        """Sheets that do not hold the list."""
        return tuple(one.sheet.grid.name for one in self.file.sheets if not one.sheet.readable)

    @property
    def set_aside(self) -> tuple[str, ...]:
        """Sheets that stand beside the list and are not taken, each with the reason."""
        return tuple(
            f"{one.sheet.grid.name}（{one.sheet.aside}）"
            for one in self.file.sheets
            if one.sheet.aside and not one.choices.taken
        )


def preview_import(
    *, upload: Upload, bodies: Sequence[Agency], choices: ImportChoices, on: date
) -> Preview:
    """How the file is read and what it would change; nothing is written.

    Raises UnreadableDocument where the file has no table, or far too many rows.
    """
    definition = definition_of(upload.register)
    file = _read(upload, definition, bodies, choices, on)
    return _compare(upload, definition, file, choices)


def _read(
    upload: Upload,
    definition: Definition,
    bodies: Sequence[Agency],
    choices: ImportChoices,
    on: date,
) -> ReadFile:
    try:
        file = read_file(
            upload.document,
            definition,
            Bodies(upload.agency, bodies, on),
            choices=choices.sheets,
            keeper=choices.keeper,
        )
    except ValueError as wrong:
        raise UnreadableDocument(f"{wrong}。", code="no-text") from wrong
    if not file.sheets:
        raise UnreadableDocument("文件里没有表格，请上传表格文件，或者粘贴表格。", code="no-text")
    if sum(one.rows for one in file.sheets) > MOST_ROWS:
        raise UnreadableDocument(f"超过{MOST_ROWS}行，请拆分后分别导入。", code="too-large")
    return file


def _compare(
    upload: Upload, definition: Definition, file: ReadFile, choices: ImportChoices
) -> Preview:
    standing = _standing(upload.register, definition, file.rows)
    found = _Comparing(definition, choices)
    for row in file.rows:
        found.take(row, standing.get(row_key(definition, row)))
    removed: tuple[str, ...] = ()
    if choices.whole_list:
        removed = tuple(_leaving(upload, definition, file.rows))
    again = ChangeSet.objects.filter(
        register=upload.register, agency=upload.agency, sha256=upload.sha256
    ).exclude(state=ChangeSet.State.DISCARDED)
    return Preview(
        file,
        tuple(found.added),
        tuple(found.changed),
        tuple(found.unchanged),
        removed,
        (*_headless(definition, file), *file.problems, *found.problems),
        (*file.warnings, *found.warnings, *found.dangling()),
        found.bad,
        again.first(),
    )


class _Comparing:
    """The rows of a file sorted by what becomes of them, with all that is wrong in their order."""

    def __init__(self, definition: Definition, choices: ImportChoices) -> None:
        self.definition = definition
        self.choices = choices
        self.labels = labels_of(definition)
        self.required = [one.code for one in definition.fields if one.required]
        self.added: list[Compared] = []
        self.changed: list[Compared] = []
        self.unchanged: list[Compared] = []
        self.problems: list[Problem] = []
        self.warnings: list[Problem] = []
        self.bad = 0

    def take(self, row: ReadRow, found: tuple[int, Values] | None) -> None:
        """Put one row where it belongs."""
        one = _against(self.definition, row, found, self.choices)
        problems = [*row.problems]
        warnings = [*row.warnings]
        lacking = [code for code in self.required if one.values.get(code) in (None, "")]
        # A column that the sheet has not is told once, not with every row.
        told_once = {code for code in lacking if code not in row.values}
        for problem in problems_of(self.definition, one.values):
            # What could not be read is neither missing nor wrong as well.
            if problem.field in row.wrong or (row.wrong and not problem.field):
                continue
            if problem.field in told_once:
                continue
            target = problems if problem.severity is Severity.ERROR else warnings
            target.append(replace(problem, place=self._at(row, problem.field)))
        if found is not None and found[0] != row.agency.pk:
            told = f"由别的机构登记，不能由{row.agency.name}修改。"
            problems.append(Problem(told, "", self._at(row, self.definition.key[0])))
        if not (problems or told_once or key_of(self.definition, one.values).strip("|~")):
            told = "区分条目的各栏都是空的，请填写。"
            problems.append(Problem(told, "", self._at(row, self.definition.key[0])))
        if self.definition.decide_each and not one.decided.strip():
            told = f"请写明公开这一条的决定：{self.definition.decide_each}"
            problems.append(Problem(told, "", row.place))
        self.problems += problems
        self.warnings += warnings
        if problems or told_once:
            self.bad += 1
        elif one.before is None:
            self.added.append(one)
        elif one.unchanged:
            self.unchanged.append(one)
        else:
            self.changed.append(one)

    def dangling(self) -> Iterator[Problem]:
        """What new and changed rows refer to and is not there."""
        rows = [*self.added, *self.changed]
        for referring in referring_fields(self.definition):
            said = [
                (one, value)
                for one in rows
                if isinstance(value := one.values.get(referring.code), str)
            ]
            missing = missing_of(referring, (value for _, value in said)) if said else frozenset()
            for one, value in said:
                if value in missing:
                    place = self._at(one.row, referring.code)
                    yield Problem(
                        told_of(referring, value), referring.code, place, Severity.WARNING
                    )

    def _at(self, row: ReadRow, code: str) -> str:
        return place_of(row.raw, code, self.labels) if code else row.place


def _headless(definition: Definition, file: ReadFile) -> list[Problem]:
    """What to do where no sheet shows which column is which."""
    if any(one.sheet.readable or one.choices.columns for one in file.sheets):
        return []
    names = "、".join(list(labels_of(definition).values())[:4])
    told = (
        f"没有找到“{definition.name}”的表头（应当有{names}等栏目）。请选定表头所在的行和各列对应的栏目，"
        "或者下载模板对照修改后再导入。"
    )
    return [Problem(told)]


def _standing(
    register: Register, definition: Definition, rows: Sequence[ReadRow]
) -> dict[Key, tuple[int, Values]]:
    """(scope, key) → whose the live row is and what it says, of the rows that the file has."""
    wanted: dict[int, list[str]] = {}
    for row in rows:
        scope, key = row_key(definition, row)
        wanted.setdefault(scope, []).append(key)
    found: dict[Key, tuple[int, Values]] = {}
    for scope, keys in wanted.items():
        for piece in _pieces(keys):
            live = Version.objects.filter(
                live=True, row__register=register, row__scope=scope, row__key__in=piece
            ).values_list("row__key", "agency", "values")
            for key, agency, values in live.iterator():
                found[scope, key] = (agency, values)
    return found


def _against(
    definition: Definition, row: ReadRow, found: tuple[int, Values] | None, choices: ImportChoices
) -> Compared:
    """The row with what the list says in fields that the sheet has no column for."""
    decided = row.decided or choices.decided
    if found is None:
        return Compared(row, masked_where_due(definition, row.values), None, decided)
    values = masked_where_due(definition, {**found[1], **row.values})
    return Compared(row, values, found[1], decided)


def _leaving(upload: Upload, definition: Definition, rows: Sequence[ReadRow]) -> Iterator[str]:
    """Titles of the live rows that the file does not have."""
    kept = {row_key(definition, row) for row in rows}
    live = Version.objects.filter(
        register=upload.register, live=True, agency__in=bodies_of(upload, rows)
    ).values_list("row__scope", "row__key", "title")
    return (title for scope, key, title in live.iterator() if (scope, key) not in kept)


def bodies_of(upload: Upload, rows: Sequence[ReadRow]) -> list[Agency]:
    """The bodies whose whole lists the file holds: those it has rows of, else the own one."""
    found = {row.agency.pk: row.agency for row in rows}
    return list(found.values()) or [upload.agency]


def _kept(values: Values) -> dict[str, Value]:
    return {code: value for code, value in values.items() if value is not None and value != ""}


def _pieces(keys: Sequence[str]) -> Iterator[list[str]]:
    rest = iter(keys)
    while piece := list(islice(rest, PIECE)):
        yield piece
