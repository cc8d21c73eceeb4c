"""Links and words that the pages of registers share."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import urlencode

from django import template
from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from yangguang.law.registers import Field, FieldType

register = template.Library()

_KINDS = {
    FieldType.TEXT: "文字",
    FieldType.LONG: "文字，可以分段",
    FieldType.NUMBER: "数字",
    FieldType.MONEY: "金额",
    FieldType.DATE: "日期",
    FieldType.MONTH: "月份",
    FieldType.YEAR: "年份",
    FieldType.PERIOD: "起止日期",
    FieldType.AGENCY: "机构名称",
    FieldType.PERSON: "自然人，只公开隐去部分后的内容",
    FieldType.REGION: "地区",
    FieldType.FILE: "文件",
    FieldType.LINK: "网址",
    FieldType.ROW: "另一清单的条目",
    FieldType.ITEM: "已公开信息的索引号",
}


@register.simple_tag
def kind_of(field: Field) -> str:
    """What a column takes, in words."""
    if field.type in (FieldType.CHOICE, FieldType.CHOICES):
        several = "（可以选几项）" if field.type is FieldType.CHOICES else ""
        return f"选择{several}：{'、'.join(field.choices)}"
    return f"{_KINDS[field.type]}（{field.unit}）" if field.unit else _KINDS[field.type]


@register.simple_tag(takes_context=True)
def chosen(context: template.Context, name: str, value: str, is_chosen: bool) -> str:
    """The page's own query with one value chosen; what is chosen already is taken out."""
    return _query(context, [name], [] if is_chosen else [(name, value)])


@register.simple_tag(takes_context=True)
def without(context: template.Context, names: Sequence[str]) -> str:
    """The page's own query without these names."""
    return _query(context, names, [])


def _query(
    context: template.Context, dropped: Iterable[str], added: Iterable[tuple[str, str]]
) -> str:
    request: HttpRequest = context["request"]
    gone = {*dropped, "page"}
    pairs = [
        (name, value)
        for name in request.GET
        if name not in gone
        for value in request.GET.getlist(name)
        if value
    ]
    pairs += added
    return "?" + urlencode(pairs) if pairs else "?"


@register.simple_tag
def hidden_but(pairs: Iterable[tuple[str, str]], entered: Iterable[Any]) -> SafeString:
    """The question as hidden inputs, but for what the form asks anew."""
    own = {"as_of"}
    for one in entered:
        own |= {one.name, one.first, one.last}
    return format_html_join(
        "",
        '<input type="hidden" name="{}" value="{}">',
        ((name, value) for name, value in pairs if name not in own),
    )
