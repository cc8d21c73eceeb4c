"""Merging and retiring columns: items leave batch by batch, then the column closes for good.

Each batch stands in a transaction of its own, so that a column of hundreds of thousands of items
can be taken into another while people read; killed anywhere and asked again it goes on. Only when
no item is left does the column close, with its addresses leading on for ever.
"""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F

from yangguang.apps.audit.actors import Actor, ActorKind
from yangguang.apps.audit.services import Subject, new_act, record, record_many
from yangguang.apps.catalog.models import (
    Column,
    ColumnEnding,
    FilingRule,
    Item,
    ItemColumn,
    SubSiteColumn,
)
from yangguang.apps.catalog.services.columns import rewrite_paths_below, subject_of
from yangguang.apps.catalog.workflow import NotPossible
from yangguang.apps.events.services import Happening, emit, emit_many

BATCH = 500
AT_ONCE = 2_000
"""So many items are moved in the request itself; what is more is left to the worker."""


def merge_columns(
    *, source: Column, target: Column, reason: str, by: Actor, at: datetime
) -> ColumnEnding:
    """Take a column into another: items, columns below, menus and addresses go over.

    Gives the work, which may still be under way for a large column (``ended_at`` null). Raises
    NotPossible without a reason, where one is retired or lies below the other, and for a site's
    column into one of a body's own.
    """
    if target.pk == source.pk or target.path.startswith(source.path):
        raise NotPossible("不能把栏目并入它自己或它的下级栏目，请另选栏目。")
    if target.agency_id is not None and target.agency_id != source.agency_id:
        raise NotPossible(
            f"“{target.name}”是{target.agency}自己的栏目，只能并入该机构的栏目。请另选栏目。"
        )
    _require_standing(target)
    return _end(source, target, target, reason, by, at)


def retire_column(
    *, column: Column, successor: Column | None, reason: str, by: Actor, at: datetime
) -> ColumnEnding:
    """Close a column: its items stand in no column any more and stay public at their addresses.

    Its addresses lead to ``successor``, else to the column above, else to the front. Raises
    NotPossible without a reason, while open columns hang below it, or where the successor is gone.
    """
    below = Column.objects.filter(parent=column, retired_at__isnull=True).count()
    if below:
        raise NotPossible(f"栏目“{column.name}”还有 {below} 个下级栏目，请先移走、合并或撤销它们。")
    after = successor or column.parent
    if after is not None:
        if after.pk == column.pk:
            raise NotPossible("旧网址不能转到栏目自己，请另选栏目。")
        _require_standing(after)
    return _end(column, None, after, reason, by, at)


def _require_standing(column: Column) -> None:
    ending = ColumnEnding.objects.filter(source=column, ended_at__isnull=True).exists()
    retired = Column.objects.filter(pk=column.pk, retired_at__isnull=False).exists()
    if retired or ending:
        raise NotPossible(f"栏目“{column.name}”已经或正在撤销，请另选栏目。")


