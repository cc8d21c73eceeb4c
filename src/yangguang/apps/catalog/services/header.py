"""Correcting an item's metadata header."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, cast

from django.db import IntegrityError, models, transaction

from yangguang.apps.agencies.models import Agency
from yangguang.apps.audit.actors import Actor
from yangguang.apps.audit.services import Subject, record
from yangguang.apps.catalog.models import (
    Column,
    Disclosure,
    Item,
    ItemColumn,
    ItemKind,
    ItemState,
    Validity,
)
from yangguang.apps.catalog.services.disclosing import note_disclosures
from yangguang.apps.catalog.terms import HOLDS
from yangguang.apps.catalog.workflow import NotPossible
from yangguang.apps.events.services import emit

TEXT_FIELDS = frozenset(
    {"title", "doc_number", "issuers", "agency_name", "subject", "keywords", "summary"}
)
DATE_FIELDS = frozenset(
    {"formed_on", "source_published_on", "in_force_on", "valid_until", "lost_force_on"}
)
OTHER_FIELDS = frozenset({"kind", "validity", "index_number", "agency", "column"})
REVIEWED = frozenset({"title", "summary"})
"""What reviewers signed together with the text: once public, a correction changes it."""
EDITABLE = TEXT_FIELDS | DATE_FIELDS | OTHER_FIELDS


def edit_header(
    *, item: Item, changes: Mapping[str, Any], by: Actor, at: datetime, reason: str = ""
) -> Item:
    """Correct the header of an item; a published one needs a reason and is indexed anew.

    Title and summary of what was reviewed here are part of what was signed: they change by 更正. Of
    what was taken over from another site they may be mended, since a machine read them.
    Raises NotPossible for a field that cannot be edited, a wrong value or a missing reason.
    """
    with transaction.atomic():
        item = Item.objects.select_for_update().select_related("agency").get(pk=item.pk)
        if item.state in {ItemState.WITHDRAWN, ItemState.REJECTED}:
            raise NotPossible(f"“{item.get_state_display()}”的信息不能修改。")
        if item.state == ItemState.PUBLISHED and not reason.strip():
            raise NotPossible("修改已公开信息的页头须说明理由，请填写后再提交。")
        _require_unreviewed(item, changes)
        if write_header(item, changes, by=by, at=at, reason=reason):
            emit(at=at, kind="item.changed", subject_key=str(item.pk))
    return item


def _require_unreviewed(item: Item, changes: Mapping[str, Any]) -> None:
    if item.state != ItemState.PUBLISHED or item.source_key:
        return
    for name in sorted(REVIEWED & set(changes)):
        if _checked(item, name, changes[name]) != getattr(item, name):
            raise NotPossible(
                f"“{_label(name)}”已经审查公开，改动须办理“更正”或者“修改”，经审查后公开。"
            )


def write_header(
    item: Item, changes: Mapping[str, Any], *, by: Actor, at: datetime, reason: str = ""
) -> bool:
    """Write the changes and their audit row inside the caller's transaction; False if none."""
    before: dict[str, Any] = {}
    after: dict[str, Any] = {}
    for name, value in changes.items():
        current = getattr(item, name) if name in EDITABLE else None
        checked = _checked(item, name, value)
        if checked == current:
            continue
        before[name], after[name] = _plain(current), _plain(checked)
        setattr(item, name, checked)
    if not after:
        return False
    if item.lost_force_on is not None and item.validity in HOLDS:
        raise NotPossible(
            f"“有效性”为“{item.get_validity_display()}”的，没有“失效、废止日期”，请清空这一栏，"
            "或者改选“失效”“废止”；文件写明有效期的，填“有效期至”。"
        )
    if "agency" in after and "agency_name" not in after:
        item.agency_name = item.agency.name
    if "source_published_on" in after or "formed_on" in after:
        item.listed_on = item.source_published_on or item.listed_on or item.formed_on
    if "column" in after:
        ItemColumn.objects.filter(
            item=item, column_id=before["column"], valid_to__isnull=True
        ).update(valid_to=at)
        if item.column is not None:
            ItemColumn.objects.create(item=item, column=item.column, valid_from=at, recorded_at=at)
    item.unsure = [entry for entry in item.unsure if entry.get("field") not in after]
    try:
        with transaction.atomic():
            item.save()
    except IntegrityError as error:
        raise NotPossible(
            f"索引号“{item.index_number}”已被另一条信息使用，请核对后修改；留空则由系统按规则编号。"
        ) from error
    if item.state in Disclosure.STATES:
        note_disclosures([item], at=at)
    record(
        by=by,
        at=at,
        verb="item.edit-header",
        subject=Subject("item", str(item.pk), item.title, item.agency_id),
        reason=reason,
        before=before,
        after=after,
    )
    return True


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Agency | Column):
        return value.pk
    return value


def _checked(item: Item, name: str, value: Any) -> Any:
    if name in TEXT_FIELDS:
        text = str(value or "").strip()
        limit = _field(name).max_length or 0
        if len(text) > limit:
            raise NotPossible(f"“{_label(name)}”最多 {limit} 个字，现有 {len(text)} 个字。")
        if name == "title" and not text:
            raise NotPossible("标题不能为空。")
        return text
    if name in DATE_FIELDS:
        if value is None or isinstance(value, date):
            return value
        raise NotPossible(f"“{_label(name)}”不是日期，请按 2026-01-31 的样式填写。")
    if name == "kind" and value in ItemKind.values:
        return value
    if name == "validity" and value in Validity.values:
        return value
    if name == "index_number":
        return str(value).strip()[:60] or None if value else None
    if name == "agency" and isinstance(value, Agency):
        return value
    if name == "column" and (value is None or isinstance(value, Column)):
        if value != item.column:
            require_standing(value)
        return value
    raise NotPossible(f"“{_label(name)}”不能改为“{value}”，请核对。")


def require_standing(column: Column | None) -> None:
    """Raises NotPossible for a column that was retired or merged: nothing new is filed there."""
    if column is None:
        return
    gone = (
        Column.objects.filter(pk=column.pk, retired_at__isnull=False)
        .select_related("successor")
        .first()
    )
    if gone is not None:
        after = f"，内容已并入“{gone.successor.name}”" if gone.successor else ""
        raise NotPossible(f"栏目“{gone.name}”已撤销{after}，请改选现有栏目。")


def _label(name: str) -> str:
    return str(_field(name).verbose_name) if name in EDITABLE else name


def _field(name: str) -> models.Field[Any, Any]:
    return cast("models.Field[Any, Any]", Item._meta.get_field(name))
