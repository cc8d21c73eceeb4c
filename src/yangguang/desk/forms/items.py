"""Filters over items, the metadata header, and the reasons and bases that acts need."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet

from yangguang.apps.agencies.models import Agency
from yangguang.apps.catalog.models import Column, Item, ItemKind, Validity
from yangguang.desk.choices import AgencyChoice, ColumnChoice
from yangguang.desk.items import ItemFilter

HEADER_FIELDS = (
    "title",
    "index_number",
    "doc_number",
    "kind",
    "agency",
    "agency_name",
    "issuers",
    "column",
    "formed_on",
    "source_published_on",
    "in_force_on",
    "valid_until",
    "lost_force_on",
    "validity",
    "subject",
    "keywords",
    "summary",
)


class ItemFilterForm(forms.Form):
    q = forms.CharField(
        label="标题、文号、索引号", required=False, max_length=200, widget=forms.TextInput
    )
    agency = AgencyChoice(
        label="机构", queryset=Agency.objects.none(), required=False, empty_label="全部机构"
    )
    kind = forms.ChoiceField(
        label="文种", choices=[("", "全部文种"), *ItemKind.choices], required=False
    )
    doubt = forms.ChoiceField(
        label="存疑", choices=[("", "不限"), ("yes", "有存疑"), ("no", "无存疑")], required=False
    )

    def __init__(self, data: Any, *, agencies: QuerySet[Agency]) -> None:
        super().__init__(data, label_suffix="")
        field = self.fields["agency"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 (declared above; for the type)
        field.queryset = agencies

    def filter(self) -> ItemFilter:
        """What was picked; a choice that is none narrows nothing."""
        self.is_valid()
        values = self.cleaned_data
        agency = values.get("agency")
        return ItemFilter(
            words=values.get("q") or "",
            agency=agency.pk if agency else None,
            kind=values.get("kind") or "",
            doubt=values.get("doubt") or "",
            year=values.get("year"),
        )


class PublishedFilterForm(ItemFilterForm):
    """The same with a year, for what is public or was."""

    year = forms.IntegerField(
        label="年份",
        required=False,
        min_value=1900,
        max_value=9998,
        widget=forms.NumberInput(attrs={"class": "short"}),
    )


def _day(label: str, help_text: str = "") -> forms.DateField:
    return forms.DateField(
        label=label,
        required=False,
        help_text=help_text,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


class HeaderForm(forms.Form):
    """The header of one item; ``seen`` tells whether somebody changed it in the meantime."""

    title = forms.CharField(label="标题", max_length=500, widget=forms.Textarea(attrs={"rows": 2}))
    index_number = forms.CharField(
        label="索引号", max_length=60, required=False, help_text="留空则在公开时按机构规则编号。"
    )
    doc_number = forms.CharField(label="发文字号", max_length=200, required=False)
    kind = forms.ChoiceField(label="文种", choices=ItemKind.choices)
    agency = AgencyChoice(label="发布机构", queryset=Agency.objects.none())
    agency_name = forms.CharField(
        label="发布机构（当时名称）",
        max_length=200,
        required=False,
        help_text="机构更名前的信息保留当时名称。",
    )
    issuers = forms.CharField(label="发文机关", max_length=300, required=False)
    column = ColumnChoice(
        label="栏目", queryset=Column.objects.none(), required=False, empty_label="未分栏目"
    )
    formed_on = _day("成文日期")
    source_published_on = _day("原发布日期")
    in_force_on = _day("生效日期")
    valid_until = _day("有效期至", "有效的最后一天；第二天由系统自动标注失效。")
    lost_force_on = _day("失效、废止日期", "不再执行的第一天；只在失效、废止后填写。")
    validity = forms.ChoiceField(label="有效性", choices=Validity.choices, required=False)
    subject = forms.CharField(label="主题分类", max_length=100, required=False)
    keywords = forms.CharField(label="关键词", max_length=200, required=False)
    summary = forms.CharField(
        label="内容概述",
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    seen = forms.CharField(widget=forms.HiddenInput, max_length=64)
    basis = forms.CharField(
        label="转入依据", max_length=300, required=False, initial="原网站已公开"
    )
    reason = forms.CharField(label="修改理由", max_length=300, required=False)

    def __init__(self, data: Any, *, item: Item, agencies: QuerySet[Agency]) -> None:
        initial: dict[str, Any] = {name: getattr(item, name) for name in HEADER_FIELDS}
        initial["seen"] = header_digest(item)
        super().__init__(data, initial=initial)
        for name, rows in (("agency", agencies), ("column", columns_for(agencies))):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 (declared above)
            field.queryset = rows
        self.item = item

    def clean_seen(self) -> str:
        seen: str = self.cleaned_data["seen"]
        if seen != header_digest(self.item):
            raise forms.ValidationError(
                "您打开页面后，该信息已被他人修改。请重新打开页面，核对最新内容后再提交。"
            )
        return seen

    def changes(self) -> dict[str, Any]:
        """The fields that differ from the item as it stands."""
        wanted = {name: self.cleaned_data[name] for name in HEADER_FIELDS}
        wanted["index_number"] = wanted["index_number"] or None
        return {name: value for name, value in wanted.items() if value != getattr(self.item, name)}


def columns_for(agencies: QuerySet[Agency]) -> QuerySet[Column]:
    """The site's columns and those of the bodies within reach, those that are gone left out."""
    standing = Column.objects.filter(retired_at=None)
    found = standing.filter(agency__isnull=True) | standing.filter(agency__in=agencies)
    return found.select_related("agency")


def header_digest(item: Item) -> str:
    """32 hex digits over the header as it stands."""
    values = []
    for name in HEADER_FIELDS:
        value = getattr(item, f"{name}_id" if name in {"agency", "column"} else name)
        values.append(value.isoformat() if isinstance(value, date) else value)
    text = json.dumps([item.state, values], ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:32]


class BulkForm(forms.Form):
    """An act on the ticked items, or on all that fit the filter."""

    act = forms.ChoiceField(choices=[("accept", "转入公开"), ("reject", "不予转入")])
    scope = forms.ChoiceField(
        choices=[("picked", "勾选的"), ("filtered", "筛选出的全部")], required=False
    )
    expected = forms.IntegerField(required=False)
    basis = forms.CharField(max_length=300, required=False)
    reason = forms.CharField(max_length=300, required=False)
    checked_doubts = forms.BooleanField(required=False)