def _end(
    source: Column,
    target: Column | None,
    successor: Column | None,
    reason: str,
    by: Actor,
    at: datetime,
) -> ColumnEnding:
    reason = reason.strip()[:300]
    if not reason:
        raise NotPossible("合并或撤销栏目须写明理由。")
    _require_standing(source)
    with transaction.atomic():
        try:
            with transaction.atomic():
                ending = ColumnEnding.objects.create(
                    source=source,
                    target=target,
                    successor=successor,
                    reason=reason,
                    actor=_said(by),
                    begun_at=at,
                )
        except IntegrityError as error:
            raise NotPossible(f"栏目“{source.name}”正在合并或撤销。") from error
        record(
            by=by,
            at=at,
            verb="column.merge" if target else "column.retire",
            subject=subject_of(source),
            reason=reason,
            after={
                "target": target.pk if target else None,
                "successor": successor.pk if successor else None,
            },
        )
    for _ in range(AT_ONCE // BATCH + 1):
        if advance_ending(ending=ending, at=at):
            break
    ending.refresh_from_db()
    return ending


def _said(by: Actor) -> dict[str, Any]:
    return {**asdict(by), "kind": by.kind.value}


def actor_of(said: dict[str, Any]) -> Actor:
    """The person who asked for long work, as it was written down with it."""
    return Actor(**{**said, "kind": ActorKind(said["kind"])})


def advance_ending(*, ending: ColumnEnding, at: datetime) -> bool:
    """Move one batch of items, and close the column once none is left; True when it is closed."""
    with transaction.atomic():
        ending = (
            ColumnEnding.objects.select_for_update(of=("self",))
            .select_related("source", "target", "successor")
            .get(pk=ending.pk)
        )
        if ending.ended_at is not None:
            return True
        by = actor_of(ending.actor)
        source = Column.objects.select_for_update().get(pk=ending.source_id)
        moved = _move_batch(source, ending.target, ending.reason, by, at)
        ColumnEnding.objects.filter(pk=ending.pk).update(moved=F("moved") + moved)
        if moved == BATCH:
            return False
        _close(source, ending, by, at)
    return True


def _move_batch(source: Column, target: Column | None, reason: str, by: Actor, at: datetime) -> int:
    filed = ItemColumn.objects.filter(column=source, valid_to__isnull=True)
    keys = sorted(
        {
            *filed.order_by("item").values_list("item", flat=True)[:BATCH],
            *Item.objects.filter(column=source).order_by("pk").values_list("pk", flat=True)[:BATCH],
        }
    )[:BATCH]
    if not keys:
        return 0
    items = list(
        Item.objects.select_for_update().filter(pk__in=keys).only("pk", "title", "agency").order_by("pk")
    )  # fmt: skip
    Item.objects.filter(pk__in=keys, column=source).update(column=target)
    filed.filter(item__in=keys).update(valid_to=at)
    if target is not None:
        open_there = ItemColumn.objects.filter(
            column=target, valid_to__isnull=True, item__in=keys
        ).values_list("item", flat=True)
        there = set(open_there)
        ItemColumn.objects.bulk_create(
            ItemColumn(item_id=key, column=target, valid_from=at, recorded_at=at)
            for key in keys
            if key not in there
        )
    record_many(
        new_act(
            by=by,
            at=at,
            verb="item.move-column",
            subject=Subject("item", str(item.pk), item.title, item.agency_id),
            reason=reason,
            before={"column": source.name},
            after={"column": target.name if target else ""},
        )
        for item in items
    )
    emit_many(at=at, happenings=[Happening("item.changed", str(key)) for key in keys])
    return len(keys)


def _close(source: Column, ending: ColumnEnding, by: Actor, at: datetime) -> None:
    if ending.target is not None:
        for child in Column.objects.filter(parent=source):
            old_path = child.path
            child.parent = ending.target
            child.path = f"{ending.target.path}{child.pk}/"
            child.save(update_fields=["parent", "path"])
            rewrite_paths_below(child, old_path)
            emit(at=at, kind="column.changed", subject_key=str(child.pk))
    _move_menus(source, ending.target)
    _move_rules(source, ending.target, by, at)
    source.is_open = False
    source.retired_at = at
    source.successor = ending.successor
    source.save(update_fields=["is_open", "retired_at", "successor"])
    ColumnEnding.objects.filter(pk=ending.pk).update(ended_at=at)
    record(
        by=by,
        at=at,
        verb="column.close",
        subject=subject_of(source),
        reason=ending.reason,
        after={"successor": ending.successor_id, "items": ending.moved},
    )
    emit(at=at, kind="column.changed", subject_key=str(source.pk))
    for key in {ending.target_id, ending.successor_id, source.parent_id} - {None}:
        emit(at=at, kind="column.changed", subject_key=str(key))


def _move_menus(source: Column, target: Column | None) -> None:
    entries = SubSiteColumn.objects.filter(column=source)
    if target is not None:
        has = SubSiteColumn.objects.filter(column=target).values("subsite")
        entries.exclude(subsite__in=list(has.values_list("subsite", flat=True))).update(
            column=target
        )
    SubSiteColumn.objects.filter(column=source).delete()


def _move_rules(source: Column, target: Column | None, by: Actor, at: datetime) -> None:
    """Rules that name the column end; after a merge each goes on as a new one with the other."""
    for rule in FilingRule.objects.filter(column=source, ended_at__isnull=True):
        rule.ended_at = at
        rule.save(update_fields=["ended_at"])
        if target is not None:
            rule.pk = None
            rule.column, rule.ended_at = target, None
            rule.made_by, rule.made_at = by.name, at
            rule.save(force_insert=True)


def run_endings(at: datetime, *, batches: int = 40) -> int:
    """Go on with columns that were being merged or retired; gives how many batches were moved."""
    done = 0
    for ending in ColumnEnding.objects.filter(ended_at__isnull=True).order_by("pk"):
        while done < batches:
            done += 1
            if advance_ending(ending=ending, at=at):
                break
    return done
