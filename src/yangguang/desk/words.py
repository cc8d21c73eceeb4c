"""The record of acts in words: names of fields instead of columns, labels instead of codes.

Labels come from the models themselves, so that a field added tomorrow reads well the same day.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.apps import apps
from django.db import models

from yangguang.apps.agencies.models import Reach
from yangguang.apps.agencies.permissions import Permission
from yangguang.apps.catalog.models import Column, ItemKind, ItemState, Validity
from yangguang.apps.duties.models import Outcome

WEEKDAYS = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")

_MODELS = (
    ("catalog", "Item"),
    ("catalog", "Column"),
    ("agencies", "Agency"),
    ("agencies", "User"),
    ("agencies", "Role"),
    ("agencies", "Post"),
    ("reports", "Verdict"),
    ("letters", "Letter"),
    ("letters", "NumberWord"),
    ("letters", "NumberCounter"),
    ("agencies", "RemedyBody"),
    ("duties", "Duty"),
    ("duties", "SupervisionOrder"),
)
_MORE = {
    "name": "名称",
    "code": "代码",
    "parent": "上级",
    "on": "日期",
    "posts": "转入任职",
    "successor": "承接方编号",
    "known": "归并到的编号",
    "moved": "变更记录",
    "address": "地址",
    "first_day": "第一天",
    "last_day": "最后一天",
    "posts_ended": "结束任职",
    "posts_taken": "继任任职",
    "delegations_ended": "结束代办",
    "work": "移交事项",
    "leaves": "停用账号",
    "finding": "问题编号",
    "rule": "规则",
    "pattern": "编号规则",
    "valid_from": "起",
    "valid_to": "止",
    "category": "类别",
    "way": "方式",
    "duties": "期限变动件数",
    "days": "天数",
    "people": "人数",
    "proposed_by": "提出人",
    "rows": "条数",
    "who": "人员",
    "matter": "办件",
    "since": "自",
    "until": "至",
    "persons": "个人信息编号",
    "fields": "内容",
    "page": "页面",
}
_VALUES: Mapping[str, Mapping[Any, Any]] = {
    "state": dict(ItemState.choices),
    "kind": dict(ItemKind.choices),
    "validity": dict(Validity.choices),
    "reach": dict(Reach.choices),
    "outcome": dict(Outcome.choices),
    "decision": {"confirmed": "属实", "dismissed": "不属实"},
}


def field_label(name: str) -> str:
    """The Chinese name of a recorded field; the name itself where nobody knows it any more."""
    if name in _MORE:
        return _MORE[name]
    for app, model in _MODELS:
        found = next((one for one in _fields(app, model) if one.name == name), None)
        if found is not None:
            return str(found.verbose_name)
    return name


def _fields(app: str, model: str) -> list[models.Field[Any, Any]]:
    fields = apps.get_model(app, model)._meta.get_fields()
    return [one for one in fields if isinstance(one, models.Field)]


def in_words(values: Mapping[str, Any] | None) -> Iterator[tuple[str, str]]:
    """Each recorded value with its field, both as people call them."""
    for name, value in (values or {}).items():
        yield field_label(name), _value(name, value)


def _value(name: str, value: Any) -> str:
    if value is None or value == "":
        return "空"
    if isinstance(value, bool):
        return "是" if value else "否"
    if name == "permissions" and isinstance(value, list):
        known = dict(Permission.choices)
        return "、".join(str(known.get(code, code)) for code in value) or "空"
    if name == "column" and isinstance(value, int):
        return Column.objects.filter(pk=value).values_list("name", flat=True).first() or str(value)
    if isinstance(value, dict):
        return "，".join(f"{key} {count}" for key, count in value.items()) or "空"
    if isinstance(value, list):
        return "、".join(str(one) for one in value) or "空"
    return str(_VALUES.get(name, {}).get(value, value))
