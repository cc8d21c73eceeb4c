"""Bodies: founding, confirming, renaming, moving, merging and keeping their data right."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet

from yangguang.apps.agencies.models import Agency, AgencyKind, AgencyLevel, Succession
from yangguang.desk.choices import AgencyChoice

EMPTY = "---------"
"""What Django shows for "nothing chosen" unless a field says otherwise."""


def rows_for(form: forms.Form, name: str, rows: QuerySet[Any]) -> None:
    """Give a choice field of the form the records to choose from."""
    field = form.fields[name]
    if not isinstance(field, forms.ModelChoiceField):
        raise TypeError(f"{name} chooses no records")
    field.queryset = rows
    if field.empty_label == EMPTY:
        field.empty_label = "请选择"


class NewAgencyForm(forms.Form):
    name = forms.CharField(label="机构名称", max_length=100, help_text="规范全称。")
    short_name = forms.CharField(label="简称", max_length=50, required=False)
    code = forms.RegexField(
        label="机构代码",
        regex=r"^[0-9A-Za-z]{4,18}$",
        help_text="用于索引号，一般为 9 位组织机构代码或 18 位统一社会信用代码。",
        error_messages={"invalid": "机构代码只能是 4 至 18 位字母和数字，请核对。"},
    )
    slug = forms.SlugField(
        label="网址标识",
        max_length=64,
        help_text="小写字母、数字和横线，用作子站网址，定后不宜更改。",
    )
    kind = forms.ChoiceField(
        label="类别", choices=AgencyKind.choices, initial=AgencyKind.DEPARTMENT
    )
    level = forms.ChoiceField(label="层级", choices=AgencyLevel.choices, initial=AgencyLevel.CITY)
    parent = AgencyChoice(
        label="上级", queryset=Agency.objects.none(), required=False, empty_label="无上级"
    )

    def __init__(self, data: Any, *, parents: QuerySet[Agency], must_have_parent: bool) -> None:
        super().__init__(data)
        rows_for(self, "parent", parents)
        self.fields["parent"].required = must_have_parent


class RenameForm(forms.Form):
    name = forms.CharField(label="新名称", max_length=100)
    short_name = forms.CharField(label="新简称", max_length=50, required=False)
    on = forms.DateField(
        label="启用日期", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    basis = forms.CharField(
        label="依据", max_length=200, required=False, help_text="例如机构改革方案文号。"
    )


class MoveForm(forms.Form):
    parent = AgencyChoice(
        label="新的上级", queryset=Agency.objects.none(), required=False, empty_label="无上级"
    )
    on = forms.DateField(
        label="生效日期", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    basis = forms.CharField(label="依据", max_length=200, required=False)

    def __init__(
        self, data: Any, *, parents: QuerySet[Agency], must_have_parent: bool, today: date
    ) -> None:
        super().__init__(data, initial={"on": today})
        rows_for(self, "parent", parents)
        self.fields["parent"].required = must_have_parent


class MergeForm(forms.Form):
    successor = AgencyChoice(label="并入机构", queryset=Agency.objects.none())
    kind = forms.ChoiceField(label="方式", choices=Succession.Kind.choices)
    on = forms.DateField(
        label="生效日期", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    basis = forms.CharField(label="依据", max_length=200, required=False)

    def __init__(self, data: Any, *, successors: QuerySet[Agency], today: date) -> None:
        super().__init__(data, initial={"on": today})
        rows_for(self, "successor", successors)


class IdentifyForm(forms.Form):
    known = AgencyChoice(label="它就是", queryset=Agency.objects.none())

    def __init__(self, data: Any, *, known: QuerySet[Agency]) -> None:
        super().__init__(data)
        rows_for(self, "known", known)


class ContactForm(forms.Form):
    """What article 12 asks a body to say about itself in its guide."""

    head_name = forms.CharField(label="负责人", max_length=50, required=False)
    address = forms.CharField(label="地址", max_length=200, required=False)
    postcode = forms.CharField(label="邮政编码", max_length=10, required=False)
    telephone = forms.CharField(label="电话", max_length=60, required=False)
    fax = forms.CharField(label="传真", max_length=60, required=False)
    email = forms.CharField(label="电子邮箱", max_length=100, required=False)
    office_hours = forms.CharField(label="办公时间", max_length=100, required=False)
    website = forms.CharField(label="网站", max_length=200, required=False)
    duties_text = forms.CharField(
        label="主要职能", required=False, widget=forms.Textarea(attrs={"rows": 8})
    )
