"""A token for a system that hands in documents."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet

from yangguang.apps.agencies.models import Agency
from yangguang.apps.publishing.services.delivery_keys import LONGEST_DAYS, MOST_A_MINUTE
from yangguang.desk.choices import AgencyChoice
from yangguang.desk.forms.agencies import rows_for


class DeliveryKeyForm(forms.Form):
    agency = AgencyChoice(label="机构", queryset=Agency.objects.none(), empty_label="请选择")
    system = forms.CharField(
        label="来文系统", max_length=50, help_text="例如“市水务局OA”，稿件上显示为起草人。"
    )
    may_deliver = forms.BooleanField(
        label="可以递送文件", required=False, initial=True, help_text="不选的，只能查询办理情况。"
    )
    with_below = forms.BooleanField(
        label="也用于下级机构", required=False, help_text="统一建设的办公系统可以替下级机构递送。"
    )
    per_minute = forms.IntegerField(
        label="每分钟最多次数", min_value=1, max_value=MOST_A_MINUTE, initial=60
    )
    days = forms.IntegerField(
        label="有效天数", min_value=1, max_value=LONGEST_DAYS, initial=366,
        help_text="到期自动失效，请在到期前换新的。",
    )  # fmt: skip

    def __init__(self, data: Any, *, agencies: QuerySet[Agency]) -> None:
        super().__init__(data, label_suffix="")
        rows_for(self, "agency", agencies)
