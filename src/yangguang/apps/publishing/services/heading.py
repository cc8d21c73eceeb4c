"""The header of a draft: which fields it may fill, and whether what is filled in can stand."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from yangguang.apps.catalog.models import Item
from yangguang.apps.catalog.services.header import DATE_FIELDS, EDITABLE
from yangguang.apps.publishing.models import Draft
from yangguang.apps.publishing.workflow import impossible

HEADER_FIELDS = tuple(
    sorted(EDITABLE - {"title", "agency", "agency_name", "column", "validity", "lost_force_on"})
)
"""What a draft may say about its header. The body that owns it, its place, and whether and since
when it is without force are the item's own: a new text changes none of them."""
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def checked_header(values: Mapping[str, Any]) -> dict[str, Any]:
    """The header fields with their blanks dropped. Raises NotPossible for a wrong name or day."""
    header: dict[str, Any] = {}
    for name, value in values.items():
        if name not in HEADER_FIELDS:
            raise impossible("页头", f"稿件不能填写“{name}”。")
        if isinstance(value, date):
            value = value.isoformat()
        if value in (None, ""):
            continue
        if name in DATE_FIELDS:
            _as_day(name, value)
        header[name] = value.strip() if isinstance(value, str) else value
    return header


def header_values(draft: Draft) -> dict[str, Any]:
    """The draft's header as the catalogue takes it: dates as dates, what is missing as empty."""
    values: dict[str, Any] = {}
    for name in HEADER_FIELDS:
        value = draft.header.get(name)
        if name in DATE_FIELDS:
            values[name] = _as_day(name, value) if value else None
        elif name == "kind":
            values[name] = value or draft.item.kind
        elif name == "index_number":
            if value:
                values[name] = value
        else:
            values[name] = value or ""
    return values


def _as_day(name: str, value: str) -> date:
    label = Item._meta.get_field(name).verbose_name  # type: ignore[union-attr]  # a plain field
    try:
        if not _DAY.fullmatch(value):
            raise ValueError(value)
        return date.fromisoformat(value)
    except ValueError as error:
        raise impossible(
            "页头", f"“{label}”不是日期：“{value}”，请按 2026-01-31 的样式填写。"
        ) from error


def require_free(index_number: str, item: Item) -> None:
    """Raises NotPossible for an index number that another item has, before anybody reviews it."""
    if not index_number:
        return
    taken = Item.objects.filter(index_number=index_number).exclude(pk=item.pk).first()
    if taken is not None:
        # Of what another body drafts not even the title is told.
        which = f"（《{taken.title[:40]}》）" if taken.agency_id == item.agency_id else ""
        raise impossible(
            "索引号",
            f"索引号“{index_number}”已被另一条信息使用{which}，"
            "请核对后修改；留空则由系统按规则编号。",
        )
