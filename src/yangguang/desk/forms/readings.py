"""Choosing how a body reads what the law leaves open."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet

from yangguang.apps.agencies.models import Agency
from yangguang.desk.choices import AgencyChoice
from yangguang.desk.forms.agencies import rows_for
from yangguang.law.readings import DEFAULT_READINGS, Reading

FOLLOW = "follow"


class ReadingForm(forms.Form):
    agency = AgencyChoice(label="机构", queryset=Agency.objects.none())
    value = forms.ChoiceField(label="计算口径", widget=forms.RadioSelect)
    since = forms.DateField(
        label="自何日收到的申请起",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text="写今天的，只影响今后收到的申请；写以前的日期，此后收到、尚未答复的申请一并改按新的口径。",
    )
    reason = forms.CharField(
        label="理由和依据",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="例如法制机构意见、上级文件、裁判文书的文号。不要写申请人的情况。",
    )

    def __init__(
        self,
        data: Any,
        *,
        reading: Reading,
        agencies: QuerySet[Agency],
        agency: Agency | None,
        today: date,
    ) -> None:
        super().__init__(data, initial={"since": today, "agency": agency}, label_suffix="")
        rows_for(self, "agency", agencies)
        usual = bool(getattr(DEFAULT_READINGS, reading.name))
        field = self.fields["value"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [
                (str(usual), f"{reading.told(usual)}（缺省）"),
                (str(not usual), reading.told(not usual)),
                (FOLLOW, "不自行选择，随上级机构；上级没有选择的用缺省口径"),
            ]

    def clean_value(self) -> bool | None:
        """The answer; None: the body follows the one above."""
        chosen = self.cleaned_data["value"]
        return None if chosen == FOLLOW else chosen == str(True)
