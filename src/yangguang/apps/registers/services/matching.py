"""Laying what is proposed beside what stands: which row it is, and whether it says anything new."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from django.db.models import QuerySet

from yangguang.apps.agencies.models import Agency
from yangguang.apps.registers.models import ChangeSet, Register, Row, Version, What
from yangguang.apps.registers.rows import (
    BadRows,
    Problem,
    Values,
    as_read,
    key_of,
    problems_of,
    scope_of,
    slots_of,
    title_of,
)
from yangguang.apps.registers.selectors.revoking import barred_rows
from yangguang.law.registers import Definition
from yangguang.law.registers.model import KeyScope, Severity

SQL_KEYS = 800
"""So many keys are asked for at once: SQLite takes no more than 999 in an old build."""
Key = tuple[int, str]
Piece = TypeVar("Piece", int, str)


@dataclass(frozen=True, slots=True)
class Proposed:
    """A row as it shall read. ``place`` says where it comes from (sheet and cell, a record);
    ``decided`` why it is to be public, where each row needs that."""

    agency: Agency
    values: Values
    place: str = ""
    reason: str = ""
    decided: str = ""
    read_by: Definition | None = None
    """The definition by which every value was read already, so that it is not read once more."""


def checked(
    definition: Definition, rows: Sequence[Proposed]
) -> tuple[dict[Key, Proposed], list[Problem]]:
    """Each row as the definition reads it, by its key, and the warnings. Raises BadRows with every
    error of every row."""
    keyed: dict[Key, Proposed] = {}
    problems: list[Problem] = []
    labels = "、".join(definition.field(code).label for code in definition.key)
    for said in rows:
        values, unread = said.values, list[Problem]()
        if said.read_by is not definition:
            values, unread = as_read(definition, values, place=said.place)
        one = replace(said, values=values)
        # What could not be read is not missing as well.
        told = {problem.field for problem in unread}
        broken = problems_of(definition, values, place=one.place)
        problems += [*unread, *(problem for problem in broken if problem.field not in told)]
        text = key_of(definition, one.values)
        if not text.strip("|~"):
            problems.append(Problem(f"{labels}都是空的，无法和其他条目区分。", "", one.place))
            continue
        if definition.decide_each and not one.decided.strip():
            problems.append(
                Problem(f"请写明公开这一条的决定：{definition.decide_each}", "", one.place)
            )
        key = (scope_of(definition, one.agency), text)
        if key in keyed:
            first = keyed[key].place
            problems.append(
                Problem(
                    f"{labels}与{first or '前面一条'}相同（{text}），同一条目只能出现一次。",
                    definition.key[0],
                    one.place,
                )
            )
        keyed[key] = one
    errors = [one for one in problems if one.severity is Severity.ERROR]
    warnings = [one for one in problems if one.severity is not Severity.ERROR]
    if errors:
        raise BadRows((*errors, *warnings))
    return keyed, warnings


def rows_of_keys(register: Register, keyed: Iterable[Key]) -> dict[Key, Row]:
    """The rows of these keys that are known already."""
    found: dict[Key, Row] = {}
    wanted = set(keyed)
    texts = sorted({text for _, text in wanted})
    for piece in in_pieces(texts):
        for row in Row.objects.filter(register=register, key__in=piece):
            if (row.scope, row.key) in wanted:
                found[row.scope, row.key] = row
    return found


def refuse_revoked(keyed: dict[Key, Proposed], standing: dict[Key, Row]) -> None:
    """An old file still holds what was revoked since; it must not make it public again."""
    barred = barred_rows(row.pk for row in standing.values())
    problems = [
        Problem(
            f"{revoked.get_kind_display()}（{revoked.on}），已登记撤下，不能再次公开；请删去这一条。"
            "登记有误的，先作废撤销登记。",
            "",
            keyed[key].place or row.key,
        )
        for key, row in standing.items()
        if (revoked := barred.get(row.pk)) is not None
    ]
    if problems:
        raise BadRows(tuple(problems))


def version_of(
    change_set: ChangeSet,
    definition: Definition,
    key: Key,
    one: Proposed,
    row: Row | None,
    live: dict[int, Version],
) -> Version | None:
    """The unsaved proposal; None where the live row reads so already. Raises BadRows for a row of
    another body."""
    base = live.get(row.pk) if row is not None else None
    shared = definition.key_scope is KeyScope.REGISTER
    if shared and base is not None and base.agency_id != one.agency.pk:
        sentence = f"“{key[1]}”由别的机构登记，不能由{one.agency.name}修改。"
        raise BadRows((Problem(sentence, "", one.place),))
    kept = {code: value for code, value in one.values.items() if value is not None and value != ""}
    if base is not None and base.agency_id == one.agency.pk and dict(base.values) == kept:
        return None
    version = Version(
        register_id=change_set.register_id,
        agency=one.agency,
        change_set=change_set,
        definition=change_set.register.definition,
        base=base,
        what=What.CHANGED if base is not None else What.ADDED,
        values=kept,
        title=title_of(definition, kept),
        reason=one.reason.strip()[:300],
        decided=one.decided.strip()[:300],
        source=one.place[:120],
        **slots_of(definition, kept),
    )
    if row is not None:
        version.row = row
    return version


def removal(change_set: ChangeSet, live: Version, reason: str = "") -> Version:
    """The unsaved proposal that a live row shall go."""
    return Version(
        register_id=change_set.register_id,
        agency_id=live.agency_id,
        row_id=live.row_id,
        change_set=change_set,
        definition_id=live.definition_id,
        base=live,
        what=What.REMOVED,
        values=live.values,
        title=live.title,
        reason=reason,
    )


def missing_rows(
    register: Register,
    definition: Definition,
    keyed: dict[Key, Proposed],
    whole_list: Collection[Agency],
) -> list[Version]:
    """The live rows of these bodies that are not among what was proposed."""
    if not whole_list:
        return []
    kept = {(scope_of(definition, one.agency), key[1]) for key, one in keyed.items()}
    live = Version.objects.filter(
        register=register, live=True, agency__in=[one.pk for one in whole_list]
    ).select_related("row")
    return [one for one in live if (one.row.scope, one.row.key) not in kept]


def in_pieces(keys: Sequence[Piece]) -> Iterable[Sequence[Piece]]:
    """Keys as many at a time as a statement takes."""
    return (keys[start : start + SQL_KEYS] for start in range(0, len(keys), SQL_KEYS))


def by_pieces(rows: QuerySet[Version], name: str, keys: Sequence[int]) -> Iterable[Version]:
    """The versions whose field holds one of these keys."""
    for piece in in_pieces(keys):
        yield from rows.filter(**{f"{name}__in": piece})
