"""What a form says beside a field that was left empty or filled in wrongly.

Django's own sentences name no field and are short to the point of rudeness. The forms of the whole
desk are drawn by `Forms`, which gives each field polite ones; a sentence that a form has set for
itself stays.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.forms.renderers import DjangoTemplates

PICKED = (forms.ChoiceField, forms.ModelChoiceField, forms.FileField)
NOT_VALID: tuple[tuple[type[forms.Field], str], ...] = (
    (forms.DateTimeField, "不是有效的日期和时刻，请写作 2026-03-05 09:30。"),
    (forms.DateField, "不是有效日期，请写作 2026-03-05。"),
    (forms.TimeField, "不是有效时间，请按 24 小时制写作 09:30。"),
    (forms.FloatField, "应当是数字，请核对。"),
    (forms.DecimalField, "应当是数字，请核对。"),
    (forms.IntegerField, "应当是整数，请只填写数字。"),
    (forms.EmailField, "不是有效的电子邮箱，请核对。"),
    (forms.URLField, "不是有效网址，请填写以 http:// 或者 https:// 开头的完整网址。"),
    (forms.FileField, "没有收到，请重新选择文件后提交。"),
)
"""The first that fits; a decimal field is an integer field to Django, so it stands before it."""
GONE = "的选项不存在或者已经停用，请重新选择。"
OTHERS = {
    "invalid_choice": GONE,
    "invalid_list": GONE,
    "invalid_pk_value": GONE,
    "missing": "没有收到，请重新选择文件后提交。",
    "empty": "选择的是空文件（0 字节），请检查后重新选择。",
    "contradiction": "既选择了文件又要求清除，请只选其中一项。",
    "invalid_image": "不是图片或者图片已经损坏，请重新选择。",
    "incomplete": "没有填写完整，请补齐。",
    "min_length": "最少 %(limit_value)s 个字，现有 %(show_value)s 个字，请补充。",
    "min_value": "不能小于 %(limit_value)s，请核对。",
    "max_value": "不能大于 %(limit_value)s，请核对。",
    "max_digits": "最多 %(max)s 位数字，请核对。",
    "max_decimal_places": "最多 %(max)s 位小数，请核对。",
    "max_whole_digits": "小数点前最多 %(max)s 位数字，请核对。",
    "null_characters_not_allowed": "含有不能保存的字符，请删去后重新填写。",
}
TOO_LONG = "最多 %(limit_value)s 个字，现有 %(show_value)s 个字，请删减。"
NAME_TOO_LONG = "文件名过长（最多 %(max)s 个字），请改短后重新选择。"
STALE = "页面不完整或者已经过期，请刷新页面后重新提交。"
"""Of a field that nobody sees: whoever sent the form can only begin again."""


class Named(BoundField):
    """A field of one form, which speaks of itself by name."""

    def __init__(self, form: forms.BaseForm, field: forms.Field, name: str) -> None:
        super().__init__(form, field, name)
        bare = _bare(field)
        for code, sentence in _sentences(field).items():
            # A form that has words of its own for this mistake keeps them.
            if field.error_messages.get(code) is bare.get(code):
                field.error_messages[code] = sentence


class Forms(DjangoTemplates):
    """The project's way of drawing forms; the setting ``FORM_RENDERER`` names it."""

    bound_field_class = Named
    """The fields of every form."""


def _bare(field: forms.Field) -> dict[str, Any]:
    """What Django itself would say, by code."""
    found: dict[str, Any] = {}
    for kind in reversed(type(field).__mro__):
        found |= getattr(kind, "default_error_messages", {})
    return found


def _sentences(field: forms.Field) -> dict[str, str]:
    """The polite sentence for each mistake that this kind of field can find."""
    if field.widget.is_hidden:
        return dict.fromkeys([*OTHERS, "required", "invalid", "max_length"], STALE)
    label = str(field.label or "").strip("：: ").replace("%", "％")
    named = f"“{label}”" if label else "本项"
    if isinstance(field, forms.BooleanField):
        asked = "勾选"
    else:
        asked = "选择" if isinstance(field, PICKED) else "填写"
    found = {code: f"{named}{words}" for code, words in OTHERS.items()}
    found["required"] = f"请{asked}{named}。"
    too_long = NAME_TOO_LONG if isinstance(field, forms.FileField) else TOO_LONG
    found["max_length"] = f"{named}{too_long}"
    for kind, words in NOT_VALID:
        if isinstance(field, kind):
            found["invalid"] = f"{named}{words}"
            break
    return found
