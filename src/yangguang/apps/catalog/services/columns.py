"""Setting up the column tree."""

from __future__ import annotations

import re
from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from yangguang.apps.agencies.models import Agency
from yangguang.apps.audit.actors import Actor
from yangguang.apps.audit.services import Subject, record
from yangguang.apps.catalog.models import Column
from yangguang.apps.catalog.workflow import NotPossible
from yangguang.apps.events.services import emit

STEP = 10
"""Between the order of one column and the next, so that one can be set between by hand."""


def subject_of(column: Column) -> Subject:
    """The column as the record of acts names it."""
    return Subject("column", str(column.pk), column.name, column.agency_id)


COLUMN_SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,79}")
BAD_SLUG = "“{}”不能作网址标识，只能用小写字母、数字和横线，80 个以内。"


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
    order: int | None = None,
) -> Column:
    """A new column below ``parent``, the last there unless ``order`` says otherwise.

    Raises NotPossible where the address is or was in use or is not fit for one, or where the column
    does not fit below the parent.
    """
    if not COLUMN_SLUG.fullmatch(slug):
        raise NotPossible(BAD_SLUG.format(slug))
    with transaction.atomic():
        if Column.objects.filter(slug=slug).exists():
            raise NotPossible(f"栏目网址标识“{slug}”已被使用或曾被使用，请换一个。")
        _require_fit(parent, agency)
        if order is None:
            beside = Column.objects.filter(parent=parent, agency=agency, retired_at__isnull=True)
            order = (beside.aggregate(last=Max("order"))["last"] or 0) + STEP
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
            opened_on=timezone.localdate(at),
        )
        _write_path(column)
        record(by=by, at=at, verb="column.add", subject=subject_of(column), after={"name": name})
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
            subject=subject_of(column),
            before={"name": before},
            after={"name": name},
        )
        emit(at=at, kind="column.changed", subject_key=str(column.pk))
    return column


def describe_column(
    *,
    column: Column,
    column_type: str,
    module: str,
    description: str,
    keywords: str,
    by: Actor,
    at: datetime,
) -> Column:
    """Say anew of what type and module a column is, and what its pages tell search engines of it."""
    now = {
        "column_type": column_type,
        "module": module,
        "description": description,
        "keywords": keywords,
    }
    with transaction.atomic():
        column = Column.objects.select_for_update().get(pk=column.pk)
        changed = {name: value for name, value in now.items() if getattr(column, name) != value}
        if not changed:
            return column
        before = {name: getattr(column, name) for name in changed}
        for name, value in changed.items():
            setattr(column, name, value)
        column.save(update_fields=list(changed))
        record(
            by=by,
            at=at,
            verb="column.describe",
            subject=subject_of(column),
            before=before,
            after=changed,
        )
        emit(at=at, kind="column.changed", subject_key=str(column.pk))
    return column


def move_column(
    *,
    column: Column,
    parent: Column | None,
    by: Actor,
    at: datetime,
    before: Column | None = None,
) -> Column:
    """Hang the column, with all below it, under another one, above ``before`` or as the last.

    Its address stays. Raises NotPossible where the new parent is the column itself or lies below
    it, is retired, or belongs to another body; and where ``before`` does not hang there.
    """
    with transaction.atomic():
        column = Column.objects.select_for_update().get(pk=column.pk)
        if parent is not None and parent.path.startswith(column.path):
            raise NotPossible("不能把栏目移到它自己或它的下级栏目之下，请另选上级栏目。")
        _require_fit(parent, column.agency)
        was = {"parent": column.parent_id, "order": column.order}
        old_path, old_parent = column.path, column.parent_id
        column.parent = parent
        column.save(update_fields=["parent"])
        _write_path(column)
        rewrite_paths_below(column, old_path)
        _put_in_order(column, before)
        now = {"parent": parent.pk if parent else None, "order": column.order}
        if was == now:
            return column
        record(
            by=by, at=at, verb="column.move", subject=subject_of(column), before=was, after=now
        )  # fmt: skip
        emit(at=at, kind="column.changed", subject_key=str(column.pk))
        if old_parent is not None and old_parent != column.parent_id:
            # The list of the place it left held its items as well.
            emit(at=at, kind="column.changed", subject_key=str(old_parent))
    return column


def _require_fit(parent: Column | None, agency: Agency | None) -> None:
    if parent is None:
        return
    if parent.retired_at is not None:
        raise NotPossible(f"栏目“{parent.name}”已撤销，请另选上级栏目。")
    if parent.agency_id is not None and parent.agency_id != (agency.pk if agency else None):
        raise NotPossible(
            f"栏目“{parent.name}”是{parent.agency}的栏目，其他栏目不能放在它下面，请另选上级栏目。"
        )


def rewrite_paths_below(column: Column, old_path: str) -> None:
    """Bring the paths of all below a column into line with its new one."""
    below = list(Column.objects.filter(path__startswith=old_path).exclude(pk=column.pk))
    for other in below:
        other.path = column.path + other.path[len(old_path) :]
    Column.objects.bulk_update(below, ["path"])


def _put_in_order(column: Column, before: Column | None) -> None:
    """Number the columns beside it anew, with it above ``before`` or last."""
    beside = Column.objects.filter(
        parent=column.parent_id, agency=column.agency_id, retired_at__isnull=True
    )
    others = list(beside.exclude(pk=column.pk).order_by("order", "pk"))
    place = len(others)
    if before is not None:
        keys = [one.pk for one in others]
        if before.pk not in keys:
            raise NotPossible(f"“{before.name}”已不在这个位置，请刷新页面后重新移动。")
        place = keys.index(before.pk)
    for number, one in enumerate([*others[:place], column, *others[place:]], start=1):
        if one.order != number * STEP:
            one.order = number * STEP
            one.save(update_fields=["order"])
