"""Words and small shapes that the desk's templates share."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import nh3
from django import template
from django.forms import BoundField, Form
from django.http import QueryDict
from django.utils.safestring import SafeString, mark_safe

from yangguang.apps.files import kinds
from yangguang.desk import words
from yangguang.desk.verbs import subject_label, verb_label

register = template.Library()

_NO_FRAMES = nh3.ALLOWED_TAGS - {"form", "input", "button", "iframe", "img"}


@register.filter
def file_kind(media_type: str) -> str:
    """A media type as people name it: DOCX."""
    return kinds.file_kind(media_type)


@register.filter
def minutes(span: timedelta) -> int:
    """A span in whole minutes."""
    return int(span.total_seconds() // 60)


@register.filter
def document(stored: str) -> SafeString:
    """A stored body for preview, sanitised again; pictures stay out, they may lie elsewhere."""
    return mark_safe(nh3.clean(stored, tags=_NO_FRAMES))  # noqa: S308 (nh3 cleans by allow-list)


@register.filter
def waited(since: datetime | None, now: datetime) -> str:
    """How long something has been waiting, in words."""
    if since is None:
        return ""
    days = (now - since).days
    if days >= 1:
        return f"已等 {days} 天"
    hours = (now - since).seconds // 3600
    return f"已等 {hours} 小时" if hours else "刚到"


@register.filter
def unlocalised(value: float) -> str:
    """A number as programs write it, for attributes that browsers read."""
    return f"{value:.2f}"


@register.filter
def lookup(values: dict[Any, Any], key: Any) -> Any:
    """The value under a key that a template holds in a variable."""
    return values.get(key)


@register.filter
def field_of(form: Form, name: str) -> BoundField:
    """A form's field by its name."""
    return form[name]


@register.simple_tag(takes_context=True)
def query(context: dict[str, Any], **changes: Any) -> str:
    """The present address's query with some values changed; empty values are left out."""
    values: QueryDict = context["request"].GET.copy()
    for name, value in changes.items():
        if value in {None, ""}:
            values.pop(name, None)
        else:
            values[name] = str(value)
    return f"?{values.urlencode()}" if values else "?"


@register.filter
def verb(code: str) -> str:
    """The Chinese name of a recorded act."""
    return verb_label(code)


@register.filter
def subject_kind(code: str) -> str:
    """The Chinese name of the kind of record an act is about."""
    return subject_label(code)


@register.filter
def in_words(values: dict[str, Any] | None) -> list[tuple[str, str]]:
    """Recorded values with their fields, as people call them."""
    return list(words.in_words(values))
