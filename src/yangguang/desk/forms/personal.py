"""The filter above the record of looks at personal data, and the acts on what is due."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet

from yangguang.apps.agencies.models import Agency
from yangguang.apps.vault.services.access import LOOK, MACHINE
from yangguang.desk.choices import AgencyChoice
from yangguang.desk.forms.agencies import rows_for

WAYS = [("", "全部"), (LOOK, "人员查看"), (MACHINE, "系统处理")]


class LooksForm(forms.Form):
    agency = AgencyChoice(
        label="机构", queryset=Agency.objects.none(), required=False, empty_label="全部机构"
    )
    who = forms.CharField(label="人员", required=False, max_length=50)
    matter = forms.CharField(label="办件登记号", required=False, max_length=60)
    way = forms.ChoiceField(label="方式", required=False, choices=WAYS)
    since = forms.DateField(
        label="自", required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    until = forms.DateField(
        label="至", required=False, widget=forms.DateInput(attrs={"type": "date"})
    )

    def __init__(self, data: Any, *, agencies: QuerySet[Agency]) -> None:
        super().__init__(data, label_suffix="")
        rows_for(self, "agency", agencies)


class ApprovalForm(forms.Form):
    approval = forms.CharField(
        label="批准文件",
        max_length=200,
        required=False,
        help_text="例如档案销毁审批文号；没有的不填。",
    )
