"""How a case's facts read on the desk: lights, labels of codes, contact details."""

from __future__ import annotations

import json

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from yangguang.apps.duties.registry import label_of
from yangguang.apps.requests.models import Application
from yangguang.apps.requests.workflow import BEFORE_REPLY
from yangguang.desk.viewer import Viewer
from yangguang.law.citation import cite
from yangguang.law.delivery import Way
from yangguang.law.identity import ApplicantKind
from yangguang.law.receipt import Channel
from yangguang.law.replies import reply_kind as kind_of

register = template.Library()

_CONTACT = {
    "telephone": "电话",
    "email": "电子邮箱",
    "address": "地址",
    "postcode": "邮编",
    "person": "联系人",
}


@register.simple_tag
def due_light(application: Application, viewer: Viewer) -> SafeString:
    """The light of the reply's last day: shape, word and date; nothing once it is answered."""
    if application.closed_on is not None and application.state in BEFORE_REPLY:
        return format_html('<span class="tag">{}</span>', "重新办理")
    if application.closed_on is not None:
        late = application.due_on is not None and application.closed_on > application.due_on
        if late:
            return format_html('<span class="tag">逾期答复</span>')
        return format_html('<span class="muted">{}</span>', "已答复")
    if application.due_on is None:
        word = "待确认" if application.received_on is None else "暂停"
        return format_html('<span class="tag">{}</span>', word)
    limits = viewer.limits
    light = limits.light(application.agency_id, application.due_on)
    forecast = "预计 " if application.due_forecast else ""
    return format_html(
        '<span class="light {}">{}{}</span> <span class="muted">{}{}</span>',
        light.value,
        light.label,
        "（今天）" if application.due_on == viewer.today else "",
        forecast,
        application.due_on.isoformat(),
    )


@register.filter
def channel_label(code: str) -> str:
    """The channel in words."""
    return Channel(code).label


@register.filter
def applicant_kind(code: str) -> str:
    """The applicant's kind in words."""
    return ApplicantKind(code).label


@register.filter
def reply_kind(code: str) -> str:
    """The kind of reply in words."""
    return kind_of(code).label


@register.filter
def way_label(code: str) -> str:
    """The way of service in words."""
    return Way(code).label


@register.filter
def duty_kind(code: str) -> str:
    """The kind of duty in words."""
    return label_of(code)


@register.filter
def cited(key: str) -> str:
    """A citation key as a clerk reads it."""
    return cite(key).short


@register.filter
def positive(number: int) -> int:
    """The number without its sign."""
    return abs(number)


@register.filter
def contact_rows(sealed: str | None) -> list[tuple[str, str]]:
    """Contact details in clear, with their labels; fields that were not given are left out."""
    if not sealed:
        return []
    values = json.loads(sealed)
    return [(label, values[key]) for key, label in _CONTACT.items() if values.get(key)]
