"""Doing what the rows ask for, through the acts of the tree, all or nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from django.db import transaction

from yangguang.apps.audit.actors import Actor
from yangguang.apps.catalog.models import Column
from yangguang.apps.catalog.services.column_sheets.checking import rule_of
from yangguang.apps.catalog.services.column_sheets.layout import MERGE, OPEN
from yangguang.apps.catalog.services.column_sheets.reading import Line
from yangguang.apps.catalog.services.columns import (
    add_column,
    describe_column,
    move_column,
    rename_column,
)
from yangguang.apps.catalog.services.ending import merge_columns, retire_column
from yangguang.apps.catalog.services.updating import set_update_rule
from yangguang.apps.catalog.workflow import NotPossible


def put_columns(*, lines: Sequence[Line], by: Actor, at: datetime) -> int:
    """Add, rename, describe, move, and at last retire or merge; gives how many rows changed something.

    Raises NotPossible, naming the row, where one has a problem or an act refuses; then nothing is
    changed.
    """
    wrong = [line for line in lines if line.problems]
    if wrong:
        raise NotPossible(f"还有 {len(wrong)} 行有问题，没有导入。{wrong[0].problems[0]}")
    asked = [line for line in lines if line.steps]
    with transaction.atomic():
        new = [line for line in asked if line.is_new]
        for line in sorted(new, key=lambda line: line.rank[0]):
            _try(line, lambda line: _add(line, by, at))
        for line in asked:
            if not line.is_new and line.state == OPEN:
                _try(line, lambda line: _change(line, by, at))
        for line in sorted((one for one in asked if one.moves), key=lambda one: one.rank):
            _try(line, lambda line: _set(line, by, at))
        ending = [line for line in asked if line.ends]
        paths = {line.slug: _now(line.slug).path for line in ending}
        for line in sorted(ending, key=lambda one: -paths[one.slug].count("/")):
            _try(line, lambda line: _end(line, by, at))
    return len(asked)


def _try(line: Line, act: Callable[[Line], None]) -> None:
    try:
        act(line)
    except NotPossible as refusal:
        raise NotPossible(f"{line.row.place}：{refusal}") from refusal


def _now(slug: str) -> Column:
    """The column as it stands after the acts before; each of them may have moved it."""
    return Column.objects.select_related("agency", "parent").get(slug=slug)


def _add(line: Line, by: Actor, at: datetime) -> None:
    column = add_column(
        slug=line.slug,
        name=line.name,
        column_type=line.column_type,
        module=line.module,
        parent=_now(line.parent) if line.parent else None,
        agency=line.agency,
        description=line.description,
        keywords=line.keywords,
        by=by,
        at=at,
    )
    if rule_of(line) != ("", None, None):
        _limit(line, column, by, at)


def _change(line: Line, by: Actor, at: datetime) -> None:
    column = _now(line.slug)
    if line.name != column.name:
        rename_column(column=column, name=line.name, by=by, at=at)
    described = (line.column_type, line.module, line.description, line.keywords)
    if described != (column.column_type, column.module, column.description, column.keywords):
        describe_column(
            column=column,
            column_type=line.column_type,
            module=line.module,
            description=line.description,
            keywords=line.keywords,
            by=by,
            at=at,
        )
    if rule_of(line) != (column.update_class, column.own_limit, column.keeper):
        _limit(line, column, by, at)


def _limit(line: Line, column: Column, by: Actor, at: datetime) -> None:
    kind, days, keeper = rule_of(line)
    set_update_rule(
        column=column, update_class=kind, own_limit=days, keeper=keeper, by=by, at=at
    )  # fmt: skip


def _set(line: Line, by: Actor, at: datetime) -> None:
    move_column(
        column=_now(line.slug),
        parent=_now(line.parent) if line.parent else None,
        before=_now(line.before) if line.before else None,
        by=by,
        at=at,
    )


def _end(line: Line, by: Actor, at: datetime) -> None:
    column, target = _now(line.slug), _now(line.target) if line.target else None
    if line.state == MERGE and target is not None:
        merge_columns(source=column, target=target, reason=line.reason, by=by, at=at)
    else:
        retire_column(column=column, successor=target, reason=line.reason, by=by, at=at)
