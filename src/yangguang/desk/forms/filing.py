"""Rules by which stock is filed under classifications."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet

from yangguang.apps.agencies.models import Agency
from yangguang.apps.catalog.models import Column, ItemKind
from yangguang.desk.choices import AgencyChoice, ColumnChoice
from yangguang.desk.forms.agencies import rows_for


class NewRuleForm(forms.Form):
    words = forms.CharField(
        label="标题中的词",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="每行一个，标题含其中任何一个即可。",
    )
    without = forms.CharField(
        label="标题中没有的词",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="每行一个，标题含其中任何一个就不归入。",
    )
    kinds = forms.MultipleChoiceField(
        label="文种",
        choices=ItemKind.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="不选则不限。",
    )
    column = ColumnChoice(
        label="栏目", queryset=Column.objects.none(), required=False, empty_label="不限"
    )
    agency = AgencyChoice(
        label="机构", queryset=Agency.objects.none(), required=False, empty_label="不限"
    )

    def __init__(self, data: Any, *, columns: QuerySet[Column], agencies: QuerySet[Agency]) -> None:
        super().__init__(data)
        rows_for(self, "column", columns)
        rows_for(self, "agency", agencies)


class ApplyRuleForm(forms.Form):
    """``expected``: the number that the dry run on the page showed."""

    expected = forms.IntegerField(min_value=0)
