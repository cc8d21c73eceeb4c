"""The filter above the record of acts."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet

from yangguang.apps.agencies.models import Agency
from yangguang.desk.choices import AgencyChoice
from yangguang.desk.forms.agencies import rows_for
from yangguang.desk.verbs import VERBS


class AuditFilterForm(forms.Form):
    agency = AgencyChoice(
        label="机构", queryset=Agency.objects.none(), required=False, empty_label="全部机构"
    )
    who = forms.CharField(label="人员", required=False, max_length=50)
    verb = forms.ChoiceField(
        label="行为",
        required=False,
        choices=[("", "全部行为"), *sorted(VERBS.items(), key=lambda pair: pair[1])],
    )
    what = forms.CharField(label="对象", required=False, max_length=100)
    since = forms.DateField(
        label="自", required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    until = forms.DateField(
        label="至", required=False, widget=forms.DateInput(attrs={"type": "date"})
    )

    def __init__(self, data: Any, *, agencies: QuerySet[Agency]) -> None:
        super().__init__(data, label_suffix="")
        rows_for(self, "agency", agencies)
