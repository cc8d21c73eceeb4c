"""Issues of the gazette."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet

from yangguang.apps.agencies.models import Agency
from yangguang.apps.gazette.services.compiling import LONGEST_SECTION
from yangguang.desk.choices import AgencyChoice
from yangguang.desk.forms.agencies import rows_for


class IssueForm(forms.Form):
    agency = AgencyChoice(label="出版机构", queryset=Agency.objects.none(), empty_label="请选择")
    title = forms.CharField(label="刊名", max_length=100)
    year = forms.IntegerField(label="年份", min_value=1949, max_value=2999)
    number = forms.IntegerField(label="期号", min_value=1, max_value=999)
    whole_number = forms.IntegerField(label="总期号", min_value=1, max_value=99999)
    preface = forms.CharField(
        label="卷首说明",
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="印在封面下方，例如所登载文件的效力、赠阅和查阅方式。",
    )

    def __init__(self, data: Any, *, agencies: QuerySet[Agency], initial: Any = None) -> None:
        super().__init__(data, initial=initial, label_suffix="")
        rows_for(self, "agency", agencies)


class SectionForm(forms.Form):
    section = forms.CharField(
        label="栏目",
        max_length=LONGEST_SECTION,
        widget=forms.TextInput(attrs={"list": "sections"}),
        help_text="选一个，或者写自己的栏目名称。",
    )
