"""Keeping columns fresh: the limit of each, and the duty that follows from it.

A column with a limit owes an update by a day. In time, the duty's day moves with every update; once
it is over, the next update ends it as late and a new one begins, so that the lapse stays on record.
"""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from yangguang.apps.agencies.models import Agency
from yangguang.apps.agencies.permissions import Permission
from yangguang.apps.audit.actors import Actor, system
from yangguang.apps.audit.services import record
from yangguang.apps.catalog.models import Column, UpdateClass
from yangguang.apps.catalog.services.columns import subject_of
from yangguang.apps.catalog.updates import Freshness, class_of, freshness, limit_of
from yangguang.apps.catalog.workflow import NotPossible
from yangguang.apps.duties.models import Duty
from yangguang.apps.duties.registry import DutyKind
from yangguang.apps.duties.services import (
    cancel_duty,
    discharge_duty,
    move_duty,
    open_duty,
)
from yangguang.law.citation import instrument
from yangguang.law.column_limits import INSPECTION

UPDATE = "catalog.update-column"
KIND = DutyKind(
    UPDATE,
    "更新栏目",
    f"《{instrument(INSPECTION).name}》（{instrument(INSPECTION).number}）",
    Permission.ITEM_DRAFT,
    action="更新",
)
CLERK = "栏目更新监测"


def set_update_rule(
    *,
    column: Column,
    update_class: str,
    own_limit: int | None,
    keeper: Agency | None,
    by: Actor,
    at: datetime,
) -> Column:
    """Say of what kind a column is, who keeps it fresh, and a limit stricter than the indicators'.

    ``update_class`` empty: that of its type. Raises NotPossible for a limit that is not stricter.
    """
    with transaction.atomic():
        column = Column.objects.select_for_update().get(pk=column.pk)
        if column.retired_at is not None:
            raise NotPossible(f"栏目“{column.name}”已撤销，不需要设定更新期限。")
        before = _rule_of(column)
        column.update_class, column.own_limit, column.keeper = update_class, own_limit, keeper
        limit = limit_of(column)
        if own_limit is not None and limit is not None and own_limit > limit.shortest_days:
            raise NotPossible(
                f"{limit.label}栏目{limit.words}内必须更新，自定期限最多 {limit.shortest_days} 天，"
                f"不能设为 {own_limit} 天。（{KIND.basis}）"
            )
        column.save(update_fields=["update_class", "own_limit", "keeper"])
        record(
            by=by,
            at=at,
            verb="column.set-limit",
            subject=subject_of(column),
            basis=KIND.basis,
            before=before,
            after=_rule_of(column),
        )
        reckon_columns(at=at, by=by, only=column)
    return column


def _rule_of(column: Column) -> dict[str, str | int | None]:
    return {
        "kind": UpdateClass(class_of(column)).label,
        "days": column.own_limit,
        "keeper": column.keeper.name if column.keeper else None,
    }


def reckon_columns(*, at: datetime, by: Actor | None = None, only: Column | None = None) -> int:
    """Bring the duties into line with the columns; gives how many changed. Safe to run again."""
    actor = by or system(CLERK)
    today = timezone.localdate(at)
    columns = None
    if only is not None:
        columns = list(Column.objects.filter(pk=only.pk, is_open=True, retired_at=None))
    owed = {one.column.pk: one for one in freshness(today, columns)}
    duties = Duty.objects.filter(kind=UPDATE, closed_at__isnull=True)
    if only is not None:
        duties = duties.filter(subject_key=str(only.pk))
    present = {int(one.subject_key): one for one in duties}
    changed = 0
    for key in sorted({*owed, *present}):
        changed += _reckon(owed.get(key), present.get(key), actor, at, today)
    return changed


def _reckon(one: Freshness | None, duty: Duty | None, by: Actor, at: datetime, today: date) -> bool:
    due, since = (one.due_on, one.since) if one is not None else (None, None)
    keeper = one.keeper if one is not None else None
    if one is None or due is None or since is None or keeper is None:
        if duty is None:
            return False
        why = "栏目已撤销或不再对外显示" if one is None else "栏目没有更新期限"
        cancel_duty(duty=duty, why=why, by=by, at=at)
        return True
    began = min(since, today)
    if duty is not None and duty.agency_id != keeper.pk:
        cancel_duty(duty=duty, why="更新责任单位改变", by=by, at=at)
        duty = None
    if duty is None:
        _open(one, keeper, began, due, by, at)
        return True
    if (duty.opened_on, duty.due_on) == (began, due):
        return False
    if began > duty.due_on:
        # Updated when it was over: that lapse is on record, and the next limit begins.
        discharge_duty(duty=duty, on=began, by=by, at=at, why="栏目已更新")
        _open(one, keeper, began, due, by, at)
        return True
    why = "栏目已更新" if began != duty.opened_on else "更新期限改变"
    move_duty(duty=duty, due_on=due, opened_on=began, why=why, by=by, at=at)
    return True


def _open(one: Freshness, keeper: Agency, began: date, due: date, by: Actor, at: datetime) -> None:
    open_duty(
        kind=UPDATE,
        agency=keeper,
        subject=subject_of(one.column),
        slot=f"{keeper.pk}-{at:%Y%m%d%H%M%S}",
        title=f"更新栏目“{one.column.name}”（{one.kind.label}，{one.limit_words}）",
        opened_on=began,
        due_on=due,
        by=by,
        at=at,
    )
