"""Taking a spreadsheet into a register: looked at first without a trace, then one draft change set.

For the pages, in order:

    token = keep_upload(register=, agency=, data=, name=, by=)      # or keep_paste(…, text=)
    upload = open_upload(token=token, by=)
    preview = preview_import(upload=, bodies=, choices=ImportChoices(…), on=today)
    done = import_upload(upload=, bodies=, choices=, title=, basis=, reason=, in_force_on=, by=, at=)
    drop_upload(token=token)

``bodies`` are those whose rows the person may write. ``preview.file.sheets`` shows how each sheet is
read (`text.sheets.Sheet` with its columns, `Choices` in force); the person's own choices go back as
``ImportChoices.sheets`` by the place of the sheet. Rows that the list holds already propose nothing,
so the same file twice changes nothing; a published import is taken back by `undo_change_set`, one
that still is a draft by `discard_change_set`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db import transaction

from yangguang.apps.agencies.models import Agency
from yangguang.apps.agencies.verdicts import refuse
from yangguang.apps.audit.actors import Actor
from yangguang.apps.registers.definitions import definition_of
from yangguang.apps.registers.models import ChangeSet
from yangguang.apps.registers.rows import BadRows, Problem
from yangguang.apps.registers.services.matching import Proposed
from yangguang.apps.registers.services.previewing import (
    Compared,
    ImportChoices,
    Preview,
    bodies_of,
    preview_import,
)
from yangguang.apps.registers.services.proposing import (
    Outcome,
    open_change_set,
    propose_rows,
)
from yangguang.apps.registers.services.screening import AT_ONCE
from yangguang.apps.registers.services.screening_jobs import ask_screening
from yangguang.apps.registers.services.staging import Upload
from yangguang.apps.registers.sheets.reading import place_of
from yangguang.law.registers import Definition, Value

__all__ = [
    "Compared",
    "ImportChoices",
    "Imported",
    "Preview",
    "import_upload",
    "located",
    "preview_import",
]


@dataclass(frozen=True, slots=True)
class Imported:
    """The draft that came of an import, and what it proposes."""

    change_set: ChangeSet
    outcome: Outcome
    left_out: int
    """Rows with problems that were left out."""


def import_upload(
    *,
    upload: Upload,
    bodies: Sequence[Agency],
    choices: ImportChoices,
    title: str = "",
    basis: str = "",
    reason: str = "",
    in_force_on: date | None = None,
    by: Actor,
    at: datetime,
    on: date,
) -> Imported:
    """Take the rows of the file into one draft change set. The worker looks through a large one
    for personal data at once.

    Raises Refused where a row has a problem and ``partly`` does not say to leave such rows out,
    where the list reads so already, and where nothing is left; BadRows where rows break a rule of
    the definition; UnreadableDocument as `preview_import`.
    """
    preview = preview_import(upload=upload, bodies=bodies, choices=choices, on=on)
    _may_go_in(preview, choices)
    with transaction.atomic():
        change_set = open_change_set(
            register=upload.register,
            agency=upload.agency,
            kind=upload.kind,
            title=title.strip() or f"导入：{upload.name}"[:200],
            basis=basis,
            reason=reason,
            in_force_on=in_force_on,
            file_name=upload.name,
            sha256=upload.sha256,
            by=by,
            at=at,
        )
        read_by = definition_of(upload.register)
        rows = [_proposed(one, read_by) for one in preview.added]
        # What a changed row keeps of the list may have been read by an earlier definition.
        rows += [_proposed(one) for one in preview.changed]
        whole: Sequence[Agency] = ()
        if choices.whole_list:
            # Rows that stay as they are go along, so that they are not taken for gone.
            rows += [_proposed(one) for one in preview.same]
            whole = bodies_of(upload, preview.file.rows)
        outcome = propose_rows(change_set=change_set, rows=rows, by=by, at=at, whole_list=whole)
        if outcome.added + outcome.changed > AT_ONCE:
            # The worker begins to look for personal data while the person looks at the draft.
            ask_screening(change_set=change_set, by=by, at=at)
    return Imported(change_set, outcome, preview.bad_rows)


def _may_go_in(preview: Preview, choices: ImportChoices) -> None:
    number = len(preview.problems)
    if number and choices.whole_list:
        raise refuse(
            "表格有问题",
            f"有{number}处问题，没有导入。按整份清单导入时，有问题的行会被当作取消的条目，请先改正全部问题。",
        )
    if number and not choices.partly:
        raise refuse(
            "表格有问题",
            f"有{number}处问题，没有导入。请改正后重新上传，或者选择“有问题的行不导入”。",
        )
    if preview.nothing:
        if preview.unchanged:
            told = f"文件里的{preview.unchanged}条和现行清单完全相同，没有需要变更的内容。"
        else:
            told = "没有可以导入的行，请核对表头和各列的对应关系。"
        raise refuse("没有变化", told)


def _proposed(one: Compared, read_by: Definition | None = None) -> Proposed:
    values: dict[str, Value] = dict(one.values)
    place = one.row.place
    return Proposed(one.row.agency, values, place, decided=one.decided, read_by=read_by)


def located(error: BadRows, preview: Preview) -> tuple[Problem, ...]:
    """The problems of a refused proposal with the cell each stands in, where a row has one."""
    rows = {row.place: row.raw for row in preview.file.rows}
    found = []
    for one in error.problems:
        raw = rows.get(one.place)
        if raw is not None and one.field:
            one = replace(one, place=place_of(raw, one.field, {}))
        found.append(one)
    return tuple(found)
