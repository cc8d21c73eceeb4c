"""Setting up the column tree."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from yangguang.apps.agencies.models import Agency
from yangguang.apps.audit.actors import Actor
from yangguang.apps.audit.services import Subject, record
from yangguang.apps.catalog.models import Column
from yangguang.apps.catalog.workflow import NotPossible
from yangguang.apps.events.services import emit


def _subject(column: Column) -> Subject:
    return Subject("column", str(column.pk), column.name, column.agency_id)


def _write_path(column: Column) -> None:
    column.path = f"{column.parent.path if column.parent else ''}{column.pk}/"
    column.save(update_fields=["path"])


def add_column(
    *,
    slug: str,
    name: str,
    column_type: str,
    by: Actor,
    at: datetime,
    module: str = Column.Module.DISCLOSURE,
    parent: Column | None = None,
    agency: Agency | None = None,
    description: str = "",
    keywords: str = "",
    order: int = 0,
) -> Column:
    """A new column below ``parent``. Raises NotPossible where the address is taken."""
    with transaction.atomic():
        if Column.objects.filter(slug=slug).exists():
            raise NotPossible(f"栏目网址标识“{slug}”已被使用，请换一个。")
        column = Column.objects.create(
            slug=slug,
            name=name,
            column_type=column_type,
            module=module,
            parent=parent,
            agency=agency,
            description=description,
            keywords=keywords,
            order=order,
        )
        _write_path(column)
        record(by=by, at=at, verb="column.add", subject=_subject(column), after={"name": name})
        emit(at=at, kind="column.changed", subject_key=str(column.pk))
    return column


def rename_column(*, column: Column, name: str, by: Actor, at: datetime) -> Column:
    """Give the column another name; its address stays."""
    with transaction.atomic():
        before = column.name
        column.name = name
        column.save(update_fields=["name"])
        record(
            by=by,
            at=at,
            verb="column.rename",
            subject=_subject(column),
            before={"name": before},
            after={"name": name},
        )
        emit(at=at, kind="column.changed", subject_key=str(column.pk))
    return column


def move_column(*, column: Column, parent: Column | None, by: Actor, at: datetime) -> Column:
    """Hang the column, with all below it, under another one.

    Raises NotPossible where the new parent is the column itself or lies below it.
    """
    with transaction.atomic():
        column = Column.objects.select_for_update().get(pk=column.pk)
        if parent is not None and parent.path.startswith(column.path):
            raise NotPossible("不能把栏目移到它自己或它的下级栏目之下，请另选上级栏目。")
        old_path = column.path
        before = column.parent_id
        column.parent = parent
        column.save(update_fields=["parent"])
        _write_path(column)
        below = list(Column.objects.filter(path__startswith=old_path).exclude(pk=column.pk))
        for other in below:
            other.path = column.path + other.path[len(old_path) :]
        Column.objects.bulk_update(below, ["path"])
        record(
            by=by,
            at=at,
            verb="column.move",
            subject=_subject(column),
            before={"parent": before},
            after={"parent": parent.pk if parent else None},
        )
        emit(at=at, kind="column.changed", subject_key=str(column.pk))
    return column
