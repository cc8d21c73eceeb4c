"""The duties that publishing creates, each with its article and how its day is counted."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from yangguang.apps.agencies.permissions import Permission
from yangguang.apps.catalog.models import Item
from yangguang.apps.duties.registry import DutyKind
from yangguang.apps.publishing.selectors.registers import found_open_on
from yangguang.law.calendar import WorkCalendar
from yangguang.law.publication import publication_limit

PUBLISH = "publishing.publish"
JOINT = "publishing.joint"
REASSESS = "publishing.reassess"
INTERPRET = "publishing.interpret"
CLEANUP = "publishing.cleanup"

KINDS = (
    DutyKind(PUBLISH, "主动公开", "《条例》第二十六条", Permission.ITEM_PUBLISH, action="公开"),
    DutyKind(JOINT, "答复联合审查", "《条例》第十七条", Permission.ITEM_JOINT, action="答复"),
    DutyKind(
        REASSESS, "评估不予公开的信息", "《条例》第十八条", Permission.ITEM_PUBLISH, action="评估"
    ),
    DutyKind(
        INTERPRET,
        "公开政策解读",
        "《全面推进政务公开实施细则》",
        Permission.ITEM_DRAFT,
        action="起草解读",
    ),
    DutyKind(
        CLEANUP, "提出文件清理意见", "规范性文件清理", Permission.ITEM_DRAFT, action="提出意见"
    ),
)


def kinds_with_clocks() -> list[DutyKind]:
    """Every kind of this app; those that follow the calendar with how they do."""
    return [
        replace(kind, recompute=_publication_day) if kind.code == PUBLISH else kind
        for kind in KINDS
    ]


def _publication_day(subject_key: str, calendar: WorkCalendar) -> date | None:
    item = Item.objects.filter(pk=int(subject_key)).first()
    start = (found_open_on(item) or item.formed_on) if item is not None else None
    return None if start is None else publication_limit(start, calendar).due
